//! What the tests of this room share; the tests themselves stand by subject in files of their own.

mod calibrated;
mod lives;
mod logic;
mod tables;
mod years;

use std::collections::HashMap;

use jiff::civil::Date;
use polars::prelude::DataFrame;

use super::super::NoProgress;
use super::*;
use crate::domain::epoch_day;
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY};
use crate::source::{Problems, SourceText};

pub(crate) fn authorities() -> Authorities {
    let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
    crate::domain::parse_authorities(&source, &Problems::new()).unwrap()
}

pub(crate) fn dictionary() -> Dictionary {
    let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
    crate::domain::parse_dictionary(&source, &Problems::new()).unwrap()
}

const YEAR_END: Date = Date::constant(2025, 12, 31);

fn options(persons: u64, seed: u64) -> SynthOptions {
    SynthOptions { persons, seed, as_of: AsOf::new(YEAR_END) }
}

fn made(persons: u64, seed: u64) -> Dataset {
    synthesize(&dictionary(), &authorities(), &options(persons, seed), &NoProgress).unwrap()
}

/// The same with 人員 alone, for what needs many persons.
fn persons_only(persons: u64, seed: u64) -> Dataset {
    let mut dictionary = dictionary();
    dictionary.tables.truncate(1);
    synthesize(&dictionary, &authorities(), &options(persons, seed), &NoProgress).unwrap()
}

/// The snapshots of so many year-ends, the oldest first.
fn made_years(persons: u64, seed: u64, years: u32) -> Vec<(AsOf, Dataset)> {
    let mut snapshots = Vec::new();
    let (dictionary, authorities) = (dictionary(), authorities());
    synthesize_years(&dictionary, &authorities, &options(persons, seed), years, &NoProgress, &mut |as_of, dataset| {
        snapshots.push((as_of, dataset));
        Ok::<_, SynthError>(())
    })
    .unwrap();
    snapshots
}

fn texts(frame: &DataFrame, column: &str) -> Vec<Option<String>> {
    frame.column(column).unwrap().str().unwrap().iter().map(|text| text.map(ToOwned::to_owned)).collect()
}

fn days(frame: &DataFrame, column: &str) -> Vec<Option<i32>> {
    frame.column(column).unwrap().date().unwrap().physical().iter().collect()
}

fn numbers(frame: &DataFrame, column: &str) -> Vec<Option<i32>> {
    frame.column(column).unwrap().i32().unwrap().iter().collect()
}

fn completed_years(from: i32, to: i32) -> i32 {
    let (from, to) = (date_of(from), date_of(to));
    i32::from(to.year() - from.year()) - i32::from((to.month(), to.day()) < (from.month(), from.day()))
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons")]
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

fn rows_by_person(frame: &DataFrame) -> HashMap<String, Vec<usize>> {
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        rows.entry(identity.unwrap()).or_default().push(row);
    }
    rows
}
