//! `queries/NAME.sql`: one SELECT for what the query language cannot say.
//!
//! `statement` parses the file and refuses whatever is not one SELECT, `compiler` and its parts look up every name, check
//! every type and write the SELECT out again for SQLite, `load` brings the tables into its memory, `run` computes. Nothing
//! of the file's own text reaches the engine, the engine holds only the columns that the SELECT names, and it has no file
//! to write to.
//!
//! # Personal unless proven otherwise
//!
//! What comes out is a list, and a list is personal whatever its columns ([`crate::disclosure`]). The one way out is
//! `equivalence`: a SELECT that only counts persons by harmless fields is *translated* into a query of the query language,
//! and it is that query which is computed. So the proof does not reason about SQL at all: what leaves is a crosstab like any
//! other, every cell with the persons behind it, and clearance judges it by the same rules. A SELECT that cannot be
//! translated stays a list.

mod call;
mod compiler;
mod context;
mod equivalence;
mod expression;
mod from;
mod functions;
mod header;
mod kinds;
mod language_text;
mod load;
mod piece;
mod places;
mod predicate;
mod query;
mod relation;
mod resolve;
mod run;
mod select;
mod statement;
mod subquery;
#[cfg(test)]
mod tests;
mod to_sql;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use language_text::language_text;
pub use run::{SqlError, run_sql};

use self::compiler::Compiler;
use self::equivalence::{Equivalent, equivalent};
use self::header::read_header;
use self::places::Places;
use self::relation::SqlColumn;
use self::select::Compiled;
use self::statement::parse_statement;
use super::fields::{FieldUse, describe};
use super::plan::Query;
use super::spec::Snapshots;
use crate::domain::Dictionary;
use crate::source::{Problem, Problems, SourceText};

/// A SELECT that can be run.
#[derive(Clone, Debug)]
pub struct SqlQuery {
    title: String,
    snapshots: Snapshots,
    select: String,
    /// As SQLite reads it.
    sql: String,
    outputs: Vec<FieldUse>,
    /// The place of the identity in the output.
    identity: Option<usize>,
    reads: BTreeMap<String, BTreeSet<String>>,
    /// Whether tables are joined, so that an index on the identity is worth its time.
    joins: bool,
    uses: Vec<FieldUse>,
    equivalent: Option<Equivalent>,
}

impl SqlQuery {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Which snapshots it asks.
    #[must_use]
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The SELECT as it stands in the file, without the head.
    #[must_use]
    pub fn select(&self) -> &str {
        &self.select
    }

    /// What is to be said of each field that it uses, and of each column that it makes.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.uses
    }

    /// Table by table the columns that it reads, 資料截止日 and derived fields among them.
    #[must_use]
    pub fn tables_read(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.reads
    }

    /// The query of the query language that says the same and is run in its place, where there is one.
    #[must_use]
    pub fn equivalent(&self) -> Option<&Query> {
        self.equivalent.as_ref().map(|equivalent| &equivalent.query)
    }

    /// The same as the text of a query file.
    #[must_use]
    pub fn equivalent_text(&self) -> Option<&str> {
        self.equivalent.as_ref().map(|equivalent| equivalent.text.as_str())
    }
}

/// Reads and checks a file; every mistake goes to `problems`.
pub fn parse_sql_query(source: &SourceText, dictionary: &Dictionary, problems: &Problems) -> Option<SqlQuery> {
    let header = read_header(source, problems);
    let places = Places::new(source.text());
    let tree = parse_statement(source, &places, problems)?;
    let mut reader = Compiler::new(dictionary, source, &places, problems, header.several_snapshots());
    let compiled = reader.query(&tree, true, true);
    let (joins, named) = (reader.table_uses > 1, reader.names_snapshot_date());
    let reads = reader.reads;
    if problems.has_errors() {
        return None;
    }
    if header.several_snapshots() && joins && !named {
        let message = "查詢多個資料截止日，而 SELECT 沒有用到「資料截止日」：不同日期的資料會連在一起";
        let problem = Problem::warning("join-over-time", message).at(source.location(places.statement()));
        problems.push(problem.hint("連結條件加上 AND 甲.資料截止日 = 乙.資料截止日"));
    }
    let Compiled { sql, columns, definitions, .. } = compiled?;
    let identity = columns.iter().position(SqlColumn::is_identity);
    let outputs: Vec<FieldUse> = columns
        .iter()
        .zip(definitions)
        .map(|(column, definition)| output_use(column, &definition, dictionary))
        .collect();
    let equivalent = equivalent(&tree, &header, dictionary, source, &places);
    let uses = match &equivalent {
        Some(equivalent) => equivalent.query.uses().to_vec(),
        None => all_uses(&reads, &outputs, dictionary),
    };
    let select = source.text()[places.statement().start..].trim().trim_end_matches(';').trim_end().to_owned();
    let (title, snapshots) = (header.title, header.snapshots);
    Some(SqlQuery { title, snapshots, select, sql, outputs, identity, reads, joins, uses, equivalent })
}

/// The fields that are read, and the columns that are made of them.
fn all_uses(
    reads: &BTreeMap<String, BTreeSet<String>>,
    outputs: &[FieldUse],
    dictionary: &Dictionary,
) -> Vec<FieldUse> {
    let mut uses: Vec<FieldUse> = Vec::new();
    for (table, names) in reads {
        for field in names.iter().filter_map(|name| describe(dictionary, table, name)) {
            if !uses.contains(&field) {
                uses.push(field);
            }
        }
    }
    uses.extend(outputs.iter().filter(|output| output.table == OWN).cloned());
    uses
}

/// The table of columns that no export holds.
const OWN: &str = "本案自訂";

fn output_use(column: &SqlColumn, definition: &str, dictionary: &Dictionary) -> FieldUse {
    let described = column.origin.as_ref().and_then(|(table, field)| describe(dictionary, table, field));
    match described {
        // A subquery may have chosen its rows by something graver.
        Some(field) => FieldUse { name: column.name.clone(), disclosure: column.class, ..field },
        None => FieldUse {
            name: column.name.clone(),
            table: OWN.to_owned(),
            definition: format!("SQL：{definition}"),
            origin: String::new(),
            kind: column.kind,
            disclosure: column.class,
            values: Vec::new(),
            verified: false,
        },
    }
}
