//! From parsed expressions back to the text of the little language, with the fields named as the dictionary names them.

use super::to_sql::{compare, not, quote_text};
use crate::expr::{ArithmeticOp, Expr, Literal};

/// `expr` as text; `field` gives the name of a field of the dictionary.
pub(crate) fn language_text(expr: &Expr, field: &impl Fn(&str) -> String) -> String {
    let text = |expr: &Expr| language_text(expr, field);
    match expr {
        Expr::Field { name, .. } => field(name),
        Expr::Literal { value, .. } => literal(value),
        Expr::Compare { op, left, right } => format!("({} {} {})", text(left), compare(*op), text(right)),
        Expr::In { of, list, negated } => {
            let list: Vec<String> = list.iter().map(text).collect();
            format!("({} {}IN ({}))", text(of), not(*negated), list.join(", "))
        }
        Expr::Between { of, low, high, negated } => {
            format!("({} {}BETWEEN {} AND {})", text(of), not(*negated), text(low), text(high))
        }
        Expr::Like { of, pattern, negated } => format!("({} {}LIKE {})", text(of), not(*negated), quote_text(pattern)),
        Expr::IsNull { of, negated } => format!("({} IS {}NULL)", text(of), not(*negated)),
        Expr::And(left, right) => format!("({} AND {})", text(left), text(right)),
        Expr::Or(left, right) => format!("({} OR {})", text(left), text(right)),
        Expr::Not(of) => format!("(NOT {})", text(of)),
        Expr::Arithmetic { op, left, right, .. } => {
            let sign = match op {
                ArithmeticOp::Add => "+",
                ArithmeticOp::Subtract => "-",
                ArithmeticOp::Multiply => "*",
                ArithmeticOp::Divide => "/",
            };
            format!("({} {sign} {})", text(left), text(right))
        }
        Expr::Case { branches, otherwise, .. } => {
            let branches: Vec<String> =
                branches.iter().map(|(when, then)| format!("WHEN {} THEN {}", text(when), text(then))).collect();
            let otherwise = otherwise.as_ref().map_or_else(String::new, |result| format!(" ELSE {}", text(result)));
            format!("(CASE {}{otherwise} END)", branches.join(" "))
        }
        Expr::Call { function, arguments, .. } => {
            let arguments: Vec<String> = arguments.iter().map(text).collect();
            format!("{}({})", function.name(), arguments.join(", "))
        }
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => quote_text(text),
        Literal::Integer(number) => number.to_string(),
        Literal::Decimal(number) => format!("{number:?}"),
        Literal::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        Literal::Date(day) => format!("DATE '{day}'"),
        Literal::Null => "NULL".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::language_text;
    use crate::expr::parse;

    /// The text is parsed again: what it says then must be what it said before.
    #[test]
    fn the_text_means_what_the_tree_means() {
        for text in [
            "在職 AND NOT (官等 = '簡任' OR 職等 >= 9)",
            "官等 NOT IN ('簡任', '薦任') AND 職稱 LIKE '%長' AND 離職日 IS NOT NULL",
            "到職日 BETWEEN DATE '2020-01-01' AND ADD_YEARS(離職日, -1)",
            "CASE WHEN 職等 / 2 > 4.5 THEN TRUE ELSE FALSE END",
            "姓名 = '甲''乙' AND 職等 - -1 * 3 <> 2",
        ] {
            let once = language_text(&parse(text).unwrap(), &|name| name.to_owned());
            let twice = language_text(&parse(&once).unwrap(), &|name| name.to_owned());
            assert_eq!(once, twice);
            assert_eq!(parse(text).unwrap().fields(), parse(&once).unwrap().fields());
        }
    }
}
