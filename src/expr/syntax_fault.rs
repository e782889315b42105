//! What the parser of SQL did not understand, in words and at its place.

use sqlparser::parser::ParserError;
use sqlparser::tokenizer::Location;

use super::Fault;
use super::parse::SPLIT;
use crate::source::Span;

/// What a condition looks like.
const USAGE: &str = "寫法例如：在職 AND 官等 = '簡任' AND 年齡 BETWEEN 30 AND 39";

/// Signs of a Chinese keyboard, and what is meant by them.
pub(crate) const FULL_WIDTH_SIGNS: [(char, &str); 16] = [
    ('＝', "="),
    ('＞', ">"),
    ('＜', "<"),
    ('≧', ">="),
    ('≦', "<="),
    ('≠', "<>"),
    ('（', "("),
    ('）', ")"),
    ('，', ","),
    ('、', ","),
    ('「', "'"),
    ('」', "'"),
    ('“', "'"),
    ('”', "'"),
    ('‘', "'"),
    ('’', "'"),
];

/// Full-width signs outside quotes: the usual slip of a Chinese keyboard.
pub(super) fn full_width_signs(text: &str) -> Vec<Fault> {
    let mut quoted = false;
    let mut faults = Vec::new();
    for (at, c) in text.char_indices() {
        if c == '\'' {
            quoted = !quoted;
        }
        if let Some((_, plain)) = FULL_WIDTH_SIGNS.iter().find(|(sign, _)| *sign == c && !quoted) {
            let message = format!("「{c}」是全形符號");
            faults.push(
                Fault::new("full-width", Span::new(at, at + c.len_utf8()), message).hint(format!("請改用半形 {plain}")),
            );
        }
    }
    faults
}

pub(super) fn syntax_fault(text: &str, lines: &Lines<'_>, error: &ParserError) -> Fault {
    let message = match error {
        ParserError::RecursionLimitExceeded => {
            return Fault::new("expression-too-deep", Span::new(0, text.len()), "條件的括號太多層").hint(SPLIT);
        }
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    // sqlparser says: Expected: …, found: … at Line: 1, Column: 9
    let (said, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
    let mut numbers = place.split(", Column: ").filter_map(|number| number.trim().parse().ok());
    let start = match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => lines.offset(Location { line, column }),
        _ => text.len(),
    };
    let end = text[start..].char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, _)| start + at);
    let found = said.rsplit_once("found: ").map_or(said, |(_, found)| found);
    let (message, hint) = match found {
        "EOF" if missing_brackets(text) > 0 => {
            (format!("少了 {} 個右括號", missing_brackets(text)), "每個左括號都要有右括號 )")
        }
        "EOF" => ("條件或算式沒有寫完".to_owned(), USAGE),
        _ if said.contains("Unterminated string") => {
            ("文字少了結尾的單引號".to_owned(), "文字前後都要有單引號，例如：官等 = '簡任'")
        }
        found => (format!("看不懂「{found}」"), USAGE),
    };
    Fault::new("expression-syntax", Span::new(start, end), message).hint(hint)
}

/// How many brackets outside quotes are not closed.
fn missing_brackets(text: &str) -> usize {
    let (mut quoted, mut open) = (false, 0_usize);
    for c in text.chars() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => open += 1,
            ')' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// Turns sqlparser's line and column (in characters) into bytes.
pub(super) struct Lines<'a> {
    text: &'a str,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    pub(super) fn offset(&self, place: Location) -> usize {
        let mut start = 0;
        for line in self.text.split_inclusive('\n').take(usize::try_from(place.line.saturating_sub(1)).unwrap_or(0)) {
            start += line.len();
        }
        let column = usize::try_from(place.column.saturating_sub(1)).unwrap_or(0);
        let rest = &self.text[start..];
        start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    }
}
