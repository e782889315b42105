//! Every word that means something, built once from the dictionary, the authorities and the vocabulary. A word leads only
//! to fields and values that the dictionary has: what it lacks cannot be drafted.

mod build;

use std::collections::HashMap;

use self::build::Builder;

use super::vocabulary::{ConditionWords, EventWords, ScopeWords, SplitWords, TopicWords, vocabulary};
use crate::domain::{Authorities, Dictionary, Disclosure, FieldType, PERSON};

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
    Sum,
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
    /// A special examination: what stands in 考試名稱.
    Exam(String),
    /// A name of fields that is too general by itself: of a child table that is spoken of.
    General(Vec<FieldRef>),
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

/// Fields whose values have an order, and whether the dictionary lists them from the lowest up.
const ORDERED: [(&str, &str, bool); 5] = [
    ("考績", "等次", false),
    (PERSON, "官等", false),
    (PERSON, "教育程度", false),
    (PERSON, "身心障礙等級", false),
    ("語文", "檢定等級", true),
];

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

/// The field of this name: of `table`, or of 人員 or derived where none is said.
pub(super) fn field_of(dictionary: &Dictionary, table: Option<&str>, name: &str) -> Option<FieldRef> {
    let of_table = dictionary.table(table.unwrap_or(PERSON)).and_then(|table| {
        let field = table.fields.iter().find(|field| field.name == name)?;
        let (kind, disclosure) = (field.kind, field.disclosure);
        Some(FieldRef { table: table.name.clone(), name: field.name.clone(), kind, disclosure })
    });
    of_table.or_else(|| {
        let derived = dictionary.derived.iter().find(|derived| derived.name == name && table.is_none())?;
        let (kind, disclosure) = (derived.kind, derived.disclosure);
        Some(FieldRef { table: String::new(), name: derived.name.clone(), kind, disclosure })
    })
}
