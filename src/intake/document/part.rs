//! Takes one part out of a document's zip archive, within a budget of bytes that are really unpacked.

use std::io::{Cursor, Read as _};

use encoding_rs::{Encoding, UTF_8};
use zip::ZipArchive;
use zip::result::ZipError;

use super::DocumentError;

/// A document has some twenty parts.
const MAX_PARTS: usize = 10_000;

/// The archive of a document.
pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Parts<'a> {
    /// Opens the archive; no more than `budget` bytes will be unpacked from it, whatever it says of its sizes.
    pub(super) fn open(bytes: &'a [u8], budget: u64) -> Result<Self, DocumentError> {
        let damaged = |error: ZipError| DocumentError::Damaged(error.to_string());
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > MAX_PARTS {
            return Err(DocumentError::TooLarge);
        }
        Ok(Self { archive, left: budget })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The text of the part of this name.
    pub(super) fn text(&mut self, name: &str) -> Result<String, DocumentError> {
        let part = self.archive.by_name(name).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => DocumentError::Encrypted,
            other => DocumentError::Damaged(other.to_string()),
        })?;
        let mut bytes = Vec::new();
        let read = part.take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        if length > self.left {
            return Err(DocumentError::TooLarge);
        }
        self.left -= length;
        read.map_err(|error| DocumentError::Damaged(error.to_string()))?;
        Ok(decode(&bytes))
    }
}

/// By its byte order mark, else by what its first line says, else UTF-8.
fn decode(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration =
        head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or("", |(inside, _)| inside);
    let declared = declaration.split_once("encoding").and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    let encoding = declared.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8);
    // `decode` looks at the byte order mark first.
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// A small archive may unpack to gigabytes: what counts is what has come out, over all parts.
    #[test]
    fn the_budget_is_of_bytes_that_come_out() {
        let bytes = archive(&[("a", &[b'x'; 600]), ("b", &[b'y'; 600])]);
        let mut parts = Parts::open(&bytes, 1_000).unwrap();
        assert_eq!(parts.text("a").unwrap().len(), 600);
        assert!(matches!(parts.text("b"), Err(DocumentError::TooLarge)));
        let mut parts = Parts::open(&bytes, 1_200).unwrap();
        assert!(parts.text("a").is_ok() && parts.text("b").is_ok() && parts.has("a") && !parts.has("c"));
        assert!(matches!(parts.text("c"), Err(DocumentError::Damaged(_))));
    }

    #[test]
    fn encodings_are_told_by_mark_or_declaration() {
        let utf16: Vec<u8> = "\u{feff}<r>甲</r>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "<r>甲</r>");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='Big5'?><r>\xa5\xd2</r>"),
            "<?xml version='1.0' encoding='Big5'?><r>甲</r>"
        );
        assert_eq!(decode("\u{feff}<r>甲</r>".as_bytes()), "<r>甲</r>");
    }
}
