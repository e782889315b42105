//! Why: a Parquet file must give the same rows as the CSV file of the same system.

use polars::prelude::{Column, DataFrame, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, UInt8Chunked};
use polars_io::parquet::write::ParquetWriter;

use super::*;

fn written(columns: Vec<Column>) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut frame = DataFrame::new(columns[0].len(), columns).unwrap();
    ParquetWriter::new(file.reopen().unwrap()).with_row_group_size(Some(50_000)).finish(&mut frame).unwrap();
    file
}

fn rows(file: &tempfile::NamedTempFile) -> Vec<(u64, Vec<String>)> {
    let mut found = Vec::new();
    let opened = open_parquet(file.path(), "人員.parquet").unwrap();
    opened
        .visit(&mut |number, cells| found.push((number, cells.iter().map(|cell| (*cell).to_owned()).collect())))
        .unwrap();
    assert_eq!(u64::try_from(found.len()).unwrap(), opened.rows());
    found
}

fn column(name: &str, values: impl IntoSeries, kind: &DataType) -> Column {
    let mut series = values.into_series().cast(kind).unwrap();
    series.rename(name.into());
    series.into_column()
}

/// Every type an export may have, written as the same value stands in a CSV file.
#[test]
fn every_type_is_text() {
    let text = |values: [Option<&str>; 2]| StringChunked::from_slice_options("".into(), &values);
    let number = |values: [Option<f64>; 2]| Series::new("".into(), values);
    let datetime = |unit| DataType::Datetime(unit, None);
    let whole = |values: [Option<i64>; 2]| Series::new("".into(), values);
    let day = 20_453_i64;
    let file = written(vec![
        column("文字", text([Some("陳\u{e000}"), None]), &DataType::String),
        column("整數", number([Some(9.0), None]), &DataType::Int32),
        column("小整數", number([Some(-1.0), Some(255.0 - 200.0)]), &DataType::Int8),
        column("大整數", UInt8Chunked::from_slice("".into(), &[0, 255]), &DataType::UInt64),
        column("小數", number([Some(9.0), Some(0.1)]), &DataType::Float64),
        column("短小數", number([Some(9.5), Some(0.1)]), &DataType::Float32),
        column("旗標", number([Some(1.0), Some(0.0)]), &DataType::Boolean),
        column("日期", whole([Some(day), None]).cast(&DataType::Int32).unwrap(), &DataType::Date),
        column("毫秒", whole([Some(day * 86_400_000), Some(-1)]), &datetime(TimeUnit::Milliseconds)),
        column("微秒", whole([Some((day * 86_400 + 36_540) * 1_000_000), None]), &datetime(TimeUnit::Microseconds)),
        column("奈秒", whole([Some(1), Some(0)]), &datetime(TimeUnit::Nanoseconds)),
        column("空", text([None, None]), &DataType::Null),
    ]);
    assert_eq!(open_parquet(file.path(), "人員.parquet").unwrap().names()[..2], ["文字", "整數"]);
    let found = rows(&file);
    assert_eq!(
        found[0].1,
        [
            "陳\u{e000}",
            "9",
            "-1",
            "0",
            "9",
            "9.5",
            "是",
            "2025-12-31",
            "2025-12-31",
            "2025-12-31 10:09:00",
            "1970-01-01 00:00:00.000000001",
            ""
        ]
    );
    assert_eq!(
        found[1].1,
        ["", "", "55", "255", "0.1", "0.1", "否", "", "1969-12-31 23:59:59.999", "", "1970-01-01", ""]
    );
}

/// Slices and row groups have other borders; a row must not be lost, doubled or renumbered at either.
#[test]
fn slices_meet_without_a_seam() {
    let total = i32::try_from(2 * SLICE).unwrap() + 3;
    let file = written(vec![Series::new("序".into(), (1..=total).collect::<Vec<_>>()).into_column()]);
    let found = rows(&file);
    assert_eq!(found.len(), usize::try_from(total).unwrap());
    assert!(found.iter().all(|(number, cells)| cells == &[number.to_string()]));
}

/// Databases write 時數 with a fixed point. The file is DuckDB's, of two row groups: as 32 bits, 64 bits and bytes.
#[test]
fn fixed_point_columns_are_numbers_beside_the_others() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), include_bytes!("decimals.parquet")).unwrap();
    let opened = open_parquet(file.path(), "訓練.parquet").unwrap();
    assert_eq!(opened.names(), ["時數", "學分", "大", "文"]);
    let found = rows(&file);
    assert_eq!(found.len(), 2_100);
    for (row, cells) in [
        (0, ["-3", "0", "", "x0"]),
        (1, ["-2.5", "0.25", "-3.375", "x1"]),
        (2_047, ["1020.5", "511.75", "2298.375", "x2047"]),
        (2_048, ["1021", "512", "2299.5", "x2048"]),
        (2_099, ["1046.5", "524.75", "2356.875", "x2099"]),
    ] {
        assert_eq!(found[row].1, cells);
    }
    // A slice begins within one row group and ends within the next.
    let mut reader = File::open(file.path()).unwrap();
    let part = decimals::decimal_texts(&mut reader, &opened.metadata, 0, 1, 2_040, 20).unwrap();
    let expected = found[2_040..2_060].iter().map(|(_, cells)| Some(cells[0].as_str()));
    assert!(part.iter().eq(expected), "{part:?}");
}

#[test]
fn a_file_without_rows_has_names() {
    let file = written(vec![Series::new("姓名".into(), Vec::<String>::new()).into_column()]);
    assert_eq!(open_parquet(file.path(), "人員.parquet").unwrap().names(), ["姓名"]);
    assert_eq!(rows(&file), []);
}

#[test]
fn what_is_no_single_value_is_refused_by_column() {
    let bytes = Series::new("照片".into(), [b"\xff\xd8".as_slice()]).into_column();
    let list = Series::new("專長".into(), [Series::new("".into(), ["甲", "乙"])]).into_column();
    for (columns, name, kind) in [(vec![bytes], "照片", "位元組"), (vec![list], "專長", "清單")] {
        let problem = open_parquet(written(columns).path(), "人員.parquet").unwrap_err();
        assert_eq!(problem.rule, "column-type");
        assert!(problem.message.contains(name) && problem.message.contains(kind), "{problem:?}");
    }
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"PAR1 no PAR1").unwrap();
    for path in [file.path(), Path::new("no such folder/人員.parquet")] {
        let problem = open_parquet(path, "人員.parquet").unwrap_err();
        assert_eq!(problem.rule, "unreadable-file");
        assert!(problem.message.starts_with("人員.parquet") && !problem.hints.is_empty(), "{problem:?}");
    }
}
