//! Which fields an expression may name.

use std::collections::BTreeMap;

use crate::domain::FieldType;
use crate::source::nearest;

/// One field that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeField {
    /// Its name.
    pub name: String,
    /// What values it has.
    pub kind: FieldType,
    /// The values it can have, and other spellings of them; empty where any value is possible.
    pub values: BTreeMap<String, String>,
}

/// The fields that can be named, by name and alias.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    fields: Vec<ScopeField>,
    names: BTreeMap<String, usize>,
    /// Names that exist in other tables, for the message.
    elsewhere: BTreeMap<String, String>,
}

impl Scope {
    /// No fields yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field under its name; an earlier field of the same name is hidden.
    pub fn add(&mut self, field: ScopeField) {
        self.names.insert(field.name.clone(), self.fields.len());
        self.fields.push(field);
    }

    /// Another name for a field, where it is free.
    pub fn add_alias(&mut self, alias: &str, name: &str) {
        if let Some(index) = self.names.get(name).copied() {
            self.names.entry(alias.to_owned()).or_insert(index);
        }
    }

    /// Says that `name` is a field of `table`, which is out of reach here.
    pub fn add_elsewhere(&mut self, name: &str, table: &str) {
        self.elsewhere.entry(name.to_owned()).or_insert_with(|| table.to_owned());
    }

    /// The field of this name or alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&ScopeField> {
        self.names.get(name).map(|index| &self.fields[*index])
    }

    /// The table that has `name`, where this scope has not.
    #[must_use]
    pub fn elsewhere(&self, name: &str) -> Option<&str> {
        self.elsewhere.get(name).map(String::as_str)
    }

    /// What to say about a field that does not exist.
    #[must_use]
    pub fn hint(&self, wanted: &str) -> String {
        // Own names first: an alias is only offered where no name is near.
        let own = self.fields.iter().map(|field| field.name.as_str());
        match nearest(wanted, own).or_else(|| nearest(wanted, self.names.keys().map(String::as_str))) {
            Some(name) => {
                let name = self.find(name).map_or(name, |field| field.name.as_str());
                format!("您是不是要找「{name}」？可用 `hrstat fields {name}` 查詢定義。")
            }
            None => "可用 `hrstat fields` 列出所有欄位。".to_owned(),
        }
    }
}
