//! One table of a snapshot, only the columns that a check wants, and without those that this snapshot does not have.

use polars::prelude::{ChunkAgg, Column, DataFrame, StringChunked};

use crate::domain::{Dictionary, IDENTITY};
use crate::query::{FrameError, FrameSource};

/// The columns that were asked for and are there.
pub(in crate::dataset) struct HistoryTable {
    frame: DataFrame,
}

/// Days since 1970-01-01, one a row.
pub(in crate::dataset) type Days = Vec<Option<i32>>;

impl HistoryTable {
    /// Reads `columns` of `table`; those that `dictionary` does not know are not asked for. None where there is no such
    /// table.
    ///
    /// # Errors
    /// When the table is there and cannot be read.
    pub(in crate::dataset) fn read(
        source: &dyn FrameSource,
        dictionary: &Dictionary,
        table: &str,
        columns: &[&str],
    ) -> Result<Option<Self>, FrameError> {
        let Some(known) = dictionary.table(table) else { return Ok(None) };
        let wanted = columns.iter().filter(|column| known.fields.iter().any(|field| field.name == **column));
        Self::read_columns(source, table, &wanted.copied().collect::<Vec<_>>())
    }

    /// The same where no dictionary says what may be there.
    pub(in crate::dataset) fn read_columns(
        source: &dyn FrameSource,
        table: &str,
        columns: &[&str],
    ) -> Result<Option<Self>, FrameError> {
        let names: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let mut frame = match source.read(table, &names) {
            Ok(frame) => frame,
            Err(FrameError::MissingTable { .. }) => return Ok(None),
            // A snapshot older than the dictionary lacks columns, and says the same as a damaged one. Only the damaged
            // one cannot give the key of all tables.
            Err(FrameError::Unreadable { .. }) => {
                source.read(table, &[IDENTITY.to_owned()])?;
                let there: Vec<String> =
                    names.into_iter().filter(|name| source.read(table, std::slice::from_ref(name)).is_ok()).collect();
                source.read(table, &there)?
            }
        };
        frame.rechunk_mut_par();
        Ok(Some(Self { frame }))
    }

    /// How many rows.
    pub(in crate::dataset) fn rows(&self) -> usize {
        self.frame.height()
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.frame.column(name).ok()
    }

    /// Whether the snapshot lacks this column.
    pub(in crate::dataset) fn column_is_missing(&self, name: &str) -> bool {
        self.column(name).is_none()
    }

    /// A column of text.
    pub(in crate::dataset) fn texts(&self, name: &str) -> Option<&StringChunked> {
        self.column(name)?.str().ok()
    }

    /// A column of days.
    pub(in crate::dataset) fn days(&self, name: &str) -> Option<Days> {
        Some(self.column(name)?.date().ok()?.physical().iter().collect())
    }

    /// The latest day of a column, without a look at each by itself.
    pub(in crate::dataset) fn latest_day(&self, name: &str) -> Option<i32> {
        self.column(name)?.date().ok()?.physical().max()
    }

    /// A column of whole numbers.
    pub(in crate::dataset) fn numbers(&self, name: &str) -> Option<Vec<Option<i32>>> {
        Some(self.column(name)?.i32().ok()?.iter().collect())
    }

    /// A column of days; a column of none where it is not there.
    pub(in crate::dataset) fn days_or_none(&self, name: &str) -> Days {
        self.days(name).unwrap_or_else(|| vec![None; self.rows()])
    }
}

/// The text of `row`, where the column is there.
pub(in crate::dataset) fn text_at(column: Option<&StringChunked>, row: usize) -> Option<&str> {
    column.and_then(|column| column.get(row))
}
