//! From polars values to ours.

use polars::prelude::{AnyValue, Column, PolarsError, PolarsResult};

use super::Value;
use crate::domain::known_date_of;

/// The value in row `row` of `column`.
///
/// # Errors
/// When the row does not exist or the column is of a type that no snapshot holds.
pub fn value_at(column: &Column, row: usize) -> PolarsResult<Value> {
    convert(&column.get(row)?)
}

fn convert(value: &AnyValue<'_>) -> PolarsResult<Value> {
    Ok(match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(flag) => Value::Bool(*flag),
        AnyValue::String(text) => Value::Text((*text).to_owned()),
        AnyValue::StringOwned(text) => Value::Text(text.to_string()),
        AnyValue::Float64(number) => Value::Decimal(*number),
        AnyValue::Float32(number) => Value::Decimal(f64::from(*number)),
        AnyValue::Date(days) => known_date_of(*days).map_or(Value::Null, Value::Date),
        other => match other.extract::<i64>() {
            Some(number) => Value::Integer(number),
            None => return Err(PolarsError::ComputeError(format!("unexpected value {other:?}").into())),
        },
    })
}
