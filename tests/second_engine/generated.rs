//! A thousand invented queries. `HRSTAT_QUERIES=20000` asks for more, `HRSTAT_FIRST_SEED=1234` begins elsewhere.

use crate::both::{Both, dictionary};
use crate::generator::invent;

/// How many queries are invented where nobody says otherwise.
const QUERIES: u64 = 1_000;
/// How many that show a difference are told, each made as small as it can be.
const TOLD: usize = 5;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

#[test]
fn invented_queries_have_one_answer() {
    let dictionary = dictionary();
    let both = Both::invented(&dictionary);
    let first = setting("HRSTAT_FIRST_SEED", 1);
    let mut told = Vec::new();
    for seed in first..first + setting("HRSTAT_QUERIES", QUERIES) {
        let (draft, _) = invent(&dictionary, seed);
        if both.difference(&draft.to_toml()).is_none() {
            continue;
        }
        // A part that is refused once another is gone is no smaller fault.
        let small = draft.shrunk(|draft| {
            let toml = draft.to_toml();
            both.plan(&toml).is_ok() && both.difference(&toml).is_some()
        });
        let toml = small.to_toml();
        told.push(format!("seed {seed}\n{toml}{}\n", both.difference(&toml).unwrap()));
        if told.len() == TOLD {
            break;
        }
    }
    assert!(told.is_empty(), "the engines differ:\n\n{}", told.join("\n"));
}
