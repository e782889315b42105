//! A snapshot in memory that both engines read: polars as frames, SQLite as rows.

use std::collections::BTreeMap;

use hrstat::domain::{AsOf, FieldType};
use hrstat::query::{FrameError, FrameSource};
use jiff::civil::Date;
use polars::prelude::{DataFrame, DataType, IntoColumn, NamedFrom, Series};
use rusqlite::types::Value;

/// The rows of one table: days as ISO text, truth as 0 and 1.
pub(crate) struct Rows {
    pub(crate) fields: Vec<(String, FieldType)>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// All tables of one day.
pub(crate) struct Snapshot {
    pub(crate) as_of: AsOf,
    pub(crate) tables: BTreeMap<String, Rows>,
    frames: BTreeMap<String, DataFrame>,
}

impl Snapshot {
    pub(crate) fn new(as_of: AsOf, tables: BTreeMap<String, Rows>) -> Self {
        let frames = tables.iter().map(|(name, rows)| (name.clone(), frame(rows))).collect();
        Self { as_of, tables, frames }
    }
}

impl FrameSource for Snapshot {
    fn as_of(&self) -> AsOf {
        self.as_of
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let missing = || FrameError::MissingTable { as_of: self.as_of, table: table.to_owned() };
        let frame = self.frames.get(table).ok_or_else(missing)?;
        Ok(frame.select(columns).unwrap())
    }
}

fn frame(rows: &Rows) -> DataFrame {
    let columns = rows.fields.iter().enumerate().map(|(at, (name, kind))| {
        let cells: Vec<&Value> = rows.rows.iter().map(|row| &row[at]).collect();
        series(name, *kind, &cells).into_column()
    });
    DataFrame::new(rows.rows.len(), columns.collect()).unwrap()
}

fn series(name: &str, kind: FieldType, cells: &[&Value]) -> Series {
    fn all<T>(cells: &[&Value], read: impl Fn(&Value) -> T) -> Vec<Option<T>> {
        cells.iter().map(|cell| (**cell != Value::Null).then(|| read(cell))).collect()
    }
    match kind {
        FieldType::Text | FieldType::Code => Series::new(name.into(), all(cells, |cell| text(cell).to_owned())),
        FieldType::Integer => Series::new(name.into(), all(cells, |cell| i32::try_from(integer(cell)).unwrap())),
        FieldType::Bool => Series::new(name.into(), all(cells, |cell| integer(cell) == 1)),
        FieldType::Date => {
            let days = |cell: &Value| (text(cell).parse::<Date>().unwrap() - Date::constant(1970, 1, 1)).get_days();
            Series::new(name.into(), all(cells, days)).cast(&DataType::Date).unwrap()
        }
        FieldType::Decimal => Series::new(
            name.into(),
            all(cells, |cell| match cell {
                Value::Real(number) => *number,
                other => panic!("{other:?} is no decimal"),
            }),
        ),
    }
}

fn text(cell: &Value) -> &str {
    match cell {
        Value::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

fn integer(cell: &Value) -> i64 {
    match cell {
        Value::Integer(number) => *number,
        other => panic!("{other:?} is no whole number"),
    }
}
