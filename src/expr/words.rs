//! An expression in Chinese words, for the cover of a workbook and for recipes.

use super::{ArithmeticOp, CompareOp, Expr, Function, Literal};
use crate::domain::format_roc;

/// The expression as a person would say it.
#[must_use]
pub fn in_words(expr: &Expr) -> String {
    words(expr, false)
}

fn words(expr: &Expr, inner: bool) -> String {
    match expr {
        Expr::Field { name, .. } => name.clone(),
        Expr::Literal { value, .. } => literal(value),
        Expr::Compare { op, left, right } => {
            let verb = match op {
                CompareOp::Equal => "為",
                CompareOp::NotEqual => "不是",
                CompareOp::Less => "小於",
                CompareOp::LessOrEqual => "至多",
                CompareOp::Greater => "大於",
                CompareOp::GreaterOrEqual => "至少",
            };
            format!("{}{verb}{}", words(left, true), words(right, true))
        }
        Expr::In { of, list, negated } => {
            let list: Vec<String> = list.iter().map(|item| words(item, true)).collect();
            format!("{}{}{}", words(of, true), if *negated { "不是" } else { "為" }, list.join("或"))
        }
        Expr::Between { of, low, high, negated } => {
            let verb = if *negated { "不介於" } else { "介於" };
            format!("{}{verb}{}與{}之間（含）", words(of, true), words(low, true), words(high, true))
        }
        Expr::Like { of, pattern, negated } => {
            let inner = pattern.trim_matches('%');
            let verb = match (pattern.starts_with('%'), pattern.ends_with('%')) {
                (true, true) => "含有",
                (true, false) => "結尾是",
                (false, true) => "開頭是",
                (false, false) => "符合",
            };
            format!("{}{}{verb}「{inner}」", words(of, true), if *negated { "不" } else { "" })
        }
        Expr::IsNull { of, negated } => format!("{}{}空白", words(of, true), if *negated { "不是" } else { "是" }),
        Expr::And(left, right) => grouped(format!("{}，且{}", words(left, or(left)), words(right, or(right))), inner),
        Expr::Or(left, right) => grouped(format!("{}，或{}", words(left, and(left)), words(right, and(right))), inner),
        Expr::Not(of) => format!("不是（{}）", words(of, false)),
        Expr::Arithmetic { op, left, right, .. } => {
            let sign = match op {
                ArithmeticOp::Add => "＋",
                ArithmeticOp::Subtract => "－",
                ArithmeticOp::Multiply => "×",
                ArithmeticOp::Divide => "÷",
            };
            format!("{}{sign}{}", part(left), part(right))
        }
        Expr::Case { branches, otherwise, .. } => {
            let mut parts: Vec<String> = branches
                .iter()
                .map(|(when, then)| format!("{}者為{}", words(when, false), words(then, true)))
                .collect();
            parts.push(format!("其餘為{}", otherwise.as_ref().map_or("空白".to_owned(), |result| words(result, true))));
            format!("（{}）", parts.join("；"))
        }
        Expr::Call { function, arguments, .. } => {
            let arguments: Vec<String> = arguments.iter().map(part).collect();
            call(*function, &arguments)
        }
    }
}

/// A part of a sum, or what a function is about: a sum within it stands in brackets.
fn part(expr: &Expr) -> String {
    let text = words(expr, true);
    if matches!(expr, Expr::Arithmetic { .. }) { format!("（{text}）") } else { text }
}

fn call(function: Function, arguments: &[String]) -> String {
    let [first, second] = [0, 1].map(|at| arguments.get(at).map_or("", String::as_str));
    match function {
        Function::YearsBetween => format!("{first}至{second}的足年數"),
        Function::MonthsBetween => format!("{first}至{second}的足月數"),
        Function::DaysBetween => format!("{first}至{second}的日數"),
        Function::RocYear => format!("{first}的民國年"),
        Function::Month => format!("{first}的月份"),
        Function::AddYears => format!("{first}加{second}年"),
        Function::AddMonths => format!("{first}加{second}個月"),
        Function::Coalesce => {
            let rest = arguments.get(1..).unwrap_or_default().join("，再取");
            format!("{first}（空白時取{rest}）")
        }
    }
}

fn or(expr: &Expr) -> bool {
    matches!(expr, Expr::Or(..))
}

fn and(expr: &Expr) -> bool {
    matches!(expr, Expr::And(..))
}

fn grouped(text: String, inner: bool) -> String {
    if inner { format!("（{text}）") } else { text }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => format!("「{text}」"),
        Literal::Integer(number) => number.to_string(),
        Literal::Decimal(number) => number.to_string(),
        Literal::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        Literal::Date(day) => format_roc(*day),
        Literal::Null => "空白".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use crate::expr::parse;

    #[test]
    fn conditions_read_as_sentences() {
        for (text, words) in [
            ("在職 AND 官等 = '簡任' AND 主管級別 <> '非主管'", "在職，且官等為「簡任」，且主管級別不是「非主管」"),
            ("在職 AND (官等 IN ('簡任','薦任') OR 職等 >= 9)", "在職，且（官等為「簡任」或「薦任」，或職等至少9）"),
            ("職稱 LIKE '%護理%' AND 離職日 IS NULL", "職稱含有「護理」，且離職日是空白"),
            ("(年資 + 年齡) / 2 > 30", "（年資＋年齡）÷2大於30"),
            ("離職日 <= ADD_YEARS(到職日, 職等 - 1)", "離職日至多到職日加（職等－1）年"),
            ("COALESCE(離職日 > 到職日, FALSE)", "離職日大於到職日（空白時取否）"),
            ("離職日 <= ADD_YEARS(到職日, 1)", "離職日至多到職日加1年"),
            ("NOT 年齡 BETWEEN 30 AND 39", "不是（年齡介於30與39之間（含））"),
        ] {
            assert_eq!(in_words(&parse(text).unwrap()), words);
        }
    }
}
