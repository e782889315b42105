//! The room as a whole: forms in, applications and problems out.

mod broken;
mod forms;
mod layouts;
mod requests;

use jiff::civil::date;

use super::{IntakeRules, Reading, read_application};
use crate::domain::{Authorities, parse_authorities};
use crate::settings::{DEFAULT_AUTHORITIES, parse_settings};
use crate::source::{Problems, Severity, SourceText};

pub(in crate::intake) fn authorities() -> Authorities {
    parse_authorities(&SourceText::new("authorities.toml", DEFAULT_AUTHORITIES), &Problems::new()).unwrap()
}

pub(super) fn rules() -> IntakeRules {
    let words = parse_settings(None, &Problems::new()).unwrap().intake.deadline_words;
    IntakeRules { deadline_words: words, today: date(2026, 11, 23) }
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
