//! A field of a table, or a derived field.

use serde_json::{Value, json};

use super::entry::{UNVERIFIED, verdict};
use super::fill::{fill_text, fill_words};
use super::value_entry::value_json;
use crate::domain::{
    CodeList, CodeValue, Derived, Dictionary, Disclosure, Field, FieldType, Formula, NumberRange, TextFormat,
};
use crate::ui::Page;

/// Of a longer list the first values are shown, and how to see all.
const SHORT_LIST: usize = 12;

pub(super) struct FieldEntry {
    pub(super) table: String,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) definition: String,
    /// The code list of the field.
    pub(super) list: Option<CodeList>,
    kind: FieldType,
    origin: String,
    class: Disclosure,
    bands: Vec<String>,
    levels: Vec<String>,
    formula: String,
    format: Option<TextFormat>,
    range: Option<NumberRange>,
    required: bool,
    sparse: bool,
    verified: bool,
}

impl FieldEntry {
    pub(super) fn of_field(dictionary: &Dictionary, table: &str, field: &Field) -> Self {
        Self {
            table: table.to_owned(),
            name: field.name.clone(),
            aliases: field.aliases.clone(),
            definition: field.definition.clone(),
            list: dictionary.codes_of(field).cloned(),
            kind: field.kind,
            origin: field.origin.clone(),
            class: field.disclosure,
            bands: Vec::new(),
            levels: field.levels.clone(),
            formula: String::new(),
            format: field.format,
            range: field.range,
            required: field.required,
            sparse: field.sparse,
            verified: field.verified,
        }
    }

    pub(super) fn of_derived(derived: &Derived) -> Self {
        let (formula, bands) = match &derived.formula {
            Formula::Expression(text) => (text.clone(), Vec::new()),
            Formula::Band { of, band } => (format!("{of}的分組"), band.labels()),
        };
        Self {
            table: "衍生".to_owned(),
            name: derived.name.clone(),
            aliases: derived.aliases.clone(),
            definition: derived.definition.clone(),
            list: None,
            kind: derived.kind,
            origin: String::new(),
            class: derived.disclosure,
            bands,
            levels: derived.levels.clone(),
            formula,
            format: None,
            range: None,
            required: false,
            sparse: false,
            verified: true,
        }
    }

    fn is_verified(&self) -> bool {
        self.verified && self.list.as_ref().is_none_or(|list| list.verified)
    }

    pub(super) fn json(&self) -> Value {
        let codes: Vec<Value> = match &self.list {
            Some(list) => list.values.iter().map(value_json).collect(),
            None => self.bands.iter().map(|label| json!({ "code": "", "label": label })).collect(),
        };
        json!({
            "kind": "field", "table": self.table, "name": self.name, "aliases": self.aliases, "type": self.kind,
            "format": self.format, "required": self.required, "sparse": self.sparse, "definition": self.definition,
            "minimum": self.range.and_then(|range| range.minimum), "maximum": self.range.and_then(|range| range.maximum),
            "origin": self.origin, "disclosure": self.class, "code_list": self.list.as_ref().map(|list| &list.name),
            "codes": codes, "levels": self.levels, "formula": self.formula, "verified": self.is_verified(),
        })
    }

    pub(super) fn row(&self) -> Vec<String> {
        let mark = if self.is_verified() { String::new() } else { format!("（{UNVERIFIED}）") };
        vec![
            self.table.clone(),
            self.name.clone(),
            self.kind.name().to_owned(),
            self.class.name().to_owned(),
            format!("{}{mark}", self.definition),
        ]
    }

    pub(super) fn explain(&self, page: &mut Page) {
        page.heading(&format!("{}（{}，{}）", self.name, self.table, self.kind.name()));
        page.entry("定義", fill_text(&self.definition));
        for (label, text) in [("算式", &self.formula), ("來源", &self.origin)] {
            if !text.is_empty() {
                page.entry(label, text);
            }
        }
        page.entry("個資類別", self.class.name());
        if let Some(format) = self.format {
            page.entry("格式", format.name());
        }
        if let Some(range) = self.range {
            page.entry("範圍", format!("{range}；以外的值匯入時退件"));
        }
        if self.required || self.sparse {
            page.entry("填寫", if self.required { "必填" } else { "可留空，整批匯出都沒有值也可以" });
        }
        for (label, list) in [("別名", &self.aliases), ("上捲至", &self.levels)] {
            if !list.is_empty() {
                page.entry(label, fill_words(list));
            }
        }
        if !self.bands.is_empty() {
            page.entry("值", fill_words(&self.bands));
        }
        if let Some(list) = &self.list {
            explain_values(list, page);
        }
        let what = match &self.list {
            Some(list) if self.verified => format!("代碼表「{}」{}", list.name, doubt(list)),
            _ => "定義或代碼沒有可引用的出處".to_owned(),
        };
        verdict(page, self.is_verified(), &what);
    }
}

/// How far an unverified list is without a source.
pub(super) fn doubt(list: &CodeList) -> &'static str {
    let some = list.values.iter().any(|value| value.verified);
    if some { "的部分值沒有可引用的出處" } else { "沒有可引用的出處" }
}

/// The first values of a list, and how to see all.
pub(super) fn explain_values(list: &CodeList, page: &mut Page) {
    // Where nothing in a list is confirmed, saying so once is enough.
    let marked = list.values.iter().any(|value| value.verified);
    let shown = if list.values.len() > SHORT_LIST { SHORT_LIST - 2 } else { list.values.len() };
    let words: Vec<String> = list.values.iter().take(shown).map(|value| in_words(value, marked)).collect();
    page.entry("值", fill_words(&words));
    if shown < list.values.len() {
        let left = list.values.len() - shown;
        page.entry("", format!("……另有 {left} 個；全部：hrstat fields --codes {}", list.name));
    }
}

fn in_words(value: &CodeValue, marked: bool) -> String {
    let code = if value.has_code() { format!("{} ", value.code) } else { String::new() };
    let mark = if marked && !value.verified { format!("（{UNVERIFIED}）") } else { String::new() };
    format!("{code}{}{mark}", value.label)
}
