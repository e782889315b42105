//! When an entry is counted and when it is published.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// How often an entry is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// At the end of December.
    YearEnd,
    /// At the end of March, June, September and December.
    QuarterEnd,
    /// At the end of each month.
    MonthEnd,
    /// On any day that one asks for.
    Any,
}

impl Every {
    /// The words of the catalogue file.
    pub(in crate::screening) const CODES: [(&'static str, Self); 4] = [
        ("year-end", Self::YearEnd),
        ("quarter-end", Self::QuarterEnd),
        ("month-end", Self::MonthEnd),
        ("any", Self::Any),
    ];

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YearEnd => "每年年底",
            Self::QuarterEnd => "每季季底",
            Self::MonthEnd => "每月月底",
            Self::Any => "任何日期",
        }
    }

    fn ends_on(self, day: Date) -> bool {
        let last = day == day.last_of_month();
        match self {
            Self::YearEnd => last && day.month() == 12,
            Self::QuarterEnd => last && day.month() % 3 == 0,
            Self::MonthEnd => last,
            Self::Any => true,
        }
    }
}

/// The days for which an entry has figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Periods {
    /// How often.
    pub every: Every,
    /// The first.
    pub from: Date,
    /// The last, where the entry has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Months from the day counted to the day published.
    pub lag_months: u8,
}

/// What an entry has for one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::screening) enum Availability {
    /// It can be looked up.
    Published,
    /// It will be published on this day.
    Due(Date),
    /// The day lies before the first or after the last.
    OutOfRange,
    /// It is not counted on such a day.
    NotCounted,
}

impl Periods {
    /// The day on which the figures of `day` are out at the latest.
    #[must_use]
    pub fn release_of(&self, day: Date) -> Date {
        day.checked_add(i32::from(self.lag_months).months()).unwrap_or(Date::MAX)
    }

    pub(in crate::screening) fn availability(&self, day: Date, today: Date) -> Availability {
        if !self.every.ends_on(day) {
            return Availability::NotCounted;
        }
        if day < self.from || self.to.is_some_and(|to| day > to) {
            return Availability::OutOfRange;
        }
        let release = self.release_of(day);
        if release <= today { Availability::Published } else { Availability::Due(release) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn figures_exist_for_period_ends_and_after_the_lag() {
        let periods = |every| Periods { every, from: date(2020, 12, 31), to: Some(date(2030, 12, 31)), lag_months: 5 };
        let today = date(2026, 2, 10);
        for (every, day, expected) in [
            (Every::YearEnd, date(2024, 12, 31), Availability::Published),
            (Every::YearEnd, date(2025, 12, 31), Availability::Due(date(2026, 5, 31))),
            (Every::YearEnd, date(2025, 6, 30), Availability::NotCounted),
            (Every::YearEnd, date(2019, 12, 31), Availability::OutOfRange),
            (Every::YearEnd, date(2031, 12, 31), Availability::OutOfRange),
            (Every::QuarterEnd, date(2025, 6, 30), Availability::Published),
            (Every::QuarterEnd, date(2025, 5, 31), Availability::NotCounted),
            (Every::MonthEnd, date(2024, 2, 29), Availability::Published),
            (Every::MonthEnd, date(2024, 2, 28), Availability::NotCounted),
            (Every::Any, date(2024, 2, 28), Availability::Published),
        ] {
            assert_eq!(periods(every).availability(day, today), expected, "{every:?} {day}");
        }
    }
}
