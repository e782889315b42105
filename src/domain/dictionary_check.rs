//! Holds the parts of a dictionary against each other: what a field, a code or a mapping names must be there.

use std::collections::BTreeSet;

use super::{CodeList, Derived, Dictionary, Formula, Mapping, PERSON, SNAPSHOT_DATE, TableDef};
use crate::source::{Location, Problem, SourceText, Span, Table, did_you_mean};

/// A code list, and where the parents of its values stand if it comes from a file of its own.
pub(super) struct PlacedCodes {
    pub(super) list: CodeList,
    pub(super) places: Option<(SourceText, Vec<Span>)>,
}

impl PlacedCodes {
    /// A list that stands in the dictionary itself.
    pub(super) fn without_places(list: CodeList) -> Self {
        Self { list, places: None }
    }
}

/// A mapping, and where its old and new values stand.
pub(super) struct PlacedMapping {
    pub(super) mapping: Mapping,
    pub(super) file: SourceText,
    pub(super) spans: Vec<(Span, Span)>,
}

/// Makes a dictionary of its parts and reports every contradiction between them.
pub(super) fn check(
    tables: Vec<TableDef>,
    derived: Vec<Derived>,
    codes: Vec<PlacedCodes>,
    mappings: Vec<PlacedMapping>,
    root: &Table<'_>,
) -> Dictionary {
    let (lists, places): (Vec<_>, Vec<_>) = codes.into_iter().map(|codes| (codes.list, codes.places)).unzip();
    let (maps, sources): (Vec<_>, Vec<_>) =
        mappings.into_iter().map(|placed| (placed.mapping, (placed.file, placed.spans))).unzip();
    let dictionary = Dictionary::new(tables, derived, lists, maps);
    check_fields(&dictionary, root);
    check_lists(&dictionary, root);
    for (list, places) in dictionary.codes.iter().zip(&places) {
        check_parents(&dictionary, list, places.as_ref(), root);
    }
    for (mapping, (file, spans)) in dictionary.mappings.iter().zip(&sources) {
        check_mapping(&dictionary, mapping, file, spans, root);
    }
    dictionary
}

fn check_fields(dictionary: &Dictionary, root: &Table<'_>) {
    let complain = |rule: &str, message: String| root.error(rule, root.span(), message);
    match dictionary.tables.first() {
        Some(first) if first.name == PERSON && first.parent.is_none() => {}
        _ => complain("person-first", format!("第一個資料表必須是「{PERSON}」，而且沒有 parent")),
    }
    let known: BTreeSet<&str> = dictionary
        .tables
        .iter()
        .flat_map(|table| table.fields.iter().map(|field| field.name.as_str()))
        .chain(dictionary.derived.iter().map(|derived| derived.name.as_str()))
        .chain([SNAPSHOT_DATE])
        .collect();
    let unknown = |what: &str, name: &str| {
        let hint = did_you_mean(name, known.iter().copied()).unwrap_or_default();
        complain("unknown-field", format!("{what}「{name}」不存在。{hint}"));
    };
    for table in &dictionary.tables {
        if let Some(parent) = &table.parent
            && parent != PERSON
        {
            complain("parent", format!("資料表「{}」的 parent 只能是「{PERSON}」", table.name));
        }
        for field in &table.fields {
            if let Some(list) = &field.codes
                && dictionary.code_list(list).is_none()
            {
                complain("unknown-codes", format!("欄位「{}」的代碼表「{list}」不存在", field.name));
            }
            field
                .levels
                .iter()
                .filter(|level| !known.contains(level.as_str()))
                .for_each(|level| unknown("上捲層級", level));
        }
    }
    for derived in &dictionary.derived {
        derived
            .levels
            .iter()
            .filter(|level| !known.contains(level.as_str()))
            .for_each(|level| unknown("上捲層級", level));
        if let Formula::Band { of, .. } = &derived.formula
            && !known.contains(of.as_str())
        {
            unknown("分組欄位", of);
        }
    }
}

fn check_lists(dictionary: &Dictionary, root: &Table<'_>) {
    let complain = |message: String| root.error("duplicate", root.span(), message);
    let mut lists = BTreeSet::new();
    for list in &dictionary.codes {
        if !lists.insert(&list.name) {
            complain(format!("代碼表「{}」出現兩次", list.name));
        }
        let mut spellings = BTreeSet::new();
        for label in list.labels().filter(|label| !spellings.insert(*label)) {
            complain(format!("代碼表「{}」的「{label}」出現兩次", list.name));
        }
    }
    let mut mappings = BTreeSet::new();
    for mapping in dictionary.mappings.iter().filter(|mapping| !mappings.insert(&mapping.name)) {
        complain(format!("對照表「{}」出現兩次", mapping.name));
    }
}

/// Every parent of a value is in the parent list.
fn check_parents(dictionary: &Dictionary, list: &CodeList, places: Option<&(SourceText, Vec<Span>)>, root: &Table<'_>) {
    let parents = list.parent.as_deref().map(|name| (name, dictionary.code_list(name)));
    if let Some((name, None)) = parents {
        root.error("unknown-codes", root.span(), format!("代碼表「{}」的上一級代碼表「{name}」不存在", list.name));
        return;
    }
    for (index, value) in list.values.iter().enumerate() {
        let Some(parent) = &value.parent else { continue };
        let place = || match places {
            Some((file, spans)) => file.location(spans.get(index).copied().unwrap_or_default()),
            None => root.source().location(root.span()),
        };
        match parents {
            Some((_, Some(known))) if known.find(parent).is_some() => {}
            Some((name, Some(known))) => {
                let hint = did_you_mean(parent, known.labels());
                let message = format!("「{}」的上一級「{parent}」不在代碼表「{name}」裡", value.label);
                root.problems().push(Problem::error("unknown-parent", message).at(place()).hint_if(hint));
            }
            _ => {
                let message =
                    format!("「{}」有上一級「{parent}」，但代碼表「{}」沒有寫 parent", value.label, list.name);
                root.problems().push(Problem::error("unknown-parent", message).at(place()));
            }
        }
    }
}

/// Every old and every new value of a mapping is in its list, and who has no successor says why.
fn check_mapping(
    dictionary: &Dictionary,
    mapping: &Mapping,
    file: &SourceText,
    spans: &[(Span, Span)],
    root: &Table<'_>,
) {
    let list = |name: &str| {
        let list = dictionary.code_list(name);
        if list.is_none() {
            let message = format!("對照表「{}」的代碼表「{name}」不存在", mapping.name);
            root.error("unknown-codes", root.span(), message);
        }
        list
    };
    let (Some(from), Some(to)) = (list(&mapping.from), list(&mapping.to)) else { return };
    let complain = |at: Location, message: String, hint: Option<String>| {
        root.problems().push(Problem::error("mapping", message).at(at).hint_if(hint));
    };
    for (entry, (old_at, new_at)) in mapping.entries.iter().zip(spans) {
        if !from.labels().any(|label| label == entry.old) {
            let hint = did_you_mean(&entry.old, from.labels());
            complain(file.location(*old_at), format!("「{}」不在代碼表「{}」裡", entry.old, from.name), hint);
        }
        match &entry.new {
            Some(new) if !to.labels().any(|label| label == new) => {
                let hint = did_you_mean(new, to.labels());
                complain(file.location(*new_at), format!("「{new}」不在代碼表「{}」裡", to.name), hint);
            }
            None if entry.note.is_empty() => {
                let message = format!("「{}」沒有對照，請在 note 說明原因", entry.old);
                complain(file.location(*new_at), message, None);
            }
            _ => {}
        }
    }
}
