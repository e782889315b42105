//! From polars values to ours.

use jiff::civil::{Date, date};
use polars::prelude::{AnyValue, Column, PolarsError, PolarsResult};

use super::Value;

/// The value in row `row` of `column`.
///
/// # Errors
/// When the row does not exist or the column is of a type that no snapshot holds.
pub fn value_at(column: &Column, row: usize) -> PolarsResult<Value> {
    convert(&column.get(row)?)
}

fn convert(value: &AnyValue<'_>) -> PolarsResult<Value> {
    const EPOCH: Date = date(1970, 1, 1);
    Ok(match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(flag) => Value::Bool(*flag),
        AnyValue::String(text) => Value::Text((*text).to_owned()),
        AnyValue::StringOwned(text) => Value::Text(text.to_string()),
        AnyValue::Float64(number) => Value::Decimal(*number),
        AnyValue::Float32(number) => Value::Decimal(f64::from(*number)),
        AnyValue::Date(days) => {
            let day = EPOCH.checked_add(jiff::Span::new().days(*days));
            day.map_or(Value::Null, Value::Date)
        }
        other => match other.extract::<i64>() {
            Some(number) => Value::Integer(number),
            None => return Err(PolarsError::ComputeError(format!("unexpected value {other:?}").into())),
        },
    })
}
