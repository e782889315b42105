//! Code lists, and the mappings from the values of an old list to those of its successor.

use jiff::civil::Date;
use serde::Serialize;

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeValue {
    /// The code in exports; the label where no code is known.
    pub code: String,
    /// What is stored and asked for.
    pub label: String,
    /// Other spellings, and codes of earlier times.
    pub aliases: Vec<String>,
    /// The value of the parent list that it belongs to.
    pub parent: Option<String>,
    /// The first day on which it was in use, where that is known.
    pub valid_from: Option<Date>,
    /// The last day on which it was in use.
    pub valid_to: Option<Date>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
    /// What there is to know about it; empty where there is nothing.
    pub note: String,
}

impl CodeValue {
    /// A value in use for which nothing but code, label and aliases is known.
    #[must_use]
    pub fn new(code: String, label: String, aliases: Vec<String>, verified: bool) -> Self {
        Self { code, label, aliases, parent: None, valid_from: None, valid_to: None, verified, note: String::new() }
    }

    /// Whether the code is known: an unknown one is written as the label.
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.code != self.label
    }

    /// Whether it was in use on `day`. What has no dates was.
    #[must_use]
    pub fn in_use_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeList {
    /// Its name.
    pub name: String,
    /// What it lists.
    pub definition: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
    /// Whether the values rise from first to last, so that there is a least and a greatest.
    pub ascending: bool,
    /// The list that the parents of its values are in.
    pub parent: Option<String>,
    /// The values in order.
    pub values: Vec<CodeValue>,
}

impl CodeList {
    /// The value with this label, code or alias.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&CodeValue> {
        self.values
            .iter()
            .find(|value| value.label == text)
            .or_else(|| self.values.iter().find(|value| value.code == text))
            .or_else(|| self.values.iter().find(|value| value.aliases.iter().any(|alias| alias == text)))
    }

    /// The labels in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.label.as_str())
    }
}

/// What became of the values of an old list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// What it maps, and how far it is known.
    pub definition: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
    /// The code list of the old values.
    pub from: String,
    /// The code list of the new values.
    pub to: String,
    /// One entry an old value, in order.
    pub entries: Vec<MappingEntry>,
}

/// What became of one old value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MappingEntry {
    /// The label of the old value.
    pub old: String,
    /// The label of its successor; none where that is not known, or where there are several.
    pub new: Option<String>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
    /// What there is to know about it, and why there is no successor.
    pub note: String,
}

impl Mapping {
    /// The entry of the old value with this label.
    #[must_use]
    pub fn find(&self, old: &str) -> Option<&MappingEntry> {
        self.entries.iter().find(|entry| entry.old == old)
    }

    /// The entries that lead to the new value with this label.
    pub fn leading_to<'a>(&'a self, new: &'a str) -> impl Iterator<Item = &'a MappingEntry> {
        self.entries.iter().filter(move |entry| entry.new.as_deref() == Some(new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(code: &str, label: &str, aliases: &[&str]) -> CodeValue {
        CodeValue::new(code.into(), label.into(), aliases.iter().map(|alias| (*alias).into()).collect(), true)
    }

    /// A label of one value may be the code or an alias of another; what is written on the screen wins.
    #[test]
    fn a_label_wins_over_a_code_and_a_code_over_an_alias() {
        let list = CodeList {
            name: "試".into(),
            definition: String::new(),
            source: None,
            verified: true,
            ascending: false,
            parent: None,
            values: vec![value("1", "甲", &["丙", "2"]), value("2", "乙", &[]), value("甲", "丙", &[])],
        };
        let found = |text: &str| list.find(text).map(|value| value.label.as_str());
        assert_eq!(found("甲"), Some("甲"));
        assert_eq!(found("丙"), Some("丙"));
        assert_eq!(found("2"), Some("乙"));
        assert_eq!(found("丁"), None);
    }

    #[test]
    fn a_value_is_in_use_from_its_first_to_its_last_day() {
        let mut old = value("", "一般行政", &[]);
        old.valid_to = Some(Date::constant(2020, 1, 15));
        assert!(old.in_use_on(Date::constant(1990, 1, 1)) && old.in_use_on(Date::constant(2020, 1, 15)));
        assert!(!old.in_use_on(Date::constant(2020, 1, 16)));
    }
}
