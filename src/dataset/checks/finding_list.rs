//! Findings on their way into the report, and how they write a day.

use super::finding::{Finding, SkippedRule};
use super::rule::Rule;
use crate::domain::date_of;

/// What one run has found and what it could not look for.
#[derive(Debug, Default)]
pub(super) struct FindingList {
    findings: Vec<Finding>,
    skipped: Vec<SkippedRule>,
}

impl FindingList {
    /// Adds a finding.
    pub(super) fn push(&mut self, rule: &'static str, table: &str, identity: &str, place: String, message: String) {
        debug_assert!(Rule::find(rule).is_some(), "{rule} is in no table");
        self.findings.push(Finding { rule, table: table.to_owned(), identity: identity.to_owned(), place, message });
    }

    /// Notes that `rule` was not run.
    pub(super) fn skip(&mut self, rule: &'static str, reason: &str) {
        self.skipped.push(SkippedRule { rule, reason: reason.to_owned() });
    }

    /// Everything, in the order of the rules, then of the identity numbers.
    pub(super) fn finish(mut self) -> (Vec<Finding>, Vec<SkippedRule>) {
        self.findings.sort_by(|a, b| {
            let key = |finding: &Finding| Rule::order(finding.rule);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.identity.cmp(&b.identity))
                .then_with(|| a.table.cmp(&b.table))
                .then_with(|| a.place.cmp(&b.place))
        });
        self.skipped.sort_by_key(|skipped| Rule::order(skipped.rule));
        (self.findings, self.skipped)
    }
}

/// A day as exports write it, `0990301`; a day before 民國 1 as the western day that it is.
pub(super) fn written(day: i32) -> String {
    let date = date_of(day);
    match date.year() {
        1912.. => format!("{:03}{:02}{:02}", date.year() - 1911, date.month(), date.day()),
        _ => date.to_string(),
    }
}

/// `到職日 0990301`, and `／` with what else tells the row from others.
pub(super) fn place(field: &str, day: Option<i32>, other: Option<&str>) -> String {
    let day = day.map_or_else(|| "（空白）".to_owned(), written);
    match other {
        Some(other) => format!("{field} {day}／{other}"),
        None => format!("{field} {day}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::epoch_day;

    #[test]
    fn a_place_reads_like_the_cell_of_the_export() {
        assert_eq!(place("到職日", Some(epoch_day(date(2010, 3, 1))), Some("勞動部")), "到職日 0990301／勞動部");
        assert_eq!(written(epoch_day(date(1900, 1, 5))), "1900-01-05");
        assert_eq!(place("到職日", None, None), "到職日 （空白）");
    }
}
