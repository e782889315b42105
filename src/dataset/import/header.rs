//! The header row of an export: which column is which field, and what stands where it should be.

use std::borrow::Cow;

use super::cell::trimmed;
use super::date_cell::DateNotation;
use crate::domain::{Field, FieldType, TableDef, fold_width};
use crate::source::{Location, Problem, Problems, did_you_mean};

/// Names that a row must share with the table to be taken for its header.
const KNOWN_NAMES: usize = 2;

/// Where a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderColumn {
    /// The column, from 0.
    pub(super) index: usize,
    /// Of a date, how the file writes it.
    pub(super) notation: Option<DateNotation>,
}

/// The header of a file.
#[derive(Debug)]
pub(super) struct Header {
    /// For each field of the table, where it stands.
    pub(super) columns: Vec<Option<HeaderColumn>>,
    /// How many columns there are.
    pub(super) width: usize,
    /// The names as they stand there.
    names: Vec<String>,
}

impl Header {
    /// Whether a row is the header once more, as files that were put together have it.
    pub(super) fn is_repeated_by(&self, texts: &[Cow<'_, str>]) -> bool {
        texts.len() >= KNOWN_NAMES && self.names.iter().zip(texts).all(|(name, text)| name == trimmed(text))
    }
}

/// The first rows of a file, each with its line.
pub(super) type FirstRows = [(u64, Vec<String>)];

/// Finds the header of `file` among its first rows.
///
/// It has to be the first: a title above it, a second header below it, another delimiter are problems that name the line,
/// and so are every name that nobody knows and every missing field.
pub(super) fn parse_header(table: &TableDef, file: &str, rows: &FirstRows, problems: &Problems) -> Option<Header> {
    let Some((line, names)) = rows.first() else {
        let message = format!("{file} 是空的，連標題列也沒有");
        let problem = Problem::error("empty-file", message).at(Location::File { file: file.to_owned() });
        problems.push(problem.hint("請重新匯出；真的沒有這個資料表時，把檔案移出資料夾"));
        return None;
    };
    let known = |names: &[String]| names.iter().filter(|name| table.field(name).is_some()).count();
    if let Some(delimiter) = other_delimiter(table, names) {
        let message = format!("{file} 用{delimiter}分隔，不是逗號");
        let problem = Problem::error("wrong-delimiter", message).at(place(file, *line, 0, 1));
        problems.push(problem.hint("請以逗號分隔重新匯出；在 Excel 選「CSV UTF-8（逗號分隔）」"));
        return None;
    }
    if known(names) < KNOWN_NAMES.min(names.len())
        && let Some((at, _)) = rows.iter().skip(1).find(|(_, row)| known(row) >= KNOWN_NAMES)
    {
        let message = format!("{file} 的標題列在第 {at} 行，上面還有別的內容");
        let problem = Problem::error("preamble", message).at(place(file, *line, 0, 1));
        problems.push(problem.hint(format!("請刪除第 {line} 至 {} 行，讓標題列成為第一行", at - 1)));
        return None;
    }
    if known(names) < KNOWN_NAMES.min(table.fields.len()) {
        // What stands there may be a person: nothing of it is shown.
        let message = format!("{file} 第 {line} 行不是標題列，認不出「{}」的欄名", table.name);
        let problem = Problem::error("no-header", message).at(place(file, *line, 0, 1));
        problems.push(
            problem
                .hint(format!("第一行要是欄名，例如：{}", example(table)))
                .hint("檔案若用別的編碼，請用 --encoding 指明：utf-8、utf-16、big5"),
        );
        return None;
    }
    let header = match_names(table, file, *line, names, problems)?;
    if let Some((line, row)) = rows.get(1)
        && is_second_header(table, &header, row)
    {
        let message = format!("{file} 有兩列標題，第 {line} 行也是標題");
        let problem = Problem::error("second-header", message).at(place(file, *line, 0, 1));
        problems.push(problem.hint("請只留一列標題，欄名用資料字典的名稱或別名（hrstat fields）"));
        return None;
    }
    Some(with_notations(table, header, rows))
}

fn match_names(table: &TableDef, file: &str, line: u64, names: &[String], problems: &Problems) -> Option<Header> {
    let mut columns: Vec<Option<HeaderColumn>> = vec![None; table.fields.len()];
    let mut sound = true;
    let nameless: Vec<String> = (1..)
        .zip(names)
        .filter(|(_, name)| name.is_empty())
        .map(|(column, _): (usize, _)| column.to_string())
        .collect();
    if !nameless.is_empty() {
        sound = false;
        let message = format!("{file} 的標題列第 {} 欄沒有欄名", nameless.join("、"));
        let problem = Problem::error("unknown-column", message).at(place(file, line, 0, 1));
        problems.push(problem.hint("請刪除這些欄，或補上欄名"));
    }
    for (column, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let at = || place(file, line, column, name.chars().count().max(1));
        let Some(field) = table.field(name) else {
            sound = false;
            let known = table.fields.iter().flat_map(spellings);
            let message = format!("{file} 第 {} 欄「{}」不是「{}」的欄位", column + 1, shown_name(name), table.name);
            problems.push(
                Problem::error("unknown-column", message)
                    .at(at())
                    .hint_if(did_you_mean(name, known))
                    .hint("不需要的欄位請先從匯出檔刪除；欄位清單見 hrstat fields"),
            );
            continue;
        };
        let index = table.fields.iter().position(|known| known.name == field.name).unwrap_or(0);
        if let Some(earlier) = columns[index].replace(HeaderColumn { index: column, notation: None }) {
            sound = false;
            let message = format!("{file} 第 {} 欄與第 {} 欄都是「{}」", earlier.index + 1, column + 1, field.name);
            let problem = Problem::error("duplicate-column", message).at(at());
            problems.push(problem.hint("請刪除其中一欄，或改用資料字典的另一個欄名"));
        }
    }
    for (field, _) in table.fields.iter().zip(&columns).filter(|(field, column)| field.required && column.is_none()) {
        sound = false;
        let names: Vec<&str> = spellings(field).collect();
        problems.push(
            Problem::error("missing-column", format!("{file} 缺少必要欄位「{}」", field.name))
                .at(Location::File { file: file.to_owned() })
                .hint(format!("可用的欄名：{}", names.join("、"))),
        );
    }
    sound.then(|| Header { columns, width: names.len(), names: names.to_vec() })
}

/// A second header explains the first (codes, English names, numbers of columns): it has no value where every row needs one.
fn is_second_header(table: &TableDef, header: &Header, row: &[String]) -> bool {
    if row.iter().filter(|cell| table.field(cell).is_some()).count() >= KNOWN_NAMES {
        return true;
    }
    let typed = table.fields.iter().zip(&header.columns).filter_map(|(field, column)| {
        let text = row.get(column.as_ref()?.index)?.trim();
        let numeric = matches!(field.kind, FieldType::Date | FieldType::Integer | FieldType::Decimal);
        (numeric && !text.is_empty()).then(|| text.starts_with(|c: char| c.is_ascii_digit() || c.is_numeric()))
    });
    let typed: Vec<bool> = typed.collect();
    let identity = table.fields.iter().position(|field| field.name == crate::domain::IDENTITY);
    let identity = identity.and_then(|at| header.columns[at].as_ref()).and_then(|column| row.get(column.index));
    let nobody = identity.is_some_and(|text| !text.trim().is_empty() && !text.contains(|c: char| c.is_numeric()));
    nobody && !typed.contains(&true)
}

/// The name of the delimiter that was used instead of the comma.
fn other_delimiter(table: &TableDef, names: &[String]) -> Option<&'static str> {
    const OTHERS: [(char, &str); 5] =
        [(';', "分號"), ('\t', "定位字元（Tab）"), ('|', "直線「|」"), ('，', "全形逗號"), ('、', "頓號")];
    let known = |delimiter| {
        let whole = names.join(",");
        whole.split(delimiter).filter(|name| table.field(name).is_some()).count()
    };
    let (count, name) =
        OTHERS.iter().map(|(delimiter, name)| (known(*delimiter), *name)).max_by_key(|(count, _)| *count)?;
    let with_commas = names.iter().filter(|name| table.field(name).is_some()).count();
    (count >= KNOWN_NAMES && count > with_commas).then_some(name)
}

fn with_notations(table: &TableDef, mut header: Header, rows: &FirstRows) -> Header {
    for (field, column) in table.fields.iter().zip(&mut header.columns) {
        if let (FieldType::Date, Some(column)) = (field.kind, column) {
            let texts = rows.iter().skip(1).filter_map(|(_, row)| row.get(column.index)).map(String::as_str);
            column.notation = DateNotation::most(texts);
        }
    }
    header
}

/// A name of a column as it may be shown: one that looks like a value only in its length.
fn shown_name(name: &str) -> String {
    const SHOWN: usize = 20;
    let digits = fold_width(name).chars().filter(char::is_ascii_digit).count();
    match name.chars().count() {
        length if digits > 3 || name.contains('@') => format!("（{length} 個字）"),
        length if length > SHOWN => format!("{}…", name.chars().take(SHOWN).collect::<String>()),
        _ => name.to_owned(),
    }
}

fn example(table: &TableDef) -> String {
    const SHOWN: usize = 4;
    table.fields.iter().take(SHOWN).map(|field| field.name.as_str()).collect::<Vec<_>>().join(",")
}

fn place(file: &str, line: u64, column: usize, width: usize) -> Location {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    Location::Text { file: file.to_owned(), line, column: column + 1, width, excerpt: String::new() }
}

fn spellings(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(field.name.as_str()).chain(field.aliases.iter().map(String::as_str))
}
