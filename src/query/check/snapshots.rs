//! Which snapshots a query asks: the newest, or days, some of them given by parameters.

use crate::domain::{AsOf, parse_date};
use crate::expr::{Literal, Parameters};
use crate::query::spec::Snapshots;
use crate::source::{At, Problems, SourceText, did_you_mean};

/// The days of `written`; what cannot be read is a problem.
pub(super) fn resolve(
    written: &[At<String>],
    parameters: &Parameters,
    declared: &[String],
    source: &SourceText,
    problems: &Problems,
) -> Snapshots {
    let mut days: Vec<AsOf> = Vec::new();
    let mut latest = written.is_empty();
    for text in written {
        let day = match text.value.strip_prefix(':') {
            None => parse_date(&text.value).map_err(|error| error.to_string()),
            Some(name) => match parameters.get(name) {
                Some(Literal::Date(day)) => Ok(*day),
                Some(Literal::Text(word)) if word == "latest" && written.len() == 1 => {
                    latest = true;
                    continue;
                }
                Some(Literal::Text(word)) => parse_date(word).map_err(|error| error.to_string()),
                Some(_) => Err(format!("參數「{name}」不是日期")),
                // Why it has no value is reported.
                None if declared.iter().any(|declared| declared == name) => continue,
                None => {
                    let hint = did_you_mean(name, parameters.keys().map(String::as_str));
                    let hint = hint.unwrap_or_else(|| format!("先用 [[parameter]] name = \"{name}\" 宣告"));
                    let message = format!("沒有參數「{name}」");
                    problems.push(source.error("unknown-parameter", text.span, message).hint(hint));
                    continue;
                }
            },
        };
        match day {
            _ if text.value == "latest" && written.len() == 1 => latest = true,
            Ok(day) if days.contains(&AsOf::new(day)) => {
                let message = format!("資料截止日 {day} 寫了兩次");
                problems.push(source.error("duplicate-snapshot", text.span, message).hint("刪去其中一個"));
            }
            Ok(day) => days.push(AsOf::new(day)),
            Err(reason) => problems.push(
                source
                    .error("bad-date", text.span, reason)
                    .hint("寫成 \"latest\" 或日期，例如 \"2025-12-31\"；多個日期寫成陣列"),
            ),
        }
    }
    if latest || days.is_empty() {
        return Snapshots::Latest;
    }
    days.sort_unstable();
    Snapshots::Dates(days)
}
