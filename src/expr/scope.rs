//! Which fields an expression may name.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::FieldType;
use crate::source::{did_you_mean, nearest};

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

impl ScopeField {
    /// What to say about a value that it cannot have.
    #[must_use]
    pub fn hint(&self, wanted: &str) -> String {
        /// So many values are told; more are looked up.
        const FEW: usize = 8;
        // Codes sort before labels: the labels come in the order of their codes.
        let mut labels: Vec<&str> = Vec::new();
        for label in self.values.values().filter(|label| !label.is_empty()) {
            if !labels.contains(&label.as_str()) {
                labels.push(label);
            }
        }
        let near = did_you_mean(wanted, labels.iter().copied()).unwrap_or_default();
        if labels.len() <= FEW {
            return format!("{near}「{}」的值有：{}。", self.name, labels.join("、"));
        }
        format!("{near}可用 `hrstat fields {}` 列出它的值。", self.name)
    }
}

/// The fields that can be named, by name and alias.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    fields: Vec<ScopeField>,
    names: BTreeMap<String, usize>,
    /// Names that exist in other tables, for the message.
    elsewhere: BTreeMap<String, String>,
    /// Names that are defined further down, for the message.
    later: BTreeSet<String>,
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

    /// Says that these names are defined further down, out of reach until they are added.
    pub fn add_later(&mut self, names: impl IntoIterator<Item = String>) {
        self.later.extend(names);
    }

    /// The names that are defined further down.
    pub fn later(&self) -> impl Iterator<Item = &String> {
        self.later.iter().filter(|name| !self.names.contains_key(*name))
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
        if self.later.contains(wanted) {
            return format!("「{wanted}」在後面才定義；[[derive]] 依序計算，請把它移到前面");
        }
        // A value without quotes reads as a field.
        if let Some((field, label)) = self.fields.iter().find_map(|field| Some((field, field.values.get(wanted)?))) {
            return format!("「{label}」是「{}」的值，值要加單引號，例如：{} = '{label}'", field.name, field.name);
        }
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
