//! A crosstab: the population grouped by rows and columns, by rows, by columns and as a whole, so that totals, shares and
//! measures that do not add (means, medians, distinct persons) are all computed from the persons.

use std::collections::BTreeMap;

use polars::prelude::{
    DataFrame, DataType, Expr as Polars, IntoLazy, PlSmallStr, PolarsError, PolarsResult, QuantileMethod, col, len, lit,
};

use super::plan::{CrossTab, MeasureKind, Query, ShareBase, Statistic};
use super::raw_table::{AxisKey, Cell, MeasureFormat, RawContent, RawCrossTab, RawTable, Value};
use super::value::value_at;
use crate::domain::{IDENTITY, PERSON, SNAPSHOT_DATE};
use crate::expr::{in_words, to_polars};

/// Persons in a group.
const PERSONS: &str = "persons";

/// Computes one crosstab over the population.
pub(super) fn compute(
    table: &CrossTab,
    query: &Query,
    frame: &DataFrame,
    order_of: impl Fn(&str) -> Option<Vec<String>>,
) -> PolarsResult<RawTable> {
    let aggregates = aggregates(table, query);
    let both: Vec<String> = table.rows.iter().chain(&table.columns).cloned().collect();
    let cells = Grouping::compute(frame, &both, &aggregates, table)?;
    let by_row = Grouping::compute(frame, &table.rows, &aggregates, table)?;
    let by_column = Grouping::compute(frame, &table.columns, &aggregates, table)?;
    let whole = Grouping::compute(frame, &[], &aggregates, table)?;

    // A stock never adds over time: no total across several days.
    let totals =
        |fields: &[String]| table.totals && !(table.over_time && fields.iter().any(|name| name == SNAPSHOT_DATE));
    let row_keys = axis(&by_row, &table.rows, totals(&table.rows), &order_of);
    let column_keys = axis(&by_column, &table.columns, totals(&table.columns), &order_of);
    let mut out = Vec::with_capacity(row_keys.len() * column_keys.len() * table.measures.len());
    for row in &row_keys {
        for column in &column_keys {
            let group = match (row, column) {
                (Some(row), Some(column)) => cells.get(&[row.as_slice(), column].concat()),
                (Some(row), None) => by_row.get(row),
                (None, Some(column)) => by_column.get(column),
                (None, None) => whole.get(&[]),
            };
            let base = |base: ShareBase| match (base, row, column) {
                (ShareBase::Row, Some(row), _) => by_row.get(row),
                (ShareBase::Column, _, Some(column)) => by_column.get(column),
                _ => whole.get(&[]),
            };
            out.extend(finish(table, group, base));
        }
    }
    let content = RawCrossTab {
        row_fields: table.rows.clone(),
        direct_fields: table.direct_fields.clone(),
        column_fields: table.columns.clone(),
        row_keys,
        column_keys,
        measures: table.measures.iter().enumerate().map(|(index, _)| format_of(table, index)).collect(),
        cells: out,
    };
    Ok(RawTable { title: table.title.clone(), content: RawContent::CrossTab(content), notes: notes(table) })
}

/// The aggregate expressions: persons of the group, then value and support of each measure that is computed directly.
fn aggregates(table: &CrossTab, query: &Query) -> Vec<Polars> {
    let persons_where = |condition: Option<Polars>| {
        // A constant condition must be as long as the group.
        let condition = condition.map(|condition| condition.and(col(IDENTITY).is_not_null()));
        if query.unit == PERSON && !table.over_time {
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
        let (value, support) = match &measure.kind {
            MeasureKind::Persons => (persons_where(None), persons_where(None)),
            MeasureKind::Rows => (len().cast(DataType::Int64), persons_where(None)),
            MeasureKind::CountIf(condition) => {
                let holds = to_polars(condition).fill_null(lit(false));
                (persons_where(Some(holds.clone())), persons_where(Some(holds)))
            }
            MeasureKind::Statistic(statistic, of) => {
                let of = col(PlSmallStr::from_str(of));
                let value = match statistic {
                    Statistic::Mean => of.clone().mean(),
                    Statistic::Median => of.clone().median(),
                    Statistic::Sum => of.clone().cast(DataType::Float64).sum(),
                    Statistic::Min => of.clone().min(),
                    Statistic::Max => of.clone().max(),
                    Statistic::Quantile(q) => of.clone().quantile(lit(*q), QuantileMethod::Linear),
                };
                (value, persons_where(Some(behind(*statistic, &of))))
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) => continue,
        };
        out.push(value.alias(PlSmallStr::from_string(format!("value{index}"))));
        out.push(support.alias(PlSmallStr::from_string(format!("support{index}"))));
    }
    out
}

/// Whom a statistic is about: everybody with a value, but of an extreme only those who have it, and of a quantile only
/// those beyond it: the greatest 俸點 of a thousand persons is one person's.
fn behind(statistic: Statistic, of: &Polars) -> Polars {
    match statistic {
        Statistic::Mean | Statistic::Median | Statistic::Sum => of.clone().is_not_null(),
        Statistic::Min => of.clone().eq(of.clone().min()),
        Statistic::Max => of.clone().eq(of.clone().max()),
        Statistic::Quantile(q) => {
            let edge = of.clone().quantile(lit(q), QuantileMethod::Linear);
            if q < 0.5 { of.clone().lt_eq(edge) } else { of.clone().gt_eq(edge) }
        }
    }
}

/// One group: its persons, and (value, support) of each measure; none for measures made from others.
struct Group {
    persons: u64,
    measures: Vec<Option<(Value, u64)>>,
}

struct Grouping {
    keys: Vec<Vec<Value>>,
    groups: BTreeMap<Vec<String>, Group>,
}

impl Grouping {
    fn compute(frame: &DataFrame, by: &[String], aggregates: &[Polars], table: &CrossTab) -> PolarsResult<Self> {
        let lazy = frame.clone().lazy();
        let fields: Vec<Polars> = by.iter().map(|name| col(PlSmallStr::from_str(name))).collect();
        let grouped =
            if by.is_empty() { lazy.select(aggregates) } else { lazy.group_by(fields).agg(aggregates) }.collect()?;
        let (mut keys, mut groups) = (Vec::new(), BTreeMap::new());
        let key_columns = by.iter().map(|name| grouped.column(name)).collect::<PolarsResult<Vec<_>>>()?;
        let persons = grouped.column(PERSONS)?;
        let columns = (0..table.measures.len())
            .map(|index| {
                (grouped.column(&format!("value{index}")).ok(), grouped.column(&format!("support{index}")).ok())
            })
            .collect::<Vec<_>>();
        for row in 0..grouped.height() {
            let key = key_columns.iter().map(|column| value_at(column, row)).collect::<PolarsResult<Vec<_>>>()?;
            let mut measures = Vec::new();
            for (value, support) in &columns {
                measures.push(match (value, support) {
                    (Some(value), Some(support)) => Some((value_at(value, row)?, count(&value_at(support, row)?)?)),
                    _ => None,
                });
            }
            let group = Group { persons: count(&value_at(persons, row)?)?, measures };
            groups.insert(spelled(&key), group);
            keys.push(key);
        }
        Ok(Self { keys, groups })
    }

    fn get(&self, key: &[Value]) -> Option<&Group> {
        self.groups.get(&spelled(key))
    }
}

/// A key that can be compared: the type belongs to it, so that the text 1 is not the number 1.
fn spelled(key: &[Value]) -> Vec<String> {
    key.iter().map(|value| format!("{value:?}")).collect()
}

fn count(value: &Value) -> PolarsResult<u64> {
    match value {
        Value::Integer(number) if *number >= 0 => Ok(number.unsigned_abs()),
        // What cannot be counted cannot be cleared.
        _ => Err(PolarsError::ComputeError("a count of persons is not a whole number".into())),
    }
}

/// The members of an axis in order, and the total where it is asked for. One empty member where there are no fields.
fn axis(
    grouping: &Grouping,
    fields: &[String],
    totals: bool,
    order_of: &impl Fn(&str) -> Option<Vec<String>>,
) -> Vec<AxisKey> {
    if fields.is_empty() {
        return vec![Some(Vec::new())];
    }
    let orders: Vec<Option<Vec<String>>> = fields.iter().map(|field| order_of(field)).collect();
    let rank = |field: usize, value: &Value| -> (usize, bool) {
        let place = orders[field].as_ref().and_then(|order| order.iter().position(|label| *label == value.label()));
        (place.unwrap_or(usize::MAX), *value == Value::Null)
    };
    let mut keys = grouping.keys.clone();
    keys.sort_by(|a, b| {
        (0..fields.len())
            .map(|field| {
                let (left, right) = (&a[field], &b[field]);
                // What has no value comes last; then the order of the code list; then that of the values.
                let null = (*left == Value::Null).cmp(&(*right == Value::Null));
                null.then(rank(field, left).cmp(&rank(field, right)))
                    .then(left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal))
            })
            .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    keys.into_iter().map(Some).chain(totals.then_some(None)).collect()
}

/// The cells of one group, measure by measure.
fn finish<'a>(table: &CrossTab, group: Option<&'a Group>, base: impl Fn(ShareBase) -> Option<&'a Group>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (index, measure) in table.measures.iter().enumerate() {
        let direct = |group: Option<&Group>, index: usize| -> (Value, u64, u64) {
            let persons = group.map_or(0, |group| group.persons);
            let found = group.and_then(|group| group.measures[index].clone());
            let (value, support) = found.unwrap_or_else(|| {
                let counts = matches!(
                    table.measures[index].kind,
                    MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_)
                );
                (if counts { Value::Integer(0) } else { Value::Null }, 0)
            });
            (value, support, persons)
        };
        let cell = match &measure.kind {
            MeasureKind::Ratio(numerator, denominator) => {
                let (top, bottom) = (&cells[*numerator], &cells[*denominator]);
                let value = quotient(&top.value, &bottom.value);
                Cell { value, persons: [top.persons.clone(), bottom.persons.clone()].concat() }
            }
            MeasureKind::Share(of, whole) => {
                let part = &cells[*of];
                let (value, support, persons) = direct(base(*whole), *of);
                Cell {
                    value: quotient(&part.value, &value),
                    persons: [part.persons.clone(), vec![support, persons]].concat(),
                }
            }
            kind => {
                let (value, support, persons) = direct(group, index);
                let value = round(value, measure.decimals, kind);
                let persons = match kind {
                    // Who is left of the group is given away by the count as well.
                    MeasureKind::CountIf(_) | MeasureKind::Statistic(..) => {
                        vec![support, persons, persons.saturating_sub(support)]
                    }
                    _ => vec![support],
                };
                Cell { value, persons }
            }
        };
        cells.push(cell);
    }
    give_away_differences(table, &mut cells);
    cells
}

/// Two counts of the same group give away their difference as well: 64歲以上 less 65歲以上 is whoever is 64.
fn give_away_differences(table: &CrossTab, cells: &mut [Cell]) {
    let is_count = |index: usize| matches!(table.measures[index].kind, MeasureKind::Persons | MeasureKind::CountIf(_));
    let counts: Vec<Option<u64>> = (0..cells.len())
        .map(|index| match cells[index].value {
            Value::Integer(number) if is_count(index) => u64::try_from(number).ok(),
            _ => None,
        })
        .collect();
    for (index, cell) in cells.iter_mut().enumerate() {
        if let Some(own) = counts[index] {
            cell.persons.extend(counts.iter().flatten().map(|other| own.abs_diff(*other)));
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^52")]
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// Null where there is nothing to divide by.
fn quotient(top: &Value, bottom: &Value) -> Value {
    match (number(top), number(bottom)) {
        (Some(top), Some(bottom)) if bottom != 0.0 => Value::Decimal(top / bottom),
        _ => Value::Null,
    }
}

/// Whole results of sums and extremes stay whole; the digits shown are the format's business.
fn round(value: Value, decimals: u8, kind: &MeasureKind) -> Value {
    match (value, kind) {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and below 2^53")]
        (Value::Decimal(number), MeasureKind::Statistic(Statistic::Sum, _))
            if decimals == 0 && number.fract() == 0.0 && number.abs() < 9e15 =>
        {
            Value::Integer(number as i64)
        }
        (Value::Decimal(number), _) if number.is_nan() => Value::Null,
        (value, _) => value,
    }
}

fn format_of(table: &CrossTab, index: usize) -> MeasureFormat {
    let measure = &table.measures[index];
    let name = |index: usize| table.measures[index].name.clone();
    let definition = match &measure.kind {
        MeasureKind::Persons => "人數，同一人只計一次".to_owned(),
        MeasureKind::Rows => "資料筆數，同一人可有多筆".to_owned(),
        MeasureKind::CountIf(condition) => format!("符合「{}」的人數", in_words(condition)),
        MeasureKind::Ratio(top, bottom) => format!("{} ÷ {}", name(*top), name(*bottom)),
        MeasureKind::Share(of, ShareBase::Row) => format!("{}占該列合計的比率", name(*of)),
        MeasureKind::Share(of, ShareBase::Column) => format!("{}占該欄合計的比率", name(*of)),
        MeasureKind::Share(of, ShareBase::Total) => format!("{}占總計的比率", name(*of)),
        MeasureKind::Statistic(statistic, of) => match statistic {
            Statistic::Mean => format!("{of}的算術平均，未填者不計"),
            Statistic::Median => format!("{of}的中位數，未填者不計"),
            Statistic::Sum => format!("{of}合計"),
            Statistic::Min => format!("{of}最小值"),
            Statistic::Max => format!("{of}最大值"),
            Statistic::Quantile(q) => format!("{of}的第 {} 百分位數（線性內插），未填者不計", q * 100.0),
        },
    };
    MeasureFormat { name: measure.name.clone(), decimals: measure.decimals, percent: measure.percent, definition }
}

fn notes(table: &CrossTab) -> Vec<String> {
    let mut notes = Vec::new();
    if !(table.rows.is_empty() && table.columns.is_empty()) {
        notes.push("分類欄位沒有值的，列在「未填」。".to_owned());
    }
    if table.totals && table.measures.iter().any(|measure| matches!(measure.kind, MeasureKind::Statistic(..))) {
        notes.push("合計列的平均數、中位數由全部人員重新計算，不是各列的平均。".to_owned());
    }
    notes
}
