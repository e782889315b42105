//! Days since 1970-01-01, the form in which date columns hold a day.

use jiff::SignedDuration;
use jiff::civil::Date;

const EPOCH: Date = Date::constant(1970, 1, 1);
const HOURS_A_DAY: i64 = 24;

/// The number of `date`.
#[must_use]
pub fn epoch_day(date: Date) -> i32 {
    let days = date.duration_since(EPOCH).as_hours() / HOURS_A_DAY;
    // The calendar's years -9999 to 9999 are fewer than 2^31 days.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The day of this number; the nearest day that a calendar has where there is none.
#[must_use]
pub fn date_of(day: i32) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(i64::from(day) * HOURS_A_DAY))
}

/// The day of this number; none where a calendar has none.
#[must_use]
pub fn known_date_of(day: i32) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(i64::from(day) * HOURS_A_DAY)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        assert_eq!((date_of(i32::MAX), known_date_of(i32::MAX)), (Date::MAX, None));
        for (date, day) in [((1970, 1, 1), 0), ((2025, 12, 31), 20453), ((1960, 2, 29), -3594)] {
            let date = Date::constant(date.0, date.1, date.2);
            assert_eq!(epoch_day(date), day);
            assert_eq!(date_of(day), date);
            assert_eq!(known_date_of(day), Some(date));
        }
    }
}
