//! The population grouped by the first fields of the rows and the first fields of the columns.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use polars::prelude::{
    Column, DataFrame, Expr as Polars, IdxCa, IntoColumn, IntoLazy, LazyFrame, PlSmallStr, PolarsError, PolarsResult,
    Series, UInt32Chunked, col,
};

use super::Conditions;
use super::aggregates::{PERSONS, aggregates, open_name, part_names, rows_are_persons, support_name, value_name};
use super::axis::Axis;
use super::groups::Groups;
use super::tally::{Tally, adds_up, tallies as tallied};
use crate::domain::SNAPSHOT_DATE;
use crate::query::CodedFrame;
use crate::query::plan::{CrossTab, MeasureKind, Query};
use crate::query::raw_table::Value;
use crate::query::value::value_at;

/// The number of a row's group.
const GROUP: &str = "#group";

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
    /// The persons of the parts into which the value divides the group.
    pub(super) parts: Vec<u64>,
    /// How many are still in their window of observation.
    pub(super) open: u64,
}

/// The groups of one combination of levels.
pub(super) struct Grouping {
    keys: Vec<Vec<Value>>,
    groups: HashMap<String, Group>,
}

/// The groups of every combination of levels that a table shows or needs as a base.
pub(super) struct Groupings(BTreeMap<(usize, usize), Grouping>);

impl Groupings {
    pub(super) fn compute(
        population: &CodedFrame,
        conditions: &Conditions,
        table: &CrossTab,
        query: &Query,
        rows: &Axis<'_>,
        columns: &Axis<'_>,
    ) -> PolarsResult<Self> {
        let fields = [table.rows.as_slice(), &table.columns].concat();
        let finest = Groups::by(&population.frame, &fields)?;
        // The finest groups are few beside the rows: which of them belong together is found among their samples.
        let samples = samples(population, &finest, &fields)?;
        let has_shares = table.measures.iter().any(|measure| matches!(measure.kind, MeasureKind::Share(..)));
        let mut by_level = BTreeMap::new();
        let mut tallies = None;
        for row in rows.levels() {
            for column in columns.levels() {
                let by = [&table.rows[..row], &table.columns[..column]].concat();
                let wider = Groups::by(&samples, &by)?;
                let keys = wider.keys(&samples, &by)?;
                let grouping = if !(has_shares || rows.shows(row) && columns.shows(column)) {
                    // Only its members are asked for.
                    Grouping { keys, groups: HashMap::new() }
                } else if adds_up(table) && rows_are_persons(table, query, &by) {
                    let fine = match &tallies {
                        Some(tallies) => tallies,
                        None => {
                            tallies.insert(tallied(population, conditions, table, &finest.of_row, finest.sample.len())?)
                        }
                    };
                    Grouping::added_up(fine, &wider, keys, table)
                } else {
                    let of_row = finest.of_row.iter().map(|group| wider.of_row[*group as usize]).collect();
                    Grouping::computed(population, of_row, keys, &aggregates(table, query, &by), table)?
                };
                by_level.insert((row, column), grouping);
            }
        }
        Ok(Self(by_level))
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

/// One row of each group, with the `fields` alone.
fn samples(rows: &CodedFrame, groups: &Groups, fields: &[String]) -> PolarsResult<DataFrame> {
    let of_field = |name: &String| {
        let column = rows.frame.column(name)?;
        if let Some(values) = rows.values.get(name) {
            let codes = column.u32()?;
            let places = groups.sample.iter().map(|row| codes.get(*row)).collect::<IdxCa>();
            return Ok(values.take(&places)?.with_name(column.name().clone()).into_column());
        }
        // Row by row: polars brings a column of many pieces together before it takes rows out of it.
        let values = groups.sample.iter().map(|row| column.get(*row)).collect::<PolarsResult<Vec<_>>>()?;
        Series::from_any_values_and_dtype(column.name().clone(), &values, column.dtype(), true).map(Series::into_column)
    };
    // A field may be on both axes.
    let fields: BTreeSet<&String> = fields.iter().collect();
    DataFrame::new(groups.sample.len(), fields.into_iter().map(of_field).collect::<PolarsResult<Vec<_>>>()?)
}

impl Grouping {
    /// From the tallies of finer groups.
    fn added_up(fine: &[Tally], wider: &Groups, keys: Vec<Vec<Value>>, table: &CrossTab) -> Self {
        let mut tallies = vec![Tally::empty(table.measures.len()); keys.len()];
        for (tally, group) in fine.iter().zip(&wider.of_row) {
            tallies[*group as usize].add(tally);
        }
        let groups = keys.iter().zip(&tallies).map(|(key, tally)| (spelled(key.iter()), tally.group(table)));
        Self { groups: groups.collect(), keys }
    }

    /// From the rows, of which each is in a group of these keys.
    fn computed(
        rows: &CodedFrame,
        of_row: Vec<u32>,
        keys: Vec<Vec<Value>>,
        aggregates: &[Polars],
        table: &CrossTab,
    ) -> PolarsResult<Self> {
        let day = SNAPSHOT_DATE.to_owned();
        let mut frame = rows.decoded(table.fields().iter().chain([&day]))?;
        frame.with_column(UInt32Chunked::from_vec(GROUP.into(), of_row).into_column())?;
        let grouped = frame.lazy().group_by([col(GROUP)]).agg(aggregates).collect()?;
        let persons = grouped.column(PERSONS)?;
        let columns = (0..table.measures.len())
            .map(|index| {
                let of = |name: PlSmallStr| grouped.column(&name).ok();
                let parts: Vec<_> = part_names(index).into_iter().filter_map(of).collect();
                (of(value_name(index)), of(support_name(index)), parts, of(open_name(index)))
            })
            .collect::<Vec<_>>();
        let mut groups = HashMap::new();
        for (row, group) in grouped.column(GROUP)?.u32()?.iter().enumerate() {
            let mut measures = Vec::new();
            for (value, support, parts, open) in &columns {
                let (Some(value), Some(support)) = (value, support) else {
                    measures.push(None);
                    continue;
                };
                let counted = |column: &&Column| count(&value_at(column, row)?);
                let open = open.as_ref().map_or(Ok(0), counted)?;
                let parts = parts.iter().map(counted).collect::<PolarsResult<_>>()?;
                let (value, support) = (value_at(value, row)?, counted(support)?);
                measures.push(Some(Direct { value, support, parts, open }));
            }
            let key = group.and_then(|group| keys.get(group as usize));
            let group = Group { persons: count(&value_at(persons, row)?)?, measures };
            groups.insert(spelled(key.into_iter().flatten()), group);
        }
        Ok(Self { keys, groups })
    }
}

/// A key that can be compared: the type belongs to it, so that the text 1 is not the number 1, and the length of a text, so that
/// no text can pass for two.
fn spelled<'a>(key: impl Iterator<Item = &'a Value>) -> String {
    use std::fmt::Write as _;
    let mut spelled = String::new();
    for value in key {
        // Writing to a String cannot fail.
        let _ = match value {
            Value::Null => write!(spelled, "-"),
            Value::Bool(flag) => write!(spelled, "b{flag}"),
            Value::Integer(number) => write!(spelled, "i{number}"),
            Value::Decimal(number) => write!(spelled, "d{number:?}"),
            Value::Date(day) => write!(spelled, "y{day}"),
            Value::Text(text) => write!(spelled, "t{}:{text}", text.len()),
        };
    }
    spelled
}

fn count(value: &Value) -> PolarsResult<u64> {
    match value {
        Value::Integer(number) if *number >= 0 => Ok(number.unsigned_abs()),
        // What cannot be counted cannot be cleared.
        _ => Err(PolarsError::ComputeError("a count of persons is not a whole number".into())),
    }
}
