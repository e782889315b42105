//! Takes off what mail wraps bytes in: base64 and quoted-printable.
//!
//! What is damaged gives as much as can be had: half an attachment is told from a whole one by the reader of its format.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode_char;

/// `bytes` without their transfer encoding; `encoding` is the value of `Content-Transfer-Encoding`.
pub(super) fn decode_transfer<'a>(bytes: &'a [u8], encoding: &str) -> Cow<'a, [u8]> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(decode_base64(bytes)),
        "quoted-printable" => Cow::Owned(decode_quoted_printable(bytes)),
        _ => Cow::Borrowed(bytes),
    }
}

pub(super) fn decode_base64(bytes: &[u8]) -> Vec<u8> {
    base64_decode(bytes).unwrap_or_else(|| {
        let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let clean: Vec<u8> = bytes.iter().copied().filter(letter).collect();
        base64_decode(&clean).unwrap_or_default()
    })
}

pub(super) fn decode_quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    for line in &mut lines {
        let end = line.len() - line.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (content, line_end) = line.split_at(end);
        let (content, line_end) = match content.strip_suffix(b"=") {
            Some(content) if line_end.contains(&b'\n') || line_end.is_empty() => (content, &b""[..]),
            _ => (content, if line_end.contains(&b'\n') { &b"\n"[..] } else { &b""[..] }),
        };
        let mut rest = content;
        while let Some((&byte, behind)) = rest.split_first() {
            rest = behind;
            if byte == b'='
                && let [first, second, behind @ ..] = behind
                && let Some(decoded) = quoted_printable_decode_char(*first, *second)
            {
                out.push(decoded);
                rest = behind;
            } else {
                out.push(byte);
            }
        }
        out.extend_from_slice(line_end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why: relays break lines, add blanks and lose tails; what is left of a mail is still to be read.
    #[test]
    fn damaged_encodings_give_what_they_have() {
        for (encoded, wanted) in
            [("=E7=94=B3=\r\n=E8=AB=8B  \r\n", "申請\n"), ("a=3D=3d", "a=="), ("a=ZZ=", "a=ZZ"), ("soft=\n", "soft")]
        {
            assert_eq!(String::from_utf8_lossy(&decode_transfer(encoded.as_bytes(), "Quoted-Printable ")), wanted);
        }
        for encoded in ["55Sz\r\n6KuL\r\n", "55Sz!6KuL", "55Sz6KuL=="] {
            assert_eq!(decode_transfer(encoded.as_bytes(), "base64").as_ref(), "申請".as_bytes(), "{encoded}");
        }
        assert_eq!(decode_transfer(b"=41", "8bit").as_ref(), b"=41");
    }
}
