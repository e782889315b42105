//! The part of the package that holds the texts: those of the writer, then those of the lists, column by column.
//!
//! Within a column each text is there once. What two columns have in common is there twice, which readers take as it is:
//! cells name texts by number. To look for it would cost more than it saves.

use super::DeliveryError;
use super::deflated::Pieces;
use super::package::unexpected;
use super::xml_text::{most_bytes, push_text};

/// The name of the part.
pub(super) const PART: &str = "xl/sharedStrings.xml";
const END: &str = "</sst>";
/// Bytes of a piece; one text more may be in it.
const PIECE: usize = 1 << 20;
/// Bytes around a text.
const AROUND: usize = r#"<si><t xml:space="preserve"></t></si>"#.len();

/// The texts.
pub(super) struct SharedTexts<'a> {
    /// The part up to where the lists' texts begin.
    head: String,
    /// How many texts the writer has.
    first: u32,
    texts: Vec<&'a str>,
    /// Where each piece begins, and where the last one ends.
    pieces: Vec<usize>,
    /// Bytes in the last piece.
    bytes: usize,
    uses: usize,
}

impl<'a> SharedTexts<'a> {
    /// After those that the writer has, which are in `part`.
    pub(super) fn after(part: &str) -> Result<Self, DeliveryError> {
        let head = part.strip_suffix(END);
        let of_writer =
            head.and_then(|head| Some((head, number_of(head, " uniqueCount=\"")?, number_of(head, " count=\"")?)));
        let (head, first, uses) = of_writer.ok_or_else(|| unexpected(PART))?;
        let head = head.to_owned();
        Ok(Self { head, first, texts: Vec::new(), pieces: vec![0], bytes: 0, uses: uses as usize })
    }

    /// Adds the texts of a column, which so many cells hold; gives the number of the first.
    pub(super) fn add(&mut self, texts: impl Iterator<Item = &'a str>, uses: usize) -> u32 {
        self.uses += uses;
        let first = self.texts.len();
        for text in texts {
            self.bytes += AROUND + text.len();
            self.texts.push(text);
            if self.bytes >= PIECE {
                self.pieces.push(self.texts.len());
                self.bytes = 0;
            }
        }
        self.first + u32::try_from(first).expect("fewer texts than memory has room for")
    }

    /// States how many there are.
    pub(super) fn finish(mut self) -> Self {
        self.pieces.push(self.texts.len());
        let counts = [(" count=\"", self.uses), (" uniqueCount=\"", self.first as usize + self.texts.len())];
        for (attribute, count) in counts {
            if let Some((before, rest)) = self.head.split_once(attribute)
                && let Some((_, after)) = rest.split_once('"')
            {
                self.head = format!("{before}{attribute}{count}\"{after}");
            }
        }
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
        self.pieces.len() - 1
    }

    fn room(&self, piece: usize) -> usize {
        let texts: usize = self.piece(piece).iter().map(|text| AROUND + most_bytes(text)).sum();
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
        &self.texts[self.pieces[piece]..self.pieces[piece + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(texts: &SharedTexts<'_>) -> String {
        let mut out = Vec::new();
        (0..texts.count()).for_each(|piece| texts.write(piece, &mut out));
        assert!(out.len() <= (0..texts.count()).map(|piece| texts.room(piece)).sum());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_follow_those_of_the_writer_and_are_counted() {
        let part = r#"<sst xmlns="x" count="5" uniqueCount="2"><si><t>甲</t></si><si><t>乙</t></si></sst>"#;
        let mut texts = SharedTexts::after(part).unwrap();
        assert_eq!(texts.add(["丙", " 丁"].into_iter(), 9), 2);
        assert_eq!(texts.add(["&"].into_iter(), 1), 4);
        assert_eq!(
            written(&texts.finish()),
            r#"<sst xmlns="x" count="15" uniqueCount="5"><si><t>甲</t></si><si><t>乙</t></si><si><t>丙</t></si>"#
                .to_owned()
                + r#"<si><t xml:space="preserve"> 丁</t></si><si><t>&amp;</t></si></sst>"#
        );
    }

    /// A new version of the writer may write it otherwise: then nothing is written, rather than something wrong.
    #[test]
    fn a_part_without_its_counts_is_refused() {
        for part in ["", "<sst></sst>", r#"<sst count="1"></sst>"#, r#"<sst count="a" uniqueCount="1"></sst>"#] {
            assert!(matches!(SharedTexts::after(part), Err(DeliveryError::UnexpectedPart { .. })), "{part}");
        }
    }
}
