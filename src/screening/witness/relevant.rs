//! What a table asks about: the stored fields it comes from, and the constants it holds them against.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{CompareOp, Expr, Literal};
use crate::query::{ColumnHow, CrossTab, Query, Value};

/// The stored and computed fields behind a table, each with the constants that it is compared with.
pub(super) type Relevant = BTreeMap<String, Vec<Value>>;

/// None where something stands in another table than 人員.
pub(super) fn relevant(query: &Query, table: &CrossTab) -> Option<Relevant> {
    let mut relevant = Relevant::new();
    let mut expressions: Vec<&Expr> = query.population().into_iter().chain(&table.condition).collect();
    for measure in &table.measures {
        use crate::query::MeasureKind::{CountIf, RowsIf};
        if let CountIf(condition) | RowsIf(condition) = &measure.kind {
            expressions.push(condition);
        }
        expressions.extend(&measure.window_ends);
    }
    let mut open = table.fields();
    open.extend(query.population().into_iter().flat_map(Expr::fields));
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        relevant.entry(name.clone()).or_default();
        let Some(column) = query.derived().iter().find(|column| column.name == name) else { continue };
        match &column.how {
            ColumnHow::Expression(expr) => {
                open.extend(expr.fields());
                if column.own {
                    expressions.push(expr);
                }
            }
            ColumnHow::Band { of, band } => {
                open.push(of.clone());
                #[expect(clippy::cast_possible_truncation, reason = "years: small numbers")]
                let edges = band.breaks().iter().map(|edge| Value::Integer(edge.ceil() as i64));
                let known = relevant.entry(of.clone()).or_default();
                // The dictionary's bands are as good as any; those of the query are what it asks about.
                if column.own {
                    known.extend(edges);
                }
            }
            ColumnHow::Recode { of, values, .. } => {
                open.push(of.clone());
                let known = relevant.entry(of.clone()).or_default();
                known.extend(values.iter().map(|(old, _)| Value::Text(old.clone())));
            }
            ColumnHow::Child(_) => return None,
        }
    }
    for expr in expressions {
        constants(expr, &mut relevant);
    }
    Some(relevant)
}

fn constants(expr: &Expr, relevant: &mut Relevant) {
    if let Expr::Compare { .. } | Expr::In { .. } | Expr::Between { .. } | Expr::Like { .. } = expr {
        let mut values: Vec<Value> = cuts(expr);
        if let Expr::Like { pattern, .. } = expr {
            values.push(Value::Text(pattern.replace('%', "").replace('_', "甲")));
        }
        for field in expr.fields() {
            relevant.entry(field).or_default().extend(values.iter().cloned());
        }
    }
    if let Expr::IsNull { of, .. } = expr {
        for field in of.fields() {
            relevant.entry(field).or_default().push(Value::Null);
        }
    }
    for part in expr.parts() {
        constants(part, relevant);
    }
}

/// The constants of a condition; of a number the least on the upper side of each cut, so that it and the one below it are told
/// apart: 10 for 「<= 9」, as for 「< 10」.
fn cuts(expr: &Expr) -> Vec<Value> {
    let after = |value: Value| if let Value::Integer(number) = value { Value::Integer(number + 1) } else { value };
    let both =
        |value: Value| if let Value::Integer(_) = value { vec![value.clone(), after(value)] } else { vec![value] };
    match expr {
        Expr::Compare { op, left, right } => {
            let (constant, is_left) = (literal(left).or_else(|| literal(right)), literal(left).is_some());
            let Some(constant) = constant else { return Vec::new() };
            match (op, is_left) {
                (CompareOp::Equal | CompareOp::NotEqual, _) => both(constant),
                (CompareOp::LessOrEqual | CompareOp::Greater, false)
                | (CompareOp::GreaterOrEqual | CompareOp::Less, true) => vec![after(constant)],
                _ => vec![constant],
            }
        }
        Expr::Between { low, high, .. } => literal(low).into_iter().chain(literal(high).map(after)).collect(),
        Expr::In { list, .. } => list.iter().filter_map(literal).flat_map(both).collect(),
        _ => Vec::new(),
    }
}

fn literal(expr: &Expr) -> Option<Value> {
    let Expr::Literal { value, .. } = expr else { return None };
    Some(match value {
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Integer(number) => Value::Integer(*number),
        Literal::Bool(flag) => Value::Bool(*flag),
        Literal::Date(day) => Value::Date(*day),
        Literal::Decimal(_) | Literal::Null => return None,
    })
}
