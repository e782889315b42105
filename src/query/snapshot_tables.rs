//! The tables of one snapshot as the computation of the rows reads them.
//!
//! Identities are only compared, unless the query names them: then the row of 人員 stands in the column of the identity, where
//! the source knows it. And a source that knows it reads in parts, so that the condition on a child's rows goes with the
//! question.

use std::cell::RefCell;

use polars::prelude::{
    Column as Values, DataFrame, Expr as Polars, IdxCa, IdxSize, IntoColumn, NewChunkedArray, PolarsError,
    PolarsResult, UInt32Chunked,
};

use super::population::date_literal;
use super::{FrameSource, PERSON_ROW, RunError};
use crate::domain::{Dictionary, IDENTITY, PERSON, SNAPSHOT_DATE};
use crate::expr::{Expr, to_polars};

/// What stands in the column of the identity while a query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonKey {
    /// The identity.
    Identity,
    /// The row of 人員.
    Row,
}

/// One snapshot, seen by a query.
pub(super) struct SnapshotTables<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) source: &'a dyn FrameSource,
    pub(super) key: PersonKey,
    /// Child tables that were read under a condition: derived fields of one query often differ in their windows only.
    kept: RefCell<Vec<(String, DataFrame)>>,
}

impl<'a> SnapshotTables<'a> {
    pub(super) fn new(dictionary: &'a Dictionary, source: &'a dyn FrameSource, key: PersonKey) -> Self {
        Self { dictionary, source, key, kept: RefCell::default() }
    }

    /// The rows of `table` with the key of the person and `columns`, only those for which `condition` holds.
    pub(super) fn read(
        &self,
        table: &str,
        columns: Vec<String>,
        condition: Option<&Expr>,
    ) -> Result<DataFrame, RunError> {
        let Some(condition) = condition else { return self.read_all(table, columns) };
        let day = date_literal(self.source.as_of().date());
        let condition = to_polars(condition).map_expr(|part| match part {
            Polars::Column(name) if name == SNAPSHOT_DATE => day.clone(),
            part => part,
        });
        let question = format!("{table} {columns:?} {condition:?}");
        if let Some((_, frame)) = self.kept.borrow().iter().find(|(known, _)| *known == question) {
            return Ok(frame.clone());
        }
        let columns = self.with_key(columns);
        let frame = self.renamed(self.source.read_where(table, &columns, &condition)?)?;
        self.kept.borrow_mut().push((question, frame.clone()));
        Ok(frame)
    }

    fn read_all(&self, table: &str, columns: Vec<String>) -> Result<DataFrame, RunError> {
        if table == PERSON && self.key == PersonKey::Row {
            let mut frame = self.source.read(table, &columns)?;
            let too_many = |_| PolarsError::ComputeError("more persons than there are numbers".into());
            let rows = u32::try_from(frame.height()).map_err(too_many)?;
            let rows = UInt32Chunked::from_vec(IDENTITY.into(), (0..rows).collect());
            frame.insert_column(0, rows.into_column())?;
            return Ok(frame);
        }
        self.renamed(self.source.read(table, &self.with_key(columns))?)
    }

    fn with_key(&self, mut columns: Vec<String>) -> Vec<String> {
        let key = if self.key == PersonKey::Row { PERSON_ROW } else { IDENTITY };
        columns.insert(0, key.to_owned());
        columns
    }

    fn renamed(&self, mut frame: DataFrame) -> Result<DataFrame, RunError> {
        if self.key == PersonKey::Row {
            frame.rename(PERSON_ROW, IDENTITY.into())?;
        }
        Ok(frame)
    }

    /// What of `condition` speaks of the own fields of `table` alone, and the rest: the former can be asked of the source.
    pub(super) fn split(&self, table: &str, condition: &Expr) -> (Option<Expr>, Option<Expr>) {
        if !self.source.links_persons() || table == PERSON {
            return (None, Some(condition.clone()));
        }
        let own = |field: &String| {
            field == SNAPSHOT_DATE || self.dictionary.table(table).is_some_and(|table| table.field(field).is_some())
        };
        let of_source = |part: &Expr| {
            let fields = part.fields();
            fields.iter().all(own) && fields.iter().any(|field| field != SNAPSHOT_DATE && field != IDENTITY)
        };
        let mut parts = Vec::new();
        conjuncts(condition, &mut parts);
        let (asked, rest): (Vec<&Expr>, Vec<&Expr>) = parts.into_iter().partition(|part| of_source(part));
        (all_of(asked), all_of(rest))
    }

    /// In the place of rows of 人員 the numbers of the persons, which are theirs in every snapshot.
    pub(super) fn numbered(mut frame: DataFrame, numbers: &Values) -> PolarsResult<DataFrame> {
        let rows = frame.column(IDENTITY)?.u32()?.rechunk().into_owned();
        let numbers = numbers.take(&rows)?.with_name(IDENTITY.into());
        frame.with_column(numbers)?;
        Ok(frame)
    }
}

/// The conditions that must all hold.
fn conjuncts<'a>(condition: &'a Expr, parts: &mut Vec<&'a Expr>) {
    match condition {
        Expr::And(left, right) => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        part => parts.push(part),
    }
}

fn all_of(parts: Vec<&Expr>) -> Option<Expr> {
    parts.into_iter().cloned().reduce(|left, right| Expr::And(Box::new(left), Box::new(right)))
}

/// How often each of `keys` stands in `of`.
pub(super) fn counts(keys: &UInt32Chunked, of: &UInt32Chunked) -> Vec<i32> {
    let mut counts: Vec<i32> = vec![0; room(of)];
    for key in of.iter().flatten() {
        counts[key as usize] += 1;
    }
    keys.iter().map(|key| key.and_then(|key| counts.get(key as usize)).copied().unwrap_or(0)).collect()
}

/// The `values` of groups beside rows: for each of `keys` the value of the group with this key, null where there is none.
pub(super) fn looked_up(keys: &UInt32Chunked, groups: &UInt32Chunked, values: &Values) -> PolarsResult<Values> {
    let mut places: Vec<Option<IdxSize>> = vec![None; room(groups)];
    for (place, key) in (0..).zip(groups.iter()) {
        if let Some(key) = key {
            places[key as usize] = Some(place);
        }
    }
    let places = keys.iter().map(|key| places.get(key? as usize).copied().flatten());
    values.take(&IdxCa::from_iter_options("places".into(), places))
}

/// Room for a place for every key.
fn room(keys: &UInt32Chunked) -> usize {
    keys.iter().flatten().max().map_or(0, |greatest| greatest as usize + 1)
}
