//! A snapshot of a few made-up persons, in memory.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType, NamedFrom as _, PlSmallStr, Series};

use crate::domain::{AsOf, Dictionary, FieldType, IDENTITY, PERSON, epoch_day, failing_checksum};
use crate::query::{FrameError, FrameSource, Value};

/// A person: the fields of 人員 that have a value.
pub(super) type Person = BTreeMap<String, Value>;

/// Persons as a snapshot that holds 人員 only.
pub(super) struct People<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) day: AsOf,
    pub(super) persons: Vec<&'a Person>,
}

/// The number of the person in this place: it looks like one and can be nobody's.
pub(super) fn identity(place: usize) -> String {
    failing_checksum(0, true, u32::try_from(place).unwrap_or(0))
}

impl FrameSource for People<'_> {
    fn as_of(&self) -> AsOf {
        self.day
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let missing = || FrameError::MissingTable { as_of: self.day, table: table.to_owned() };
        let fields = self.dictionary.table(table).filter(|found| found.name == PERSON).ok_or_else(missing)?;
        let made = columns.iter().map(|name| Some(self.column(name, fields.field(name)?.kind)));
        let made: Option<Vec<Column>> = made.collect();
        made.and_then(|made| DataFrame::new(self.persons.len(), made).ok()).ok_or_else(missing)
    }
}

impl People<'_> {
    fn column(&self, name: &str, kind: FieldType) -> Column {
        let title = PlSmallStr::from_str(name);
        let values = || self.persons.iter().map(|person| person.get(name));
        let number = |value: Option<&Value>| match value {
            Some(Value::Integer(number)) => i32::try_from(*number).ok(),
            Some(Value::Date(day)) => Some(epoch_day(*day)),
            _ => None,
        };
        let text = |value: Option<&Value>| match value {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let numbers = || Series::new(title.clone(), values().map(number).collect::<Vec<Option<i32>>>());
        let series = match kind {
            FieldType::Text | FieldType::Code if name == IDENTITY => {
                Series::new(title, (0..self.persons.len()).map(identity).collect::<Vec<String>>())
            }
            FieldType::Text | FieldType::Code => Series::new(title, values().map(text).collect::<Vec<_>>()),
            FieldType::Integer => numbers(),
            FieldType::Date => {
                let days = numbers();
                // Whole numbers are days since 1970 as they are: the cast cannot fail.
                days.cast(&DataType::Date).unwrap_or(days)
            }
            FieldType::Decimal => {
                Series::new(title, values().map(|value| number(value).map(f64::from)).collect::<Vec<_>>())
            }
            FieldType::Bool => {
                let flag = |value: Option<&Value>| matches!(value, Some(Value::Bool(true)));
                Series::new(title, values().map(flag).collect::<Vec<_>>())
            }
        };
        series.into()
    }
}
