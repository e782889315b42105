//! Walks the XML of a document, element by element, without a tree: a hostile file costs what its bytes cost.
//!
//! Entities other than the five of XML itself are left out: nothing that a document type declares is expanded.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::DocumentError;

/// Word nests some thirty levels; a file with this many is made to harm.
const DEEPEST: usize = 2_000;

/// What to do with the inside of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// Read it.
    Into,
    /// Pass over it, and do not report its end.
    Skip,
}

/// Who is told what stands in the XML. Names are local names: a writer may choose its prefixes.
pub(super) trait XmlVisitor {
    /// An element begins.
    fn open(&mut self, name: &str, tag: &Tag<'_>) -> Walk;
    /// Text between tags.
    fn text(&mut self, text: &str);
    /// An element that was gone into ends.
    fn close(&mut self, name: &str);
    /// Whether the document is already larger than any form.
    fn is_full(&self) -> bool;
}

/// The start of an element.
pub(super) struct Tag<'a>(&'a BytesStart<'a>);

impl Tag<'_> {
    /// The attribute of this local name.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // The same attribute twice is bad XML, and finding that out costs the square of their number.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned))
    }

    /// An attribute that counts something: spans and repetitions.
    pub(super) fn count(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// Tells `visitor` everything in `xml`.
pub(super) fn walk_xml(xml: &str, visitor: &mut dyn XmlVisitor) -> Result<(), DocumentError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let (mut depth, mut skipped) = (0_usize, 0_usize);
    loop {
        match reader.read_event().map_err(|error| DocumentError::Damaged(error.to_string()))? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(DocumentError::TooLarge);
                }
                if skipped > 0 || visitor.open(tag.local_name().into_inner(), &Tag(&tag)) == Walk::Skip {
                    skipped += 1;
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match skipped {
                    0 => visitor.close(tag.local_name().into_inner()),
                    _ => skipped -= 1,
                }
            }
            Event::Empty(tag) if skipped == 0 => {
                let name = tag.local_name();
                if visitor.open(name.into_inner(), &Tag(&tag)) == Walk::Into {
                    visitor.close(name.into_inner());
                }
            }
            Event::Text(text) if skipped == 0 => visitor.text(&text.xml10_content()),
            Event::CData(text) if skipped == 0 => visitor.text(&text.xml10_content()),
            Event::GeneralRef(reference) if skipped == 0 => {
                let named = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                if let Some(c) = named {
                    visitor.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof if depth > 0 => return Err(DocumentError::Damaged("內容中斷".to_owned())),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if visitor.is_full() {
            return Err(DocumentError::TooLarge);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log(String);

    impl XmlVisitor for Log {
        fn open(&mut self, name: &str, tag: &Tag<'_>) -> Walk {
            self.0.extend(["<", name, " ", &tag.attribute("a").unwrap_or_default(), ">"]);
            if name == "skip" { Walk::Skip } else { Walk::Into }
        }
        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
        fn close(&mut self, name: &str) {
            self.0.extend(["</", name, ">"]);
        }
        fn is_full(&self) -> bool {
            self.0.len() > 10_000
        }
    }

    fn walked(xml: &str) -> Result<String, DocumentError> {
        let mut log = Log::default();
        walk_xml(xml, &mut log).map(|()| log.0)
    }

    #[test]
    fn elements_are_told_in_order_and_skipped_ones_are_silent() {
        let xml = "<x:r b='1' x:a='&lt;2'>甲<skip>乙<c/></skip>&amp;&#20057;<![CDATA[<丙>]]><e/></x:r>";
        assert_eq!(walked(xml).unwrap(), "<r <2>甲<skip >&乙<丙><e ></e></r>");
    }

    /// A billion laughs is ten bytes of text, and an element without its end is a file cut off.
    #[test]
    fn entities_are_not_expanded_and_broken_files_are_errors() {
        let xml = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><r>x&b;y&nbsp;</r>";
        assert_eq!(walked(xml).unwrap(), "<r >xy</r>");
        for broken in ["<r>", "<r></s>", "<r", "<r><a></r>"] {
            assert!(matches!(walked(broken), Err(DocumentError::Damaged(_))), "{broken}");
        }
        let deep = "<a>".repeat(5_000);
        assert!(matches!(walked(&deep), Err(DocumentError::TooLarge)));
        assert!(matches!(walked(&format!("<r>{}</r>", "<a/>".repeat(20_000))), Err(DocumentError::TooLarge)));
    }
}
