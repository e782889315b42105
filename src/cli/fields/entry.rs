//! One find in the dictionary: a field, a value of a code list, or a list that no field found shows.

use serde_json::Value;

use super::code_table::CodeTable;
use super::field_entry::FieldEntry;
use super::value_entry::ValueEntry;
use crate::ui::Page;

pub(super) enum Entry {
    Field(FieldEntry),
    Value(ValueEntry),
    List(CodeTable),
}

/// What is written next to everything that no source confirms.
pub(super) const UNVERIFIED: &str = "未查證";

/// The verdict in a line of its own.
pub(super) fn verdict(page: &mut Page, verified: bool, what: &str) {
    if !verified {
        page.entry("查證", format!("{UNVERIFIED}：{what}"));
    }
}

impl Entry {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Field(field) => field.json(),
            Self::Value(value) => value.json(),
            Self::List(list) => list.outline(),
        }
    }

    pub(super) fn explain(&self, page: &mut Page) {
        match self {
            Self::Field(field) => field.explain(page),
            Self::Value(value) => value.explain(page),
            Self::List(list) => list.explain(page),
        }
    }

    /// The row in a list of fields; code lists stand among the fields.
    pub(super) fn field_row(&self) -> Option<Vec<String>> {
        match self {
            Self::Field(field) => Some(field.row()),
            Self::List(list) => Some(list.row()),
            Self::Value(_) => None,
        }
    }

    /// The row in a list of values.
    pub(super) fn value_row(&self) -> Option<Vec<String>> {
        match self {
            Self::Value(value) => Some(value.row()),
            _ => None,
        }
    }
}
