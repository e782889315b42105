//! Why: applications arrive in every format and shape in which hundreds of offices type them. What is in the form must
//! come out of it, field by field, and no file, however broken, may stop the reader.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop, and says aloud what it skips"
)]

#[path = "../second_engine/dice.rs"]
mod dice;
mod documents;
mod facts;
mod forms;
mod layout;
mod mutations;
mod other_writers;
mod page;
mod write_docx;
mod write_odt;
mod write_sheets;
mod write_toml;
mod write_xlsb;

use hrstat::domain::{Authorities, parse_authorities};
use hrstat::intake::{IntakeRules, Reading, read_application};
use hrstat::settings::{DEFAULT_AUTHORITIES, parse_settings};
use hrstat::source::{Problems, SourceText};
use jiff::civil::date;

/// What is read with a form, once for all forms.
struct Desk {
    authorities: Authorities,
    rules: IntakeRules,
}

impl Desk {
    fn new() -> Self {
        let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
        let words = parse_settings(None, &Problems::new()).unwrap().intake.deadline_words;
        Self {
            authorities: parse_authorities(&source, &Problems::new()).unwrap(),
            rules: IntakeRules { deadline_words: words, today: date(2026, 11, 23) },
        }
    }

    fn read(&self, name: &str, bytes: &[u8]) -> Reading {
        read_application(name, bytes, &self.authorities, &self.rules)
    }
}

/// Whether the long way is asked for: every form and every writer that is installed.
fn whole() -> bool {
    std::env::var_os("HRSTAT_ALL_FORMS").is_some()
}
