//! Why no faults were planted.

use std::path::PathBuf;

use polars::prelude::PolarsError;

use crate::query::FrameError;

/// Why no faults were planted.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// A file of the export could not be read or written.
    #[error("無法存取 {path}：{source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The list of faults, or a row, is no CSV.
    #[error("無法讀寫 {path}：{source}", path = .path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// What the reader or writer says.
        source: csv::Error,
    },
    /// The export is not one of this dictionary, or too small for this fault.
    #[error("{path} 不是 hrstat 寫出的匯出檔，無法植入錯誤", path = .path.display())]
    NotAnExport {
        /// The file.
        path: PathBuf,
    },
    /// The dataset could not be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The dataset could not be changed.
    #[error("無法更動資料集：{0}")]
    Edit(#[from] PolarsError),
}
