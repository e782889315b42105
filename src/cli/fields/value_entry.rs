//! One value of a code list: since when it is in use, where it belongs, and what became of it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::entry::{UNVERIFIED, verdict};
use super::fill::{fill_text, fill_words};
use crate::domain::{CodeList, CodeValue, Dictionary, format_roc_short};
use crate::ui::Page;

pub(super) struct ValueEntry {
    pub(super) list: String,
    pub(super) value: CodeValue,
    /// The parent in its own words.
    parent: Option<String>,
    /// The fields that can have it, as `table.field`.
    fields: Vec<String>,
    /// What became of it, and what became it.
    changes: Vec<Change>,
}

/// One entry of a mapping, seen from one of its ends.
struct Change {
    mapping: String,
    forward: bool,
    /// The other end; none where that is not known.
    other: Option<String>,
    verified: bool,
    note: String,
}

impl ValueEntry {
    pub(super) fn new(dictionary: &Dictionary, list: &CodeList, value: &CodeValue) -> Self {
        let parent = value.parent.as_ref().map(|parent| {
            let known = list.parent.as_deref().and_then(|name| dictionary.code_list(name)?.find(parent));
            known.map_or_else(|| parent.clone(), |known| known.label.clone())
        });
        Self {
            list: list.name.clone(),
            value: value.clone(),
            parent,
            fields: fields_with(dictionary, &list.name),
            changes: changes_of(dictionary, list, &value.label),
        }
    }

    pub(super) fn json(&self) -> Value {
        let changes: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                json!({
                    "mapping": change.mapping, "direction": if change.forward { "to" } else { "from" },
                    "label": change.other, "verified": change.verified, "note": change.note,
                })
            })
            .collect();
        let mut entry = value_json(&self.value);
        if let Some(keys) = entry.as_object_mut() {
            keys.insert("kind".to_owned(), "value".into());
            keys.insert("code_list".to_owned(), self.list.clone().into());
            keys.insert("fields".to_owned(), self.fields.clone().into());
            keys.insert("changes".to_owned(), changes.into());
        }
        entry
    }

    pub(super) fn row(&self) -> Vec<String> {
        let code = if self.value.has_code() { self.value.code.clone() } else { String::new() };
        let changes = self.changes.iter().map(Change::in_short);
        let mut words: Vec<String> = changes.chain(Some(self.value.note.clone())).collect();
        words.retain(|words| !words.is_empty());
        if !self.value.verified {
            words.push(UNVERIFIED.to_owned());
        }
        vec![self.list.clone(), code, self.value.label.clone(), period(&self.value), words.join("；")]
    }

    pub(super) fn explain(&self, page: &mut Page) {
        page.heading(&format!("{}（代碼表「{}」的值）", self.value.label, self.list));
        page.entry("代碼", if self.value.has_code() { &self.value.code } else { "尚未查得" });
        if !self.value.aliases.is_empty() {
            page.entry("別名", fill_words(&self.value.aliases));
        }
        let period = period(&self.value);
        if !period.is_empty() {
            page.entry("使用期間", period);
        }
        if let Some(parent) = &self.parent {
            page.entry("上一級", parent);
        }
        for (forward, label) in [(true, "改為"), (false, "前身")] {
            let lines: Vec<String> =
                self.changes.iter().filter(|change| change.forward == forward).map(Change::in_words).collect();
            if !lines.is_empty() {
                page.entry(label, lines.join("\n"));
            }
        }
        if !self.fields.is_empty() {
            page.entry("用於", fill_words(&self.fields));
        }
        if !self.value.note.is_empty() {
            page.entry("說明", fill_text(&self.value.note));
        }
        verdict(page, self.value.verified, "這個值沒有可引用的出處");
    }
}

impl Change {
    fn in_words(&self) -> String {
        let mark = if self.verified { String::new() } else { format!("（{UNVERIFIED}）") };
        match &self.other {
            Some(other) => format!("{other}{mark}"),
            // The note says why there is none.
            None => self.note.clone(),
        }
    }

    fn in_short(&self) -> String {
        match &self.other {
            Some(_) if self.forward => format!("改為{}", self.in_words()),
            Some(_) => format!("前身{}", self.in_words()),
            None => self.in_words(),
        }
    }
}

/// Every key of a value.
pub(super) fn value_json(value: &CodeValue) -> Value {
    json!({
        "code": value.code, "label": value.label, "aliases": value.aliases, "parent": value.parent,
        "valid_from": value.valid_from, "valid_to": value.valid_to, "verified": value.verified, "note": value.note,
    })
}

/// Since when and until when it is in use: `109.1.16 起`; empty where neither is known.
pub(super) fn period(value: &CodeValue) -> String {
    let short = |date: Option<Date>| date.map(format_roc_short);
    match (short(value.valid_from), short(value.valid_to)) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(to)) => format!("至 {to}"),
        (Some(from), Some(to)) => format!("{from}–{to}"),
    }
}

fn changes_of(dictionary: &Dictionary, list: &CodeList, label: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for mapping in &dictionary.mappings {
        let change = |entry: &crate::domain::MappingEntry, forward: bool| Change {
            mapping: mapping.name.clone(),
            forward,
            other: if forward { entry.new.clone() } else { Some(entry.old.clone()) },
            verified: entry.verified,
            note: entry.note.clone(),
        };
        // A value that kept its name did not change.
        let forward =
            mapping.find(label).filter(|entry| mapping.from == list.name && entry.new.as_deref() != Some(label));
        changes.extend(forward.map(|entry| change(entry, true)));
        let back = mapping.leading_to(label).filter(|entry| mapping.to == list.name && entry.old != label);
        changes.extend(back.map(|entry| change(entry, false)));
    }
    changes
}

/// The fields of this code list, as `table.field`.
pub(super) fn fields_with(dictionary: &Dictionary, list: &str) -> Vec<String> {
    let fields = dictionary.tables.iter().flat_map(|table| table.fields.iter().map(move |field| (table, field)));
    fields
        .filter(|(_, field)| field.codes.as_deref() == Some(list))
        .map(|(table, field)| format!("{}.{}", table.name, field.name))
        .collect()
}
