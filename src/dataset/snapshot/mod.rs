//! Snapshots: one folder a day under `snapshots/`, one Parquet file a table, a manifest with rows and digests.
//!
//! A snapshot appears whole or not at all and never changes. It is the one place where personal data rests, in folders
//! (0700) and files (0600) of their owner.

mod chunk;
mod coded_rows;
#[cfg(test)]
mod coded_rows_tests;
mod draft;
mod encode;
mod list;
mod manifest;
mod parts;
mod person_rows;
#[cfg(test)]
mod query_tests;
mod reader;
mod scratch;
mod side_by_side;
#[cfg(test)]
mod tests;
mod verify;
mod write;

use std::path::PathBuf;

use polars::prelude::PolarsError;

pub use self::draft::{SnapshotDraft, clear_unfinished};
pub use self::list::{latest, list_snapshots, snapshot_days};
pub use self::manifest::{FileEntry, Manifest, RowCount, SnapshotSource, TableEntry};
pub use self::reader::SnapshotReader;
pub use self::verify::verify_snapshot;
pub use self::write::write_snapshot;
use crate::domain::AsOf;

/// Why a snapshot could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// There is one of this day, and a snapshot never changes.
    #[error("資料快照 {as_of} 已經存在（{path}），快照一經建立不再更動", path = .path.display())]
    Exists {
        /// The day.
        as_of: AsOf,
        /// Its folder.
        path: PathBuf,
    },
    /// Another process is writing one.
    #[error("另一個 hrstat 正在寫入資料快照（{path}）", path = .path.display())]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// There is none of this day.
    #[error("沒有資料快照 {as_of}")]
    Missing {
        /// The day.
        as_of: AsOf,
    },
    /// Its manifest cannot be read.
    #[error("{path} 不是有效的快照清單：{source}", path = .path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A file is not what the manifest says.
    #[error("{path} 與匯入時不同，遭更動或已損壞", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The manifest could not be put into words.
    #[error("無法寫出快照清單：{0}")]
    WriteManifest(#[from] toml::ser::Error),
    /// A file could not be read or written.
    #[error("無法存取 {path}：{source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A table could not be written.
    #[error("資料表「{table}」無法寫成 Parquet：{source}")]
    Table {
        /// The table.
        table: String,
        /// What polars says.
        source: PolarsError,
    },
}

impl SnapshotError {
    /// What to do about it, as commands that can be pasted.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Exists { .. } => vec![
                "換一個截止日：--as-of 日期".to_owned(),
                "確定不要舊快照時，先自行移走它的資料夾；已釋出的統計將無法重算".to_owned(),
            ],
            Self::Missing { .. } => vec!["現有快照：hrstat data list".to_owned()],
            Self::Manifest { .. } | Self::Damaged { .. } => vec!["檢查快照：hrstat data verify".to_owned()],
            _ => Vec::new(),
        }
    }
}
