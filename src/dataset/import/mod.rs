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
mod table_file;
mod tally;
#[cfg(test)]
mod tests;
mod told;

use std::path::Path;

use num_rational::Ratio;
use serde::Serialize;

pub use self::encoding::{Encoding, Eudc, parse_eudc};
pub use self::error::ImportError;
use self::folder::{assign, list_files};
use self::identity_key::PersonIndex;
use self::table_file::{Stopped, TableFile};
use self::told::{notes, shown_rejections};
use super::ordered_frame::OrderedFrame;
use super::progress::Progress;
use super::rejected::Rejected;
use super::snapshot::SnapshotError;
use super::table_builder::TableBuilder;
use crate::domain::{Dictionary, PERSON};
use crate::source::{Problem, Problems};

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
        let opened = TableFile { dictionary, table, file, rules, persons: persons_so_far, problems: &problems };
        let read = match opened.read(progress) {
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
        import.counts.push(opened.count(&read));
        import.rejected.extend(read.tally.rejected);
        if table.name == PERSON {
            persons = Some(PersonIndex::new(read.identities, read.tally.lost));
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
        let problems = shown_rejections(dictionary, &over_limit, &import.rejected);
        let (limit, rejected) = (rules.max_rejected_share, import.rejected);
        return Err(ImportError::TooManyRejected { limit, counts: over_limit, problems, rejected });
    }
    Ok(import)
}
