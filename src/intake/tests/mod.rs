//! The room as a whole: forms in, applications and problems out.

#![allow(clippy::format_collect, clippy::format_push_string, reason = "files are put together from their parts, once")]

mod broken;
mod deadlines;
mod forms;
mod hostile;
mod layouts;
mod mails;
mod requests;
mod rule_cases;

use std::sync::Arc;

use jiff::civil::date;

use super::{IntakeLimits, IntakeRules, Reading, Vocabulary, parse_vocabulary, read_application};
use crate::domain::{Authorities, parse_authorities};
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_INTAKE, parse_settings};
use crate::source::{Problems, Severity, SourceText};

pub(in crate::intake) fn authorities() -> Authorities {
    parse_authorities(&SourceText::new("authorities.toml", DEFAULT_AUTHORITIES), &Problems::new()).unwrap()
}

pub(super) fn rules() -> IntakeRules {
    let words = parse_settings(None, &Problems::new()).unwrap().intake.deadline_words;
    IntakeRules {
        deadline_words: words,
        vocabulary: Arc::new(vocabulary()),
        today: date(2026, 11, 23),
        limits: IntakeLimits::default(),
    }
}

/// The words that are built in.
pub(super) fn vocabulary() -> Vocabulary {
    let problems = Problems::new();
    let words = parse_vocabulary(&SourceText::new("intake.toml", DEFAULT_INTAKE), &problems);
    assert_eq!(problems.into_sorted(), []);
    words.unwrap()
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Reading {
    read_application(name, bytes, &authorities(), &rules())
}

/// `rule place`, notes left out.
pub(super) fn findings(reading: &Reading) -> Vec<String> {
    let loud = reading.problems.iter().filter(|problem| problem.severity != Severity::Note);
    loud.map(|problem| match &problem.location {
        Some(location) => format!("{} {location}", problem.rule),
        None => problem.rule.clone(),
    })
    .collect()
}
