//! A mistake in an expression, at bytes of the expression's own text.

use crate::source::{Problem, SourceText, Span};

/// How a day is written in an expression.
pub(super) const DATE_USAGE: &str = "日期寫成 '114.12.31' 或 '2025-12-31'";

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the rule.
    pub rule: &'static str,
    /// Where, in bytes of the expression.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Fault {
    pub(crate) fn new(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The problem at its place in `source`, where the expression `text` stands as a string at `span`.
    #[must_use]
    pub fn into_problem(self, source: &SourceText, span: Span, text: &str) -> Problem {
        let place = source.inside(span, text, self.span);
        source.error(self.rule, place, self.message).hint_if(self.hint)
    }
}
