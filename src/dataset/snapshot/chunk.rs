//! One column of one group of rows as it lies in the file: most often its distinct values once, and for each row the number of
//! its value. A condition is asked of the values, and what is only compared stays a number.

use std::io::Cursor;

use polars::prelude::{
    Column, DataType, IdxCa, Int32Chunked, Int64Chunked, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr,
    PolarsError, PolarsResult, Series, StringChunked, UInt32Chunked,
};
use polars_buffer::Buffer;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::encoding::hybrid_rle::{HybridRleChunk, HybridRleDecoder};
use polars_parquet::parquet::page::{CompressedPage, DataPage, split_buffer};
use polars_parquet::read::{ColumnChunkMetadata, Page, PageReader};

use super::scratch::Scratch;

/// Stands for a row without a value; the values are numbered from 1.
pub(super) const NO_VALUE: u32 = 0;

/// A column of one group of rows.
pub(super) enum Cells {
    /// The values, none first, where they are wanted; and the place of each row's value among them.
    Coded(Option<Series>, Vec<u32>),
    /// One number a row.
    Numbers(Vec<i64>),
    /// One value a row.
    Plain(Column),
}

/// Where a column of one group of rows lies, and what it holds.
#[derive(Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub(super) bytes: &'a Buffer<u8>,
    pub(super) metadata: &'a ColumnChunkMetadata,
    pub(super) name: &'a str,
    pub(super) kind: &'a DataType,
}

impl Chunk<'_> {
    /// The distinct values of a column that is stored as numbers of them, none first; none where it is not.
    pub(super) fn values(&self, scratch: &mut Scratch) -> PolarsResult<Option<Series>> {
        self.values_of(&mut self.pages()?, scratch)
    }

    /// Its rows; none where they are stored in a way that is left to polars. Only the places of `known` values are wanted where
    /// their number is said.
    pub(super) fn cells(&self, scratch: &mut Scratch, known: Option<usize>) -> PolarsResult<Option<Cells>> {
        let mut pages = self.pages()?;
        let (values, count) = match known {
            Some(count) => {
                pages.read_dict().map_err(PolarsError::from)?;
                (None, count)
            }
            None => match self.values_of(&mut pages, scratch)? {
                Some(values) => {
                    let count = values.len();
                    (Some(values), count)
                }
                None => return self.plain(pages, scratch),
            },
        };
        let most = u32::try_from(count - 1).map_err(|_| broken())?;
        let rows = usize::try_from(self.metadata.num_values()).map_err(|_| broken())?;
        let mut places = scratch.places.pop().unwrap_or_default();
        places.clear();
        places.reserve(rows);
        for page in pages {
            let page = scratch.opened(page.map_err(PolarsError::from)?)?;
            let Page::Data(page) = page else { return Err(broken()) };
            if !matches!(page.encoding(), Encoding::RleDictionary | Encoding::PlainDictionary) {
                return Ok(None);
            }
            self.places(&page, scratch, &mut places)?;
            scratch.keep(page);
        }
        if places.len() != rows || places.iter().copied().max().unwrap_or(0) > most {
            return Err(broken());
        }
        Ok(Some(Cells::Coded(values, places)))
    }

    fn pages(&self) -> PolarsResult<PageReader> {
        let range = self.metadata.byte_range();
        let end = |end: u64| usize::try_from(end).map_err(|_| broken());
        let bytes = self.bytes.clone().sliced(end(range.start)?..end(range.end)?);
        Ok(PageReader::new(Cursor::new(bytes), self.metadata, Vec::new(), usize::MAX))
    }

    fn values_of(&self, pages: &mut PageReader, scratch: &mut Scratch) -> PolarsResult<Option<Series>> {
        if !matches!(self.kind, DataType::String | DataType::Int32 | DataType::UInt32 | DataType::Date) {
            return Ok(None);
        }
        let Some(page) = pages.read_dict().map_err(PolarsError::from)? else { return Ok(None) };
        let Page::Dict(page) = scratch.opened(CompressedPage::Dict(page))? else {
            return Err(broken());
        };
        let count = page.num_values;
        let name = PlSmallStr::from_str(self.name);
        let bytes: &[u8] = &page.buffer;
        let of_four = || bytes.chunks_exact(4).filter_map(|four| four.try_into().ok()).take(count);
        let values = match self.kind {
            DataType::String => {
                let texts = texts_of(bytes, count).ok_or_else(broken)?;
                StringChunked::from_iter_options(name, std::iter::once(None).chain(texts.into_iter().map(Some)))
                    .into_series()
            }
            DataType::UInt32 => {
                let numbers = of_four().map(|four| Some(u32::from_le_bytes(four)));
                UInt32Chunked::from_iter_options(name, std::iter::once(None).chain(numbers)).into_series()
            }
            kind => {
                let numbers = of_four().map(|four| Some(i32::from_le_bytes(four)));
                Int32Chunked::from_iter_options(name, std::iter::once(None).chain(numbers)).into_series().cast(kind)?
            }
        };
        if values.len() == count + 1 { Ok(Some(values)) } else { Err(broken()) }
    }

    /// Adds the places of the rows of a page.
    fn places(&self, page: &DataPage, scratch: &mut Scratch, places: &mut Vec<u32>) -> PolarsResult<()> {
        let parts = split_buffer(page).map_err(PolarsError::from)?;
        let rows = page.num_values();
        let (width, packed) = parts.values.split_first().unwrap_or((&0, &[]));
        if self.all_there(parts.def, rows)? {
            let from = places.len();
            collect(packed, u32::from(*width), rows, places)?;
            places[from..].iter_mut().for_each(|place| *place = place.wrapping_add(1));
            return Ok(());
        }
        // So many numbers at most; those after the last row with a value mean nothing.
        scratch.numbers.clear();
        collect(packed, u32::from(*width), rows, &mut scratch.numbers)?;
        let mut numbers = scratch.numbers.as_slice();
        for run in HybridRleDecoder::new(parts.def, 1, rows).into_chunk_iter() {
            match run.map_err(PolarsError::from)? {
                HybridRleChunk::Rle(0, times) => places.resize(places.len() + times, NO_VALUE),
                HybridRleChunk::Rle(_, times) => {
                    let (own, rest) = numbers.split_at_checked(times).ok_or_else(broken)?;
                    places.extend(own.iter().map(|number| number.wrapping_add(1)));
                    numbers = rest;
                }
                HybridRleChunk::Bitpacked(levels) => {
                    scratch.levels.clear();
                    levels.collect_into(&mut scratch.levels);
                    let mut next = 0;
                    places.extend(scratch.levels.iter().map(|level| {
                        // A row without a value looks at the next one all the same.
                        let number = numbers.get(next).copied().unwrap_or(0);
                        next += *level as usize;
                        number.wrapping_add(1) * level
                    }));
                    numbers = numbers.get(next..).ok_or_else(broken)?;
                }
            }
        }
        Ok(())
    }

    /// Whether every row of a page has a value: most often a bitmap in which every bit is set.
    fn all_there(&self, levels: &[u8], rows: usize) -> PolarsResult<bool> {
        if self.metadata.descriptor().descriptor.max_def_level == 0 {
            return Ok(true);
        }
        let mut known = 0;
        for run in HybridRleDecoder::new(levels, 1, rows).into_chunk_iter() {
            known += match run.map_err(PolarsError::from)? {
                HybridRleChunk::Rle(1, times) => times,
                HybridRleChunk::Bitpacked(levels) if all_set(levels.as_slice(), levels.len()) => levels.len(),
                _ => return Ok(false),
            };
        }
        if known == rows { Ok(true) } else { Err(broken()) }
    }

    /// Whole numbers that stand one after the other, each row with one.
    fn plain(&self, pages: PageReader, scratch: &mut Scratch) -> PolarsResult<Option<Cells>> {
        if !matches!(self.kind, DataType::Int64 | DataType::UInt32 | DataType::Int32 | DataType::Date) {
            return Ok(None);
        }
        let (mut fours, mut eights): (Vec<i32>, Vec<i64>) = (Vec::new(), scratch.wide.pop().unwrap_or_default());
        eights.clear();
        let rows = usize::try_from(self.metadata.num_values()).map_err(|_| broken())?;
        for page in pages {
            let Page::Data(page) = scratch.opened(page.map_err(PolarsError::from)?)? else { return Ok(None) };
            let parts = split_buffer(&page).map_err(PolarsError::from)?;
            if page.encoding() != Encoding::Plain || !self.all_there(parts.def, page.num_values())? {
                return Ok(None);
            }
            if *self.kind == DataType::Int64 {
                eights.reserve(rows);
                eights.extend(
                    parts.values.chunks_exact(8).map(|eight| i64::from_le_bytes(eight.try_into().unwrap_or_default())),
                );
            } else {
                fours.reserve(rows);
                fours.extend(
                    parts.values.chunks_exact(4).map(|four| i32::from_le_bytes(four.try_into().unwrap_or_default())),
                );
            }
            scratch.keep(page);
        }
        if fours.len() + eights.len() != rows {
            return Err(broken());
        }
        let name = PlSmallStr::from_str(self.name);
        let column = match self.kind {
            DataType::Int64 => return Ok(Some(Cells::Numbers(eights))),
            DataType::UInt32 => {
                let numbers = fours.into_iter().map(i32::cast_unsigned).collect();
                UInt32Chunked::from_vec(name, numbers).into_column()
            }
            kind => Int32Chunked::from_vec(name, fours).into_column().cast(kind)?,
        };
        Ok(Some(Cells::Plain(column)))
    }
}

impl Cells {
    /// The values of all rows, or of those that are kept.
    pub(super) fn column(&self, name: &str, kept: Option<&[u32]>) -> PolarsResult<Column> {
        match (self, kept) {
            (Self::Numbers(numbers), kept) => {
                let numbers = match kept {
                    Some(kept) => kept.iter().map(|row| numbers[*row as usize]).collect(),
                    None => numbers.clone(),
                };
                Ok(Int64Chunked::from_vec(name.into(), numbers).into_column())
            }
            (Self::Plain(column), None) => Ok(column.clone()),
            (Self::Plain(column), Some(kept)) => column.take(&IdxCa::from_vec(PlSmallStr::EMPTY, kept.to_vec())),
            (Self::Coded(None, _), _) => Err(broken()),
            (Self::Coded(Some(values), places), kept) => {
                let places: Vec<u32> = match kept {
                    Some(kept) => kept.iter().map(|row| places[*row as usize]).collect(),
                    None => places.clone(),
                };
                let taken = if places.contains(&NO_VALUE) {
                    values.take(&IdxCa::from_vec(PlSmallStr::EMPTY, places))?
                } else {
                    // Values none of which is missing are taken in less time.
                    let places = places.into_iter().map(|place| place - 1).collect();
                    values.slice(1, values.len()).take(&IdxCa::from_vec(PlSmallStr::EMPTY, places))?
                };
                Ok(taken.into_column())
            }
        }
    }
}

/// Whether the first `count` bits are set.
fn all_set(bits: &[u8], count: usize) -> bool {
    let (whole, rest) = (count / 8, count % 8);
    let full = bits.get(..whole).is_some_and(|bytes| bytes.iter().all(|byte| *byte == u8::MAX));
    full && (rest == 0 || bits.get(whole).is_some_and(|byte| byte.trailing_ones() as usize >= rest))
}

/// Adds `count` numbers of so many bits.
fn collect(packed: &[u8], bits: u32, count: usize, into: &mut Vec<u32>) -> PolarsResult<()> {
    for run in HybridRleDecoder::new(packed, bits, count).into_chunk_iter() {
        match run.map_err(PolarsError::from)? {
            HybridRleChunk::Rle(number, times) => into.resize(into.len() + times, number),
            HybridRleChunk::Bitpacked(numbers) => numbers.collect_into(into),
        }
    }
    Ok(())
}

/// `count` texts, each with its length before it.
fn texts_of(mut bytes: &[u8], count: usize) -> Option<Vec<&str>> {
    let mut texts = Vec::with_capacity(count);
    for _ in 0..count {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        texts.push(std::str::from_utf8(text).ok()?);
        bytes = rest;
    }
    Some(texts)
}

fn broken() -> PolarsError {
    PolarsError::ComputeError("a column does not hold what its footer says".into())
}
