//! A table as the bytes of a Parquet file.
//!
//! Groups of rows are brought into order, encoded and compressed side by side, one a core: the columns of a table differ too
//! much in size to be shared out. The bytes are the same whatever the number of cores.

use std::thread;

use polars::prelude::{Column, DataFrame, DataType, PolarsError, PolarsResult, polars_err};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use polars_utils::compression::ZstdLevel;

use crate::dataset::ordered_frame::OrderedFrame;

/// Compression of level 1 is a third faster than the default 3, and its files are a tenth larger.
const COMPRESSION: i32 = 1;
/// A group of rows of a table that has fewer than [`MANY`]: a reader takes groups side by side, so that 人員 must have several.
const SMALL_GROUP: usize = 1 << 16;
/// A group of rows of the others: every group holds the labels of its codes again.
const GROUP: usize = 1 << 18;
/// So many rows are many.
const MANY: usize = 1 << 20;

/// A column that is made of each group of rows and stands after the others.
pub(super) struct MadeColumn<'a> {
    /// Its name.
    pub(super) name: &'static str,
    /// What values it has.
    pub(super) kind: DataType,
    /// Makes it.
    pub(super) of: &'a (dyn Fn(&DataFrame) -> PolarsResult<Column> + Sync),
}

/// The whole file in memory: its digest is wanted, and it must never lie half written.
pub(super) fn to_parquet(rows: &OrderedFrame, made: Option<&MadeColumn<'_>>) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let compression = ParquetCompression::Zstd(Some(ZstdLevel::try_new(COMPRESSION)?));
    let mut schema = rows.frame().schema().as_ref().clone();
    if let Some(made) = made {
        schema.with_column(made.name.into(), made.kind.clone());
    }
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression).batched(&schema)?;
    let size = if rows.height() < MANY { SMALL_GROUP } else { GROUP };
    let starts: Vec<usize> = (0..rows.height()).step_by(size).collect();
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let group = |start: usize| -> PolarsResult<DataFrame> {
        let mut group = rows.group(start, size)?;
        if let Some(made) = made {
            group.with_column((made.of)(&group)?)?;
        }
        Ok(group)
    };
    for starts in starts.chunks(cores) {
        let encoded: Vec<PolarsResult<Vec<_>>> = thread::scope(|scope| {
            let encode = |start: usize| {
                let (writer, group) = (&writer, &group);
                scope.spawn(move || writer.encode_and_compress(&group(start)?).collect())
            };
            let threads: Vec<_> = starts.iter().map(|start| encode(*start)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(panicked()))).collect()
        });
        for group in encoded {
            writer.write_row_groups(group?)?;
        }
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

fn panicked() -> PolarsError {
    polars_err!(ComputeError: "an encoding thread panicked")
}
