//! Where rows of synthetic tables go: by the names of the columns, so that a workspace's own dictionary may leave some out.

use polars::prelude::{DataFrame, PolarsResult};

use crate::dataset::table_builder::{TableBuilder, Value};
use crate::domain::TableDef;

/// The rows of one table.
pub(super) struct Sink {
    builder: TableBuilder,
    /// For each column of the dictionary, the cell that is for it.
    source: Vec<Option<usize>>,
}

impl Sink {
    /// For `table`; rows will bring `columns` in this order.
    pub(super) fn new(table: &TableDef, columns: &[&str], rows: usize) -> Self {
        let source = table.fields.iter().map(|field| columns.iter().position(|column| *column == field.name)).collect();
        Self { builder: TableBuilder::new(table, rows), source }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: &[Value<'_>]) {
        let Self { builder, source } = self;
        builder.push(|column| source[column].and_then(|at| cells.get(at)).copied().unwrap_or(Value::Null));
    }

    pub(super) fn finish(self) -> PolarsResult<DataFrame> {
        self.builder.finish()
    }
}
