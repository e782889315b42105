//! One CSV file: its bytes become rows of a table, and rows that were left out.

use std::collections::HashSet;

use polars::prelude::{DataFrame, PolarsResult};

use super::cell::{Cell, CellReader};
use super::header::{Header, parse_header};
use crate::dataset::progress::Progress;
use crate::dataset::rejected::Rejected;
use crate::dataset::table_builder::{TableBuilder, Value};
use crate::domain::{Dictionary, IDENTITY, TableDef, checksum_holds};
use crate::source::{Location, Problem, Problems};

/// Rows between two reports of progress.
const STEP: u64 = 4096;

/// Whose rows a file holds.
pub(super) enum Persons<'a> {
    /// 人員 itself: each identity once; they are collected here.
    Collect {
        identities: &'a mut HashSet<Box<str>>,
        /// Whether a failing checksum rejects the row.
        reject_bad_identity: bool,
    },
    /// A child table: only rows of these persons.
    Known(&'a HashSet<Box<str>>),
}

/// What was read of a file.
pub(super) struct FileRows {
    pub(super) frame: DataFrame,
    pub(super) rows: u64,
    pub(super) rejected: Vec<Rejected>,
    /// Rows whose identity number fails its checksum and which were taken all the same, and the line of the first.
    pub(super) bad_identities: Option<(u64, u64)>,
}

/// The text of a file, without its byte-order mark; a problem with the place where it stops being UTF-8.
pub(super) fn decode(file: &str, bytes: &[u8]) -> Result<String, Box<Problem>> {
    let at = |line: usize, column: usize| Location::Text {
        file: file.to_owned(),
        line,
        column,
        width: 1,
        excerpt: String::new(),
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let problem = Problem::error("encoding", format!("{file} 是 UTF-16 編碼，無法匯入")).at(at(1, 1));
        return Err(Box::new(problem.hint("請另存為 UTF-8 的 CSV")));
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    std::str::from_utf8(bytes).map(ToOwned::to_owned).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        let problem = Problem::error("encoding", format!("{file} 第 {line} 行不是 UTF-8 編碼，可能是 Big5（CP950）"))
            .at(at(line, column));
        Box::new(problem.hint("請另存為 UTF-8 的 CSV；在 Excel 選「CSV UTF-8（逗號分隔）」"))
    })
}

/// Reads the rows of `text`. None where the header is wrong; the reasons are in `problems` then.
pub(super) fn read_rows(
    dictionary: &Dictionary,
    table: &TableDef,
    file: &str,
    text: &str,
    mut persons: Persons<'_>,
    problems: &Problems,
    progress: &dyn Progress,
) -> PolarsResult<Option<FileRows>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // Reading from memory and from valid UTF-8 cannot fail; an error would only end the loop early, so it is a problem.
    let broken = |error: &csv::Error| {
        problems.push(
            Problem::error("csv", format!("{file} 不是 CSV：{error}")).at(Location::File { file: file.to_owned() }),
        );
    };
    let names: Vec<String> = match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(|name| name.trim().to_owned()).collect(),
        Ok(false) => {
            let message = format!("{file} 是空的，連標題列也沒有");
            problems.push(Problem::error("empty-file", message).at(Location::File { file: file.to_owned() }));
            return Ok(None);
        }
        Err(error) => {
            broken(&error);
            return Ok(None);
        }
    };
    let Some(header) = parse_header(table, file, &names, problems) else { return Ok(None) };
    let readers: Vec<CellReader<'_>> = table.fields.iter().map(|field| CellReader::new(dictionary, field)).collect();
    let mut builder = TableBuilder::new(table, text.len() / 64);
    let (mut rows, mut rejected, mut bad_identities) = (0_u64, Vec::new(), None);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let total = text.bytes().filter(|byte| *byte == b'\n').count();
    progress.begin(&format!("讀取 {file}"), u64::try_from(total).ok());
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                broken(&error);
                return Ok(None);
            }
        }
        rows += 1;
        if rows.is_multiple_of(STEP) {
            progress.advance(STEP);
        }
        let line = lines.of(&record);
        match read_row(table, &header, &readers, &record, &mut persons) {
            Ok((cells, checks)) => {
                if !checks {
                    let (count, first) = bad_identities.unwrap_or((0, line));
                    bad_identities = Some((count + 1, first));
                }
                builder.push(|column| cells.get(column).map_or(Value::Null, Cell::as_value));
            }
            Err(broken) => {
                // A lost quotation mark swallows lines up to the next one: each of them is a row that did not arrive.
                let swallowed = u64::try_from(record.as_slice().matches('\n').count()).unwrap_or(0);
                rows += swallowed;
                let row = |line, field, value| Rejected {
                    file: file.to_owned(),
                    line,
                    field,
                    value,
                    rule: broken.rule.to_owned(),
                };
                rejected.push(row(line, broken.field, broken.value));
                rejected.extend((1..=swallowed).map(|more| row(line + more, String::new(), String::new())));
            }
        }
    }
    progress.finish();
    Ok(Some(FileRows { frame: builder.finish()?, rows, rejected, bad_identities }))
}

struct BrokenRule {
    field: String,
    value: String,
    rule: &'static str,
}

/// The cells of one row in the order of the fields, and whether the identity's checksum holds.
fn read_row<'a>(
    table: &TableDef,
    header: &Header,
    readers: &'a [CellReader<'_>],
    record: &'a csv::StringRecord,
    persons: &mut Persons<'_>,
) -> Result<(Vec<Cell<'a>>, bool), BrokenRule> {
    // No cell of the form has two lines, so a line break is a quotation mark that was lost.
    if record.as_slice().contains(['\n', '\r']) {
        return Err(BrokenRule {
            field: String::new(),
            value: record.get(0).unwrap_or_default().to_owned(),
            rule: "line-break",
        });
    }
    if record.len() != header.width {
        let value = format!("標題 {} 欄，這一列 {} 欄", header.width, record.len());
        return Err(BrokenRule { field: String::new(), value, rule: "field-count" });
    }
    let mut cells = Vec::with_capacity(table.fields.len());
    for ((field, column), reader) in table.fields.iter().zip(&header.columns).zip(readers) {
        let text = column.and_then(|column| record.get(column)).unwrap_or_default();
        cells.push(reader.read(text).map_err(|rule| BrokenRule {
            field: field.name.clone(),
            value: text.to_owned(),
            rule,
        })?);
    }
    let identity = table.fields.iter().position(|field| field.name == IDENTITY).and_then(|at| cells[at].as_text());
    let identity = identity.unwrap_or_default();
    let broken = |rule| BrokenRule { field: IDENTITY.to_owned(), value: identity.to_owned(), rule };
    match persons {
        Persons::Known(known) if known.contains(identity) => Ok((cells, true)),
        Persons::Known(_) => Err(broken("orphan")),
        Persons::Collect { identities, reject_bad_identity } => {
            let checks = checksum_holds(identity);
            if *reject_bad_identity && !checks {
                return Err(broken("identity-checksum"));
            }
            if !identities.insert(identity.into()) {
                return Err(broken("duplicate-identity"));
            }
            Ok((cells, checks))
        }
    }
}

/// Counts the lines of a file by bytes: the csv reader's own count falls behind by one where lines end in CR LF.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, on which `record` begins.
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        let start = start.clamp(self.at, self.text.len());
        // A record may begin with what ended the one before it.
        let blank = self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text[self.at..start + blank];
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.at = start + blank;
        self.line
    }
}
