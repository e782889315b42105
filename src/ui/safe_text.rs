//! Text from outside, before it reaches a terminal.

/// `text` without control characters, escape sequences and direction overrides; line breaks and tabs stay.
#[must_use]
pub fn safe_text(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(c),
            c if c.is_control() => Some('\u{fffd}'),
            // Zero-width and direction characters can make a text read as another.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::safe_text;

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(safe_text("甲\u{1b}[31m乙\r\n丙\u{202e}丁"), "甲\u{fffd}[31m乙\u{fffd}\n丙丁");
    }
}
