//! From sqlparser's lines and columns (in characters) to bytes of the file.

use sqlparser::tokenizer::{Location, Span as Area};

use crate::source::Span;

/// The places of one text.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Where the comments at the head end.
    start: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() && !line.trim_start().starts_with("--") {
                break;
            }
            start += line.len();
        }
        Self { text, lines, start }
    }

    /// The text behind the comments at the head.
    pub(super) fn statement(&self) -> Span {
        Span::new(self.start, self.text.len())
    }

    /// The whole text.
    pub(super) fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }

    pub(super) fn offset(&self, place: Location) -> usize {
        let line = usize::try_from(place.line.saturating_sub(1)).unwrap_or(usize::MAX);
        let column = usize::try_from(place.column.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(start) = self.lines.get(line).copied() else { return self.text.len() };
        self.text[start..].char_indices().nth(column).map_or(self.text.len(), |(at, _)| start + at)
    }

    /// The bytes of `area`; the whole statement where the parser does not know.
    pub(super) fn span(&self, area: Area) -> Span {
        if area.start.line == 0 {
            return self.statement();
        }
        Span::new(self.offset(area.start), self.offset(area.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese characters are three bytes and one column.
    #[test]
    fn columns_are_characters() {
        let text = "SELECT 官等\nFROM 人員 p";
        let places = Places::new(text);
        let area = Area::new(Location::new(2, 6), Location::new(2, 8));
        let span = places.span(area);
        assert_eq!(&text[span.start..span.end], "人員");
        assert_eq!(places.offset(Location::new(9, 1)), text.len());
    }
}
