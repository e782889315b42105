//! Coverage at full size: `cargo bench --bench coverage`.
//!
//! First one check of a query against a catalogue of 5,000 entries: those of the embedded catalogue over and over, each under a
//! number of its own. Then random queries, those of the test of the same name, over a snapshot of 400,000 persons: every recipe
//! is followed over the tables that its entry would publish, and compared cell by cell with what the query gives. With
//! `HRSTAT_QUERIES=1000 HRSTAT_BENCH_PERSONS=20000` there are fewer; `-- check` or `-- recipes` measures one of the two.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

#[path = "../tests/second_engine/dice.rs"]
mod dice;
#[path = "../tests/coverage/followed.rs"]
mod followed;
#[path = "../tests/coverage/generator.rs"]
mod generator;
#[path = "../tests/coverage/office.rs"]
mod office;

use std::time::{Duration, Instant};

use hrstat::domain::{AsOf, parse_dictionary};
use hrstat::query::{Arguments, check_query, parse_query};
use hrstat::screening::{CoverageContext, check_coverage, parse_catalogue};
use hrstat::settings::{DEFAULT_CATALOGUE, DEFAULT_DICTIONARY, STANDARD_QUERIES};
use hrstat::source::{Problems, SourceText};
use jiff::civil::date;

use followed::{Compared, compare};
use office::Office;

const ENTRIES: usize = 5_000;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

fn main() {
    // `cargo bench` adds a word of its own.
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|word| word == name);
    if wanted("check") {
        one_check();
    }
    if wanted("recipes") {
        recipes();
    }
}

/// Every recipe, followed over the tables of everybody.
fn recipes() {
    let (persons, queries) = (setting("HRSTAT_BENCH_PERSONS", 400_000), setting("HRSTAT_QUERIES", 10_000));
    let start = Instant::now();
    let office = Office::new(persons);
    println!("{persons} persons made: {:?}", start.elapsed());
    let start = Instant::now();
    let Compared { covered, cells, by_entry, wrong } = compare(&office, queries);
    println!(
        "{queries} queries, {covered} tables covered by {} entries; {cells} published cells taken; {} tables differ: {:?}",
        by_entry.len(),
        wrong.len(),
        start.elapsed()
    );
    assert!(wrong.is_empty(), "{}", wrong[0]);
}

fn one_check() {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
    let mut files = Vec::new();
    let mut entries = 0;
    while entries < ENTRIES {
        for (name, text) in DEFAULT_CATALOGUE {
            let copy = files.len();
            entries += text.matches("[[entry]]").count();
            let text = text.replace("\nid = \"", &format!("\nid = \"C{copy}-"));
            files.push(SourceText::new(format!("{copy}-{name}"), text));
        }
    }
    let start = Instant::now();
    let catalogue = parse_catalogue(&files, &dictionary, &problems).unwrap();
    println!("{} entries read: {:?}", catalogue.len(), start.elapsed());
    let context = CoverageContext {
        today: date(2026, 10, 5),
        applicant_authority: Some("臺北市政府".to_owned()),
        latest_snapshot: Some(AsOf::new(date(2025, 12, 31))),
    };
    let mut slowest = (Duration::ZERO, "");
    let mut all = Vec::new();
    for (name, text) in STANDARD_QUERIES {
        let source = SourceText::new(*name, *text);
        let spec = parse_query(&source, &problems).unwrap();
        let Some(query) = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems) else { continue };
        let times = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(check_coverage(&query, &catalogue, &dictionary, &context));
            start.elapsed()
        });
        let time = median(times.collect());
        all.push(time);
        if time > slowest.0 {
            slowest = (time, name);
        }
    }
    println!(
        "one check: median {:?} over {} standard queries; slowest {:?} ({})",
        median(all.clone()),
        all.len(),
        slowest.0,
        slowest.1
    );
}
