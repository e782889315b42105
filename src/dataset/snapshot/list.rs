//! Which snapshots there are.

use std::path::Path;

use jiff::civil::Date;

use super::SnapshotError;
use super::manifest::{Manifest, read_manifest};
use crate::domain::AsOf;

/// The manifests of all snapshots, the earliest first. A folder that was left half written is none.
///
/// # Errors
/// When the folder or a manifest cannot be read: to pass over a broken snapshot would answer with an older one.
pub fn list_snapshots(snapshots: &Path) -> Result<Vec<Manifest>, SnapshotError> {
    snapshot_days(snapshots)?.into_iter().map(|as_of| read_manifest(snapshots, as_of)).collect()
}

/// The latest snapshot, if there is any.
///
/// # Errors
/// When the folder cannot be read.
pub fn latest(snapshots: &Path) -> Result<Option<AsOf>, SnapshotError> {
    Ok(snapshot_days(snapshots)?.into_iter().next_back())
}

/// The days of all snapshots by their folders, the earliest first; nothing in the folders is read, so that one that is
/// damaged does not hide the others.
///
/// # Errors
/// When the folder cannot be read.
pub fn snapshot_days(snapshots: &Path) -> Result<Vec<AsOf>, SnapshotError> {
    let io = |source| SnapshotError::Io { path: snapshots.to_owned(), source };
    if !snapshots.exists() {
        return Ok(Vec::new());
    }
    let mut days = Vec::new();
    for entry in std::fs::read_dir(snapshots).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if let Ok(date) = name.parse::<Date>()
            && date.to_string() == name
            && entry.path().is_dir()
        {
            days.push(AsOf::new(date));
        }
    }
    days.sort_unstable();
    Ok(days)
}
