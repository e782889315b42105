//! What running a query would do, without a single record: the tables and columns that it reads, and the plans that polars
//! makes of it. Both come from running the plan over tables without rows, so that they cannot differ from what is run.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use polars::prelude::{Column, DataFrame, DataType, IntoColumn, IntoLazy, PlSmallStr, Series};

use super::plan::Query;
use super::population::all_rows;
use super::snapshot_tables::{PersonKey, SnapshotTables};
use super::{FrameError, FrameSource, RunError, crosstab};
use crate::domain::{AsOf, Dictionary, FieldType};

/// A table and those of its columns that are read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TableRead {
    /// The table.
    pub table: String,
    /// Its columns, the key among them.
    pub columns: Vec<String>,
}

/// The tables and columns that `query` reads of each snapshot, in the order of first use.
///
/// # Errors
/// When the plan does not fit the dictionary, which `check_query` rules out.
pub fn reads(query: &Query, dictionary: &Dictionary) -> Result<Vec<TableRead>, RunError> {
    let source = WithoutRows::new(dictionary);
    all_rows(query, &SnapshotTables::new(dictionary, &source, PersonKey::Identity))?.collect()?;
    Ok(source.reads.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The plans of polars in its own notation: first the rows, then the grouping of each table.
///
/// # Errors
/// When the plan does not fit the dictionary, which `check_query` rules out.
pub fn explain_query(query: &Query, dictionary: &Dictionary) -> Result<String, RunError> {
    let source = WithoutRows::new(dictionary);
    let rows = all_rows(query, &SnapshotTables::new(dictionary, &source, PersonKey::Identity))?;
    let mut text = String::new();
    let mut section = |title: &str, plan: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "── {title}\n{}\n", plan.trim_end());
    };
    section("母體（每個資料截止日各一次）", &rows.describe_optimized_plan()?);
    let rows = rows.collect()?;
    for table in query.tables() {
        let plan = crosstab::plan(table, query, rows.clone().lazy());
        section(&table.title, &plan.describe_optimized_plan()?);
    }
    Ok(text)
}

/// Every table of the dictionary, without rows; remembers what was asked of it.
struct WithoutRows<'a> {
    dictionary: &'a Dictionary,
    reads: Mutex<Vec<TableRead>>,
}

impl<'a> WithoutRows<'a> {
    fn new(dictionary: &'a Dictionary) -> Self {
        Self { dictionary, reads: Mutex::default() }
    }

    fn remember(&self, table: &str, columns: &[String]) {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        let known = reads.iter().position(|read| read.table == table);
        let at = known.unwrap_or_else(|| {
            reads.push(TableRead { table: table.to_owned(), columns: Vec::new() });
            reads.len() - 1
        });
        for column in columns {
            if !reads[at].columns.contains(column) {
                reads[at].columns.push(column.clone());
            }
        }
    }
}

impl FrameSource for WithoutRows<'_> {
    fn as_of(&self) -> AsOf {
        AsOf::new(jiff::civil::date(2025, 12, 31))
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        self.remember(table, columns);
        let missing = || FrameError::MissingTable { as_of: self.as_of(), table: table.to_owned() };
        let definition = self.dictionary.table(table).ok_or_else(missing)?;
        let empty = |name: &String| -> Option<Column> {
            let kind = match definition.field(name)?.kind {
                FieldType::Text | FieldType::Code => DataType::String,
                FieldType::Integer => DataType::Int32,
                FieldType::Decimal => DataType::Float64,
                FieldType::Date => DataType::Date,
                FieldType::Bool => DataType::Boolean,
            };
            Some(Series::new_empty(PlSmallStr::from_str(name), &kind).into_column())
        };
        let columns: Option<Vec<Column>> = columns.iter().map(empty).collect();
        let frame = columns.and_then(|columns| DataFrame::new(0, columns).ok());
        frame.ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_dictionary;
    use crate::query::{Arguments, check_query, parse_query};
    use crate::settings::DEFAULT_DICTIONARY;
    use crate::source::{Problems, SourceText};

    /// Whoever releases figures wants to know beforehand which records are touched.
    #[test]
    fn what_is_read_is_what_the_plan_asks_for() {
        let problems = Problems::new();
        let dictionary = parse_dictionary(&SourceText::new("d", DEFAULT_DICTIONARY), &problems).unwrap();
        let text = r#"
            title = "t"
            where = "在職 AND 二甲"
            [[derive]]
            name = "甲等次數"
            from = "考績"
            where = "等次 = '甲' AND 年度 >= 112"
            take = "count"
            [[derive]]
            name = "二甲"
            expr = "甲等次數 >= 2"
            [[table]]
            title = "表1"
            rows = ["性別"]
        "#;
        let source = SourceText::new("q", text);
        let spec = parse_query(&source, &problems).unwrap();
        let query = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems).unwrap();
        let reads = reads(&query, &dictionary).unwrap();
        let columns = |table: &str| {
            let mut columns = reads.iter().find(|read| read.table == table).unwrap().columns.clone();
            columns.sort();
            columns
        };
        assert_eq!(columns("人員"), ["性別", "身分證統一編號", "離職日"]);
        assert_eq!(columns("考績"), ["年度", "等次", "身分證統一編號"]);
        let plan = explain_query(&query, &dictionary).unwrap();
        assert!(plan.contains("表1") && plan.contains("AGGREGATE") && plan.contains("LEFT JOIN"), "{plan}");
    }
}
