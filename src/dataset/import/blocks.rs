//! A file in blocks of whole lines, so that several threads can read its rows.
//!
//! Every physical line is one record: no cell of the form has two lines, so a line break inside a cell is a quotation mark
//! that was lost, and each of its lines is rejected by itself instead of swallowing what follows.

use std::io::{self, Read};
use std::ops::Range;

/// How many bytes of a file one thread takes at a time.
const BLOCK: usize = 4 << 20;
/// No row of the form is nearly as long; a file without line ends would be taken into memory as a whole.
const LONGEST_LINE: usize = 16 << 20;

/// Whole lines of a file.
#[derive(Debug)]
pub(super) struct Block {
    /// The number of the first line, from 1.
    pub(super) first_line: u64,
    /// The lines, with their ends.
    pub(super) bytes: Vec<u8>,
}

impl Block {
    /// How many lines it holds; the last of a file may lack its end.
    pub(super) fn lines(&self) -> u64 {
        let ends = memchr::memchr_iter(b'\n', &self.bytes).count();
        let open = self.bytes.last().is_some_and(|last| *last != b'\n');
        u64::try_from(ends + usize::from(open)).unwrap_or(u64::MAX)
    }

    /// Where its lines stand without their ends, each with its number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Range<usize>)> {
        let (mut start, mut number) = (0, self.first_line);
        std::iter::from_fn(move || {
            let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length]);
            let found = (number, start..start + line.len());
            (start, number) = (start + length + 1, number + 1);
            Some(found)
        })
    }
}

/// Cuts what a reader gives into blocks.
pub(super) struct Blocks<R> {
    reader: R,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    line: u64,
    size: usize,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), line: 1, size: BLOCK, ended: false }
    }

    #[cfg(test)]
    fn of_size(reader: R, size: usize) -> Self {
        Self { size, ..Self::new(reader) }
    }

    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        while !self.ended {
            let before = bytes.len();
            bytes.reserve(self.size);
            let limit = u64::try_from(self.size).unwrap_or(u64::MAX);
            if self.reader.by_ref().take(limit).read_to_end(&mut bytes)? == 0 {
                self.ended = true;
            }
            searched = searched.max(before);
            // A line longer than a block is read on until it ends.
            if let Some(end) = memchr::memrchr(b'\n', &bytes[searched..]) {
                self.rest = bytes.split_off(searched + end + 1);
                break;
            }
            searched = bytes.len();
            if searched > LONGEST_LINE {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "一行超過 16 MiB，不是 CSV 檔"));
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let block = Block { first_line: self.line, bytes };
        self.line += block.lines();
        Ok(Some(block))
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_block().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wherever the blocks are cut, the lines and their numbers are the same.
    #[test]
    fn blocks_cut_between_lines_only() {
        let text = "一,二\r\n三\n\nlong line without end for a while\n四,五\r\n六";
        let wanted: Vec<(u64, String)> =
            (1..).zip(text.split('\n').map(|line| line.trim_end_matches('\r').to_owned())).collect();
        for size in 1..60 {
            let mut lines = Vec::new();
            for block in Blocks::of_size(text.as_bytes(), size) {
                let block = block.unwrap();
                assert_eq!(block.lines(), block.iter().count() as u64);
                lines.extend(
                    block.iter().map(|(number, at)| (number, String::from_utf8(block.bytes[at].to_vec()).unwrap())),
                );
            }
            assert_eq!(lines, wanted, "{size}");
        }
        assert!(Blocks::new(&b""[..]).next().is_none());
    }
}
