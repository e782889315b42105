//! A query file of either kind, a query of the language or a SELECT: what the commands ask of both.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::error::CommandError;
use super::load;
use crate::domain::{Dictionary, RequestId};
use crate::expr::in_words;
use crate::query::{
    Arguments, Bound, CrossTab, FieldUse, FrameSource, ListPlan, Orders, Query, RawResult, Snapshots, SqlQuery,
    TableRead, parse_sql_query, reads, run_query, run_sql,
};
use crate::settings::Workspace;
use crate::source::{Problem, Problems, SourceText};

/// What is asked.
pub(super) enum Question {
    /// In the query language.
    Query(Box<Query>),
    /// As a SELECT.
    Select(Box<SqlQuery>),
}

impl Question {
    /// Reads a query file; one whose name ends in `.sql` is a SELECT. What is worth knowing and no mistake comes with it.
    pub(super) fn read(
        source: &SourceText,
        dictionary: &Dictionary,
        arguments: &Arguments,
    ) -> Result<(Self, Vec<Problem>), CommandError> {
        if !source.name().to_lowercase().ends_with(".sql") {
            let (_, query) = load::query(source, dictionary, arguments)?;
            return Ok((Self::Query(Box::new(query)), Vec::new()));
        }
        let problems = Problems::new();
        if !arguments.is_empty() {
            let problem = Problem::error("unknown-parameter", ".sql 查詢檔沒有參數");
            problems.push(problem.hint("請刪去 --set，把值直接寫在 SELECT 裡"));
        }
        match parse_sql_query(source, dictionary, &problems) {
            Some(select) if !problems.has_errors() => Ok((Self::Select(Box::new(select)), problems.into_sorted())),
            _ => Err(CommandError::bad_input(format!("查詢檔 {} 有錯", source.name()), problems.into_sorted())),
        }
    }

    /// Where the query of `request` lies, or would lie.
    pub(super) fn path(workspace: &Workspace, request: RequestId) -> PathBuf {
        let query = workspace.query(request);
        let select = query.with_extension("sql");
        if !query.is_file() && select.is_file() { select } else { query }
    }

    pub(super) fn title(&self) -> &str {
        match self {
            Self::Query(query) => query.title(),
            Self::Select(select) => select.title(),
        }
    }

    pub(super) fn snapshots(&self) -> &Snapshots {
        match self {
            Self::Query(query) => query.snapshots(),
            Self::Select(select) => select.snapshots(),
        }
    }

    /// As a query of the language: what can be held against the catalogue, and has tables whose cells can be counted.
    pub(super) fn as_query(&self) -> Option<&Query> {
        match self {
            Self::Query(query) => Some(query),
            Self::Select(select) => select.equivalent(),
        }
    }

    /// The SELECT as written, where it is one.
    pub(super) fn select(&self) -> Option<&SqlQuery> {
        match self {
            Self::Query(_) => None,
            Self::Select(select) => Some(select),
        }
    }

    /// Whether its rows are persons whatever it counts: nothing of it can be shown to be a table of counts.
    pub(super) fn is_detail(&self) -> bool {
        self.as_query().is_none_or(|query| !query.lists().is_empty())
    }

    pub(super) fn tables(&self) -> &[CrossTab] {
        self.as_query().map_or(&[], Query::tables)
    }

    pub(super) fn lists(&self) -> &[ListPlan] {
        self.as_query().map_or(&[], Query::lists)
    }

    pub(super) fn parameters(&self) -> &[Bound] {
        match self {
            Self::Query(query) => query.parameters(),
            Self::Select(_) => &[],
        }
    }

    /// The parameters by name, as they would be typed again.
    pub(super) fn parameters_json(&self) -> Value {
        let of = |bound: &Bound| (bound.name.clone(), json!(bound.shown));
        self.parameters().iter().map(of).collect::<Map<_, _>>().into()
    }

    pub(super) fn uses(&self) -> &[FieldUse] {
        match self {
            Self::Query(query) => query.uses(),
            Self::Select(select) => select.uses(),
        }
    }

    /// What a row is.
    pub(super) fn unit(&self) -> &str {
        self.as_query().map_or("SELECT 的每一列", Query::unit)
    }

    /// Who is counted: in words where it can be said in words, else the SELECT itself; empty where there is no condition.
    pub(super) fn population_words(&self) -> String {
        match (self.as_query(), self.select()) {
            (Some(query), _) => query.population().map(in_words).unwrap_or_default(),
            (None, Some(select)) => select.select().to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The tables and columns that are read of each snapshot.
    pub(super) fn reads(&self, dictionary: &Dictionary) -> Result<Vec<TableRead>, CommandError> {
        match (self.as_query(), self.select()) {
            (Some(query), _) => Ok(reads(query, dictionary)?),
            (None, Some(select)) => {
                let read = select.tables_read().iter().map(|(table, columns)| TableRead {
                    table: table.clone(),
                    columns: columns.iter().cloned().collect(),
                });
                Ok(read.collect())
            }
            (None, None) => Ok(Vec::new()),
        }
    }

    /// Computes it over one source a snapshot.
    pub(super) fn run(
        &self,
        dictionary: &Dictionary,
        sources: &[&dyn FrameSource],
        orders: &Orders,
    ) -> Result<RawResult, CommandError> {
        match self {
            Self::Query(query) => Ok(run_query(query, dictionary, sources, orders)?),
            Self::Select(select) => Ok(run_sql(select, dictionary, sources, orders)?),
        }
    }
}
