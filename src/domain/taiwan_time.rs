//! The time of the service, whatever the machine's clock is set to.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// UTC+8, without summer time since 1979: a constant serves, and no time-zone file is read.
const TAIWAN: Offset = Offset::constant(8);

/// Date and time of `at` in Taiwan.
#[must_use]
pub fn taiwan_time(at: Timestamp) -> DateTime {
    TAIWAN.to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::taiwan_time;

    #[test]
    fn the_day_changes_at_midnight_in_taiwan() {
        let shown = |text: &str| taiwan_time(text.parse().unwrap()).to_string();
        assert_eq!(shown("2026-11-23T15:59:59Z"), "2026-11-23T23:59:59");
        assert_eq!(shown("2026-11-23T16:00:00Z"), "2026-11-24T00:00:00");
    }
}
