//! One check of a query against a catalogue of 5,000 entries: `cargo bench --bench
//! coverage`. The entries are those of the embedded catalogue over and over, each under a number of its own.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

use std::time::{Duration, Instant};

use hrstat::domain::{AsOf, parse_dictionary};
use hrstat::query::{Arguments, check_query, parse_query};
use hrstat::screening::{CoverageContext, check_coverage, parse_catalogue};
use hrstat::settings::{DEFAULT_CATALOGUE, DEFAULT_DICTIONARY, STANDARD_QUERIES};
use hrstat::source::{Problems, SourceText};
use jiff::civil::date;

const ENTRIES: usize = 5_000;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
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
