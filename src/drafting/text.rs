//! The applicant's text in one spelling, each character with its place in the original: what is recognised must be shown
//! in the words that were written.

use std::ops::Range;

use crate::domain::fold_width;

/// A text without white space, in half width and one spelling, and the way back.
#[derive(Clone, Debug)]
pub(super) struct NormalText {
    chars: Vec<char>,
    /// For each character its place in the original, in characters.
    places: Vec<usize>,
    original: Vec<char>,
}

impl NormalText {
    pub(super) fn new(text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        let folded: Vec<char> = fold_width(text).chars().collect();
        let (mut chars, mut places) = (Vec::new(), Vec::new());
        for (place, c) in folded.into_iter().enumerate() {
            // A line break ends a clause; other white space stands in the middle of words.
            let invisible =
                c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{202a}'..='\u{202e}');
            if c == '\n' || !(c.is_whitespace() || invisible) {
                chars.push(one_spelling(c));
                places.push(place);
            }
        }
        Self { chars, places, original }
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The original words of a range of normal characters.
    pub(super) fn words(&self, range: &Range<usize>) -> String {
        let place = self.original_range(range);
        self.original[place].iter().collect()
    }

    /// Where a range of normal characters stands in the original, in characters.
    pub(super) fn original_range(&self, range: &Range<usize>) -> Range<usize> {
        match (self.places.get(range.start), range.end.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(start), Some(last)) if range.start < range.end => *start..*last + 1,
            _ => 0..0,
        }
    }

    /// The normal characters of a range of the original.
    pub(super) fn normal_range(&self, range: &Range<usize>) -> Range<usize> {
        let at = |place: usize| self.places.partition_point(|known| *known < place);
        at(range.start)..at(range.end)
    }

    pub(super) fn original(&self) -> &[char] {
        &self.original
    }
}

/// Spellings that offices use side by side.
fn one_spelling(c: char) -> char {
    match c {
        '台' => '臺',
        '佔' => '占',
        '恒' => '恆',
        '僱' => '雇',
        '佈' => '布',
        '陞' => '升',
        '〜' | '∼' => '~',
        '–' | '—' | '－' | '‐' | '‑' => '-',
        '，' => ',',
        '兩' => '二',
        _ => c.to_ascii_uppercase(),
    }
}

/// A word in the spelling of [`NormalText`].
pub(super) fn normal_word(word: &str) -> Vec<char> {
    NormalText::new(word).chars
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown are the applicant's own characters, white space in between included.
    #[test]
    fn the_way_back_leads_to_what_was_written() {
        let text = NormalText::new("依 官\u{3000}等、台北市（１１４年底）");
        assert_eq!(text.chars().iter().collect::<String>(), "依官等、臺北市(114年底)");
        assert_eq!(text.words(&(1..3)), "官\u{3000}等");
        assert_eq!(text.words(&(4..7)), "台北市");
        assert_eq!(text.original_range(&(0..1)), 0..1);
    }
}
