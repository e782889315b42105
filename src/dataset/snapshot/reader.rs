//! A snapshot as a source of frames for queries; reads only the columns that are asked for.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use polars::prelude::{DataFrame, IntoColumn, PolarsError, PolarsResult, UInt32Chunked};
use polars_io::SerReader;
use polars_io::mmap::MmapBytesReader;
use polars_io::parquet::read::ParquetReader;

use super::SnapshotError;
use super::manifest::{Manifest, TableEntry, folder, read_manifest};
use super::parts::{CHANGED, Parts, read_parts, unknown_column};
use crate::dataset::rejected::Rejected;
use crate::domain::{AsOf, Digest, PERSON};
use crate::query::{Asked, CodedFrame, FrameError, FrameSource, PERSON_ROW};

/// An opened snapshot.
#[derive(Clone, Debug)]
pub struct SnapshotReader {
    folder: PathBuf,
    manifest: Manifest,
    /// Held for as long as somebody reads: room that is as long as a file, though little of it is touched, must come untouched
    /// from the system, and does not where such room has been given back.
    kept: Arc<Mutex<Vec<Arc<Parts>>>>,
}

impl SnapshotReader {
    /// Opens the snapshot of `as_of` in `snapshots`.
    ///
    /// # Errors
    /// When there is none, or its manifest cannot be read.
    pub fn open(snapshots: &Path, as_of: AsOf) -> Result<Self, SnapshotError> {
        let manifest = read_manifest(snapshots, as_of)?;
        Ok(Self { folder: folder(snapshots, as_of), manifest, kept: Arc::default() })
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
        let unreadable = |reason| self.unreadable(table, reason);
        let (entry, parts) = self.fetch(table, columns)?;
        let Some(parts) = parts else {
            let bytes = self.whole(entry).map_err(unreadable)?;
            return read_columns(bytes, columns, entry.rows).map_err(unreadable);
        };
        check_rows(parts.metadata.num_rows, entry.rows).map_err(unreadable)?;
        if columns.is_empty() {
            return DataFrame::new(parts.metadata.num_rows, Vec::new()).map_err(|error| unreadable(error.to_string()));
        }
        selected(parts.reader(), columns).map_err(|error| unreadable(error.to_string()))
    }

    fn read_where(&self, table: &str, asked: &Asked<'_>) -> Result<CodedFrame, FrameError> {
        let unreadable = |reason| self.unreadable(table, reason);
        let needed = asked.needed();
        // The rows of 人員 are counted, not stored.
        let counted = (table == PERSON && needed.iter().any(|column| column == PERSON_ROW)).then_some(PERSON_ROW);
        let stored: Vec<String> = needed.into_iter().filter(|column| Some(column.as_str()) != counted).collect();
        let (entry, parts) = self.fetch(table, &stored)?;
        let words = |error: PolarsError| unreadable(error.to_string());
        if let Some(parts) = parts {
            check_rows(parts.metadata.num_rows, entry.rows).map_err(unreadable)?;
            if let Some(rows) = parts.rows(asked, counted).map_err(words)? {
                return Ok(rows);
            }
        }
        let mut frame = self.read(table, &stored)?;
        if let Some(name) = counted {
            let rows = u32::try_from(frame.height()).map_err(|error| unreadable(error.to_string()))?;
            let numbers = UInt32Chunked::from_vec(name.into(), (0..rows).collect());
            frame.with_column(numbers.into_column()).map_err(words)?;
        }
        asked.of(&frame).map(CodedFrame::plain).map_err(words)
    }

    fn links_persons(&self) -> bool {
        self.manifest.linked
    }
}

impl SnapshotReader {
    fn unreadable(&self, table: &str, reason: String) -> FrameError {
        FrameError::Unreadable { as_of: self.as_of(), table: table.to_owned(), reason }
    }

    /// The entry of a table and the parts of its file that hold `columns`; none where the manifest knows no parts.
    fn fetch(&self, table: &str, columns: &[String]) -> Result<(&TableEntry, Option<Arc<Parts>>), FrameError> {
        let as_of = self.as_of();
        let entry =
            self.manifest.table(table).ok_or_else(|| FrameError::MissingTable { as_of, table: table.to_owned() })?;
        if entry.parts.is_empty() {
            return Ok((entry, None));
        }
        let parts = read_parts(&self.folder.join(&entry.file), &entry.parts, columns);
        let parts = Arc::new(parts.map_err(|reason| self.unreadable(table, reason))?);
        if let Ok(mut kept) = self.kept.lock() {
            kept.push(Arc::clone(&parts));
        }
        Ok((entry, Some(parts)))
    }

    /// The file of a table. The figures are only as good as the file: it is held against the manifest before it is read.
    fn whole(&self, entry: &TableEntry) -> Result<Vec<u8>, String> {
        let bytes = std::fs::read(self.folder.join(&entry.file)).map_err(|error| error.to_string())?;
        if Digest::of(&bytes) == entry.sha256 { Ok(bytes) } else { Err(CHANGED.to_owned()) }
    }
}

/// The `columns` of a table that must have `rows`; otherwise the reason in words.
pub(super) fn read_columns(bytes: Vec<u8>, columns: &[String], rows: u64) -> Result<DataFrame, String> {
    let words = |error: polars::prelude::PolarsError| error.to_string();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let schema = reader.schema().map_err(words)?;
    if let Some(unknown) = columns.iter().find(|column| !schema.contains(column)) {
        return Err(unknown_column(unknown));
    }
    let found = reader.num_rows().map_err(words)?;
    check_rows(found, rows)?;
    if columns.is_empty() {
        return DataFrame::new(found, Vec::new()).map_err(words);
    }
    selected(reader, columns).map_err(words)
}

/// The `columns` of a file in the order in which they were asked for.
fn selected<R: MmapBytesReader>(reader: ParquetReader<R>, columns: &[String]) -> PolarsResult<DataFrame> {
    reader.with_columns(Some(columns.to_vec())).finish()?.select(columns)
}

fn check_rows(found: usize, rows: u64) -> Result<(), String> {
    if u64::try_from(found).ok() == Some(rows) {
        return Ok(());
    }
    Err(format!("清單記 {rows} 列，檔案有 {found} 列；請執行 hrstat data verify"))
}
