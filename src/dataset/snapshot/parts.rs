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

use polars::prelude::{DataFrame, DataType, PolarsResult};
use polars_buffer::Buffer;
use polars_io::SerReader;
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::{ParallelStrategy, ParquetReader};

use super::side_by_side::side_by_side;
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
    pub(super) bytes: Buffer<u8>,
    /// What the footer says.
    pub(super) metadata: FileMetadataRef,
    /// Name and type of each column of the file.
    kinds: Vec<(String, DataType)>,
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
    let kinds = kinds_of(&bytes, &metadata).map_err(|error| error.to_string())?;
    Ok(Parts { bytes: bytes.into(), metadata, kinds })
}

/// Said of a column that the file does not have.
pub(super) fn unknown_column(column: &str) -> String {
    format!("這份快照沒有欄位「{column}」，可能早於目前的資料字典")
}

impl Parts {
    /// Reads the parts that were asked for.
    pub(super) fn reader(&self) -> ParquetReader<Cursor<&[u8]>> {
        let mut reader = ParquetReader::new(Cursor::new(&*self.bytes));
        reader.set_metadata(self.metadata.clone());
        reader
    }

    /// The place and the type of a column.
    pub(super) fn kind_of(&self, name: &str) -> Option<(usize, &DataType)> {
        let place = self.kinds.iter().position(|(known, _)| known == name)?;
        Some((place, &self.kinds[place].1))
    }

    /// Some rows of the `columns`: from where, and how many.
    pub(super) fn slice(&self, columns: &[String], rows: (usize, usize)) -> PolarsResult<DataFrame> {
        // This strategy passes over the other groups; those that read columns open each of them.
        let reader = self.reader().with_slice(Some(rows)).read_parallel(ParallelStrategy::RowGroups);
        reader.with_columns(Some(columns.to_vec())).finish()
    }
}

/// Name and type of each column; none is nested.
fn kinds_of(bytes: &[u8], metadata: &FileMetadataRef) -> PolarsResult<Vec<(String, DataType)>> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    reader.set_metadata(metadata.clone());
    let schema = reader.schema()?;
    Ok(schema.iter_values().map(|field| (field.name.to_string(), DataType::from_arrow_field(field))).collect())
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
    side_by_side(columns.len(), |(): &mut (), column| digest(column)).into_iter().collect()
}

/// The digests of columns, each of its places one after the other; all cores at work.
fn hashed(bytes: &[u8], columns: &[Vec<Range<usize>>]) -> Option<Vec<Digest>> {
    let digest = |at: usize| {
        let pieces: Option<Vec<&[u8]>> = columns[at].iter().map(|place| bytes.get(place.clone())).collect();
        pieces.map(Digest::of_parts)
    };
    side_by_side(columns.len(), |(): &mut (), column| digest(column)).into_iter().collect()
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
