//! A table as the bytes of a Parquet file.
//!
//! Groups of rows are brought into order, encoded and compressed side by side, one a core: the columns of a table differ too
//! much in size to be shared out. The bytes are the same whatever the number of cores.

use std::thread;

use polars::prelude::{PolarsError, PolarsResult, polars_err};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};
use polars_utils::compression::ZstdLevel;

use crate::dataset::ordered_frame::OrderedFrame;

/// Compression of level 1 is a third faster than the default 3, and its files are a tenth larger.
const COMPRESSION: i32 = 1;
/// Rows of a group; the default of polars.
const ROW_GROUP: usize = 512 * 512;

/// The whole file in memory: its digest is wanted, and it must never lie half written.
pub(super) fn to_parquet(rows: &OrderedFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let compression = ParquetCompression::Zstd(Some(ZstdLevel::try_new(COMPRESSION)?));
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression).batched(rows.frame().schema())?;
    let starts: Vec<usize> = (0..rows.height()).step_by(ROW_GROUP).collect();
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    for starts in starts.chunks(cores) {
        let encoded: Vec<PolarsResult<Vec<_>>> = thread::scope(|scope| {
            let encode = |start: usize| {
                let writer = &writer;
                scope.spawn(move || writer.encode_and_compress(&rows.group(start, ROW_GROUP)?).collect())
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
