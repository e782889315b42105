//! Random queries whose recipes are followed over the tables that their entries would publish, compared cell by cell with what
//! the query gives by itself. The bench does the same with everybody.

use std::collections::BTreeMap;

use hrstat::domain::AsOf;
use hrstat::query::{FrameSource, Orders, run_query};
use hrstat::screening::{Published, Recipe, Verdict, check_coverage, follow, materialise};

use crate::dice::Dice;
use crate::generator::query;
use crate::office::{LAST_DAY, Office};

/// What came of some queries.
#[derive(Default)]
pub(crate) struct Compared {
    /// Tables and lists that are covered.
    pub(crate) covered: u64,
    /// The published cells that their recipes took.
    pub(crate) cells: usize,
    /// How many recipes there are of each entry.
    pub(crate) by_entry: BTreeMap<String, usize>,
    /// What differs, or cannot be followed.
    pub(crate) wrong: Vec<String>,
}

/// Follows the recipes of the queries of the first `seeds`.
pub(crate) fn compare(office: &Office, seeds: u64) -> Compared {
    let snapshot = office.dataset.at(AsOf::new(LAST_DAY));
    let source: &dyn FrameSource = &snapshot;
    let mut tables: BTreeMap<String, Published> = BTreeMap::new();
    let mut compared = Compared::default();
    for seed in 0..seeds {
        let text = query(&mut Dice::new(seed));
        let asked = office.query(&text);
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        for (index, table) in coverage.tables.iter().enumerate() {
            let Some(recipe) = &table.steps else {
                assert_ne!(table.verdict, Verdict::Covered, "{text}");
                continue;
            };
            compared.covered += 1;
            *compared.by_entry.entry(recipe.entry.clone()).or_default() += 1;
            let entry = office.catalogue.find(&recipe.entry).unwrap();
            let followed = follow(recipe, &mut |steps, mean| {
                let made = || materialise(entry, steps, &recipe.scope, mean, &office.dictionary, &[source]);
                // Columns of a list are chosen anew for every question; a table of figures is always the same.
                if entry.detail {
                    return made();
                }
                let key = format!("{} {:?} {:?} {mean:?} {:?}", recipe.entry, recipe.scope, steps.fields, steps.made);
                if let Some(known) = tables.get(&key) {
                    return Ok(known.clone());
                }
                let made = made()?;
                tables.insert(key, made.clone());
                Ok(made)
            });
            let followed = match followed {
                Ok(followed) => followed,
                Err(error) => {
                    compared.wrong.push(said(seed, &text, recipe, &format!("{error}: {error:?}")));
                    continue;
                }
            };
            let result = run_query(&asked, &office.dictionary, &[source], &Orders::new()).unwrap();
            let differences = followed.differences(&result.tables()[index]).unwrap();
            compared.cells += followed.height();
            if let Some(first) = differences.first() {
                let what = format!("{} differences, first {first:?}", differences.len());
                compared.wrong.push(said(seed, &text, recipe, &what));
            }
        }
    }
    compared
}

fn said(seed: u64, text: &str, recipe: &Recipe, what: &str) -> String {
    format!("seed {seed}: {what}\n{text}\n{recipe:?}\n")
}
