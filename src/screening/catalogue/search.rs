//! Entries found by the words of an applicant.

use std::collections::BTreeSet;

use super::{Catalogue, Entry, EntryMeasure};
use crate::domain::canonical_name;

/// The entries in which every word occurs: in id, title, publisher, fields (by any name), other
/// fields, measures or note. Those whose
/// title has all the words come first.
#[must_use]
pub fn search<'a>(catalogue: &'a Catalogue, word: &str) -> Vec<&'a Entry> {
    let words: Vec<String> = word.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let has = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let mut hits: Vec<&Entry> = catalogue
        .iter()
        .filter(|entry| {
            let measures = entry.measures.iter().map(EntryMeasure::words);
            let fields = entry.crosses.iter().flatten().chain(&entry.aliases).chain(&entry.other_fields).cloned();
            let own = [&entry.id, &entry.title, &entry.publisher, &entry.population_text].map(Clone::clone);
            let named = [entry.channel.name().to_owned(), entry.note.clone().unwrap_or_default()];
            let all: Vec<String> = own.into_iter().chain(named).chain(fields).chain(measures).collect();
            has(&fold(&all.join("\u{1f}")))
        })
        .collect();
    hits.sort_by_key(|entry| !has(&fold(&entry.title)));
    hits
}

/// Entries that have most characters of a word which none has, the nearest first: for one who wrote it otherwise. What shares
/// less than two characters and a third of the word is not near.
#[must_use]
pub fn similar<'a>(catalogue: &'a Catalogue, word: &str) -> Vec<&'a Entry> {
    const MOST: usize = 3;
    let wanted: BTreeSet<char> = fold(word).chars().collect();
    let mut near: Vec<(usize, &Entry)> = catalogue
        .iter()
        .map(|entry| {
            let names = [&entry.title].into_iter().chain(&entry.other_fields).chain(entry.crosses.iter().flatten());
            let shared = |name: &String| fold(name).chars().collect::<BTreeSet<_>>().intersection(&wanted).count();
            (names.map(shared).max().unwrap_or(0), entry)
        })
        .filter(|(shared, _)| *shared >= 2 && shared * 3 >= wanted.len())
        .collect();
    near.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    near.into_iter().take(MOST).map(|(_, entry)| entry).collect()
}

fn fold(text: &str) -> String {
    canonical_name(text).to_lowercase()
}
