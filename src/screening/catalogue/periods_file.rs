//! Reads for which days an entry has figures, and when they are out.

use jiff::civil::Date;

use super::entry_file::choice;
use super::periods::{Every, Periods};
use crate::domain::parse_date;
use crate::source::Table;

/// A statistic that comes out three years later is a mistake in the file.
const LONGEST_LAG: [(&str, i64); 2] = [("lag_months", 36), ("lag_days", 366)];

/// Reads `periods`. Without a lag the longest is taken that the law leaves for the period.
pub(super) fn read_periods(table: &Table<'_>) -> Option<Periods> {
    if !table.has("periods") {
        table.missing("periods");
        return None;
    }
    table.table("periods", |periods| {
        let every = choice(periods, "every", &Every::CODES, None);
        let (from, to) = (day(periods, "from"), day(periods, "to"));
        if !periods.has("from") {
            periods.missing("from");
        }
        let (latest, next_release) = (day(periods, "latest"), day(periods, "next_release"));
        let [months, days] = LONGEST_LAG.map(|(key, longest)| lag(periods, key, longest));
        let (lag_months, lag_days) = match (every, months, days) {
            (Some(every), None, None) => every.longest_lag(),
            (_, months, days) => (u8::try_from(months.unwrap_or(0)).ok()?, u16::try_from(days.unwrap_or(0)).ok()?),
        };
        let (every, from) = (every?, from?);
        // Keys and days that contradict each other: nothing can be said of any day.
        let contradictions = [
            ("to", to.is_some_and(|to| to < from), "periods 的 to 早於 from"),
            ("latest", latest.is_some_and(|latest| latest < from), "periods 的 latest 早於 from"),
            ("latest", latest.zip(to).is_some_and(|(latest, to)| latest > to), "periods 的 latest 晚於 to"),
            ("latest", latest.is_some_and(|latest| !every.ends_on(latest)), "periods 的 latest 不是 every 所說的期末"),
            (
                "next_release",
                next_release.is_some() && latest.is_none(),
                "寫了 next_release 就要寫 latest：已經看到的最近一期",
            ),
            (
                "next_release",
                next_release.zip(latest).is_some_and(|(next, latest)| next <= latest),
                "periods 的 next_release 不晚於 latest",
            ),
            (
                "next_release",
                next_release.is_some() && latest.is_some() && latest == to,
                "latest 已是最後一期（to），不會再有 next_release",
            ),
        ];
        let mut sound = true;
        for (key, _, message) in contradictions.iter().filter(|(_, wrong, _)| *wrong) {
            periods.error("periods", periods.span_of(key), *message);
            sound = false;
        }
        let read = |key: &str, day: Option<Date>| !periods.has(key) || day.is_some();
        sound &= read("to", to) && read("latest", latest) && read("next_release", next_release);
        sound.then_some(Periods { every, from, to, lag_months, lag_days, latest, next_release })
    })?
}

/// A day, with the mistake reported.
pub(super) fn day(table: &Table<'_>, key: &str) -> Option<Date> {
    let text = table.date_text(key)?;
    parse_date(&text.value).map_err(|error| table.error("bad-date", text.span, error.to_string())).ok()
}

/// A length of time that can be; another is reported, and the file is not used.
fn lag(table: &Table<'_>, key: &str, longest: i64) -> Option<i64> {
    let at = table.integer(key)?;
    if (0..=longest).contains(&at.value) {
        return Some(at.value);
    }
    table.error("out-of-range", at.span, format!("{key} 要在 0 與 {longest} 之間"));
    None
}
