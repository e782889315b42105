//! Numbers in a text, in digits or in Chinese characters: 20, 二十, 一百一十四, 一一四.

use crate::domain::{CHINESE_DIGITS, chinese_number};

/// The number at `at` and where it ends.
pub(super) fn number_at(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 {
        // Longer ones are telephone or document numbers.
        let text: String = chars[at..at + digits].iter().collect();
        return (digits <= 8).then(|| text.parse().ok()).flatten().map(|number| (number, at + digits));
    }
    let run = chars[at..].iter().take_while(|c| CHINESE_DIGITS.contains(**c)).count();
    (run > 0).then(|| (chinese_number(&chars[at..at + run]), at + run))
}

#[cfg(test)]
mod tests {
    use super::number_at;

    #[test]
    fn digits_and_characters_are_read_alike() {
        for (text, wanted) in [
            ("20年", (20, 2)),
            ("二十年", (20, 2)),
            ("十二職等", (12, 2)),
            ("一百一十四年", (114, 5)),
            ("一一四年", (114, 3)),
            ("卅歲", (30, 1)),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(number_at(&chars, 0), Some(wanted), "{text}");
        }
        assert_eq!(number_at(&['年'], 0), None);
        assert_eq!(number_at(&"123456789".chars().collect::<Vec<_>>(), 0), None);
    }
}
