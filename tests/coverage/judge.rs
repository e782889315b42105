//! Conditions judged one person at a time, in the logic of SQL: true, false, unknown. Written for the brute force and for
//! nothing else, so that it shares no line with what it is held against.

use std::cmp::Ordering;

use hrstat::domain::SNAPSHOT_DATE;
use hrstat::expr::{CompareOp, Expr, Function, Literal};
use hrstat::query::Value;
use jiff::civil::Date;

use crate::office::LAST_DAY;

/// What a person has in a field.
pub(crate) type Look<'a> = &'a dyn Fn(&str) -> Value;

/// Whether `condition` is true of the person; none where that is unknown.
pub(crate) fn truth(condition: &Expr, look: Look<'_>) -> Option<bool> {
    let turned = |found: Option<bool>, negated: &bool| found.map(|found| found != *negated);
    match condition {
        Expr::And(left, right) => and(truth(left, look), truth(right, look)),
        Expr::Or(left, right) => or(truth(left, look), truth(right, look)),
        Expr::Not(of) => truth(of, look).map(|found| !found),
        Expr::IsNull { of, negated } => turned(Some(value(of, look) == Value::Null), negated),
        Expr::Compare { op, left, right } => compared(&value(left, look), &value(right, look)).map(|order| match op {
            CompareOp::Equal => order.is_eq(),
            CompareOp::NotEqual => order.is_ne(),
            CompareOp::Less => order.is_lt(),
            CompareOp::LessOrEqual => order.is_le(),
            CompareOp::Greater => order.is_gt(),
            CompareOp::GreaterOrEqual => order.is_ge(),
        }),
        Expr::Between { of, low, high, negated } => {
            let of = value(of, look);
            let from = compared(&of, &value(low, look))?.is_ge();
            turned(Some(from && compared(&of, &value(high, look))?.is_le()), negated)
        }
        Expr::In { of, list, negated } => {
            let of = value(of, look);
            (of != Value::Null).then_some(())?;
            turned(Some(list.iter().any(|one| value(one, look) == of)), negated)
        }
        Expr::Like { of, pattern, negated } => {
            let Value::Text(text) = value(of, look) else { return None };
            turned(Some(like(&text, pattern)), negated)
        }
        _ => match value(condition, look) {
            Value::Bool(flag) => Some(flag),
            _ => None,
        },
    }
}

pub(crate) fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(crate) fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    and(left.map(|truth| !truth), right.map(|truth| !truth)).map(|truth| !truth)
}

fn value(expr: &Expr, look: Look<'_>) -> Value {
    match expr {
        Expr::Field { name, .. } if name == SNAPSHOT_DATE => Value::Date(LAST_DAY),
        Expr::Field { name, .. } => look(name),
        Expr::Literal { value, .. } => match value {
            Literal::Text(text) => Value::Text(text.clone()),
            Literal::Integer(number) => Value::Integer(*number),
            Literal::Decimal(number) => Value::Decimal(*number),
            Literal::Bool(flag) => Value::Bool(*flag),
            Literal::Date(day) => Value::Date(*day),
            Literal::Null => Value::Null,
        },
        Expr::Call { function: Function::RocYear, arguments, .. } => match value(&arguments[0], look) {
            Value::Date(day) => Value::Integer(roc_year(day)),
            _ => Value::Null,
        },
        other => truth(other, look).map_or(Value::Null, Value::Bool),
    }
}

fn roc_year(day: Date) -> i64 {
    i64::from(day.year()) - 1911
}

fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    if *left == Value::Null || *right == Value::Null { None } else { left.partial_cmp(right) }
}

/// Patterns with `%` at their ends: all that the random queries use.
fn like(text: &str, pattern: &str) -> bool {
    let core = pattern.trim_matches('%');
    assert!(!core.contains(['%', '_']), "{pattern}");
    match (pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true) => text.contains(core),
        (true, false) => text.ends_with(core),
        (false, true) => text.starts_with(core),
        (false, false) => text == core,
    }
}
