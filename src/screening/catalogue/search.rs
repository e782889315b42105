//! Entries found by the words of an applicant.

use super::{Catalogue, Entry, EntryMeasure};
use crate::domain::canonical_name;

/// The entries in which every word occurs: in id, title, publisher, fields (by any name), measures or note. Those whose
/// title has all the words come first.
#[must_use]
pub fn search<'a>(catalogue: &'a Catalogue, word: &str) -> Vec<&'a Entry> {
    let fold = |text: &str| canonical_name(text).to_lowercase();
    let words: Vec<String> = word.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let has = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let mut hits: Vec<&Entry> = catalogue
        .iter()
        .filter(|entry| {
            let measures = entry.measures.iter().map(EntryMeasure::words);
            let fields = entry.crosses.iter().flatten().chain(&entry.aliases).cloned();
            let own = [&entry.id, &entry.title, &entry.publisher, &entry.population_text].map(Clone::clone);
            let named = [entry.channel.name().to_owned(), entry.note.clone().unwrap_or_default()];
            let all: Vec<String> = own.into_iter().chain(named).chain(fields).chain(measures).collect();
            has(&fold(&all.join("\u{1f}")))
        })
        .collect();
    hits.sort_by_key(|entry| !has(&fold(&entry.title)));
    hits
}
