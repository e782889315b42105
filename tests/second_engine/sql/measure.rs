//! What is computed of each group: an aggregate of SQLite's where it has one, else the values of the group, reckoned with in
//! `statistic`. And the persons behind it.

use std::collections::BTreeSet;

use hrstat::domain::{FieldType, IDENTITY, SNAPSHOT_DATE};
use hrstat::query::{Measure, MeasureKind, Query, Statistic, Value};
use rusqlite::types::Value as Stored;
use serde_json::Value as Json;

use super::expression::in_sql;
use super::population::of_asked;
use super::statistic::{median, quantile, standard_deviation};
use super::store::Store;
use super::value_of;

/// One group.
pub(super) struct Group {
    pub(super) persons: u64,
    /// Of each measure; nothing of those that are made from others.
    pub(super) measures: Vec<Direct>,
}

/// What was computed of one measure.
#[derive(Clone)]
pub(super) struct Direct {
    pub(super) value: Value,
    /// The persons whom the value is about: of an extreme those who have it, of a quantile those beyond it.
    pub(super) support: u64,
    /// The persons of the parts into which the value divides the group: zero and not zero, other rows.
    pub(super) parts: Vec<u64>,
    /// How many are still in their window of observation.
    pub(super) open: u64,
}

/// Columns of the answer that belong to one measure.
pub(super) const COLUMNS: usize = 5;

/// A value and whose it is, in JSON.
type Owned = (Json, String);

impl Store<'_> {
    /// In SQL: the aggregate, who is behind it, whose window is open, and who is in either part of the group.
    pub(super) fn figure(&self, query: &Query, measure: &Measure) -> [String; COLUMNS] {
        let identity = of_asked(IDENTITY);
        let persons_where = |condition: &str| format!("COUNT(DISTINCT CASE WHEN {condition} THEN {identity} END)");
        let (value, support) = match &measure.kind {
            MeasureKind::Persons => (persons_where("1"), persons_where("1")),
            MeasureKind::Rows => ("COUNT(*)".to_owned(), persons_where("1")),
            MeasureKind::CountIf(condition) => {
                let persons = persons_where(&in_sql(condition, &of_asked));
                (persons.clone(), persons)
            }
            MeasureKind::RowsIf(condition) => {
                let condition = in_sql(condition, &of_asked);
                (format!("COUNT(CASE WHEN {condition} THEN 1 END)"), persons_where(&condition))
            }
            MeasureKind::Statistic(statistic, of) => {
                // An unknown name in quotes would be a text to SQLite.
                assert!(self.columns("asked").contains(of), "{of} of {}", query.title());
                let of = of_asked(of);
                let known = persons_where(&format!("{of} IS NOT NULL"));
                let all = |what: &str| format!("json_group_array({what}) FILTER (WHERE {of} IS NOT NULL)");
                let owned = all(&format!("json_array({of}, {identity})"));
                match statistic {
                    Statistic::Mean => (format!("AVG({of})"), known),
                    Statistic::Sum => (format!("SUM({of})"), known),
                    Statistic::Min => (format!("MIN({of})"), owned),
                    Statistic::Max => (format!("MAX({of})"), owned),
                    Statistic::Median | Statistic::Std => (all(&of), known),
                    Statistic::Quantile(_) => (all(&of), owned),
                }
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => {
                ("NULL".to_owned(), "0".to_owned())
            }
        };
        let open = measure.window_ends.as_ref().map_or_else(
            || "0".to_owned(),
            |end| persons_where(&format!("{} > {}", in_sql(end, &of_asked), of_asked(SNAPSHOT_DATE))),
        );
        let [one, two] = match &measure.kind {
            MeasureKind::RowsIf(condition) => {
                let others = format!("NOT COALESCE({}, 0)", in_sql(condition, &of_asked));
                [persons_where(&others), "NULL".to_owned()]
            }
            MeasureKind::Statistic(Statistic::Mean | Statistic::Median | Statistic::Sum | Statistic::Std, of) => {
                let of = of_asked(of);
                [persons_where(&format!("{of} = 0")), persons_where(&format!("{of} <> 0"))]
            }
            _ => ["NULL", "NULL"].map(str::to_owned),
        };
        [value, support, open, one, two]
    }

    /// What they gave.
    pub(super) fn read(&self, query: &Query, measure: &Measure, stored: &[Stored]) -> Direct {
        let [value, support, open, one, two] = stored else { panic!("so many columns a measure") };
        let persons = |stored: &Stored| match stored {
            Stored::Integer(number) => u64::try_from(*number).ok(),
            _ => None,
        };
        let decimal = |number: Option<f64>| number.map_or(Value::Null, Value::Decimal);
        let value = value.clone();
        let value = match &measure.kind {
            MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) | MeasureKind::RowsIf(_) => {
                value_of(value, FieldType::Integer)
            }
            MeasureKind::Statistic(Statistic::Median, _) => decimal(median(&sorted(&value))),
            MeasureKind::Statistic(Statistic::Std, _) => decimal(standard_deviation(&sorted(&value))),
            MeasureKind::Statistic(Statistic::Quantile(q), _) => decimal(quantile(&sorted(&value), *q)),
            MeasureKind::Statistic(Statistic::Mean, _) => value_of(value, FieldType::Decimal),
            MeasureKind::Statistic(Statistic::Sum | Statistic::Min | Statistic::Max, of) => {
                value_of(value, self.kind_of(query, of))
            }
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => Value::Null,
        };
        let support = match (support, &measure.kind) {
            (Stored::Integer(number), _) => u64::try_from(*number).unwrap(),
            (Stored::Text(owned), MeasureKind::Statistic(statistic, _)) => beyond(owned, *statistic),
            (other, _) => panic!("{other:?} is no number of persons"),
        };
        let parts = [one, two].into_iter().filter_map(persons).collect();
        Direct { value, support, parts, open: persons(open).unwrap() }
    }
}

fn sorted(json: &Stored) -> Vec<f64> {
    let Stored::Text(json) = json else { panic!("{json:?} is no list") };
    let mut numbers: Vec<f64> = serde_json::from_str(json).unwrap();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// How many persons have the extreme, or a value at or beyond the quantile: below the middle those under it.
fn beyond(owned: &str, statistic: Statistic) -> u64 {
    let owned: Vec<Owned> = serde_json::from_str(owned).unwrap();
    let days = || owned.iter().filter_map(|(value, _)| value.as_str());
    let mut numbers: Vec<f64> = owned.iter().filter_map(|(value, _)| value.as_f64()).collect();
    numbers.sort_by(f64::total_cmp);
    let (day, number, under) = match statistic {
        Statistic::Min => (days().min(), numbers.first().copied(), true),
        Statistic::Max => (days().max(), numbers.last().copied(), false),
        Statistic::Quantile(q) => (None, quantile(&numbers, q), q < 0.5),
        other => panic!("{other:?} is about everybody"),
    };
    let is_behind = |value: &Json| match (value.as_f64(), number) {
        (Some(value), Some(edge)) => {
            if under {
                value <= edge
            } else {
                value >= edge
            }
        }
        _ => value.as_str() == day,
    };
    let persons: BTreeSet<&String> =
        owned.iter().filter(|(value, _)| is_behind(value)).map(|(_, identity)| identity).collect();
    persons.len() as u64
}
