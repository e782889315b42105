//! The words by which applications are checked: `intake.toml`, built in or the workspace's own.

use super::clause::{Background, Denials};
use super::word_finding::WordFinding;
use crate::source::{Problems, Severity, SourceText, Table, parse_toml};

/// Every word list that the rules use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    pub(super) denials: Denials,
    pub(super) background: Background,
    /// In a description these say that what the background speaks of is asked for.
    pub(super) background_refers: Vec<String>,
    pub(super) personal: PersonalWords,
    pub(super) scope: ScopeWords,
    pub(super) offices: OfficeWords,
    /// Reasons that say nothing.
    pub(super) vague_reasons: Vec<String>,
    /// Descriptions that say nothing.
    pub(super) vague_descriptions: Vec<String>,
    /// What shows that the applicant has looked elsewhere first.
    pub(super) looked_first: Vec<String>,
    /// What shows that a sample is enclosed.
    pub(super) sample_enclosed: Vec<String>,
    pub(super) question: QuestionWords,
    /// What announces a second output.
    pub(super) second_output: Vec<String>,
    pub(super) findings: Vec<WordFinding>,
}

/// `[personal]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PersonalWords {
    pub(super) identifiers: Vec<String>,
    pub(super) rows: Vec<String>,
    pub(super) lists: Vec<String>,
    pub(super) things: Vec<String>,
    pub(super) columns: Vec<String>,
    pub(super) aggregates: Vec<String>,
}

/// `[scope]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ScopeWords {
    pub(super) wide: Vec<String>,
    pub(super) compared: Vec<String>,
    pub(super) own: Vec<String>,
    pub(super) destinations: Vec<String>,
    pub(super) persons: Vec<String>,
}

/// `[offices]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OfficeWords {
    pub(super) personnel: Vec<String>,
    pub(super) private: Vec<String>,
    pub(super) other_units: Vec<String>,
    pub(super) belongs: Vec<Belongs>,
}

/// `[[offices.belongs]]`: the authority of agencies whose names do not begin with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Belongs {
    pub(super) starts: String,
    pub(super) contains: Vec<String>,
    pub(super) authority: String,
}

/// `[question]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct QuestionWords {
    pub(super) words: Vec<String>,
    pub(super) openings: Vec<String>,
    pub(super) demands: Vec<String>,
}

/// Reads `intake.toml`.
pub fn parse_vocabulary(source: &SourceText, problems: &Problems) -> Option<Vocabulary> {
    let vocabulary = parse_toml(source, problems, read)?;
    (!problems.has_errors()).then_some(vocabulary)
}

fn read(root: &Table<'_>) -> Vocabulary {
    let mut words = Vocabulary::default();
    root.table("denials", |table| {
        words.denials = Denials {
            before: strings(table, "before"),
            behind: strings(table, "behind"),
            new_demands: strings(table, "new_demands"),
        };
    });
    root.table("background", |table| {
        words.background = Background {
            starts: strings(table, "starts"),
            demands: strings(table, "demands"),
            objects: strings(table, "objects"),
            states: strings(table, "states"),
        };
        words.background_refers = strings(table, "refers");
    });
    root.table("personal", |table| {
        words.personal = PersonalWords {
            identifiers: strings(table, "identifiers"),
            rows: strings(table, "rows"),
            lists: strings(table, "lists"),
            things: strings(table, "things"),
            columns: strings(table, "columns"),
            aggregates: strings(table, "aggregates"),
        };
    });
    root.table("scope", |table| {
        words.scope = ScopeWords {
            wide: strings(table, "wide"),
            compared: strings(table, "compared"),
            own: strings(table, "own"),
            destinations: strings(table, "destinations"),
            persons: strings(table, "persons"),
        };
    });
    root.table("vague", |table| {
        words.vague_reasons = strings(table, "reasons");
        words.vague_descriptions = strings(table, "descriptions");
    });
    root.table("offices", |table| {
        words.offices = OfficeWords {
            personnel: strings(table, "personnel"),
            private: strings(table, "private"),
            other_units: strings(table, "other_units"),
            belongs: table.tables("belongs", read_belongs).into_iter().flatten().collect(),
        };
    });
    root.table("evidence", |table| {
        words.looked_first = strings(table, "looked_first");
        words.sample_enclosed = strings(table, "sample");
    });
    root.table("question", |table| {
        words.question = QuestionWords {
            words: strings(table, "words"),
            openings: strings(table, "openings"),
            demands: strings(table, "demands"),
        };
    });
    root.table("outputs", |table| words.second_output = strings(table, "words"));
    words.findings = root.tables("finding", read_finding).into_iter().flatten().collect();
    words
}

fn read_belongs(table: &Table<'_>) -> Option<Belongs> {
    let (starts, authority) = (table.required_string("starts"), table.required_string("authority"));
    let contains = strings(table, "contains");
    Some(Belongs { starts: starts?.value, contains, authority: authority?.value })
}

fn read_finding(table: &Table<'_>) -> Option<WordFinding> {
    let (rule, message) = (table.required_string("rule"), table.required_string("message"));
    let places = table.strings("in");
    for place in places.iter().filter(|place| !["reason", "description"].contains(&place.value.as_str())) {
        table.error("unknown-field", place.span, format!("「{}」不是 reason、description 之一", place.value));
    }
    let within = |field: &str| places.iter().any(|place| place.value == field);
    let severity = |key: &str| {
        let text = table.string(key)?;
        let severity = match text.value.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "note" => Severity::Note,
            other => {
                table.error("unknown-severity", text.span, format!("「{other}」不是 error、warning、note 之一"));
                return None;
            }
        };
        Some(severity)
    };
    let finding = WordFinding {
        rule: rule?.value,
        kind: table.string("kind").map(|kind| kind.value).unwrap_or_default(),
        severity: severity("severity"),
        with_personal_data: severity("with_personal_data"),
        in_reason: within("reason"),
        in_description: within("description"),
        background: table.boolean("background").is_some_and(|flag| flag.value),
        words: strings(table, "words"),
        except: strings(table, "except"),
        needs_before: strings(table, "needs_before"),
        needs: strings(table, "needs"),
        unless: strings(table, "unless"),
        message: message?.value,
        hint: table.string("hint").map(|hint| hint.value),
    };
    if finding.words.is_empty() {
        table.missing("words");
    }
    Some(finding)
}

/// The strings of `key`; an empty one would stand everywhere, and is refused.
fn strings(table: &Table<'_>, key: &str) -> Vec<String> {
    let words = table.strings(key);
    for word in words.iter().filter(|word| word.value.trim().is_empty()) {
        table.error("empty-word", word.span, format!("「{key}」有空白的詞"));
    }
    words.into_iter().map(|word| word.value).filter(|word| !word.trim().is_empty()).collect()
}
