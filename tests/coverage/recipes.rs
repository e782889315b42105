//! Every recipe gives the figures that the query gives.

use hrstat::domain::AsOf;
use hrstat::query::{FrameSource, Orders, run_query};
use hrstat::screening::{CellSteps, Recipe, check_coverage, follow, materialise};

use crate::followed::{Compared, compare};
use crate::office::{LAST_DAY, Office};

/// Persons in the snapshot.
const PERSONS: u64 = 3_000;

/// `HRSTAT_QUERIES` asks for more.
pub(crate) fn queries() -> u64 {
    std::env::var("HRSTAT_QUERIES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

#[test]
fn a_recipe_followed_over_the_published_tables_gives_the_cells_of_the_query() {
    let Compared { covered, cells, by_entry, wrong } = compare(&Office::new(PERSONS), queries());
    println!("{covered} covered of {}; {cells} published cells; by entry {by_entry:?}", queries());
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.iter().take(8).cloned().collect::<Vec<_>>().join("\n")
    );
    // A test that covers nothing shows nothing.
    assert!(covered * 8 > queries() && by_entry.len() >= 8, "{covered} {by_entry:?}");
}

/// A recipe that forgets a condition must not pass: then the comparison would show nothing.
#[test]
fn a_recipe_with_a_step_left_out_gives_other_cells() {
    let office = Office::new(PERSONS);
    let snapshot = office.dataset.at(AsOf::new(LAST_DAY));
    let source: &dyn FrameSource = &snapshot;
    let text = "title = \"試\"\nwhere = \"在職 AND 人員類別 = '公務人員' AND (年齡 < 30 OR 年齡 >= 60)\"\n[[table]]\ntitle = \"表\"\n\
                rows = [\"縣市\"]\ntotals = true\nmeasures = [\"人數\"]";
    let asked = office.query(text);
    let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
    let recipe = coverage.tables[0].steps.clone().unwrap();
    let entry = office.catalogue.find(&recipe.entry).unwrap();
    let result = run_query(&asked, &office.dictionary, &[source], &Orders::new()).unwrap();
    let differences = |recipe: &Recipe| {
        let mut tables = |steps: &CellSteps, mean: Option<&str>| {
            materialise(entry, steps, &recipe.scope, mean, &office.dictionary, &[source])
        };
        follow(recipe, &mut tables).unwrap().differences(&result.tables()[0]).unwrap()
    };
    assert_eq!(differences(&recipe), []);
    let mut careless = recipe.clone();
    careless.cells.keep.clear();
    let found = differences(&careless);
    assert!(found.len() > 10 && found.iter().any(|difference| difference.place == "｜人數"), "{found:?}");
}
