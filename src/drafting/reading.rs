//! What the text asks for, before a table is chosen whose rows are counted: conditions, divisions, measures, columns.

use super::comparison::Bounds;
use super::lexicon::{FieldRef, Statistic, ValueRef};
use super::period::Period;
use super::vocabulary::{EventWords, ScopeWords, SplitWords, TopicWords};

/// Something and the words that say it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said<T> {
    pub(super) what: T,
    pub(super) words: String,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// A field has one of the values; the candidates are for several tables.
    Values { candidates: Vec<ValueRef>, negated: bool },
    /// An expression over 人員, or over a child table.
    Says { expr: String, says: String, table: Option<String>, negated: bool },
    /// A number lies between bounds.
    Within { field: FieldRef, bounds: Bounds },
    /// A text of a child table holds one of the patterns.
    Like { table: String, field: String, patterns: Vec<String> },
    /// A text field is one of these.
    Texts { field: String, texts: Vec<String>, negated: bool },
}

impl Test {
    /// Whether it says what is not.
    pub(super) fn is_negated(&self) -> bool {
        match self {
            Self::Values { negated, .. } | Self::Says { negated, .. } | Self::Texts { negated, .. } => *negated,
            Self::Within { .. } | Self::Like { .. } => false,
        }
    }

    /// Whether both cannot be said of the same persons without one narrowing the other.
    pub(super) fn rivals(&self, other: &Self) -> bool {
        self.subject() == other.subject() && self.is_negated() == other.is_negated()
    }

    /// The name of the field that it is about, for telling whether two contradict one another.
    pub(super) fn subject(&self) -> &str {
        match self {
            Self::Values { candidates, .. } => candidates.first().map_or("", |value| value.field.name.as_str()),
            Self::Says { says, .. } => says,
            Self::Within { field, .. } => &field.name,
            Self::Texts { field, .. } | Self::Like { field, .. } => field,
        }
    }
}

/// What persons are divided by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Division {
    /// A field; the candidates are for several tables.
    Field(Vec<FieldRef>),
    /// Bands of a number.
    Bands { of: FieldRef, edges: Vec<i64> },
    /// In a way of its own.
    Split(SplitWords),
    /// The year of what is counted.
    Year,
}

/// What is counted or computed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    Headcount,
    Cases,
    /// The part that a cell is of the whole.
    Share,
    /// Those for whom the tests hold, as a number and, where asked, as a share.
    Part {
        tests: Vec<Test>,
        name: String,
        ratio: bool,
    },
    Statistic(Statistic, Vec<FieldRef>),
    /// Of a number as it stood when the event happened.
    AtEvent(Statistic, FieldRef, EventWords),
    Event(EventWords),
    Topic(TopicWords),
}

/// One table or list.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) list: bool,
    /// Whether it is called a list of names.
    pub(super) names: bool,
    /// The child tables that are named.
    pub(super) tables: Vec<String>,
    pub(super) tests: Vec<Said<Test>>,
    pub(super) divisions: Vec<Said<Division>>,
    pub(super) asked: Vec<Said<Asked>>,
    pub(super) columns: Vec<Said<Vec<FieldRef>>>,
    /// Within so many years after taking office.
    pub(super) spells: Vec<Said<i64>>,
    pub(super) periods: Vec<Said<Period>>,
    /// The years of an examination.
    pub(super) exam_periods: Vec<Said<Period>>,
    /// How a list is sorted.
    pub(super) order: Vec<String>,
    /// How many rows a list has.
    pub(super) top: Option<i64>,
    /// A share to hold others against, in percent.
    pub(super) limit: Option<Said<i64>>,
}

impl Wanted {
    /// Whether it says what is to be given, not only of whom.
    pub(super) fn has_demand(&self) -> bool {
        self.list || !self.divisions.is_empty() || !self.asked.is_empty() || !self.columns.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.has_demand() && self.tests.is_empty() && self.periods.is_empty() && self.spells.is_empty()
    }

    pub(super) fn topic(&self, wanted: super::vocabulary::TopicKind) -> Option<&Said<Asked>> {
        self.asked.iter().find(|asked| matches!(&asked.what, Asked::Topic(topic) if topic.kind == wanted))
    }

    pub(super) fn events(&self) -> impl Iterator<Item = (&EventWords, &str)> {
        self.asked.iter().filter_map(|asked| match &asked.what {
            Asked::Event(event) => Some((event, asked.words.as_str())),
            _ => None,
        })
    }
}

/// All that the text asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) wanted: Vec<Wanted>,
    pub(super) scopes: Vec<Said<ScopeWords>>,
    /// What must be asked back.
    pub(super) questions: Vec<String>,
    /// Words that were read, have no place in the query and are asked about.
    pub(super) left_out: Vec<String>,
}

impl Reading {
    /// Leaves something out of the query, and asks about it.
    pub(super) fn leave_out(&mut self, words: &str, question: impl Into<String>) {
        self.ask(question);
        self.left_out.push(words.to_owned());
    }

    /// Adds a question, once.
    pub(super) fn ask(&mut self, question: impl Into<String>) {
        let question = question.into();
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }
}
