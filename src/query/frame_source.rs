//! Where a query's rows come from. The query room opens no file: whoever runs a query brings a source.

use polars::prelude::{DataFrame, DataType, Expr, IntoLazy, PolarsResult};

use super::CodedFrame;
use crate::domain::AsOf;

/// The column that says to which row of 人員 a row belongs, as `UInt32`, of a source that [links](FrameSource::links_persons)
/// persons. No field of a dictionary has such a name: it could not be written in an expression.
pub const PERSON_ROW: &str = "#人員列";
/// The column of 人員 that holds, as `Int64`, a number that is the person's in every snapshot and nobody else's.
pub const PERSON_NUMBER: &str = "#人員號";

/// The column that [`FrameSource::read_where`] makes of its condition where it is asked for among the columns.
pub const HOLDS: &str = "#holds";

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

/// A condition on the rows of a table.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The condition.
    pub holds: Expr,
    /// The columns that it names.
    pub fields: Vec<String>,
}

/// Which rows and columns of a table are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Names of the dictionary; also [`HOLDS`].
    pub columns: &'a [String],
    /// What must hold of a row, all of it.
    pub conditions: &'a [Condition],
    /// Columns of texts that may be [coded](CodedFrame).
    pub coded: &'a [String],
}

/// One snapshot, table by table.
///
/// Columns hold: text and code as `String`, integer as `Int32`, decimal as `Float64`, date as `Date`, bool as `Boolean`.
pub trait FrameSource: Sync {
    /// The as-of date of the snapshot.
    fn as_of(&self) -> AsOf;

    /// The rows of `table`, only the `columns` named (names of the dictionary).
    ///
    /// # Errors
    /// When the table is not there or cannot be read.
    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError>;

    /// As [`FrameSource::read`], only the rows for which the conditions hold: a source that reads in parts need not hold the
    /// others. With [`HOLDS`] among the columns the rows of which it cannot be decided are there too, and that column says for
    /// each whether they hold.
    ///
    /// # Errors
    /// As [`FrameSource::read`], and when polars cannot evaluate a condition.
    fn read_where(&self, table: &str, asked: &Asked<'_>) -> Result<CodedFrame, FrameError> {
        let frame = self.read(table, &asked.needed())?;
        asked.of(&frame).map(CodedFrame::plain).map_err(|_| FrameError::Unreadable {
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

impl Asked<'_> {
    /// The columns that must be read: those that are wanted, and those that the conditions name.
    pub(crate) fn needed(&self) -> Vec<String> {
        let mut needed: Vec<String> = self.columns.iter().filter(|column| *column != HOLDS).cloned().collect();
        for field in self.conditions.iter().flat_map(|condition| &condition.fields) {
            if !needed.contains(field) {
                needed.push(field.clone());
            }
        }
        needed
    }

    /// Whether rows are wanted of which the conditions cannot be decided.
    pub(crate) fn wants_undecided(&self) -> bool {
        self.columns.iter().any(|column| column == HOLDS)
    }

    /// The answer from rows that lie in memory; what a condition names and nobody else wants is not copied.
    pub(crate) fn of(&self, frame: &DataFrame) -> PolarsResult<DataFrame> {
        let wanted = self.columns.iter().filter(|column| *column != HOLDS);
        let all = self.conditions.iter().map(|condition| condition.holds.clone().cast(DataType::Boolean));
        let Some(holds) = all.reduce(Expr::and) else { return frame.select(wanted) };
        let holds = frame.clone().lazy().select([holds.alias(HOLDS)]).collect()?;
        let holds = holds.column(HOLDS)?;
        let mut all = frame.select(wanted)?;
        if !self.wants_undecided() {
            return all.filter(holds.bool()?);
        }
        all.with_column(holds.clone())?;
        all.filter(&(holds.bool()? | &holds.is_null()))
    }
}
