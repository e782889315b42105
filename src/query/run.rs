//! Runs a query over the snapshots that it asks for.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, IntoLazy, PolarsError, UnionArgs, concat};

use super::plan::Query;
use super::population::population;
use super::raw_table::RawResult;
use super::{FrameError, FrameSource, crosstab, list};
use crate::domain::{Dictionary, IDENTITY, PERSON};

/// The order of the values of a field, where it is not that of its code list: authorities in their official order.
pub type Orders = BTreeMap<String, Vec<String>>;

/// Why a query could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A table could not be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
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
    let mut frames = Vec::new();
    for source in sources {
        frames.push(population(query, dictionary, *source)?);
    }
    let frame = stack(frames)?;
    let mut tables = Vec::new();
    for table in &query.tables {
        tables.push(crosstab::compute(table, query, &frame, |field| order_of(dictionary, orders, query, field))?);
    }
    for list in &query.lists {
        tables.push(list::compute(list, query, &frame, |field| order_of(dictionary, orders, query, field))?);
    }
    Ok(RawResult {
        tables,
        snapshots: sources.iter().map(|source| source.as_of()).collect(),
        population_size: persons(&frame)?,
        population_rows: frame.height() as u64,
    })
}

/// How many distinct persons a frame of the unit holds.
pub(super) fn persons(frame: &DataFrame) -> Result<u64, PolarsError> {
    Ok(frame.column(IDENTITY)?.as_materialized_series().n_unique()? as u64)
}

fn stack(frames: Vec<DataFrame>) -> Result<DataFrame, PolarsError> {
    let mut frames = frames;
    match frames.len() {
        1 => Ok(frames.remove(0)),
        _ => concat(frames.into_iter().map(IntoLazy::lazy).collect::<Vec<_>>(), UnionArgs::default())?.collect(),
    }
}

fn order_of(dictionary: &Dictionary, orders: &Orders, query: &Query, field: &str) -> Option<Vec<String>> {
    if let Some(order) = orders.get(field) {
        return Some(order.clone());
    }
    // The query's own fields carry the order of their bands or of the child's code list.
    let own = query.uses().iter().find(|known| known.name == field && known.table == "本案自訂");
    if let Some(own) = own {
        return (!own.values.is_empty()).then(|| own.values.clone());
    }
    dictionary.ordered_values(query.unit(), field).or_else(|| dictionary.ordered_values(PERSON, field))
}
