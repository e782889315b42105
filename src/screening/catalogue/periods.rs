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
    /// At the end of June and December.
    HalfYearEnd,
    /// At the end of March, June, September and December.
    QuarterEnd,
    /// At the end of each month.
    MonthEnd,
    /// On any day that one asks for.
    Any,
}

impl Every {
    /// The words of the catalogue file.
    pub(in crate::screening) const CODES: [(&'static str, Self); 5] = [
        ("year-end", Self::YearEnd),
        ("half-year-end", Self::HalfYearEnd),
        ("quarter-end", Self::QuarterEnd),
        ("month-end", Self::MonthEnd),
        ("any", Self::Any),
    ];

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YearEnd => "每年年底",
            Self::HalfYearEnd => "每半年底",
            Self::QuarterEnd => "每季季底",
            Self::MonthEnd => "每月月底",
            Self::Any => "任何日期",
        }
    }

    /// Months and days that 統計法施行細則 leaves at most from the end of the period to the publication: to compile the figures,
    /// then to publish them.
    pub(super) fn longest_lag(self) -> (u8, u16) {
        match self {
            Self::YearEnd => (2 + 3, 0),
            Self::HalfYearEnd => (1 + 2, 0),
            Self::QuarterEnd => (0, 20 + 45),
            Self::MonthEnd => (0, 15 + 15),
            Self::Any => (0, 0),
        }
    }

    /// The first such day after another.
    fn next_after(self, day: Date) -> Date {
        let mut next = day.tomorrow().unwrap_or(Date::MAX);
        while !self.ends_on(next) {
            // From the last of a month to the last of the next.
            let later = if next == next.last_of_month() { next.tomorrow() } else { Ok(next) };
            next = later.unwrap_or(Date::MAX).last_of_month();
        }
        next
    }

    pub(super) fn ends_on(self, day: Date) -> bool {
        let last = day == day.last_of_month();
        match self {
            Self::YearEnd => last && day.month() == 12,
            Self::HalfYearEnd => last && day.month() % 6 == 0,
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
    /// Days beside these months.
    pub lag_days: u16,
    /// The last day of which somebody has seen the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Date>,
    /// When those of the period after `latest` are announced to come out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_release: Option<Date>,
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
    /// The day on which the figures of `day` are out at the latest: what is announced goes before what the lag says.
    #[must_use]
    pub fn release_of(&self, day: Date) -> Date {
        let lag = i32::from(self.lag_months).months().days(i32::from(self.lag_days));
        let usual = day.checked_add(lag).unwrap_or(Date::MAX);
        match (self.latest, self.next_release) {
            (Some(latest), Some(next)) if day > latest => {
                if day <= self.every.next_after(latest) {
                    next
                } else {
                    usual.max(next)
                }
            }
            _ => usual,
        }
    }

    /// The last day before another for which there are figures, published or not.
    pub(in crate::screening) fn last_before(&self, day: Date) -> Option<Date> {
        let day = self.to.map_or(day, |to| day.min(to.tomorrow().unwrap_or(Date::MAX)));
        let mut earlier = day.yesterday().ok()?;
        while earlier >= self.from {
            if self.every.ends_on(earlier) {
                return Some(earlier);
            }
            // From within a month to the end of the month before.
            earlier = earlier.first_of_month().yesterday().ok()?;
        }
        None
    }

    pub(in crate::screening) fn availability(&self, day: Date, today: Date) -> Availability {
        if !self.every.ends_on(day) {
            return Availability::NotCounted;
        }
        if day < self.from || self.to.is_some_and(|to| day > to) {
            return Availability::OutOfRange;
        }
        if self.latest.is_some_and(|latest| day <= latest) {
            return Availability::Published;
        }
        let release = self.release_of(day);
        if release <= today { Availability::Published } else { Availability::Due(release) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn yearly(every: Every) -> Periods {
        let from = date(2020, 12, 31);
        Periods { every, from, to: None, lag_months: 5, lag_days: 0, latest: None, next_release: None }
    }

    #[test]
    fn figures_exist_for_period_ends_and_after_the_lag() {
        let periods = |every| Periods { to: Some(date(2030, 12, 31)), ..yearly(every) };
        let today = date(2026, 2, 10);
        for (every, day, expected) in [
            (Every::YearEnd, date(2024, 12, 31), Availability::Published),
            (Every::YearEnd, date(2025, 12, 31), Availability::Due(date(2026, 5, 31))),
            (Every::YearEnd, date(2025, 6, 30), Availability::NotCounted),
            (Every::YearEnd, date(2019, 12, 31), Availability::OutOfRange),
            (Every::YearEnd, date(2031, 12, 31), Availability::OutOfRange),
            (Every::HalfYearEnd, date(2025, 6, 30), Availability::Published),
            (Every::HalfYearEnd, date(2025, 9, 30), Availability::NotCounted),
            (Every::QuarterEnd, date(2025, 6, 30), Availability::Published),
            (Every::QuarterEnd, date(2025, 5, 31), Availability::NotCounted),
            (Every::MonthEnd, date(2024, 2, 29), Availability::Published),
            (Every::MonthEnd, date(2024, 2, 28), Availability::NotCounted),
            (Every::Any, date(2024, 2, 28), Availability::Published),
        ] {
            assert_eq!(periods(every).availability(day, today), expected, "{every:?} {day}");
        }
    }

    /// What somebody has seen, or has seen announced, goes before the lag that the law leaves at most.
    #[test]
    fn what_has_been_seen_goes_before_the_lag() {
        let today = date(2026, 2, 10);
        let seen = Periods { latest: Some(date(2025, 12, 31)), ..yearly(Every::YearEnd) };
        assert_eq!(seen.availability(date(2025, 12, 31), today), Availability::Published);
        assert_eq!(seen.availability(date(2019, 12, 31), today), Availability::OutOfRange);
        let late = Periods {
            latest: Some(date(2025, 6, 30)),
            next_release: Some(date(2026, 3, 25)),
            lag_months: 0,
            lag_days: 65,
            ..yearly(Every::QuarterEnd)
        };
        let of = |month, day| late.availability(date(2025, month, day), today);
        assert_eq!(of(6, 30), Availability::Published);
        assert_eq!(of(9, 30), Availability::Due(date(2026, 3, 25)), "its 65 days are over");
        assert_eq!(of(12, 31), Availability::Due(date(2026, 3, 25)), "not before the quarter ahead of it");
        assert_eq!(late.availability(date(2026, 3, 31), today), Availability::Due(date(2026, 6, 4)));
        assert_eq!(late.availability(date(2025, 9, 30), date(2026, 3, 25)), Availability::Published);
    }

    #[test]
    fn the_period_before_a_day_is_that_of_the_entry() {
        for (every, day, before) in [
            (Every::YearEnd, date(2024, 12, 31), Some(date(2023, 12, 31))),
            (Every::YearEnd, date(2026, 9, 30), Some(date(2025, 12, 31))),
            (Every::HalfYearEnd, date(2025, 9, 30), Some(date(2025, 6, 30))),
            (Every::QuarterEnd, date(2025, 5, 31), Some(date(2025, 3, 31))),
            (Every::MonthEnd, date(2024, 3, 15), Some(date(2024, 2, 29))),
            (Every::YearEnd, date(2020, 12, 31), None),
            (Every::YearEnd, date(2010, 6, 30), None),
        ] {
            assert_eq!(yearly(every).last_before(day), before, "{every:?} {day}");
        }
        let ended = Periods { to: Some(date(2022, 12, 31)), ..yearly(Every::YearEnd) };
        assert_eq!(ended.last_before(date(2026, 9, 30)), Some(date(2022, 12, 31)));
    }

    #[test]
    fn the_next_period_ends_on_its_own_day() {
        for (every, day, next) in [
            (Every::YearEnd, date(2024, 12, 31), date(2025, 12, 31)),
            (Every::HalfYearEnd, date(2024, 12, 31), date(2025, 6, 30)),
            (Every::QuarterEnd, date(2025, 1, 5), date(2025, 3, 31)),
            (Every::MonthEnd, date(2024, 1, 31), date(2024, 2, 29)),
            (Every::Any, date(2024, 1, 31), date(2024, 2, 1)),
        ] {
            assert_eq!(every.next_after(day), next, "{every:?}");
        }
    }
}
