//! From the bytes of an export to text: the encodings that agencies declare, and the characters that they made themselves.
//!
//! The room answers for two promises. A byte sequence that the declared encoding does not have is refused with its place,
//! never guessed. And a user-defined character (造字) becomes the private-use code point that Windows gives it, or what
//! the agency's 造字對照表 says, never another character.
//!
//! It leaves to others: opening files, cutting them into lines, dropping the byte-order mark of UTF-8.
//!
//! ```text
//! UTF-16 bytes ─ Utf16Reader ─▶ UTF-8 bytes ─┐
//! UTF-8 bytes ───────────────────────────────┼─ line ─ Encoding::decode_line ─▶ text
//! Big5 bytes ────────────────────────────────┘
//! ```

mod big5;
mod eudc;
mod eudc_file;
mod utf16_reader;

use std::borrow::Cow;

pub use self::eudc::Eudc;
pub use self::eudc_file::parse_eudc;
pub(super) use self::utf16_reader::Utf16Reader;

/// How the text of an export is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    #[default]
    Utf8,
    /// UTF-16 in either byte order; `Utf16Reader` makes UTF-8 of it before it is cut into lines.
    Utf16,
    /// Big5 as Windows has it, code page 950.
    Big5,
}

/// A place that is not text in the declared encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {} 個位元組起無法解讀", .at + 1)]
pub struct Undecodable {
    /// Bytes of the line before it.
    pub at: usize,
}

impl Encoding {
    /// The encoding of this name, as people and programs write it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "utf-8-bom" | "utf-8-sig" => Some(Self::Utf8),
            "utf-16" | "utf16" | "utf-16le" | "utf-16be" => Some(Self::Utf16),
            "big5" | "cp950" | "ms950" => Some(Self::Big5),
            _ => None,
        }
    }

    /// Its name in messages and settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Big5 => "big5",
        }
    }

    /// Every name, for 「可用的編碼：…」.
    #[must_use]
    pub fn names() -> [&'static str; 3] {
        [Self::Utf8, Self::Utf16, Self::Big5].map(Self::name)
    }

    /// The text of one line, without its line end; user-defined characters as `characters` has them.
    ///
    /// A line of UTF-16 comes out of `Utf16Reader` and is UTF-8 by now. Borrows where nothing changes.
    ///
    /// # Errors
    /// With the place of the first bytes that the encoding does not have.
    pub fn decode_line<'a>(self, bytes: &'a [u8], characters: &Eudc) -> Result<Cow<'a, str>, Undecodable> {
        match self {
            Self::Utf8 | Self::Utf16 => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(characters.apply(Cow::Borrowed(text))),
                Err(error) => Err(Undecodable { at: error.valid_up_to() }),
            },
            Self::Big5 => big5::decode(bytes, characters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in settings and after `--encoding` is what programs call it, and messages name it back.
    #[test]
    fn encodings_answer_to_their_names() {
        for (name, wanted) in [
            ("utf-8", Encoding::Utf8),
            ("UTF8", Encoding::Utf8),
            ("UTF-8-BOM", Encoding::Utf8),
            ("utf_8_sig", Encoding::Utf8),
            ("UTF-16LE", Encoding::Utf16),
            ("utf-16be", Encoding::Utf16),
            ("Big5", Encoding::Big5),
            ("CP950", Encoding::Big5),
            ("ms950", Encoding::Big5),
        ] {
            assert_eq!(Encoding::parse(name), Some(wanted), "{name}");
        }
        for name in ["", "big5-hkscs", "gbk", "cp936"] {
            assert_eq!(Encoding::parse(name), None, "{name}");
        }
        assert!(Encoding::names().iter().all(|name| Encoding::parse(name).map(Encoding::name) == Some(*name)));
    }

    /// A file that was declared wrongly must stop at its place, not load other characters.
    #[test]
    fn what_is_not_utf8_is_refused_with_its_place() {
        let none = Eudc::default();
        let line = Encoding::Utf8.decode_line("A123456789,陳甲松".as_bytes(), &none);
        assert!(matches!(line, Ok(Cow::Borrowed("A123456789,陳甲松"))));
        assert_eq!(Encoding::Utf8.decode_line(b"A123456789,\xb3\xaf", &none), Err(Undecodable { at: 11 }));
        // Half a character at the end of the line.
        assert_eq!(Encoding::Utf8.decode_line(b"\xe9\x99", &none), Err(Undecodable { at: 0 }));
    }
}
