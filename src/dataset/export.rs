//! Writes a dataset the way a personnel system exports it, so that an import can be tried.

use std::io::Write;
use std::path::{Path, PathBuf};

use polars::prelude::{AnyValue, Column, DataFrame, PolarsError};

use super::dataset::Dataset;
use crate::domain::date_of;
use crate::domain::{Dictionary, TableDef};
use crate::settings::create_private_dir;

/// Why no export was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file could not be written.
    #[error("無法寫入 {path}：{source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A row could not be written.
    #[error("無法寫入 {path}：{source}", path = .path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        source: csv::Error,
    },
    /// The dataset is not one of this dictionary.
    #[error("資料集與資料字典不符：{0}")]
    Frame(#[from] PolarsError),
}

/// Writes `人員.csv`, `考績.csv`, … into `dir`: UTF-8 with byte-order mark, codes for labels, 民國 dates of seven digits.
///
/// The files are private (0600) and each appears whole or not at all; files of the same name are replaced.
///
/// # Errors
/// When a file cannot be written.
pub fn write_csv_folder(dataset: &Dataset, dictionary: &Dictionary, dir: &Path) -> Result<(), ExportError> {
    create_private_dir(dir).map_err(|source| ExportError::Io { path: dir.to_owned(), source })?;
    for table in &dictionary.tables {
        if let Some(frame) = dataset.table(&table.name) {
            write_table(frame, dictionary, table, dir)?;
        }
    }
    Ok(())
}

fn write_table(frame: &DataFrame, dictionary: &Dictionary, table: &TableDef, dir: &Path) -> Result<(), ExportError> {
    let path = dir.join(file_name(table));
    let io = |source| ExportError::Io { path: path.clone(), source };
    let failed = |source| ExportError::Csv { path: path.clone(), source };
    // Not `write_private`: a national 考績.csv is larger than one wants to hold twice in memory.
    let mut file = tempfile::Builder::new().prefix(".hrstat-").tempfile_in(dir).map_err(io)?;
    // Systems export with a byte-order mark (`domain.md` §7), and spreadsheets need it.
    file.write_all(b"\xef\xbb\xbf").map_err(io)?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(std::io::BufWriter::new(&mut file));
    writer.write_record(table.fields.iter().map(|field| &field.name)).map_err(failed)?;
    let mut columns: Vec<&Column> = Vec::with_capacity(table.fields.len());
    for field in &table.fields {
        columns.push(frame.column(&field.name)?);
    }
    let lists: Vec<_> = table.fields.iter().map(|field| dictionary.codes_of(field)).collect();
    let mut text = String::new();
    for row in 0..frame.height() {
        for (column, list) in columns.iter().zip(&lists) {
            text.clear();
            let value = column.get(row)?;
            match (&value, list) {
                (AnyValue::String(label), Some(list)) => {
                    text.push_str(list.find(label).map_or(label, |value| value.code.as_str()));
                }
                _ => push_value(&mut text, &value),
            }
            writer.write_field(&text).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.flush().map_err(io)?;
    drop(writer);
    file.as_file().sync_all().map_err(io)?;
    file.persist(&path).map_err(|failed| io(failed.error))?;
    Ok(())
}

/// `考績.csv`.
pub(super) fn file_name(table: &TableDef) -> String {
    format!("{}.csv", table.name)
}

fn push_value(text: &mut String, value: &AnyValue<'_>) {
    use std::fmt::Write as _;
    // Writing to a String cannot fail.
    let _ = match value {
        AnyValue::Null => Ok(()),
        AnyValue::String(value) => text.write_str(value),
        AnyValue::Date(day) => {
            let date = date_of(*day);
            write!(text, "{:03}{:02}{:02}", date.year() - 1911, date.month(), date.day())
        }
        AnyValue::Boolean(flag) => text.write_str(if *flag { "是" } else { "否" }),
        other => write!(text, "{other}"),
    };
}
