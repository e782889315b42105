//! One contradiction in the data, told to those who keep them.

use serde::Serialize;

/// A fact that contradicts another. The row stays in the snapshot; the finding goes to the report.
///
/// Holds an identity number: it belongs into the private report, not onto a terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The name of its [`Rule`](super::Rule).
    pub rule: &'static str,
    /// Table of the dictionary.
    pub table: String,
    /// Whose row; empty where the finding is about an authority.
    pub identity: String,
    /// Which row, by what tells it from the person's others: `到職日 0990301／勞動部`.
    pub place: String,
    /// What is wrong, in Traditional Chinese.
    pub message: String,
}

/// A rule that could not be run, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedRule {
    /// The name of its [`Rule`](super::Rule).
    pub rule: &'static str,
    /// What is not there, in Traditional Chinese.
    pub reason: String,
}
