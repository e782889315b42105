//! The cells at one place: measures of its group, then those that are made from them. An expression over measures is one
//! SELECT a cell. Each cell comes with every number of persons that it gives away.

use std::collections::BTreeSet;

use hrstat::expr::Expr;
use hrstat::query::{CrossTab, MeasureKind, ShareBase, Statistic, Value};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Stored;

use super::expression::in_sql;
use super::measure::{Direct, Group};
use super::store::Store;
use crate::answer::Figure;

/// Finds what a row and a column have in common.
pub(super) type FindGroup<'a> = dyn Fn(&[Value], &[Value]) -> Option<&'a Group> + 'a;

/// Where a cell stands.
pub(super) struct Place<'a> {
    pub(super) row: &'a [Value],
    pub(super) column: &'a [Value],
    pub(super) group: &'a FindGroup<'a>,
}

impl Store<'_> {
    /// The cells at one place, measure by measure.
    pub(super) fn cells(&self, table: &CrossTab, place: &Place<'_>) -> Vec<Figure> {
        let mut cells: Vec<Figure> = Vec::new();
        for (at, measure) in table.measures.iter().enumerate() {
            cells.push(match &measure.kind {
                MeasureKind::Ratio(top, bottom) => {
                    let (top, bottom) = (&cells[*top], &cells[*bottom]);
                    made_of(&[top, bottom], || over(&top.value, &bottom.value))
                }
                MeasureKind::Share(of, base) => {
                    let whole = match base {
                        ShareBase::Row => (place.group)(place.row, &[]),
                        ShareBase::Column => (place.group)(&[], place.column),
                        ShareBase::Total => (place.group)(&[], &[]),
                    };
                    let (part, base) = (&cells[*of], direct(table, whole, *of));
                    let behind = BTreeSet::from([base.support, whole.map_or(0, |whole| whole.persons)]);
                    let base = Figure { value: base.value, open: base.open > 0, behind };
                    made_of(&[part, &base], || over(&part.value, &base.value))
                }
                MeasureKind::Formula(expr) => self.formula(expr, table, &cells),
                kind => {
                    let group = (place.group)(place.row, place.column);
                    let persons = group.map_or(0, |group| group.persons);
                    let Direct { value, support, parts, open } = direct(table, group, at);
                    let mut behind = match kind {
                        _ if open > 0 => BTreeSet::new(),
                        MeasureKind::Persons | MeasureKind::Rows => BTreeSet::from([support]),
                        // Who is left of the group is given away as well.
                        _ => BTreeSet::from([support, persons, persons - support]),
                    };
                    if open == 0 {
                        behind.extend(parts);
                    }
                    if measure.window_ends.is_some() {
                        behind.extend([open, persons - open]);
                    }
                    let value = if open > 0 { Value::Null } else { value };
                    Figure { value, open: open > 0, behind }
                }
            });
        }
        let group = (place.group)(place.row, place.column);
        if let Some(group) = group {
            add_differences(table, group, &mut cells);
        }
        // Whatever stands there, a row or a column tells of somebody in it.
        let persons = group.map_or(0, |group| group.persons);
        for cell in &mut cells {
            cell.behind.insert(persons);
        }
        cells
    }

    /// An expression over the measures before it.
    fn formula(&self, expr: &Expr, table: &CrossTab, before: &[Figure]) -> Figure {
        let place = |name: &str| table.measures.iter().position(|measure| measure.name == name).unwrap();
        let parts: Vec<&Figure> = expr.fields().iter().map(|name| &before[place(name)]).collect();
        let sql = format!("SELECT {}", in_sql(expr, &|name| format!("?{}", place(name) + 1)));
        let is_count = |name: &String| {
            let kind = &table.measures[place(name)].kind;
            matches!(kind, MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) | MeasureKind::RowsIf(_))
        };
        let counts = expr.fields().iter().all(is_count);
        let mut made = made_of(&parts, || {
            let mut statement = self.connection.prepare_cached(&sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
            let given = before.iter().take(statement.parameter_count()).map(|figure| stored(&figure.value));
            match statement.query_row(params_from_iter(given), |row| row.get(0)).unwrap() {
                Stored::Null => Value::Null,
                Stored::Integer(number) => Value::Integer(number),
                Stored::Real(number) => Value::Decimal(number),
                Stored::Text(text) => Value::Text(text),
                other @ Stored::Blob(_) => panic!("{other:?} is no figure"),
            }
        });
        // What is left of counts beside counts is a count.
        if let (Value::Integer(number), true, false) = (&made.value, counts, made.open) {
            made.behind.insert(number.unsigned_abs());
        }
        made
    }
}

/// A measure of a group; of a group that is not there nobody is counted.
fn direct(table: &CrossTab, group: Option<&Group>, at: usize) -> Direct {
    let nobody = match table.measures[at].kind {
        MeasureKind::Statistic(..) => Value::Null,
        _ => Value::Integer(0),
    };
    let nobody = Direct { value: nobody, support: 0, parts: Vec::new(), open: 0 };
    group.map_or(nobody, |group| group.measures[at].clone())
}

/// What is made of others is open where one of them is, and gives away what they give away.
fn made_of(parts: &[&Figure], value: impl FnOnce() -> Value) -> Figure {
    let behind = parts.iter().flat_map(|part| part.behind.iter().copied()).collect();
    let open = parts.iter().any(|part| part.open);
    Figure { value: if open { Value::Null } else { value() }, open, behind }
}

/// Two measures in one place give away how many are behind one and not behind the other; an extreme is about few and leaves
/// nothing of another.
fn add_differences(table: &CrossTab, group: &Group, cells: &mut [Figure]) {
    let told: Vec<usize> = (0..cells.len())
        .filter(|at| {
            let kind = &table.measures[*at].kind;
            let extreme =
                matches!(kind, MeasureKind::Statistic(Statistic::Min | Statistic::Max | Statistic::Quantile(_), _));
            kind.is_direct() && !extreme && !cells[*at].open
        })
        .collect();
    for at in &told {
        let own = group.measures[*at].support;
        cells[*at].behind.extend(told.iter().map(|other| own.abs_diff(group.measures[*other].support)));
    }
}

fn stored(value: &Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Bool(flag) => Stored::Integer((*flag).into()),
        Value::Integer(number) => Stored::Integer(*number),
        Value::Decimal(number) => Stored::Real(*number),
        Value::Date(day) => Stored::Text(day.to_string()),
        Value::Text(text) => Stored::Text(text.clone()),
    }
}

/// Null where there is nothing to divide by.
fn over(top: &Value, bottom: &Value) -> Value {
    match (number(top), number(bottom)) {
        (Some(top), Some(bottom)) if bottom != 0.0 => Value::Decimal(top / bottom),
        _ => Value::Null,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "figures of a test are small")]
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}
