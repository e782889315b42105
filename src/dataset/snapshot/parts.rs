//! The parts of a table's file, and their digests: whoever reads four columns of fifty holds these four against the manifest
//! and need not touch the others.
//!
//! The parts are the footer, which says where everything lies, and then each column of the file with its pages one after the
//! other. Together they are what a reader looks at; the digest of the whole file stands beside them for `data verify`.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use polars::prelude::{DataFrame, PolarsResult};
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};
use polars_io::{RowIndex, SerReader};

use crate::domain::Digest;

/// Said of a file that is not the one of the manifest.
pub(super) const CHANGED: &str = "檔案與匯入時不同，遭更動或已損壞";
/// Before and after everything else in a Parquet file.
const MAGIC: &[u8; 4] = b"PAR1";
/// The length of the footer and the magic after it.
const TAIL: usize = 8;

/// The parts of a file that a reader asked for, at their places; the rest is zeros that were never touched.
#[derive(Debug)]
pub(super) struct Parts {
    /// As long as the file.
    pub(super) bytes: Vec<u8>,
    /// What the footer says.
    pub(super) metadata: FileMetadataRef,
}

/// The digests of the parts of a file that lies in memory.
pub(super) fn digests_of(bytes: &[u8]) -> Result<Vec<Digest>, String> {
    let footer = footer_of(bytes).ok_or("不是 Parquet 檔")?;
    let metadata = metadata_of(bytes)?;
    let columns: Vec<Vec<Range<usize>>> = (0..width(&metadata)).map(|column| places(&metadata, column)).collect();
    let mut digests = vec![Digest::of(&bytes[footer])];
    digests.extend(hashed(bytes, &columns).ok_or("檔案的目錄指向檔案之外")?);
    Ok(digests)
}

/// Reads the `columns` of the file at `path`, which must have these digests; otherwise the reason in words.
pub(super) fn read_parts(path: &Path, digests: &[Digest], columns: &[String]) -> Result<Parts, String> {
    let words = |error: std::io::Error| error.to_string();
    let mut file = File::open(path).map_err(words)?;
    let length = usize::try_from(file.metadata().map_err(words)?.len()).map_err(|_| CHANGED)?;
    // Zeros that nobody writes to take no memory.
    let mut bytes = vec![0_u8; length];
    let mut fetch = |bytes: &mut Vec<u8>, place: Range<usize>| -> Result<(), String> {
        let at = bytes.get_mut(place.clone()).ok_or(CHANGED)?;
        file.seek(SeekFrom::Start(place.start as u64)).map_err(words)?;
        file.read_exact(at).map_err(words)
    };
    fetch(&mut bytes, 0..MAGIC.len())?;
    fetch(&mut bytes, length.checked_sub(TAIL).ok_or(CHANGED)?..length)?;
    let footer = footer_of(&bytes).ok_or(CHANGED)?;
    fetch(&mut bytes, footer.clone())?;
    if digests.first() != Some(&Digest::of(&bytes[footer])) {
        return Err(CHANGED.to_owned());
    }
    let metadata = metadata_of(&bytes)?;
    let (mut wanted, mut known) = (Vec::new(), Vec::new());
    for column in columns {
        let place = place_of(&metadata, column);
        let place = place.ok_or_else(|| unknown_column(column))?;
        wanted.push(places(&metadata, place));
        known.push(digests.get(1 + place).ok_or(CHANGED)?);
    }
    let found = fetched(path, &mut bytes, &wanted)?;
    if found.iter().ne(known) {
        return Err(CHANGED.to_owned());
    }
    Ok(Parts { bytes, metadata })
}

/// Said of a column that the file does not have.
pub(super) fn unknown_column(column: &str) -> String {
    format!("這份快照沒有欄位「{column}」，可能早於目前的資料字典")
}

impl Parts {
    /// Reads the parts that were asked for.
    pub(super) fn reader(&self) -> ParquetReader<Cursor<&[u8]>> {
        let mut reader = ParquetReader::new(Cursor::new(self.bytes.as_slice()));
        reader.set_metadata(self.metadata.clone());
        reader
    }

    /// The `columns`, with a column `numbered` that counts the rows where one is asked for, the groups of the file side by side,
    /// one a core, and each cut down by `only` at once: what is not kept is not held.
    pub(super) fn groups(
        &self,
        columns: &[String],
        numbered: Option<&str>,
        only: impl Fn(DataFrame) -> PolarsResult<DataFrame> + Sync,
    ) -> PolarsResult<DataFrame> {
        let mut start = 0;
        let groups = self.metadata.row_groups.iter().map(|group| {
            let rows = group.num_rows();
            start += rows;
            (start - rows, rows)
        });
        let groups: Vec<(usize, usize)> = groups.collect();
        let read = |group: (usize, usize)| {
            // This strategy passes over the other groups; those that read columns open each of them.
            let reader = self.reader().with_slice(Some(group)).read_parallel(ParallelStrategy::RowGroups);
            let row_index = numbered.map(|name| RowIndex { name: name.into(), offset: 0 });
            only(reader.with_columns(Some(columns.to_vec())).with_row_index(row_index).finish()?)
        };
        if groups.is_empty() {
            return read((0, 0));
        }
        let frames = side_by_side(groups.len(), |at| read(groups[at]));
        let mut frames = frames.into_iter().collect::<PolarsResult<Vec<_>>>()?.into_iter();
        let first = frames.next().unwrap_or_default();
        frames.try_fold(first, |mut whole, next| {
            whole.vstack_mut(&next)?;
            Ok(whole)
        })
    }
}

/// The results of `work` on each of `count` things in their order; all cores at work.
fn side_by_side<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(at)));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(count)).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// Reads the places of columns into `bytes`, and the digest of each column; all cores at work.
fn fetched(path: &Path, bytes: &mut [u8], columns: &[Vec<Range<usize>>]) -> Result<Vec<Digest>, String> {
    let words = |error: std::io::Error| error.to_string();
    let mut places: Vec<(Range<usize>, usize)> = Vec::new();
    for (column, of_column) in columns.iter().enumerate() {
        places.extend(of_column.iter().map(|place| (place.clone(), column)));
    }
    places.sort_unstable_by_key(|(place, _)| place.start);
    // Each column gets its own pieces of the room.
    let mut pieces: Vec<Vec<(usize, &mut [u8])>> = columns.iter().map(|_| Vec::new()).collect();
    let (mut rest, mut at) = (bytes, 0);
    for (place, column) in places {
        let gap = place.start.checked_sub(at).filter(|gap| *gap <= rest.len()).ok_or(CHANGED)?;
        let (_, after) = rest.split_at_mut(gap);
        let (piece, after) = after.split_at_mut_checked(place.len()).ok_or(CHANGED)?;
        pieces[column].push((place.start, piece));
        (rest, at) = (after, place.end);
    }
    let pieces: Vec<Mutex<_>> = pieces.into_iter().map(Mutex::new).collect();
    let digest = |column: usize| -> Result<Digest, String> {
        let mut file = File::open(path).map_err(words)?;
        let mut pieces = pieces[column].lock().map_err(|_| CHANGED)?;
        for (start, piece) in pieces.iter_mut() {
            file.seek(SeekFrom::Start(*start as u64)).map_err(words)?;
            file.read_exact(piece).map_err(words)?;
        }
        Ok(Digest::of_parts(pieces.iter().map(|(_, piece)| &**piece)))
    };
    side_by_side(columns.len(), digest).into_iter().collect()
}

/// The digests of columns, each of its places one after the other; all cores at work.
fn hashed(bytes: &[u8], columns: &[Vec<Range<usize>>]) -> Option<Vec<Digest>> {
    let digest = |at: usize| {
        let pieces: Option<Vec<&[u8]>> = columns[at].iter().map(|place| bytes.get(place.clone())).collect();
        pieces.map(Digest::of_parts)
    };
    side_by_side(columns.len(), digest).into_iter().collect()
}

fn metadata_of(bytes: &[u8]) -> Result<FileMetadataRef, String> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    reader.get_metadata().cloned().map_err(|error| error.to_string())
}

/// The footer, its length and the magic: everything after the columns.
fn footer_of(bytes: &[u8]) -> Option<Range<usize>> {
    let tail = bytes.len().checked_sub(TAIL)?;
    let length = bytes.get(tail..tail + 4)?.try_into().ok().map(u32::from_le_bytes)?;
    let start = tail.checked_sub(usize::try_from(length).ok()?)?;
    Some(start..bytes.len())
}

fn width(metadata: &FileMetadataRef) -> usize {
    metadata.schema_descr.columns().len()
}

/// Which column of the file has this name.
fn place_of(metadata: &FileMetadataRef, name: &str) -> Option<usize> {
    let mut columns = metadata.schema_descr.columns().iter();
    columns.position(|column| column.path_in_schema.first().is_some_and(|root| root == name))
}

/// Where the pages of a column lie, group by group.
fn places(metadata: &FileMetadataRef, column: usize) -> Vec<Range<usize>> {
    let of_group = |range: Range<u64>| {
        let end = |end: u64| usize::try_from(end).unwrap_or(usize::MAX);
        end(range.start)..end(range.end)
    };
    metadata
        .row_groups
        .iter()
        .filter_map(|group| group.parquet_columns().get(column))
        .map(|column| of_group(column.byte_range()))
        .collect()
}
