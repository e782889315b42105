//! Rows of CSV with a header, for the code files of the dictionary. Every mistake is a problem with line and column.

use std::collections::HashMap;

use jiff::civil::Date;

use super::parse_date;
use crate::source::{Problem, Problems, SourceText, Span, did_you_mean};

/// Reads row after row; `read` gives nothing where it has complained.
pub(super) fn each_row(
    source: &SourceText,
    known: &[&str],
    required: &[&str],
    problems: &Problems,
    mut read: impl FnMut(&Row<'_>) -> Option<()>,
) {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(source.text().as_bytes());
    let mut header: Option<HashMap<String, usize>> = None;
    let mut record = csv::StringRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.push(source.error("csv", Span::new(start, start), format!("不是正確的 CSV：{error}")));
                break;
            }
        }
        // The reader skips empty lines before a record.
        let start = record.position().map_or(start, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let Some(columns) = &header else {
            header = read_header(source, &record, start, known, required, problems);
            if header.is_none() {
                return;
            }
            continue;
        };
        let row = Row { source, problems, columns, record: &record, start };
        if record.len() > columns.len() {
            let span = cell_span(source.text(), start, columns.len());
            problems.push(source.error("columns", span, "這一列的格數比欄名多；內容有逗號者請用雙引號括起來"));
            continue;
        }
        // What is wrong has been reported; the next row is read all the same.
        let _ = read(&row);
    }
    if header.is_none() {
        let message = format!("空的代碼檔；第一列要是欄名 {}", known.join(","));
        problems.push(source.error("columns", Span::default(), message));
    }
}

fn read_header(
    source: &SourceText,
    record: &csv::StringRecord,
    start: usize,
    known: &[&str],
    required: &[&str],
    problems: &Problems,
) -> Option<HashMap<String, usize>> {
    let mut columns = HashMap::new();
    let mut sound = true;
    let mut complain = |problem: Problem| {
        problems.push(problem);
        sound = false;
    };
    for (index, name) in record.iter().enumerate() {
        let span = cell_span(source.text(), start, index);
        if !known.contains(&name) {
            let message = format!("沒有「{name}」這一欄；欄名是 {}", known.join(","));
            let hint = did_you_mean(name, known.iter().copied());
            complain(source.error("unknown-column", span, message).hint_if(hint));
        } else if columns.insert(name.to_owned(), index).is_some() {
            complain(source.error("duplicate", span, format!("欄名「{name}」出現兩次")));
        }
    }
    for name in required.iter().filter(|name| !columns.contains_key(**name)) {
        let span = cell_span(source.text(), start, 0);
        complain(source.error("missing-column", span, format!("缺少「{name}」這一欄")));
    }
    sound.then_some(columns)
}

/// A cell that cannot be read, and has been complained of.
pub(super) struct Reported;

/// One row while it is being read.
pub(super) struct Row<'a> {
    source: &'a SourceText,
    problems: &'a Problems,
    columns: &'a HashMap<String, usize>,
    record: &'a csv::StringRecord,
    start: usize,
}

impl<'a> Row<'a> {
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.columns.get(column).and_then(|index| self.record.get(*index)).unwrap_or_default()
    }

    pub(super) fn span(&self, column: &str) -> Span {
        cell_span(self.source.text(), self.start, self.columns.get(column).copied().unwrap_or(0))
    }

    pub(super) fn error(&self, rule: &str, column: &str, message: &str) {
        self.problems.push(self.source.error(rule, self.span(column), message));
    }

    pub(super) fn required(&self, column: &str) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.error("empty", column, &format!("「{column}」不可空白"));
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// A day, where there is one.
    pub(super) fn date(&self, column: &str) -> Result<Option<Date>, Reported> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        parse_date(text).map(Some).map_err(|_| {
            self.error("date", column, &format!("讀不懂日期「{text}」，請寫成 2020-01-16"));
            Reported
        })
    }

    /// Spreadsheets write `true` as `TRUE`.
    pub(super) fn flag(&self, column: &str, default: bool) -> Option<bool> {
        match self.text(column).to_ascii_lowercase().as_str() {
            "" => Some(default),
            "true" => Some(true),
            "false" => Some(false),
            other => {
                self.error("flag", column, &format!("「{other}」要是 true 或 false"));
                None
            }
        }
    }
}

/// Where cell `index` of the row at byte `start` stands, quotes included: the CSV reader knows the places of rows only.
fn cell_span(text: &str, start: usize, index: usize) -> Span {
    let row = text.get(start..).unwrap_or_default();
    let (mut cell, mut from, mut quoted) = (0, 0, false);
    for (at, byte) in row.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted && cell == index => return Span::new(start + from, start + at),
            b',' if !quoted => {
                cell += 1;
                from = at + 1;
            }
            b'\n' | b'\r' if !quoted => return Span::new(start + from, start + at),
            _ => {}
        }
    }
    Span::new(start + from, start + row.len())
}
