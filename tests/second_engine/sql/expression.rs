//! An expression of the language in SQL.

use hrstat::expr::{ArithmeticOp, CompareOp, Expr, Literal};

use super::{branches, function, text};

/// `expr` in SQL, its fields as `column` names them.
pub(super) fn in_sql(expr: &Expr, column: &dyn Fn(&str) -> String) -> String {
    let sql = |part: &Expr| in_sql(part, column);
    let not = |negated: bool| if negated { "NOT " } else { "" };
    match expr {
        Expr::Field { name, .. } => column(name),
        Expr::Literal { value, .. } => literal(value),
        Expr::Compare { op, left, right } => format!("({} {} {})", sql(left), comparison(*op), sql(right)),
        Expr::In { of, list, negated } => {
            let list: Vec<String> = list.iter().map(sql).collect();
            format!("({} {}IN ({}))", sql(of), not(*negated), list.join(", "))
        }
        Expr::Between { of, low, high, negated } => {
            format!("({} {}BETWEEN {} AND {})", sql(of), not(*negated), sql(low), sql(high))
        }
        Expr::Like { of, pattern, negated } => format!("({} {}LIKE {})", sql(of), not(*negated), text(pattern)),
        Expr::IsNull { of, negated } => format!("({} IS {}NULL)", sql(of), not(*negated)),
        Expr::And(left, right) => format!("({} AND {})", sql(left), sql(right)),
        Expr::Or(left, right) => format!("({} OR {})", sql(left), sql(right)),
        Expr::Not(of) => format!("(NOT {})", sql(of)),
        Expr::Arithmetic { op, left, right, .. } => match op {
            ArithmeticOp::Add => format!("({} + {})", sql(left), sql(right)),
            ArithmeticOp::Subtract => format!("({} - {})", sql(left), sql(right)),
            ArithmeticOp::Multiply => format!("({} * {})", sql(left), sql(right)),
            // Division gives a decimal always, and SQLite gives null where the divisor is 0.
            ArithmeticOp::Divide => format!("(CAST({} AS REAL) / {})", sql(left), sql(right)),
        },
        Expr::Case { branches: cases, otherwise, .. } => {
            let cases = branches(cases.iter().map(|(when, then)| (sql(when), sql(then))));
            let otherwise = otherwise.as_ref().map_or_else(String::new, |result| format!(" ELSE {}", sql(result)));
            format!("(CASE{cases}{otherwise} END)")
        }
        Expr::Call { function, arguments, .. } => {
            function::call(*function, &arguments.iter().map(sql).collect::<Vec<_>>())
        }
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "<>",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(content) => text(content),
        Literal::Integer(number) => format!("({number})"),
        // A whole decimal keeps its point: `1.0`.
        Literal::Decimal(number) => format!("({number:?})"),
        Literal::Bool(flag) => u8::from(*flag).to_string(),
        Literal::Date(day) => text(&day.to_string()),
        Literal::Null => "NULL".to_owned(),
    }
}
