//! The faults that a whole file can have: an import must refuse it before a row is loaded.

use std::path::{Path, PathBuf};

use super::error::FaultError;
use crate::domain::{Dictionary, TableDef};

/// One kind of fault. Each is planted into a copy of a small export of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFault {
    /// Lines above the header: who made the file, and when.
    Preamble,
    /// A second header with other spellings of the names.
    SecondHeader,
    /// `;` between cells.
    Semicolons,
    /// Tabs between cells.
    Tabs,
    /// A required column is not there.
    MissingColumn,
    /// A column that the dictionary does not know.
    UnknownColumn,
    /// A column twice.
    DuplicateColumn,
    /// The names of two columns changed places.
    SwappedHeaders,
    /// A column without any value.
    EmptyColumn,
    /// A file of no bytes.
    EmptyFile,
    /// Bytes that are no UTF-8 from the header on.
    WrongEncoding,
    /// A child file under a misspelt name.
    MisspeltName,
}

impl FileFault {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Preamble,
        Self::SecondHeader,
        Self::Semicolons,
        Self::Tabs,
        Self::MissingColumn,
        Self::UnknownColumn,
        Self::DuplicateColumn,
        Self::SwappedHeaders,
        Self::EmptyColumn,
        Self::EmptyFile,
        Self::WrongEncoding,
        Self::MisspeltName,
    ];

    /// Its name, for folders and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Semicolons => "semicolons",
            Self::Tabs => "tabs",
            Self::SwappedHeaders => "swapped-headers",
            Self::WrongEncoding => "wrong-encoding",
            Self::MisspeltName => "misspelt-name",
            _ => self.rule(),
        }
    }

    /// The rule by which an import must refuse the folder; [`ANY_RULE`](super::ANY_RULE) where it must refuse it for too
    /// many rejected rows.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Preamble => "preamble",
            Self::SecondHeader => "second-header",
            Self::Semicolons | Self::Tabs => "wrong-delimiter",
            Self::MissingColumn => "missing-column",
            Self::UnknownColumn => "unknown-column",
            Self::DuplicateColumn => "duplicate-column",
            Self::SwappedHeaders => super::ANY_RULE,
            Self::EmptyColumn => "empty-column",
            Self::EmptyFile => "empty-file",
            Self::WrongEncoding => "encoding",
            Self::MisspeltName => "unknown-file",
        }
    }

    /// The file that is harmed.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::SwappedHeaders | Self::EmptyColumn | Self::Semicolons => "人員.csv",
            _ => "考績.csv",
        }
    }
}

const MARK: &str = "\u{feff}";

/// Plants `fault` into the export in `dir`, which `write_csv_folder` has written. For small exports: the file is held in
/// memory.
///
/// # Errors
/// When the file cannot be read or written, or has not the columns of `dictionary`.
pub fn plant_file_fault(fault: FileFault, dictionary: &Dictionary, dir: &Path) -> Result<(), FaultError> {
    let path = dir.join(fault.file());
    let failed = |source| FaultError::Csv { path: path.clone(), source };
    let io = |source| FaultError::Io { path: path.clone(), source };
    let text = std::fs::read_to_string(&path).map_err(io)?;
    let text = text.strip_prefix(MARK).unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.map(|row| row.iter().map(ToOwned::to_owned).collect()));
    let mut rows: Vec<Vec<String>> = rows.collect::<Result<_, _>>().map_err(failed)?;
    let no_export = || FaultError::NotAnExport { path: path.clone() };
    let table = dictionary.tables.iter().find(|table| format!("{}.csv", table.name) == fault.file());
    let table = table.filter(|_| rows.len() > 1).ok_or_else(no_export)?;
    let column = |name: &str| table.fields.iter().position(|field| field.name == name).ok_or_else(no_export);
    let mut delimiter = b',';
    match fault {
        FileFault::Preamble => {
            let title = format!("範例機關{}資料匯出", table.name);
            rows.splice(0..0, [vec![title], vec!["製表日期：114年12月31日".to_owned()]]);
        }
        FileFault::SecondHeader => rows.insert(1, other_names(table)),
        FileFault::Semicolons => delimiter = b';',
        FileFault::Tabs => delimiter = b'\t',
        FileFault::MissingColumn => {
            let at = column("年度")?;
            for row in &mut rows {
                row.remove(at);
            }
        }
        FileFault::UnknownColumn => add_column(&mut rows, "血型", "甲"),
        FileFault::DuplicateColumn => add_column(&mut rows, "年度", "113"),
        FileFault::SwappedHeaders => rows[0].swap(column("姓名")?, column("出生日期")?),
        FileFault::EmptyColumn => {
            let at = column("職系")?;
            for row in rows.iter_mut().skip(1) {
                row[at].clear();
            }
        }
        FileFault::EmptyFile => return std::fs::write(&path, []).map_err(io),
        FileFault::WrongEncoding => return std::fs::write(&path, in_two_bytes(text)).map_err(io),
        FileFault::MisspeltName => return std::fs::rename(&path, dir.join(misspelt(&path))).map_err(io),
    }
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.as_bytes().to_vec());
    for row in &rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| io(error.into_error()))?;
    std::fs::write(&path, bytes).map_err(io)
}

/// The names of the columns in another spelling, where there is one.
fn other_names(table: &TableDef) -> Vec<String> {
    table.fields.iter().map(|field| field.aliases.first().unwrap_or(&field.name).clone()).collect()
}

fn add_column(rows: &mut [Vec<String>], name: &str, value: &str) {
    for (at, row) in rows.iter_mut().enumerate() {
        row.push(if at == 0 { name } else { value }.to_owned());
    }
}

/// Every character that is not ASCII as two bytes in the ranges of Big5. Not its right code there, which takes a table of
/// 13,053 characters: what counts is that an import sees bytes that are no UTF-8.
fn in_two_bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in text.chars() {
        if c.is_ascii() {
            bytes.extend(u8::try_from(c));
            continue;
        }
        let code = u32::from(c);
        bytes.extend(u8::try_from(0xa4 + code / 63 % 34));
        bytes.extend(u8::try_from(0x40 + code % 63));
    }
    bytes
}

/// 考績.csv → 考續.csv.
fn misspelt(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().replace('績', "續");
    PathBuf::from(name)
}
