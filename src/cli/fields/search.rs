//! Looks a word up: names and aliases of fields, values of code lists with their codes and old names, definitions.

use super::code_table::CodeTable;
use super::entry::Entry;
use super::field_entry::FieldEntry;
use super::value_entry::ValueEntry;
use crate::domain::{CodeList, CodeValue, Dictionary, canonical_name};

/// How well something answers a word, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It is the name of a field.
    Name,
    /// It is a label, code or alias of a value.
    Value,
    /// It is an alias of a field, or within a name of one.
    Alias,
    /// It is the name of a list, or within it.
    List,
    /// It is within the label or an alias of a value.
    PartOfValue,
    /// It is within a definition or a note.
    Definition,
}

/// Every field, and nothing else.
pub(super) fn all_fields(dictionary: &Dictionary) -> Vec<Entry> {
    fields(dictionary).map(Entry::Field).collect()
}

/// What answers `word`, best first.
pub(super) fn find(dictionary: &Dictionary, word: &str) -> Vec<Entry> {
    let word = Word(fold(word));
    let mut found: Vec<(Rank, Entry)> = Vec::new();
    found.extend(fields(dictionary).filter_map(|field| Some((word.rank_field(&field)?, Entry::Field(field)))));
    for list in &dictionary.codes {
        for value in &list.values {
            let entry = || Entry::Value(ValueEntry::new(dictionary, list, value));
            found.extend(word.rank_value(value).map(|rank| (rank, entry())));
        }
    }
    let shown = |list: &CodeList| {
        found.iter().any(|(rank, entry)| {
            *rank <= Rank::Alias
                && matches!(entry, Entry::Field(field) if field.list.as_ref().is_some_and(|own| own.name == list.name))
        })
    };
    let lists = dictionary.codes.iter().filter(|list| !list.name.contains('.') && !shown(list));
    let lists = lists.map(|list| (&list.name, &list.definition, CodeTable::of_list(dictionary, list)));
    let mappings = dictionary.mappings.iter().map(|map| (&map.name, &map.definition, CodeTable::of_mapping(map)));
    let tables: Vec<(Rank, Entry)> = lists
        .chain(mappings)
        .filter_map(|(name, definition, table)| Some((word.rank_list(name, definition)?, Entry::List(table))))
        .collect();
    found.extend(tables);
    found.sort_by_key(|(rank, _)| *rank);
    // Somebody who typed a name wants what has that name, not everything that mentions it.
    let limit = match found.first() {
        Some((Rank::Name, _)) => Rank::List,
        Some((Rank::Value, _)) => Rank::PartOfValue,
        _ => Rank::Definition,
    };
    found.into_iter().filter(|(rank, _)| *rank <= limit).map(|(_, entry)| entry).collect()
}

fn fields(dictionary: &Dictionary) -> impl Iterator<Item = FieldEntry> {
    let of_tables = dictionary.tables.iter().flat_map(move |table| {
        table.fields.iter().map(move |field| FieldEntry::of_field(dictionary, &table.name, field))
    });
    of_tables.chain(dictionary.derived.iter().map(FieldEntry::of_derived))
}

/// 台 finds 臺, `ncc` finds NCC.
fn fold(text: &str) -> String {
    canonical_name(text).to_lowercase()
}

struct Word(String);

impl Word {
    fn is(&self, text: &str) -> bool {
        fold(text) == self.0
    }

    fn is_in(&self, text: &str) -> bool {
        fold(text).contains(&self.0)
    }

    fn rank_field(&self, field: &FieldEntry) -> Option<Rank> {
        if self.is(&field.name) {
            Some(Rank::Name)
        } else if self.is_in(&field.name) || field.aliases.iter().any(|alias| self.is_in(alias)) {
            Some(Rank::Alias)
        } else {
            self.is_in(&field.definition).then_some(Rank::Definition)
        }
    }

    fn rank_value(&self, value: &CodeValue) -> Option<Rank> {
        let spellings = [&value.label, &value.code].into_iter().chain(&value.aliases);
        if spellings.clone().any(|spelling| self.is(spelling)) {
            Some(Rank::Value)
        // Part of a code is not a word that anybody looks for.
        } else if self.is_in(&value.label) || spellings.skip(2).any(|alias| self.is_in(alias)) {
            Some(Rank::PartOfValue)
        } else {
            None
        }
    }

    fn rank_list(&self, name: &str, definition: &str) -> Option<Rank> {
        if self.is_in(name) { Some(Rank::List) } else { self.is_in(definition).then_some(Rank::Definition) }
    }
}
