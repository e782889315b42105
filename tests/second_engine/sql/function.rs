//! The functions of the language in SQLite's SQL, by SQLite's calendar.

use hrstat::expr::Function;

use super::text;

/// A call of `function` with arguments in SQL.
pub(super) fn call(function: Function, arguments: &[String]) -> String {
    match (function, arguments) {
        (Function::YearsBetween, [from, to]) => {
            // 12 months are a year, downwards also before the start.
            let months = months("s", "e");
            let years = format!("({months}) / 12 - (({months}) < 0 AND ({months}) % 12 <> 0)");
            with_arguments(&years, from, to)
        }
        (Function::MonthsBetween, [from, to]) => with_arguments(&months("s", "e"), from, to),
        (Function::DaysBetween, [from, to]) => format!("CAST(julianday({to}) - julianday({from}) AS INTEGER)"),
        (Function::RocYear, [day]) => format!("(CAST(strftime('%Y', {day}) AS INTEGER) - 1911)"),
        (Function::Month, [day]) => format!("CAST(strftime('%m', {day}) AS INTEGER)"),
        (Function::AddYears, [day, count]) => later(day, count, "years"),
        (Function::AddMonths, [day, count]) => later(day, count, "months"),
        (Function::Coalesce, [only]) => only.clone(),
        (Function::Coalesce, several) => format!("COALESCE({})", several.join(", ")),
        (other, arguments) => panic!("{} with {} arguments", other.name(), arguments.len()),
    }
}

/// `body` over `s` and `e`: named once, because every argument would otherwise be written many times.
fn with_arguments(body: &str, from: &str, to: &str) -> String {
    format!("(SELECT {body} FROM (SELECT {from} AS s, {to} AS e))")
}

fn months(from: &str, to: &str) -> String {
    let part = |form: &str, day: &str| format!("CAST(strftime({}, {day}) AS INTEGER)", text(form));
    let of = |day: &str| format!("({} * 12 + {})", part("%Y", day), part("%m", day));
    format!("{} - {} - ({} < {})", of(to), of(from), part("%d", to), part("%d", from))
}

/// The same day of a later month, or its last one; null beyond two thousand steps, which no record means.
fn later(day: &str, count: &str, unit: &str) -> String {
    let moved = format!("date(s, e || {}, 'floor')", text(&format!(" {unit}")));
    with_arguments(&format!("CASE WHEN e BETWEEN -2000 AND 2000 THEN {moved} END"), day, count)
}
