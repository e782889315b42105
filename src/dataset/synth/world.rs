//! What all lives share: the agencies, the last day, and the year-ends before it on which lives are looked at.
//!
//! A world is made for its last day. An earlier snapshot is the same world seen on an earlier day ([`View`]), so that
//! snapshots of several years belong together: nobody's past changes, and what came later is not there yet.

use std::collections::HashMap;

use jiff::civil::Date;

use super::agencies::Agencies;
use crate::domain::Dictionary;
use crate::domain::{date_of, epoch_day};

/// No working life is longer.
const YEAR_ENDS: i16 = 70;
/// How many years the row of somebody who has left stays in 人員.
pub(super) const LEAVER_YEARS: usize = 3;

/// What all lives share.
pub(super) struct World<'a> {
    pub(super) agencies: &'a Agencies,
    pub(super) seed: u64,
    /// 職系 → 職組.
    pub(super) groups: HashMap<String, String>,
    /// The last day and the same day of the years before it, in order.
    year_ends: Vec<i32>,
}

impl<'a> World<'a> {
    /// The world that ends on `as_of`.
    pub(super) fn new(dictionary: &Dictionary, agencies: &'a Agencies, as_of: Date, seed: u64) -> Self {
        let year_ends = (0..=YEAR_ENDS).rev().map(|back| epoch_day(years_before(as_of, back))).collect();
        Self { agencies, seed, groups: series_groups(dictionary), year_ends }
    }

    /// The last day.
    pub(super) fn today(&self) -> i32 {
        self.year_end(0)
    }

    /// The last day, so many years before.
    pub(super) fn year_end(&self, back: usize) -> i32 {
        self.year_ends[self.year_ends.len() - 1 - back.min(self.year_ends.len() - 1)]
    }

    /// The first year-end that is not before `day`; `day` itself after the last one.
    ///
    /// Nothing that takes effect on a day may wait for its paper beyond the next snapshot.
    pub(super) fn year_end_from(&self, day: i32) -> i32 {
        self.year_ends.get(self.year_ends.partition_point(|end| *end < day)).copied().unwrap_or(day)
    }
}

/// The day on which the world is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) day: i32,
    /// The day before which those who have left by then are no longer in 人員.
    pub(super) forgotten: i32,
    /// The last calendar year that is over.
    closed: i16,
}

impl View {
    /// The view on the year-end `back` years before the last day.
    pub(super) fn new(world: &World<'_>, back: usize) -> Self {
        let day = world.year_end(back);
        Self { day, forgotten: world.year_end(back + LEAVER_YEARS), closed: closed_year(day) }
    }

    /// Whether what happened on `day` is known.
    pub(super) fn sees(self, day: i32) -> bool {
        day <= self.day
    }

    /// Whether `year` is over.
    pub(super) fn closes(self, year: i16) -> bool {
        year <= self.closed
    }
}

/// The last calendar year that is over on `day`.
pub(super) fn closed_year(day: i32) -> i16 {
    let date = date_of(day);
    if (date.month(), date.day()) == (12, 31) { date.year() } else { date.year() - 1 }
}

/// The same day `years` earlier; 29 February becomes the 28th.
pub(super) fn years_before(date: Date, years: i16) -> Date {
    Date::new(date.year() - years, date.month(), date.day())
        .unwrap_or_else(|_| Date::constant(date.year() - years, date.month(), 28))
}

/// The group's code is the first two characters of the series' code.
fn series_groups(dictionary: &Dictionary) -> HashMap<String, String> {
    let (Some(series), Some(groups)) = (dictionary.code_list("職系"), dictionary.code_list("職組")) else {
        return HashMap::new();
    };
    let group_of = |code: &str| groups.values.iter().find(|group| Some(group.code.as_str()) == code.get(..2));
    series.values.iter().filter_map(|value| Some((value.label.clone(), group_of(&value.code)?.label.clone()))).collect()
}
