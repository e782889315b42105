//! The order of values: that of their code list or bands, then their own, and what has no value last.

use std::cmp::Ordering;

use hrstat::domain::{Dictionary, Formula, PERSON};
use hrstat::query::{AxisKey, ColumnHow, Orders, Query, Value};

/// The values of the field `name` in their order, where it has one.
pub(super) fn order_of(dictionary: &Dictionary, orders: &Orders, query: &Query, name: &str) -> Vec<String> {
    if let Some(order) = orders.get(name) {
        return order.clone();
    }
    if let Some(own) = query.derived().iter().find(|column| column.own && column.name == name) {
        return match &own.how {
            ColumnHow::Expression(_) => Vec::new(),
            ColumnHow::Band { band, .. } => band.labels(),
            ColumnHow::Child(take) => {
                take.of.as_ref().map_or_else(Vec::new, |of| in_dictionary(dictionary, &take.table, of))
            }
        };
    }
    in_dictionary(dictionary, query.unit(), name)
}

fn in_dictionary(dictionary: &Dictionary, table: &str, name: &str) -> Vec<String> {
    let field = |table: &str| dictionary.table(table)?.fields.iter().find(|field| field.name == name);
    if let Some(field) = field(table).or_else(|| field(PERSON)) {
        return dictionary.codes_of(field).map_or_else(Vec::new, |list| list.labels().map(ToOwned::to_owned).collect());
    }
    match dictionary.derived.iter().find(|derived| derived.name == name).map(|derived| &derived.formula) {
        Some(Formula::Band { band, .. }) => band.labels(),
        _ => Vec::new(),
    }
}

/// Which of two values of one field comes first.
fn compare(order: &[String], left: &Value, right: &Value) -> Ordering {
    let place = |value: &Value| match value {
        Value::Text(text) => order.iter().position(|label| label == text).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    (*left == Value::Null)
        .cmp(&(*right == Value::Null))
        .then(place(left).cmp(&place(right)))
        .then_with(|| left.partial_cmp(right).unwrap())
}

/// The members of an axis in order: every key; a total at the end.
pub(super) fn members(mut keys: Vec<Vec<Value>>, orders: &[Vec<String>], total: bool) -> Vec<AxisKey> {
    keys.sort_by(|left, right| {
        let fields = left.iter().zip(right).zip(orders);
        let unequal = fields.map(|((left, right), order)| compare(order, left, right)).find(|order| order.is_ne());
        // A subtotal, which is a shorter key, follows what it sums up.
        unequal.unwrap_or_else(|| right.len().cmp(&left.len()))
    });
    keys.into_iter().map(Some).chain(total.then_some(None)).collect()
}
