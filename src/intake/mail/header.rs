//! The header block of a mail or a part: fields, decoded words (RFC 2047) and parameters (RFC 2231).
//!
//! Works on bytes: mail programs of agencies also write Big5 into headers without any encoding, which no standard allows
//! and every office receives.

use super::charset::decode_text;
use super::transfer::{decode_base64, decode_quoted_printable};

/// A header block longer than this is none.
const LONGEST: usize = 256 * 1024;
/// The standard ends an encoded word after 75 characters; some programs do not.
const LONGEST_WORD: usize = 4_000;
/// More parameters than this no field has.
const MOST_PARAMETERS: usize = 100;
/// More fields than this no mail has.
const MOST_FIELDS: usize = 1_000;

/// The fields of one header block, in their order; names in lower case, values unfolded.
#[derive(Clone, Debug, Default)]
pub(super) struct Headers(Vec<(String, Vec<u8>)>);

/// A value with parameters: `multipart/mixed; boundary=x`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameterized {
    /// What stands before the first semicolon, in lower case.
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl Headers {
    /// Splits `bytes` into the header block at their start and the body behind it.
    pub(super) fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() && bytes.len() - rest.len() < LONGEST {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, behind) = rest.split_at(end);
            let content = line.trim_ascii_end();
            if content.is_empty() {
                return (Self(fields), behind);
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(b' ');
                    value.extend_from_slice(content.trim_ascii_start());
                }
            } else if let Some((name, value)) = field(content) {
                if fields.len() < MOST_FIELDS {
                    fields.push((name, value.trim_ascii().to_vec()));
                }
            } else if !content.starts_with(b"From ") {
                // No header field: the body has begun without an empty line.
                return (Self(fields), rest);
            }
            rest = behind;
        }
        (Self(fields), rest)
    }

    /// The first field of this name, undecoded.
    pub(super) fn raw(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// The first field of this name as text, encoded words decoded; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.raw(name).map(|value| decode_words(value, None)).unwrap_or_default()
    }

    /// The first field of this name with its parameters. Text without a name of its character set has the one of the mail.
    pub(super) fn parameterized(&self, name: &str) -> Parameterized {
        self.raw(name).map(parse_parameters).unwrap_or_default()
    }
}

impl Parameterized {
    /// A parameter, decoded.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// `Name: value`.
fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let name = line[..colon].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then(|| (String::from_utf8_lossy(name).to_ascii_lowercase(), &line[colon + 1..]))
}

/// The text of a header value: `=?Big5?B?…?=` decoded, neighbours joined before they are decoded, since programs cut words
/// in the middle of a character.
pub(super) fn decode_words(value: &[u8], charset: Option<&str>) -> String {
    let mut out = String::new();
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    while !rest.is_empty() {
        if let Some((word, behind)) = encoded_word(rest) {
            match &mut pending {
                Some((known, bytes)) if *known == word.0 => bytes.extend_from_slice(&word.1),
                _ => {
                    flush(&mut pending, &mut out);
                    pending = Some(word);
                }
            }
            // White space between two encoded words is no part of the text.
            let next = behind.trim_ascii_start();
            rest = if encoded_word(next).is_some() { next } else { behind };
            continue;
        }
        flush(&mut pending, &mut out);
        let end = rest.iter().skip(1).position(|byte| *byte == b'=').map_or(rest.len(), |at| at + 1);
        out.push_str(&decode_text(&rest[..end], charset));
        rest = &rest[end..];
    }
    flush(&mut pending, &mut out);
    out.trim().to_owned()
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&decode_text(&bytes, Some(&charset)));
    }
}

type Word = (String, Vec<u8>);

/// The encoded word at the start of `bytes`, and what stands behind it.
fn encoded_word(bytes: &[u8]) -> Option<(Word, &[u8])> {
    let rest = bytes.strip_prefix(b"=?")?;
    let (charset, rest) = split_once(rest, b'?', 40)?;
    let (encoding, rest) = split_once(rest, b'?', 1)?;
    // Looking further would take a header of nothing but beginnings for ever.
    let end = memchr::memmem::find(&rest[..rest.len().min(LONGEST_WORD)], b"?=")?;
    let (text, behind) = (&rest[..end], &rest[end + 2..]);
    let decoded = match encoding {
        b"B" | b"b" => decode_base64(text),
        b"Q" | b"q" => {
            let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
            decode_quoted_printable(&spaced)
        }
        _ => return None,
    };
    // RFC 2231: `=?utf-8*zh?…`.
    let charset = charset.split(|byte| *byte == b'*').next().unwrap_or_default();
    Some(((String::from_utf8_lossy(charset).to_ascii_lowercase(), decoded), behind))
}

fn split_once(bytes: &[u8], mark: u8, longest: usize) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().take(longest + 1).position(|byte| *byte == mark)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// A piece of a parameter: its number, whether it is percent-encoded, its bytes.
type Continued = (u32, bool, Vec<u8>);

fn parse_parameters(value: &[u8]) -> Parameterized {
    let mut pieces = split_parameters(value).into_iter().take(MOST_PARAMETERS);
    let first = pieces.next().unwrap_or_default();
    let mut parsed =
        Parameterized { value: decode_text(&first, None).trim().to_ascii_lowercase(), ..Default::default() };
    // `filename*0*=big5''%A5…; filename*1=…`: the pieces in the order of their numbers, and the character set of the first.
    let mut continued: Vec<(String, Vec<Continued>)> = Vec::new();
    for piece in pieces {
        let Some(equals) = memchr::memchr(b'=', &piece) else { continue };
        let name = String::from_utf8_lossy(piece[..equals].trim_ascii()).to_ascii_lowercase();
        let value = piece[equals + 1..].trim_ascii().to_vec();
        let Some((base, mark)) = name.split_once('*') else {
            parsed.parameters.push((name, decode_words(&value, None)));
            continue;
        };
        let encoded = mark.is_empty() || mark.ends_with('*');
        let number = mark.trim_end_matches('*').parse().unwrap_or(0);
        match continued.iter_mut().find(|(known, _)| known == base) {
            Some((_, parts)) => parts.push((number, encoded, value)),
            None => continued.push((base.to_owned(), vec![(number, encoded, value)])),
        }
    }
    for (name, mut parts) in continued {
        parts.sort_by_key(|(number, ..)| *number);
        // RFC 2231 before what is written for older programs: it names its character set.
        parsed.parameters.insert(0, (name, join_continued(&parts)));
    }
    parsed
}

fn join_continued(parts: &[Continued]) -> String {
    let mut charset = None;
    let mut bytes = Vec::new();
    for (index, (_, encoded, value)) in parts.iter().enumerate() {
        let mut value = value.as_slice();
        if index == 0
            && *encoded
            && let Some((name, rest)) = split_once(value, b'\'', 40)
            && let Some((_, rest)) = split_once(rest, b'\'', 40)
        {
            charset = Some(String::from_utf8_lossy(name).into_owned());
            value = rest;
        }
        if *encoded { bytes.extend(decode_percent(value)) } else { bytes.extend_from_slice(value) }
    }
    if charset.is_none() { decode_words(&bytes, None) } else { decode_text(&bytes, charset.as_deref()) }
}

fn decode_percent(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte == b'%'
            && let [first, second, behind @ ..] = behind
            && let Some(decoded) =
                mail_parser::decoders::quoted_printable::quoted_printable_decode_char(*first, *second)
        {
            out.push(decoded);
            rest = behind;
        } else {
            out.push(byte);
        }
    }
    out
}

/// Cuts at semicolons that are not in quotes, and takes the quotes off.
fn split_parameters(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut escaped) = (false, false);
    for &byte in value {
        let last = pieces.len() - 1;
        match byte {
            _ if escaped => {
                // A backslash may also be the second byte of a Big5 character, as in 許功蓋; there it is no escape.
                pieces[last].push(byte);
                escaped = false;
            }
            b'\\' if quoted && pieces[last].last().is_none_or(u8::is_ascii) => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => pieces.push(Vec::new()),
            _ => pieces[last].push(byte),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &[u8]) -> String {
        decode_words(value, None)
    }

    /// Why: every way in which programs that offices use write a subject.
    #[test]
    fn subjects_are_decoded_however_they_are_written() {
        for (value, wanted) in [
            (&b"=?big5?B?pdO90A==?="[..], "申請"),
            (b"=?UTF-8?Q?=E7=94=B3=E8=AB=8B_1?=", "申請 1"),
            // Cut in the middle of a character.
            (b"=?utf-8?B?55Sz6A==?= =?utf-8?B?q4s=?=", "申請"),
            (b"Re: =?big5?B?pdO90A==?= (2)", "Re: 申請 (2)"),
            (b"\xa5\xd3\xbd\xd0\xb3\x5c", "申請許"),
            ("申請".as_bytes(), "申請"),
            (b"=?broken", "=?broken"),
            (b"a=b", "a=b"),
        ] {
            assert_eq!(text(value), wanted, "{}", String::from_utf8_lossy(value));
        }
    }

    #[test]
    fn file_names_are_decoded_however_they_are_written() {
        for (value, wanted) in [
            (&b"attachment; filename=form.xlsx"[..], "form.xlsx"),
            (b"attachment; filename=\"a;b \\\"c\\\".xlsx\"", "a;b \"c\".xlsx"),
            (b"attachment; filename=\"=?big5?B?pdO90A==?=.xlsx\"", "申請.xlsx"),
            (b"attachment; filename*=UTF-8''%E7%94%B3%E8%AB%8B.xlsx", "申請.xlsx"),
            (b"attachment; filename=old.xlsx; filename*=big5'zh-TW'%A5%D3%BD%D0.xlsx", "申請.xlsx"),
            (b"attachment; filename*1=\"\xbd\xd0.xlsx\"; filename*0*=big5''%A5%D3", "申請.xlsx"),
            (b"attachment; filename=\"\xa5\xd3\xbd\xd0\xb3\x5c.xlsx\"", "申請許.xlsx"),
        ] {
            let found = parse_parameters(value);
            assert_eq!((found.value.as_str(), found.get("filename")), ("attachment", Some(wanted)));
        }
    }

    #[test]
    fn a_header_block_ends_where_it_ends() {
        let (headers, body) = Headers::split(b"From: a\r\nSubject: one\r\n two\r\n\r\nbody");
        assert_eq!((headers.text("subject").as_str(), body), ("one two", &b"body"[..]));
        let (headers, body) = Headers::split(b"Subject: x\nno header here\n\n");
        assert_eq!((headers.text("subject").as_str(), body), ("x", &b"no header here\n\n"[..]));
        assert!(Headers::split(b"").1.is_empty());
    }
}
