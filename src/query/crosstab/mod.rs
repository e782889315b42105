//! A crosstab: the population grouped by every level of its rows and columns, so that totals, subtotals, shares and measures
//! that do not add (means, medians, distinct persons) are all computed from the persons.

mod aggregates;
mod axis;
mod cells;
mod formula;
mod grouping;
mod groups;
mod tally;
mod words;

use polars::prelude::{LazyFrame, PolarsResult};

use self::aggregates::aggregates;
use self::axis::{Axis, TooMany};
use self::cells::Cells;
use self::grouping::{Groupings, group_plan};
pub(super) use self::groups::Groups;
use self::words::{format_of, notes};
use super::coded_frame::Known;
use super::plan::{CrossTab, Measure, MeasureKind, Query};
use super::population::undecided;
use super::raw_table::{RawContent, RawCrossTab, RawTable};
use super::{CodedFrame, Missing, RunError};
use crate::domain::{AsOf, Dictionary};
use crate::expr::{in_words, to_polars};

/// A table with more cells than these is refused before they are made.
const MOST_CELLS: usize = 10_000_000;

/// What a crosstab is computed from.
pub(super) struct Ground<'a> {
    /// The query.
    pub(super) query: &'a Query,
    /// What the fields mean.
    pub(super) dictionary: &'a Dictionary,
    /// The rows of the population.
    pub(super) rows: &'a CodedFrame,
    /// The day of the first snapshot.
    pub(super) first_day: AsOf,
    /// The day of the last.
    pub(super) last_day: AsOf,
}

/// Computes one crosstab over the population.
pub(super) fn compute(
    table: &CrossTab,
    ground: &Ground<'_>,
    order_of: impl Fn(&str) -> Option<Vec<String>>,
) -> Result<RawTable, RunError> {
    let mut missing = Vec::new();
    let narrowed;
    let population = match &table.condition {
        Some(condition) => {
            let holds = ground.rows.holds(&to_polars(condition), &condition.fields())?;
            let what = format!("符合「{}」", in_words(condition));
            missing.extend(undecided(&ground.rows.frame, &Known::Unknown.mask(&holds), what)?);
            narrowed = ground.rows.filter(&Known::Holds.mask(&holds))?;
            &narrowed
        }
        None => ground.rows,
    };
    let conditions = conditions(table, population)?;
    missing.extend(missing_of(table, population, &conditions)?);

    let (rows, columns) = (Axis::new(&table.rows, table), Axis::new(&table.columns, table));
    let groupings = Groupings::compute(population, &conditions, table, ground.query, &rows, &columns)?;
    let too_large = |rows: usize, columns: usize| RunError::TooLarge {
        table: table.title.clone(),
        rows,
        columns,
        measures: table.measures.len(),
    };
    let row_keys =
        rows.keys(&groupings.rows(rows.fields.len()), ground, &order_of).map_err(|TooMany(rows)| too_large(rows, 1))?;
    let column_keys = columns
        .keys(&groupings.columns(columns.fields.len()), ground, &order_of)
        .map_err(|TooMany(columns)| too_large(row_keys.len(), columns))?;
    if row_keys.len().saturating_mul(column_keys.len()).saturating_mul(table.measures.len()) > MOST_CELLS {
        return Err(too_large(row_keys.len(), column_keys.len()));
    }
    let cells = Cells::new(table, &groupings, &row_keys, &column_keys).finished()?;
    let content = RawCrossTab {
        row_fields: table.rows.clone(),
        direct_fields: table.direct_fields.clone(),
        labels: table.labels,
        column_fields: table.columns.clone(),
        row_keys,
        column_keys,
        measures: table.measures.iter().enumerate().map(|(index, _)| format_of(table, index)).collect(),
        cells,
    };
    let notes = notes(table, &content);
    Ok(RawTable { title: table.title.clone(), content: RawContent::CrossTab(content), notes, missing })
}

/// The finest grouping of a table over the rows of the population, as polars will do it.
pub(super) fn plan(table: &CrossTab, query: &Query, rows: LazyFrame) -> LazyFrame {
    let rows = match &table.condition {
        Some(condition) => rows.filter(to_polars(condition)),
        None => rows,
    };
    let by = [table.rows.as_slice(), &table.columns].concat();
    group_plan(rows, &by, &aggregates(table, query, &by))
}

/// What is known of the condition of each measure on each row; nothing of a measure that has none.
pub(super) type Conditions = Vec<Option<Vec<Known>>>;

fn conditions(table: &CrossTab, rows: &CodedFrame) -> PolarsResult<Conditions> {
    let of = |measure: &Measure| match &measure.kind {
        MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
            rows.holds(&to_polars(condition), &condition.fields()).map(Some)
        }
        _ => Ok(None),
    };
    table.measures.iter().map(of).collect()
}

/// Rows that a measure could not count or use, because a value is missing.
fn missing_of(table: &CrossTab, rows: &CodedFrame, conditions: &Conditions) -> PolarsResult<Vec<Missing>> {
    let mut missing = Vec::new();
    for (measure, known) in table.measures.iter().zip(conditions) {
        match (&measure.kind, known) {
            (MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition), Some(known))
                if known.contains(&Known::Unknown) =>
            {
                let what = format!("「{}」的條件「{}」", measure.name, in_words(condition));
                missing.extend(undecided(&rows.frame, &Known::Unknown.mask(known), what)?);
            }
            (MeasureKind::Statistic(_, of), _) => {
                let unknown = rows.column(of)?.as_materialized_series().is_null();
                missing.extend(undecided(&rows.frame, &unknown, format!("「{}」所用的「{of}」", measure.name))?);
            }
            _ => {}
        }
    }
    Ok(missing)
}
