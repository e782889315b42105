//! Tests as conditions of the query language, in the reach of a unit.

use crate::domain::{Dictionary, PERSON};
use crate::drafting::comparison::Bounds;
use crate::drafting::lexicon::{FieldRef, ValueRef};
use crate::drafting::reading::Test;

/// A condition, and the child table whose rows it speaks of; none for the unit and the person.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) expr: String,
    pub(super) child: Option<String>,
}

/// Of candidates for several tables, the one that the unit sees first.
pub(super) fn field_for<'a>(candidates: &'a [FieldRef], unit: &str) -> Option<&'a FieldRef> {
    let of = |table: &str| candidates.iter().find(|field| field.table == table);
    of(unit).or_else(|| of(PERSON)).or_else(|| of("")).or_else(|| candidates.first())
}

/// The child table that a field is of, seen from the unit.
pub(super) fn child_of(field: &FieldRef, unit: &str) -> Option<String> {
    let near = field.table.is_empty() || field.table == PERSON || field.table == unit;
    (!near).then(|| field.table.clone())
}

/// `test` as a condition.
pub(super) fn place(test: &Test, unit: &str, dictionary: &Dictionary) -> Option<Placed> {
    match test {
        Test::Values { candidates, negated } => {
            let fields: Vec<FieldRef> = candidates.iter().map(|value| value.field.clone()).collect();
            let field = field_for(&fields, unit)?;
            let value = candidates.iter().find(|value| value.field == *field)?;
            Some(Placed { expr: values_expr(value, *negated, dictionary), child: child_of(field, unit) })
        }
        Test::Says { expr, table, negated, .. } => {
            let expr = if *negated { format!("NOT ({expr})") } else { expr.clone() };
            let child = table.clone().filter(|table| table != unit);
            Some(Placed { expr, child })
        }
        Test::Within { field, bounds } => {
            let expr = bounds_expr(&field.name, *bounds)?;
            Some(Placed { expr, child: child_of(field, unit) })
        }
        Test::Like { table, field, patterns } => {
            let each: Vec<String> =
                patterns.iter().map(|pattern| format!("{field} LIKE {}", literal(&format!("%{pattern}%")))).collect();
            let expr = if each.len() > 1 { format!("({})", each.join(" OR ")) } else { each.concat() };
            Some(Placed { expr, child: Some(table.clone()).filter(|table| table != unit) })
        }
        Test::Texts { field, texts, negated } => {
            let expr = texts_expr(field, texts, *negated);
            Some(Placed { expr, child: None })
        }
    }
}

/// `官等 = '簡任'`, `職系 IN ('甲', '乙')`.
fn values_expr(value: &ValueRef, negated: bool, dictionary: &Dictionary) -> String {
    // Labels in the order of their list, so that a draft does not depend on the order of the words.
    let order = dictionary.ordered_values(&value.field.table, &value.field.name).unwrap_or_default();
    let mut labels = value.labels.clone();
    labels.sort_by_key(|label| order.iter().position(|known| known == label));
    texts_expr(&value.field.name, &labels, negated)
}

pub(super) fn texts_expr(field: &str, texts: &[String], negated: bool) -> String {
    let literals: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    match (literals.as_slice(), negated) {
        ([one], false) => format!("{field} = {one}"),
        ([one], true) => format!("{field} <> {one}"),
        (several, false) => format!("{field} IN ({})", several.join(", ")),
        (several, true) => format!("{field} NOT IN ({})", several.join(", ")),
    }
}

pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(super) fn bounds_expr(field: &str, bounds: Bounds) -> Option<String> {
    let lower = if bounds.above { ">" } else { ">=" };
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) if low == high => Some(format!("{field} = {low}")),
        (Some(low), Some(high)) => Some(format!("{field} BETWEEN {low} AND {high}")),
        (Some(low), None) => Some(format!("{field} {lower} {low}")),
        // 「未滿30」 was read as up to 29; it is written as it is said.
        (None, Some(high)) => Some(format!("{field} <= {high}")),
        (None, None) => None,
    }
}
