//! A text with a name, and spans of bytes in it.

use super::{Location, Problem};

/// A half-open range of bytes in a [`SourceText`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> At<T> {
    /// Puts `value` at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A named text: a file, or a text that stands for one (an embedded default).
#[derive(Clone, Debug)]
pub struct SourceText {
    name: String,
    text: String,
}

impl SourceText {
    /// A text that will be shown under `name`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The name shown to people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where `span` stands, as line and column (both from 1, in characters).
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        let start = floor_char_boundary(&self.text, span.start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let end = floor_char_boundary(&self.text, span.end.clamp(start, line_end));
        Location::Text {
            file: self.name.clone(),
            line: self.text[..start].matches('\n').count() + 1,
            column: self.text[line_start..start].chars().count() + 1,
            width: self.text[start..end].chars().count().max(1),
            excerpt: self.text[line_start..line_end].trim_end_matches('\r').to_owned(),
        }
    }

    /// An error of `rule` in the whole text: about what is not there.
    pub fn error_of_file(&self, rule: &str, message: impl Into<String>) -> Problem {
        let (file, excerpt) = (self.name.clone(), String::new());
        Problem::error(rule, message).at(Location::Text { file, line: 1, column: 1, width: 1, excerpt })
    }

    /// An error of `rule` at `span`.
    pub fn error(&self, rule: &str, span: Span, message: impl Into<String>) -> Problem {
        Problem::error(rule, message).at(self.location(span))
    }

    /// The place of byte `offset` of `value`, where `value` is the decoded string that stands at `span` (quotes included).
    ///
    /// Exact where the string holds no escapes; else the whole string.
    #[must_use]
    pub fn inside(&self, span: Span, value: &str, inner: Span) -> Span {
        let raw = self.text.get(span.start..span.end).unwrap_or_default();
        match raw.find(value) {
            Some(base) if !value.is_empty() => {
                Span::new(span.start + base + inner.start, span.start + base + inner.end)
            }
            _ => span,
        }
    }
}

fn floor_char_boundary(text: &str, index: usize) -> usize {
    let mut at = index.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = SourceText::new("q.toml", "a = 1\nwhere = \"職等級 >= 10\"\n");
        let at = text.text().find("職等級").unwrap();
        let Location::Text { line, column, width, .. } = text.location(Span::new(at, at + 9)) else { panic!() };
        assert_eq!((line, column, width), (2, 10, 3));
    }

    #[test]
    fn an_inner_span_is_moved_behind_the_quote() {
        let text = SourceText::new("q.toml", "where = \"甲 = 乙\"");
        let span = Span::new(8, text.text().len());
        assert_eq!(text.inside(span, "甲 = 乙", Span::new(0, 3)), Span::new(9, 12));
    }
}
