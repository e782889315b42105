//! A snapshot on its way: written table by table into a folder beside its place and renamed when it is whole.
//!
//! Kill hrstat anywhere, and there is no snapshot or a whole one. A draft that is dropped takes its folder with it; what a
//! killed process left is cleared away by the next one, which the lock tells from one that is still writing.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use polars::prelude::{DataFrame, DataType, PolarsError};
use tempfile::TempDir;

use super::SnapshotError;
use super::encode::{MadeColumn, to_parquet};
use super::manifest::{FileEntry, MANIFEST, Manifest, REJECTED, REPORT, RowCount, SnapshotSource, TableEntry, folder};
use super::parts::digests_of;
use super::person_rows::{PersonRows, numbers_of};
use crate::dataset::import::TableSink;
use crate::dataset::ordered_frame::OrderedFrame;
use crate::dataset::rejected::{Rejected, rejected_csv};
use crate::domain::{AsOf, Dictionary, Digest, IDENTITY, PERSON};
use crate::query::{FrameError, FrameSource, PERSON_NUMBER, PERSON_ROW};
use crate::settings::{create_private_dir, write_private_new};

/// Marks a folder that is being written.
const PARTIAL: &str = ".partial-";
/// Held by whoever writes, so that nobody clears away the partial folder of another.
const LOCK: &str = ".lock";

/// A snapshot that is being written.
#[derive(Debug)]
pub struct SnapshotDraft {
    as_of: AsOf,
    snapshots: PathBuf,
    target: PathBuf,
    partial: TempDir,
    tables: Vec<TableEntry>,
    rejected: Option<FileEntry>,
    report: Option<FileEntry>,
    /// Where each person stands in 人員, once it is written and as long as every row of every table belongs to one.
    persons: Option<PersonRows>,
    /// Held until the draft is committed or dropped.
    _lock: File,
}

impl SnapshotDraft {
    /// Begins the snapshot of `as_of` in `snapshots`; what a killed run left behind is cleared away first.
    ///
    /// # Errors
    /// When there is a snapshot of this day, another process is writing, or the folder cannot be made.
    pub fn begin(snapshots: &Path, as_of: AsOf) -> Result<Self, SnapshotError> {
        create_private_dir(snapshots).map_err(io(snapshots))?;
        let lock = lock(snapshots)?;
        let target = folder(snapshots, as_of);
        if target.exists() {
            return Err(SnapshotError::Exists { as_of, path: target });
        }
        clear_partial(snapshots)?;
        let partial = partial_folder(snapshots, as_of)?;
        let snapshots = snapshots.to_owned();
        Ok(Self {
            as_of,
            snapshots,
            target,
            partial,
            tables: Vec::new(),
            rejected: None,
            report: None,
            persons: None,
            _lock: lock,
        })
    }

    /// Writes the rows that were left out as `rejected.csv`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_rejected(&mut self, rejected: &[Rejected]) -> Result<(), SnapshotError> {
        if rejected.is_empty() {
            return Ok(());
        }
        let path = self.partial.path().join(REJECTED);
        let bytes = rejected_csv(rejected).map_err(io(&path))?;
        let rows = u64::try_from(rejected.len()).unwrap_or(u64::MAX);
        self.rejected = Some(self.write_file(REJECTED, &bytes, rows)?);
        Ok(())
    }

    /// Writes the report of the checks beside the tables; `findings` is what it holds.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_report(&mut self, workbook: &[u8], findings: u64) -> Result<(), SnapshotError> {
        self.report = Some(self.write_file(REPORT, workbook, findings)?);
        Ok(())
    }

    /// The folder in which it lies until it is a snapshot.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.partial.path()
    }

    /// Puts the tables into the order of `dictionary`; they may have been written in another.
    pub fn sort_tables(&mut self, dictionary: &Dictionary) {
        self.tables.sort_by_key(|entry| dictionary.tables.iter().position(|table| table.name == entry.name));
    }

    /// Makes it a snapshot.
    ///
    /// # Errors
    /// When the manifest cannot be written or the folder not be renamed; nothing is left behind then.
    pub fn commit(
        self,
        source: SnapshotSource,
        counts: Vec<RowCount>,
        created_at: Timestamp,
    ) -> Result<Manifest, SnapshotError> {
        let Self { as_of, snapshots, target, partial, tables, rejected, report, persons, _lock } = self;
        let linked = persons.is_some();
        let manifest = Manifest { as_of, created_at, linked, source, rejected, report, counts, tables };
        let path = partial.path().join(MANIFEST);
        write_private_new(&path, toml::to_string(&manifest)?.as_bytes()).map_err(io(&path))?;
        // `rename` replaces an empty folder without a word, hence the question before; a full one it refuses.
        fs::rename(partial.path(), &target).map_err(|error| {
            if target.exists() { SnapshotError::Exists { as_of, path: target.clone() } } else { io(&target)(error) }
        })?;
        // There is nothing left at its old name that could be cleared away.
        let _ = partial.keep();
        // The snapshot is there now. Whoever was told that it failed could not make it again, for its day is taken.
        let _ = sync(&snapshots);
        Ok(manifest)
    }

    fn write_file(&self, name: &str, bytes: &[u8], rows: u64) -> Result<FileEntry, SnapshotError> {
        let path = self.partial.path().join(name);
        write_private_new(&path, bytes).map_err(io(&path))?;
        Ok(FileEntry { file: name.to_owned(), rows, sha256: Digest::of(bytes) })
    }
}

impl TableSink for SnapshotDraft {
    fn table(&mut self, name: &str, ordered: OrderedFrame) -> Result<(), SnapshotError> {
        let failed = |source| SnapshotError::Table { table: name.to_owned(), source };
        let rows = u64::try_from(ordered.height()).unwrap_or(u64::MAX);
        let bytes = if name == PERSON {
            self.persons = ordered.column(IDENTITY).ok().as_ref().and_then(PersonRows::new);
            let made = MadeColumn { name: PERSON_NUMBER, kind: DataType::Int64, of: &numbers_of };
            to_parquet(&ordered, self.persons.is_some().then_some(&made))
        } else if let Some(persons) = self.persons.take() {
            let orphans = AtomicBool::new(false);
            let of = |part: &DataFrame| {
                let column = persons.of(part)?;
                orphans.fetch_or(column.null_count() > 0, Ordering::Relaxed);
                Ok(column)
            };
            let bytes = to_parquet(&ordered, Some(&MadeColumn { name: PERSON_ROW, kind: DataType::UInt32, of: &of }));
            self.persons = (!orphans.into_inner()).then_some(persons);
            bytes
        } else {
            to_parquet(&ordered, None)
        };
        let bytes = bytes.map_err(failed)?;
        // Its room is wanted while the file is written.
        drop(ordered);
        let parts = digests_of(&bytes).map_err(|reason| failed(PolarsError::ComputeError(reason.into())))?;
        let FileEntry { file, sha256, .. } = self.write_file(&format!("{name}.parquet"), &bytes, rows)?;
        self.tables.push(TableEntry { name: name.to_owned(), file, rows, sha256, parts });
        Ok(())
    }
}

impl FrameSource for SnapshotDraft {
    fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// Reads what this process wrote a moment ago in a folder of its own: its digest is not computed again.
    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let as_of = self.as_of;
        let entry = self.tables.iter().find(|entry| entry.name == table);
        let entry = entry.ok_or_else(|| FrameError::MissingTable { as_of, table: table.to_owned() })?;
        let unreadable = |reason: String| FrameError::Unreadable { as_of, table: table.to_owned(), reason };
        let bytes = fs::read(self.partial.path().join(&entry.file)).map_err(|error| unreadable(error.to_string()))?;
        super::reader::read_columns(bytes, columns, entry.rows).map_err(unreadable)
    }
}

/// Clears away what a killed process left in `snapshots`; nothing where another process is writing.
///
/// # Errors
/// When the folder cannot be read, or something in it not be removed.
pub fn clear_unfinished(snapshots: &Path) -> Result<(), SnapshotError> {
    if !snapshots.join(LOCK).exists() {
        return Ok(());
    }
    match lock(snapshots) {
        Ok(_lock) => clear_partial(snapshots),
        Err(SnapshotError::Busy { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

pub(super) fn io(path: &Path) -> impl Fn(std::io::Error) -> SnapshotError + use<> {
    let path = path.to_owned();
    move |source| SnapshotError::Io { path: path.clone(), source }
}

fn lock(snapshots: &Path) -> Result<File, SnapshotError> {
    let path = snapshots.join(LOCK);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(&path).map_err(io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(SnapshotError::Busy { path }),
        Err(fs::TryLockError::Error(source)) => Err(SnapshotError::Io { path, source }),
    }
}

fn clear_partial(snapshots: &Path) -> Result<(), SnapshotError> {
    for entry in fs::read_dir(snapshots).map_err(io(snapshots))? {
        let entry = entry.map_err(io(snapshots))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') && name.contains(PARTIAL) && entry.path().is_dir() {
            fs::remove_dir_all(entry.path()).map_err(io(&entry.path()))?;
        }
    }
    Ok(())
}

fn partial_folder(snapshots: &Path, as_of: AsOf) -> Result<TempDir, SnapshotError> {
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{as_of}{PARTIAL}");
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(snapshots).map_err(io(snapshots))
}

/// The new name reaches the disk; Windows keeps folders in order without being asked.
fn sync(dir: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(dir).and_then(|folder| folder.sync_all())?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
