//! A long text, compressed on every core.
//!
//! It is made and compressed in pieces. Each piece ends on a whole byte and looks back at nothing before it, so that the
//! pieces, one after the other, are one stream of RFC 1951. Where a piece ends is said by the text and not by the machine:
//! the same text gives the same bytes.

use std::io::{self, Read as _};

use crc32fast::Hasher;
use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};
use zeroize::Zeroizing;

use super::cores::Cores;

/// A quarter of the time of the usual level 6, for files that are a tenth larger: XML repeats itself plainly.
const LEVEL: u32 = 3;
/// The last block of a stream, with nothing in it.
const END: &[u8] = &[3, 0];

/// A text that is made in pieces.
pub(super) trait Pieces: Sync {
    /// How many; at least one.
    fn count(&self) -> usize;
    /// At most so many bytes are in one.
    fn room(&self, piece: usize) -> usize;
    /// Adds one to `out`, which has the room.
    fn write(&self, piece: usize, out: &mut Vec<u8>);
}

/// A compressed text. What is left of it in memory is wiped when it is dropped.
pub(super) struct Deflated {
    pieces: Vec<Zeroizing<Vec<u8>>>,
    crc32: u32,
    plain: u64,
}

impl Deflated {
    /// Makes and compresses the text.
    pub(super) fn new(text: &impl Pieces, cores: Cores) -> Self {
        let packed = cores.each(text.count(), Desk::new, |desk, piece| desk.pack(text, piece));
        let mut sum = Hasher::new();
        let mut plain = 0;
        let mut pieces = Vec::with_capacity(packed.len());
        for piece in packed {
            sum.combine(&piece.sum);
            plain += piece.plain;
            pieces.push(piece.bytes);
        }
        pieces.push(Zeroizing::new(END.to_vec()));
        Self { pieces, crc32: sum.finalize(), plain }
    }

    /// What another has compressed already: the stream, the sum and the length of the text.
    pub(super) fn from_stream(stream: Zeroizing<Vec<u8>>, crc32: u32, plain: u64) -> Self {
        Self { pieces: vec![stream], crc32, plain }
    }

    /// The text.
    pub(super) fn inflate(&self) -> io::Result<String> {
        let stream: Zeroizing<Vec<u8>> = Zeroizing::new(self.pieces().flatten().copied().collect());
        let mut text = String::new();
        DeflateDecoder::new(&stream[..]).read_to_string(&mut text)?;
        Ok(text)
    }

    /// The sum of the text, as a .zip states it.
    pub(super) fn crc32(&self) -> u32 {
        self.crc32
    }

    /// Bytes of the text.
    pub(super) fn plain(&self) -> u64 {
        self.plain
    }

    /// Bytes it takes compressed.
    pub(super) fn packed(&self) -> u64 {
        self.pieces().map(|piece| piece.len() as u64).sum()
    }

    /// The compressed bytes.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| piece.as_slice())
    }
}

struct Packed {
    bytes: Zeroizing<Vec<u8>>,
    sum: Hasher,
    plain: u64,
}

/// What a thread keeps from one piece to the next.
struct Desk {
    compress: Compress,
    plain: Zeroizing<Vec<u8>>,
    packed: Zeroizing<Vec<u8>>,
}

impl Desk {
    fn new() -> Self {
        let nothing = Zeroizing::<Vec<u8>>::default;
        Self { compress: Compress::new(Compression::new(LEVEL), false), plain: nothing(), packed: nothing() }
    }

    fn pack(&mut self, text: &impl Pieces, piece: usize) -> Packed {
        let room = text.room(piece);
        clear(&mut self.plain, room);
        text.write(piece, &mut self.plain);
        // What does not become smaller is stored, with five bytes for every few thousand.
        clear(&mut self.packed, self.plain.len() + self.plain.len() / 64 + 256);
        self.compress.reset();
        loop {
            let done = usize::try_from(self.compress.total_in()).unwrap_or(usize::MAX);
            let rest = self.plain.get(done..).unwrap_or_default();
            self.compress
                .compress_vec(rest, &mut self.packed, FlushCompress::Full)
                .expect("a compressor that was reset takes every input");
            if self.packed.len() < self.packed.capacity() {
                break;
            }
            self.packed.reserve(4096);
        }
        let mut sum = Hasher::new();
        sum.update(&self.plain);
        Packed { bytes: Zeroizing::new(self.packed.to_vec()), sum, plain: self.plain.len() as u64 }
    }
}

/// Empties `buffer` and gives it the room. A buffer that grows is copied, and the old one stays in memory: so it is wiped
/// and another taken.
fn clear(buffer: &mut Zeroizing<Vec<u8>>, room: usize) {
    if buffer.capacity() < room {
        *buffer = Zeroizing::new(Vec::with_capacity(room));
    }
    buffer.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Texts(Vec<Vec<u8>>);

    impl Pieces for Texts {
        fn count(&self) -> usize {
            self.0.len()
        }

        fn room(&self, piece: usize) -> usize {
            self.0[piece].len()
        }

        fn write(&self, piece: usize, out: &mut Vec<u8>) {
            out.extend_from_slice(&self.0[piece]);
        }
    }

    /// Easy, empty and incompressible pieces, of changing size.
    fn texts() -> Texts {
        let mut state = 1_u32;
        let mut noise = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let noise: Vec<u8> = (0..300_000).map(&mut noise).collect();
        Texts(vec![b"<row/>".repeat(20_000), Vec::new(), noise, b"a".to_vec(), b"<c r=\"A1\"/>".repeat(90_000)])
    }

    #[test]
    fn pieces_are_one_stream_that_any_reader_inflates() {
        let texts = texts();
        let plain = texts.0.concat();
        let deflated = Deflated::new(&texts, Cores::of(3));
        let packed: Vec<u8> = deflated.pieces().flatten().copied().collect();
        assert_eq!(deflated.packed(), packed.len() as u64);
        assert_eq!(deflated.plain(), plain.len() as u64);
        assert_eq!(deflated.crc32(), crc32fast::hash(&plain));
        let mut inflated = Vec::new();
        let mut reader = DeflateDecoder::new(&packed[..]);
        reader.read_to_end(&mut inflated).unwrap();
        assert!(inflated == plain && reader.total_in() == packed.len() as u64, "all of it, and nothing behind");
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_number_of_cores() {
        let packed = |cores| Deflated::new(&texts(), Cores::of(cores)).pieces().flatten().copied().collect::<Vec<u8>>();
        assert!(packed(1) == packed(2) && packed(1) == packed(5));
    }
}
