//! A part of a question as a question of its own.

use jiff::civil::Date;

use super::check::require_derived;
use super::plan::{CrossTab, Query};
use super::spec::Snapshots;
use crate::domain::{AsOf, Dictionary};
use crate::expr::Expr;

impl Query {
    /// The question of one table alone, about these rows on these days. `table` and `population` name fields of this query and
    /// of the dictionary only.
    pub(crate) fn part(
        &self,
        population: Option<Expr>,
        days: &[Date],
        table: CrossTab,
        dictionary: &Dictionary,
    ) -> Self {
        let mut part = self.clone();
        for name in population.iter().flat_map(Expr::fields).chain(table.fields()) {
            require_derived(dictionary, &mut part.columns, &name);
        }
        part.population = population;
        part.snapshots = Snapshots::Dates(days.iter().map(|day| AsOf::new(*day)).collect());
        (part.tables, part.lists) = (vec![table], Vec::new());
        part
    }
}
