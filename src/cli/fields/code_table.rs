//! A whole code list or mapping: as a table, in a few words, or as the file that a workspace can have of its own.

use serde_json::{Value, json};

use super::entry::{UNVERIFIED, verdict};
use super::field_entry::{doubt, explain_values};
use super::fill::{fill_text, fill_words};
use super::value_entry::{fields_with, period, value_json};
use crate::domain::{CodeList, Dictionary, Mapping, code_file_text, mapping_file_text};
use crate::ui::{Page, Report};

pub(super) struct CodeTable {
    what: What,
    /// The fields that have these codes.
    fields: Vec<String>,
    as_file: bool,
}

enum What {
    List(CodeList),
    Mapping(Mapping),
}

impl CodeTable {
    /// The list or mapping of this name.
    pub(super) fn find(dictionary: &Dictionary, name: &str) -> Option<Self> {
        let list = dictionary.code_list(name).map(|list| Self::of_list(dictionary, list));
        list.or_else(|| dictionary.mapping(name).map(Self::of_mapping))
    }

    pub(super) fn of_list(dictionary: &Dictionary, list: &CodeList) -> Self {
        Self { what: What::List(list.clone()), fields: fields_with(dictionary, &list.name), as_file: false }
    }

    pub(super) fn of_mapping(mapping: &Mapping) -> Self {
        Self { what: What::Mapping(mapping.clone()), fields: Vec::new(), as_file: false }
    }

    /// The same, to be printed as a file.
    pub(super) fn into_file(self) -> Self {
        Self { as_file: true, ..self }
    }

    fn head(&self) -> (&'static str, &str, &str, Option<&str>, bool) {
        match &self.what {
            What::List(list) => ("代碼表", &list.name, &list.definition, list.source.as_deref(), list.verified),
            What::Mapping(map) => ("對照表", &map.name, &map.definition, map.source.as_deref(), map.verified),
        }
    }

    /// Without the values.
    pub(super) fn outline(&self) -> Value {
        let (_, name, definition, source, verified) = self.head();
        let (kind, count) = match &self.what {
            What::List(list) => ("code-list", list.values.len()),
            What::Mapping(mapping) => ("mapping", mapping.entries.len()),
        };
        json!({
            "kind": kind, "name": name, "definition": definition, "source": source, "verified": verified,
            "fields": self.fields, "count": count,
        })
    }

    pub(super) fn row(&self) -> Vec<String> {
        let (kind, name, definition, _, verified) = self.head();
        let mark = if verified { String::new() } else { format!("（{UNVERIFIED}）") };
        vec![kind.to_owned(), name.to_owned(), String::new(), String::new(), format!("{definition}{mark}")]
    }

    fn introduce(&self, page: &mut Page) {
        let (kind, name, definition, source, verified) = self.head();
        page.heading(&format!("{name}（{kind}，{} 個值）", self.len()));
        page.entry("定義", fill_text(definition));
        if let Some(source) = source {
            page.entry("來源", source);
        }
        if !self.fields.is_empty() {
            page.entry("用於", fill_words(&self.fields));
        }
        let what = match &self.what {
            What::List(list) => format!("這份代碼表{}", doubt(list)),
            What::Mapping(_) => "這份對照表沒有可引用的出處".to_owned(),
        };
        verdict(page, verified, &what);
    }

    fn len(&self) -> usize {
        match &self.what {
            What::List(list) => list.values.len(),
            What::Mapping(mapping) => mapping.entries.len(),
        }
    }

    /// What it is, and its first values.
    pub(super) fn explain(&self, page: &mut Page) {
        self.introduce(page);
        match &self.what {
            What::List(list) => explain_values(list, page),
            What::Mapping(mapping) => {
                let known = mapping.entries.iter().filter(|entry| entry.new.is_some()).count();
                page.entry("內容", format!("{known} 個有對照，{} 個沒有", mapping.entries.len() - known));
                page.entry("", format!("全部：hrstat fields --codes {}", mapping.name));
            }
        }
    }
}

impl Report for CodeTable {
    fn json(&self) -> Value {
        let mut outline = self.outline();
        if let Some(keys) = outline.as_object_mut() {
            match &self.what {
                What::List(list) => {
                    keys.insert("ascending".to_owned(), list.ascending.into());
                    keys.insert("parent".to_owned(), list.parent.clone().into());
                    keys.insert("values".to_owned(), list.values.iter().map(value_json).collect());
                }
                What::Mapping(mapping) => {
                    keys.insert("from".to_owned(), mapping.from.clone().into());
                    keys.insert("to".to_owned(), mapping.to.clone().into());
                    keys.insert("entries".to_owned(), json!(mapping.entries));
                }
            }
        }
        outline
    }

    fn human(&self, page: &mut Page) {
        if self.as_file {
            let text = match &self.what {
                What::List(list) => code_file_text(list),
                What::Mapping(mapping) => mapping_file_text(mapping),
            };
            page.line(text.trim_end());
            return;
        }
        self.introduce(page);
        page.gap();
        match &self.what {
            What::List(list) => list_values(list, page),
            What::Mapping(mapping) => {
                let rows = mapping.entries.iter().map(|entry| {
                    let new = entry.new.clone().unwrap_or_default();
                    vec![entry.old.clone(), new, said(&entry.note, entry.verified)]
                });
                page.table(&["舊", "新", "說明"], rows.collect(), &[]);
            }
        }
    }
}

/// Columns that nothing stands in are left out.
fn list_values(list: &CodeList, page: &mut Page) {
    let mut header = vec!["代碼", "值"];
    let has = |filled: fn(&crate::domain::CodeValue) -> bool| list.values.iter().any(filled);
    let aliases = has(|value| !value.aliases.is_empty());
    let parents = has(|value| value.parent.is_some());
    let periods = has(|value| value.valid_from.is_some() || value.valid_to.is_some());
    let notes = has(|value| !value.note.is_empty() || !value.verified);
    let columns = [(parents, "上一級"), (periods, "使用期間"), (aliases, "別名"), (notes, "說明")];
    header.extend(columns.iter().filter(|(shown, _)| *shown).map(|(_, name)| *name));
    let rows = list.values.iter().map(|value| {
        let code = if value.has_code() { value.code.clone() } else { String::new() };
        let cells = [
            (parents, value.parent.clone().unwrap_or_default()),
            (periods, period(value)),
            (aliases, value.aliases.join("、")),
            (notes, said(&value.note, value.verified)),
        ];
        let cells = cells.into_iter().filter(|(shown, _)| *shown).map(|(_, text)| text);
        [code, value.label.clone()].into_iter().chain(cells).collect()
    });
    page.table(&header, rows.collect(), &[]);
}

fn said(note: &str, verified: bool) -> String {
    match (verified, note) {
        (true, note) => note.to_owned(),
        (false, "") => UNVERIFIED.to_owned(),
        (false, note) => format!("{UNVERIFIED}：{note}"),
    }
}
