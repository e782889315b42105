//! Why: a draft is worth something if it finds what a statistician finds, and nothing else. Applications with the
//! expectations of a statistician, in dictionary terms; the drafts are read as anybody would read them, from their TOML.

use jiff::civil::date;

use super::fixture::{authorities, dictionary, lexicon};
use super::{Brief, Draft, draft};
use crate::domain::{AsOf, parse_date};

fn drafted(request: &toml::Table) -> Draft {
    let form = request["form"].as_table().unwrap();
    let agency = form["agency"].as_str().unwrap();
    let applied = parse_date(form["applied"].as_str().unwrap()).unwrap_or(date(2026, 11, 23));
    let authority = form["authority"].as_str().unwrap();
    let authority = authorities().find(authority).map(|authority| authority.name.as_str());
    let days: Vec<AsOf> =
        [date(2026, 9, 30), date(2026, 6, 30), date(2025, 12, 31), date(2024, 12, 31)].map(AsOf::new).to_vec();
    let brief = Brief { today: applied, agency, authority, snapshots: &days, deadlines: &[], sample_columns: &[] };
    draft(form["description"].as_str().unwrap(), &brief, lexicon(), dictionary())
}

fn requests(text: &str) -> Vec<toml::Table> {
    let root: toml::Table = toml::from_str(text).unwrap();
    root["request"].as_array().unwrap().iter().map(|request| request.as_table().unwrap().clone()).collect()
}

#[test]
#[ignore = "prints drafts while the rules are worked on"]
fn show() {
    let file = std::env::var("DRAFT_FILE").unwrap_or("/work/shared/data/requests.toml".to_owned());
    let only = std::env::var("DRAFT_ID").unwrap_or_default();
    for request in requests(&std::fs::read_to_string(file).unwrap()) {
        let id = request["id"].as_str().unwrap();
        if !only.is_empty() && !only.split(',').any(|one| one == id) {
            continue;
        }
        let draft = drafted(&request);
        eprintln!("==== {id}\n{}\n{}", request["form"]["description"].as_str().unwrap(), draft.query);
        for one in &draft.understood {
            if one.meaning != "用語" {
                eprint!("[{}→{}] ", one.text.trim(), one.meaning);
            }
        }
        eprintln!("\nNOT: {:?}", draft.not_understood.iter().map(|one| one.text.as_str()).collect::<Vec<_>>());
        eprintln!("ASK: {:#?}", draft.questions);
    }
}
