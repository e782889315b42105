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

use polars::prelude::{BooleanChunked, DataFrame, DataType, IntoLazy, LazyFrame, PolarsResult, col};

use self::aggregates::aggregates;
use self::axis::{Axis, TooMany};
use self::cells::Cells;
use self::grouping::{Groupings, group_plan};
use self::words::{format_of, notes};
use super::plan::{CrossTab, MeasureKind, Query};
use super::population::undecided;
use super::raw_table::{RawContent, RawCrossTab, RawTable};
use super::{Missing, RunError};
use crate::domain::{AsOf, Dictionary, IDENTITY};
use crate::expr::{Expr, in_words, to_polars};

/// A table with more cells than these is refused before they are made.
const MOST_CELLS: usize = 10_000_000;

/// What a crosstab is computed from.
pub(super) struct Ground<'a> {
    /// The query.
    pub(super) query: &'a Query,
    /// What the fields mean.
    pub(super) dictionary: &'a Dictionary,
    /// The rows of the population.
    pub(super) frame: &'a DataFrame,
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
    let frame = match &table.condition {
        Some(condition) => {
            let mask = mask(ground.frame, condition)?;
            missing.extend(undecided(ground.frame, &mask.is_null(), format!("符合「{}」", in_words(condition)))?);
            narrowed = ground.frame.filter(&mask)?;
            &narrowed
        }
        None => ground.frame,
    };
    missing.extend(missing_of(table, frame)?);

    let (rows, columns) = (Axis::new(&table.rows, table), Axis::new(&table.columns, table));
    let groupings = Groupings::compute(frame, table, ground.query, &rows, &columns)?;
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

/// For each row whether `condition` holds; null where that is unknown.
pub(super) fn mask(frame: &DataFrame, condition: &Expr) -> PolarsResult<BooleanChunked> {
    // A constant condition must be as long as the table.
    let holds = to_polars(condition).cast(DataType::Boolean).and(col(IDENTITY).is_not_null());
    let frame = frame.clone().lazy().select([holds.alias("#holds")]).collect()?;
    Ok(frame.column("#holds")?.bool()?.clone())
}

/// Rows that a measure could not count or use, because a value is missing.
fn missing_of(table: &CrossTab, frame: &DataFrame) -> PolarsResult<Vec<Missing>> {
    let mut missing = Vec::new();
    for measure in &table.measures {
        let (unknown, what) = match &measure.kind {
            MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
                (mask(frame, condition)?.is_null(), format!("「{}」的條件「{}」", measure.name, in_words(condition)))
            }
            MeasureKind::Statistic(_, of) => {
                (frame.column(of)?.as_materialized_series().is_null(), format!("「{}」所用的「{of}」", measure.name))
            }
            _ => continue,
        };
        missing.extend(undecided(frame, &unknown, what)?);
    }
    Ok(missing)
}
