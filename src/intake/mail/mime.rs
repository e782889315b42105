//! A mail taken apart: texts, files and the mails within it.
//!
//! The structure is read here and not by a library, because it is what attackers bend: how deep and how many parts is
//! bounded before anything is kept, and nothing is copied but what is decoded.

use super::charset::decode_text;
use super::header::{Headers, Parameterized};
use super::html::html_charset;
use super::transfer::decode_transfer;

/// How deep parts and mails may lie in one another; people who forward a forwarded mail stay far below.
const MAX_DEPTH: usize = 24;
/// How many parts a mail may have, those of the mails within it included.
const MAX_PARTS: usize = 1_000;

/// What of a field of the envelope is shown.
const LONGEST_SHOWN: usize = 200;

/// Why a mail is not taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MimeError {
    /// Parts within parts without end.
    #[error("郵件層層包夾超過 {MAX_DEPTH} 層，不像一般郵件")]
    TooDeep,
    /// Parts without end.
    #[error("郵件超過 {MAX_PARTS} 個部分，不像一般郵件")]
    TooManyParts,
}

/// Who sent a mail, when, about what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    /// `From`, as people read it.
    pub(super) from: String,
    /// `Date`, as it stands there.
    pub(super) date: String,
    /// `Subject`.
    pub(super) subject: String,
}

/// One text of a mail, in the one or two forms in which it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// As plain text.
    pub(super) plain: Option<String>,
    /// As HTML.
    pub(super) html: Option<String>,
}

/// A file in a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MailFile {
    /// Its name as it stands there; empty where it has none. Nobody may use it as a path.
    pub(super) name: String,
    /// `application/pdf`.
    pub(super) media_type: String,
    /// Shown within the text, as the picture of a signature is.
    pub(super) inline: bool,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// One mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mail {
    /// Its envelope.
    pub(super) envelope: Envelope,
    /// Its texts, in their order.
    pub(super) bodies: Vec<Body>,
    /// Its files, in their order.
    pub(super) files: Vec<MailFile>,
    /// The mails in it, each with its name.
    pub(super) mails: Vec<(String, Mail)>,
    /// Whether a part ends without its mark: the file was cut off.
    pub(super) truncated: bool,
}

/// Takes apart the mail in `bytes`; none where these are no mail.
pub(super) fn parse_mail(bytes: &[u8]) -> Result<Option<Mail>, MimeError> {
    Walk { parts: 0 }.mail(bytes, 0)
}

/// Counts what has been seen.
struct Walk {
    parts: usize,
}

/// What the part around a part says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Mixed,
    Alternative,
    Related,
    Digest,
}

impl Walk {
    fn mail(&mut self, bytes: &[u8], depth: usize) -> Result<Option<Mail>, MimeError> {
        let (headers, _) = Headers::split(bytes);
        if !["from", "subject", "date", "content-type", "received", "to"].iter().any(|name| headers.raw(name).is_some())
        {
            return Ok(None);
        }
        let short = |name: &str| headers.text(name).chars().filter(|c| !c.is_control()).take(LONGEST_SHOWN).collect();
        let envelope = Envelope { from: short("from"), date: short("date"), subject: short("subject") };
        let mut mail = Mail { envelope, ..Mail::default() };
        self.part(bytes, depth, Around::Mixed, &mut mail)?;
        Ok(Some(mail))
    }

    fn part(&mut self, bytes: &[u8], depth: usize, around: Around, mail: &mut Mail) -> Result<(), MimeError> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(MimeError::TooManyParts);
        }
        if depth > MAX_DEPTH {
            return Err(MimeError::TooDeep);
        }
        let (headers, body) = Headers::split(bytes);
        let content = headers.parameterized("content-type");
        if let (true, Some(boundary)) = (content.value.starts_with("multipart/"), content.get("boundary")) {
            return self.multipart(body, boundary, &content, depth, mail);
        }
        let disposition = headers.parameterized("content-disposition");
        let name = [disposition.get("filename"), content.get("name")].into_iter().flatten().next().unwrap_or_default();
        let decoded = decode_transfer(
            body,
            &String::from_utf8_lossy(headers.raw("content-transfer-encoding").unwrap_or_default()),
        );
        let is_mail = content.value.starts_with("message/")
            || content.value.is_empty() && around == Around::Digest
            || name.to_lowercase().ends_with(".eml");
        if is_mail && let Some(inner) = self.mail(&decoded, depth + 1)? {
            let name = if name.is_empty() { inner.envelope.subject.clone() } else { name.to_owned() };
            mail.mails.push((name, inner));
            return Ok(());
        }
        let is_text = matches!(content.value.as_str(), "" | "text" | "text/plain" | "text/html");
        if is_text && name.is_empty() && disposition.value != "attachment" {
            add_text(mail, &decoded, &content, around);
            return Ok(());
        }
        let inline = disposition.value != "attachment"
            && (around == Around::Related || disposition.value == "inline" || headers.raw("content-id").is_some());
        let (name, media_type) = (name.to_owned(), content.value);
        mail.files.push(MailFile { name, media_type, inline, bytes: decoded.into_owned() });
        Ok(())
    }

    fn multipart(
        &mut self,
        body: &[u8],
        boundary: &str,
        content: &Parameterized,
        depth: usize,
        mail: &mut Mail,
    ) -> Result<(), MimeError> {
        let around = match content.value.as_str() {
            "multipart/alternative" => Around::Alternative,
            "multipart/related" => Around::Related,
            "multipart/digest" => Around::Digest,
            _ => Around::Mixed,
        };
        if around == Around::Alternative {
            mail.bodies.push(Body::default());
        }
        let mut pieces = Pieces { rest: body, delimiter: format!("--{boundary}").into_bytes(), closed: false };
        // What stands before the first mark is for programs that know no parts.
        pieces.next_piece();
        while let Some(piece) = pieces.next_piece() {
            self.part(piece, depth + 1, around, mail)?;
        }
        mail.truncated |= !pieces.closed;
        Ok(())
    }
}

/// The parts between the marks of a boundary.
struct Pieces<'a> {
    rest: &'a [u8],
    delimiter: Vec<u8>,
    closed: bool,
}

impl<'a> Pieces<'a> {
    /// What stands before the next mark; without one, everything that is left.
    fn next_piece(&mut self) -> Option<&'a [u8]> {
        if self.closed || self.rest.is_empty() {
            return None;
        }
        let bytes = self.rest;
        let found = memchr::memmem::find_iter(bytes, &self.delimiter).find(|at| *at == 0 || bytes[at - 1] == b'\n');
        let Some(at) = found else {
            self.rest = b"";
            return Some(bytes);
        };
        let behind = &bytes[at + self.delimiter.len()..];
        self.closed = behind.starts_with(b"--");
        self.rest = memchr::memchr(b'\n', behind).map_or(&b""[..], |end| &behind[end + 1..]);
        let piece = &bytes[..at];
        let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
        Some(piece.strip_suffix(b"\r").unwrap_or(piece))
    }
}

fn add_text(mail: &mut Mail, bytes: &[u8], content: &Parameterized, around: Around) {
    let html = content.value == "text/html";
    let charset = content.get("charset").map(str::to_owned).or_else(|| if html { html_charset(bytes) } else { None });
    let mut text = decode_text(bytes, charset.as_deref()).replace("\r\n", "\n").replace('\r', "\n");
    if content.get("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        text = unfold(&text);
    }
    // A text within an alternative (or the page that its pictures belong to) is the same text once more.
    let same = match around {
        Around::Alternative | Around::Related => mail.bodies.last_mut(),
        _ => None,
    };
    let free = same.filter(|body| if html { body.html.is_none() } else { body.plain.is_none() });
    let body = if let Some(body) = free {
        body
    } else {
        mail.bodies.push(Body::default());
        mail.bodies.last_mut().expect("one was just added")
    };
    if html { body.html = Some(text) } else { body.plain = Some(text) }
}

/// `format=flowed` (RFC 3676): a line that ends in a blank goes on in the next one.
fn unfold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_suffix(' ') {
            Some(flowing) if line != "-- " => out.push_str(flowing),
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Mail {
        parse_mail(text.replace('\n', "\r\n").as_bytes()).unwrap().unwrap()
    }

    /// Why: what mail programs really send: a text twice, pictures of it, a file, and a mail within the mail.
    #[test]
    fn a_mail_is_taken_apart() {
        let found = mail(
            "From: =?utf-8?B?5p6X?= <a@example.gov.tw>\nSubject: outer\nContent-Type: multipart/mixed; boundary=\"m\"\n\n\
             ignored\n--m\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: multipart/alternative; boundary=a\n\n\
             --a\n\nplain\n--a\nContent-Type: text/html\n\n<p>html</p>\n--a--\n--r\nContent-Type: image/png\n\
             Content-ID: <x>\n\nPNG\n--r--\n--m\nContent-Disposition: attachment; filename=\"form.xlsx\"\n\
             Content-Transfer-Encoding: base64\n\nUEs=\n--m\nContent-Type: message/rfc822\n\nSubject: inner\n\nold\n--m--\n",
        );
        let body = Body { plain: Some("plain".to_owned()), html: Some("<p>html</p>".to_owned()) };
        assert_eq!((&found.bodies[..], found.truncated), (&[body][..], false));
        assert_eq!(found.envelope.from, "林 <a@example.gov.tw>");
        let files: Vec<_> = found.files.iter().map(|file| (file.name.as_str(), file.inline, &file.bytes[..])).collect();
        assert_eq!(files, [("", true, &b"PNG"[..]), ("form.xlsx", false, b"PK")]);
        let [(name, inner)] = &found.mails[..] else { panic!("{found:?}") };
        assert_eq!((name.as_str(), inner.bodies[0].plain.as_deref()), ("inner", Some("old")));
    }

    #[test]
    fn a_mail_that_was_cut_off_says_so() {
        let found = mail("Subject: x\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\ntext\n");
        assert!(found.truncated);
        assert_eq!(found.bodies[0].plain.as_deref(), Some("text\n"));
        assert_eq!(parse_mail(b"PK\x03\x04 no mail"), Ok(None));
        assert_eq!(parse_mail(b""), Ok(None));
    }

    #[test]
    fn flowed_text_is_unfolded() {
        let found = mail("Subject: x\nContent-Type: text/plain; format=flowed\n\none \ntwo\n-- \nname\n");
        assert_eq!(found.bodies[0].plain.as_deref(), Some("onetwo\n-- \nname\n"));
    }
}
