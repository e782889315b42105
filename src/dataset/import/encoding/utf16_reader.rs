//! UTF-16 as a stream of UTF-8, block by block, so that what reads lines need know one kind of line.

use std::io::{ErrorKind, Read, Result};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// Bytes that are read at once.
const BLOCK: usize = 64 * 1024;

/// Reads UTF-16 and gives UTF-8 without a byte-order mark.
///
/// The byte order is that of the mark; without one it is that in which ASCII makes sense, little-endian in doubt. What is
/// no UTF-16 (half a surrogate pair, half a character at the end) becomes U+FFFD.
pub(crate) struct Utf16Reader<R> {
    inner: R,
    /// None before the first block.
    decoder: Option<Decoder>,
    input: Vec<u8>,
    output: Vec<u8>,
    /// How much of `output` was given away.
    given: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    /// Reads from `inner`, which stands at the beginning of its text.
    pub(crate) fn new(inner: R) -> Self {
        let input = vec![0; BLOCK];
        Self { inner, decoder: None, input, output: Vec::new(), given: 0, ended: false }
    }

    fn next_block(&mut self) -> Result<()> {
        let length = fill(&mut self.inner, &mut self.input)?;
        self.ended = length < self.input.len();
        let mut block = &self.input[..length];
        let decoder = self.decoder.get_or_insert_with(|| {
            let (decoder, mark) = byte_order(block);
            block = &block[mark..];
            decoder
        });
        let room = decoder.max_utf8_buffer_length(block.len()).expect("a block is far from the largest length");
        self.output.resize(room, 0);
        let (_, _, written, _) = decoder.decode_to_utf8(block, &mut self.output, self.ended);
        self.output.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while self.given == self.output.len() && !self.ended {
            self.next_block()?;
        }
        let rest = &self.output[self.given..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}

/// The decoder of the byte order, and the length of the byte-order mark.
fn byte_order(block: &[u8]) -> (Decoder, usize) {
    let (encoding, mark) = match block {
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        _ => {
            // Digits, commas and line ends have a zero as their higher byte.
            let zeros = |odd: usize| block.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
            (if zeros(0) > zeros(1) { UTF_16BE } else { UTF_16LE }, 0)
        }
    };
    (encoding.new_decoder_without_bom_handling(), mark)
}

/// Reads until `buffer` is full or there is no more.
fn fill(inner: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match inner.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn utf8(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        Utf16Reader::new(bytes).read_to_end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn both_byte_orders_with_and_without_a_mark() {
        let text = "身分證號,姓名\r\nA123456789,陳\u{20547}\u{e000}\r\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [little(text), big(text), little(&marked), big(&marked)] {
            assert_eq!(utf8(&bytes), text);
        }
        assert_eq!(utf8(b""), "");
        assert_eq!(utf8(b"\xff\xfe"), "");
    }

    /// Half a character must show: the importer rejects rows with U+FFFD.
    #[test]
    fn broken_pairs_become_the_replacement_character() {
        assert_eq!(utf8(&[b'A', 0, 0x00, 0xd8, b'B', 0]), "A\u{fffd}B");
        assert_eq!(utf8(&[b'A', 0, 0x00, 0xdc, b'B', 0]), "A\u{fffd}B");
        assert_eq!(utf8(&[b'A', 0, b'B']), "A\u{fffd}");
        assert_eq!(utf8(&[b'A', 0, 0x41, 0xd8]), "A\u{fffd}");
    }

    /// A file is longer than a block: nothing may be lost or doubled where blocks meet, pairs least of all.
    #[test]
    fn blocks_meet_without_a_seam() {
        for shift in 0..4 {
            let text = "x".repeat(shift) + &"陳\u{20547}甲,1\n".repeat(BLOCK / 6);
            assert_eq!(utf8(&little(&text)), text);
        }
        // A reader that gives a byte at a time, and a caller that takes three.
        let text = "陳\u{20547}甲\n".repeat(9);
        let bytes = big(&format!("\u{feff}{text}"));
        let mut reader = Utf16Reader::new(OneByOne(&bytes));
        let (mut out, mut buffer) = (Vec::new(), [0; 3]);
        while let length @ 1.. = reader.read(&mut buffer).unwrap() {
            out.extend_from_slice(&buffer[..length]);
        }
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }

    struct OneByOne<'a>(&'a [u8]);

    impl Read for OneByOne<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let length = buffer.len().min(1).min(self.0.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }
}
