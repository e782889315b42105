//! Runs a SELECT in a database that lives in memory only.

use jiff::civil::Date;
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, PlSmallStr, PolarsError, Series};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::load::{index_identity, load_table};
use super::{Equivalent, SqlQuery};
use crate::domain::{Dictionary, Disclosure, FieldType, epoch_day};
use crate::query::raw_table::{RawContent, RawList, RawResult, RawTable};
use crate::query::{FrameError, FrameSource, Orders, RunError, run_query};

/// Why a SELECT could not be run.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// The query that says the same could not be run.
    #[error(transparent)]
    Equivalent(#[from] RunError),
    /// A table could not be read.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The engine failed. It may quote values in what it says: that stays inside.
    #[error("SQL 計算失敗")]
    Engine(#[from] rusqlite::Error),
    /// A column could not be made.
    #[error("計算失敗")]
    Column(#[from] PolarsError),
    /// A number is too large for its column.
    #[error("「{column}」的值不是{kind}：數字過大，或型別不符", kind = kind.name())]
    WrongKind {
        /// The column.
        column: String,
        /// What it should hold.
        kind: FieldType,
    },
    /// A snapshot holds a value of a type that no table has.
    #[error("資料快照裡有不認得的值")]
    UnknownValue,
    /// A derived field is not made by an expression or by bands.
    #[error("衍生欄位「{0}」不能用在 SQL 查詢")]
    Derived(String),
}

/// Computes `query` over `sources`, one for each snapshot it asks for.
///
/// The same file over the same snapshots gives the same bytes: the outermost rows are in a total order, and the engine has
/// neither clock nor chance. Ties inside windows are the file's own business: ROW_NUMBER wants an ORDER BY that decides them.
///
/// There is no limit of time. Ctrl-C ends the command and leaves nothing behind, for nothing of it is on disk.
///
/// # Errors
/// When a table is missing or the computation fails.
pub fn run_sql(
    query: &SqlQuery,
    dictionary: &Dictionary,
    sources: &[&dyn FrameSource],
    orders: &Orders,
) -> Result<RawResult, SqlError> {
    if let Some(equivalent) = &query.equivalent {
        let result = run_query(&equivalent.query, dictionary, sources, orders)?;
        return Ok(renamed(result, equivalent));
    }
    let connection = open()?;
    connection.execute_batch("BEGIN")?;
    for (table, columns) in &query.reads {
        load_table(&connection, dictionary, table, columns, sources)?;
        if query.joins {
            index_identity(&connection, table)?;
        }
    }
    connection.execute_batch("COMMIT; PRAGMA query_only = ON")?;
    let frame = compute(&connection, query)?;
    let rows = frame.height() as u64;
    let persons = match query.identity {
        Some(index) => Some(frame.columns()[index].as_materialized_series().drop_nulls().n_unique()? as u64),
        None => None,
    };
    let direct = query.uses.iter().filter(|field| field.disclosure == Disclosure::Direct);
    let direct_fields = direct.map(|field| field.name.clone()).collect();
    let list = RawList { columns: query.outputs.clone(), frame, persons, truncated_from: None, direct_fields };
    let content = RawContent::List(list);
    Ok(RawResult {
        tables: vec![RawTable { title: query.title.clone(), content, notes: Vec::new(), missing: Vec::new() }],
        snapshots: sources.iter().map(|source| source.as_of()).collect(),
        population_size: persons,
        population_rows: rows,
    })
}

/// A database that has no file: what would be spilled to one stays in memory, nothing can be attached or loaded.
fn open() -> Result<Connection, SqlError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_MEMORY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_in_memory_with_flags(flags)?;
    connection.execute_batch("PRAGMA temp_store = MEMORY")?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        connection.set_db_config(setting, on)?;
    }
    Ok(connection)
}

/// The table of the query that says the same, with the names of the SELECT.
fn renamed(mut result: RawResult, equivalent: &Equivalent) -> RawResult {
    for table in &mut result.tables {
        if let RawContent::CrossTab(content) = &mut table.content {
            for (measure, name) in content.measures.iter_mut().zip(&equivalent.measures) {
                measure.name.clone_from(name);
            }
        }
        if equivalent.reordered {
            table.notes.push("各列依代碼表與分類值的次序排列，不依 SELECT 的 ORDER BY。".to_owned());
        }
    }
    result
}

fn compute(connection: &Connection, query: &SqlQuery) -> Result<DataFrame, SqlError> {
    let mut statement = connection.prepare(&query.sql)?;
    let mut columns: Vec<Cells> = query.outputs.iter().map(|output| Cells::new(output.kind)).collect();
    let (mut rows, mut count) = (statement.query([])?, 0);
    while let Some(row) = rows.next()? {
        for (index, (cells, output)) in columns.iter_mut().zip(&query.outputs).enumerate() {
            if !cells.push(row.get_ref(index)?) {
                return Err(SqlError::WrongKind { column: output.name.clone(), kind: output.kind });
            }
        }
        count += 1;
    }
    let columns: Vec<Column> = columns
        .into_iter()
        .zip(&query.outputs)
        .map(|(cells, output)| cells.into_column(&output.name))
        .collect::<Result<_, _>>()?;
    Ok(DataFrame::new(count, columns)?)
}

/// The cells of one output column.
enum Cells {
    Texts(Vec<Option<String>>),
    Integers(Vec<Option<i64>>),
    Decimals(Vec<Option<f64>>),
    Days(Vec<Option<i32>>),
    Flags(Vec<Option<bool>>),
}

impl Cells {
    fn new(kind: FieldType) -> Self {
        match kind {
            FieldType::Text | FieldType::Code => Self::Texts(Vec::new()),
            FieldType::Integer => Self::Integers(Vec::new()),
            FieldType::Decimal => Self::Decimals(Vec::new()),
            FieldType::Date => Self::Days(Vec::new()),
            FieldType::Bool => Self::Flags(Vec::new()),
        }
    }

    /// Adds a value; false where it is of another type.
    fn push(&mut self, value: ValueRef<'_>) -> bool {
        let day = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<Date>().ok();
        match (self, value) {
            (Self::Texts(cells), ValueRef::Null) => cells.push(None),
            (Self::Integers(cells), ValueRef::Null) => cells.push(None),
            (Self::Decimals(cells), ValueRef::Null) => cells.push(None),
            (Self::Days(cells), ValueRef::Null) => cells.push(None),
            (Self::Flags(cells), ValueRef::Null) => cells.push(None),
            (Self::Texts(cells), ValueRef::Text(text)) => cells.push(Some(String::from_utf8_lossy(text).into_owned())),
            (Self::Integers(cells), ValueRef::Integer(number)) => cells.push(Some(number)),
            (Self::Decimals(cells), ValueRef::Real(number)) => cells.push(Some(number)),
            #[expect(clippy::cast_precision_loss, reason = "a column of decimals")]
            (Self::Decimals(cells), ValueRef::Integer(number)) => cells.push(Some(number as f64)),
            (Self::Flags(cells), ValueRef::Integer(flag)) => cells.push(Some(flag != 0)),
            (Self::Days(cells), ValueRef::Text(text)) => match day(text) {
                Some(day) => cells.push(Some(epoch_day(day))),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    fn into_column(self, name: &str) -> Result<Column, PolarsError> {
        let name = PlSmallStr::from_str(name);
        let series = match self {
            Self::Texts(cells) => Series::new(name, cells),
            Self::Integers(cells) => Series::new(name, cells),
            Self::Decimals(cells) => Series::new(name, cells),
            Self::Days(cells) => Series::new(name, cells).cast(&DataType::Date)?,
            Self::Flags(cells) => Series::new(name, cells),
        };
        Ok(series.into_column())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiled SELECTs cannot write; were one to, there is no place where it could.
    #[test]
    fn the_engine_has_no_file_to_write_to() {
        let connection = open().unwrap();
        let temporary: i64 = connection.query_row("PRAGMA temp_store", [], |row| row.get(0)).unwrap();
        assert_eq!(temporary, 2, "what is spilled is spilled to memory");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        // SQLite may say that it has attached the file; then it holds it in memory too.
        let attached = connection.execute("ATTACH DATABASE ?1 AS a", [file.to_str().unwrap()]);
        let written = connection.execute_batch("CREATE TABLE a.t (a); INSERT INTO a.t VALUES (1)");
        assert!(!file.exists(), "{attached:?} {written:?}");
        connection.execute_batch("CREATE TABLE t (a); PRAGMA query_only = ON").unwrap();
        assert!(connection.execute_batch("INSERT INTO t VALUES (1)").is_err());
        assert!(connection.prepare("SELECT \"甲\" FROM t").is_err(), "a name in quotes is never a text");
        assert!(
            connection
                .prepare("SELECT load_extension('x')")
                .and_then(|mut row| row.query([])?.next().map(drop))
                .is_err()
        );
    }
}
