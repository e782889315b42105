//! Reads an export: a folder of `人員.csv`, `考績.csv`, … in CSV, spreadsheets or Parquet.
//!
//! All or nothing, and nothing silently different: a file whose shape is wrong is refused, a row that breaks a rule is left
//! out by name, and rows in are rows loaded plus rows left out. Tables go one by one to a [`TableSink`], so that a national
//! export never lies in memory as a whole; the sink keeps them for good only when the caller says so.

mod blocks;
mod cell;
mod csv_file;
mod damage;
mod date_cell;
mod encoding;
mod error;
#[cfg(test)]
mod fault_tests;
mod folder;
mod header;
mod identity_key;
mod organ_notes;
mod parquet_rows;
mod pieces;
mod row_file;
mod row_reader;
mod sheet_rows;
mod split;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use num_rational::Ratio;
use serde::Serialize;

use self::csv_file::CsvFile;
use self::encoding::big5_code;
pub use self::encoding::{Encoding, Eudc, parse_eudc};
pub use self::error::ImportError;
use self::folder::{ExportFile, Format, assign, list_files};
use self::header::{Header, parse_header};
use self::identity_key::PersonIndex;
use self::pieces::{Pieces, TableRows, over};
use self::row_file::RowFile;
use self::row_reader::{FileRules, Persons};
use super::ordered_frame::OrderedFrame;
use super::progress::Progress;
use super::rejected::{Rejected, rule_in_words};
use super::snapshot::SnapshotError;
use super::table_builder::TableBuilder;
use crate::domain::{Dictionary, PERSON, TableDef};
use crate::source::{Location, Problem, Problems};

/// How many rejected rows of a file are shown where there are too many.
const SHOWN_REJECTIONS: usize = 10;
/// A file of fewer rows may have a column without any value by chance.
const ROWS_THAT_FILL_A_COLUMN: u64 = 1000;

/// What an import is held to.
#[derive(Clone, Debug)]
pub struct ImportRules {
    /// The share of rejected rows of a file above which nothing is imported.
    pub max_rejected_share: Ratio<i64>,
    /// Whether a failing identity checksum rejects the row; otherwise it is noted.
    pub reject_bad_identity: bool,
    /// The declared encoding of CSV files.
    pub encoding: Encoding,
    /// The 造字對照表.
    pub eudc: Eudc,
}

/// Where tables go that have been read.
pub trait TableSink {
    /// Takes a table in the order of a snapshot.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn table(&mut self, name: &str, rows: OrderedFrame) -> Result<(), SnapshotError>;
}

/// An export that was read.
#[derive(Debug)]
pub struct Import {
    /// The rows that were left out, in the order of files and lines.
    pub rejected: Vec<Rejected>,
    /// Each file's rows.
    pub counts: Vec<FileCount>,
    /// What somebody should know: missing files, identity numbers whose checksum fails, characters without Unicode.
    pub notes: Vec<Problem>,
}

impl Import {
    /// Files were read in an order that suits memory; people read them in that of the dictionary.
    fn sort(&mut self, dictionary: &Dictionary) {
        let place = |file: &str| place_of(dictionary, file);
        self.counts.sort_by_key(|count| place(&count.file));
        self.rejected.sort_by_key(|row| (place(&row.file), row.line));
        self.notes.sort_by_key(|note| note.location.as_ref().and_then(|location| place(location.file())));
    }
}

/// Where the table of a file stands in the dictionary; none where it is no table.
fn place_of(dictionary: &Dictionary, file: &str) -> Option<usize> {
    let table = file.rsplit_once('.').map_or(file, |(table, _)| table);
    dictionary.tables.iter().position(|known| known.name == table)
}

/// The rows of one file; `rows` is `loaded` + `rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// Table of the dictionary.
    pub table: String,
    /// File name, without its folder.
    pub file: String,
    /// Rows under the header; empty lines are none.
    pub rows: u64,
    /// Rows in the dataset.
    pub loaded: u64,
    /// Rows left out.
    pub rejected: u64,
}

/// Reads the folder `dir` into `sink`.
///
/// # Errors
/// When a file cannot be read or is not what it should be, or too many rows had to be left out. What the sink got until then
/// is not to be kept.
pub fn import_folder(
    dir: &Path,
    dictionary: &Dictionary,
    rules: &ImportRules,
    sink: &mut dyn TableSink,
    progress: &dyn Progress,
) -> Result<Import, ImportError> {
    let problems = Problems::new();
    let mut import = Import { rejected: Vec::new(), counts: Vec::new(), notes: Vec::new() };
    let files = list_files(dir)?;
    let tables = assign(dictionary, &files, &problems, &mut import.notes);
    let mut persons = None;
    let mut over_limit = Vec::new();
    for (table, file) in tables {
        let Some(file) = file else {
            sink.table(&table.name, OrderedFrame::new(TableBuilder::new(table, 0).finish()?, None))?;
            continue;
        };
        let persons_so_far = persons.as_ref();
        let context = FileContext { dictionary, table, file, rules, persons: persons_so_far, problems: &problems };
        let read = match context.read(progress) {
            Ok(read) => read,
            Err(Stopped::TooMany(count, rejected)) => {
                over_limit.push(*count);
                import.rejected.extend(rejected);
                None
            }
            Err(Stopped::Failed(error)) => return Err(*error),
        };
        let Some(read) = read else {
            // Nothing hangs on a 人員 that was not read.
            if table.name == PERSON {
                break;
            }
            continue;
        };
        import.notes.extend(notes(&file.name, &read));
        import.counts.push(count(&context, &read));
        import.rejected.extend(read.rejected);
        if table.name == PERSON {
            persons = Some(PersonIndex::new(read.identities, read.lost));
        }
        if !problems.has_errors() && over_limit.is_empty() {
            sink.table(&table.name, OrderedFrame::new(read.frame, read.order))?;
        }
    }
    import.sort(dictionary);
    if problems.has_errors() {
        return Err(ImportError::Unusable { problems: problems.into_sorted() });
    }
    if !over_limit.is_empty() {
        over_limit.sort_by_key(|count: &FileCount| place_of(dictionary, &count.file));
        let problems = shown(dictionary, &over_limit, &import.rejected);
        let (limit, rejected) = (rules.max_rejected_share, import.rejected);
        return Err(ImportError::TooManyRejected { limit, counts: over_limit, problems, rejected });
    }
    Ok(import)
}

/// Why a file gave no table.
enum Stopped {
    /// Too many of its rows were left out.
    TooMany(Box<FileCount>, Vec<Rejected>),
    /// The import as a whole cannot go on.
    Failed(Box<ImportError>),
}

impl From<ImportError> for Stopped {
    fn from(error: ImportError) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// One file and what it is read with.
struct FileContext<'a> {
    dictionary: &'a Dictionary,
    table: &'a TableDef,
    file: &'a ExportFile,
    rules: &'a ImportRules,
    persons: Option<&'a PersonIndex>,
    problems: &'a Problems,
}

impl FileContext<'_> {
    /// The rows of the file; none where its shape is wrong, which is a problem then.
    fn read(&self, progress: &dyn Progress) -> Result<Option<TableRows>, Stopped> {
        let limit = self.rules.max_rejected_share;
        let opened = match self.file.format {
            Format::Csv => CsvFile::open(&self.file.path, &self.file.name, self.rules.encoding)?.and_then(|csv| {
                let rows = csv.first_rows(&self.file.name, &self.rules.eudc)?;
                Ok((Opened::Csv(csv), rows))
            }),
            Format::Sheet | Format::Parquet => RowFile::open(self.file).and_then(|rows| {
                let first = rows.first_rows()?;
                Ok((Opened::Rows(rows), first))
            }),
        };
        let (opened, first) = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.push(*problem);
                return Ok(None);
            }
        };
        let Some(header) = parse_header(self.table, &self.file.name, &first, self.problems) else { return Ok(None) };
        let header_line = first.first().map_or(0, |(line, _)| *line);
        let rules = FileRules {
            dictionary: self.dictionary,
            table: self.table,
            file: &self.file.name,
            header: &header,
            persons: self.persons.map_or(Persons::Collect, Persons::Known),
            eudc: &self.rules.eudc,
            reject_bad_identity: self.rules.reject_bad_identity,
        };
        // An identity number, the delimiters, the end of the line.
        let mut pieces = Pieces::new(limit, u64::try_from(10 + header.width).unwrap_or(10));
        let result = match opened {
            Opened::Csv(csv) => csv.read(header_line, &rules, &mut pieces, &self.file.path, progress),
            Opened::Rows(rows) => rows.read(header_line, &rules, &mut pieces, self.problems, progress),
        };
        let hopeless = matches!(result, Err(ImportError::Hopeless));
        if !hopeless {
            result?;
        }
        let persons = self.persons.map_or(0, PersonIndex::len);
        let mut read = pieces.finish(&self.table.name, &self.file.name, persons).map_err(ImportError::from)?;
        if !read.adds_up() {
            let (file, rows) = (self.file.name.clone(), read.rows);
            let (loaded, rejected) = (read.loaded(), read.left_out());
            return Err(ImportError::Uncounted { file, rows, loaded, rejected }.into());
        }
        // Rows that follow a person who was left out are no faults of their own.
        if hopeless || over(limit, read.left_out() - read.followers, read.rows) {
            return Err(Stopped::TooMany(Box::new(count(self, &read)), read.rejected));
        }
        self.check_filled(&header, &mut read);
        self.check_notations(&read);
        read.notes.extend(self.absent_columns(&header));
        if read.frame.width() == 0 {
            read.frame = TableBuilder::new(self.table, 0).finish().map_err(ImportError::from)?;
        }
        if self.table.name == PERSON {
            let sorted = OrderedFrame::sorted(PERSON, &read.frame).and_then(OrderedFrame::into_frame);
            read.frame = sorted.map_err(ImportError::from)?;
        }
        Ok(Some(read))
    }

    /// Fields that the file does not have are empty in the snapshot, and that is told.
    fn absent_columns(&self, header: &Header) -> Option<Problem> {
        let absent = self.table.fields.iter().zip(&header.columns);
        let absent =
            absent.filter(|(field, column)| column.is_none() && !field.sparse).map(|(field, _)| field.name.as_str());
        let absent: Vec<&str> = absent.collect();
        let message = format!("{} 沒有這些欄位，快照裡是空的：{}", self.file.name, absent.join("、"));
        let place = Location::File { file: self.file.name.clone() };
        (!absent.is_empty()).then(|| Problem::note("absent-column", message).at(place))
    }

    /// A column in which both eras stand and which was empty where its notation was looked for: nobody can tell which cells a
    /// spreadsheet has changed.
    fn check_notations(&self, read: &TableRows) {
        let mixed =
            self.table.fields.iter().zip(&read.notations).filter(|(_, (roc, western))| *roc > 0 && *western > 0);
        for (field, (roc, western)) in mixed {
            let message = format!(
                "{} 的「{}」欄民國與西元日期並用：民國 {roc} 列、西元 {western} 列",
                self.file.name, field.name
            );
            let problem = Problem::error("date-notation", message).at(Location::File { file: self.file.name.clone() });
            self.problems.push(problem.hint("請統一為同一種紀年再匯出；可能是試算表把民國年改成了西元年"));
        }
    }

    /// A column that has no value in any row was not exported: refused, unless the dictionary expects it.
    fn check_filled(&self, header: &Header, read: &mut TableRows) {
        let loaded = read.loaded();
        let fields = self.table.fields.iter().zip(&header.columns).zip(&read.filled);
        let empty = fields.filter(|((field, column), filled)| column.is_some() && **filled == 0 && !field.sparse);
        let empty: Vec<&str> = empty.map(|((field, _), _)| field.name.as_str()).collect();
        if empty.is_empty() || loaded == 0 {
            return;
        }
        let message = format!("{} 有整欄空白的欄位：{}", self.file.name, empty.join("、"));
        let place = Location::File { file: self.file.name.clone() };
        if loaded < ROWS_THAT_FILL_A_COLUMN {
            let problem = Problem::warning("empty-column", message).at(place);
            read.notes.push(problem.hint("請確認匯出的條件"));
        } else {
            let problem = Problem::error("empty-column", message).at(place);
            self.problems.push(problem.hint("請確認匯出的條件；真的沒有資料時，把這些欄從檔案刪除"));
        }
    }
}

enum Opened {
    Csv(CsvFile),
    Rows(RowFile),
}

fn count(context: &FileContext<'_>, read: &TableRows) -> FileCount {
    let (rows, loaded) = (read.rows, read.loaded());
    let (table, file) = (context.table.name.clone(), context.file.name.clone());
    FileCount { table, file, rows, loaded, rejected: rows - loaded }
}

/// What somebody should know of a file.
fn notes(file: &str, read: &TableRows) -> Vec<Problem> {
    let mut notes = read.notes.clone();
    notes.extend(read.organs.problems(file));
    if let Some((count, line)) = read.bad_identities {
        let message = format!("{file} 有 {count} 列的身分證號檢查碼不符，已照收");
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let place = Location::Text { file: file.to_owned(), line, column: 1, width: 1, excerpt: String::new() };
        notes.push(
            Problem::warning("identity-checksum", message)
                .at(place)
                .hint("要退回這些列，請在 hrstat.toml 設 [import] bad_identity = \"reject\"，移走這份快照再匯入"),
        );
    }
    if !read.unmapped.is_empty() {
        notes.push(
            Problem::warning("user-defined-character", format!("{file} 有造字沒有對照：{}", codes(&read.unmapped)))
                .at(Location::File { file: file.to_owned() })
                .hint("這些字以私用區字元載入；在工作區的 造字對照表.csv 補上後，移走這份快照再匯入"),
        );
    }
    notes
}

fn codes(characters: &BTreeSet<char>) -> String {
    const SHOWN: usize = 20;
    let code = |c: &char| {
        let unicode = format!("U+{:04X}", u32::from(*c));
        big5_code(*c).map_or(unicode.clone(), |code| format!("{code:04X}（{unicode}）"))
    };
    let mut shown: Vec<String> = characters.iter().take(SHOWN).map(code).collect();
    if characters.len() > SHOWN {
        shown.push(format!("等 {} 字", characters.len()));
    }
    shown.join("、")
}

/// What was rejected, masked: of each file that is over the limit, and of 人員, on which the others hang.
fn shown(dictionary: &Dictionary, over: &[FileCount], rejected: &[Rejected]) -> Vec<Problem> {
    let is_over = |file: &str| over.iter().any(|count| count.file == file);
    let of_person = |file: &str| file.rsplit_once('.').is_some_and(|(table, _)| table == PERSON);
    let mut files: Vec<&str> = rejected.iter().map(|row| row.file.as_str()).collect();
    files.dedup();
    let mut problems = Vec::new();
    for file in files.into_iter().filter(|file| is_over(file) || of_person(file)) {
        let table = dictionary.tables.iter().find(|table| file.starts_with(&format!("{}.", table.name)));
        let rows: Vec<&Rejected> = rejected.iter().filter(|row| row.file == file).collect();
        let first = rows.iter().take(SHOWN_REJECTIONS);
        problems.extend(first.map(|row| row.as_problem(table.and_then(|table| table.field(&row.field)))));
        if rows.len() > SHOWN_REJECTIONS {
            problems.push(summary(file, &rows));
        }
    }
    problems
}

/// How many rows of a file broke which rule, and where the first is.
fn summary(file: &str, rows: &[&Rejected]) -> Problem {
    let mut rules: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for row in rows {
        rules.entry(&row.rule).and_modify(|(count, _)| *count += 1).or_insert((1, row.line));
    }
    let words = rules
        .into_iter()
        .map(|(rule, (count, line))| format!("{}（{rule}）{count} 列，第一列在第 {line} 行", rule_in_words(rule)));
    let message = format!("{file} 共退件 {} 列：{}", rows.len(), words.collect::<Vec<_>>().join("；"));
    Problem::note("rejected-rows", message)
        .at(Location::File { file: file.to_owned() })
        .hint("完整清單：加上 --rejected 檔名，另存成只有本人可讀的 CSV")
}
