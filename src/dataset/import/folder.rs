//! The files of an export: which of them is which table.
//!
//! Nothing that belongs to a table is left unread without an error: a file named like a table in a format that nobody reads,
//! the second part of a table. What has nothing to do with a table is left alone, with a warning.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use super::ImportError;
use crate::domain::{Dictionary, PERSON, TableDef};
use crate::source::{Location, Problem, Problems, did_you_mean};

/// How a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Sheet,
    Parquet,
}

impl Format {
    const ENDINGS: [(&'static str, Self); 4] =
        [("csv", Self::Csv), ("xlsx", Self::Sheet), ("ods", Self::Sheet), ("parquet", Self::Parquet)];
}

/// One file of an export.
#[derive(Clone, Debug)]
pub(super) struct ExportFile {
    /// File name, without its folder.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) format: Format,
    bytes: u64,
}

impl ExportFile {
    fn stem(&self) -> &str {
        stem_of(&self.name)
    }
}

fn stem_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What lies in the folder of an export, sorted by name.
#[derive(Debug, Default)]
pub(super) struct ExportFolder {
    /// Files in a format that is read.
    files: Vec<ExportFile>,
    /// The names of everything else.
    others: Vec<String>,
}

/// What systems leave in folders by themselves, beside what begins with a dot.
const LEFTOVERS: [&str; 2] = ["desktop.ini", "thumbs.db"];

/// Looks through the folder.
pub(super) fn list_files(dir: &Path) -> Result<ExportFolder, ImportError> {
    let io = |source| ImportError::Io { path: dir.to_owned(), source };
    let mut folder = ExportFolder::default();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let entry = entry.map_err(io)?;
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Spreadsheets leave `~$人員.xlsx` beside a file that is open, others a name with a dot.
        if name.starts_with(['.', '~']) || LEFTOVERS.contains(&name.to_lowercase().as_str()) {
            continue;
        }
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let format = Format::ENDINGS.iter().find(|(known, _)| *known == ending);
        // A link to a file is a file; one that leads nowhere fails when it is read, if it is read.
        let metadata = std::fs::metadata(&path).or_else(|_| entry.metadata()).map_err(io)?;
        match format {
            Some((_, format)) if !metadata.is_dir() => {
                folder.files.push(ExportFile { name, path, format: *format, bytes: metadata.len() });
            }
            _ => folder.others.push(name),
        }
    }
    folder.files.sort_by(|one, other| one.name.cmp(&other.name));
    folder.others.sort();
    Ok(folder)
}

/// Whether something of this name is the table or a part of it: `考績`, `考績_2`, `考績 (2)`, `考績2`, but not `考績委員`.
pub(super) fn belongs_to(name: &str, table: &str) -> bool {
    let rest = name.trim().strip_prefix(table);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// The file of each table, 人員 first: the others hang on it. Of these the largest comes first: what the others need later
/// finds room that has been used, and the most that is held at a time stays lower.
///
/// 人員 must be there; a file that is nearly named like a missing table would be lost without a word, and of two files for
/// one table nobody knows which to take.
pub(super) fn assign<'a>(
    dictionary: &'a Dictionary,
    folder: &'a ExportFolder,
    problems: &Problems,
    notes: &mut Vec<Problem>,
) -> Vec<(&'a TableDef, Option<&'a ExportFile>)> {
    let of = |table: &TableDef| folder.files.iter().filter(|file| file.stem() == table.name).collect::<Vec<_>>();
    let mut assigned = Vec::new();
    for table in &dictionary.tables {
        let found = of(table);
        if let [first, second, ..] = found.as_slice() {
            let message = format!("資料表「{}」有兩個檔案：{} 與 {}", table.name, first.name, second.name);
            problems.push(Problem::error("duplicate-file", message).at(at(&second.name)).hint("請只留一個"));
        }
        assigned.push((table, found.first().copied()));
    }
    let missing: Vec<&str> =
        assigned.iter().filter(|(_, file)| file.is_none()).map(|(table, _)| table.name.as_str()).collect();
    let named = check_unread(dictionary, folder, &missing, problems, notes);
    // Whose file is named already is not missing.
    let absent: Vec<&str> = missing.into_iter().filter(|name| !named.contains(name)).collect();
    if absent.contains(&PERSON) {
        problems.push(
            Problem::error("missing-file", format!("資料夾裡沒有 {PERSON}.csv（或 .xlsx、.ods、.parquet）"))
                .at(at(&format!("{PERSON}.csv")))
                .hint("匯出檔是一個資料夾，內有 人員.csv、考績.csv 等檔案"),
        );
    }
    let absent: Vec<&str> = absent.into_iter().filter(|name| *name != PERSON).collect();
    if !absent.is_empty() {
        let message = format!("沒有這些資料表的檔案，快照裡是空的：{}", absent.join("、"));
        notes.push(Problem::note("missing-file", message));
    }
    assigned.sort_by_key(|(table, file)| (table.name != PERSON, Reverse(file.map_or(0, |file| file.bytes))));
    assigned
}

/// Names everything that will not be read, and gives the tables that it belongs to.
fn check_unread<'a>(
    dictionary: &'a Dictionary,
    folder: &ExportFolder,
    missing: &[&str],
    problems: &Problems,
    notes: &mut Vec<Problem>,
) -> Vec<&'a str> {
    let owner =
        |name: &str| dictionary.tables.iter().map(|table| table.name.as_str()).find(|table| belongs_to(name, table));
    let unread = |name: &str| Problem::warning("unknown-file", format!("「{name}」不是資料表，沒有讀取")).at(at(name));
    let mut named = Vec::new();
    for name in &folder.others {
        let Some(table) = owner(stem_of(name)) else {
            notes.push(unread(name).hint_if(did_you_mean(stem_of(name), missing.iter().copied())));
            continue;
        };
        named.push(table);
        problems.push(
            Problem::error("file-format", format!("{name} 的格式不能匯入"))
                .at(at(name))
                .hint(format!("請另存為 {table}.xlsx、{table}.ods 或 {table}.csv；不匯入者請移出資料夾")),
        );
    }
    for file in folder.files.iter().filter(|file| dictionary.table(file.stem()).is_none()) {
        let name = &file.name;
        let unknown = |hint: String| {
            Problem::error("unknown-file", format!("「{name}」不是資料表的檔名")).at(at(name)).hint(hint)
        };
        if let Some(table) = owner(file.stem()) {
            named.push(table);
            problems.push(unknown(format!(
                "「{table}」只能有一個檔案：分成幾個檔案者請合併為一個 {table}.csv，不匯入者請移出資料夾"
            )));
        } else if let Some(hint) = did_you_mean(file.stem(), missing.iter().copied()) {
            problems.push(unknown(hint));
        } else {
            notes.push(unread(name));
        }
    }
    named
}

fn at(name: &str) -> Location {
    Location::File { file: name.to_owned() }
}

#[cfg(test)]
mod tests;
