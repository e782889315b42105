//! The files of an export: which of them is which table.

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
        self.name.rsplit_once('.').map_or(&self.name, |(stem, _)| stem)
    }
}

/// The files that hold a table or look as if they did, sorted by name.
pub(super) fn list_files(dir: &Path) -> Result<Vec<ExportFile>, ImportError> {
    let io = |source| ImportError::Io { path: dir.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let entry = entry.map_err(io)?;
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let format = Format::ENDINGS.iter().find(|(known, _)| *known == ending);
        // Spreadsheets leave `~$人員.xlsx` beside a file that is open, others a name with a dot.
        if let Some((_, format)) = format
            && !name.starts_with(['.', '~'])
        {
            let bytes = entry.metadata().map_err(io)?.len();
            files.push(ExportFile { name, path, format: *format, bytes });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// The file of each table, 人員 first: the others hang on it. Of these the largest comes first: what the others need later
/// finds room that has been used, and the most that is held at a time stays lower.
///
/// 人員 must be there; a file that is nearly named like a missing table would be lost without a word, and of two files for
/// one table nobody knows which to take.
pub(super) fn assign<'a>(
    dictionary: &'a Dictionary,
    files: &'a [ExportFile],
    problems: &Problems,
    notes: &mut Vec<Problem>,
) -> Vec<(&'a TableDef, Option<&'a ExportFile>)> {
    let at = |name: &str| Location::File { file: name.to_owned() };
    let of = |table: &TableDef| files.iter().filter(|file| file.stem() == table.name).collect::<Vec<_>>();
    let missing: Vec<&str> =
        dictionary.tables.iter().filter(|table| of(table).is_empty()).map(|table| table.name.as_str()).collect();
    for file in files.iter().filter(|file| dictionary.table(file.stem()).is_none()) {
        let name = &file.name;
        match did_you_mean(file.stem(), missing.iter().copied()) {
            Some(hint) => problems
                .push(Problem::error("unknown-file", format!("「{name}」不是資料表的檔名")).at(at(name)).hint(hint)),
            None => {
                notes.push(Problem::warning("unknown-file", format!("「{name}」不是資料表，沒有讀取")).at(at(name)));
            }
        }
    }
    let mut assigned = Vec::new();
    for table in &dictionary.tables {
        let found = of(table);
        if let [first, second, ..] = found.as_slice() {
            let message = format!("資料表「{}」有兩個檔案：{} 與 {}", table.name, first.name, second.name);
            problems.push(Problem::error("duplicate-file", message).at(at(&second.name)).hint("請只留一個"));
        }
        assigned.push((table, found.first().copied()));
    }
    if missing.contains(&PERSON) {
        problems.push(
            Problem::error("missing-file", format!("資料夾裡沒有 {PERSON}.csv（或 .xlsx、.ods、.parquet）"))
                .at(at(&format!("{PERSON}.csv")))
                .hint("匯出檔是一個資料夾，內有 人員.csv、考績.csv 等檔案"),
        );
    }
    let absent: Vec<&str> = missing.into_iter().filter(|name| *name != PERSON).collect();
    if !absent.is_empty() {
        let message = format!("沒有這些資料表的檔案，快照裡是空的：{}", absent.join("、"));
        notes.push(Problem::note("missing-file", message));
    }
    assigned.sort_by_key(|(table, file)| (table.name != PERSON, Reverse(file.map_or(0, |file| file.bytes))));
    assigned
}
