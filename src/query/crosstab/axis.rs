//! The members of an axis in order, with subtotals and the total.

use std::cmp::Ordering;

use super::Ground;
use crate::domain::{CodeList, PERSON, SNAPSHOT_DATE};
use crate::expr::Expr;
use crate::query::plan::{ColumnHow, CrossTab};
use crate::query::raw_table::{AxisKey, Value};

/// The rows or the columns of a table.
pub(super) struct Axis<'a> {
    pub(super) fields: &'a [String],
    table: &'a CrossTab,
}

impl<'a> Axis<'a> {
    pub(super) fn new(fields: &'a [String], table: &'a CrossTab) -> Self {
        Self { fields, table }
    }

    /// The numbers of leading fields by which the axis is grouped; 0 always, for the bases of shares and for totals.
    pub(super) fn levels(&self) -> Vec<usize> {
        let fields = self.fields.len();
        (0..=fields).filter(|level| *level == 0 || *level == fields || self.has_subtotal(*level)).collect()
    }

    /// Whether members with so many leading fields are shown.
    pub(super) fn shows(&self, level: usize) -> bool {
        level == self.fields.len() || self.has_subtotal(level) || (level == 0 && self.has_total())
    }

    fn has_total(&self) -> bool {
        self.table.totals && self.adds_up(0)
    }

    /// A stock never adds over time: neither total nor subtotal goes across several days.
    fn adds_up(&self, level: usize) -> bool {
        !(self.table.over_time && self.fields[level..].iter().any(|name| name == SNAPSHOT_DATE))
    }

    fn has_subtotal(&self, level: usize) -> bool {
        self.table.subtotals && level > 0 && level < self.fields.len() && self.adds_up(level)
    }

    /// The members in order. One empty member where there are no fields.
    pub(super) fn keys(
        &self,
        found: &[Vec<Value>],
        ground: &Ground<'_>,
        order_of: &impl Fn(&str) -> Option<Vec<String>>,
    ) -> Vec<AxisKey> {
        if self.fields.is_empty() {
            return vec![Some(Vec::new())];
        }
        let orders: Vec<Option<Vec<String>>> = self.fields.iter().map(|field| order_of(field)).collect();
        let mut keys = found.to_vec();
        if keys.is_empty() && self.fields.iter().all(|field| self.table.complete.contains(field)) {
            // Nobody at all: one member to start from, which is not one of the table's.
            keys.push(vec![Value::Null; self.fields.len()]);
        }
        let placeholder = found.is_empty();
        for (place, order) in orders.iter().enumerate() {
            if self.table.complete.contains(&self.fields[place]) {
                let values = self.all_values(place, order.as_deref(), ground);
                keys = completed(&keys, place, &values);
            }
        }
        if placeholder {
            keys.retain(|key| !key.contains(&Value::Null));
        }
        keys.sort_by(|a, b| compare(a, b, &orders));
        keys.dedup();
        let mut out: Vec<AxisKey> = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            out.push(Some(key.clone()));
            // After the last member of a group its subtotal, the innermost first.
            let next = keys.get(at + 1);
            for level in (1..self.fields.len()).rev().filter(|level| self.has_subtotal(*level)) {
                if next.is_none_or(|next| next[..level] != key[..level]) {
                    out.push(Some(key[..level].to_vec()));
                }
            }
        }
        if self.has_total() {
            out.push(None);
        }
        out
    }

    /// Every value of a field: of its code list those in use on the first day.
    fn all_values(&self, place: usize, order: Option<&[String]>, ground: &Ground<'_>) -> Vec<Value> {
        let name = &self.fields[place];
        let column = ground.frame.column(name).ok();
        if column.is_some_and(|column| column.dtype().is_bool()) {
            return vec![Value::Bool(false), Value::Bool(true)];
        }
        let list = code_list_of(name, ground);
        let ended = |label: &str| {
            list.and_then(|list| list.values.iter().find(|value| value.label == label))
                .is_some_and(|value| value.valid_to.is_some_and(|last| last < ground.first_day.date()))
        };
        order.into_iter().flatten().filter(|label| !ended(label)).map(|label| Value::Text(label.clone())).collect()
    }
}

/// The code list that the values of a field come from, also through the query's own fields.
fn code_list_of<'a>(name: &str, ground: &Ground<'a>) -> Option<&'a CodeList> {
    let dictionary = ground.dictionary;
    let of = |table: &str, name: &str| {
        dictionary.table(table).and_then(|table| table.field(name)).and_then(|field| dictionary.codes_of(field))
    };
    match ground.query.derived().iter().find(|column| column.name == name).map(|column| &column.how) {
        None => of(ground.query.unit(), name).or_else(|| of(PERSON, name)),
        Some(ColumnHow::Child(take)) => {
            let taken = take.of.as_deref()?;
            of(&take.table, taken).or_else(|| of(PERSON, taken))
        }
        Some(ColumnHow::Expression(Expr::Field { name: other, .. }) | ColumnHow::Recode { of: other, .. }) => {
            (other != name).then(|| code_list_of(other, ground))?
        }
        Some(ColumnHow::Expression(_) | ColumnHow::Band { .. }) => None,
    }
}

/// The members with every one of `values` in `place` beside what is there.
fn completed(keys: &[Vec<Value>], place: usize, values: &[Value]) -> Vec<Vec<Value>> {
    let mut out = keys.to_vec();
    for key in keys {
        for value in values {
            let mut other = key.clone();
            other[place] = value.clone();
            out.push(other);
        }
    }
    // Each step multiplies: what is there twice is dropped at once.
    out.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    out.dedup();
    out
}

/// What has no value comes last; then the order of the code list; then that of the values.
fn compare(a: &[Value], b: &[Value], orders: &[Option<Vec<String>>]) -> Ordering {
    let rank = |field: usize, value: &Value| -> usize {
        let order = orders[field].as_ref();
        order.and_then(|order| order.iter().position(|label| *label == value.label())).unwrap_or(usize::MAX)
    };
    let by_field = |field: usize| {
        let (left, right) = (&a[field], &b[field]);
        let null = (*left == Value::Null).cmp(&(*right == Value::Null));
        null.then_with(|| rank(field, left).cmp(&rank(field, right)))
            .then_with(|| left.partial_cmp(right).unwrap_or(Ordering::Equal))
    };
    (0..orders.len()).map(by_field).find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
}
