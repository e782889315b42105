//! A CSV file: cut into blocks of lines, its header found in the first, its rows read on all cores.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use polars::prelude::PolarsResult;

use super::ImportError;
use super::blocks::{Block, Blocks};
use super::damage::{damage, may_be_damaged};
use super::encoding::{Encoding, Eudc, Utf16Reader};
use super::pieces::Pieces;
use super::row_reader::{FileRules, Piece, RowReader};
use super::split::split_line;
use crate::dataset::progress::Progress;
use crate::source::{Location, Problem};

/// Rows that are looked at before the file is read: they hold the header and say how dates are written.
pub(super) const FIRST_ROWS: usize = 2000;
/// Blocks that wait for a thread: enough that none waits for the disk, few enough to be forgotten in memory.
const WAITING: usize = 4;

/// A CSV file that has been opened.
pub(super) struct CsvFile {
    blocks: Blocks<Box<dyn Read + Send>>,
    first: Block,
    encoding: Encoding,
    bytes: u64,
}

impl CsvFile {
    /// Opens `path`; `file` is its name for people.
    pub(super) fn open(path: &Path, file: &str, encoding: Encoding) -> Result<Result<Self, Box<Problem>>, ImportError> {
        let io = |source| ImportError::Io { path: path.to_owned(), source };
        let opened = File::open(path).map_err(io)?;
        let bytes = opened.metadata().map_err(io)?.len();
        // Blocks come as UTF-8, in which two bytes of UTF-16 may be three.
        let bytes = if encoding == Encoding::Utf16 { bytes.saturating_mul(3) / 2 } else { bytes };
        let reader: Box<dyn Read + Send> = match encoding {
            Encoding::Utf16 => Box::new(Utf16Reader::new(opened)),
            _ => Box::new(opened),
        };
        let mut blocks = Blocks::new(reader);
        let mut first = blocks.next().transpose().map_err(io)?.unwrap_or(Block { first_line: 1, bytes: Vec::new() });
        if encoding != Encoding::Utf16
            && (first.bytes.starts_with(&[0xff, 0xfe]) || first.bytes.starts_with(&[0xfe, 0xff]))
        {
            let problem = Problem::error("encoding", format!("{file} 是 UTF-16 編碼，不是 {}", encoding.name()));
            let problem = problem.at(Location::File { file: file.to_owned() });
            return Ok(Err(Box::new(problem.hint("加上 --encoding utf-16 再匯入一次"))));
        }
        if first.bytes.starts_with("\u{feff}".as_bytes()) {
            first.bytes.drain(..3);
        }
        Ok(Ok(Self { blocks, first, encoding, bytes }))
    }

    /// The first rows that are not blank, for the header; a problem where they cannot be decoded.
    pub(super) fn first_rows(&self, file: &str, eudc: &Eudc) -> Result<Vec<(u64, Vec<String>)>, Box<Problem>> {
        let mut rows = Vec::new();
        for (line, at) in self.first.iter() {
            let bytes = &self.first.bytes[at];
            let text = match self.encoding.decode_line(bytes, eudc) {
                Ok(text) => text,
                // A row that cannot be decoded is left out later; a header that cannot says that the whole file is another.
                Err(_) if !rows.is_empty() => continue,
                Err(undecodable) => return Err(Box::new(wrong_encoding(file, self.encoding, line, undecodable.at))),
            };
            if is_blank(&text) {
                continue;
            }
            let mut cells = Vec::new();
            if split_line(&text, b',', &mut cells).is_err() {
                // As above: a later row is left out by name, a first line that cannot be cut is no header.
                if rows.is_empty() {
                    return Err(Box::new(broken_first_line(
                        file,
                        line,
                        "quote",
                        "的引號不成對，或位置不對",
                        "請更正這一行的引號",
                    )));
                }
                continue;
            }
            if rows.is_empty() && text.contains('\r') {
                let hint = "請另存為以 CRLF 或 LF 換行的 CSV";
                return Err(Box::new(broken_first_line(file, line, "line-ends", "之後以 CR 換行，無法分行", hint)));
            }
            rows.push((line, cells.iter().map(|cell| cell.trim().to_owned()).collect()));
            if rows.len() == FIRST_ROWS {
                break;
            }
        }
        Ok(rows)
    }

    /// Reads every row below the header, which is the first line that is not blank.
    pub(super) fn read(
        self,
        header_line: u64,
        rules: &FileRules<'_>,
        pieces: &mut Pieces,
        path: &Path,
        progress: &dyn Progress,
    ) -> Result<(), ImportError> {
        let Self { blocks, first, encoding, bytes } = self;
        let estimate = first.lines().saturating_mul(bytes) / u64::try_from(first.bytes.len()).unwrap_or(1).max(1);
        progress.begin(&format!("讀取 {}", rules.file), Some(estimate));
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (stop, mut left) = (&AtomicBool::new(false), bytes);
        let (to_readers, waiting) = mpsc::sync_channel::<(usize, Block)>(WAITING);
        let (to_pieces, done) = mpsc::channel();
        let waiting = &Mutex::new(waiting);
        std::thread::scope(|scope| {
            let failed = to_pieces.clone();
            scope.spawn(move || {
                for (number, block) in std::iter::once(Ok(first)).chain(blocks).enumerate() {
                    let sent = match block {
                        Ok(block) if !stop.load(Ordering::Relaxed) => to_readers.send((number, block)).is_ok(),
                        Ok(_) => false,
                        Err(error) => {
                            // Where nobody listens any more, another error has come first.
                            let _ = failed.send(Err(error));
                            false
                        }
                    };
                    if !sent {
                        break;
                    }
                }
            });
            for _ in 0..threads {
                let to_pieces = to_pieces.clone();
                scope.spawn(move || {
                    loop {
                        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok((number, block)) = next else { break };
                        let size = u64::try_from(block.bytes.len()).unwrap_or(0);
                        let piece = read_block(&block, header_line, encoding, rules);
                        if to_pieces.send(Ok((number, size, piece))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(to_pieces);
            let result = done.into_iter().try_for_each(|read| {
                let (number, size, piece) = read.map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
                let piece = piece?;
                progress.advance(piece.tally.rows);
                left = left.saturating_sub(size);
                pieces.add(number, piece, left)
            });
            stop.store(true, Ordering::Relaxed);
            // Whoever waits for a block or for room to send one must wake up.
            let _ = waiting.lock().unwrap_or_else(PoisonError::into_inner).try_iter().count();
            result
        })?;
        progress.finish();
        Ok(())
    }
}

/// Whether a line holds nothing, as spreadsheets leave them below a table.
fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b',' | b' ' | b'\t'))
}

fn read_block(block: &Block, header_line: u64, encoding: Encoding, rules: &FileRules<'_>) -> PolarsResult<Piece> {
    let lines = usize::try_from(block.lines()).unwrap_or(0);
    let mut reader = RowReader::new(rules, lines);
    // What a block has nowhere, none of its lines has.
    let text = if encoding == Encoding::Big5 { None } else { std::str::from_utf8(&block.bytes).ok() };
    let suspicious = may_be_damaged(&block.bytes);
    let mut spare: Vec<Cow<'static, str>> = Vec::with_capacity(rules.header.width);
    for (line, at) in block.iter().filter(|(line, _)| *line > header_line) {
        let decoded = match text {
            Some(text) => Ok(Cow::Borrowed(&text[at.clone()])),
            None => encoding.decode_line(&block.bytes[at.clone()], rules.eudc),
        };
        let Ok(text) = decoded else {
            reader.read_broken(line, &String::from_utf8_lossy(&block.bytes[at]), "encoding");
            continue;
        };
        if is_blank(&text) {
            continue;
        }
        if suspicious && let Some(rule) = damage(&text) {
            reader.read_broken(line, &text, rule);
            continue;
        }
        let mut cells: Vec<Cow<'_, str>> = std::mem::take(&mut spare);
        match split_line(&text, b',', &mut cells) {
            Ok(()) => reader.read(line, &cells),
            Err(_) => reader.read_broken(line, &text, "quote"),
        }
        cells.clear();
        // Collecting nothing in place keeps the room and forgets the lifetime of what was in it.
        spare = cells.into_iter().map(|_| Cow::Borrowed("")).collect();
    }
    reader.finish()
}

fn broken_first_line(file: &str, line: u64, rule: &str, what: &str, hint: &str) -> Problem {
    let place = Location::Text {
        file: file.to_owned(),
        line: usize::try_from(line).unwrap_or(usize::MAX),
        column: 1,
        width: 1,
        excerpt: String::new(),
    };
    Problem::error(rule, format!("{file} 第 {line} 行{what}")).at(place).hint(hint)
}

fn wrong_encoding(file: &str, encoding: Encoding, line: u64, at: usize) -> Problem {
    let line = usize::try_from(line).unwrap_or(usize::MAX);
    let (message, hint) = if encoding == Encoding::Utf8 {
        let message = format!("{file} 第 {line} 行不是 UTF-8 編碼，可能是 Big5（CP950）");
        (message, "加上 --encoding big5 再匯入一次，或請匯出機關改用 UTF-8")
    } else {
        let message = format!("{file} 第 {line} 行不是 {} 編碼", encoding.name());
        (message, "請用 --encoding 指明實際的編碼，例如 utf-8、utf-16、big5")
    };
    let place = Location::Text { file: file.to_owned(), line, column: at + 1, width: 1, excerpt: String::new() };
    Problem::error("encoding", message).at(place).hint(hint)
}
