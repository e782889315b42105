//! Why: a witness is a proof only if the engine agrees with it, and only if a false one is refused.

use jiff::civil::date;

use super::*;
use crate::domain::parse_dictionary;
use crate::query::{Arguments, check_query, parse_query};
use crate::screening::{Verdict, parse_catalogue};
use crate::settings::{DEFAULT_CATALOGUE, DEFAULT_DICTIONARY, STANDARD_QUERIES};
use crate::source::{Problems, SourceText};

fn dictionary() -> Dictionary {
    parse_dictionary(&SourceText::new("d", DEFAULT_DICTIONARY), &Problems::new()).unwrap()
}

fn catalogue(dictionary: &Dictionary) -> Catalogue {
    let sources: Vec<SourceText> = DEFAULT_CATALOGUE.iter().map(|(name, text)| SourceText::new(*name, *text)).collect();
    parse_catalogue(&sources, dictionary, &Problems::new()).unwrap()
}

fn context() -> CoverageContext {
    CoverageContext {
        today: date(2026, 10, 5),
        applicant_authority: Some("勞動部".to_owned()),
        latest_snapshot: Some(AsOf::new(date(2025, 12, 31))),
    }
}

fn query(population: &str, rest: &str, dictionary: &Dictionary) -> Query {
    let population = if population.is_empty() { String::new() } else { format!("where = \"{population}\"\n") };
    let text = format!("title = \"試\"\n{population}[[table]]\ntitle = \"表\"\n{rest}");
    let (source, problems) = (SourceText::new("q", text), Problems::new());
    let spec = parse_query(&source, &problems).unwrap();
    check_query(&spec, dictionary, &source, &Arguments::none(), &problems).unwrap()
}

const STAFF: &str = "在職 AND 人員類別 = '公務人員'";

#[test]
fn what_is_not_covered_has_a_witness_that_holds_against_every_entry() {
    let dictionary = dictionary();
    let catalogue = catalogue(&dictionary);
    let staff = |more: &str| format!("{STAFF} AND {more}");
    let band = "[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = [28, 40]";
    let cases = [
        ("no such field", STAFF.to_owned(), "rows = [\"畢業學校\"]".to_owned()),
        ("an edge within a band", staff("年齡 < 28"), "rows = [\"縣市\"]".to_owned()),
        ("bands of its own", STAFF.to_owned(), format!("rows = [\"層\"]\n{band}")),
        ("a three-way cross in two tables", STAFF.to_owned(), "rows = [\"職系\", \"性別\", \"中央地方\"]".to_owned()),
        ("an OR over two fields", staff("(縣市 = '臺北市' OR 職系 = '人事行政')"), "rows = [\"性別\"]".to_owned()),
        ("a cross of two fields", STAFF.to_owned(), "rows = [\"主管機關\", \"職系\"]".to_owned()),
        ("other staff too", "在職".to_owned(), "rows = [\"性別\"]".to_owned()),
        ("those who left too", String::new(), "rows = [\"性別\"]".to_owned()),
        (
            "a mean that is not published",
            STAFF.to_owned(),
            "rows = [\"教育程度\"]\nmeasures = [{ name = \"均\", mean = \"年齡\" }]".to_owned(),
        ),
    ];
    for (why, population, rest) in cases {
        let asked = query(&population, &rest, &dictionary);
        let found = find_witness(&asked, 0, &catalogue, &dictionary, &context()).unwrap();
        let Finding::Found(witness) = found else { panic!("{why}: {found:?}") };
        assert_eq!(witness.against, None, "{why}");
        assert!(witness.entries.len() > 20, "{why}");
        assert!(witness.left.len() + witness.right.len() <= 8, "{why}");
    }
}

/// Nothing that is covered can have a witness: the two sides would differ in a figure made of equal ones.
#[test]
fn what_is_covered_has_none() {
    let dictionary = dictionary();
    let catalogue = catalogue(&dictionary);
    for rest in ["rows = [\"性別\", \"機關類別\", \"年齡組\"]", "rows = [\"中央地方\"]"] {
        let asked = query(STAFF, rest, &dictionary);
        let found = find_witness(&asked, 0, &catalogue, &dictionary, &context()).unwrap();
        assert!(matches!(found, Finding::None(_)), "{rest}: {found:?}");
    }
}

#[test]
fn a_tampered_witness_is_refused() {
    let dictionary = dictionary();
    let catalogue = catalogue(&dictionary);
    let asked = query(STAFF, "rows = [\"畢業學校\"]", &dictionary);
    let published = |entry| Some(Published { entry, query: published(entry, &dictionary, true)? });
    let visible: Vec<Published<'_>> = catalogue.find("MOCS-03").into_iter().filter_map(published).collect();
    let day = date(2025, 12, 31);
    let seek = Seek { query: &asked, table: 0, dictionary: &dictionary, day, visible };
    let taken: Vec<&Published<'_>> = seek.visible.iter().collect();
    let someone = |changes: &[(&str, &str)]| {
        let mut person = ordinary(&dictionary, day);
        for (field, value) in changes {
            person.insert((*field).to_owned(), Value::Text((*value).to_owned()));
        }
        vec![person]
    };
    let (a, b) = (someone(&[("畢業學校", "測試甲")]), someone(&[("畢業學校", "測試乙")]));
    assert!(seek.holds(&a, &b, &taken).unwrap().is_some(), "the true one");
    let woman = someone(&[("畢業學校", "測試乙"), ("性別", "女")]);
    assert_eq!(seek.holds(&a, &woman, &taken).unwrap(), None, "a published figure tells them apart");
    assert_eq!(seek.holds(&a, &a, &taken).unwrap(), None, "the answer is the same");
}

#[test]
fn beyond_its_fragment_the_search_says_so() {
    let dictionary = dictionary();
    let catalogue = catalogue(&dictionary);
    let child = "rows = [\"次\"]\n[[derive]]\nname = \"次\"\nfrom = \"考績\"\ntake = \"count\"";
    let asked = query(STAFF, child, &dictionary);
    let found = find_witness(&asked, 0, &catalogue, &dictionary, &context()).unwrap();
    assert!(matches!(found, Finding::None(reason) if reason.contains("人員以外")));
}

/// Proof and witness are two ways to the same truth, written apart: they must never contradict each other.
#[test]
fn no_table_of_the_standard_queries_is_covered_and_has_a_witness() {
    let dictionary = dictionary();
    let catalogue = catalogue(&dictionary);
    let mut tried = 0;
    for (name, text) in STANDARD_QUERIES {
        let (source, problems) = (SourceText::new(*name, *text), Problems::new());
        let spec = parse_query(&source, &problems).unwrap();
        let asked = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems).unwrap();
        let coverage = check_coverage(&asked, &catalogue, &dictionary, &context());
        let covered = |(_, table): &(usize, &crate::screening::TableCoverage)| table.verdict == Verdict::Covered;
        for (place, table) in coverage.tables.iter().enumerate().filter(covered) {
            let finding = find_witness(&asked, place, &catalogue, &dictionary, &context()).unwrap();
            assert!(matches!(finding, Finding::None(_)), "{name} {}: {finding:#?}", table.title);
            tried += 1;
        }
    }
    assert!(tried > 5, "{tried}");
}
