//! The measures of a crosstab: an aggregate of SQLite's where it has one, else the values of the group, reckoned with in
//! `statistic`; an expression over measures is one SELECT a cell.

use hrstat::domain::{FieldType, IDENTITY, SNAPSHOT_DATE};
use hrstat::expr::Expr;
use hrstat::query::{CrossTab, Measure, MeasureKind, Query, ShareBase, Statistic, Value};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Stored;

use super::expression::in_sql;
use super::population::of_asked;
use super::statistic::{median, quantile, standard_deviation};
use super::store::Store;
use super::value_of;
use crate::answer::Figure;

/// What each measure of a table is over one group; null for those that are made from others.
pub(super) type Group = Vec<Figure>;

/// Where a cell stands; `group` finds what a row and a column have in common.
pub(super) struct Place<'a> {
    pub(super) row: &'a [Value],
    pub(super) column: &'a [Value],
    pub(super) group: &'a dyn Fn(&[Value], &[Value]) -> Option<&'a Group>,
}

impl Store<'_> {
    /// The aggregate in SQL, and whether somebody's window is open.
    pub(super) fn figure(&self, query: &Query, measure: &Measure) -> [String; 2] {
        let identity = of_asked(IDENTITY);
        let value = match &measure.kind {
            MeasureKind::Persons => format!("COUNT(DISTINCT {identity})"),
            MeasureKind::Rows => "COUNT(*)".to_owned(),
            MeasureKind::CountIf(condition) => {
                format!("COUNT(DISTINCT CASE WHEN {} THEN {identity} END)", in_sql(condition, &of_asked))
            }
            MeasureKind::RowsIf(condition) => {
                format!("COUNT(CASE WHEN {} THEN 1 END)", in_sql(condition, &of_asked))
            }
            MeasureKind::Statistic(statistic, of) => {
                // An unknown name in quotes would be a text to SQLite.
                assert!(self.columns("asked").contains(of), "{of} of {}", query.title());
                let of = of_asked(of);
                match statistic {
                    Statistic::Mean => format!("AVG({of})"),
                    Statistic::Sum => format!("SUM({of})"),
                    Statistic::Min => format!("MIN({of})"),
                    Statistic::Max => format!("MAX({of})"),
                    Statistic::Median | Statistic::Std | Statistic::Quantile(_) => {
                        format!("json_group_array({of}) FILTER (WHERE {of} IS NOT NULL)")
                    }
                }
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => "NULL".to_owned(),
        };
        let open = measure.window_ends.as_ref().map_or_else(
            || "0".to_owned(),
            |end| format!("MAX(COALESCE({} > {}, 0))", in_sql(end, &of_asked), of_asked(SNAPSHOT_DATE)),
        );
        [value, open]
    }

    /// What the two aggregates gave.
    pub(super) fn read(&self, query: &Query, measure: &Measure, stored: Stored, open: &Stored) -> Figure {
        if *open == Stored::Integer(1) {
            return Figure::open();
        }
        let several = |stored: Stored| -> Vec<f64> {
            let Stored::Text(json) = stored else { panic!("{stored:?} is no list") };
            let mut numbers: Vec<f64> = serde_json::from_str(&json).unwrap();
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let decimal = |number: Option<f64>| number.map_or(Value::Null, Value::Decimal);
        Figure::known(match &measure.kind {
            MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) | MeasureKind::RowsIf(_) => {
                value_of(stored, FieldType::Integer)
            }
            MeasureKind::Statistic(Statistic::Median, _) => decimal(median(&several(stored))),
            MeasureKind::Statistic(Statistic::Std, _) => decimal(standard_deviation(&several(stored))),
            MeasureKind::Statistic(Statistic::Quantile(q), _) => decimal(quantile(&several(stored), *q)),
            MeasureKind::Statistic(Statistic::Mean, _) => value_of(stored, FieldType::Decimal),
            MeasureKind::Statistic(Statistic::Sum | Statistic::Min | Statistic::Max, of) => {
                value_of(stored, self.kind_of(query, of))
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => Value::Null,
        })
    }

    /// The cells at one place, measure by measure.
    pub(super) fn cells(&self, table: &CrossTab, place: &Place<'_>) -> Vec<Figure> {
        let of_group = |group: Option<&Group>, at: usize| match (group, &table.measures[at].kind) {
            (Some(group), _) => group[at].clone(),
            (None, MeasureKind::Statistic(..)) => Figure::known(Value::Null),
            (None, _) => Figure::known(Value::Integer(0)),
        };
        let mut cells: Vec<Figure> = Vec::new();
        for (at, measure) in table.measures.iter().enumerate() {
            cells.push(match &measure.kind {
                MeasureKind::Ratio(top, bottom) => over(&cells[*top], &cells[*bottom]),
                MeasureKind::Share(of, base) => {
                    let whole = match base {
                        ShareBase::Row => (place.group)(place.row, &[]),
                        ShareBase::Column => (place.group)(&[], place.column),
                        ShareBase::Total => (place.group)(&[], &[]),
                    };
                    over(&cells[*of], &of_group(whole, *of))
                }
                MeasureKind::Formula(expr) => self.formula(expr, table, &cells),
                _ => of_group((place.group)(place.row, place.column), at),
            });
        }
        cells
    }

    /// An expression over the measures before it.
    fn formula(&self, expr: &Expr, table: &CrossTab, before: &[Figure]) -> Figure {
        let place = |name: &str| table.measures.iter().position(|measure| measure.name == name).unwrap();
        if expr.fields().iter().any(|name| before[place(name)].open) {
            return Figure::open();
        }
        let sql = format!("SELECT {}", in_sql(expr, &|name| format!("?{}", place(name) + 1)));
        let mut statement = self.connection.prepare_cached(&sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let given = before.iter().take(statement.parameter_count()).map(|figure| stored(&figure.value));
        Figure::known(match statement.query_row(params_from_iter(given), |row| row.get(0)).unwrap() {
            Stored::Null => Value::Null,
            Stored::Integer(number) => Value::Integer(number),
            Stored::Real(number) => Value::Decimal(number),
            Stored::Text(text) => Value::Text(text),
            other @ Stored::Blob(_) => panic!("{other:?} is no figure"),
        })
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
fn over(top: &Figure, bottom: &Figure) -> Figure {
    if top.open || bottom.open {
        return Figure::open();
    }
    Figure::known(match (number(&top.value), number(&bottom.value)) {
        (Some(top), Some(bottom)) if bottom != 0.0 => Value::Decimal(top / bottom),
        _ => Value::Null,
    })
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "figures of a test are small")]
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}
