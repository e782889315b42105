//! Where a query's rows come from. The query room opens no file: whoever runs a query brings a source.

use polars::prelude::DataFrame;

use crate::domain::AsOf;

/// Why a table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The snapshot does not hold it.
    #[error("資料快照 {as_of} 沒有資料表「{table}」")]
    MissingTable {
        /// The snapshot.
        as_of: AsOf,
        /// The table.
        table: String,
    },
    /// It could not be read.
    #[error("讀不到資料表「{table}」（快照 {as_of}）：{reason}")]
    Unreadable {
        /// The snapshot.
        as_of: AsOf,
        /// The table.
        table: String,
        /// What the reader says.
        reason: String,
    },
}

/// One snapshot, table by table.
///
/// Columns hold: text and code as `String`, integer as `Int32`, decimal as `Float64`, date as `Date`, bool as `Boolean`.
pub trait FrameSource {
    /// The as-of date of the snapshot.
    fn as_of(&self) -> AsOf;

    /// The rows of `table`, only the `columns` named (names of the dictionary).
    ///
    /// # Errors
    /// When the table is not there or cannot be read.
    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError>;
}
