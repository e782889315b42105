//! Text as a cell of an .xlsx holds it.
//!
//! What XML cannot hold, Excel writes as `_xHHHH_`; so an underscore that would begin such a thing is written `_x005F_`.

use std::io::Write as _;

/// Adds `text` to `out`.
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, length) in escaped(bytes) {
        out.extend_from_slice(&bytes[from..at]);
        from = at + length;
        match &bytes[at..from] {
            b"&" => out.extend_from_slice(b"&amp;"),
            b"<" => out.extend_from_slice(b"&lt;"),
            b">" => out.extend_from_slice(b"&gt;"),
            b"_" => out.extend_from_slice(b"_x005F_"),
            [_, _, last] => write!(out, "_xFF{:02X}_", last | 0x40).expect("memory takes everything"),
            control => write!(out, "_x{:04X}_", control[0]).expect("memory takes everything"),
        }
    }
    out.extend_from_slice(&bytes[from..]);
}

/// No more bytes come of `text`.
pub(super) fn most_bytes(text: &str) -> usize {
    text.len() + 6 * escaped(text.as_bytes()).count()
}

/// Where something cannot stand as it is, and how many bytes it has. At most seven take their place.
fn escaped(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    bytes.iter().enumerate().filter_map(|(at, byte)| match byte {
        b'&' | b'<' | b'>' | 0..=8 | 11..=31 => Some((at, 1)),
        b'_' if is_escape(&bytes[at..]) => Some((at, 1)),
        // U+FFFE and U+FFFF are no characters.
        0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => Some((at, 3)),
        _ => None,
    })
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
            assert!(expected.len() <= most_bytes(text), "{text:?}");
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
