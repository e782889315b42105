//! The texts of the lists, as the part of the package that holds each text once.
//!
//! The writer's own texts come first. A text of a list that the writer has too is there twice, which readers take as it is:
//! cells name texts by number.

use polars::prelude::PlHashMap;

use super::DeliveryError;
use super::deflated::Pieces;
use super::package::unexpected;
use super::xml_text::{GROWTH, push_text};

/// The name of the part.
pub(super) const PART: &str = "xl/sharedStrings.xml";
const END: &str = "</sst>";
/// Texts of a piece.
const PIECE: usize = 16_384;
/// Bytes around a text.
const AROUND: usize = r#"<si><t xml:space="preserve"></t></si>"#.len();

/// The texts.
pub(super) struct SharedTexts<'a> {
    /// The part up to where the lists' texts begin.
    head: String,
    /// How many texts the writer has.
    first: u32,
    texts: Vec<&'a str>,
    numbers: PlHashMap<&'a str, u32>,
    uses: usize,
}

impl<'a> SharedTexts<'a> {
    /// After those that the writer has, which are in `part`.
    pub(super) fn after(part: &str) -> Result<Self, DeliveryError> {
        let head = part.strip_suffix(END);
        let of_writer =
            head.and_then(|head| Some((head, number_of(head, " uniqueCount=\"")?, number_of(head, " count=\"")?)));
        let (head, first, uses) = of_writer.ok_or_else(|| unexpected(PART))?;
        let uses = uses as usize;
        Ok(Self { head: head.to_owned(), first, texts: Vec::new(), numbers: PlHashMap::default(), uses })
    }

    /// Adds the texts of a column, which so many cells hold; gives their numbers.
    pub(super) fn add(&mut self, texts: impl Iterator<Item = &'a str>, uses: usize) -> Vec<u32> {
        self.uses += uses;
        texts
            .map(|text| {
                *self.numbers.entry(text).or_insert_with(|| {
                    self.texts.push(text);
                    self.first + u32::try_from(self.texts.len() - 1).expect("fewer texts than memory has room for")
                })
            })
            .collect()
    }

    /// States how many there are.
    pub(super) fn finish(mut self) -> Self {
        let counts = [(" count=\"", self.uses), (" uniqueCount=\"", self.first as usize + self.texts.len())];
        for (attribute, count) in counts {
            if let Some((before, rest)) = self.head.split_once(attribute)
                && let Some((_, after)) = rest.split_once('"')
            {
                self.head = format!("{before}{attribute}{count}\"{after}");
            }
        }
        self.numbers = PlHashMap::default();
        self
    }
}

/// The number that begins after `attribute`.
fn number_of(part: &str, attribute: &str) -> Option<u32> {
    let (_, rest) = part.split_once(attribute)?;
    rest.split_once('"')?.0.parse().ok()
}

impl Pieces for SharedTexts<'_> {
    fn count(&self) -> usize {
        self.texts.len().div_ceil(PIECE).max(1)
    }

    fn room(&self, piece: usize) -> usize {
        let texts: usize = self.piece(piece).iter().map(|text| AROUND + text.len() * GROWTH).sum();
        self.head.len() + texts + END.len()
    }

    fn write(&self, piece: usize, out: &mut Vec<u8>) {
        if piece == 0 {
            out.extend_from_slice(self.head.as_bytes());
        }
        for text in self.piece(piece) {
            let blanks = [' ', '\t', '\n'];
            let keep = text.starts_with(blanks) || text.ends_with(blanks);
            out.extend_from_slice(if keep { br#"<si><t xml:space="preserve">"# } else { b"<si><t>" });
            push_text(out, text);
            out.extend_from_slice(b"</t></si>");
        }
        if piece + 1 == self.count() {
            out.extend_from_slice(END.as_bytes());
        }
    }
}

impl SharedTexts<'_> {
    fn piece(&self, piece: usize) -> &[&str] {
        self.texts.chunks(PIECE).nth(piece).unwrap_or_default()
    }
}
