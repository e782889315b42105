//! The text of bytes whose character set a mail names, or does not.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::source::Big5;

/// Stands where bytes are no character.
const LOST: char = char::REPLACEMENT_CHARACTER;

/// `bytes` as text. Without a usable name of a character set: UTF-8 where it is that, otherwise Big5, as mail programs in
/// Taiwan have always sent what they do not name.
///
/// Big5 is code page 950 with user-defined characters at their private-use code points; what browsers call Big5 would make
/// other characters of them.
pub(super) fn decode_text(bytes: &[u8], charset: Option<&str>) -> String {
    let label = charset.unwrap_or_default().trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let text = match label.as_str() {
        "big5" | "cp950" | "ms950" | "x-ms950" | "windows-950" | "big5-eten" | "x-big5" | "cn-big5" => {
            Cow::Owned(decode_big5(bytes))
        }
        "" | "us-ascii" | "ascii" | "unknown-8bit" | "8bit" | "x-unknown" | "default_charset" | "iso-8859-1" => {
            undeclared(bytes)
        }
        name => match Encoding::for_label(name.as_bytes()) {
            Some(encoding) => encoding.decode(bytes).0,
            None => undeclared(bytes),
        },
    };
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}

fn undeclared(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let big5 = decode_big5(bytes);
            // A mail in UTF-8 that was cut in the middle of a character, or has one broken byte, is still UTF-8.
            let utf8 = String::from_utf8_lossy(bytes);
            let cut = error.error_len().is_none();
            if cut || lost(&utf8) < lost(&big5) { utf8 } else { Cow::Owned(big5) }
        }
    }
}

fn lost(text: &str) -> usize {
    text.chars().filter(|c| *c == LOST).count()
}

fn decode_big5(bytes: &[u8]) -> String {
    let table = Big5::table();
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut rest = bytes;
    while let Some((&lead, behind)) = rest.split_first() {
        rest = behind;
        if lead.is_ascii() {
            out.push(char::from(lead));
            continue;
        }
        match behind.split_first().and_then(|(&trail, behind)| Some((table.character(lead, trail)?, behind))) {
            Some((character, behind)) => {
                out.push(character);
                rest = behind;
            }
            None => out.push(LOST),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decode_text;

    /// Why: what mail programs name, leave out and name wrongly; and user-defined characters, which must not become others.
    #[test]
    fn bytes_become_the_text_that_was_meant() {
        let big5 = b"\xa5\xd3\xbd\xd0\xa4\xc8"; // 申請人… : the third is 丑
        for (bytes, charset, wanted) in [
            (&big5[..4], Some("big5"), "申請"),
            (&big5[..4], Some("\"CP950\""), "申請"),
            (&big5[..4], None, "申請"),
            (&big5[..4], Some("us-ascii"), "申請"),
            (&big5[..4], Some("no-such-set"), "申請"),
            ("申請".as_bytes(), None, "申請"),
            ("申請".as_bytes(), Some("utf-8"), "申請"),
            (&"申請".as_bytes()[..5], None, "申\u{fffd}"),
            (b"\xef\xbb\xbfabc", Some("utf-8"), "abc"),
            (b"\xfa\x40\x87\x42", Some("big5"), "\u{e000}\u{f268}"),
            (b"a\xb3", Some("big5"), "a\u{fffd}"),
            (b"\xc9\xea\xc7\xeb", Some("gb2312"), "申请"),
        ] {
            assert_eq!(decode_text(bytes, charset), wanted, "{charset:?}");
        }
    }
}
