//! How much an old workbook (.xls) makes of itself when it is read: cells between the filled ones, and strings that many
//! cells share.
//!
//! The reader keeps each sheet as a full rectangle; two cells in opposite corners make sixteen million.

use super::compound_file::{read_stream, u16_at, u32_at};

/// What the reader would make of all sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct XlsExtent {
    /// Cells, empty ones between filled ones included.
    pub(super) cells: u64,
    /// Bytes of text, repetitions included.
    pub(super) text: u64,
    /// Whether it has macros.
    pub(super) macros: bool,
}

const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
const DIMENSIONS: u16 = 0x0200;
const END: u16 = 0x000a;
const LABEL_SST: u16 = 0x00fd;
const MULTIPLE_RK: u16 = 0x00bd;
/// Number, Label, RString, BoolErr, Rk, Formula.
const CELLS: [u16; 6] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x0006];
/// More records than a form can have; sheets that share their records are counted each time.
const MAX_RECORDS: usize = 5_000_000;
/// The name of a storage with macros, in UTF-16.
const MACROS: &[u8] = b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";

/// Measures an old workbook; none where it cannot be walked through, which its reader will say better.
pub(super) fn xls_extent(bytes: &[u8]) -> Option<XlsExtent> {
    let stream = read_stream(bytes, &["Workbook", "Book"])?;
    let mut extent = XlsExtent { macros: memchr::memmem::find(bytes, MACROS).is_some(), ..XlsExtent::default() };
    let mut sheets = Vec::new();
    let mut strings = Vec::new();
    let mut left = MAX_RECORDS;
    let mut records = Records { stream: &stream, at: 0 };
    while let Some((kind, data)) = records.next() {
        match kind {
            BOUND_SHEET => sheets.extend(u32_at(data, 0)),
            SHARED_STRINGS => strings = string_lengths(data, records.clone()),
            END => break,
            _ => {}
        }
    }
    for start in sheets {
        let at = usize::try_from(start).ok()?;
        let (mut rows, mut columns) = (Bounds::default(), Bounds::default());
        for (kind, data) in (Records { stream: &stream, at }) {
            left = left.saturating_sub(1);
            if left == 0 {
                return Some(XlsExtent { cells: u64::MAX, ..extent });
            }
            let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
                if kind == END {
                    break;
                }
                continue;
            };
            match kind {
                // The reader makes room for what the sheet says of itself.
                DIMENSIONS => {
                    let height = u64::from(u32_at(data, 4)?).saturating_sub(u64::from(u32_at(data, 0)?));
                    let width = u64::from(u16_at(data, 10)?.saturating_sub(u16_at(data, 8)?));
                    extent.cells = extent.cells.max(height.saturating_mul(width));
                }
                LABEL_SST => {
                    rows.add(row);
                    columns.add(column);
                    let length = u32_at(data, 6).and_then(|index| strings.get(usize::try_from(index).ok()?).copied());
                    extent.text = extent.text.saturating_add(length.unwrap_or(0));
                }
                MULTIPLE_RK => {
                    rows.add(row);
                    columns.add(column);
                    columns.add(u16_at(data, data.len().saturating_sub(2)).unwrap_or(column));
                }
                kind if CELLS.contains(&kind) => {
                    rows.add(row);
                    columns.add(column);
                    extent.text = extent.text.saturating_add(data.len() as u64);
                }
                _ => {}
            }
        }
        extent.cells = extent.cells.saturating_add(rows.count().saturating_mul(columns.count()));
    }
    Some(extent)
}

/// The first and the last of what was added.
#[derive(Default)]
struct Bounds(Option<(u16, u16)>);

impl Bounds {
    fn add(&mut self, number: u16) {
        let (first, last) = self.0.unwrap_or((number, number));
        self.0 = Some((first.min(number), last.max(number)));
    }

    fn count(&self) -> u64 {
        self.0.map_or(0, |(first, last)| u64::from(last - first) + 1)
    }
}

/// The records of a stream from a place on: kind, length, data.
#[derive(Clone)]
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at.checked_add(2)?)?);
        let start = self.at.checked_add(4)?;
        let data = self.stream.get(start..start.checked_add(length)?)?;
        self.at = start + length;
        Some((kind, data))
    }
}

/// How many bytes each shared string may take as UTF-8. The strings run on over records of their own, and one that is cut
/// there begins anew with the byte that says how wide its characters are.
fn string_lengths(first: &[u8], behind: Records<'_>) -> Vec<u64> {
    let mut pieces = vec![first.get(8..).unwrap_or_default()];
    pieces.extend(behind.take_while(|(kind, _)| *kind == CONTINUE).map(|(_, data)| data));
    let mut reader = Pieces { all: pieces, piece: 0, at: 0 };
    let mut lengths = Vec::new();
    while let Some(length) = reader.string() {
        lengths.push(length);
    }
    lengths
}

struct Pieces<'a> {
    all: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl Pieces<'_> {
    fn string(&mut self) -> Option<u64> {
        let characters = u64::from(self.byte()?) | u64::from(self.byte()?) << 8;
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { u64::from(self.byte()?) | u64::from(self.byte()?) << 8 };
        let mut extra = 0;
        if flags & 4 != 0 {
            for shift in [0, 8, 16, 24] {
                extra |= u64::from(self.byte()?) << shift;
            }
        }
        let mut wide = flags & 1 != 0;
        let mut left = characters;
        while left > 0 {
            let piece = self.all.get(self.piece)?;
            let here = (piece.len() - self.at) as u64 / if wide { 2 } else { 1 };
            let taken = here.min(left);
            left -= taken;
            self.at += usize::try_from(taken).ok()? * if wide { 2 } else { 1 };
            if left > 0 {
                self.next_piece()?;
                wide = self.byte()? & 1 != 0;
            }
        }
        self.skip(runs * 4 + extra)?;
        Some(characters * 3)
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.all.get(self.piece)?.len() {
            self.next_piece()?;
        }
        self.at += 1;
        self.all[self.piece].get(self.at - 1).copied()
    }

    fn skip(&mut self, mut bytes: u64) -> Option<()> {
        while bytes > 0 {
            let here = (self.all.get(self.piece)?.len() - self.at) as u64;
            if here >= bytes {
                self.at += usize::try_from(bytes).ok()?;
                return Some(());
            }
            bytes -= here;
            self.next_piece()?;
        }
        Some(())
    }

    fn next_piece(&mut self) -> Option<()> {
        self.piece += 1;
        self.at = 0;
        (self.piece < self.all.len()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    /// Why: a string that is cut between two records, in another width behind the cut, must not shift those behind it.
    #[test]
    fn strings_over_two_records_are_counted() {
        let first = [&[0; 8][..], &[2, 0, 0, b'a', b'b'], &[3, 0, 1, b'x', 0]].concat();
        let second = [&[0][..], b"yz", &[1, 0, 8, 1, 0, b'q', 9, 9, 9, 9], &[1, 0, 0, b'r']].concat();
        let stream = [record(CONTINUE, &second), record(END, &[])].concat();
        assert_eq!(string_lengths(&first, Records { stream: &stream, at: 0 }), [6, 9, 3, 3]);
    }
}
