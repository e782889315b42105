//! Reads a file into the applications that it holds: a form holds one, a mail one or several.

use super::mail::read_mail;
use super::reading::extension_of;
use super::{IntakeRules, Reading, read_application};
use crate::domain::Authorities;

/// What came out of a file: one application after the other, in the order in which they stand there.
///
/// Never empty: a file without an application has one reading that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Each form of the file.
    pub forms: Vec<ReceivedForm>,
}

/// One form of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedForm {
    /// Where it stood: 「來信.eml › 申請表.xlsx」; the name of the file where that is the form.
    pub name: String,
    /// The bytes of the part that it was read from; none where that is the whole file.
    pub part: Option<Vec<u8>>,
    /// The names of what came with it: samples, scans.
    pub attachments: Vec<String>,
    /// The application, and everything that was found.
    pub reading: Reading,
}

/// Reads every application in `bytes`; the format is told by the extension of `file_name`.
///
/// Never fails, as [`read_application`] does not. A problem of one application is no problem of the others.
#[must_use]
pub fn read_applications(file_name: &str, bytes: &[u8], authorities: &Authorities, rules: &IntakeRules) -> Received {
    if extension_of(file_name) == "eml" {
        return Received { forms: read_mail(file_name, bytes, authorities, rules) };
    }
    let reading = read_application(file_name, bytes, authorities, rules);
    Received { forms: vec![ReceivedForm { name: file_name.to_owned(), part: None, attachments: Vec::new(), reading }] }
}
