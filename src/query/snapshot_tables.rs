//! The tables of one snapshot as the computation of the rows reads them.
//!
//! Identities are only compared, unless the query names them: a row of 人員 stands in the column of the identity, where
//! the source knows it. And a source that knows it reads in parts, so that the condition on a child's rows goes with the
//! question.

use std::cell::RefCell;
use std::collections::BTreeMap;

use polars::prelude::{
    Column as Values, DataFrame, DataType, Expr as Polars, IdxCa, IdxSize, IntoColumn, NewChunkedArray, PolarsError,
    PolarsResult, Series, UInt32Chunked, lit,
};

use super::plan::{Column, ColumnHow};
use super::population::date_literal;
use super::{Asked, CodedFrame, Condition, FrameSource, PERSON_ROW, RunError};
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

/// One snapshot, seen by a query.
pub(super) struct SnapshotTables<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) source: &'a dyn FrameSource,
    pub(super) key: PersonKey,
    /// Child tables that were read under a condition: derived fields of one query often differ in their windows only.
    kept: RefCell<Vec<(String, DataFrame)>>,
    /// The texts of the columns that were read as numbers.
    values: RefCell<BTreeMap<String, Series>>,
}

impl<'a> SnapshotTables<'a> {
    pub(super) fn new(dictionary: &'a Dictionary, source: &'a dyn FrameSource, key: PersonKey) -> Self {
        Self { dictionary, source, key, kept: RefCell::default(), values: RefCell::default() }
    }

    /// The rows of `table` with the key of the person and `columns`, those of `coded` as numbers; only those for which `asked`
    /// holds, where something is asked.
    pub(super) fn read(
        &self,
        table: &str,
        mut columns: Vec<String>,
        asked: Option<&[Condition]>,
        coded: &[String],
    ) -> Result<DataFrame, RunError> {
        let by_row = self.key != PersonKey::Identity;
        if asked.is_none() && coded.is_empty() {
            if table == PERSON && by_row {
                let mut frame = self.source.read(table, &columns)?;
                let too_many = |_| PolarsError::ComputeError("more persons than there are numbers".into());
                let rows = u32::try_from(frame.height()).map_err(too_many)?;
                frame.insert_column(0, UInt32Chunked::from_vec(IDENTITY.into(), (0..rows).collect()).into_column())?;
                return Ok(frame);
            }
            columns.insert(0, self.key_column().to_owned());
            return self.renamed(self.source.read(table, &columns)?);
        }
        let conditions = asked.unwrap_or_default();
        let question = format!("{table} {columns:?} {conditions:?}");
        if let Some((_, frame)) = self.kept.borrow().iter().find(|(known, _)| *known == question) {
            return Ok(frame.clone());
        }
        columns.insert(0, self.key_column().to_owned());
        let asked = Asked { columns: &columns, conditions, coded };
        let CodedFrame { frame, values } = self.source.read_where(table, &asked)?;
        let frame = self.renamed(frame)?;
        self.values.borrow_mut().extend(values);
        if table != PERSON {
            self.kept.borrow_mut().push((question, frame.clone()));
        }
        Ok(frame)
    }

    /// The texts of the columns that were read as numbers.
    pub(super) fn values(&self) -> BTreeMap<String, Series> {
        self.values.borrow().clone()
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
    pub(super) fn split(&self, table: &str, condition: &Expr) -> (Vec<Condition>, Option<Expr>) {
        let (asked, rest): (Vec<_>, Vec<_>) = conjuncts(condition)
            .into_iter()
            .map(|part| (part, self.in_stored(table, &[], part)))
            .partition(|(_, own)| own.is_some());
        let asked = asked.into_iter().filter_map(|(_, own)| own).map(|own| self.asked(&own, to_polars(&own)));
        let rest = rest.into_iter().map(|(part, _)| part.clone());
        (asked.collect(), rest.reduce(|left, right| Expr::And(Box::new(left), Box::new(right))))
    }

    /// What keeps the rows of `unit` that may meet `condition`: those that plainly do not need not be read. Whom it cannot be
    /// decided of is told later, and stays. And whether nothing is left of the condition that would have to be asked after.
    pub(super) fn not_ruled_out(&self, unit: &str, condition: &Expr, columns: &[Column]) -> (Vec<Condition>, bool) {
        let parts = conjuncts(condition);
        let own: Vec<Expr> = parts.iter().filter_map(|part| self.in_stored(unit, columns, part)).collect();
        let whole = own.len() == parts.len();
        let conditions = own.iter().map(|own| {
            let condition = to_polars(own).cast(DataType::Boolean);
            self.asked(own, if whole { condition } else { condition.fill_null(lit(true)) })
        });
        (conditions.collect(), whole)
    }

    fn asked(&self, condition: &Expr, holds: Polars) -> Condition {
        let mut fields = condition.fields();
        fields.retain(|field| field != SNAPSHOT_DATE);
        fields.sort_unstable();
        fields.dedup();
        Condition { holds: self.dated(holds), fields }
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
    if of.null_count() == 0 {
        // Without a look at each whether it is there.
        of.downcast_iter().flat_map(|piece| piece.values().iter()).for_each(|key| counts[*key as usize] += 1);
    } else {
        of.iter().flatten().for_each(|key| counts[key as usize] += 1);
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
