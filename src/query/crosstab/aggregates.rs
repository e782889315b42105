//! What is computed of each group: its persons, and value, support and open windows of each direct measure.

use polars::prelude::{DataType, Expr as Polars, NULL, PlSmallStr, QuantileMethod, col, len, lit, when};

use crate::domain::{IDENTITY, PERSON, SNAPSHOT_DATE};
use crate::expr::to_polars;
use crate::query::plan::{CrossTab, MeasureKind, Query, Statistic};

/// Persons in a group.
pub(super) const PERSONS: &str = "persons";

/// The names of the columns of measure `index`.
pub(super) fn value_name(index: usize) -> PlSmallStr {
    PlSmallStr::from_string(format!("value{index}"))
}

pub(super) fn support_name(index: usize) -> PlSmallStr {
    PlSmallStr::from_string(format!("support{index}"))
}

/// Persons of the first and of the second part into which the value divides the group; see [`parts_of`].
pub(super) fn part_names(index: usize) -> [PlSmallStr; 2] {
    ["one", "two"].map(|part| PlSmallStr::from_string(format!("{part}{index}")))
}

pub(super) fn open_name(index: usize) -> PlSmallStr {
    PlSmallStr::from_string(format!("open{index}"))
}

/// Whether in a group by the fields `by` each row is another person: on one day nobody stands in 人員 twice.
pub(super) fn rows_are_persons(table: &CrossTab, query: &Query, by: &[String]) -> bool {
    query.unit() == PERSON && (!table.over_time || by.iter().any(|name| name == SNAPSHOT_DATE))
}

/// The aggregate expressions of groups by the fields `by`: their persons, then what each direct measure needs.
pub(super) fn aggregates(table: &CrossTab, query: &Query, by: &[String]) -> Vec<Polars> {
    let rows_are_persons = rows_are_persons(table, query, by);
    let persons_where = |condition: Option<Polars>| {
        // A constant condition must be as long as the group.
        let condition = condition.map(|condition| condition.and(col(IDENTITY).is_not_null()));
        if rows_are_persons {
            return match condition {
                Some(condition) => condition.sum().cast(DataType::Int64),
                None => len().cast(DataType::Int64),
            };
        }
        let identity = col(IDENTITY);
        condition
            .map_or_else(|| identity.clone(), |condition| identity.clone().filter(condition))
            .n_unique()
            .cast(DataType::Int64)
    };
    let mut out = vec![persons_where(None).alias(PERSONS)];
    for (index, measure) in table.measures.iter().enumerate() {
        if let Some(end) = &measure.window_ends {
            // A window that has no end was never opened.
            let open = to_polars(end).gt(col(SNAPSHOT_DATE)).fill_null(lit(false)).and(col(IDENTITY).is_not_null());
            out.push(persons_where(Some(open)).alias(open_name(index)));
        }
        let (value, support) = match &measure.kind {
            MeasureKind::Persons => (persons_where(None), persons_where(None)),
            MeasureKind::Rows => (len().cast(DataType::Int64), persons_where(None)),
            MeasureKind::CountIf(condition) => {
                let holds = to_polars(condition).fill_null(lit(false));
                (persons_where(Some(holds.clone())), persons_where(Some(holds)))
            }
            MeasureKind::RowsIf(condition) => {
                let holds = to_polars(condition).fill_null(lit(false));
                let rows = holds.clone().and(col(IDENTITY).is_not_null()).sum().cast(DataType::Int64);
                (rows, persons_where(Some(holds)))
            }
            MeasureKind::Statistic(statistic, of) => {
                let of = col(PlSmallStr::from_str(of));
                (statistic_of(*statistic, &of), persons_where(Some(behind(*statistic, &of))))
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => continue,
        };
        for (part, name) in parts_of(&measure.kind).into_iter().zip(part_names(index)) {
            out.push(persons_where(Some(part)).alias(name));
        }
        out.push(value.alias(value_name(index)));
        out.push(support.alias(support_name(index)));
    }
    out
}

/// The parts into which a value divides its group, beside those who are behind it. A sum or mean of ones and zeros is a
/// count, and gives away both; a count of rows also those who have other rows.
fn parts_of(kind: &MeasureKind) -> Vec<Polars> {
    match kind {
        MeasureKind::RowsIf(condition) => vec![to_polars(condition).fill_null(lit(false)).not()],
        MeasureKind::Statistic(Statistic::Mean | Statistic::Median | Statistic::Sum | Statistic::Std, of) => {
            let zero = col(PlSmallStr::from_str(of)).eq(lit(0));
            vec![zero.clone().fill_null(lit(false)), zero.not().fill_null(lit(false))]
        }
        _ => Vec::new(),
    }
}

fn statistic_of(statistic: Statistic, of: &Polars) -> Polars {
    match statistic {
        Statistic::Mean => of.clone().mean(),
        Statistic::Median => of.clone().median(),
        // As in SQL: no values have no sum.
        Statistic::Sum => {
            let sum = of.clone().cast(DataType::Float64).sum();
            when(of.clone().count().gt(lit(0))).then(sum).otherwise(lit(NULL))
        }
        Statistic::Min => of.clone().min(),
        Statistic::Max => of.clone().max(),
        Statistic::Std => of.clone().cast(DataType::Float64).std(1),
        Statistic::Quantile(q) => of.clone().quantile(lit(q), QuantileMethod::Linear),
    }
}

/// Whom a statistic is about: everybody with a value, but of an extreme only those who have it, and of a quantile only
/// those beyond it: the greatest 俸點 of a thousand persons is one person's.
fn behind(statistic: Statistic, of: &Polars) -> Polars {
    match statistic {
        Statistic::Mean | Statistic::Median | Statistic::Sum | Statistic::Std => of.clone().is_not_null(),
        Statistic::Min => of.clone().eq(of.clone().min()),
        Statistic::Max => of.clone().eq(of.clone().max()),
        Statistic::Quantile(q) => {
            let edge = of.clone().quantile(lit(q), QuantileMethod::Linear);
            if q < 0.5 { of.clone().lt_eq(edge) } else { of.clone().gt_eq(edge) }
        }
    }
}
