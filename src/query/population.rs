//! The rows of a query: the unit's table with the person's fields beside it, derived columns in order, filtered.

use std::collections::BTreeSet;

use jiff::civil::Date;
use polars::prelude::{
    BooleanChunked, ChunkFull, Column as Values, DataFrame, DataType, Expr as Polars, Int32Chunked, IntoColumn,
    IntoLazy, IntoSeries, JoinArgs, JoinType, LazyFrame, NULL, NamedFrom, NewChunkedArray, PlSmallStr, PolarsError,
    Series, UInt32Chunked, col, lit, when,
};
use polars_ops::prelude::MaintainOrderJoin;

use super::child_values::with_child;
use super::plan::{ChildTake, Column, ColumnHow, CrossTab, ListPlan, Otherwise, Query};
use super::run::persons;
use super::snapshot_tables::{PersonKey, SnapshotTables};
use super::{CodedFrame, Condition, HOLDS, Missing, PERSON_NUMBER, RunError};
use crate::domain::{FieldType, IDENTITY, PERSON, SNAPSHOT_DATE, epoch_day};
use crate::expr::{Expr, band_to_polars, in_words, to_polars};

/// Whether a row meets the condition of the population.
const MASK: &str = "#where";

/// The rows of a query.
pub(super) struct Population {
    /// Only the columns that its tables and lists need, and the identity.
    pub(super) rows: CodedFrame,
    /// Rows of which the condition could not be decided.
    pub(super) undecided: Option<Missing>,
}

/// The population of `query` in one snapshot.
pub(super) fn population(query: &Query, tables: &SnapshotTables<'_>) -> Result<Population, RunError> {
    let mut all = all_rows(query, tables)?.collect()?;
    let mut values = tables.values();
    if has_coded_day(query, tables) {
        let day = tables.source.as_of().date();
        let (column, of_day) = coded_day(&all, day)?;
        all.with_column(column)?;
        values.insert(SNAPSHOT_DATE.to_owned(), of_day);
    }
    let coded = |frame: DataFrame| CodedFrame { frame, values };
    let Some(condition) = &query.population else { return Ok(Population { rows: coded(all), undecided: None }) };
    let mask = all.column(MASK)?.bool()?.clone();
    let rest = all.drop(MASK)?;
    if mask.null_count() == 0 && mask.all() {
        return Ok(Population { rows: coded(rest), undecided: None });
    }
    let undecided = undecided(&rest, &mask.is_null(), format!("符合「{}」", in_words(condition)))?;
    Ok(Population { rows: coded(rest.filter(&mask)?), undecided })
}

/// Every row of the unit: the columns that tables and lists need, and whether the condition holds.
pub(super) fn all_rows(query: &Query, tables: &SnapshotTables<'_>) -> Result<LazyFrame, RunError> {
    let mut shown_names = shown_columns(query);
    shown_names.insert(IDENTITY.to_owned());
    if has_coded_day(query, tables) {
        shown_names.remove(SNAPSHOT_DATE);
    }
    let mut wanted = shown_names.clone();
    if tables.key == PersonKey::Number {
        wanted.insert(PERSON_NUMBER.to_owned());
    }
    let asked = query.population.as_ref().map(|all| tables.not_ruled_out(&query.unit, all, &query.columns));
    let (asked, whole) = asked.unwrap_or_default();
    let is_asked = whole && !asked.is_empty();
    if is_asked {
        wanted.insert(HOLDS.to_owned());
    } else {
        wanted.extend(query.population.iter().flat_map(Expr::fields));
    }
    let coded = if tables.key == PersonKey::Identity { Vec::new() } else { coded_columns(query, tables, is_asked) };
    let frame = assemble(tables, &query.unit, &wanted, &query.columns, some(&asked), &coded)?;
    let shown = |name: &String| match tables.key {
        PersonKey::Number if name == IDENTITY => col(PERSON_NUMBER).alias(IDENTITY),
        _ => column(name),
    };
    let mut columns: Vec<Polars> = shown_names.iter().map(shown).collect();
    if let Some(condition) = &query.population {
        // A constant condition must be as long as the table.
        let asked_now = || tables.dated(to_polars(condition)).cast(DataType::Boolean).and(col(IDENTITY).is_not_null());
        columns.push(if is_asked { col(HOLDS) } else { asked_now() }.alias(MASK));
    }
    Ok(frame.select(columns))
}

/// The conditions, where there are any.
pub(super) fn some(conditions: &[Condition]) -> Option<&[Condition]> {
    (!conditions.is_empty()).then_some(conditions)
}

/// The columns of texts that tables name and that nothing is computed of beside them: they may come as numbers.
fn coded_columns(query: &Query, tables: &SnapshotTables<'_>, is_asked: bool) -> Vec<String> {
    let Some(table) = tables.dictionary.table(&query.unit).filter(|_| query.lists.is_empty()) else {
        return Vec::new();
    };
    let mut inputs: BTreeSet<String> = query.columns.iter().flat_map(|column| column.how.inputs()).collect();
    inputs.extend(query.columns.iter().map(|column| column.name.clone()));
    inputs.extend(query.population.iter().filter(|_| !is_asked).flat_map(Expr::fields));
    let is_text = |name: &String| {
        let kind = table.field(name).map(|field| field.kind);
        name != IDENTITY && matches!(kind, Some(FieldType::Text | FieldType::Code))
    };
    shown_columns(query).into_iter().filter(|name| is_text(name) && !inputs.contains(name)).collect()
}

/// Whether the day of the snapshot stands beside the rows as a number: where a table names it and nothing is made of it row by
/// row.
fn has_coded_day(query: &Query, tables: &SnapshotTables<'_>) -> bool {
    tables.key != PersonKey::Identity
        && query.lists.is_empty()
        && shown_columns(query).contains(SNAPSHOT_DATE)
        && !query.columns.iter().any(names_day)
}

/// Whether a column is made of the day in a way that needs it as a column.
fn names_day(column: &Column) -> bool {
    !matches!(column.how, ColumnHow::Expression(_)) && column.how.inputs().iter().any(|name| name == SNAPSHOT_DATE)
}

/// The day of the snapshot as a column in the same pieces as `rows`, and its values: a column of one piece beside columns of
/// many makes polars bring all of them together.
fn coded_day(rows: &DataFrame, day: Date) -> Result<(Values, Series), PolarsError> {
    let of_piece = |rows: usize| UInt32Chunked::full(SNAPSHOT_DATE.into(), 1, rows);
    let identities = rows.column(IDENTITY)?.as_materialized_series();
    let mut column = of_piece(0);
    for piece in identities.chunks() {
        column.append(&of_piece(piece.len()))?;
    }
    let values = Int32Chunked::from_iter_options(SNAPSHOT_DATE.into(), [None, Some(epoch_day(day))].into_iter());
    Ok((column.into_column(), values.into_series().cast(&DataType::Date)?))
}

/// What is said of the rows where something is unknown; none where there is no such row.
pub(super) fn undecided(
    frame: &DataFrame,
    unknown: &BooleanChunked,
    what: String,
) -> Result<Option<Missing>, PolarsError> {
    let rows = unknown.sum().unwrap_or(0);
    if rows == 0 {
        return Ok(None);
    }
    let persons = persons(&frame.select([IDENTITY])?.filter(unknown)?)?;
    Ok(Some(Missing { what, rows: u64::from(rows), persons }))
}

/// Whether the identity itself is shown or asked for somewhere: elsewhere it only tells persons apart.
pub(super) fn names_identity(query: &Query) -> bool {
    let identity = |name: &String| name == IDENTITY;
    let in_child = |take: &ChildTake| {
        take.condition.iter().flat_map(Expr::fields).any(|name| identity(&name))
            || take.of.iter().chain(&take.order_by).chain(&take.outer).any(identity)
    };
    let in_columns = query.columns.iter().any(|column| match &column.how {
        ColumnHow::Child(take) => {
            in_child(take) || take.columns.iter().flat_map(|column| column.how.inputs()).any(|name| identity(&name))
        }
        how => how.inputs().iter().any(identity),
    });
    in_columns
        || query.population.iter().flat_map(Expr::fields).any(|name| identity(&name))
        || shown_columns(query).iter().any(identity)
}

/// The columns that tables and lists name.
fn shown_columns(query: &Query) -> BTreeSet<String> {
    let windows = query.tables.iter().flat_map(|table| &table.measures).any(|measure| measure.window_ends.is_some());
    let tables = query.tables.iter().flat_map(CrossTab::fields);
    let lists = query.lists.iter().flat_map(ListPlan::fields);
    tables.chain(lists).chain(windows.then(|| SNAPSHOT_DATE.to_owned())).collect()
}

/// The rows of `table` with every column of `wanted` and every computed column.
///
/// The dictionary's derived fields speak of the person and are computed over 人員, before a child table is joined to it: a
/// child's own 離職日 or 出生日期 is not the person's. Only the rows for which `asked` holds, and the columns `coded` as numbers.
pub(super) fn assemble(
    tables: &SnapshotTables<'_>,
    table: &str,
    wanted: &BTreeSet<String>,
    columns: &[Column],
    asked: Option<&[Condition]>,
    coded: &[String],
) -> Result<LazyFrame, RunError> {
    let (own_columns, person_columns): (Vec<Column>, Vec<Column>) = if table == PERSON {
        (columns.to_vec(), Vec::new())
    } else {
        columns.iter().cloned().partition(|column| column.own)
    };
    let mut needed = wanted.clone();
    needed.extend(own_columns.iter().flat_map(|column| column.how.inputs()));
    for known in [SNAPSHOT_DATE, IDENTITY] {
        needed.remove(known);
    }
    for computed in &own_columns {
        needed.remove(&computed.name);
    }
    let of_table = tables.dictionary.table(table);
    let (stored, of_person): (Vec<String>, Vec<String>) = needed.into_iter().partition(|name| {
        (table == PERSON && name == PERSON_NUMBER)
            || (asked.is_some() && name == HOLDS)
            || of_table.is_some_and(|table| table.field(name).is_some())
    });
    let mut frame = tables.read(table, stored, asked, coded)?.lazy();
    if table != PERSON && !(of_person.is_empty() && person_columns.is_empty()) {
        let wanted: BTreeSet<String> = of_person.into_iter().collect();
        let person = assemble(tables, PERSON, &wanted, &person_columns, None, &[])?;
        let shown = wanted.iter().map(|name| column(name)).chain([col(IDENTITY)]).collect::<Vec<_>>();
        frame = join(frame, person.select(shown), IDENTITY);
    }
    // A column of one piece beside columns of many makes polars bring all of them together: only where somebody names it.
    if wanted.contains(SNAPSHOT_DATE) || own_columns.iter().any(names_day) {
        let day = date_literal(tables.source.as_of().date());
        let day = match tables.key {
            PersonKey::Identity => as_long(day),
            // Made of the rows' numbers it lies in the same pieces as they do.
            _ => (col(IDENTITY).cast(DataType::Int32) * lit(0) + day.cast(DataType::Int32)).cast(DataType::Date),
        };
        frame = frame.with_column(day.alias(SNAPSHOT_DATE));
    }
    for computed in &own_columns {
        frame = match &computed.how {
            ColumnHow::Expression(expr) => {
                let value = tables.dated(to_polars(expr));
                let constant = expr.fields().iter().all(|field| field == SNAPSHOT_DATE);
                let value = if constant { as_long(value) } else { value };
                frame.with_column(value.alias(PlSmallStr::from_str(&computed.name)))
            }
            ColumnHow::Band { of, band } => {
                frame.with_column(band_to_polars(of, band).alias(PlSmallStr::from_str(&computed.name)))
            }
            ColumnHow::Recode { of, values, otherwise } => {
                frame.with_column(recoded(of, values, otherwise).alias(PlSmallStr::from_str(&computed.name)))
            }
            ColumnHow::Child(take) => with_child(tables, frame, &computed.name, take)?,
        };
    }
    Ok(frame)
}

/// A left join that keeps the order of the left side.
pub(super) fn join(left: LazyFrame, right: LazyFrame, key: &str) -> LazyFrame {
    let mut how = JoinArgs::new(JoinType::Left);
    how.maintain_order = MaintainOrderJoin::Left;
    left.join(right, [column(key)], [column(key)], how)
}

/// Other values in the place of some; null stays null.
fn recoded(of: &str, values: &[(String, String)], otherwise: &Otherwise) -> Polars {
    let of = column(of);
    let rest = match otherwise {
        Otherwise::Stays => of.clone(),
        Otherwise::Becomes(value) => when(of.clone().is_null()).then(lit(NULL)).otherwise(lit(value.clone())),
        Otherwise::Null => lit(NULL),
    };
    // By a join of dictionaries and not by a chain of comparisons: a code list can be long.
    let (old, new): (Vec<&str>, Vec<&str>) = values.iter().map(|(old, new)| (old.as_str(), new.as_str())).unzip();
    let (old, new) = (Series::new(PlSmallStr::EMPTY, old), Series::new(PlSmallStr::EMPTY, new));
    of.replace_strict(
        lit(old).implode(false),
        lit(new).implode(false),
        Some(rest.cast(DataType::String)),
        Some(DataType::String),
    )
}

/// A constant as long as the table: what is folded from it must not become a single value.
fn as_long(constant: Polars) -> Polars {
    when(col(IDENTITY).is_null()).then(lit(NULL)).otherwise(constant)
}

pub(super) fn column(name: &str) -> Polars {
    col(PlSmallStr::from_str(name))
}

pub(super) fn date_literal(day: Date) -> Polars {
    lit(epoch_day(day)).cast(DataType::Date)
}
