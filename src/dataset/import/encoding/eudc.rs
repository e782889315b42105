//! What an agency's user-defined characters (造字) are in Unicode: its 造字對照表, as it is used.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::source::is_private_use;

/// The 造字對照表; the empty one changes nothing and costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eudc {
    /// Private-use code point → a character, with its variation selector where it has one.
    characters: HashMap<char, Box<str>>,
}

/// The lead bytes of private-use characters in UTF-8 are EE, EF, F3 and F4; of hanzi E3 to E9.
const LOWEST_LEAD: u8 = 0xee;

impl Eudc {
    /// What `private` is in Unicode.
    pub fn unicode(&self, private: char) -> Option<&str> {
        // Most lines of most files come here with an empty table, and hashing costs more than the rest of decoding.
        if self.characters.is_empty() || !is_private_use(private) {
            return None;
        }
        self.characters.get(&private).map(AsRef::as_ref)
    }

    /// `text` with the characters of the table in Unicode; those that the table does not know stay.
    #[must_use]
    pub fn apply<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.characters.is_empty() || !may_hold_private_use(&text) {
            return text;
        }
        if !text.chars().any(|c| self.unicode(c).is_some()) {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match self.unicode(c) {
                Some(unicode) => out.push_str(unicode),
                None => out.push(c),
            }
        }
        Cow::Owned(out)
    }

    /// The private-use characters of `text` that the table does not know, in their order, each as often as it stands there.
    pub fn unmapped(&self, text: &str) -> impl Iterator<Item = char> {
        let text = if may_hold_private_use(text) { text } else { "" };
        text.chars().filter(|c| is_private_use(*c) && self.unicode(*c).is_none())
    }

    /// How many characters it knows.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    /// Adds a character.
    pub(super) fn insert(&mut self, private: char, unicode: &str) {
        self.characters.insert(private, unicode.into());
    }
}

/// One pass over the bytes without a branch, where a look at each character would take longer than reading the file.
fn may_hold_private_use(text: &str) -> bool {
    text.bytes().fold(0, u8::max) >= LOWEST_LEAD
}

#[cfg(test)]
mod tests {
    use super::super::Encoding;
    use super::*;

    fn table() -> Eudc {
        let mut table = Eudc::default();
        table.insert('\u{e000}', "堃");
        table.insert('\u{f268}', "\u{20547}");
        table.insert('\u{f0001}', "葛\u{e0100}");
        table
    }

    /// The same name must come out of a Big5 and of a Unicode file, for a cross-check of two exports is done by name.
    #[test]
    fn a_character_of_the_table_becomes_unicode_in_every_encoding() {
        let table = table();
        assert_eq!(Encoding::Big5.decode_line(b"\xb3\xaf\xfa\x40,\x87\x42", &table).unwrap(), "陳堃,\u{20547}");
        assert_eq!(Encoding::Utf8.decode_line("陳\u{e000},\u{f268}".as_bytes(), &table).unwrap(), "陳堃,\u{20547}");
        assert_eq!(table.apply(Cow::Borrowed("\u{f0001}\u{e001}，１")), "葛\u{e0100}\u{e001}，１");
    }

    #[test]
    fn texts_without_such_characters_are_borrowed() {
        for text in ["A123456789,陳甲松", "（甲），１", "\u{e001}"] {
            assert!(matches!(table().apply(Cow::Borrowed(text)), Cow::Borrowed(_)), "{text}");
        }
        assert!(matches!(Eudc::default().apply(Cow::Borrowed("\u{e000}")), Cow::Borrowed("\u{e000}")));
    }

    /// What stays private use must be told to somebody: nobody else can read it.
    #[test]
    fn characters_that_nobody_mapped_are_named() {
        let unmapped = |table: &Eudc, text: &str| table.unmapped(text).collect::<String>();
        assert_eq!(unmapped(&table(), "陳\u{e000}\u{e001}\u{f848}，\u{10fffd}"), "\u{e001}\u{f848}\u{10fffd}");
        assert_eq!(unmapped(&Eudc::default(), "陳\u{e000}"), "\u{e000}");
        assert_eq!(unmapped(&table(), "（陳甲松）\u{20547}"), "");
    }
}
