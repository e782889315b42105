//! A snapshot as a source of frames for queries; reads only the columns that are asked for.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

use super::SnapshotError;
use super::manifest::{Manifest, folder, read_manifest};
use crate::dataset::rejected::Rejected;
use crate::domain::{AsOf, Digest};
use crate::query::{FrameError, FrameSource};

/// An opened snapshot.
#[derive(Clone, Debug)]
pub struct SnapshotReader {
    folder: PathBuf,
    manifest: Manifest,
}

impl SnapshotReader {
    /// Opens the snapshot of `as_of` in `snapshots`.
    ///
    /// # Errors
    /// When there is none, or its manifest cannot be read.
    pub fn open(snapshots: &Path, as_of: AsOf) -> Result<Self, SnapshotError> {
        Ok(Self { folder: folder(snapshots, as_of), manifest: read_manifest(snapshots, as_of)? })
    }

    /// What it holds.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The rows that the import left out; none where every row was loaded.
    ///
    /// # Errors
    /// When their list cannot be read, or is not the one that was written.
    pub fn rejected(&self) -> Result<Vec<Rejected>, SnapshotError> {
        let Some(entry) = &self.manifest.rejected else { return Ok(Vec::new()) };
        let path = self.folder.join(&entry.file);
        let bytes = std::fs::read(&path).map_err(|source| SnapshotError::Io { path: path.clone(), source })?;
        if Digest::of(&bytes) != entry.sha256 {
            return Err(SnapshotError::Damaged { path });
        }
        let rows = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let rows = csv::Reader::from_reader(rows).into_deserialize();
        rows.collect::<Result<_, _>>().map_err(|_| SnapshotError::Damaged { path })
    }
}

impl FrameSource for SnapshotReader {
    fn as_of(&self) -> AsOf {
        self.manifest.as_of
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let as_of = self.as_of();
        let unreadable = |reason: String| FrameError::Unreadable { as_of, table: table.to_owned(), reason };
        let entry =
            self.manifest.table(table).ok_or_else(|| FrameError::MissingTable { as_of, table: table.to_owned() })?;
        // The figures are only as good as the file: it is held against the manifest before it is read.
        let bytes = std::fs::read(self.folder.join(&entry.file)).map_err(|error| unreadable(error.to_string()))?;
        if Digest::of(&bytes) != entry.sha256 {
            return Err(unreadable("檔案與匯入時不同，遭更動或已損壞".to_owned()));
        }
        read_columns(bytes, columns, entry.rows).map_err(unreadable)
    }
}

/// The `columns` of a table that must have `rows`; otherwise the reason in words.
pub(super) fn read_columns(bytes: Vec<u8>, columns: &[String], rows: u64) -> Result<DataFrame, String> {
    let words = |error: polars::prelude::PolarsError| error.to_string();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let schema = reader.schema().map_err(words)?;
    if let Some(unknown) = columns.iter().find(|column| !schema.contains(column)) {
        return Err(format!("這份快照沒有欄位「{unknown}」，可能早於目前的資料字典"));
    }
    let found = reader.num_rows().map_err(words)?;
    if u64::try_from(found).ok() != Some(rows) {
        return Err(format!("清單記 {rows} 列，檔案有 {found} 列；請執行 hrstat data verify"));
    }
    if columns.is_empty() {
        return DataFrame::new(found, Vec::new()).map_err(words);
    }
    reader.with_columns(Some(columns.to_vec())).finish().and_then(|frame| frame.select(columns)).map_err(words)
}
