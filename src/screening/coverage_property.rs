//! Covered means recomputable: over every person that a small world can hold, whoever falls into one published cell must
//! fall into one cell of the query, and nobody of the query may be missing from the entry.

use std::collections::BTreeMap;

use jiff::civil::date;
use polars::prelude::{Column, DataFrame, IntoLazy, NamedFrom, Series, col, lit};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::domain::{AsOf, Band, parse_dictionary};
use crate::expr::{Expr, band_to_polars, to_polars};
use crate::query::{Arguments, MeasureKind, check_query, parse_query, value_at};
use crate::settings::DEFAULT_DICTIONARY;
use crate::source::{Problems, SourceText};

const AGES: std::ops::Range<i64> = 18..70;
const BREAKS: [f64; 3] = [30.0, 40.0, 55.0];
const FINE: [f64; 2] = [28.0, 40.0];
const DECADES: [f64; 10] = [20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0];
const FIELDS: [&str; 5] = ["性別", "官等", "年齡組", "縣市", "年齡"];
const AXES: [&str; 6] = ["性別", "官等", "年齡組", "縣市", "層", "細層"];
const CONDITIONS: [&str; 18] = [
    "性別 = '女'",
    "性別 IN ('男', '女')",
    "性別 <> '男'",
    "官等 = '簡任'",
    "官等 IN ('簡任', '薦任')",
    "官等 <> '委任'",
    "官等 NOT IN ('委任', '特任')",
    "官等 IS NOT NULL",
    "官等 IS NULL",
    "年齡 < 30",
    "年齡 BETWEEN 30 AND 39",
    "年齡 >= 28",
    "年齡 > 54 AND 年齡 <= 64",
    "年齡 <> 45",
    "NOT 在職",
    "縣市 = '臺北市'",
    "(性別 = '女' OR 官等 = '簡任')",
    "縣市 LIKE '臺%'",
];

fn world() -> DataFrame {
    let (mut sex, mut rank, mut age, mut county, mut active) = (vec![], vec![], vec![], vec![], vec![]);
    for s in ["男", "女"] {
        for r in [Some("特任"), Some("簡任"), Some("薦任"), Some("委任"), None] {
            for a in AGES.map(Some).chain([None]) {
                for c in [Some("臺北市"), Some("宜蘭縣"), None] {
                    for on in [true, false] {
                        sex.push(s);
                        rank.push(r);
                        age.push(a);
                        county.push(c);
                        active.push(on);
                    }
                }
            }
        }
    }
    let height = sex.len();
    let columns: Vec<Column> = vec![
        Series::new("性別".into(), sex).into(),
        Series::new("官等".into(), rank).into(),
        Series::new("年齡".into(), age).into(),
        Series::new("縣市".into(), county).into(),
        Series::new("在職".into(), active).into(),
    ];
    let band = |breaks: &[f64]| band_to_polars("年齡", &Band::new(breaks.to_vec(), true).unwrap());
    let bands = [band(&DECADES).alias("年齡組"), band(&BREAKS).alias("層"), band(&FINE).alias("細層")];
    DataFrame::new(height, columns).unwrap().lazy().with_columns(bands).collect().unwrap()
}

fn holds(world: &DataFrame, condition: Option<&Expr>) -> Vec<bool> {
    let mask = condition.map_or_else(|| lit(true), to_polars).fill_null(lit(false));
    let frame = world.clone().lazy().with_column(mask.alias("holds")).select([col("holds")]).collect().unwrap();
    let column = frame.column("holds").unwrap();
    (0..world.height()).map(|row| value_at(column, row).unwrap() == crate::query::Value::Bool(true)).collect()
}

fn keys(world: &DataFrame, fields: &[String]) -> Vec<String> {
    let columns: Vec<&Column> = fields.iter().map(|name| world.column(name).unwrap()).collect();
    let key = |row| {
        columns.iter().map(|column| format!("{:?}", value_at(column, row).unwrap())).collect::<Vec<_>>().join("/")
    };
    (0..world.height()).map(key).collect()
}

fn some_of<'a>(random: &mut Pcg64Mcg, from: &[&'a str], at_most: usize) -> Vec<&'a str> {
    let mut chosen: Vec<&str> = Vec::new();
    for _ in 0..random.random_range(0..=at_most) {
        let one = from[random.random_range(0..from.len())];
        if !chosen.contains(&one) {
            chosen.push(one);
        }
    }
    chosen
}

#[test]
fn what_is_covered_can_be_recomputed_from_the_published_cells() {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
    let context = CoverageContext {
        today: date(2026, 10, 5),
        applicant_authority: None,
        latest_snapshot: Some(AsOf::new(date(2025, 12, 31))),
    };
    let world = world();
    let mut random = Pcg64Mcg::seed_from_u64(4);
    let mut covered = 0;
    for _ in 0..400 {
        let shared = some_of(&mut random, &CONDITIONS, 1);
        let theirs = [shared.clone(), vec!["在職"]].concat().join(" AND ");
        let mut asked = shared;
        asked.extend(some_of(&mut random, &CONDITIONS, 2));
        if random.random_range(0..10) > 0 {
            asked.push("在職");
        }
        let cross = some_of(&mut random, &FIELDS, 4);
        let rows = some_of(&mut random, &AXES, 2);
        let count = some_of(&mut random, &CONDITIONS, 1);
        let count = count.first().map(|text| format!(", {{ name = \"數\", count = \"{text}\" }}")).unwrap_or_default();
        let entry = format!(
            "[[entry]]\nid = \"T\"\nchannel = \"published\"\npublisher = \"某\"\ntitle = \"某\"\npopulation = \"{theirs}\"\n\
             crosses = [{cross:?}]\nmeasures = [\"人數\"]\nperiods = {{ every = \"year-end\", from = \"2016-12-31\" }}"
        );
        let population = if asked.is_empty() { String::new() } else { format!("where = \"{}\"", asked.join(" AND ")) };
        let text = format!(
            "title = \"試\"\n{population}\n[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = {BREAKS:?}\n[[derive]]\n\
             name = \"細層\"\nband = \"年齡\"\nbreaks = {FINE:?}\n[[table]]\ntitle = \"表\"\nrows = {rows:?}\n\
             measures = [\"人數\"{count}]"
        );
        let problems = Problems::new();
        let catalogue = parse_catalogue(&[SourceText::new("c", entry.as_str())], &dictionary, &problems).unwrap();
        let source = SourceText::new("q", text.as_str());
        let spec = parse_query(&source, &problems).unwrap();
        let query = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems).unwrap();
        if check_coverage(&query, &catalogue, &dictionary, &context).verdict != Verdict::Covered {
            continue;
        }
        covered += 1;
        let table = &query.tables()[0];
        let entry_of = catalogue.find("T").unwrap();
        let (in_query, in_entry) = (holds(&world, query.population()), holds(&world, entry_of.population.as_ref()));
        let (cells, published) = (keys(&world, &table.rows), keys(&world, &entry_of.crosses[0]));
        let counted: Vec<Vec<bool>> = table
            .measures
            .iter()
            .filter_map(|measure| match &measure.kind {
                MeasureKind::CountIf(condition) => Some(holds(&world, Some(condition))),
                _ => None,
            })
            .collect();
        let mut seen: BTreeMap<&str, (bool, &str, Vec<bool>)> = BTreeMap::new();
        for person in 0..world.height() {
            assert!(!in_query[person] || in_entry[person], "not in the entry\n{entry}\n{text}");
            if !in_entry[person] {
                continue;
            }
            let counts = counted.iter().map(|holds| holds[person]).collect();
            let cell = if in_query[person] { (true, cells[person].as_str(), counts) } else { (false, "", Vec::new()) };
            let first = seen.entry(&published[person]).or_insert_with(|| cell.clone());
            assert_eq!(*first, cell, "{}\n{entry}\n{text}", published[person]);
        }
    }
    // A property that is never tried shows nothing.
    assert!(covered > 20, "{covered}");
    println!("{covered} covered");
}
