//! What is read from the pages of a file is what polars reads of it and then filters.

use polars::prelude::{
    BooleanChunked, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NewChunkedArray,
    StringChunked, UInt32Chunked, col, lit,
};

use super::encode::to_parquet;
use super::parts::{digests_of, read_parts};
use crate::dataset::ordered_frame::OrderedFrame;
use crate::query::{Asked, Condition, HOLDS};

/// More than one group of rows, the last of which is not full.
const ROWS: u32 = 70_003;
const NUMBERED: &str = "#列號";

/// Columns of every type: codes with and without gaps, one value, no value, a value a row, and values that change halfway so
/// that the groups number them differently.
fn table() -> DataFrame {
    let rows = || 0..ROWS;
    let code = |row: u32| {
        let codes = if row < 66_000 { ["甲", "乙", "丙", "丁"] } else { ["戊", "丁", "甲", "乙"] };
        (row % 11 != 3).then_some(codes[(row / 7 % 4) as usize])
    };
    let signed = |row: u32| i32::try_from(row).unwrap();
    let days = rows().map(|row| (row % 5 != 0).then_some(signed(row % 3_000)));
    let days = Int32Chunked::from_iter_options("日".into(), days).into_column().cast(&DataType::Date).unwrap();
    let texts: Vec<String> = rows().map(|row| format!("第{row}號")).collect();
    let columns = vec![
        StringChunked::from_iter_options("碼".into(), rows().map(code)).into_column(),
        StringChunked::from_iter_values("全".into(), rows().map(|row| if row % 2 == 0 { "男" } else { "女" }))
            .into_column(),
        StringChunked::from_iter_values("同".into(), rows().map(|_| "一")).into_column(),
        StringChunked::from_iter_options("空".into(), rows().map(|_| None::<&str>)).into_column(),
        StringChunked::from_iter_values("字".into(), texts.iter().map(String::as_str)).into_column(),
        days,
        Int32Chunked::from_iter_options("數".into(), rows().map(|row| (row > 9).then_some(signed(row % 8))))
            .into_column(),
        UInt32Chunked::from_iter_values("列".into(), rows().map(|row| row / 14)).into_column(),
        Int64Chunked::from_iter_values("號".into(), rows().map(|row| i64::from(row) * 7_919_771 - 5)).into_column(),
        Float64Chunked::from_iter_values("分".into(), rows().map(|row| f64::from(row % 100) / 3.0)).into_column(),
        BooleanChunked::from_iter_values("旗".into(), rows().map(|row| row % 3 == 0)).into_column(),
    ];
    DataFrame::new(ROWS as usize, columns).unwrap()
}

/// What is asked of one column, of several, of texts that are read as numbers, and of columns that polars must read.
#[test]
fn rows_are_those_that_polars_keeps() {
    let frame = table();
    let bytes = to_parquet(&OrderedFrame::new(frame.clone(), None), None).unwrap();
    let digests = digests_of(&bytes).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("表.parquet");
    std::fs::write(&path, bytes).unwrap();
    let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    let parts = read_parts(&path, &digests, &names).unwrap();

    let on = |holds, fields: &[&str]| Condition { holds, fields: fields.iter().map(ToString::to_string).collect() };
    let numbers = UInt32Chunked::from_iter_values(NUMBERED.into(), 0..ROWS).into_column();
    let mut numbered = frame;
    numbered.with_column(numbers).unwrap();
    let questions = [
        vec![],
        vec![on(col("碼").eq(lit("甲")), &["碼"])],
        vec![on(col("碼").eq(lit("戊")).not(), &["碼"]), on(col("數").gt(lit(3)), &["數"])],
        vec![on(col("日").is_null().or(col("數").lt(lit(5))), &["日", "數"]), on(col("全").eq(lit("女")), &["全"])],
        vec![on(col("空").is_null(), &["空"]), on(col("日").gt(lit(1_000).cast(DataType::Date)), &["日"])],
        vec![on(col("空").eq(lit("一")), &["空"])],
        vec![on(col("分").gt(lit(20.0)), &["分"]), on(col("旗"), &["旗"]), on(col("號").gt(lit(0)), &["號"])],
        vec![on(col("同").eq(lit("二")), &["同"])],
        vec![on(lit(true), &["同"]), on(col("字").str().ends_with(lit("7號")), &["字"])],
    ];
    let mut shown = names.clone();
    shown.push(NUMBERED.to_owned());
    let with_undecided: Vec<String> = shown.iter().cloned().chain([HOLDS.to_owned()]).collect();
    for conditions in &questions {
        for coded in [&[][..], &["碼".to_owned(), "同".to_owned(), "空".to_owned()][..]] {
            for columns in [&shown, &with_undecided, &vec!["號".to_owned()]] {
                if conditions.is_empty() && columns.contains(&HOLDS.to_owned()) {
                    continue;
                }
                let asked = Asked { columns, conditions, coded };
                let found = parts.rows(&asked, Some(NUMBERED)).unwrap().unwrap();
                assert_eq!(found.values.len(), if columns.len() > 1 { coded.len() } else { 0 });
                let expected = asked.of(&numbered).unwrap();
                let found = found.decoded(coded).unwrap().select(columns).unwrap();
                assert!(found.equals_missing(&expected), "{conditions:?} {columns:?} {coded:?}\n{found}\n{expected}");
            }
        }
    }
}
