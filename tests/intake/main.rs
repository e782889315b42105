//! Why: applications arrive in every format and shape in which hundreds of offices type them. What is in the form must
//! come out of it, field by field, and no file, however broken, may stop the reader.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop, and says aloud what it skips"
)]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "documents are written here piece by piece, as they read, not as fast as can be"
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
mod write_eml;
mod write_odt;
mod write_sheets;
mod write_toml;
mod write_xlsb;

use std::sync::Arc;

use hrstat::domain::{Authorities, parse_authorities};
use hrstat::intake::{IntakeLimits, IntakeRules, Reading, parse_vocabulary, read_applications};
use hrstat::settings::{DEFAULT_AUTHORITIES, DEFAULT_INTAKE, parse_settings};
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
        let vocabulary = parse_vocabulary(&SourceText::new("intake.toml", DEFAULT_INTAKE), &Problems::new());
        Self {
            authorities: parse_authorities(&source, &Problems::new()).unwrap(),
            rules: IntakeRules {
                deadline_words: parse_settings(None, &Problems::new()).unwrap().intake.deadline_words,
                vocabulary: Arc::new(vocabulary.unwrap()),
                today: date(2026, 11, 23),
                limits: IntakeLimits::default(),
            },
        }
    }

    /// The first application of the file.
    fn read(&self, name: &str, bytes: &[u8]) -> Reading {
        read_applications(name, bytes, &self.authorities, &self.rules).forms.swap_remove(0).reading
    }
}

/// Whether the long way is asked for: every form and every writer that is installed.
fn whole() -> bool {
    std::env::var_os("HRSTAT_ALL_FORMS").is_some()
}
