//! Where a part of a table is had, its recipe gives the figures of that part: whoever is told 「部分已有」 is told figures as well.

use std::collections::BTreeMap;

use hrstat::domain::AsOf;
use hrstat::query::{FrameSource, Orders, run_query};
use hrstat::screening::{Published, TablePart, Verdict, check_coverage, follow, materialise};

use crate::dice::Dice;
use crate::generator::query;
use crate::office::{LAST_DAY, Office};

/// Persons in the snapshot.
const PERSONS: u64 = 2_000;

/// `HRSTAT_QUERIES` asks for more.
fn queries() -> u64 {
    std::env::var("HRSTAT_QUERIES").ok().and_then(|text| text.parse().ok()).unwrap_or(250)
}

#[test]
fn the_recipe_of_a_part_gives_the_cells_of_the_part() {
    let office = Office::new(PERSONS);
    let snapshot = office.dataset.at(AsOf::new(LAST_DAY));
    let source: &dyn FrameSource = &snapshot;
    let mut tables: BTreeMap<String, Published> = BTreeMap::new();
    let (mut parts, mut cells) = (0, 0);
    let mut wrong: Vec<String> = Vec::new();
    for seed in 0..queries() {
        let text = query(&mut Dice::new(seed));
        let asked = office.query(&text);
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        for table in &coverage.tables {
            let Some(TablePart { query, steps: recipe }) = &table.part else { continue };
            assert_eq!(table.verdict, Verdict::Partial, "{text}");
            assert!(table.recipe.is_some() && !table.reasons.is_empty(), "{text}");
            parts += 1;
            let entry = office.catalogue.find(&recipe.entry).unwrap();
            let followed = follow(recipe, &mut |steps, mean| {
                let key = format!("{} {:?} {:?} {mean:?} {:?}", recipe.entry, recipe.scope, steps.fields, steps.made);
                if let Some(known) = tables.get(&key) {
                    return Ok(known.clone());
                }
                let made = materialise(entry, steps, &recipe.scope, mean, &office.dictionary, &[source])?;
                tables.insert(key, made.clone());
                Ok(made)
            })
            .unwrap_or_else(|error| panic!("seed {seed}: {error}: {error:?}\n{text}\n{recipe:?}"));
            let result = run_query(query, &office.dictionary, &[source], &Orders::new()).unwrap();
            cells += followed.height();
            let differences = followed.differences(&result.tables()[0]).unwrap();
            if let Some(first) = differences.first() {
                wrong.push(format!(
                    "seed {seed}: {} differences, first {first:?}\n{text}\n{table:?}",
                    differences.len()
                ));
            }
        }
    }
    println!("{parts} parts of {}; {cells} published cells", queries());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
    // A test that tries no part shows nothing.
    assert!(parts * 8 > queries(), "{parts}");
}
