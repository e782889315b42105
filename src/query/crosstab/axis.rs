//! The members of an axis in order, with subtotals and the total.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::Ground;
use crate::domain::SNAPSHOT_DATE;
use crate::query::fields::code_list_of;
use crate::query::plan::CrossTab;
use crate::query::raw_table::{AxisKey, Value};

/// More members than these are no axis that anybody can read.
const MOST_MEMBERS: usize = 1 << 20;

/// So many members an axis would have at least.
pub(super) struct TooMany(pub(super) usize);

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
    ) -> Result<Vec<AxisKey>, TooMany> {
        if self.fields.is_empty() {
            return Ok(vec![Some(Vec::new())]);
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
                if keys.len().saturating_mul(values.len()) > MOST_MEMBERS {
                    return Err(TooMany(keys.len().saturating_mul(values.len())));
                }
                keys = completed(&keys, place, &values);
            }
        }
        if placeholder {
            keys.retain(|key| !key.contains(&Value::Null));
        }
        let keys = sorted(keys, &orders);
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
        Ok(out)
    }

    /// Every value of a field: of its code list those in use on some of the days.
    fn all_values(&self, place: usize, order: Option<&[String]>, ground: &Ground<'_>) -> Vec<Value> {
        let name = &self.fields[place];
        let column = ground.rows.frame.column(name).ok();
        if column.is_some_and(|column| column.dtype().is_bool()) {
            return vec![Value::Bool(false), Value::Bool(true)];
        }
        let codes = code_list_of(ground.dictionary, ground.query.unit(), ground.query.derived(), name);
        let is_over = |label: &str| {
            let (first, last) = (ground.first_day.date(), ground.last_day.date());
            let code = codes.and_then(|codes| codes.values.iter().find(|code| code.label == label));
            code.is_some_and(|code| {
                code.valid_to.is_some_and(|end| end < first) || code.valid_from.is_some_and(|start| start > last)
            })
        };
        order.into_iter().flatten().filter(|label| !is_over(label)).map(|label| Value::Text(label.clone())).collect()
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

/// For each field whether there is no value, and the place of the value in its order; and the key.
type Ranked = (Vec<(bool, usize)>, Vec<Value>);

/// Each once, by field: what has no value last, then the order of the code list, then that of the values.
fn sorted(keys: Vec<Vec<Value>>, orders: &[Option<Vec<String>>]) -> Vec<Vec<Value>> {
    let places = |order: &Option<Vec<String>>| {
        let mut places = HashMap::new();
        for (place, label) in order.iter().flatten().enumerate() {
            places.entry(label.clone()).or_insert(place);
        }
        places
    };
    let places: Vec<HashMap<String, usize>> = orders.iter().map(places).collect();
    let rank = |field: usize, value: &Value| match value {
        Value::Null => (true, 0),
        _ if places[field].is_empty() => (false, usize::MAX),
        value => (false, places[field].get(&value.label()).copied().unwrap_or(usize::MAX)),
    };
    // A value is looked up once, and not in every comparison.
    let ranked = |key: Vec<Value>| -> Ranked {
        (key.iter().enumerate().map(|(field, value)| rank(field, value)).collect(), key)
    };
    let mut ranked: Vec<Ranked> = keys.into_iter().map(ranked).collect();
    ranked.sort_by(|(ranks, key), (other_ranks, other)| {
        let by_field = |field: usize| {
            let by_value = || key[field].partial_cmp(&other[field]).unwrap_or(Ordering::Equal);
            ranks[field].cmp(&other_ranks[field]).then_with(by_value)
        };
        (0..key.len()).map(by_field).find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    });
    let mut keys: Vec<Vec<Value>> = ranked.into_iter().map(|(_, key)| key).collect();
    keys.dedup();
    keys
}
