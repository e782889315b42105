//! `manifest.toml`: what a snapshot holds and where it comes from.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SnapshotError;
use crate::domain::{AsOf, Digest};

/// The name of the manifest in the folder of a snapshot.
pub(super) const MANIFEST: &str = "manifest.toml";
/// The name of the list of rejected rows.
pub(super) const REJECTED: &str = "rejected.csv";
/// The name of the report of the checks.
pub(super) const REPORT: &str = "檢核報告.xlsx";

/// Where the rows of a snapshot come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum SnapshotSource {
    /// Invented persons.
    Synth {
        /// How many.
        persons: u64,
        /// The seed.
        seed: u64,
    },
    /// An export.
    Import {
        /// The folder that was read.
        folder: String,
        /// The encoding of its CSV files.
        #[serde(default)]
        encoding: String,
    },
}

/// One table of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// Its name in the dictionary.
    pub name: String,
    /// File name in the folder of the snapshot.
    pub file: String,
    /// Its rows.
    pub rows: u64,
    /// The SHA-256 of the file.
    pub sha256: Digest,
    /// The SHA-256 of its footer, then of each of its columns: who reads a few columns needs only theirs. None in a snapshot
    /// of an earlier version, which is read whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Digest>,
}

/// A file of the snapshot that is no table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// File name in the folder of the snapshot.
    pub file: String,
    /// Its rows, the header not counted; of a report its findings.
    pub rows: u64,
    /// The SHA-256 of the file.
    pub sha256: Digest,
}

/// What became of the rows of a file that was imported: `rows` is `loaded` + `rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCount {
    /// Its name.
    pub file: String,
    /// Rows under the header.
    pub rows: u64,
    /// Rows of the table.
    pub loaded: u64,
    /// Rows in `rejected.csv`.
    pub rejected: u64,
}

/// What a snapshot holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// 資料截止日.
    pub as_of: AsOf,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether every table says to which rows of 人員 its rows belong; so does no snapshot of an earlier version.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub linked: bool,
    /// Where the rows come from.
    pub source: SnapshotSource,
    /// The rows that were left out; none where every row was loaded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rejected: Option<FileEntry>,
    /// The report of the checks; none where none were made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub report: Option<FileEntry>,
    /// The rows of each file that was imported.
    #[serde(rename = "file", skip_serializing_if = "Vec::is_empty", default)]
    pub counts: Vec<RowCount>,
    /// The tables in the order of the dictionary.
    #[serde(rename = "table", default)]
    pub tables: Vec<TableEntry>,
}

impl Manifest {
    /// The entry of this table.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableEntry> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// The folder of the snapshot of `as_of`.
pub(super) fn folder(snapshots: &Path, as_of: AsOf) -> PathBuf {
    snapshots.join(as_of.to_string())
}

/// Reads the manifest of the snapshot of `as_of`.
pub(super) fn read_manifest(snapshots: &Path, as_of: AsOf) -> Result<Manifest, SnapshotError> {
    let folder = folder(snapshots, as_of);
    if !folder.is_dir() {
        return Err(SnapshotError::Missing { as_of });
    }
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|source| SnapshotError::Io { path: path.clone(), source })?;
    toml::from_str(&text).map_err(|source| SnapshotError::Manifest { path, source: Box::new(source) })
}
