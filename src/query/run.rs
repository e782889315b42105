//! Runs a query over the snapshots that it asks for.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use polars::prelude::{DataFrame, PolarsError};

use super::crosstab::Ground;
use super::distinct::distinct;
use super::plan::{ColumnHow, Otherwise, Query};
use super::population::{names_identity, population};
use super::raw_table::{RawResult, RawTable};
use super::snapshot_tables::{PersonKey, SnapshotTables};
use super::{CodedFrame, FrameError, FrameSource, Missing, crosstab, list};
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
    let (mut rows, mut undecided) = (None::<CodedFrame>, Vec::new());
    let key = key_of(query, sources);
    for population in side_by_side(sources, |source| population(query, &SnapshotTables::new(dictionary, source, key))) {
        let population = population?;
        match &mut rows {
            Some(rows) => rows.stack(population.rows)?,
            None => rows = Some(population.rows),
        }
        undecided.extend(population.undecided);
    }
    let rows = rows.unwrap_or_default();
    let undecided = added_up(undecided);
    // The persons are counted on another core while the tables are made.
    let (tables, population_size) = thread::scope(|scope| {
        let counted = scope.spawn(|| persons(&rows.frame));
        let tables = tables(query, dictionary, sources, &rows, orders);
        (tables, counted.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let mut tables = tables?;
    for table in &mut tables {
        table.missing.splice(0..0, undecided.clone());
    }
    Ok(RawResult {
        tables,
        snapshots: sources.iter().map(|source| source.as_of()).collect(),
        population_size: Some(population_size?),
        population_rows: rows.frame.height() as u64,
    })
}

/// The tables and lists over the rows of the population.
fn tables(
    query: &Query,
    dictionary: &Dictionary,
    sources: &[&dyn FrameSource],
    rows: &CodedFrame,
    orders: &Orders,
) -> Result<Vec<RawTable>, RunError> {
    let order_of = |field: &str| order_of(dictionary, orders, query, field);
    let mut tables = Vec::new();
    let days = || sources.iter().map(|source| source.as_of());
    if let Some((first_day, last_day)) = days().min().zip(days().max()) {
        let ground = Ground { query, dictionary, rows, first_day, last_day };
        for table in &query.tables {
            tables.push(crosstab::compute(table, &ground, order_of)?);
        }
    }
    for list in &query.lists {
        tables.push(list::compute(list, rows, order_of)?);
    }
    Ok(tables)
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

/// The results of `work` on each of the sources in their order; all cores at work.
fn side_by_side<'a, T: Send>(
    sources: &[&'a dyn FrameSource],
    work: impl Fn(&'a dyn FrameSource) -> T + Sync,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let worker = || {
        let one = || {
            let at = next.fetch_add(1, Ordering::Relaxed);
            sources.get(at).map(|source| (at, work(*source)))
        };
        std::iter::from_fn(one).collect::<Vec<_>>()
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(sources.len())).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
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
