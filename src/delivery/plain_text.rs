//! Text from outside on its way to a reader: without characters that act instead of being seen.

/// `text` without control characters and without those that turn the direction of writing or have no width; line breaks
/// and tabs become spaces.
#[must_use]
pub(super) fn plain_text(text: &str) -> String {
    text.chars().filter_map(visible).collect()
}

fn visible(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn what_acts_is_taken_out_and_what_is_seen_stays() {
        assert_eq!(plain_text("甲\u{202E}乙\u{1b}[31m\u{7}丙\n丁"), "甲乙[31m丙 丁");
        assert_eq!(plain_text("=cmd|' /C calc'!A0"), "=cmd|' /C calc'!A0");
    }
}
