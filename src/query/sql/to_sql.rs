//! From checked expressions of the little language to SQLite, with the same meaning as `to_polars`: days are ISO texts,
//! true and false are 1 and 0, a division by 0 is null, LIKE tells capitals from small letters.
//!
//! The date functions are written with SQLite's own, so that the engine needs no code of ours inside it.

use crate::expr::{ArithmeticOp, CompareOp, Expr, Function, Literal};

/// `expr` in SQLite's SQL; `field` gives the column behind a name.
pub(super) fn to_sql(expr: &Expr, field: &impl Fn(&str) -> String) -> String {
    let sql = |expr: &Expr| to_sql(expr, field);
    match expr {
        Expr::Field { name, .. } => field(name),
        Expr::Literal { value, .. } => literal(value),
        Expr::Compare { op, left, right } => format!("({} {} {})", sql(left), compare(*op), sql(right)),
        Expr::In { of, list, negated } => {
            let list: Vec<String> = list.iter().map(sql).collect();
            format!("({} {}IN ({}))", sql(of), not(*negated), list.join(", "))
        }
        Expr::Between { of, low, high, negated } => {
            format!("({} {}BETWEEN {} AND {})", sql(of), not(*negated), sql(low), sql(high))
        }
        Expr::Like { of, pattern, negated } => format!("({} {}GLOB {})", sql(of), not(*negated), glob(pattern)),
        Expr::IsNull { of, negated } => format!("({} IS {}NULL)", sql(of), not(*negated)),
        Expr::And(left, right) => format!("({} AND {})", sql(left), sql(right)),
        Expr::Or(left, right) => format!("({} OR {})", sql(left), sql(right)),
        Expr::Not(of) => format!("(NOT {})", sql(of)),
        Expr::Arithmetic { op, left, right, .. } => arithmetic(*op, &sql(left), &sql(right)),
        Expr::Case { branches, otherwise, .. } => {
            let branches: Vec<String> =
                branches.iter().map(|(when, then)| format!("WHEN {} THEN {}", sql(when), sql(then))).collect();
            let otherwise = otherwise.as_ref().map_or_else(|| "NULL".to_owned(), |result| sql(result));
            format!("(CASE {} ELSE {otherwise} END)", branches.join(" "))
        }
        Expr::Call { function, arguments, .. } => call(*function, &arguments.iter().map(sql).collect::<Vec<_>>()),
    }
}

/// About how long `expr` is in SQL, before it is written: see `call` for what is written more than once.
pub(super) fn length_in_sql(expr: &Expr) -> u64 {
    let parts = expr.parts();
    let copies = |index: usize| match expr {
        Expr::Call { function: Function::MonthsBetween, .. } => 3,
        Expr::Call { function: Function::YearsBetween, .. } => 2,
        Expr::Call { function: Function::AddYears | Function::AddMonths, .. } if index == 1 => 2,
        _ => 1,
    };
    let inner = parts.iter().enumerate().map(|(index, part)| length_in_sql(part).saturating_mul(copies(index)));
    inner.fold(20, u64::saturating_add)
}

/// A name in SQL.
pub(super) fn quote_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in SQL.
pub(super) fn quote_text(text: &str) -> String {
    // A NUL would end the statement for SQLite.
    format!("'{}'", text.replace('\0', "").replace('\'', "''"))
}

pub(super) fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "<>",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

pub(super) fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => quote_text(text),
        Literal::Integer(number) => number.to_string(),
        // With its point, so that SQLite does not divide whole numbers.
        Literal::Decimal(number) => format!("{number:?}"),
        Literal::Bool(flag) => u8::from(*flag).to_string(),
        Literal::Date(day) => quote_text(&day.to_string()),
        Literal::Null => "NULL".to_owned(),
    }
}

/// SQLite's LIKE takes `a` for `A`; its GLOB does not.
pub(super) fn glob(pattern: &str) -> String {
    let pattern: String = pattern
        .chars()
        .map(|c| match c {
            '%' => "*".to_owned(),
            '_' => "?".to_owned(),
            '*' | '?' | '[' => format!("[{c}]"),
            c => c.to_string(),
        })
        .collect();
    quote_text(&pattern)
}

pub(super) fn arithmetic(op: ArithmeticOp, left: &str, right: &str) -> String {
    match op {
        ArithmeticOp::Add => format!("({left} + {right})"),
        ArithmeticOp::Subtract => format!("({left} - {right})"),
        ArithmeticOp::Multiply => format!("({left} * {right})"),
        // Null where the divisor is 0.
        ArithmeticOp::Divide => format!("(CAST({left} AS REAL) / {right})"),
    }
}

/// A call of a function of the language.
pub(super) fn call(function: Function, arguments: &[String]) -> String {
    let argument = |index: usize| arguments.get(index).map_or("NULL", String::as_str);
    let (a, b) = (argument(0), argument(1));
    match function {
        // The parts of an ISO day are compared as texts and counted as numbers.
        Function::YearsBetween => {
            format!("(substr({b}, 1, 4) - substr({a}, 1, 4) - (substr({b}, 6) < substr({a}, 6)))")
        }
        Function::MonthsBetween => format!(
            "((substr({b}, 1, 4) - substr({a}, 1, 4)) * 12 + substr({b}, 6, 2) - substr({a}, 6, 2) - (substr({b}, 9) < substr({a}, 9)))"
        ),
        Function::DaysBetween => format!("CAST(julianday({b}) - julianday({a}) AS INTEGER)"),
        Function::RocYear => format!("(substr({a}, 1, 4) - 1911)"),
        Function::Month => format!("CAST(substr({a}, 6, 2) AS INTEGER)"),
        Function::AddYears => offset(a, b, "years"),
        Function::AddMonths => offset(a, b, "months"),
        // SQLite's own wants two arguments at least.
        Function::Coalesce if arguments.len() < 2 => a.to_owned(),
        Function::Coalesce => format!("coalesce({})", arguments.join(", ")),
    }
}

/// `floor`: the last day of the month where there is no such day. Null beyond what a personnel record can mean, as in
/// `to_polars`.
fn offset(day: &str, count: &str, unit: &str) -> String {
    format!("(CASE WHEN {count} BETWEEN -2000 AND 2000 THEN date({day}, ({count}) || ' {unit}', 'floor') END)")
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, Series, col};
    use rusqlite::Connection;

    use super::*;
    use crate::domain::FieldType;
    use crate::expr::{Scope, ScopeField, check, parse, to_polars};
    use crate::query::{Value, value_at};

    type Row =
        (Option<&'static str>, Option<&'static str>, Option<i32>, Option<f64>, Option<&'static str>, Option<bool>);

    const DAYS: [Option<&str>; 9] = [
        Some("1960-02-29"),
        Some("1999-12-31"),
        Some("2000-01-01"),
        Some("2024-02-29"),
        Some("2025-02-28"),
        Some("2025-03-01"),
        Some("2025-03-31"),
        Some("2025-04-30"),
        None,
    ];

    fn scope() -> Scope {
        let mut scope = Scope::new();
        for (name, kind) in [
            ("起", FieldType::Date),
            ("迄", FieldType::Date),
            ("數", FieldType::Integer),
            ("率", FieldType::Decimal),
            ("名", FieldType::Text),
            ("旗", FieldType::Bool),
        ] {
            scope.add(ScopeField { name: name.to_owned(), kind, values: std::collections::BTreeMap::new() });
        }
        scope
    }

    /// Every pair of days, with numbers, texts and flags in turn.
    fn rows() -> Vec<Row> {
        let numbers = [Some(0), Some(1), Some(-1), Some(12), Some(-13), Some(3000), None];
        let rates = [Some(0.0), Some(0.5), Some(-2.25), None];
        let names = [Some("林a%"), Some("林A"), Some("[林]*"), Some(""), None];
        let flags = [Some(true), Some(false), None];
        let pairs = DAYS.iter().flat_map(|from| DAYS.iter().map(move |to| (*from, *to)));
        pairs
            .enumerate()
            .map(|(at, (from, to))| (from, to, numbers[at % 7], rates[at % 4], names[at % 5], flags[at % 3]))
            .collect()
    }

    fn by_polars(text: &str) -> Vec<Value> {
        let rows = rows();
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = |day: Option<&str>| day.map(|day| (day.parse::<jiff::civil::Date>().unwrap() - epoch).get_days());
        let date = |name: &str, cells: Vec<Option<i32>>| {
            Series::new(name.into(), cells).cast(&DataType::Date).unwrap().into_column()
        };
        let columns = vec![
            date("起", rows.iter().map(|row| days(row.0)).collect()),
            date("迄", rows.iter().map(|row| days(row.1)).collect()),
            Series::new("數".into(), rows.iter().map(|row| row.2).collect::<Vec<_>>()).into_column(),
            Series::new("率".into(), rows.iter().map(|row| row.3).collect::<Vec<_>>()).into_column(),
            Series::new("名".into(), rows.iter().map(|row| row.4).collect::<Vec<_>>()).into_column(),
            Series::new("旗".into(), rows.iter().map(|row| row.5).collect::<Vec<_>>()).into_column(),
        ];
        let checked = check(&parse(text).unwrap(), &scope()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
        let frame = DataFrame::new(rows.len(), columns).unwrap().lazy();
        let frame = frame.with_column(to_polars(&checked.expr).alias("得")).select([col("得")]).collect().unwrap();
        let column = frame.column("得").unwrap();
        (0..rows.len()).map(|row| value_at(column, row).unwrap()).collect()
    }

    fn by_sqlite(text: &str) -> Vec<Value> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (起, 迄, 數, 率, 名, 旗)").unwrap();
        for row in rows() {
            connection
                .execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", (row.0, row.1, row.2, row.3, row.4, row.5))
                .unwrap();
        }
        let checked = check(&parse(text).unwrap(), &scope()).unwrap();
        let sql = format!("SELECT {} FROM t ORDER BY rowid", to_sql(&checked.expr, &quote_name));
        let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let read = |value: rusqlite::types::Value| match (value, checked.kind.unwrap()) {
            (rusqlite::types::Value::Null, _) => Value::Null,
            (rusqlite::types::Value::Integer(flag), FieldType::Bool) => Value::Bool(flag == 1),
            (rusqlite::types::Value::Integer(number), FieldType::Integer) => Value::Integer(number),
            (rusqlite::types::Value::Integer(number), FieldType::Decimal) => {
                Value::Decimal(f64::from(i32::try_from(number).unwrap()))
            }
            (rusqlite::types::Value::Real(number), FieldType::Decimal) => Value::Decimal(number),
            (rusqlite::types::Value::Text(day), FieldType::Date) => Value::Date(day.parse().unwrap()),
            (rusqlite::types::Value::Text(text), FieldType::Text) => Value::Text(text),
            (value, kind) => panic!("{text}: {value:?} is not {kind:?}"),
        };
        statement.query_map([], |row| row.get(0)).unwrap().map(|value| read(value.unwrap())).collect()
    }

    /// A second engine is worth nothing when it means other things by the same words.
    #[test]
    fn both_engines_mean_the_same() {
        for text in [
            "YEARS_BETWEEN(起, 迄)",
            "MONTHS_BETWEEN(起, 迄)",
            "DAYS_BETWEEN(起, 迄)",
            "ROC_YEAR(起)",
            "MONTH(起)",
            "ADD_YEARS(起, 數)",
            "ADD_MONTHS(起, 數)",
            "COALESCE(起, 迄)",
            "COALESCE(名, '無')",
            "ADD_MONTHS(ADD_YEARS(起, 1), -3) <= 迄",
            "起 < 迄 OR 旗",
            "NOT (起 < 迄 AND 旗)",
            "起 BETWEEN '89.1.1' AND 迄",
            "數 NOT BETWEEN 0 AND 12",
            "數 IN (1, 12)",
            "名 NOT IN ('林A', '')",
            "名 LIKE '林a%'",
            "名 LIKE '%林%'",
            "名 LIKE '[林]*'",
            "名 LIKE '_A'",
            "名 NOT LIKE '%A'",
            "名 IS NULL AND 旗 IS NOT NULL",
            "數 + 1",
            "數 * 數 - 1",
            "數 / 2",
            "數 / 率",
            "率 * 2.5",
            "率 + 數",
            "CASE WHEN 數 > 0 THEN '多' WHEN 旗 THEN '旗' END",
            "CASE WHEN 起 IS NULL THEN 迄 ELSE 起 END",
            "旗 = (數 > 0)",
            "旗 <> TRUE",
        ] {
            assert_eq!(by_sqlite(text), by_polars(text), "{text}");
        }
    }
}
