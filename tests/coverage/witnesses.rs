//! A table that the catalogue does not answer, by its fields or its population, has a witness that it cannot be had.

use hrstat::screening::{Condition, Finding, Verdict, check_coverage, find_witness};

use crate::brute_force::{Tried, try_everything};
use crate::dice::Dice;
use crate::generator::query;
use crate::office::Office;

/// Queries tried; `HRSTAT_WITNESSES` asks for more.
fn queries() -> u64 {
    std::env::var("HRSTAT_WITNESSES").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

#[test]
fn what_is_not_covered_by_fields_or_population_has_a_witness() {
    let office = Office::new(10);
    let (mut found, mut of_one_entry) = (0, 0);
    let mut missing: Vec<String> = Vec::new();
    for seed in 0..queries() {
        let text = query(&mut Dice::new(seed));
        let asked = office.query(&text);
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        let Some(table) = coverage.tables.first().filter(|table| table.verdict != Verdict::Covered) else {
            continue;
        };
        let by = table.reasons.first().map(|reason| reason.condition);
        if asked.tables().is_empty() || !matches!(by, Some(Condition::Dimensions | Condition::Population)) {
            continue;
        }
        match find_witness(&asked, 0, &office.catalogue, &office.dictionary, &Office::context()).unwrap() {
            Finding::Found(witness) if witness.against.is_some() => of_one_entry += 1,
            Finding::Found(_) => found += 1,
            // Of nobody every set of persons gives the same figures.
            Finding::None(_) if matches!(try_everything(&asked, &office), Tried::Nobody) => {}
            Finding::None(reason) => missing.push(format!("seed {seed}: {reason}\n{text}")),
        }
    }
    println!("{found} against every entry, {of_one_entry} against the nearest, {} none", missing.len());
    assert!(found * 8 > queries(), "{found}");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
