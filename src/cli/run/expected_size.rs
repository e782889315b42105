//! How large a table can become, as far as code lists and authorities tell: the values of a name nobody knows beforehand.

use std::collections::BTreeMap;

use crate::domain::{AUTHORITY, Authorities, Dictionary, FieldType, SNAPSHOT_DATE};
use crate::query::{CrossTab, Query};

/// An axis field, and how many values it has at most.
pub(super) struct Axis {
    pub(super) field: String,
    pub(super) at_most: Option<u64>,
}

/// The greatest size of a table; none where it depends on the data.
pub(super) struct ExpectedSize {
    pub(super) rows: Vec<Axis>,
    pub(super) columns: Vec<Axis>,
    /// Rows, columns, measures and subtotals multiplied.
    pub(super) cells: Option<u64>,
}

/// What tells how many values a field has.
pub(super) struct KnownValues<'a> {
    query: &'a Query,
    dictionary: &'a Dictionary,
    authorities: usize,
    snapshots: usize,
    kinds: BTreeMap<&'a str, FieldType>,
}

impl<'a> KnownValues<'a> {
    pub(super) fn new(
        query: &'a Query,
        dictionary: &'a Dictionary,
        authorities: &Authorities,
        snapshots: usize,
    ) -> Self {
        let kinds = query.uses().iter().map(|field| (field.name.as_str(), field.kind)).collect();
        Self { query, dictionary, authorities: authorities.iter().count(), snapshots, kinds }
    }

    /// How many values `field` can have, the blank among them.
    fn at_most(&self, field: &str) -> Option<u64> {
        const BLANK: usize = 1;
        let own = self.query.derived().iter().any(|column| column.own && column.name == field);
        let listed = || {
            let values = self.query.uses().iter().find(|known| known.name == field)?.values.len();
            (values > 0).then_some(values)
        };
        let coded = || self.dictionary.ordered_values(self.query.unit(), field).map(|values| values.len());
        let count = match self.kinds.get(field) {
            _ if field == SNAPSHOT_DATE => return u64::try_from(self.snapshots).ok(),
            _ if field == AUTHORITY => self.authorities + BLANK,
            Some(FieldType::Bool) => 2 + BLANK,
            _ if own => listed()? + BLANK,
            _ => coded()? + BLANK,
        };
        u64::try_from(count).ok()
    }

    pub(super) fn size_of(&self, table: &CrossTab) -> ExpectedSize {
        let axes = |fields: &[String]| -> Vec<Axis> {
            fields.iter().map(|field| Axis { field: field.clone(), at_most: self.at_most(field) }).collect()
        };
        let (rows, columns) = (axes(&table.rows), axes(&table.columns));
        let lines = |axis: &[Axis]| length(axis, table.totals, table.subtotals);
        let measures = u64::try_from(table.measures.len()).ok();
        let cells = lines(&rows)
            .zip(lines(&columns))
            .and_then(|(rows, columns)| rows.checked_mul(columns)?.checked_mul(measures?));
        ExpectedSize { rows, columns, cells }
    }
}

/// How many lines an axis has at most, its totals and subtotals among them.
fn length(axis: &[Axis], totals: bool, subtotals: bool) -> Option<u64> {
    let mut groups: u64 = 1;
    let mut lines: u64 = 0;
    for (index, field) in axis.iter().enumerate() {
        groups = groups.checked_mul(field.at_most?)?;
        if subtotals && index + 1 < axis.len() {
            lines = lines.checked_add(groups)?;
        }
    }
    lines.checked_add(groups)?.checked_add(u64::from(totals && !axis.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An office decides by this number whether a table is worth its small cells: it must not be too low.
    #[test]
    fn lines_are_groups_and_their_sums() {
        let axis = |counts: &[Option<u64>]| -> Vec<Axis> {
            counts.iter().map(|at_most| Axis { field: "甲".to_owned(), at_most: *at_most }).collect()
        };
        assert_eq!(length(&[], true, true), Some(1));
        assert_eq!(length(&axis(&[Some(3)]), false, false), Some(3));
        assert_eq!(length(&axis(&[Some(3), Some(4)]), true, false), Some(13));
        assert_eq!(length(&axis(&[Some(3), Some(4), Some(2)]), true, true), Some(3 + 12 + 24 + 1));
        assert_eq!(length(&axis(&[Some(3), None]), true, true), None);
        assert_eq!(length(&axis(&[Some(u64::MAX), Some(2)]), false, false), None);
    }
}
