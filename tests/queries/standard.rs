//! Why: a standard query that does not parse, or runs and finds nobody, is found by an office on its busiest day. Each is run
//! over the synthetic years with its defaults and with other values, and what must add up is added up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hrstat::dataset::{Dataset, NoProgress, SynthError, SynthOptions, synthesize_years};
use hrstat::domain::{AsOf, parse_authorities, parse_dictionary};
use hrstat::query::{
    Arguments, FrameSource, MeasureKind, Orders, Query, RawContent, RawCrossTab, RawResult, Snapshots, Value,
    check_dictionary, check_query, parse_query, run_query,
};
use hrstat::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY, QUERY_MANUAL, STANDARD_QUERIES};
use hrstat::source::{Problems, SourceText};

use super::small_world::dictionary;

/// Enough for the smallest population asked for: the offices of Changhua, those who hold a second post.
const PERSONS: u64 = 6_000;

/// Other values than the defaults, for every query that has parameters.
const OTHER_VALUES: &[(&str, &[(&str, &str)])] = &[
    ("主管名冊.toml", &[("主管機關", "財政部")]),
    ("離職率.toml", &[("年度", "113")]),
    ("新進人員.toml", &[("年度", "113")]),
    ("高考三級留任.toml", &[("起年", "106"), ("迄年", "109")]),
    ("陞遷間隔.toml", &[("起年", "110"), ("迄年", "111")]),
    ("調任去向.toml", &[("年度", "113"), ("主管機關", "財政部")]),
    ("屆齡退休推估.toml", &[("年數", "10"), ("屆退年齡", "60")]),
    ("退休人員.toml", &[("年度", "113")]),
    ("考績甲等比率.toml", &[("年度", "113")]),
    ("訓練時數.toml", &[("年度", "113")]),
    ("平時獎懲.toml", &[("年度", "113")]),
    ("單一職系人力.toml", &[("職系", "人事行政")]),
    ("公所初任人員任職月數.toml", &[("起年", "105"), ("迄年", "109")]),
    ("護理人員離職.toml", &[("年度", "113")]),
    ("資深人員名冊.toml", &[("主管機關", "臺北市政府"), ("年數", "30")]),
];

/// Five year-ends, the last of them 114.12.31.
static YEARS: LazyLock<Vec<(AsOf, Dataset)>> = LazyLock::new(|| {
    let authorities =
        parse_authorities(&SourceText::new("authorities.toml", DEFAULT_AUTHORITIES), &Problems::new()).unwrap();
    let options = SynthOptions { persons: PERSONS, seed: 20, as_of: AsOf::new("2025-12-31".parse().unwrap()) };
    let mut years = Vec::new();
    synthesize_years(&dictionary(), &authorities, &options, 5, &NoProgress, &mut |as_of, dataset| {
        years.push((as_of, dataset));
        Ok::<_, SynthError>(())
    })
    .unwrap();
    years
});

fn planned(name: &str, text: &str, arguments: &[(&str, &str)]) -> Query {
    let problems = Problems::new();
    let source = SourceText::new(name, text);
    let arguments: Arguments = arguments.iter().copied().collect();
    let query = parse_query(&source, &problems)
        .and_then(|spec| check_query(&spec, &dictionary(), &source, &arguments, &problems));
    query.unwrap_or_else(|| panic!("{name}: {:#?}", problems.into_sorted()))
}

fn run(query: &Query) -> RawResult {
    let asked: Vec<_> = match query.snapshots() {
        Snapshots::Latest => YEARS.iter().rev().take(1).collect(),
        Snapshots::Dates(days) => {
            let found: Vec<_> = YEARS.iter().filter(|(as_of, _)| days.contains(as_of)).collect();
            assert_eq!(found.len(), days.len(), "{}", query.title());
            found
        }
    };
    let sources: Vec<_> = asked.iter().map(|(as_of, dataset)| dataset.at(*as_of)).collect();
    let sources: Vec<&dyn FrameSource> = sources.iter().map(|source| source as &dyn FrameSource).collect();
    run_query(query, &dictionary(), &sources, &Orders::new()).unwrap()
}

fn standard(name: &str, arguments: &[(&str, &str)]) -> (Query, RawResult) {
    let (_, text) = STANDARD_QUERIES.iter().find(|(known, _)| *known == name).unwrap();
    let query = planned(name, text, arguments);
    let result = run(&query);
    (query, result)
}

fn crosstab(result: &RawResult, index: usize) -> &RawCrossTab {
    match result.tables()[index].content() {
        RawContent::CrossTab(table) => table,
        RawContent::List(_) => panic!("table {index} is a list"),
    }
}

fn count(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        other => panic!("{other:?} is no count"),
    }
}

/// What the table says in the column of all, in its last row (the total).
fn total_value<'a>(table: &'a RawCrossTab, measure: &str) -> &'a Value {
    let measure = table.measures().iter().position(|known| known.name == measure).unwrap();
    let (row, column) = (table.row_keys().len() - 1, table.column_keys().len() - 1);
    assert!(table.row_keys()[row].is_none(), "no total");
    &table.cell(row, column, measure).unwrap().value
}

fn total(table: &RawCrossTab, measure: &str) -> i64 {
    count(total_value(table, measure))
}

/// The total of a rate or a mean.
fn total_rate(table: &RawCrossTab, measure: &str) -> f64 {
    match total_value(table, measure) {
        Value::Decimal(number) => *number,
        other => panic!("{other:?} is no rate"),
    }
}

#[test]
fn every_standard_query_fits_the_dictionary_and_says_what_it_is() {
    let problems = Problems::new();
    let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
    let dictionary = parse_dictionary(&source, &problems).unwrap();
    check_dictionary(&dictionary, &source, &problems);
    assert_eq!(problems.into_sorted(), []);
    for (name, text) in STANDARD_QUERIES {
        let query = planned(name, text, &[]);
        let header: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        for word in ["# 問題：", "# 定義：", "# 陷阱："] {
            assert!(header.iter().any(|line| line.starts_with(word)), "{name} has no {word}");
        }
        assert!(!query.title().contains('{'), "{name}: {}", query.title());
        let listed =
            QUERY_MANUAL.lines().any(|line| line.starts_with("| ") && line.contains(&name.replace(".toml", "")));
        assert!(listed, "the manual does not list {name}");
        let parameters = text.contains("[[parameter]]");
        assert_eq!(parameters, OTHER_VALUES.iter().any(|(known, _)| known == name), "other values for {name}");
    }
}

#[test]
fn every_standard_query_finds_somebody_and_its_totals_are_the_sums() {
    for (name, text) in STANDARD_QUERIES {
        let others = OTHER_VALUES.iter().find(|(known, _)| known == name).map(|(_, values)| *values);
        let mut answers: BTreeMap<String, u64> = BTreeMap::new();
        for arguments in [Some(&[] as &[_]), others].into_iter().flatten() {
            let query = planned(name, text, arguments);
            let result = run(&query);
            assert!(result.population_rows() > 0, "{name} {arguments:?} finds nobody");
            answers.insert(query.title().to_owned(), result.population_rows());
            for (plan, table) in query.tables().iter().zip(result.tables()) {
                let RawContent::CrossTab(table) = table.content() else { panic!("{name}: lists come last") };
                assert!(!table.row_keys().is_empty(), "{name} {arguments:?}: {} is empty", plan.title);
                assert!(table.row_keys().len() <= 600, "{name}: {} is too long to print", plan.title);
                let columns = table.column_keys().len() * table.measures().len();
                assert!(columns <= 60, "{name}: {} has {columns} columns", plan.title);
                if plan.totals && query.unit() == "人員" {
                    totals_are_sums(name, plan.rows.len(), &plan.measures, table);
                }
            }
        }
        assert_eq!(answers.len(), 1 + usize::from(others.is_some()), "{name}: the title does not say the values");
    }
}

/// Where the unit is the person everybody is in one row only, so that the total is the sum of the rows.
fn totals_are_sums(name: &str, depth: usize, measures: &[hrstat::query::Measure], table: &RawCrossTab) {
    let last = table.row_keys().len() - 1;
    for (index, measure) in measures.iter().enumerate() {
        if !matches!(measure.kind, MeasureKind::Persons | MeasureKind::CountIf(_)) || measure.window_ends.is_some() {
            continue;
        }
        for column in 0..table.column_keys().len() {
            let value = |row| count(&table.cell(row, column, index).unwrap().value);
            let inner = |row: &usize| table.row_keys()[*row].as_ref().is_some_and(|key| key.len() == depth);
            let sum: i64 = (0..last).filter(inner).map(value).sum();
            assert_eq!(sum, value(last), "{name}: {}", measure.name);
        }
    }
}

/// The stocks at both ends of the year, counted from the posts, are those of the two snapshots.
#[test]
fn the_stocks_behind_the_leaving_rate_are_those_of_the_snapshots() {
    let (_, rate) = standard("離職率.toml", &[]);
    let rate = crosstab(&rate, 0);
    let staff = include_str!("../../queries/各主管機關性別與官等.toml");
    let stock = |day: &str| {
        let query = staff.replace("\"latest\"", &format!("\"{day}\""));
        total(crosstab(&run(&planned("stock.toml", &query, &[])), 0), "人數")
    };
    assert_eq!(total(rate, "期末人數"), stock("2025-12-31"));
    assert_eq!(total(rate, "期初人數"), stock("2024-12-31"));
    // Three to six in a hundred leave in a year: about one resigns, the others retire.
    let leaving = total_rate(rate, "離職率");
    assert!((0.02..0.07).contains(&leaving), "{leaving}");
    assert!(total_rate(rate, "辭職率") < leaving);
    let (_, retired) = standard("退休人員.toml", &[]);
    let retired = crosstab(&retired, 0);
    assert!((50.0..65.5).contains(&total_rate(retired, "平均退休年齡")));
    assert!(total(retired, "人數") <= total(rate, "離職人數") - total(rate, "辭職人數"));
}

/// Two queries on one subject say the same.
#[test]
fn queries_agree_with_each_other() {
    let (_, staff) = standard("各主管機關性別與官等.toml", &[]);
    let all = total(crosstab(&staff, 0), "人數");
    for (name, table, measure) in [
        ("年齡結構.toml", 0, "人數"),
        ("屆齡退休推估.toml", 1, "現有人數"),
        ("身心障礙人員.toml", 2, "人數"),
        ("訓練時數.toml", 1, "人數"),
        ("人事人員配置.toml", 0, "職員數"),
    ] {
        let (_, result) = standard(name, &[]);
        assert_eq!(total(crosstab(&result, table), measure), all, "{name}");
    }
    let (_, personnel) = standard("人事人員配置.toml", &[]);
    let (_, series) = standard("單一職系人力.toml", &[("職系", "人事行政")]);
    assert_eq!(total(crosstab(&personnel, 0), "人事人員數"), total(crosstab(&series, 0), "人數"));
}

/// The queries of the applications run over a whole dataset too; two ask for what no synthetic person has.
#[test]
fn every_query_of_an_application_runs_over_a_whole_dataset() {
    let readme = include_str!("../../examples/queries/README.md");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/queries")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut arguments = Vec::new();
        if text.contains("name = \"截止日\"") {
            arguments.push(("截止日", "2025-12-31"));
        }
        if name.starts_with("R17") {
            arguments.push(("服務機關", "雲林縣忠孝鄉公所"));
        }
        let query = planned(name, &text, &arguments);
        let result = run(&query);
        let nobody = ["R07", "R27"].iter().any(|empty| name.starts_with(empty));
        assert_eq!(result.population_rows() == 0, nobody, "{name}");
        for line in ["# 問題：", "# 定義：", "# 陷阱："] {
            assert!(text.contains(line), "{name} has no {line}");
        }
        assert!(readme.contains(&format!("| {name} |")), "the README does not list {name}");
        names.push(name[..3].to_owned());
    }
    names.sort();
    let answerable = ["R01", "R03", "R05", "R07", "R09", "R11", "R13", "R17", "R19", "R21", "R23", "R25", "R27", "R29"];
    assert_eq!(names, answerable);
}
