//! A child table brought back to one value a row of the unit.

use std::collections::BTreeSet;

use polars::prelude::{
    BooleanChunked, DataFrame, DataType, Expr as Polars, Int32Chunked, IntoColumn, IntoLazy, JoinArgs, JoinType,
    LazyFrame, NULL, NewChunkedArray, PlSmallStr, SortMultipleOptions, by_name, col, len, lit, when,
};
use polars_ops::prelude::MaintainOrderJoin;

use super::RunError;
use super::plan::{ChildTake, Take};
use super::population::{assemble, column, join, some};
use super::snapshot_tables::{PersonKey, SnapshotTables, counts, looked_up};
use crate::domain::IDENTITY;
use crate::expr::{Expr, to_polars};

/// The number of a row of the unit.
const ROW: &str = "#row";

/// The rows of `frame` with the value that `take` makes of a child table beside each.
pub(super) fn with_child(
    tables: &SnapshotTables<'_>,
    frame: LazyFrame,
    name: &str,
    take: &ChildTake,
) -> Result<LazyFrame, RunError> {
    let (asked, rest) = match &take.condition {
        Some(condition) => tables.split(&take.table, condition),
        None => (Vec::new(), None),
    };
    let mut wanted: BTreeSet<String> = take.of.iter().chain(&take.order_by).cloned().collect();
    wanted.extend(rest.iter().flat_map(Expr::fields).filter(|name| !take.outer.contains(name)));
    let mut child = assemble(tables, &take.table, &wanted, &take.columns, some(&asked), &[])?;
    let mut frame = frame;
    // A condition that looks at the unit's row is asked of each pair of rows, and the value is one of the row.
    let key = if take.outer.is_empty() { IDENTITY } else { ROW };
    if key == ROW {
        frame = frame.with_row_index(ROW, None).collect()?.lazy();
        let outer = take.outer.iter().map(|name| column(name)).chain([col(ROW), col(IDENTITY)]);
        let mut how = JoinArgs::new(JoinType::Inner);
        how.maintain_order = MaintainOrderJoin::LeftRight;
        child = frame.clone().select(outer.collect::<Vec<_>>()).join(child, [col(IDENTITY)], [col(IDENTITY)], how);
    }
    if let Some(condition) = &rest {
        child = child.filter(to_polars(condition));
    }
    if tables.key != PersonKey::Identity {
        return beside(frame.collect()?, child, key, name, take);
    }
    let alias = PlSmallStr::from_str(name);
    let grouped = child.group_by([col(key)]).agg([value_of(take).alias(alias.clone())]);
    let mut joined = join(frame, grouped, key);
    if key == ROW {
        joined = joined.drop(by_name([ROW], true, false));
    }
    // Nobody's rows counted are none, not unknown.
    Ok(match take.take {
        Take::Count => joined.with_column(col(alias).fill_null(lit(0))),
        Take::Any => joined.with_column(col(alias).fill_null(lit(false))),
        _ => joined,
    })
}

/// The value of `take` beside the rows of `frame`, where the key is a number that can be looked up.
fn beside(
    mut frame: DataFrame,
    child: LazyFrame,
    key: &str,
    name: &str,
    take: &ChildTake,
) -> Result<LazyFrame, RunError> {
    let keys = frame.column(key)?.u32()?.clone();
    let alias = PlSmallStr::from_str(name);
    let values = match take.take {
        Take::Count | Take::Any => {
            let counts = counts(&keys, child.select([col(key)]).collect()?.column(key)?.u32()?);
            match take.take {
                Take::Any => {
                    BooleanChunked::from_iter_values(alias, counts.iter().map(|count| *count > 0)).into_column()
                }
                _ => Int32Chunked::from_vec(alias, counts).into_column(),
            }
        }
        _ => {
            let grouped = child.group_by([col(key)]).agg([value_of(take).alias(alias.clone())]).collect()?;
            looked_up(&keys, grouped.column(key)?.u32()?, grouped.column(name)?)?
        }
    };
    frame.with_column(values)?;
    if key == ROW {
        frame = frame.drop(ROW)?;
    }
    Ok(frame.lazy())
}

/// The value that `take` makes of the child rows of one key.
fn value_of(take: &ChildTake) -> Polars {
    let of = || take.of.as_deref().map_or_else(len, column);
    let ordered = || {
        let by = take.order_by.as_deref().map_or_else(len, column);
        let known = by.clone().is_not_null();
        of().filter(known.clone()).sort_by([by.filter(known)], SortMultipleOptions::default().with_maintain_order(true))
    };
    match take.take {
        Take::Count => len().cast(DataType::Int32),
        Take::Any => lit(true),
        Take::Min if !take.order.is_empty() => label_of(&place_of(&of(), &take.order).min(), &take.order),
        Take::Max if !take.order.is_empty() => label_of(&place_of(&of(), &take.order).max(), &take.order),
        Take::Min => of().min(),
        Take::Max => of().max(),
        // As in SQL: no values have no sum.
        Take::Sum => when(of().count().gt(lit(0))).then(of().sum()).otherwise(lit(NULL)),
        Take::Mean => of().mean(),
        Take::First => ordered().first(),
        Take::Last => ordered().last(),
    }
}

/// The place of a code in its list; null where it is not in it.
fn place_of(code: &Polars, order: &[String]) -> Polars {
    (0_i32..).zip(order).fold(lit(NULL).cast(DataType::Int32), |rest, (place, label)| {
        when(code.clone().eq(lit(label.clone()))).then(lit(place)).otherwise(rest)
    })
}

/// The code at a place of its list.
fn label_of(place: &Polars, order: &[String]) -> Polars {
    (0_i32..).zip(order).fold(lit(NULL).cast(DataType::String), |rest, (at, label)| {
        when(place.clone().eq(lit(at))).then(lit(label.clone())).otherwise(rest)
    })
}
