//! How a command ended.

use crate::ui::{Page, Report};

/// Exit codes of `contract.md` §3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// The answer is no: a rule forbids it.
    No,
    /// Wrong usage.
    Usage,
    /// Bad input: a form, query, catalogue, dataset or certificate.
    BadInput,
    /// A bug in hrstat.
    Bug,
    /// A file could not be read or written.
    Io,
    /// Configuration.
    Config,
}

impl Exit {
    /// The number.
    #[must_use]
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::BadInput => 65,
            Self::Bug => 70,
            Self::Io => 74,
            Self::Config => 78,
        }
    }

    /// The `kind` in JSON.
    #[must_use]
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::No => "refused",
            Self::Usage => "usage",
            Self::BadInput => "bad-input",
            Self::Bug => "bug",
            Self::Io => "io",
            Self::Config => "configuration",
        }
    }
}

/// What a command gives back.
pub(super) struct Outcome {
    /// What it has to say, unless it has said everything already.
    pub(super) report: Option<Box<dyn Report>>,
    /// How it ended.
    pub(super) exit: Exit,
}

impl Outcome {
    /// It is done.
    pub(super) fn done(report: impl Report + 'static) -> Self {
        Self { report: Some(Box::new(report)), exit: Exit::Done }
    }

    /// It is done, and has said everything already.
    pub(super) fn silent() -> Self {
        Self { report: None, exit: Exit::Done }
    }

    /// It ended otherwise, and still has a result to show.
    pub(super) fn with_exit(report: impl Report + 'static, exit: Exit) -> Self {
        Self { report: Some(Box::new(report)), exit }
    }
}

/// A short result: a JSON value, and the lines for people.
pub(super) struct Plain {
    json: serde_json::Value,
    lines: Vec<String>,
}

impl Plain {
    /// A result of a few lines.
    pub(super) fn new(json: serde_json::Value, lines: impl IntoIterator<Item = String>) -> Self {
        Self { json, lines: lines.into_iter().collect() }
    }
}

impl Report for Plain {
    fn json(&self) -> serde_json::Value {
        self.json.clone()
    }

    fn human(&self, page: &mut Page) {
        for line in &self.lines {
            page.line(line);
        }
    }
}
