//! The population grouped by the first fields of the rows and the first fields of the columns.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, Expr as Polars, IntoLazy, LazyFrame, PlSmallStr, PolarsError, PolarsResult, col};

use super::aggregates::{PERSONS, open_name, support_name, value_name};
use crate::query::plan::CrossTab;
use crate::query::raw_table::Value;
use crate::query::value::value_at;

/// One group: its persons, and what was computed of each direct measure.
pub(super) struct Group {
    pub(super) persons: u64,
    pub(super) measures: Vec<Option<Direct>>,
}

/// What was computed of a direct measure.
#[derive(Clone)]
pub(super) struct Direct {
    pub(super) value: Value,
    /// The persons behind the value.
    pub(super) support: u64,
    /// Whether somebody's window of observation is open.
    pub(super) open: bool,
}

/// The groups of one combination of levels.
pub(super) struct Grouping {
    keys: Vec<Vec<Value>>,
    groups: BTreeMap<Vec<String>, Group>,
}

/// The groups of every combination of levels that a table shows or needs as a base.
pub(super) struct Groupings(BTreeMap<(usize, usize), Grouping>);

impl Groupings {
    pub(super) fn compute(
        frame: &DataFrame,
        table: &CrossTab,
        aggregates: &[Polars],
        row_levels: &[usize],
        column_levels: &[usize],
    ) -> PolarsResult<Self> {
        let mut groupings = BTreeMap::new();
        for row in row_levels {
            for column in column_levels {
                let by = [&table.rows[..*row], &table.columns[..*column]].concat();
                groupings.insert((*row, *column), Grouping::compute(frame, &by, aggregates, table)?);
            }
        }
        Ok(Self(groupings))
    }

    /// The group of the persons with these first values of the rows and of the columns.
    pub(super) fn get(&self, row: &[Value], column: &[Value]) -> Option<&Group> {
        let grouping = self.0.get(&(row.len(), column.len()))?;
        grouping.groups.get(&spelled(row.iter().chain(column)))
    }

    /// The members of the rows.
    pub(super) fn rows(&self, fields: usize) -> Vec<Vec<Value>> {
        self.0.get(&(fields, 0)).map(|grouping| grouping.keys.clone()).unwrap_or_default()
    }

    /// The members of the columns.
    pub(super) fn columns(&self, fields: usize) -> Vec<Vec<Value>> {
        self.0.get(&(0, fields)).map(|grouping| grouping.keys.clone()).unwrap_or_default()
    }
}

/// One grouping as polars will do it.
pub(super) fn group_plan(frame: LazyFrame, by: &[String], aggregates: &[Polars]) -> LazyFrame {
    let fields: Vec<Polars> = by.iter().map(|name| col(PlSmallStr::from_str(name))).collect();
    if by.is_empty() { frame.select(aggregates) } else { frame.group_by(fields).agg(aggregates) }
}

impl Grouping {
    fn compute(frame: &DataFrame, by: &[String], aggregates: &[Polars], table: &CrossTab) -> PolarsResult<Self> {
        let grouped = group_plan(frame.clone().lazy(), by, aggregates).collect()?;
        let (mut keys, mut groups) = (Vec::new(), BTreeMap::new());
        let key_columns = by.iter().map(|name| grouped.column(name)).collect::<PolarsResult<Vec<_>>>()?;
        let persons = grouped.column(PERSONS)?;
        let columns = (0..table.measures.len())
            .map(|index| {
                let of = |name: PlSmallStr| grouped.column(&name).ok();
                (of(value_name(index)), of(support_name(index)), of(open_name(index)))
            })
            .collect::<Vec<_>>();
        for row in 0..grouped.height() {
            let key = key_columns.iter().map(|column| value_at(column, row)).collect::<PolarsResult<Vec<_>>>()?;
            let mut measures = Vec::new();
            for (value, support, open) in &columns {
                let (Some(value), Some(support)) = (value, support) else {
                    measures.push(None);
                    continue;
                };
                let open = match open {
                    Some(open) => value_at(open, row)? == Value::Bool(true),
                    None => false,
                };
                let (value, support) = (value_at(value, row)?, count(&value_at(support, row)?)?);
                measures.push(Some(Direct { value, support, open }));
            }
            let group = Group { persons: count(&value_at(persons, row)?)?, measures };
            groups.insert(spelled(key.iter()), group);
            keys.push(key);
        }
        Ok(Self { keys, groups })
    }
}

/// A key that can be compared: the type belongs to it, so that the text 1 is not the number 1.
fn spelled<'a>(key: impl Iterator<Item = &'a Value>) -> Vec<String> {
    key.map(|value| format!("{value:?}")).collect()
}

fn count(value: &Value) -> PolarsResult<u64> {
    match value {
        Value::Integer(number) if *number >= 0 => Ok(number.unsigned_abs()),
        // What cannot be counted cannot be cleared.
        _ => Err(PolarsError::ComputeError("a count of persons is not a whole number".into())),
    }
}
