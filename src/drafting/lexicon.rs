//! Every word that means something, built once from the dictionary, the authorities and the vocabulary. A word leads only
//! to fields and values that the dictionary has: what it lacks cannot be drafted.

use std::collections::HashMap;

use super::number::number_at;
use super::text::normal_word;
use super::vocabulary::{
    ConditionWords, EventWords, ScopeKind, ScopeWords, SplitWords, TopicWords, Vocabulary, vocabulary,
};
use crate::domain::{Authorities, AuthorityKind, Dictionary, Disclosure, FieldType, PERSON};

/// A field of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldRef {
    /// Its table; empty for a derived field.
    pub(super) table: String,
    pub(super) name: String,
    pub(super) kind: FieldType,
    pub(super) disclosure: Disclosure,
}

/// Values of a field with a code list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValueRef {
    pub(super) field: FieldRef,
    pub(super) labels: Vec<String>,
}

/// How a field is summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statistic {
    Mean,
    Median,
    Maximum,
    Minimum,
}

/// What steers how its neighbours are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    GroupBefore,
    GroupAfter,
    Each,
    List,
    NoList,
    Exclude,
    NewOutput,
    Connective,
}

/// What a word means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Field(Vec<FieldRef>),
    /// A field where a list has columns, nothing elsewhere.
    ColumnOnly(Vec<FieldRef>),
    Pair(Vec<FieldRef>),
    /// A child table.
    Table(String),
    /// A 職稱, as written.
    Title,
    /// In the order of preference.
    Values(Vec<ValueRef>),
    /// Values of a list whose label is an everyday word: only beside others of its kind.
    WeakValues(Vec<ValueRef>),
    Condition(ConditionWords),
    Split(SplitWords),
    Scope(ScopeWords),
    Event(EventWords),
    Topic(TopicWords),
    Statistic(Statistic),
    Share,
    Headcount,
    Cases,
    Outside(String),
    Cue(Cue),
    Courtesy,
}

/// Short names that a county and a city share.
const AMBIGUOUS_COUNTIES: [&str; 2] = ["嘉義", "新竹"];

/// Fields whose values have an order, and whether the dictionary lists them from the lowest up.
const ORDERED: [(&str, &str, bool); 4] =
    [(PERSON, "官等", false), (PERSON, "教育程度", false), (PERSON, "身心障礙等級", false), ("語文", "檢定等級", true)];

/// The words, by their first character, the longest first.
#[derive(Debug)]
pub struct Lexicon {
    words: HashMap<char, Vec<(Vec<char>, Meaning)>>,
    /// The values of fields that have an order, from the highest down.
    orders: HashMap<String, Vec<String>>,
}

impl Lexicon {
    /// The words of this dictionary and these authorities.
    #[must_use]
    pub fn new(dictionary: &Dictionary, authorities: &Authorities) -> Self {
        let vocabulary = vocabulary();
        let mut builder = Builder { words: HashMap::new(), dictionary };
        builder.vocabulary(&vocabulary);
        builder.fields(&vocabulary);
        builder.values(&vocabulary);
        builder.authorities(authorities);
        let mut words: HashMap<char, Vec<(Vec<char>, Meaning)>> = HashMap::new();
        for (word, meaning) in builder.words {
            if let Some(first) = word.first() {
                words.entry(*first).or_default().push((word, meaning));
            }
        }
        for list in words.values_mut() {
            list.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.0.cmp(&other.0)));
        }
        let orders = ORDERED.iter().filter_map(|(table, name, ascending)| {
            let mut values = dictionary.ordered_values(table, name)?;
            if *ascending {
                values.reverse();
            }
            Some(((*name).to_owned(), values))
        });
        Self { words, orders: orders.collect() }
    }

    /// The values from `value` up, or down, as 以上 and 以下 mean it; none where they have no order.
    pub(super) fn beyond(&self, value: &ValueRef, upwards: bool) -> Option<ValueRef> {
        let order = self.orders.get(&value.field.name)?;
        let places: Vec<usize> =
            value.labels.iter().filter_map(|label| order.iter().position(|known| known == label)).collect();
        let labels = if upwards { &order[..=*places.iter().max()?] } else { &order[*places.iter().min()?..] };
        Some(ValueRef { field: value.field.clone(), labels: labels.to_vec() })
    }

    /// The longest word at `at`, with its length.
    pub(super) fn longest(&self, chars: &[char], at: usize) -> Option<(&Meaning, usize)> {
        let list = self.words.get(chars.get(at)?)?;
        list.iter().find(|(word, _)| chars[at..].starts_with(word)).map(|(word, meaning)| (meaning, word.len()))
    }

    /// Every word, for tests that make texts of them.
    #[cfg(test)]
    pub(super) fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.words.values().flatten().map(|(word, _)| word.iter().collect()).collect();
        words.sort();
        words
    }
}

struct Builder<'a> {
    words: HashMap<Vec<char>, Meaning>,
    dictionary: &'a Dictionary,
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

    fn vocabulary(&mut self, vocabulary: &Vocabulary) {
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
    fn fields(&mut self, vocabulary: &Vocabulary) {
        let mut named: Vec<(String, Vec<FieldRef>)> = Vec::new();
        let mut add = |word: &str, field: FieldRef| {
            if word.chars().count() < 2 || vocabulary.too_general.iter().any(|known| known == word) {
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
        for (word, fields) in named {
            self.put(&word, &Meaning::Field(fields));
        }
    }

    fn values(&mut self, vocabulary: &Vocabulary) {
        let mut named: Vec<(String, Vec<ValueRef>)> = Vec::new();
        for table in &self.dictionary.tables {
            for field in &table.fields {
                let Some(list) = self.dictionary.codes_of(field) else { continue };
                for value in &list.values {
                    for word in std::iter::once(&value.label).chain(&value.aliases) {
                        let plain = word.chars().any(|c| !c.is_ascii());
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

    fn authorities(&mut self, authorities: &Authorities) {
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

fn reference(table: &str, field: &crate::domain::Field) -> FieldRef {
    FieldRef { table: table.to_owned(), name: field.name.clone(), kind: field.kind, disclosure: field.disclosure }
}

/// The field of this name: of `table`, or of 人員 or derived where none is said.
pub(super) fn field_of(dictionary: &Dictionary, table: Option<&str>, name: &str) -> Option<FieldRef> {
    let of_table = dictionary.table(table.unwrap_or(PERSON)).and_then(|table| {
        let field = table.fields.iter().find(|field| field.name == name)?;
        Some(reference(&table.name, field))
    });
    of_table.or_else(|| {
        let derived = dictionary.derived.iter().find(|derived| derived.name == name && table.is_none())?;
        let (kind, disclosure) = (derived.kind, derived.disclosure);
        Some(FieldRef { table: String::new(), name: derived.name.clone(), kind, disclosure })
    })
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
