//! The times of a request: the days of the data, or the years of what is counted.

use jiff::civil::Date;

use crate::domain::{AsOf, format_roc};
use crate::drafting::Brief;
use crate::drafting::period::{Period, day_of};
use crate::drafting::reading::{Reading, Said};

/// Years in which something happened, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) words: String,
}

impl Years {
    /// `ROC_YEAR(離職日) BETWEEN 110 AND 114`, with the year as an expression.
    pub(super) fn condition(&self, year: &str) -> String {
        if self.from == self.to {
            format!("{year} = {}", self.from)
        } else {
            format!("{year} BETWEEN {} AND {}", self.from, self.to)
        }
    }
}

/// The days of the data that the periods name.
pub(super) fn days(periods: &[Said<Period>], brief: &Brief<'_>) -> (Vec<Date>, Option<String>) {
    let mut days = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    // Where a day is said, whole years say something else.
    let said_exactly = |said: &&Said<Period>| matches!(said.what, Period::Day(_) | Period::YearEnds(_));
    let exact = periods.iter().any(|said| said_exactly(&said));
    for said in periods.iter().filter(|said| !exact || said_exactly(said)) {
        let found: Vec<Date> = match &said.what {
            Period::Day(day) => vec![*day],
            Period::YearEnds(years) | Period::Years(years) => {
                years.iter().filter_map(|year| day_of(*year, 12, 31)).collect()
            }
            Period::LastYears(count) => {
                let last = last_whole_year(brief.today);
                (last - count + 1..=last).filter_map(|year| day_of(year, 12, 31)).collect()
            }
            Period::Between(Some(_), Some(to)) => vec![*to],
            Period::Between(..) | Period::NextYears(_) => Vec::new(),
        };
        if !found.is_empty() {
            words.push(&said.words);
        }
        days.extend(found);
    }
    days.sort_unstable();
    days.dedup();
    (days, (!words.is_empty()).then(|| words.join("」「")))
}

/// The years in which what is counted happened.
pub(super) fn years(periods: &[Said<Period>], brief: &Brief<'_>) -> Option<Years> {
    periods.iter().find_map(|said| {
        let roc = |date: Date| i64::from(date.year()) - 1911;
        let (from, to) = match &said.what {
            Period::Years(years) | Period::YearEnds(years) => (*years.first()?, *years.last()?),
            Period::LastYears(count) => {
                let last = last_whole_year(brief.today);
                (last - count + 1, last)
            }
            Period::Between(Some(from), Some(to)) => (roc(*from), roc(*to)),
            Period::Between(Some(from), None) => (roc(*from), last_whole_year(brief.today)),
            _ => return None,
        };
        Some(Years { from, to, words: said.words.clone() })
    })
}

/// The last year that is over, in 民國 years.
pub(super) fn last_whole_year(today: Date) -> i64 {
    i64::from(today.year()) - 1911 - 1
}

/// Asks about days for which there is no data, and where none is said.
pub(super) fn ask_about_days(days: &[Date], brief: &Brief<'_>, reading: &mut Reading) {
    if days.is_empty() {
        reading.ask("統計基準日（資料截止日）未載明，擬案用最近一期資料，可否？");
        return;
    }
    for day in days {
        let known = |as_of: &AsOf| as_of.date() == *day;
        if brief.snapshots.is_empty() || brief.snapshots.iter().any(known) {
            continue;
        }
        let distance = |as_of: &&AsOf| (as_of.date().duration_since(*day)).as_hours().abs();
        if let Some(nearest) = brief.snapshots.iter().min_by_key(distance) {
            reading.ask(format!("沒有 {} 的資料，最接近的是 {}，可否改用？", format_roc(*day), nearest.roc()));
        }
    }
}
