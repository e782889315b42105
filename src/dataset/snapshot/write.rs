//! Writes a snapshot into a folder beside its place and renames it: kill hrstat anywhere, and there is none or a whole one.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use polars::prelude::{DataFrame, PolarsResult, SortMultipleOptions};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use tempfile::TempDir;

use super::SnapshotError;
use super::manifest::{MANIFEST, Manifest, REJECTED, RejectedEntry, SnapshotSource, TableEntry, folder};
use crate::dataset::dataset::Dataset;
use crate::dataset::progress::Progress;
use crate::dataset::rejected::Rejected;
use crate::domain::{AsOf, Digest, IDENTITY, PERSON};
use crate::settings::{create_private_dir, write_private_new};

/// Marks a folder that is being written.
const PARTIAL: &str = ".partial-";
/// Held by whoever writes, so that nobody clears away the partial folder of another.
const LOCK: &str = ".lock";

/// Writes `dataset` as the snapshot of `as_of` into `snapshots`; `rejected` goes beside it as `rejected.csv`.
///
/// Rows are sorted, 人員 by 主管機關, 服務機關 and 身分證統一編號, the others by 身分證統一編號 with the order of each
/// person's rows kept. What a killed run left behind is cleared away first.
///
/// # Errors
/// When there is a snapshot of this day, another process is writing, or something cannot be written. Nothing is left
/// behind then.
pub fn write_snapshot(
    snapshots: &Path,
    as_of: AsOf,
    dataset: &Dataset,
    rejected: &[Rejected],
    source: SnapshotSource,
    created_at: Timestamp,
    progress: &dyn Progress,
) -> Result<Manifest, SnapshotError> {
    let target = folder(snapshots, as_of);
    let exists = || SnapshotError::Exists { as_of, path: target.clone() };
    create_private_dir(snapshots).map_err(io(snapshots))?;
    // Held until the end of this function.
    let _lock = lock(snapshots)?;
    if target.exists() {
        return Err(exists());
    }
    clear_partial(snapshots)?;
    let partial = partial_folder(snapshots, as_of)?;
    let tables = write_tables(partial.path(), dataset, progress)?;
    let rejected = (!rejected.is_empty()).then(|| write_rejected(partial.path(), rejected)).transpose()?;
    let manifest = Manifest { as_of, created_at, source, rejected, tables };
    let path = partial.path().join(MANIFEST);
    write_private_new(&path, toml::to_string(&manifest)?.as_bytes()).map_err(io(&path))?;
    // `rename` replaces an empty folder without a word, hence the question above; a full one it refuses.
    fs::rename(partial.path(), &target).map_err(|error| if target.exists() { exists() } else { io(&target)(error) })?;
    // There is nothing left at its old name that could be cleared away.
    let _ = partial.keep();
    sync(snapshots)?;
    Ok(manifest)
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> SnapshotError + use<> {
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

fn write_tables(dir: &Path, dataset: &Dataset, progress: &dyn Progress) -> Result<Vec<TableEntry>, SnapshotError> {
    let rows = |frame: &DataFrame| u64::try_from(frame.height()).unwrap_or(u64::MAX);
    progress.begin("寫入資料快照", Some(dataset.tables().map(|(_, frame)| rows(frame)).sum()));
    let mut entries = Vec::new();
    for (name, frame) in dataset.tables() {
        let failed = |source| SnapshotError::Table { table: name.to_owned(), source };
        let file = format!("{name}.parquet");
        let bytes = sorted(name, frame).and_then(to_parquet).map_err(failed)?;
        let path = dir.join(&file);
        write_private_new(&path, &bytes).map_err(io(&path))?;
        entries.push(TableEntry { name: name.to_owned(), file, rows: rows(frame), sha256: Digest::of(&bytes) });
        progress.advance(rows(frame));
    }
    progress.finish();
    Ok(entries)
}

fn sorted(table: &str, frame: &DataFrame) -> PolarsResult<DataFrame> {
    let keys: &[&str] = if table == PERSON { &["主管機關", "服務機關", IDENTITY] } else { &[IDENTITY] };
    let keys = keys.iter().filter(|key| frame.column(key).is_ok());
    // A career stays in order within a person.
    frame.sort(keys, SortMultipleOptions::default().with_maintain_order(true))
}

/// The whole file in memory: it is compressed, its digest is wanted, and it must never lie half written.
fn to_parquet(mut frame: DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None)).finish(&mut frame)?;
    Ok(bytes)
}

fn write_rejected(dir: &Path, rejected: &[Rejected]) -> Result<RejectedEntry, SnapshotError> {
    let path: PathBuf = dir.join(REJECTED);
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rejected {
        writer.serialize(row).map_err(|error| io(&path)(error.into()))?;
    }
    let bytes = writer.into_inner().map_err(|error| io(&path)(error.into_error()))?;
    write_private_new(&path, &bytes).map_err(io(&path))?;
    let rows = u64::try_from(rejected.len()).unwrap_or(u64::MAX);
    Ok(RejectedEntry { file: REJECTED.to_owned(), rows, sha256: Digest::of(&bytes) })
}

/// The new name reaches the disk; Windows keeps folders in order without being asked.
fn sync(dir: &Path) -> Result<(), SnapshotError> {
    #[cfg(unix)]
    File::open(dir).and_then(|folder| folder.sync_all()).map_err(io(dir))?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
