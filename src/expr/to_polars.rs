//! From tree to polars. Only checked expressions come here.

use polars::prelude::{DataType, Expr as Polars, LiteralValue, NULL, Null, PlSmallStr, col, lit, when};

use super::whole_months::whole_months;
use super::{ArithmeticOp, CompareOp, Expr, Function, Literal};
use crate::domain::{Band, epoch_day};

/// The polars expression of a checked expression over columns named as in the dictionary.
pub fn to_polars(expr: &Expr) -> Polars {
    match expr {
        Expr::Field { name, .. } => col(PlSmallStr::from_str(name)),
        Expr::Literal { value, .. } => literal(value),
        Expr::Compare { op, left, right } => {
            let (left, right) = (to_polars(left), to_polars(right));
            match op {
                CompareOp::Equal => left.eq(right),
                CompareOp::NotEqual => left.neq(right),
                CompareOp::Less => left.lt(right),
                CompareOp::LessOrEqual => left.lt_eq(right),
                CompareOp::Greater => left.gt(right),
                CompareOp::GreaterOrEqual => left.gt_eq(right),
            }
        }
        // A chain of comparisons keeps SQL's treatment of null and is what the optimiser makes of short lists anyway.
        Expr::In { of, list, negated } => {
            let of = to_polars(of);
            let any =
                list.iter().map(|item| of.clone().eq(to_polars(item))).reduce(Polars::or).unwrap_or_else(|| lit(false));
            negate_if(any, *negated)
        }
        Expr::Between { of, low, high, negated } => {
            let of = to_polars(of);
            negate_if(of.clone().gt_eq(to_polars(low)).and(of.lt_eq(to_polars(high))), *negated)
        }
        Expr::Like { of, pattern, negated } => negate_if(like(to_polars(of), pattern), *negated),
        Expr::IsNull { of, negated: false } => to_polars(of).is_null(),
        Expr::IsNull { of, negated: true } => to_polars(of).is_not_null(),
        Expr::And(left, right) => to_polars(left).and(to_polars(right)),
        Expr::Or(left, right) => to_polars(left).or(to_polars(right)),
        Expr::Not(of) => to_polars(of).not(),
        Expr::Arithmetic { op, left, right, whole } => arithmetic(*op, to_polars(left), to_polars(right), *whole),
        Expr::Case { branches, otherwise, .. } => {
            let last = otherwise.as_ref().map_or_else(|| lit(NULL), |result| to_polars(result));
            // From the last branch to the first: each is the `otherwise` of the one before.
            branches.iter().rev().fold(last, |rest, (condition, result)| {
                when(to_polars(condition)).then(to_polars(result)).otherwise(rest)
            })
        }
        Expr::Call { function, arguments, .. } => call(*function, arguments.iter().map(to_polars).collect()),
    }
}

/// The label of the band in which the column `of` falls; null where it has no value.
pub fn band_to_polars(of: &str, band: &Band) -> Polars {
    let column = col(PlSmallStr::from_str(of));
    let labels = band.labels();
    let last = lit(labels[labels.len() - 1].clone());
    let inner =
        band.breaks().iter().zip(&labels).rev().fold(last, |rest, (edge, label)| {
            when(column.clone().lt(lit(*edge))).then(lit(label.clone())).otherwise(rest)
        });
    when(column.is_null()).then(lit(NULL)).otherwise(inner).cast(DataType::String)
}

fn negate_if(expr: Polars, negated: bool) -> Polars {
    if negated { expr.not() } else { expr }
}

fn literal(value: &Literal) -> Polars {
    match value {
        Literal::Text(text) => lit(text.clone()),
        // A literal takes the width of what stands beside it; a wide one must say so, or it would wrap around.
        Literal::Integer(number) if i32::try_from(*number).is_err() => lit(*number).cast(DataType::Int64),
        Literal::Integer(number) => lit(*number),
        Literal::Decimal(number) => lit(*number),
        Literal::Bool(flag) => lit(*flag),
        Literal::Date(day) => lit(epoch_day(*day)).cast(DataType::Date),
        Literal::Null => Polars::Literal(LiteralValue::untyped_null()),
    }
}

fn like(of: Polars, pattern: &str) -> Polars {
    let inner = pattern.trim_matches('%');
    if inner.contains(['%', '_']) {
        return of.str().contains(lit(format!("(?s)^{}$", like_to_regex(pattern))), true);
    }
    let inner_text = lit(inner.to_owned());
    match (pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true) => of.str().contains_literal(inner_text),
        (true, false) => of.str().ends_with(inner_text),
        (false, true) => of.str().starts_with(inner_text),
        (false, false) => of.eq(inner_text),
    }
}

fn like_to_regex(pattern: &str) -> String {
    pattern
        .chars()
        .map(|c| match c {
            '%' => ".*".to_owned(),
            '_' => ".".to_owned(),
            c if r"\.+*?()|[]{}^$#&-~".contains(c) => format!("\\{c}"),
            c => c.to_string(),
        })
        .collect()
}

fn arithmetic(op: ArithmeticOp, left: Polars, right: Polars, whole: bool) -> Polars {
    // Stored whole numbers are 32 bits wide and would wrap around.
    let wide = |side: Polars| if whole { side.cast(DataType::Int64) } else { side };
    match op {
        ArithmeticOp::Add => wide(left) + wide(right),
        ArithmeticOp::Subtract => wide(left) - wide(right),
        ArithmeticOp::Multiply => wide(left) * wide(right),
        ArithmeticOp::Divide => {
            let (left, right) = (left.cast(DataType::Float64), right.cast(DataType::Float64));
            when(right.clone().eq(lit(0.0))).then(lit(NULL)).otherwise(left / right)
        }
    }
}

fn call(function: Function, arguments: Vec<Polars>) -> Polars {
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or_else(|| lit(Null {}));
    match function {
        Function::YearsBetween => whole_months(next(), next()).floor_div(lit(12)),
        Function::MonthsBetween => whole_months(next(), next()),
        Function::DaysBetween => {
            let (from, to) = (next(), next());
            to.cast(DataType::Int32) - from.cast(DataType::Int32)
        }
        Function::RocYear => next().dt().year().cast(DataType::Int32) - lit(1911),
        Function::Month => next().dt().month().cast(DataType::Int32),
        Function::AddYears => offset(next(), next(), "y"),
        Function::AddMonths => offset(next(), next(), "mo"),
        Function::Coalesce => {
            let first = next();
            arguments.fold(first, |before, next| when(before.clone().is_not_null()).then(before).otherwise(next))
        }
    }
}

/// Null where the count is beyond anything a personnel record can mean: polars would fail on a day that does not exist.
fn offset(day: Polars, count: Polars, unit: &str) -> Polars {
    const FARTHEST: i32 = 2_000;
    let near = count.clone().gt_eq(lit(-FARTHEST)).and(count.clone().lt_eq(lit(FARTHEST)));
    let count = when(near).then(count).otherwise(lit(NULL));
    day.dt().offset_by(polars::prelude::concat_str([count.cast(DataType::String), lit(unit.to_owned())], "", false))
}
