//! Text as a cell of an .xlsx holds it.
//!
//! What XML cannot hold, Excel writes as `_xHHHH_`; so an underscore that would begin such a thing is written `_x005F_`.

use std::io::Write as _;

/// At most so many bytes come of one.
pub(super) const GROWTH: usize = 7;

/// Adds `text` to `out`.
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut plain_from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let length = match byte {
            b'&' | b'<' | b'>' | 0..=8 | 11..=31 => 1,
            b'_' if is_escape(&bytes[at..]) => 1,
            // U+FFFE and U+FFFF are no characters.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => 3,
            _ => continue,
        };
        out.extend_from_slice(&bytes[plain_from..at]);
        plain_from = at + length;
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'_' => out.extend_from_slice(b"_x005F_"),
            0xEF if bytes[at + 2] == 0xBE => out.extend_from_slice(b"_xFFFE_"),
            0xEF => out.extend_from_slice(b"_xFFFF_"),
            control => write!(out, "_x{control:04X}_").expect("memory takes everything"),
        }
    }
    out.extend_from_slice(&bytes[plain_from..]);
}

/// Whether it begins with `_xHHHH_`.
fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

/// Adds `number` to `out`, in digits.
pub(super) fn push_whole(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b"0123456789"[usize::try_from(rest % 10).unwrap_or(0)];
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Adds `number`, which is one, to `out`: every digit of it, and no more.
pub(super) fn push_number(out: &mut Vec<u8>, number: f64) {
    /// Below, every whole number is one of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        if number < 0.0 {
            out.push(b'-');
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and below 2^53")]
        push_whole(out, number.abs() as u64);
    } else {
        write!(out, "{number:?}").expect("memory takes everything");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_written_so_that_it_reads_back() {
        for (text, expected) in [
            ("勞動部 12", "勞動部 12"),
            ("<r>&</r>", "&lt;r&gt;&amp;&lt;/r&gt;"),
            ("]]>", "]]&gt;"),
            ("a\tb\nc", "a\tb\nc"),
            ("\0a\u{1b}[31m\r", "_x0000_a_x001B_[31m_x000D_"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
            ("_x004_ _xyz__ _x00G1_ x0041_ _x甲乙丙丁_ _x0041", "_x004_ _xyz__ _x00G1_ x0041_ _x甲乙丙丁_ _x0041"),
            ("\u{FFFE}甲\u{FFFF}\u{FFFD}", "_xFFFE_甲_xFFFF_\u{FFFD}"),
            ("", ""),
        ] {
            assert_eq!(pushed(|out| push_text(out, text)), expected, "{text:?}");
            assert!(expected.len() <= text.len() * GROWTH);
        }
    }

    #[test]
    fn numbers_keep_every_digit() {
        for (number, expected) in [
            (0.0, "0"),
            (-7.0, "-7"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (1e300, "1e300"),
            (1.0 / 3.0, "0.3333333333333333"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(pushed(|out| push_number(out, number)), expected);
            assert!(expected.parse::<f64>().unwrap().to_bits() == number.to_bits());
        }
        assert_eq!(pushed(|out| push_whole(out, u64::MAX)), "18446744073709551615");
    }
}
