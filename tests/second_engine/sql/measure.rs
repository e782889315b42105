//! The measures of a crosstab: an aggregate of SQLite's where it has one, else the values of the group, reckoned with here.

use hrstat::domain::{FieldType, IDENTITY};
use hrstat::query::{CrossTab, Measure, MeasureKind, Query, ShareBase, Statistic, Value};
use rusqlite::types::Value as Stored;

use super::expression::in_sql;
use super::population::of_population;
use super::store::Store;
use super::value_of;

/// What each measure of a table is over one group; null for those that are made from others.
pub(super) type Group = Vec<Value>;

impl Store<'_> {
    /// The aggregate in SQL.
    pub(super) fn figure(&self, query: &Query, measure: &Measure) -> String {
        let identity = of_population(IDENTITY);
        match &measure.kind {
            MeasureKind::Persons => format!("COUNT(DISTINCT {identity})"),
            MeasureKind::Rows => "COUNT(*)".to_owned(),
            MeasureKind::CountIf(condition) => {
                format!("COUNT(DISTINCT CASE WHEN {} THEN {identity} END)", in_sql(condition, &of_population))
            }
            MeasureKind::Statistic(statistic, of) => {
                assert!(self.columns("population").contains(of), "{of} of {}", query.title());
                let of = of_population(of);
                match statistic {
                    Statistic::Mean => format!("AVG({of})"),
                    Statistic::Sum => format!("SUM({of})"),
                    Statistic::Min => format!("MIN({of})"),
                    Statistic::Max => format!("MAX({of})"),
                    Statistic::Median | Statistic::Quantile(_) => {
                        format!("json_group_array({of}) FILTER (WHERE {of} IS NOT NULL)")
                    }
                }
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) => "NULL".to_owned(),
        }
    }

    /// What the aggregate gave.
    pub(super) fn read(&self, query: &Query, measure: &Measure, stored: Stored) -> Value {
        let several = |stored: Stored| -> Vec<f64> {
            let Stored::Text(json) = stored else { panic!("{stored:?} is no list") };
            let mut numbers: Vec<f64> = serde_json::from_str(&json).unwrap();
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let decimal = |number: Option<f64>| number.map_or(Value::Null, Value::Decimal);
        match &measure.kind {
            MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) => value_of(stored, FieldType::Integer),
            MeasureKind::Statistic(Statistic::Median, _) => decimal(median(&several(stored))),
            MeasureKind::Statistic(Statistic::Quantile(q), _) => decimal(quantile(&several(stored), *q)),
            MeasureKind::Statistic(Statistic::Mean, _) => value_of(stored, FieldType::Decimal),
            MeasureKind::Statistic(Statistic::Sum | Statistic::Min | Statistic::Max, of) => {
                value_of(stored, self.kind_of(query, of))
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) => Value::Null,
        }
    }
}

/// The cells of one group; `group` finds what a row and a column have in common.
pub(super) fn finish<'a>(
    table: &CrossTab,
    row: &[Value],
    column: &[Value],
    group: &dyn Fn(&[Value], &[Value]) -> Option<&'a Group>,
) -> Vec<Value> {
    let of_group = |group: Option<&Group>, at: usize| match (group, &table.measures[at].kind) {
        (Some(group), _) => group[at].clone(),
        (None, MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_)) => Value::Integer(0),
        (None, _) => Value::Null,
    };
    let mut cells: Vec<Value> = Vec::new();
    for (at, measure) in table.measures.iter().enumerate() {
        cells.push(match &measure.kind {
            MeasureKind::Ratio(top, bottom) => over(&cells[*top], &cells[*bottom]),
            MeasureKind::Share(of, base) => {
                let whole = match base {
                    ShareBase::Row => group(row, &[]),
                    ShareBase::Column => group(&[], column),
                    ShareBase::Total => group(&[], &[]),
                };
                over(&cells[*of], &of_group(whole, *of))
            }
            _ => of_group(group(row, column), at),
        });
    }
    cells
}

fn over(top: &Value, bottom: &Value) -> Value {
    match (number(top), number(bottom)) {
        (Some(top), Some(bottom)) if bottom != 0.0 => Value::Decimal(top / bottom),
        _ => Value::Null,
    }
}

pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "figures of a test are small")]
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// The middle of sorted numbers, or the mean of the middle two.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// The value at the place `q` between the first and the last of sorted numbers, on the line between its two neighbours.
fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "a group of a test is small")]
    let place = q * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last place")]
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * place.fract())
}
