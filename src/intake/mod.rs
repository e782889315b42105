//! Reading applications: the form of the regulation's annex as a spreadsheet or a document, or typed as TOML.
//!
//! Works on bytes and opens no file. Whatever comes in, every problem comes out, each with its place; an
//! [`crate::domain::Application`] comes out only when the form is complete. What breaks a rule of the regulation without
//! making the form unreadable travels beside the application as a finding. The blank form is written here too, so that
//! what is handed out and what is understood cannot drift apart.

mod agency_name;
mod agency_rules;
mod approving;
mod box_mark;
mod clause;
mod compound_file;
mod deadline;
mod deadline_time;
mod document;
mod form;
mod form_field;
mod form_layout;
mod form_ods;
mod form_sheet;
mod form_toml;
mod form_xlsx;
mod grid;
mod hidden_characters;
mod label;
mod label_spellings;
mod labelled_sheet;
mod mail;
mod ods_extent;
mod package;
mod personal_words;
mod query_text;
mod raw_form;
mod reading;
mod received;
mod rules;
mod sample;
mod split_value;
mod symbol_font;
mod toml_form;
mod vocabulary;
mod word_finding;
mod workbook;
mod xls_extent;

pub use box_mark::{BoxMark, parse_box};
pub use deadline::{Deadline, find_deadlines};
pub use form::{FormError, FormFormat, blank_form, filled_form};
pub use form_field::FormField;
pub use personal_words::{PersonalWord, asked_personal_words};
pub use reading::{IntakeLimits, IntakeRules, Reading, read_application};
pub use received::{Received, ReceivedForm, read_applications};
pub use vocabulary::{Vocabulary, parse_vocabulary};

#[cfg(test)]
mod tests;
