//! Where a query's rows come from. The query room opens no file: whoever runs a query brings a source.

use polars::prelude::{DataFrame, Expr, IntoLazy, PolarsResult};

use crate::domain::AsOf;

/// The column that says to which row of 人員 a row belongs, as `UInt32`, of a source that [links](FrameSource::links_persons)
/// persons. No field of a dictionary has such a name: it could not be written in an expression.
pub const PERSON_ROW: &str = "#人員列";
/// The column of 人員 that holds, as `Int64`, a number that is the person's in every snapshot and nobody else's.
pub const PERSON_NUMBER: &str = "#人員號";

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

    /// As [`FrameSource::read`], only the rows for which `condition` holds, an expression over `fields` of the table: a source
    /// that reads in parts need not hold the others.
    ///
    /// # Errors
    /// As [`FrameSource::read`], and when polars cannot evaluate the condition.
    fn read_where(
        &self,
        table: &str,
        columns: &[String],
        condition: &Expr,
        fields: &[String],
    ) -> Result<DataFrame, FrameError> {
        let frame = self.read(table, &with_fields(columns, fields))?;
        rows_where(&frame, columns, condition).map_err(|_| FrameError::Unreadable {
            as_of: self.as_of(),
            table: table.to_owned(),
            reason: "條件無法計算".to_owned(),
        })
    }

    /// Whether every table can be asked for [`PERSON_ROW`] and 人員 for [`PERSON_NUMBER`], and no person stands twice in 人員.
    /// They take the place of the identity where that is only compared: a number is compared in less time than a text.
    fn links_persons(&self) -> bool {
        false
    }
}

/// `columns`, and those of `fields` that are not among them.
pub(crate) fn with_fields(columns: &[String], fields: &[String]) -> Vec<String> {
    let others = fields.iter().filter(|field| !columns.contains(field));
    columns.iter().chain(others).cloned().collect()
}

/// The `columns` of the rows for which `condition` holds; what it names and nobody else wants is not copied.
pub(crate) fn rows_where(frame: &DataFrame, columns: &[String], condition: &Expr) -> PolarsResult<DataFrame> {
    let holds = frame.clone().lazy().select([condition.clone().alias("#holds")]).collect()?;
    frame.select(columns)?.filter(holds.column("#holds")?.bool()?)
}
