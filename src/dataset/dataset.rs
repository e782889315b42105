//! A dataset in memory: the tables of the dictionary, each as a frame.

use polars::prelude::DataFrame;

use crate::domain::{AsOf, Dictionary};
use crate::query::{FrameError, FrameSource};

use super::import::TableSink;
use super::ordered_frame::OrderedFrame;
use super::snapshot::SnapshotError;
use super::table_builder::TableBuilder;

/// The tables of the résumé dataset in the order of the dictionary.
///
/// Columns are the fields of the dictionary in their order: text and code (its label) as `String`, integer as `Int32`,
/// decimal as `Float64`, date as `Date`, bool as `Boolean`.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    tables: Vec<(String, DataFrame)>,
}

impl Dataset {
    /// From frames that were built along a dictionary.
    pub(super) fn new(tables: Vec<(String, DataFrame)>) -> Self {
        Self { tables }
    }

    /// No rows in any table of `dictionary`.
    ///
    /// # Errors
    /// When polars refuses the columns (two of one name, which a parsed dictionary cannot have).
    pub fn empty(dictionary: &Dictionary) -> polars::prelude::PolarsResult<Self> {
        let empty = |table| TableBuilder::new(table, 0).finish();
        let tables = dictionary.tables.iter().map(|table| Ok((table.name.clone(), empty(table)?)));
        Ok(Self { tables: tables.collect::<polars::prelude::PolarsResult<_>>()? })
    }

    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&DataFrame> {
        self.tables.iter().find(|(table, _)| table == name).map(|(_, frame)| frame)
    }

    /// Name and frame of every table, in order.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &DataFrame)> {
        self.tables.iter().map(|(name, frame)| (name.as_str(), frame))
    }

    /// How many rows `table` has; 0 where there is no such table.
    #[must_use]
    pub fn rows(&self, table: &str) -> usize {
        self.table(table).map_or(0, DataFrame::height)
    }

    /// The dataset as a source of frames, as if it were a snapshot of `as_of`.
    #[must_use]
    pub fn at(&self, as_of: AsOf) -> DatasetAt<'_> {
        DatasetAt { dataset: self, as_of }
    }
}

impl TableSink for Dataset {
    fn table(&mut self, name: &str, rows: OrderedFrame) -> Result<(), SnapshotError> {
        let failed = |source| SnapshotError::Table { table: name.to_owned(), source };
        self.tables.push((name.to_owned(), rows.into_frame().map_err(failed)?));
        Ok(())
    }
}

/// A dataset in memory that speaks for a day.
#[derive(Clone, Copy, Debug)]
pub struct DatasetAt<'a> {
    dataset: &'a Dataset,
    as_of: AsOf,
}

impl FrameSource for DatasetAt<'_> {
    fn as_of(&self) -> AsOf {
        self.as_of
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let frame = self
            .dataset
            .table(table)
            .ok_or_else(|| FrameError::MissingTable { as_of: self.as_of, table: table.to_owned() })?;
        frame.select(columns).map_err(|error| FrameError::Unreadable {
            as_of: self.as_of,
            table: table.to_owned(),
            reason: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth::tests::dictionary;
    use super::*;

    #[test]
    fn a_dataset_in_memory_reads_like_a_snapshot() {
        let dictionary = dictionary();
        let dataset = Dataset::empty(&dictionary).unwrap();
        let names: Vec<&str> = dataset.tables().map(|(name, _)| name).collect();
        assert_eq!(names, dictionary.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>());
        let source = dataset.at(AsOf::new(jiff::civil::date(2025, 12, 31)));
        let frame = source.read("人員", &["職等".to_owned(), "性別".to_owned()]).unwrap();
        assert_eq!(frame.get_column_names(), ["職等", "性別"]);
        assert!(matches!(source.read("血型", &[]), Err(FrameError::MissingTable { .. })));
        assert!(matches!(source.read("人員", &["血型".to_owned()]), Err(FrameError::Unreadable { .. })));
    }
}
