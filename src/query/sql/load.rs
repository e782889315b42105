//! The tables of a snapshot into SQLite's memory: only the columns that the SELECT names.
//!
//! Derived fields are computed here by the query language's own engine, so that they mean what they mean everywhere.

use std::collections::BTreeSet;

use polars::prelude::{AnyValue, DataFrame, DataType, IntoLazy, PlSmallStr, col, lit};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::run::SqlError;
use super::to_sql::quote_name;
use crate::domain::{Dictionary, IDENTITY, PERSON, SNAPSHOT_DATE, epoch_day, known_date_of};
use crate::expr::{band_to_polars, to_polars};
use crate::query::FrameSource;
use crate::query::check::require_derived;
use crate::query::plan::ColumnHow;

/// Loads `columns` of `table` from every snapshot.
pub(super) fn load_table(
    connection: &Connection,
    dictionary: &Dictionary,
    table: &str,
    columns: &BTreeSet<String>,
    sources: &[&dyn FrameSource],
) -> Result<(), SqlError> {
    // A table of which nothing is named still has rows to be counted.
    let mut columns = columns.clone();
    columns.insert(IDENTITY.to_owned());
    let names: Vec<String> = columns.iter().map(|column| quote_name(column)).collect();
    connection.execute_batch(&format!("CREATE TABLE {} ({})", quote_name(table), names.join(", ")))?;
    let places = vec!["?"; names.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO {} VALUES ({places})", quote_name(table)))?;
    for source in sources {
        let frame = rows_of(dictionary, table, &columns, *source)?;
        let series: Vec<_> = frame.columns().iter().map(|column| column.as_materialized_series().rechunk()).collect();
        let mut cells: Vec<_> = series.iter().map(|series| series.iter()).collect();
        for _ in 0..frame.height() {
            for (index, cell) in cells.iter_mut().enumerate() {
                let value = cell.next().unwrap_or(AnyValue::Null);
                insert.raw_bind_parameter(index + 1, bound(&value)?)?;
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}

/// An index on the identity, for joins and subqueries.
pub(super) fn index_identity(connection: &Connection, table: &str) -> Result<(), SqlError> {
    let index = quote_name(&format!("{table} 索引"));
    let sql = format!("CREATE INDEX {index} ON {} ({})", quote_name(table), quote_name(IDENTITY));
    Ok(connection.execute_batch(&sql)?)
}

/// The rows of one snapshot, its day and the derived fields of 人員 among the columns.
fn rows_of(
    dictionary: &Dictionary,
    table: &str,
    columns: &BTreeSet<String>,
    source: &dyn FrameSource,
) -> Result<DataFrame, SqlError> {
    let mut derived = Vec::new();
    if table == PERSON {
        for column in columns {
            require_derived(dictionary, &mut derived, column);
        }
    }
    let mut stored = columns.clone();
    stored.extend(derived.iter().flat_map(|column| column.how.inputs()));
    stored.remove(SNAPSHOT_DATE);
    for column in &derived {
        stored.remove(&column.name);
    }
    let stored: Vec<String> = stored.into_iter().collect();
    let day = epoch_day(source.as_of().date());
    let mut frame = source.read(table, &stored)?.lazy();
    frame = frame.with_column(lit(day).cast(DataType::Date).alias(SNAPSHOT_DATE));
    for column in derived {
        let value = match &column.how {
            ColumnHow::Expression(expr) => to_polars(expr),
            ColumnHow::Band { of, band } => band_to_polars(of, band),
            // The dictionary derives fields by expressions and bands.
            _ => return Err(SqlError::Derived(column.name)),
        };
        frame = frame.with_column(value.alias(PlSmallStr::from_str(&column.name)));
    }
    let shown: Vec<_> = columns.iter().map(|column| col(PlSmallStr::from_str(column))).collect();
    Ok(frame.select(shown).collect()?)
}

/// A value as SQLite holds it: days as ISO texts, true and false as 1 and 0.
fn bound<'a>(value: &'a AnyValue<'_>) -> Result<ToSqlOutput<'a>, SqlError> {
    Ok(match value {
        AnyValue::Null => ToSqlOutput::Owned(Value::Null),
        AnyValue::Boolean(flag) => ToSqlOutput::Owned(Value::Integer(i64::from(*flag))),
        AnyValue::String(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        AnyValue::Float64(number) => ToSqlOutput::Owned(Value::Real(*number)),
        AnyValue::Date(days) => {
            let day = known_date_of(*days);
            ToSqlOutput::Owned(day.map_or(Value::Null, |day| Value::Text(day.to_string())))
        }
        other => match other.extract::<i64>() {
            Some(number) => ToSqlOutput::Owned(Value::Integer(number)),
            None => return Err(SqlError::UnknownValue),
        },
    })
}
