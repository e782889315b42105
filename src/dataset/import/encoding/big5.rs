//! The text of a line in Big5, user-defined characters as the agency has them. The table is [`Big5`].

use std::borrow::Cow;

use super::{Eudc, Undecodable};
use crate::source::Big5;

/// The text of one line.
pub(super) fn decode<'a>(bytes: &'a [u8], characters: &Eudc) -> Result<Cow<'a, str>, Undecodable> {
    let mut at = ascii_run(bytes);
    let mut out = String::new();
    if at == bytes.len() {
        return Ok(Cow::Borrowed(ascii(bytes)));
    }
    // Two bytes of Big5 are three of UTF-8.
    out.reserve(bytes.len() + bytes.len() / 2);
    out.push_str(ascii(&bytes[..at]));
    let table = Big5::table();
    while let Some(&lead) = bytes.get(at) {
        if lead.is_ascii() {
            let end = at + ascii_run(&bytes[at..]);
            out.push_str(ascii(&bytes[at..end]));
            at = end;
            continue;
        }
        let character = bytes.get(at + 1).and_then(|trail| table.character(lead, *trail)).ok_or(Undecodable { at })?;
        match characters.unicode(character) {
            Some(unicode) => out.push_str(unicode),
            None => out.push(character),
        }
        at += 2;
    }
    Ok(Cow::Owned(out))
}

fn ascii_run(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len())
}

fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("ASCII is UTF-8")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::domain::Digest;
    use crate::source::{is_private_use, user_defined};

    fn one(code: u16) -> Option<char> {
        let pair = code.to_be_bytes();
        let decoded = decode(&pair, &Eudc::default()).ok()?;
        let mut characters = decoded.chars();
        characters.next().filter(|_| characters.next().is_none())
    }

    /// Whatever table is underneath, the figures must be those of code page 950. The digest is over a line
    /// `code TAB character` for each pair outside the user-defined areas, and was computed from CPython's `cp950`.
    #[test]
    fn the_standard_areas_equal_code_page_950() {
        let mut lines = String::new();
        let (mut hanzi, mut symbols, mut eten) = (0, 0, 0);
        for code in 0x8140..=0xfefe_u16 {
            let Some(character) = one(code).filter(|character| !is_private_use(*character)) else { continue };
            match code {
                0xa440..=0xc67e | 0xc940..=0xf9d5 => hanzi += 1,
                0xf9d6..=0xf9fe => eten += 1,
                _ => symbols += 1,
            }
            writeln!(lines, "{code:04X}\t{character}").unwrap();
        }
        // 441 symbols of Big5 are 408 and 33 control characters; code page 950 leaves those out and adds the euro.
        assert_eq!((hanzi, symbols, eten), (13_053, 409, 41));
        let digest = Digest::of(lines.as_bytes()).to_string();
        assert_eq!(digest, "7be253756b27dc7ec110a9bff369a971a0d4abf9575230b20238d61e6a8c8468");
    }

    /// The codes at which tables of Big5 differ, one by one: what the digest only says as a whole.
    #[test]
    fn codes_at_which_tables_differ() {
        for (code, wanted) in [
            (0xa145, '\u{2027}'),
            (0xa14e, '\u{fe51}'),
            (0xa15a, '\u{2574}'),
            (0xa1c3, '\u{ffe3}'),
            (0xa1c5, '\u{02cd}'),
            (0xa1fe, '\u{ff0f}'),
            (0xa240, '\u{ff3c}'),
            (0xa2cc, '十'),
            (0xa2ce, '卅'),
            (0xa3e1, '€'),
            (0xa451, '十'),
            (0xa461, '兀'),
            // 兀 and 嗀 are there twice; the second ones are compatibility ideographs, so that a round trip is exact.
            (0xc94a, '\u{fa0c}'),
            (0xddfc, '\u{fa0d}'),
            (0xf9d6, '碁'),
            (0xf9d7, '銹'),
            (0xf9d8, '裏'),
            (0xf9d9, '墻'),
            (0xf9da, '恒'),
            (0xf9db, '粧'),
            (0xf9dc, '嫺'),
            (0xf9fe, '▓'),
        ] {
            assert_eq!(one(code), Some(wanted), "{code:04X}");
        }
        for code in (0xa3c0..=0xa3e0).chain(0xa3e2..=0xa3fe) {
            assert_eq!(one(code), None, "{code:04X}");
        }
    }

    /// The promise of the issue, over all of them: a user-defined code is its own private-use code point, nothing else.
    #[test]
    fn a_user_defined_code_never_becomes_another_character() {
        let mut found = 0;
        for code in 0x8140..=0xfefe_u16 {
            let [lead, trail] = code.to_be_bytes();
            let private = user_defined(lead, trail);
            found += usize::from(private.is_some());
            match one(code) {
                Some(character) if is_private_use(character) => assert_eq!(private, Some(character), "{code:04X}"),
                _ => assert_eq!(private, None, "{code:04X}"),
            }
        }
        assert_eq!(found, 5_809 + 408);
    }

    #[test]
    fn lines_as_systems_write_them() {
        let none = Eudc::default();
        assert!(matches!(decode(b"A123456789,1,069", &none), Ok(Cow::Borrowed(_))));
        assert_eq!(decode(b"", &none).unwrap(), "");
        // The second byte of 許功蓋 is a backslash: trail bytes are no ASCII.
        assert_eq!(decode(b"\xb3\x5c\xa5\x5c\xbb\x5c,\xa9\x5b", &none).unwrap(), "許功蓋,坤");
        assert_eq!(decode(b"\xb3\xaf\xfa\x40A,1", &none).unwrap(), "陳\u{e000}A,1");
        for (bytes, at) in [
            (b"\xb3\xaf\xa5".as_slice(), 2),
            (b"ab\xb3,\xa5\xd2", 2),
            (b"\xb3\xaf\x80", 2),
            (b"\xff\x40", 0),
            (b"\xa3\xc0", 0),
            (b"\xe9\x99\xb3", 0),
        ] {
            assert_eq!(decode(bytes, &none), Err(Undecodable { at }), "{bytes:x?}");
        }
    }
}
