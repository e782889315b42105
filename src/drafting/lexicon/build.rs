//! Fills the lexicon: the vocabulary first, then fields and values of the dictionary, then the authorities. The first meaning
//! of a word stays.

use std::collections::HashMap;

use super::{Cue, FieldRef, Meaning, Statistic, ValueRef, field_of};
use crate::domain::{Authorities, AuthorityKind, Dictionary, Field, PERSON};
use crate::drafting::number::number_at;
use crate::drafting::text::normal_word;
use crate::drafting::vocabulary::{ScopeKind, ScopeWords, Vocabulary};

/// The code list of counties: their names mean the county's offices, or where somebody is registered.
const COUNTIES: &str = "縣市";
/// Short names that a county and a city share.
const AMBIGUOUS_COUNTIES: [&str; 2] = ["嘉義", "新竹"];
/// How an applicant names the own authority or agency.
const OWN: [(&str, ScopeKind); 13] = [
    ("本府", ScopeKind::OwnAuthority),
    ("本部", ScopeKind::OwnAuthority),
    ("本會", ScopeKind::OwnAuthority),
    ("本院", ScopeKind::OwnAuthority),
    ("本縣", ScopeKind::OwnAuthority),
    ("本市", ScopeKind::OwnAuthority),
    ("本總處", ScopeKind::OwnAuthority),
    ("本署", ScopeKind::OwnAgencyTree),
    ("本局", ScopeKind::OwnAgencyTree),
    ("本處", ScopeKind::OwnAgencyTree),
    ("本所", ScopeKind::OwnAgencyTree),
    ("本分署", ScopeKind::OwnAgencyTree),
    ("本總局", ScopeKind::OwnAgencyTree),
];
/// What is under it.
const UNDER: [&str; 14] = [
    "",
    "機關",
    "各機關",
    "機關學校",
    "各機關學校",
    "各級機關",
    "各級機關學校",
    "機關(構)",
    "機關構",
    "各單位",
    "各署",
    "各局",
    "單位",
    "各級學校",
];

/// The words so far.
pub(super) struct Builder<'a> {
    pub(super) words: HashMap<Vec<char>, Meaning>,
    pub(super) dictionary: &'a Dictionary,
}

impl Builder<'_> {
    /// The first meaning of a word stays; a number in it may be written in digits too.
    fn put(&mut self, word: &str, meaning: &Meaning) {
        let word = normal_word(word);
        if let Some(other) = in_digits(&word) {
            self.words.entry(other).or_insert_with(|| meaning.clone());
        }
        self.words.entry(word).or_insert_with(|| meaning.clone());
    }

    fn put_all(&mut self, words: &[String], meaning: &Meaning) {
        for word in words {
            self.put(word, meaning);
        }
    }

    pub(super) fn vocabulary(&mut self, vocabulary: &Vocabulary) {
        for entry in &vocabulary.field {
            if let Some(field) = field_of(self.dictionary, entry.table.as_deref(), &entry.field) {
                let mut fields = vec![field];
                fields.extend(self.dictionary.tables.iter().filter_map(|table| {
                    let other = field_of(self.dictionary, Some(&table.name), &entry.field)?;
                    (table.name != PERSON && entry.table.is_none()).then_some(other)
                }));
                let also = entry.also.iter();
                fields.extend(also.filter_map(|(table, name)| field_of(self.dictionary, Some(table), name)));
                let meaning = if entry.list_only { Meaning::ColumnOnly(fields) } else { Meaning::Field(fields) };
                self.put_all(&entry.words, &meaning);
            }
        }
        for entry in vocabulary.table.iter().filter(|entry| self.dictionary.table(&entry.table).is_some()) {
            self.put_all(&entry.words, &Meaning::Table(entry.table.clone()));
        }
        for entry in &vocabulary.pair {
            let fields: Vec<FieldRef> =
                entry.fields.iter().filter_map(|name| field_of(self.dictionary, None, name)).collect();
            if !fields.is_empty() {
                self.put_all(&entry.words, &Meaning::Pair(fields));
            }
        }
        if field_of(self.dictionary, None, "職稱").is_some() {
            self.put_all(&vocabulary.titles.words, &Meaning::Title);
        }
        for entry in &vocabulary.value {
            let Some(field) = field_of(self.dictionary, entry.table.as_deref(), &entry.field) else { continue };
            let known = self.dictionary.ordered_values(&field.table, &field.name).unwrap_or_default();
            if entry.values.iter().all(|value| known.contains(value)) {
                let value = ValueRef { field, labels: entry.values.clone() };
                self.put_all(&entry.words, &Meaning::Values(vec![value]));
            }
        }
        for entry in &vocabulary.condition {
            self.put_all(&entry.words, &Meaning::Condition(entry.clone()));
        }
        for entry in &vocabulary.exam {
            self.put_all(&entry.words, &Meaning::Exam(entry.pattern.clone()));
        }
        for value in self.dictionary.code_list("特種考試").into_iter().flat_map(|list| &list.values) {
            let core = ["公務人員考試", "人員考試", "考試"].iter().find_map(|end| value.label.strip_suffix(end));
            let meaning = Meaning::Exam(core.unwrap_or(&value.label).to_owned());
            self.put(&value.label, &meaning);
            self.put_all(&value.aliases, &meaning);
        }
        for entry in &vocabulary.split {
            self.put_all(&entry.words, &Meaning::Split(entry.clone()));
        }
        for entry in &vocabulary.scope {
            self.put_all(&entry.words, &Meaning::Scope(entry.clone()));
        }
        for entry in &vocabulary.event {
            self.put_all(&entry.words, &Meaning::Event(entry.clone()));
        }
        for entry in &vocabulary.topic {
            self.put_all(&entry.words, &Meaning::Topic(entry.clone()));
        }
        for entry in &vocabulary.outside {
            self.put_all(&entry.words, &Meaning::Outside(entry.says.clone()));
        }
        for (words, meaning) in [
            (&vocabulary.mean, Meaning::Statistic(Statistic::Mean)),
            (&vocabulary.median, Meaning::Statistic(Statistic::Median)),
            (&vocabulary.maximum, Meaning::Statistic(Statistic::Maximum)),
            (&vocabulary.minimum, Meaning::Statistic(Statistic::Minimum)),
            (&vocabulary.share, Meaning::Share),
            (&vocabulary.headcount, Meaning::Headcount),
            (&vocabulary.cases, Meaning::Cases),
            (&vocabulary.group_before, Meaning::Cue(Cue::GroupBefore)),
            (&vocabulary.group_after, Meaning::Cue(Cue::GroupAfter)),
            (&vocabulary.each, Meaning::Cue(Cue::Each)),
            (&vocabulary.list, Meaning::Cue(Cue::List)),
            (&vocabulary.no_list, Meaning::Cue(Cue::NoList)),
            (&vocabulary.exclude, Meaning::Cue(Cue::Exclude)),
            (&vocabulary.new_output, Meaning::Cue(Cue::NewOutput)),
            (&vocabulary.connectives, Meaning::Cue(Cue::Connective)),
            (&vocabulary.courtesy, Meaning::Courtesy),
        ] {
            self.put_all(words, &meaning);
        }
    }

    /// The fields of every table under their names and aliases; one word may name fields of several tables.
    pub(super) fn fields(&mut self, vocabulary: &Vocabulary) {
        let mut named: Vec<(String, Vec<FieldRef>)> = Vec::new();
        let mut add = |word: &str, field: FieldRef| {
            if word.chars().count() < 2 {
                return;
            }
            match named.iter_mut().find(|(known, _)| known == word) {
                Some((_, fields)) if fields.contains(&field) => {}
                Some((_, fields)) => fields.push(field),
                None => named.push((word.to_owned(), vec![field])),
            }
        };
        for table in &self.dictionary.tables {
            for field in &table.fields {
                for word in std::iter::once(&field.name).chain(&field.aliases) {
                    add(word, reference(&table.name, field));
                }
            }
        }
        for derived in &self.dictionary.derived {
            for word in std::iter::once(&derived.name).chain(&derived.aliases) {
                if let Some(field) = field_of(self.dictionary, None, &derived.name) {
                    add(word, field);
                }
            }
        }
        for (word, mut fields) in named {
            if vocabulary.too_general.contains(&word) {
                fields.retain(|field| !field.table.is_empty() && field.table != PERSON);
                if !fields.is_empty() {
                    self.put_general(&word, fields);
                }
                continue;
            }
            self.put(&word, &Meaning::Field(fields));
        }
    }

    /// Before words of courtesy, behind everything that has a meaning of its own.
    fn put_general(&mut self, word: &str, fields: Vec<FieldRef>) {
        let place = self.words.entry(normal_word(word)).or_insert(Meaning::Courtesy);
        if matches!(place, Meaning::Courtesy) {
            *place = Meaning::General(fields);
        }
    }

    pub(super) fn values(&mut self, vocabulary: &Vocabulary) {
        let mut named: Vec<(String, Vec<ValueRef>)> = Vec::new();
        for table in &self.dictionary.tables {
            for field in &table.fields {
                let Some(list) = self.dictionary.codes_of(field).filter(|list| list.name != COUNTIES) else { continue };
                for value in &list.values {
                    for word in std::iter::once(&value.label).chain(&value.aliases) {
                        let plain = !word.is_ascii();
                        let levels = list.ascending && word.chars().count() == 2;
                        let too_short = word.chars().count() < 2 || !(plain || levels);
                        if too_short || vocabulary.not_values.iter().any(|known| known == word) {
                            continue;
                        }
                        let found =
                            ValueRef { field: reference(&table.name, field), labels: vec![value.label.clone()] };
                        match named.iter_mut().find(|(known, _)| known == word) {
                            Some((_, values)) if values.contains(&found) => {}
                            Some((_, values)) => values.push(found),
                            None => named.push((word.clone(), vec![found])),
                        }
                    }
                }
            }
        }
        for (word, values) in named {
            let series = values.iter().all(|value| value.field.name == "職系") && !word.ends_with("職系");
            let meaning = if series { Meaning::WeakValues(values) } else { Meaning::Values(values) };
            self.put(&word, &meaning);
        }
        // Names of series that are everyday words count beside others of their kind.
        if let Some(list) = self.dictionary.code_list("職系")
            && let Some(field) = field_of(self.dictionary, Some(PERSON), "職系")
        {
            for value in list.values.iter().filter(|value| value.label.chars().count() > 1) {
                let found = ValueRef { field: field.clone(), labels: vec![value.label.clone()] };
                self.put(&format!("{}職系", value.label), &Meaning::Values(vec![found.clone()]));
                self.put(&value.label, &Meaning::WeakValues(vec![found]));
            }
        }
    }

    pub(super) fn authorities(&mut self, authorities: &Authorities) {
        for (own, kind) in OWN {
            for and in ["及", "暨", "與", ""] {
                for what in UNDER {
                    let words = vec![format!("{own}{and}所屬{what}")];
                    let scope = ScopeWords { kind, words: words.clone(), list: Vec::new(), pattern: String::new() };
                    self.put_all(&words, &Meaning::Scope(scope));
                }
            }
        }
        for authority in authorities.iter().filter(|authority| authority.kind == AuthorityKind::Outside) {
            let question = format!("「{}」是院外機關，不在本統計的資料範圍。", authority.name);
            for word in std::iter::once(&authority.name).chain(&authority.aliases) {
                for tail in ["", "及所屬", "及所屬各法院", "及所屬機關"] {
                    self.put(&format!("{word}{tail}"), &Meaning::Outside(question.clone()));
                }
            }
        }
        for authority in authorities.iter().filter(|authority| authority.kind != AuthorityKind::Outside) {
            let scope = |words: &str| ScopeWords {
                kind: ScopeKind::Authorities,
                words: vec![words.to_owned()],
                list: vec![authority.name.clone()],
                pattern: String::new(),
            };
            let plain = std::iter::once(&authority.name).chain(&authority.aliases);
            for word in plain.filter(|word| word.chars().count() > 2) {
                for tail in ["", "及所屬", "及所屬機關", "及所屬機關學校", "暨所屬", "所屬", "及所屬各機關"]
                {
                    self.put(&format!("{word}{tail}"), &Meaning::Scope(scope(word)));
                }
            }
            if let Some(county) = authority.name.strip_suffix("政府") {
                self.put(county, &Meaning::Scope(scope(county)));
                // 「(澎湖、金門、連江)」; 嘉義 and 新竹 are two each.
                let short: String = county.chars().take(county.chars().count().saturating_sub(1)).collect();
                if !AMBIGUOUS_COUNTIES.contains(&short.as_str()) {
                    self.put(&short, &Meaning::Scope(scope(&short)));
                }
            }
        }
    }
}

fn reference(table: &str, field: &Field) -> FieldRef {
    FieldRef { table: table.to_owned(), name: field.name.clone(), kind: field.kind, disclosure: field.disclosure }
}

/// 高考三級 → 高考3級: the same word with its numbers in digits.
fn in_digits(word: &[char]) -> Option<Vec<char>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < word.len() {
        match number_at(word, at) {
            Some((number, end)) if !word[at].is_ascii_digit() => {
                out.extend(number.to_string().chars());
                at = end;
            }
            _ => {
                out.push(word[at]);
                at += 1;
            }
        }
    }
    (out != word).then_some(out)
}
