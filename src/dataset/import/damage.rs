//! Characters that no cell of the form has: they act instead of being seen, or stand for what was lost.

/// The rule that `text` breaks by a character in it; none where all are sound.
pub(super) fn damage(text: &str) -> Option<&'static str> {
    text.chars().find_map(|c| match c {
        '\u{fffd}' => Some("encoding"),
        '\n' | '\r' => Some("line-break"),
        '\t' => None,
        // The last two turn the direction of what follows: a name is read in another order than it is stored.
        c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
            Some("control-character")
        }
        _ => None,
    })
}

/// Whether a block may hold such a character: what it has nowhere, none of its lines has.
pub(super) fn may_be_damaged(bytes: &[u8]) -> bool {
    // Line ends are everywhere, so a carriage return counts only where no line feed follows.
    let control = |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f;
    let lone_return = || memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
    // U+0080–9F, U+202A–202E and U+2066–2069, U+FFFD: what begins with these bytes is rare among hanzi.
    let odd = |at: usize| match &bytes[at..bytes.len().min(at + 3)] {
        [0xc2, next, ..] => *next < 0xa0,
        [0xe2, 0x80, last] => (0xaa..=0xae).contains(last),
        [0xe2, 0x81, last] => (0xa6..=0xa9).contains(last),
        rest => *rest == [0xef, 0xbf, 0xbd],
    };
    bytes.iter().any(|byte| control(*byte)) || lone_return() || memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The look at a whole block must never pass over what the look at a line finds. Big5 has bytes that look so by chance,
    /// which costs time only.
    #[test]
    fn a_block_is_suspicious_where_a_line_is() {
        for c in ('\0'..='\u{2fff}').chain(['\u{fffd}', '\u{ffff}', '陳', '\u{20000}']) {
            let text = format!("a,陳{c}b\r\n");
            let cell = text.trim_end_matches("\r\n");
            if damage(cell).is_some() && c != '\n' {
                assert!(may_be_damaged(text.as_bytes()), "{c:?}");
            }
        }
        assert_eq!(damage("賴\r乙"), Some("line-break"));
        assert_eq!(damage("陳\u{85}甲"), Some("control-character"));
        assert_eq!(damage("陳\u{202e}甲"), Some("control-character"));
        assert_eq!(damage("陳\u{3000}甲\t"), None);
        assert!(!may_be_damaged("人員,陳甲松\r\n".as_bytes()));
    }
}
