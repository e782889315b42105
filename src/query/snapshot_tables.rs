//! The tables of one snapshot as the computation of the rows reads them.
//!
//! Identities are only compared, unless the query names them: a row of 人員 stands in the column of the identity, where
//! the source knows it. And a source that knows it reads in parts, so that the condition on a child's rows goes with the
//! question.

use std::cell::RefCell;

use polars::prelude::{
    Column as Values, DataFrame, DataType, Expr as Polars, IdxCa, IdxSize, IntoColumn, NewChunkedArray, PolarsError,
    PolarsResult, UInt32Chunked, lit,
};

use super::plan::{Column, ColumnHow};
use super::population::date_literal;
use super::{FrameSource, PERSON_ROW, RunError};
use crate::domain::{Dictionary, IDENTITY, PERSON, SNAPSHOT_DATE};
use crate::expr::{Expr, inline, to_polars};

/// What stands in the column of the identity while a query runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonKey {
    /// The identity.
    Identity,
    /// The row of 人員.
    Row,
    /// The row of 人員, and in the end the number that is the person's in every snapshot.
    Number,
}

/// A condition that goes with the question to the source: an expression over stored fields.
pub(super) struct Asked {
    pub(super) condition: Polars,
    pub(super) fields: Vec<String>,
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

    /// The rows of `table` with the key of the person and `columns`, only those for which `asked` holds.
    pub(super) fn read(
        &self,
        table: &str,
        mut columns: Vec<String>,
        asked: Option<&Asked>,
    ) -> Result<DataFrame, RunError> {
        let by_row = self.key != PersonKey::Identity;
        let Some(Asked { condition, fields }) = asked else {
            if table == PERSON && by_row {
                let mut frame = self.source.read(table, &columns)?;
                let too_many = |_| PolarsError::ComputeError("more persons than there are numbers".into());
                let rows = u32::try_from(frame.height()).map_err(too_many)?;
                frame.insert_column(0, UInt32Chunked::from_vec(IDENTITY.into(), (0..rows).collect()).into_column())?;
                return Ok(frame);
            }
            columns.insert(0, self.key_column().to_owned());
            return self.renamed(self.source.read(table, &columns)?);
        };
        let question = format!("{table} {columns:?} {condition:?}");
        if let Some((_, frame)) = self.kept.borrow().iter().find(|(known, _)| *known == question) {
            return Ok(frame.clone());
        }
        columns.insert(0, self.key_column().to_owned());
        let frame = self.renamed(self.source.read_where(table, &columns, condition, fields)?)?;
        if table != PERSON {
            self.kept.borrow_mut().push((question, frame.clone()));
        }
        Ok(frame)
    }

    fn key_column(&self) -> &'static str {
        if self.key == PersonKey::Identity { IDENTITY } else { PERSON_ROW }
    }

    fn renamed(&self, mut frame: DataFrame) -> Result<DataFrame, RunError> {
        if self.key != PersonKey::Identity {
            frame.rename(PERSON_ROW, IDENTITY.into())?;
        }
        Ok(frame)
    }

    /// The expression with the day of the snapshot in its place: what is made of it alone is made once and not of every row.
    pub(super) fn dated(&self, expr: Polars) -> Polars {
        let day = date_literal(self.source.as_of().date());
        expr.map_expr(|part| match part {
            Polars::Column(name) if name == SNAPSHOT_DATE => day.clone(),
            part => part,
        })
    }

    /// What of the condition on the rows of a child table can be asked of the source, and the rest.
    pub(super) fn split(&self, table: &str, condition: &Expr) -> (Option<Asked>, Option<Expr>) {
        let (asked, rest): (Vec<_>, Vec<_>) = conjuncts(condition)
            .into_iter()
            .map(|part| (part, self.in_stored(table, &[], part)))
            .partition(|(_, own)| own.is_some());
        let asked = asked.into_iter().filter_map(|(_, own)| own).map(|own| (to_polars(&own), own.fields()));
        let rest = rest.into_iter().map(|(part, _)| part.clone());
        (self.all_of(asked), rest.reduce(|left, right| Expr::And(Box::new(left), Box::new(right))))
    }

    /// What keeps the rows of `unit` that may meet `condition`: those that plainly do not need not be read. Whom it cannot be
    /// decided of is told later, and stays.
    pub(super) fn not_ruled_out(&self, unit: &str, condition: &Expr, columns: &[Column]) -> Option<Asked> {
        let parts = conjuncts(condition).into_iter().filter_map(|part| self.in_stored(unit, columns, part));
        self.all_of(parts.map(|own| (to_polars(&own).cast(DataType::Boolean).fill_null(lit(true)), own.fields())))
    }

    fn all_of(&self, parts: impl Iterator<Item = (Polars, Vec<String>)>) -> Option<Asked> {
        let (condition, mut fields) = parts.reduce(|(left, mut fields), (right, more)| {
            fields.extend(more);
            (left.and(right), fields)
        })?;
        fields.retain(|field| field != SNAPSHOT_DATE);
        fields.sort_unstable();
        fields.dedup();
        Some(Asked { condition: self.dated(condition), fields })
    }

    /// A condition over fields that `table` stores, with computed `columns` put in; none where it speaks of others, or of none,
    /// or where the source reads tables whole anyway.
    fn in_stored(&self, table: &str, columns: &[Column], condition: &Expr) -> Option<Expr> {
        if !self.source.links_persons() {
            return None;
        }
        let stored = |name: &str| self.dictionary.table(table).is_some_and(|table| table.field(name).is_some());
        let mut computed: Vec<(String, Expr)> = Vec::new();
        for field in condition.fields() {
            let place = columns.iter().position(|column| column.name == field && (column.own || table == PERSON));
            match place.map(|place| (&columns[place].how, &columns[..place])) {
                Some((ColumnHow::Expression(expr), earlier)) => {
                    let expr = self.in_stored(table, earlier, expr)?;
                    computed.push((field, expr));
                }
                None if field == SNAPSHOT_DATE || stored(&field) => {}
                _ => return None,
            }
        }
        let found = |name: &str| computed.iter().find(|(known, _)| known == name).map(|(_, expr)| expr.clone());
        let condition = inline(condition, &found);
        condition.fields().iter().any(|field| field != SNAPSHOT_DATE).then_some(condition)
    }
}

/// The conditions that must all hold.
fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::And(left, right) => [conjuncts(left), conjuncts(right)].concat(),
        part => vec![part],
    }
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
