//! The second engine: a query's plan in SQL, computed by SQLite.
//!
//! Nothing here is taken from the first engine. A table is a table, a derived field is a column that is added and filled, a
//! child table is a correlated subquery, a group level of a crosstab is one SELECT, dates are ISO text and SQLite's own
//! date functions reckon with them.

mod axis;
mod cell;
mod child;
mod crosstab;
mod expression;
mod function;
mod list;
mod measure;
mod population;
mod statistic;
mod store;

pub(crate) use store::Store;

use hrstat::domain::FieldType;
use hrstat::query::Value;
use rusqlite::types::Value as Stored;

/// A name in SQL.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in SQL.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The branches of a CASE: conditions, or values, and results.
fn branches(pairs: impl Iterator<Item = (String, String)>) -> String {
    pairs.map(|(when, then)| format!(" WHEN {when} THEN {then}")).collect::<Vec<_>>().concat()
}

/// What SQLite answers, in the type that the plan gives it.
fn value_of(stored: Stored, kind: FieldType) -> Value {
    match (stored, kind) {
        (Stored::Null, _) => Value::Null,
        (Stored::Integer(number), FieldType::Bool) => Value::Bool(number != 0),
        (Stored::Integer(number), FieldType::Integer) => Value::Integer(number),
        #[expect(clippy::cast_precision_loss, reason = "figures of a test are small")]
        (Stored::Integer(number), FieldType::Decimal) => Value::Decimal(number as f64),
        (Stored::Real(number), FieldType::Decimal) => Value::Decimal(number),
        (Stored::Text(day), FieldType::Date) => Value::Date(day.parse().unwrap_or_else(|_| panic!("{day} is no day"))),
        (Stored::Text(text), FieldType::Text | FieldType::Code) => Value::Text(text),
        (stored, kind) => panic!("{stored:?} where {} is expected", kind.name()),
    }
}
