//! How values are written into columns and read back.

use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::RegistryError;
use crate::domain::RequestId;

/// A moment in a fixed width, so that text order is time order.
pub(super) fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// A value as JSON text.
pub(super) fn json<T: Serialize>(
    table: &'static str,
    column: &'static str,
    value: &T,
) -> Result<String, RegistryError> {
    serde_json::to_string(value).map_err(|error| RegistryError::Damaged {
        table,
        row: "新增".to_owned(),
        column,
        reason: error.to_string(),
    })
}

/// The number of a request as SQLite keeps it.
pub(super) fn number(request: RequestId) -> i64 {
    i64::from(request.number())
}

/// Reads the columns of one row and names the one that cannot be read.
pub(super) struct Columns<'a> {
    table: &'static str,
    row: &'a Row<'a>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(table: &'static str, row: &'a Row<'a>) -> Self {
        Self { table, row }
    }

    pub(super) fn text(&self, column: &'static str) -> Result<String, RegistryError> {
        self.row.get(column).map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn optional_text(&self, column: &'static str) -> Result<Option<String>, RegistryError> {
        self.row.get(column).map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn integer(&self, column: &'static str) -> Result<i64, RegistryError> {
        self.row.get(column).map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn optional_integer(&self, column: &'static str) -> Result<Option<i64>, RegistryError> {
        self.row.get(column).map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn parsed<T>(&self, column: &'static str) -> Result<T, RegistryError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        self.text(column)?.parse().map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn optional_moment(&self, column: &'static str) -> Result<Option<Timestamp>, RegistryError> {
        let text = self.optional_text(column)?;
        text.map(|text| text.parse().map_err(|error| self.damaged(column, &error))).transpose()
    }

    pub(super) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, RegistryError> {
        serde_json::from_str(&self.text(column)?).map_err(|error| self.damaged(column, &error))
    }

    pub(super) fn optional_json<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, RegistryError> {
        let text = self.optional_text(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|error| self.damaged(column, &error))).transpose()
    }

    pub(super) fn request(&self, column: &'static str) -> Result<RequestId, RegistryError> {
        let number = self.integer(column)?;
        u32::try_from(number).ok().and_then(RequestId::new).ok_or_else(|| self.damaged(column, &number))
    }

    pub(super) fn optional_request(&self, column: &'static str) -> Result<Option<RequestId>, RegistryError> {
        if self.optional_integer(column)?.is_none() { Ok(None) } else { self.request(column).map(Some) }
    }

    pub(super) fn damaged(&self, column: &'static str, reason: &dyn std::fmt::Display) -> RegistryError {
        // Every table's first column is its key.
        let key = self.row.get_ref(0).map(|value| match value {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or("?").to_owned(),
        });
        RegistryError::Damaged { table: self.table, row: key.unwrap_or_default(), column, reason: reason.to_string() }
    }
}
