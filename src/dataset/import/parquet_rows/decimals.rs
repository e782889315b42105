//! Fixed-point columns as text.
//!
//! Such a column holds whole numbers and says how many of their digits stand behind the point. The type that polars reads
//! them into is not built in; whole numbers and bytes are, so the column is read as what it is stored as.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use polars::prelude::{ArrowDataType, ArrowField, DataType, PolarsResult, Series, StringChunked};
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::_internal::to_deserializer;

use super::ParquetError;

/// Digits that a number of 128 bits has for certain.
const MAX_DIGITS: usize = 38;

/// How many digits stand behind the point; None where the type is no fixed-point one, or too long.
pub(super) fn scale_of(kind: &ArrowDataType) -> Option<usize> {
    match kind {
        ArrowDataType::Decimal(digits, scale)
        | ArrowDataType::Decimal32(digits, scale)
        | ArrowDataType::Decimal64(digits, scale)
            if *digits <= MAX_DIGITS =>
        {
            Some(*scale)
        }
        _ => None,
    }
}

/// The column at `index`, of which `scale` digits stand behind the point, from row `start` on, at most `rows` rows.
///
/// Nothing is nested here, so that the columns of the file are those of its schema.
pub(super) fn decimal_texts(
    file: &mut File,
    metadata: &FileMetadataRef,
    index: usize,
    scale: usize,
    start: usize,
    rows: usize,
) -> Result<StringChunked, ParquetError> {
    let mut texts: Vec<Option<String>> = Vec::with_capacity(rows.min(metadata.num_rows));
    let mut group_start = 0;
    for group in &metadata.row_groups {
        let group_end = group_start + group.num_rows();
        let (from, to) = (start.max(group_start), (start + rows).min(group_end));
        if from < to {
            let chunk = group.parquet_columns().get(index).ok_or_else(damaged)?;
            let range = chunk.byte_range();
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(range.start))?;
            // Not allocated beforehand: what a damaged file claims may be more than there is memory.
            file.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?;
            let (kind, length): (_, Option<i32>) = chunk.physical_type().into();
            // The numbers of the types are those of the format.
            let stored_as = match (kind.0, length.map(usize::try_from)) {
                (1, _) => ArrowDataType::Int32,
                (2, _) => ArrowDataType::Int64,
                (6, _) => ArrowDataType::BinaryView,
                (7, Some(Ok(length))) => ArrowDataType::FixedSizeBinary(length),
                _ => return Err(damaged()),
            };
            let field = ArrowField::new("".into(), stored_as, true);
            let (arrays, _) = to_deserializer(vec![(chunk, bytes.into())], field.clone(), None)?;
            let offset = i64::try_from(from - group_start).map_err(|_| damaged())?;
            let part = Series::try_from((&field, arrays))?.slice(offset, to - from);
            for number in numbers(&part)? {
                texts.push(number.transpose()?.map(|number| fixed_point(number, scale)));
            }
        }
        group_start = group_end;
    }
    Ok(texts.into_iter().collect())
}

fn damaged() -> ParquetError {
    ParquetError::Unreadable { cause: "定點小數欄位損毀".to_owned() }
}

type Number = Option<Result<i128, ParquetError>>;

fn numbers(stored: &Series) -> PolarsResult<Vec<Number>> {
    if stored.dtype() == &DataType::Binary {
        return Ok(stored.binary()?.iter().map(|bytes| Some(big_endian(bytes?).ok_or_else(damaged))).collect());
    }
    let whole = stored.cast(&DataType::Int64)?;
    Ok(whole.i64()?.iter().map(|number| Some(Ok(i128::from(number?)))).collect())
}

/// Two's complement, the most significant byte first; None where it is longer than 128 bits.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first().is_some_and(|first| *first >= 0x80) { 0xff } else { 0 };
    let needed = bytes.len().saturating_sub(16);
    let (spare, bytes) = bytes.split_at(needed);
    if spare.iter().any(|byte| *byte != sign) {
        return None;
    }
    let mut whole = [sign; 16];
    whole[16 - bytes.len()..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(whole))
}

/// In its shortest form, as numbers stand in a CSV file.
fn fixed_point(number: i128, scale: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_stands_where_the_scale_says() {
        for (number, scale, text) in [
            (1250, 2, "12.5"),
            (1200, 2, "12"),
            (-5, 1, "-0.5"),
            (5, 3, "0.005"),
            (0, 2, "0"),
            (40, 0, "40"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ] {
            assert_eq!(fixed_point(number, scale), text);
        }
    }

    /// Writers take as many bytes as the precision needs, or always sixteen.
    #[test]
    fn bytes_of_any_length_are_a_signed_number() {
        for (bytes, number) in [
            (&[0x01, 0x00][..], Some(256)),
            (&[0xff], Some(-1)),
            (&[0x80, 0x00], Some(-32768)),
            (&[0xff; 16], Some(-1)),
            (&[0; 17], Some(0)),
            (&[], Some(0)),
            (&[1; 17], None),
        ] {
            assert_eq!(big_endian(bytes), number, "{bytes:?}");
        }
    }
}
