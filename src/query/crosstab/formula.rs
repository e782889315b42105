//! Expressions over the measures of a table: computed by the same engine as those over rows, one row a cell.

use polars::prelude::{Column, DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, PlSmallStr, PolarsResult, Series};

use super::cells::made_of;
use crate::domain::{FieldType, epoch_day};
use crate::expr::{Expr, to_polars};
use crate::query::plan::{CrossTab, Measure, MeasureKind};
use crate::query::raw_table::{Cell, CellState, Value};
use crate::query::value::value_at;

/// The `places` cells of an expression, in the order of the cells `done` of the measures before it.
pub(super) fn evaluate(expr: &Expr, table: &CrossTab, done: &[Vec<Cell>], places: usize) -> PolarsResult<Vec<Cell>> {
    let used: Vec<usize> = expr
        .fields()
        .iter()
        .filter_map(|name| table.measures[..done.len()].iter().position(|measure| measure.name == *name))
        .collect();
    let is_count = |index: &usize| {
        let kind = &table.measures[*index].kind;
        matches!(kind, MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) | MeasureKind::RowsIf(_))
    };
    let counts = !used.is_empty() && used.iter().all(is_count);
    let columns = used.iter().map(|index| column_of(&table.measures[*index], &done[*index])).collect();
    let frame = DataFrame::new(places, columns)?;
    // A constant must be as long as the table.
    let all = Series::new(PlSmallStr::from_static("#place"), (0..places as u64).collect::<Vec<_>>());
    let frame = frame.hstack(&[all.into_column()])?;
    let value = to_polars(expr).alias("#value");
    let values = frame.lazy().with_column(value).collect()?;
    let values = values.column("#value")?;
    (0..places)
        .map(|place| {
            let parts: Vec<&Cell> = used.iter().map(|index| &done[*index][place]).collect();
            let value = match value_at(values, place)? {
                Value::Decimal(number) if !number.is_finite() => Value::Null,
                value => value,
            };
            let whole = match (&value, counts) {
                (Value::Integer(number), true) => Some(number.unsigned_abs()),
                _ => None,
            };
            let mut cell = made_of(&parts, || value);
            // What is left of one count beside another is a count of persons as well.
            cell.persons.extend(whole.filter(|_| cell.state == CellState::Known));
            Ok(cell)
        })
        .collect()
}

/// The cells of one measure as a column of the type of its values, also where all of them are empty.
fn column_of(measure: &Measure, cells: &[Cell]) -> Column {
    let name = PlSmallStr::from_str(&measure.name);
    let values = cells.iter().map(|cell| &cell.value);
    let series = match measure.values {
        FieldType::Text | FieldType::Code => {
            let texts = values.map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None });
            Series::new(name, texts.collect::<Vec<_>>())
        }
        FieldType::Bool => {
            let flags = values.map(|value| if let Value::Bool(flag) = value { Some(*flag) } else { None });
            Series::new(name, flags.collect::<Vec<_>>())
        }
        FieldType::Date => {
            let days = values.map(|value| if let Value::Date(day) = value { Some(epoch_day(*day)) } else { None });
            let days = Series::new(name, days.collect::<Vec<_>>());
            days.cast(&DataType::Date).unwrap_or(days)
        }
        FieldType::Integer | FieldType::Decimal => {
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let numbers = values.map(|value| match value {
                Value::Integer(number) => Some(*number as f64),
                Value::Decimal(number) => Some(*number),
                _ => None,
            });
            let numbers = Series::new(name, numbers.collect::<Vec<_>>());
            // Whole numbers stay whole where they can: a sum of whole numbers is one.
            let whole = measure.values == FieldType::Integer;
            if whole { numbers.cast(&DataType::Int64).unwrap_or(numbers) } else { numbers }
        }
    };
    series.into_column()
}
