//! The .xlsx that the writer made, taken apart and put together again with some parts replaced.
//!
//! An .xlsx is a .zip of XML parts. The `zip` crate reads it; it has no way to write an entry that is compressed already,
//! so the few headers around the parts are written here.

use std::io::{Cursor, Read as _};

use zeroize::Zeroizing;
use zip::ZipArchive;

use super::DeliveryError;
use super::deflated::Deflated;

/// DEFLATE, as a header says it.
const METHOD: u16 = 8;
/// The first day that a header can state: the same input gives the same bytes.
const FIRST_DAY: u16 = (1 << 5) | 1;
/// Version 2.0 of the format.
const VERSION: u16 = 20;
/// On Unix; a regular file, for its owner only.
const MADE_BY: u16 = (3 << 8) | VERSION;
const MODE: u32 = 0o100_600 << 16;
/// What a header takes beside the name: of a part, of its line in the directory, of the end.
const HEADERS: usize = 30 + 46;
const LAST: usize = 22;

/// A package being changed: its parts, in the order of the writer.
pub(super) struct Package {
    parts: Vec<(String, Deflated)>,
}

impl Package {
    /// Takes apart what the writer made.
    pub(super) fn open(bytes: Zeroizing<Vec<u8>>) -> Result<Self, DeliveryError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))?;
        let mut parts = Vec::with_capacity(archive.len());
        for index in 0..archive.len() {
            let mut entry = archive.by_index_raw(index)?;
            let name = entry.name()?.into_owned();
            let mut stream = Zeroizing::new(Vec::with_capacity(usize::try_from(entry.compressed_size()).unwrap_or(0)));
            let (crc32, plain) = (entry.crc32(), entry.size());
            entry.read_to_end(&mut stream).map_err(|_| unexpected(&name))?;
            parts.push((name, Deflated::from_stream(stream, crc32, plain)));
        }
        Ok(Self { parts })
    }

    /// The text of a part.
    pub(super) fn read(&self, name: &str) -> Result<String, DeliveryError> {
        let part = self.parts.iter().find(|(known, _)| known == name);
        part.and_then(|(_, text)| text.inflate().ok()).ok_or_else(|| unexpected(name))
    }

    /// Puts another text in the place of a part.
    pub(super) fn replace(&mut self, name: &str, text: Deflated) {
        if let Some((_, known)) = self.parts.iter_mut().find(|(known, _)| known == name) {
            *known = text;
        }
    }

    /// The package.
    pub(super) fn into_bytes(self) -> Result<Zeroizing<Vec<u8>>, DeliveryError> {
        let room: u64 = self.parts.iter().map(|(name, text)| text.packed() + 2 * name.len() as u64).sum();
        let room = usize::try_from(room).unwrap_or(0) + self.parts.len() * HEADERS + LAST;
        let mut out = Zeroizing::new(Vec::with_capacity(room));
        let mut directory = Vec::new();
        let count = u16::try_from(self.parts.len()).unwrap_or(u16::MAX);
        for (name, text) in self.parts {
            let at = place(&out, &name)?;
            let common = common_fields(&name, &text)?;
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&common);
            out.extend_from_slice(name.as_bytes());
            text.pieces().for_each(|piece| out.extend_from_slice(piece));
            directory.extend_from_slice(b"PK\x01\x02");
            directory.extend_from_slice(&MADE_BY.to_le_bytes());
            directory.extend_from_slice(&common);
            // No comment, the first disk, no word on the content.
            directory.extend_from_slice(&[0; 6]);
            directory.extend_from_slice(&MODE.to_le_bytes());
            directory.extend_from_slice(&at.to_le_bytes());
            directory.extend_from_slice(name.as_bytes());
        }
        let at = place(&out, "")?;
        out.extend_from_slice(&directory);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&u32::try_from(directory.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        Ok(out)
    }
}

/// What the header of a part and its line in the directory have in common. Sizes stand before the text, so that a reader
/// need not look for its end.
fn common_fields(name: &str, text: &Deflated) -> Result<Vec<u8>, DeliveryError> {
    let size = |bytes: u64| u32::try_from(bytes).map_err(|_| too_large(name, bytes));
    let name_length = u16::try_from(name.len()).map_err(|_| unexpected(name))?;
    let mut out = Vec::with_capacity(HEADERS);
    for field in [VERSION, 0, METHOD, 0, FIRST_DAY] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [text.crc32(), size(text.packed())?, size(text.plain())?] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [name_length, 0] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    Ok(out)
}

/// Where the next part begins.
fn place(out: &[u8], name: &str) -> Result<u32, DeliveryError> {
    u32::try_from(out.len()).map_err(|_| too_large(name, out.len() as u64))
}

fn too_large(part: &str, bytes: u64) -> DeliveryError {
    DeliveryError::TooLarge { part: part.to_owned(), bytes }
}

/// The writer of another version does otherwise: nothing that a person can help.
pub(super) fn unexpected(part: &str) -> DeliveryError {
    DeliveryError::UnexpectedPart { part: part.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_the_writer() -> Zeroizing<Vec<u8>> {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "勞動部").unwrap();
        Zeroizing::new(book.save_to_buffer().unwrap())
    }

    #[test]
    fn what_is_not_replaced_is_put_together_as_it_was() {
        let old = Package::open(by_the_writer()).unwrap();
        let names: Vec<String> = old.parts.iter().map(|(name, _)| name.clone()).collect();
        let new = Package::open(Package::open(by_the_writer()).unwrap().into_bytes().unwrap()).unwrap();
        assert!(names.iter().eq(new.parts.iter().map(|(name, _)| name)), "a reader may count on the order");
        assert!(names.len() > 8);
        for name in &names {
            // The moment of writing is in the properties, and may have passed.
            assert!(name == "docProps/core.xml" || old.read(name).unwrap() == new.read(name).unwrap(), "{name}");
        }
    }

    #[test]
    fn a_part_that_is_not_there_is_named() {
        let package = Package::open(by_the_writer()).unwrap();
        let missing = package.read("xl/worksheets/sheet9.xml").unwrap_err();
        assert!(
            matches!(&missing, DeliveryError::UnexpectedPart { part } if part.ends_with("sheet9.xml")),
            "{missing}"
        );
        assert!(matches!(Package::open(Zeroizing::new(b"PK".to_vec())), Err(DeliveryError::Package(_))));
    }
}
