//! The words of the offices beside those of the dictionary, as they stand in `vocabulary.toml`.

use serde::Deserialize;

/// The file.
const TEXT: &str = include_str!("vocabulary.toml");

/// All words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    pub(super) courtesy: Vec<String>,
    pub(super) connectives: Vec<String>,
    pub(super) group_before: Vec<String>,
    pub(super) group_after: Vec<String>,
    pub(super) each: Vec<String>,
    pub(super) list: Vec<String>,
    pub(super) no_list: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) new_output: Vec<String>,
    pub(super) mean: Vec<String>,
    pub(super) median: Vec<String>,
    pub(super) maximum: Vec<String>,
    pub(super) minimum: Vec<String>,
    pub(super) share: Vec<String>,
    pub(super) headcount: Vec<String>,
    pub(super) cases: Vec<String>,
    pub(super) too_general: Vec<String>,
    pub(super) not_values: Vec<String>,
    pub(super) field: Vec<FieldWords>,
    pub(super) table: Vec<TableWords>,
    pub(super) pair: Vec<PairWords>,
    pub(super) titles: TitleWords,
    pub(super) value: Vec<ValueWords>,
    pub(super) condition: Vec<ConditionWords>,
    pub(super) exam: Vec<ExamWords>,
    pub(super) split: Vec<SplitWords>,
    pub(super) scope: Vec<ScopeWords>,
    pub(super) event: Vec<EventWords>,
    pub(super) topic: Vec<TopicWords>,
    pub(super) outside: Vec<OutsideWords>,
}

/// Other words for a field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldWords {
    /// None: of 人員, or derived.
    pub(super) table: Option<String>,
    pub(super) field: String,
    /// The same in other tables: table and field.
    #[serde(default)]
    pub(super) also: Vec<(String, String)>,
    /// A column of lists only; elsewhere the word is too general.
    #[serde(default)]
    pub(super) list_only: bool,
    pub(super) words: Vec<String>,
}

/// Words for a child table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableWords {
    pub(super) table: String,
    pub(super) words: Vec<String>,
}

/// Words that name two fields at once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PairWords {
    pub(super) fields: Vec<String>,
    pub(super) words: Vec<String>,
}

/// 職稱, which have no code list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleWords {
    pub(super) words: Vec<String>,
}

/// Other words for values of a code list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueWords {
    pub(super) table: Option<String>,
    pub(super) field: String,
    pub(super) values: Vec<String>,
    pub(super) words: Vec<String>,
}

/// Words that are a condition by themselves.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionWords {
    pub(super) words: Vec<String>,
    /// In words.
    pub(super) says: String,
    /// The child table in which it is said; none for 人員.
    pub(super) table: Option<String>,
    pub(super) expr: String,
    /// The split that it is one side of.
    pub(super) split: Option<String>,
    /// A word that is a part of its words and a condition too.
    pub(super) also: Option<String>,
}

/// Words for a special examination.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExamWords {
    /// What stands in 考試名稱.
    pub(super) pattern: String,
    pub(super) words: Vec<String>,
}

/// Words that divide the persons in a way of their own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitWords {
    pub(super) words: Vec<String>,
    pub(super) name: String,
    pub(super) table: Option<String>,
    pub(super) expr: String,
}

/// Words for a part of the state.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeWords {
    pub(super) kind: ScopeKind,
    pub(super) words: Vec<String>,
    /// The authorities, where it is a list.
    #[serde(default)]
    pub(super) list: Vec<String>,
    /// How the names of the offices end.
    #[serde(default)]
    pub(super) pattern: String,
}

/// Which part of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ScopeKind {
    /// All of the data.
    Everyone,
    /// The applicant's authority and what is under it.
    OwnAuthority,
    /// The applicant's authority alone.
    OwnAuthorityItself,
    /// The applicant's own agency.
    OwnAgency,
    /// The applicant's own agency and what is under it.
    OwnAgencyTree,
    /// Some authorities.
    Authorities,
    /// Every local government.
    Local,
    /// Every county by its place.
    Counties,
    /// Every local council.
    Councils,
    /// Every authority by itself.
    EachAuthority,
    /// Offices whose names end alike.
    Offices,
}

/// Words for what happens in a career.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventWords {
    pub(super) words: Vec<String>,
    pub(super) name: String,
    /// Values of 異動原因.
    pub(super) reasons: Vec<String>,
    /// The field that says when.
    pub(super) date: String,
    /// What must be asked about it.
    pub(super) question: Option<String>,
}

/// Words for a measure that is computed in a way of its own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicWords {
    pub(super) kind: TopicKind,
    pub(super) words: Vec<String>,
    /// The event that a rate is of.
    #[serde(default)]
    pub(super) event: String,
}

/// Such a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TopicKind {
    /// The share of a cohort that is still there.
    Retention,
    /// Those of a cohort who are still there.
    Remaining,
    /// A cohort: those who passed and were assigned.
    Cohort,
    /// Within some years after taking office.
    Onboard,
    /// An event over the average headcount.
    Rate,
    /// What held when the event happened.
    AtEvent,
    /// Months in an office.
    Tenure,
    /// Where somebody went.
    Destination,
    /// Reaching the age of retirement.
    Retiring,
    /// 人事人員.
    PersonnelStaff,
    /// 人事人員 for a hundred others.
    PerHundred,
    /// By year.
    ByYear,
}

/// Words for what the résumé does not hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutsideWords {
    pub(super) words: Vec<String>,
    pub(super) says: String,
}

/// The embedded words.
pub(super) fn vocabulary() -> Vocabulary {
    toml::from_str(TEXT).expect("the embedded vocabulary is sound; a test reads it")
}
