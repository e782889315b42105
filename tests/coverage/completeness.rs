//! Where one published table answers a query, the proof finds it; where none does, it does not say that one would.

use hrstat::screening::{Verdict, check_coverage};

use crate::brute_force::{Found, try_everything};
use crate::dice::Dice;
use crate::generator::query;
use crate::office::Office;
use crate::recipes::queries;

#[test]
fn the_proof_finds_what_trying_every_table_finds() {
    let office = Office::new(10);
    let (mut answerable, mut found, mut nobody) = (0_u64, 0_u64, 0_u64);
    let (mut missed, mut untrue) = (Vec::new(), Vec::new());
    for seed in 0..queries() {
        let text = query(&mut Dice::new(seed));
        let asked = office.query(&text);
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        let covered = coverage.verdict == Verdict::Covered;
        match try_everything(&asked, &office) {
            None => nobody += 1,
            Some(Some(table)) => {
                answerable += 1;
                if covered {
                    found += 1;
                } else {
                    let reasons = &coverage.tables[0].reasons;
                    let Found { entry, cross } = table;
                    missed.push(format!("seed {seed}: {entry} {cross:?}\n{text}\n{reasons:#?}\n"));
                }
            }
            Some(None) if covered => untrue.push(format!("seed {seed}: {:?}\n{text}\n", coverage.tables[0].source)),
            Some(None) => {}
        }
    }
    println!(
        "{answerable} of {} answered by one table, {found} of them found, {} not; {nobody} about nobody",
        queries(),
        missed.len()
    );
    let first = |all: &[String]| all.iter().take(8).cloned().collect::<Vec<_>>().join("\n");
    assert!(untrue.is_empty(), "{} covered by no table:\n{}", untrue.len(), first(&untrue));
    // A test that finds nothing shows nothing.
    assert!(answerable * 8 > queries(), "{answerable}");
    assert!(found * 100 >= answerable * 99, "{} missed:\n{}", missed.len(), first(&missed));
    print!("{}", first(&missed));
}
