//! The resolved query: every name found in the dictionary, every expression typed, every derived field in the order in
//! which it can be computed.

mod column;
mod table;

pub use column::{ChildTake, Column, ColumnHow, Otherwise, Take};
pub use table::{CrossTab, Labels, ListPlan, Measure, MeasureKind, ShareBase, Statistic};

use super::fields::FieldUse;
use super::spec::{Bound, SmallCells, Snapshots};
use crate::domain::IDENTITY;
use crate::expr::Expr;

/// A query that can be run.
#[derive(Clone, Debug)]
pub struct Query {
    pub(super) title: String,
    pub(super) parameters: Vec<Bound>,
    pub(super) snapshots: Snapshots,
    pub(super) unit: String,
    pub(super) population: Option<Expr>,
    pub(super) columns: Vec<Column>,
    pub(super) tables: Vec<CrossTab>,
    pub(super) lists: Vec<ListPlan>,
    pub(super) threshold: Option<u32>,
    pub(super) small_cells: SmallCells,
    pub(super) uses: Vec<FieldUse>,
}

impl Query {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its parameters with their values, in the order of the file.
    #[must_use]
    pub fn parameters(&self) -> &[Bound] {
        &self.parameters
    }

    /// Which snapshots it asks.
    #[must_use]
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The table whose rows are counted.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The condition that its rows meet.
    #[must_use]
    pub fn population(&self) -> Option<&Expr> {
        self.population.as_ref()
    }

    /// Its crosstabs.
    #[must_use]
    pub fn tables(&self) -> &[CrossTab] {
        &self.tables
    }

    /// Its lists.
    #[must_use]
    pub fn lists(&self) -> &[ListPlan] {
        &self.lists
    }

    /// Its derived fields, in the order in which they are computed.
    #[must_use]
    pub fn derived(&self) -> &[Column] {
        &self.columns
    }

    /// The same with one row a person in each of its crosstabs: what each person adds to each cell.
    pub(crate) fn by_person(&self) -> Self {
        let mut query = self.clone();
        for table in &mut query.tables {
            table.rows.insert(0, IDENTITY.to_owned());
            table.complete.clear();
            (table.totals, table.subtotals) = (false, false);
        }
        query.lists.clear();
        query
    }

    /// The threshold it asks for.
    #[must_use]
    pub fn threshold(&self) -> Option<u32> {
        self.threshold
    }

    /// What it does about small cells.
    #[must_use]
    pub fn small_cells(&self) -> SmallCells {
        self.small_cells
    }

    /// What is to be said of each field that it uses.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.uses
    }
}
