//! A list: chosen columns of the population's rows, sorted, cut at a limit.

use polars::prelude::{
    DataType, Expr as Polars, IntoLazy, PlSmallStr, PolarsResult, SortMultipleOptions, col, lit, when,
};

use super::CodedFrame;
use super::coded_frame::Known;
use super::plan::ListPlan;
use super::population::undecided;
use super::raw_table::{RawContent, RawList, RawTable};
use super::run::persons;
use crate::expr::{in_words, to_polars};

/// Computes one list over the population.
pub(super) fn compute(
    list: &ListPlan,
    rows: &CodedFrame,
    order_of: impl Fn(&str) -> Option<Vec<String>>,
) -> PolarsResult<RawTable> {
    let (mut notes, mut missing) = (Vec::new(), Vec::new());
    let frame = &rows.frame;
    let mut lazy = frame.clone().lazy();
    if let Some(condition) = &list.condition {
        let holds = rows.holds(&to_polars(condition), &condition.fields())?;
        notes.push(format!("本清冊只列{}者。", in_words(condition)));
        missing.extend(undecided(frame, &Known::Unknown.mask(&holds), format!("符合「{}」", in_words(condition)))?);
        lazy = frame.filter(&Known::Holds.mask(&holds))?.lazy();
    }
    if !list.order_by.is_empty() {
        let (mut keys, mut directions) = (Vec::new(), Vec::new());
        for (name, descending) in &list.order_by {
            let sorted = sort_keys(name, order_of(name));
            directions.extend(sorted.iter().map(|_| *descending));
            keys.extend(sorted);
        }
        let options = SortMultipleOptions::default()
            .with_order_descending_multi(directions)
            .with_nulls_last(true)
            .with_maintain_order(true);
        lazy = lazy.sort_by_exprs(keys, options);
    }
    let mut sorted = lazy.collect()?;
    let rows = sorted.height();
    let limit = list.limit.map_or(rows, |limit| (limit as usize).min(rows));
    if limit < rows {
        sorted = sorted.head(Some(limit));
    }
    let persons = Some(persons(&sorted)?);
    let frame = sorted.select(list.columns.iter().map(|column| PlSmallStr::from_str(&column.name)))?;
    if limit < rows {
        notes.push(format!("符合條件的共 {rows} 筆，依查詢只列前 {limit} 筆。"));
    }
    let content = RawList {
        columns: list.columns.clone(),
        frame,
        persons,
        truncated_from: (limit < rows).then_some(rows),
        direct_fields: list.direct_fields.clone(),
    };
    Ok(RawTable { title: list.title.clone(), content: RawContent::List(content), notes, missing })
}

/// Values of a code list sort by their place in it, and what is not in it after them by its characters.
fn sort_keys(name: &str, order: Option<Vec<String>>) -> Vec<Polars> {
    let column = col(PlSmallStr::from_str(name));
    let Some(order) = order else { return vec![column] };
    let unknown =
        when(column.clone().is_null()).then(lit(polars::prelude::NULL)).otherwise(lit(i32::MAX)).cast(DataType::Int32);
    let rank = order.iter().enumerate().rev().fold(unknown, |rest, (place, label)| {
        when(column.clone().eq(lit(label.clone()))).then(lit(i32::try_from(place).unwrap_or(i32::MAX))).otherwise(rest)
    });
    vec![rank, column]
}
