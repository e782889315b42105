//! Reads an export: a folder of `人員.csv`, `考績.csv`, … . All or nothing: it writes nothing itself, and the caller
//! writes a snapshot only of an [`Import`] that was good enough.

mod cell;
mod csv_file;
#[cfg_attr(not(test), expect(dead_code, reason = "the importer reads UTF-8 only so far"))]
#[expect(unused_imports, reason = "the importer reads UTF-8 only so far")]
mod encoding;
mod header;
#[cfg_attr(not(test), expect(dead_code, reason = "the importer reads CSV only so far"))]
mod parquet_rows;
#[cfg_attr(not(test), expect(dead_code, reason = "the importer reads CSV only so far"))]
mod sheet_rows;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use num_rational::Ratio;
use polars::prelude::PolarsError;
use serde::Serialize;

use self::csv_file::{Persons, decode, read_rows};
use super::dataset::Dataset;
use super::progress::Progress;
use super::rejected::Rejected;
use super::table_builder::TableBuilder;
use crate::domain::{Dictionary, PERSON, TableDef};
use crate::settings::ImportSettings;
use crate::source::{Location, Problem, Problems, did_you_mean};

/// How many rejected rows of a file are shown where there are too many.
const SHOWN_REJECTIONS: usize = 10;

/// An export that was read.
#[derive(Debug)]
pub struct Import {
    /// The rows that were loaded.
    pub dataset: Dataset,
    /// The rows that were left out, in the order of files and lines.
    pub rejected: Vec<Rejected>,
    /// Each file's rows.
    pub counts: Vec<FileCount>,
    /// What somebody should know: missing files, identity numbers whose checksum fails.
    pub notes: Vec<Problem>,
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

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder or a file could not be read.
    #[error("讀不到 {path}：{source}", path = .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Files are missing, not UTF-8, or their columns are wrong.
    #[error("匯出檔無法匯入，共 {} 個問題", .problems.len())]
    Unusable {
        /// Every one of them.
        problems: Vec<Problem>,
    },
    /// More rows were left out than the settings allow.
    #[error("退件比例超過上限 {limit}（import.max_rejected_share），整批不匯入：{}", shown(.counts))]
    TooManyRejected {
        /// The limit.
        limit: Ratio<i64>,
        /// The files that are over it.
        counts: Vec<FileCount>,
        /// The first rejections of each, masked.
        problems: Vec<Problem>,
    },
    /// The columns do not make a table.
    #[error("匯入的資料無法組成資料表：{0}")]
    Frame(#[from] PolarsError),
}

fn shown(counts: &[FileCount]) -> String {
    let one = |count: &FileCount| format!("{} 共 {} 列，退件 {} 列", count.file, count.rows, count.rejected);
    counts.iter().map(one).collect::<Vec<_>>().join("；")
}

/// Reads the folder `dir`.
///
/// # Errors
/// When a file cannot be read or is not what it should be, or too many rows had to be left out.
pub fn read_csv_folder(
    dir: &Path,
    dictionary: &Dictionary,
    settings: &ImportSettings,
    progress: &dyn Progress,
) -> Result<Import, ImportError> {
    let problems = Problems::new();
    let mut notes = Vec::new();
    let present = csv_files(dir)?;
    check_names(dictionary, &present, &problems, &mut notes);
    let mut identities = HashSet::new();
    let (mut tables, mut rejected, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    // 人員 comes first, whatever the dictionary's order: the others hang on it.
    let (person, children): (Vec<&TableDef>, Vec<&TableDef>) =
        dictionary.tables.iter().partition(|table| table.name == PERSON);
    for table in person.into_iter().chain(children) {
        let file = file_name(table);
        if !present.contains(&file) {
            tables.push((table.name.clone(), TableBuilder::new(table, 0).finish()?));
            continue;
        }
        let path = dir.join(&file);
        let bytes = std::fs::read(&path).map_err(|source| ImportError::Io { path, source })?;
        let text = match decode(&file, &bytes) {
            Ok(text) => text,
            Err(problem) => {
                problems.push(*problem);
                continue;
            }
        };
        drop(bytes);
        let persons = if table.name == PERSON {
            Persons::Collect { identities: &mut identities, reject_bad_identity: settings.bad_identity == "reject" }
        } else {
            Persons::Known(&identities)
        };
        let Some(read) = read_rows(dictionary, table, &file, &text, persons, &problems, progress)? else { continue };
        if let Some((count, line)) = read.bad_identities {
            notes.push(checksum_note(&file, count, line));
        }
        let left_out = u64::try_from(read.rejected.len()).unwrap_or(u64::MAX);
        let loaded = u64::try_from(read.frame.height()).unwrap_or(u64::MAX);
        counts.push(FileCount { table: table.name.clone(), file, rows: read.rows, loaded, rejected: left_out });
        rejected.extend(read.rejected);
        tables.push((table.name.clone(), read.frame));
    }
    if problems.has_errors() {
        return Err(ImportError::Unusable { problems: problems.into_sorted() });
    }
    check_share(dictionary, settings.max_rejected_share, &counts, &rejected)?;
    tables.sort_by_key(|(name, _)| dictionary.tables.iter().position(|table| table.name == *name));
    Ok(Import { dataset: Dataset::new(tables), rejected, counts, notes })
}

/// `考績.csv`.
pub(super) fn file_name(table: &TableDef) -> String {
    format!("{}.csv", table.name)
}

fn csv_files(dir: &Path) -> Result<Vec<String>, ImportError> {
    let io = |source| ImportError::Io { path: dir.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let name = entry.map_err(io)?.file_name().to_string_lossy().into_owned();
        let is_csv = Path::new(&name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if is_csv && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// 人員.csv must be there; a file that is nearly named like a missing table would be lost without a word.
fn check_names(dictionary: &Dictionary, present: &[String], problems: &Problems, notes: &mut Vec<Problem>) {
    let known: Vec<String> = dictionary.tables.iter().map(file_name).collect();
    let missing: Vec<&str> = known.iter().filter(|name| !present.contains(name)).map(String::as_str).collect();
    let at = |name: &str| Location::File { file: name.to_owned() };
    for name in present.iter().filter(|name| !known.contains(name)) {
        // Compared without the ending, which would make any two names alike.
        let stems = missing.iter().map(|name| name.trim_end_matches(".csv"));
        match did_you_mean(name.trim_end_matches(".csv"), stems) {
            Some(hint) => problems
                .push(Problem::error("unknown-file", format!("「{name}」不是資料表的檔名")).at(at(name)).hint(hint)),
            None => {
                notes.push(Problem::warning("unknown-file", format!("「{name}」不是資料表，沒有讀取")).at(at(name)));
            }
        }
    }
    for name in missing {
        if name.trim_end_matches(".csv") == PERSON {
            problems.push(
                Problem::error("missing-file", format!("資料夾裡沒有 {name}"))
                    .at(at(name))
                    .hint("匯出檔是一個資料夾，內有 人員.csv、考績.csv 等檔案"),
            );
        } else {
            notes.push(Problem::note("missing-file", format!("沒有 {name}，該資料表是空的")).at(at(name)));
        }
    }
}

fn checksum_note(file: &str, count: u64, line: u64) -> Problem {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    Problem::warning("identity-checksum", format!("{file} 有 {count} 列的身分證統一編號檢查碼不符，已照收"))
        .at(Location::Text { file: file.to_owned(), line, column: 1, width: 1, excerpt: String::new() })
        .hint("要退回這些列，請在 hrstat.toml 設 [import] bad_identity = \"reject\"")
}

fn check_share(
    dictionary: &Dictionary,
    limit: Ratio<i64>,
    counts: &[FileCount],
    rejected: &[Rejected],
) -> Result<(), ImportError> {
    let over = |count: &FileCount| {
        let (part, whole) = (i128::from(count.rejected), i128::from(count.rows));
        part * i128::from(*limit.denom()) > i128::from(*limit.numer()) * whole
    };
    let counts: Vec<FileCount> = counts.iter().filter(|count| over(count)).cloned().collect();
    if counts.is_empty() {
        return Ok(());
    }
    let mut problems = Vec::new();
    for count in &counts {
        let table = dictionary.table(&count.table);
        let of_file = rejected.iter().filter(|row| row.file == count.file).take(SHOWN_REJECTIONS);
        problems.extend(of_file.map(|row| row.as_problem(table.and_then(|table| table.field(&row.field)))));
    }
    Err(ImportError::TooManyRejected { limit, counts, problems })
}
