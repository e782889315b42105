//! The rows of an export that is a Parquet file, as text, a slice at a time.
//!
//! Every value is written as the importer reads it: dates `2025-12-31`, 是 and 否, numbers in their shortest form, nothing
//! for null. Types that are no single value (lists, structs, bytes) and those whose meaning needs a decision (times with a
//! zone) are refused by column before the first row.

mod decimals;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use polars::prelude::{ArrowDataType, DataType, PolarsError, PolarsResult, Series, StringChunked, TimeUnit};
use polars_io::SerReader;
use polars_io::parquet::metadata::FileMetadataRef;
use polars_io::parquet::read::ParquetReader;

use self::decimals::{decimal_texts, scale_of};
use crate::domain::date_of;
use crate::query::{PERSON_NUMBER, PERSON_ROW};
use crate::source::{Location, Problem};

/// Rows that are in memory at once.
const SLICE: usize = 65_536;

/// An opened Parquet file.
#[derive(Debug)]
pub(super) struct ParquetRows {
    path: PathBuf,
    file: String,
    metadata: FileMetadataRef,
    names: Vec<String>,
    /// For each column that is a fixed-point number, how many digits stand behind the point.
    scales: Vec<Option<usize>>,
    rows: usize,
}

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
enum ParquetError {
    #[error("讀不到檔案：{0}")]
    Io(#[from] std::io::Error),
    #[error("無法開啟：不是 Parquet 檔，或檔案不完整")]
    Unreadable { cause: String },
    #[error("欄位「{name}」的型別是{kind}，無法匯入")]
    Type { name: String, kind: String },
}

impl From<PolarsError> for ParquetError {
    fn from(error: PolarsError) -> Self {
        Self::Unreadable { cause: error.to_string() }
    }
}

impl ParquetError {
    fn problem(&self, file: &str) -> Problem {
        let rule = if matches!(self, Self::Type { .. }) { "column-type" } else { "unreadable-file" };
        let problem = Problem::error(rule, format!("{file}：{self}")).at(Location::File { file: file.to_owned() });
        match self {
            Self::Io(_) => problem.hint("請確認目前的使用者可以讀取這個檔案"),
            Self::Unreadable { cause } => problem.hint("請重新匯出，或改用 CSV").hint(format!("技術訊息：{cause}")),
            Self::Type { .. } => problem.hint("請在匯出時把這一欄轉成文字、數字或日期"),
        }
    }
}

/// Opens the file at `path`; `file` is the name shown to people.
///
/// # Errors
/// A problem with the file, what is wrong and what to do: no Parquet file, or a column of a type that is no single value.
pub(super) fn open_parquet(path: &Path, file: &str) -> Result<ParquetRows, Box<Problem>> {
    let opened = undamaged(|| open(path, file));
    opened.map_err(|error| Box::new(error.problem(file)))
}

/// Damaged files reach corners of the reader that nobody has tried; a panic there is a damaged file, no bug here.
fn undamaged<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ParquetError::Unreadable { cause: "檔案結構損毀".to_owned() }))
}

fn open(path: &Path, file: &str) -> Result<ParquetRows, ParquetError> {
    let mut reader = ParquetReader::new(File::open(path)?);
    let rows = reader.num_rows()?;
    let (mut names, mut scales) = (Vec::new(), Vec::new());
    for (name, field) in reader.schema()?.iter() {
        if let Some(kind) = refused(field.dtype()) {
            return Err(ParquetError::Type { name: name.to_string(), kind });
        }
        names.push(name.to_string());
        scales.push(scale_of(field.dtype()));
    }
    // A snapshot can be imported again like any other export: what it has beside the fields stands at the end.
    while names.last().is_some_and(|name| [PERSON_ROW, PERSON_NUMBER].contains(&name.as_str())) {
        names.pop();
        scales.pop();
    }
    let metadata = reader.get_metadata()?.clone();
    Ok(ParquetRows { path: path.to_owned(), file: file.to_owned(), metadata, names, scales, rows })
}

/// The name of a type that is refused; None where its values can be written.
fn refused(kind: &ArrowDataType) -> Option<String> {
    let name = match kind {
        ArrowDataType::Null
        | ArrowDataType::Boolean
        | ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt8
        | ArrowDataType::UInt16
        | ArrowDataType::UInt32
        | ArrowDataType::UInt64
        | ArrowDataType::Float32
        | ArrowDataType::Float64
        | ArrowDataType::Date32
        | ArrowDataType::Timestamp(_, None)
        | ArrowDataType::Utf8
        | ArrowDataType::LargeUtf8
        | ArrowDataType::Utf8View => return None,
        kind if scale_of(kind).is_some() => return None,
        ArrowDataType::Dictionary(_, inner, _) => return refused(inner),
        ArrowDataType::List(_) | ArrowDataType::LargeList(_) | ArrowDataType::FixedSizeList(..) => "清單",
        ArrowDataType::Struct(_) => "結構",
        ArrowDataType::Map(..) => "對照表",
        ArrowDataType::Binary
        | ArrowDataType::LargeBinary
        | ArrowDataType::BinaryView
        | ArrowDataType::FixedSizeBinary(_) => "位元組",
        ArrowDataType::Timestamp(_, Some(_)) => "帶時區的日期時間",
        ArrowDataType::Time32(_) | ArrowDataType::Time64(_) => "時刻",
        ArrowDataType::Duration(_) | ArrowDataType::Interval(_) => "時間長度",
        ArrowDataType::Decimal(..) | ArrowDataType::Decimal256(..) => "超過 38 位的定點小數",
        other => return Some(format!(" {other:?}")),
    };
    Some(name.to_owned())
}

impl ParquetRows {
    /// The names of the columns, in their order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> u64 {
        u64::try_from(self.rows).expect("a count of rows fits 64 bits")
    }

    /// Gives every row, counted from 1, with its cells in the order of the columns.
    ///
    /// # Errors
    /// A problem with the file where it cannot be read to its end; the rows before that were given by then.
    pub(super) fn visit(&self, visitor: &mut dyn FnMut(u64, &[&str])) -> Result<(), Box<Problem>> {
        let mut number = 0;
        for start in (0..self.rows).step_by(SLICE) {
            let columns = undamaged(|| self.slice(start)).map_err(|error| Box::new(error.problem(&self.file)))?;
            let height = columns.first().map_or(0, StringChunked::len);
            let mut cells = Vec::with_capacity(columns.len());
            for row in 0..height {
                number += 1;
                cells.clear();
                cells.extend(columns.iter().map(|column| column.get(row).unwrap_or_default()));
                visitor(number, &cells);
            }
        }
        Ok(())
    }

    /// Gives the first rows, at most `limit` and no more than one slice, as [`Self::visit`] does.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub(super) fn visit_first(&self, limit: usize, visitor: &mut dyn FnMut(u64, &[&str])) -> Result<(), Box<Problem>> {
        let columns = undamaged(|| self.slice(0)).map_err(|error| Box::new(error.problem(&self.file)))?;
        let height = columns.first().map_or(0, StringChunked::len).min(limit);
        for (number, row) in (1..).zip(0..height) {
            let cells: Vec<&str> = columns.iter().map(|column| column.get(row).unwrap_or_default()).collect();
            visitor(number, &cells);
        }
        Ok(())
    }

    fn slice(&self, start: usize) -> Result<Vec<StringChunked>, ParquetError> {
        let plain: Vec<usize> = (0..self.scales.len()).filter(|index| self.scales[*index].is_none()).collect();
        let mut plain_columns = Vec::new();
        if !plain.is_empty() {
            let mut reader = ParquetReader::new(File::open(&self.path)?);
            reader.set_metadata(self.metadata.clone());
            let frame = reader.with_projection(Some(plain)).with_slice(Some((start, SLICE))).finish()?;
            let columns = frame.columns().iter().map(|column| texts(column.as_materialized_series()));
            plain_columns = columns.collect::<PolarsResult<_>>()?;
        }
        let mut plain_columns = plain_columns.into_iter();
        let mut file = File::open(&self.path)?;
        let mut columns = Vec::with_capacity(self.scales.len());
        for (index, scale) in self.scales.iter().enumerate() {
            columns.push(match scale {
                Some(scale) => decimal_texts(&mut file, &self.metadata, index, *scale, start, SLICE)?,
                None => plain_columns.next().expect("a column for each that was asked for"),
            });
        }
        Ok(columns)
    }
}

/// A column as text, in one piece, so that a row is found without a search.
fn texts(column: &Series) -> PolarsResult<StringChunked> {
    let texts: StringChunked = match column.dtype() {
        DataType::String => column.str()?.clone(),
        DataType::Boolean => {
            column.bool()?.iter().map(|flag| flag.map(|flag| if flag { "是" } else { "否" })).collect()
        }
        // `{}` writes whole numbers without a point and never an exponent; a cast writes 9.0.
        DataType::Float32 => column.f32()?.iter().map(|number| number.map(|number| number.to_string())).collect(),
        DataType::Float64 => column.f64()?.iter().map(|number| number.map(|number| number.to_string())).collect(),
        DataType::Date => {
            let days = column.date()?.physical();
            days.iter().map(|day| day.map(|day| date_of(day).to_string())).collect()
        }
        DataType::Datetime(unit, _) => {
            let ticks = column.datetime()?.physical();
            ticks.iter().map(|tick| tick.map(|tick| moment(tick, *unit))).collect()
        }
        _ => column.cast(&DataType::String)?.str()?.clone(),
    };
    Ok(texts.rechunk().into_owned())
}

/// A date where it is midnight, else date and time, which no field takes.
fn moment(ticks: i64, unit: TimeUnit) -> String {
    let second: i64 = match unit {
        TimeUnit::Milliseconds => 1_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Nanoseconds => 1_000_000_000,
    };
    let of_day = ticks.rem_euclid(second * SECONDS_A_DAY);
    let day = i32::try_from(ticks.div_euclid(second * SECONDS_A_DAY));
    let date = date_of(day.unwrap_or(if ticks < 0 { i32::MIN } else { i32::MAX }));
    if of_day == 0 {
        return date.to_string();
    }
    let (seconds, fraction) = (of_day / second, of_day % second);
    let time = format!("{date} {:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { time } else { format!("{time}.{:0width$}", fraction, width = digits(unit)) }
}

const SECONDS_A_DAY: i64 = 86_400;

/// Digits after the decimal point.
fn digits(unit: TimeUnit) -> usize {
    match unit {
        TimeUnit::Milliseconds => 3,
        TimeUnit::Microseconds => 6,
        TimeUnit::Nanoseconds => 9,
    }
}
