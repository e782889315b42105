//! Where one published table answers a query, the proof finds it; where none does, it does not say that one would.

use hrstat::screening::{Verdict, check_coverage};

use crate::brute_force::{Tried, try_everything};
use crate::dice::Dice;
use crate::generator::query;
use crate::office::{AUTHORITY, Office};
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
            Tried::Nobody => nobody += 1,
            Tried::Table { entry, cross } => {
                answerable += 1;
                if covered {
                    found += 1;
                } else {
                    let reasons = &coverage.tables[0].reasons;
                    missed.push(format!("seed {seed}: {entry} {cross:?}\n{text}\n{reasons:#?}\n"));
                }
            }
            Tried::NoTable if covered => untrue.push(format!("seed {seed}: {:?}\n{text}\n", coverage.tables[0].source)),
            Tried::NoTable => {}
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

/// What the proof once missed, each beside its like that no table answers.
#[test]
fn what_was_missed_once_is_found_and_its_like_is_not() {
    const STAFF: &str = "在職 AND 人員類別 = '公務人員'";
    let by = |condition: &str, rest: &str| {
        let breaks = "[[derive]]\nname = \"細層\"\nband = \"年齡\"\nbreaks = [28, 40]\n";
        format!("title = \"試\"\nwhere = \"{condition}\"\n{breaks}[[table]]\ntitle = \"表\"\n{rest}")
    };
    let count = |condition: &str| format!("measures = [{{ name = \"計\", count = \"{condition}\" }}]");
    let women_over = count("年資 >= 25");
    let seniors = format!("在職 AND 主管機關 = '{AUTHORITY}' AND 主管級別 = '非主管'");
    let mean = "rows = [\"職系\"]\nmeasures = [{ name = \"均\", mean = \"年資\" }]";
    let office = Office::new(10);
    for (condition, rest, answered) in [
        // 中央地方 tells what 機關層級 is asked for.
        (format!("{STAFF} AND 機關層級 <> '中央'"), count("職系 = '資訊處理'"), true),
        (format!("{STAFF} AND 機關層級 = '縣市'"), count("職系 = '資訊處理'"), false),
        // Bands that are asked for lie within one band of the query.
        (format!("{STAFF} AND 年齡組 IN ('30–34', '35–39') AND 性別 = '女'"), "rows = [\"細層\"]".to_owned(), true),
        (format!("{STAFF} AND 年齡組 IN ('25–29', '30–34') AND 性別 = '女'"), "rows = [\"細層\"]".to_owned(), false),
        // Everybody is counted, so nobody need be told apart.
        (STAFF.to_owned(), format!("rows = [\"主管機關\", \"年齡組\"]\n{}", count("性別 IN ('男', '女')")), true),
        (STAFF.to_owned(), format!("rows = [\"主管機關\", \"年齡組\"]\n{}", count("性別 = '男'")), false),
        // Whoever meets one condition meets one branch of the other.
        (format!("{STAFF} AND 性別 = '女' AND (性別 = '女' OR 官等 = '簡任')"), women_over.clone(), true),
        (format!("{STAFF} AND 性別 = '女' AND NOT (性別 = '男' AND 官等 = '簡任')"), women_over.clone(), true),
        (format!("{STAFF} AND (性別 = '女' OR 官等 = '簡任')"), women_over, false),
        // A list has the numbers themselves; a published table of counts has not.
        (seniors, mean.to_owned(), true),
        (STAFF.to_owned(), mean.to_owned(), false),
    ] {
        let text = by(&condition, &rest);
        let asked = office.query(&text);
        let found = matches!(try_everything(&asked, &office), Tried::Table { .. });
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        assert_eq!((found, coverage.verdict == Verdict::Covered), (answered, answered), "{text}");
    }
}
