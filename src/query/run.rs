//! Runs a query over the snapshots that it asks for.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, PolarsError};

use super::crosstab::Ground;
use super::distinct::distinct;
use super::plan::{ColumnHow, Otherwise, Query};
use super::population::{names_identity, population};
use super::raw_table::RawResult;
use super::snapshot_tables::{PersonKey, SnapshotTables};
use super::{FrameError, FrameSource, Missing, crosstab, list};
use crate::domain::{Dictionary, IDENTITY, PERSON};
use crate::expr::Expr;

/// The order of the values of a field, where it is not that of its code list: authorities in their official order.
pub type Orders = BTreeMap<String, Vec<String>>;

/// Why a query could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A table could not be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A table would have more cells than anybody can read, or a sheet can hold.
    #[error("「{table}」的格子太多：{rows} 列、{columns} 欄、{measures} 個量數")]
    TooLarge {
        /// Its title.
        table: String,
        /// Its rows, at least.
        rows: usize,
        /// Its columns, at least.
        columns: usize,
        /// Its measures.
        measures: usize,
    },
    /// The computation failed.
    /// polars may quote values in what it says: that stays inside.
    #[error("計算失敗")]
    Compute(#[from] PolarsError),
}

/// Computes every table and list of `query` over `sources`, one for each snapshot it asks for.
///
/// # Errors
/// When a table is missing or the computation fails.
pub fn run_query(
    query: &Query,
    dictionary: &Dictionary,
    sources: &[&dyn FrameSource],
    orders: &Orders,
) -> Result<RawResult, RunError> {
    let (mut frames, mut undecided) = (Vec::new(), Vec::new());
    let key = key_of(query, sources);
    for source in sources {
        let population = population(query, &SnapshotTables::new(dictionary, *source, key))?;
        frames.push(population.frame);
        undecided.extend(population.undecided);
    }
    let frame = stack(frames)?;
    let undecided = added_up(undecided);
    let order_of = |field: &str| order_of(dictionary, orders, query, field);
    let mut tables = Vec::new();
    let days = || sources.iter().map(|source| source.as_of());
    if let Some((first_day, last_day)) = days().min().zip(days().max()) {
        let ground = Ground { query, dictionary, frame: &frame, first_day, last_day };
        for table in &query.tables {
            tables.push(crosstab::compute(table, &ground, order_of)?);
        }
    }
    for list in &query.lists {
        tables.push(list::compute(list, &frame, order_of)?);
    }
    for table in &mut tables {
        table.missing.splice(0..0, undecided.clone());
    }
    Ok(RawResult {
        tables,
        snapshots: sources.iter().map(|source| source.as_of()).collect(),
        population_size: Some(persons(&frame)?),
        population_rows: frame.height() as u64,
    })
}

/// The rows of several snapshots together. Of persons the fewest of one snapshot: it is the one that could give somebody
/// away.
fn added_up(undecided: Vec<Missing>) -> Option<Missing> {
    undecided.into_iter().reduce(|sum, next| Missing {
        what: sum.what,
        rows: sum.rows + next.rows,
        persons: sum.persons.min(next.persons),
    })
}

/// How persons are told apart.
fn key_of(query: &Query, sources: &[&dyn FrameSource]) -> PersonKey {
    if names_identity(query) || !sources.iter().all(|source| source.links_persons()) {
        return PersonKey::Identity;
    }
    if sources.len() > 1 { PersonKey::Number } else { PersonKey::Row }
}

/// How many distinct persons a frame of the unit holds.
pub(super) fn persons(frame: &DataFrame) -> Result<u64, PolarsError> {
    distinct(frame.column(IDENTITY)?)
}

/// The rows of several snapshots, as they lie: to bring them together would copy them.
fn stack(frames: Vec<DataFrame>) -> Result<DataFrame, PolarsError> {
    let stacked = frames.into_iter().map(Ok).reduce(|whole, next| {
        let mut whole = whole?;
        whole.vstack_mut(&next?)?;
        Ok(whole)
    });
    stacked.unwrap_or_else(|| Ok(DataFrame::empty()))
}

fn order_of(dictionary: &Dictionary, orders: &Orders, query: &Query, field: &str) -> Option<Vec<String>> {
    if let Some(order) = orders.get(field) {
        return Some(order.clone());
    }
    // The query's own fields carry the order of their bands or of the child's code list.
    let own = query.uses().iter().find(|known| known.name == field && known.table == "本案自訂");
    if let Some(own) = own {
        // The first authority of somebody's career stands where the authorities stand.
        let origin = origin_of(query, field).and_then(|origin| orders.get(origin));
        let replaced = |label: &&String| replaces(query, field, label);
        let inherited = origin.into_iter().flatten().filter(|label| !replaced(label));
        let order: Vec<String> = own.values.iter().chain(inherited).cloned().collect();
        return (!order.is_empty()).then_some(order);
    }
    dictionary.ordered_values(query.unit(), field).or_else(|| dictionary.ordered_values(PERSON, field))
}

/// Whether an own field has another value in the place of `label`.
fn replaces(query: &Query, field: &str, label: &str) -> bool {
    let column = query.derived().iter().find(|column| column.own && column.name == field);
    match column.map(|column| &column.how) {
        Some(ColumnHow::Recode { values, .. }) => values.iter().any(|(old, _)| old == label),
        _ => false,
    }
}

/// The field whose values an own field has: the child's that it takes, or the one that it renames.
fn origin_of<'a>(query: &'a Query, field: &str) -> Option<&'a str> {
    match &query.derived().iter().find(|column| column.own && column.name == field)?.how {
        ColumnHow::Child(take) => take.of.as_deref(),
        ColumnHow::Expression(Expr::Field { name, .. }) => origin_of(query, name).or(Some(name)),
        ColumnHow::Recode { of, otherwise: Otherwise::Stays, .. } => origin_of(query, of).or(Some(of)),
        ColumnHow::Expression(_) | ColumnHow::Band { .. } | ColumnHow::Recode { .. } => None,
    }
}
