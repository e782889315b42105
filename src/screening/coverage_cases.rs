//! Small queries against the embedded catalogue, each with its verdict, the entry named and the first condition missed.
//! Written by hand: the verdicts are what a statistician who knows the tables would say.

mod applications;
mod one_entry;

use jiff::civil::date;

use super::*;
use crate::domain::{AsOf, Dictionary, parse_dictionary};
use crate::query::{Arguments, Query, check_query, parse_query};
use crate::settings::{DEFAULT_CATALOGUE, DEFAULT_DICTIONARY, STANDARD_QUERIES};
use crate::source::{Problem, Problems, SourceText};

fn dictionary() -> Dictionary {
    let problems = Problems::new();
    parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap()
}

fn read(sources: &[SourceText], dictionary: &Dictionary) -> Result<Catalogue, Vec<Problem>> {
    let problems = Problems::new();
    let catalogue = parse_catalogue(sources, dictionary, &problems);
    catalogue.ok_or_else(|| problems.into_sorted())
}

fn embedded(dictionary: &Dictionary) -> Catalogue {
    let sources: Vec<SourceText> = DEFAULT_CATALOGUE.iter().map(|(name, text)| SourceText::new(*name, *text)).collect();
    read(&sources, dictionary).unwrap()
}

fn query(body: &str, dictionary: &Dictionary) -> Query {
    let source = SourceText::new("q.toml", format!("title = \"試\"\n{body}"));
    let problems = Problems::new();
    let query = parse_query(&source, &problems)
        .and_then(|spec| check_query(&spec, dictionary, &source, &Arguments::none(), &problems));
    query.unwrap_or_else(|| panic!("{body}\n{:#?}", problems.into_sorted()))
}

fn context() -> CoverageContext {
    CoverageContext {
        today: date(2026, 10, 5),
        applicant_authority: Some("勞動部".to_owned()),
        latest_snapshot: Some(AsOf::new(date(2025, 12, 31))),
    }
}

/// `covered MOCS-03`, `partial …`, or `not-covered` with the first condition missed.
fn verdict(coverage: &Coverage) -> String {
    let words: Vec<String> = coverage
        .tables
        .iter()
        .map(|table| {
            let verdict = serde_json::to_value(table.verdict).unwrap().as_str().unwrap().to_owned();
            let reason = table.reasons.first().map(|reason| serde_json::to_value(reason.condition).unwrap());
            let reason = reason.and_then(|reason| reason.as_str().map(ToOwned::to_owned)).unwrap_or_default();
            [verdict, table.source.clone().unwrap_or_default(), reason]
                .map(|word| word + " ")
                .concat()
                .replace("  ", " ")
        })
        .collect();
    words.iter().map(|words| words.trim()).collect::<Vec<_>>().join(" | ")
}

const STAFF: &str = "where = \"在職 AND 人員類別 = '公務人員'\"";
const OWN: &str = "where = \"在職 AND 主管機關 = '勞動部'\"";

fn table(population: &str, rest: &str) -> String {
    format!("{population}\n{rest}")
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn each_query_gets_its_verdict_its_source_and_its_first_reason() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let t = "[[table]]\ntitle = \"表\"\n";
    let cases = [
        ("覆蓋：一張表剛好", STAFF, format!("{t}rows = [\"性別\", \"機關類別\", \"年齡組\"]"), "covered MOCS-03"),
        ("加總多餘的欄位", STAFF, format!("{t}rows = [\"機關類別\", \"年齡組\"]"), "covered MOCS-03"),
        ("總人數", STAFF, format!("{t}measures = [\"人數\"]"), "covered"),
        (
            "條件可由格子挑出，比率由人數算出",
            "where = \"在職 AND 人員類別 = '公務人員' AND 官等 = '簡任'\"",
            format!(
                "{t}rows = [\"主管機關\"]\nmeasures = [\"人數\", {{ name = \"女\", count = \"性別 = '女'\" }}, \
                 {{ name = \"率\", ratio = [\"女\", \"人數\"], as = \"percent\" }}]"
            ),
            "covered DGPA-06",
        ),
        ("交叉不存在，邊際存在", STAFF, format!("{t}rows = [\"主管機關\", \"職系\"]"), "partial DGPA-21 dimensions"),
        ("三向交叉分在兩表", STAFF, format!("{t}rows = [\"職系\", \"性別\", \"中央地方\"]"), "partial MOCS-09 dimensions"),
        ("沒有這個分組", STAFF, format!("{t}rows = [\"畢業學校\"]"), "not-covered dimensions"),
        ("母體較大", "where = \"在職\"", format!("{t}rows = [\"官等\", \"性別\"]"), "partial MOCS-15 population"),
        ("沒有限定在職", "", format!("{t}rows = [\"性別\"]"), "partial MOCS-16 population"),
        (
            "多一個無法挑出的條件",
            "where = \"在職 AND 人員類別 = '公務人員' AND 畢業學校 = '國立臺灣大學'\"",
            format!("{t}rows = [\"性別\"]"),
            "not-covered population",
        ),
        (
            "母體中有 OR",
            "where = \"在職 AND 人員類別 = '公務人員' AND (官等 = '簡任' OR 性別 = '女')\"",
            format!("{t}rows = [\"官等\", \"性別\"]"),
            "covered MOCS-15",
        ),
        (
            "母體中有 OR，其中一個欄位不在表內",
            "where = \"在職 AND 人員類別 = '公務人員' AND (官等 = '簡任' OR 畢業學校 = '國立臺灣大學')\"",
            format!("{t}rows = [\"官等\", \"性別\"]"),
            "not-covered population",
        ),
        (
            "母體只剩一組，分組不必在表內",
            "where = \"在職 AND 人員類別 = '公務人員' AND 年齡 BETWEEN 30 AND 39\"",
            format!("{t}rows = [\"層\", \"縣市\"]\n[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = [28, 40]"),
            "covered MOCS-13",
        ),
        (
            "列出全部代碼等於沒有條件",
            "where = \"在職 AND 人員類別 = '公務人員' AND 性別 IN ('男', '女')\"",
            format!("{t}rows = [\"縣市\", \"考試類別\"]"),
            "covered MOCS-12",
        ),
        (
            "少列一個代碼就是條件",
            "where = \"在職 AND 人員類別 = '公務人員' AND 性別 IN ('男')\"",
            format!("{t}rows = [\"縣市\", \"考試類別\"]"),
            "partial DGPA-09 dimensions",
        ),
        (
            "OR 的一支不在公布的母體內",
            "where = \"(在職 AND 人員類別 = '公務人員' AND 性別 = '女') OR (在職 AND 官等 = '簡任')\"",
            format!("{t}rows = [\"官等\", \"性別\"]"),
            "partial MOCS-15 population",
        ),
        (
            "每一支都有在職與公務人員的 OR",
            "where = \"(在職 AND 人員類別 = '公務人員' AND 性別 = '女') OR (在職 AND 人員類別 = '公務人員' AND 官等 = '簡任')\"",
            format!("{t}rows = [\"官等\", \"性別\"]"),
            "covered MOCS-15",
        ),
        (
            "每一支都在公布的母體內，寫法不同",
            "where = \"(在職 AND 人員類別 = '公務人員' AND 性別 = '女') OR (人員類別 IN ('公務人員') AND 官等 = '簡任' AND 在職 = TRUE)\"",
            format!("{t}rows = [\"官等\", \"性別\"]"),
            "covered MOCS-15",
        ),
        (
            "同一欄位的 OR 切在組界",
            "where = \"在職 AND 人員類別 = '公務人員' AND (年齡 < 30 OR 年齡 >= 60)\"",
            format!("{t}rows = [\"縣市\"]"),
            "covered MOCS-13",
        ),
        (
            "同一欄位的 NOT 不在組界",
            "where = \"在職 AND 人員類別 = '公務人員' AND 年齡 NOT BETWEEN 30 AND 40\"",
            format!("{t}rows = [\"縣市\"]"),
            "not-covered population",
        ),
        (
            "年齡條件切在組界",
            "where = \"在職 AND 人員類別 = '公務人員' AND 年齡 < 30\"",
            format!("{t}rows = [\"縣市\"]"),
            "covered MOCS-13",
        ),
        (
            "年齡條件不在組界",
            "where = \"在職 AND 人員類別 = '公務人員' AND 年齡 < 28\"",
            format!("{t}rows = [\"縣市\"]"),
            "not-covered population",
        ),
        (
            "自訂分組的界限都在五歲組裡",
            STAFF,
            format!("{t}rows = [\"層\"]\n[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = [30, 40, 50, 60]"),
            "covered",
        ),
        (
            "未滿28不能由五歲組併成",
            STAFF,
            format!("{t}rows = [\"層\"]\n[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = [28, 40]"),
            "not-covered dimensions",
        ),
        (
            "自訂算式不在任何表",
            STAFF,
            format!("{t}rows = [\"資深\"]\n[[derive]]\nname = \"資深\"\nexpr = \"年資 >= 25\""),
            "not-covered dimensions",
        ),
        (
            "自訂條件寫開後切在組界",
            "where = \"在職 AND 人員類別 = '公務人員' AND 資深\"",
            format!("{t}rows = [\"性別\"]\n[[derive]]\nname = \"資深\"\nexpr = \"年資 >= 25\""),
            "covered",
        ),
        (
            "平均年齡按性別有公布",
            STAFF,
            format!("{t}rows = [\"性別\"]\nmeasures = [{{ name = \"平均\", mean = \"年齡\" }}]"),
            "covered",
        ),
        (
            "平均年齡按教育程度沒有公布，人數有",
            STAFF,
            format!("{t}rows = [\"教育程度\"]\nmeasures = [\"人數\", {{ name = \"平均\", mean = \"年齡\" }}]"),
            "partial MOCS-16 measure",
        ),
        (
            "中位數不能由人數算出",
            STAFF,
            format!("{t}rows = [\"性別\"]\nmeasures = [{{ name = \"中位\", median = \"年齡\" }}]"),
            "not-covered measure",
        ),
        ("年中沒有這種交叉", &format!("snapshot = \"2025-06-30\"\n{STAFF}"), format!("{t}rows = [\"縣市\"]"), "partial DGBAS-03 period"),
        ("季底只有季報", &format!("snapshot = \"2025-06-30\"\n{STAFF}"), format!("{t}rows = [\"官等\"]"), "covered MOCS-16"),
        (
            "全年退休人數：母體含年度條件",
            "where = \"人員類別 = '公務人員' AND ROC_YEAR(離職日) = ROC_YEAR(資料截止日) AND 離職原因 = '退休'\"",
            format!("{t}rows = [\"官等\"]\ncolumns = [\"年齡組\"]"),
            "covered MOCS-21",
        ),
        ("早於起始年", &format!("snapshot = \"2001-12-31\"\n{STAFF}"), format!("{t}rows = [\"縣市\"]"), "not-covered period"),
        (
            "兩個年底逐年列出",
            &format!("snapshot = [\"2023-12-31\", \"2024-12-31\"]\n{STAFF}"),
            format!("{t}rows = [\"資料截止日\"]\ncolumns = [\"縣市\"]"),
            "covered",
        ),
        (
            "一個年底、一個年中",
            &format!("snapshot = [\"2023-12-31\", \"2024-06-30\"]\n{STAFF}"),
            format!("{t}rows = [\"資料截止日\"]\ncolumns = [\"縣市\"]"),
            "partial",
        ),
        ("單位不同", "unit = \"訓練\"", format!("{t}rows = [\"類別\"]\nmeasures = [\"件數\"]"), "not-covered unit"),
        (
            "自己主管機關的名冊",
            "where = \"在職 AND 主管機關 = '勞動部' AND 主管級別 <> '非主管'\"",
            "[[list]]\ntitle = \"名冊\"\ncolumns = [\"服務機關\", \"姓名\", \"職稱\", \"職等\"]".to_owned(),
            "covered WEBHR-01",
        ),
        (
            "別的主管機關的名冊",
            "where = \"在職 AND 主管機關 = '法務部'\"",
            "[[list]]\ntitle = \"名冊\"\ncolumns = [\"服務機關\", \"姓名\"]".to_owned(),
            "not-covered scope",
        ),
        (
            "全國名冊",
            "where = \"在職\"",
            "[[list]]\ntitle = \"名冊\"\ncolumns = [\"服務機關\", \"姓名\"]".to_owned(),
            "not-covered scope",
        ),
        (
            "所屬機關的名冊",
            "where = \"在職 AND 服務機關 = '勞動部勞工保險局'\"",
            "[[list]]\ntitle = \"名冊\"\ncolumns = [\"姓名\"]".to_owned(),
            "covered WEBHR-01",
        ),
        (
            "名冊要子資料表歸來的欄位",
            OWN,
            "[[derive]]\nname = \"次\"\nfrom = \"考績\"\ntake = \"count\"\n[[list]]\ntitle = \"名冊\"\ncolumns = [\"姓名\", \"次\"]"
                .to_owned(),
            "not-covered dimensions",
        ),
        ("自己主管機關的人數由名單計算", OWN, format!("{t}rows = [\"服務機關\"]\ncolumns = [\"職系\"]"), "covered WEBHR-01"),
        (
            "名單不回溯過去",
            &format!("snapshot = \"2024-12-31\"\n{OWN}"),
            format!("{t}rows = [\"服務機關\"]"),
            "not-covered period",
        ),
        (
            "全國表沒有一個主管機關的數字",
            "where = \"在職 AND 人員類別 = '公務人員' AND 主管機關 = '法務部'\"",
            format!("{t}rows = [\"縣市\"]"),
            "not-covered scope",
        ),
    ];
    for (why, population, rest, expected) in cases {
        let asked = query(&table(population, &rest), &dictionary);
        let coverage = check_coverage(&asked, &catalogue, &dictionary, &context());
        let found = verdict(&coverage);
        assert!(found.starts_with(expected), "{why}: {found}, expected {expected}\n{coverage:#?}");
        let table = &coverage.tables[0];
        let covered = table.verdict == Verdict::Covered;
        assert_eq!(covered, table.steps.is_some(), "{why}");
        assert_eq!(covered || table.part.is_some(), table.recipe.is_some(), "{why}");
        assert_eq!(covered, table.reasons.is_empty(), "{why}");
        let of_no_entry = table.reasons.first().is_some_and(|reason| reason.condition == Condition::Unit);
        assert_eq!(table.nearest.is_some(), table.source.is_none() && !of_no_entry, "{why}");
    }
}

#[test]
fn a_year_end_table_is_due_until_it_is_published() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let asked = query(&table(STAFF, "[[table]]\ntitle = \"表\"\nrows = [\"縣市\", \"年齡組\"]"), &dictionary);
    let early = CoverageContext { today: date(2026, 2, 10), ..context() };
    let coverage = check_coverage(&asked, &catalogue, &dictionary, &early);
    assert_eq!(verdict(&coverage), "partial MOCS-13 period");
    assert!(coverage.tables[0].reasons[0].message.contains("預計於115年5月31日前發布"), "{coverage:#?}");
    assert!(coverage.suggestions[0].contains("預計於115年5月31日前發布"), "{coverage:#?}");
    let late = CoverageContext { today: date(2026, 5, 31), ..context() };
    assert_eq!(verdict(&check_coverage(&asked, &catalogue, &dictionary, &late)), "covered MOCS-13");
    let unknown = CoverageContext { latest_snapshot: None, ..context() };
    assert_eq!(verdict(&check_coverage(&asked, &catalogue, &dictionary, &unknown)), "not-covered period");
}

#[test]
fn webhr_needs_to_know_whose_figures_one_sees() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let asked =
        query(&table(OWN, "[[table]]\ntitle = \"表\"\nrows = [\"教育程度\", \"性別\", \"年齡組\"]"), &dictionary);
    let of = |authority: Option<&str>| {
        let context = CoverageContext { applicant_authority: authority.map(ToOwned::to_owned), ..context() };
        verdict(&check_coverage(&asked, &catalogue, &dictionary, &context))
    };
    assert!(of(Some("勞動部")).starts_with("covered WEBHR-03"), "{}", of(Some("勞動部")));
    for other in [Some("法務部"), None] {
        let verdict = of(other);
        assert!(!verdict.starts_with("covered") && !verdict.contains("WEBHR"), "{verdict}");
    }
}

/// What the query language can say beyond a published cross must not be taken for covered.
#[test]
fn conditions_of_one_table_windows_and_expressions_are_part_of_the_question() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let t = "[[table]]\ntitle = \"表\"\nrows = [\"性別\", \"機關類別\"]\n";
    let cases = [
        ("condition that cells cannot show", format!("{t}where = \"畢業學校 = '國立臺灣大學'\""), "not-covered population"),
        ("condition that picks cells", format!("{t}where = \"年齡 < 30\""), "covered MOCS-03"),
        (
            "a window of observation",
            format!(
                "{t}measures = [{{ name = \"女\", count = \"性別 = '女'\", window_ends = \"ADD_YEARS(到職日, 1)\" }}]"
            ),
            "not-covered measure",
        ),
        (
            "an expression over counts that are published",
            format!("{t}measures = [\"人數\", {{ name = \"千人\", expr = \"人數 / 1000\" }}]"),
            "covered MOCS-01",
        ),
        (
            "an expression over a mean that is not",
            format!("{t}measures = [{{ name = \"均\", mean = \"俸點\" }}, {{ name = \"倍\", expr = \"均 * 2\" }}]"),
            "not-covered measure",
        ),
        (
            "a standard deviation",
            format!("{t}measures = [{{ name = \"差\", std = \"年齡\" }}]"),
            "not-covered measure",
        ),
        ("subtotals of counts", format!("{t}subtotals = true\ntotals = true"), "covered MOCS-01"),
        (
            "a recode is the query's own",
            "[[derive]]\nname = \"別\"\nrecode = \"性別\"\nthrough = { \"男\" = \"人\" }\n[[table]]\ntitle = \"表\"\nrows = [\"別\"]"
                .to_owned(),
            "not-covered dimensions",
        ),
    ];
    for (name, rest, expected) in cases {
        let query = query(&table(STAFF, &rest), &dictionary);
        let coverage = check_coverage(&query, &catalogue, &dictionary, &context());
        assert_eq!(verdict(&coverage), expected, "{name}");
    }
}

#[test]
fn the_json_is_that_of_the_contract() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let body =
        table(STAFF, "[[table]]\ntitle = \"甲\"\nrows = [\"縣市\"]\n[[table]]\ntitle = \"乙\"\nrows = [\"單位\"]");
    let coverage = check_coverage(&query(&body, &dictionary), &catalogue, &dictionary, &context());
    let json = serde_json::to_value(&coverage).unwrap();
    assert_eq!(json["verdict"], "partial");
    let keys: Vec<&String> = json["tables"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["title", "verdict", "source", "recipe", "nearest", "reasons"]);
    assert_eq!(json["tables"][1]["verdict"], "not-covered");
    assert_eq!(json["tables"][1]["source"], serde_json::Value::Null);
    assert_eq!(json["tables"][1]["reasons"][0]["condition"], "dimensions");
    assert!(json["suggestions"][0].as_str().unwrap().contains("尚未查證"));
    let json = serde_json::to_value(undetermined("還沒有查詢")).unwrap();
    assert_eq!(json["verdict"], "undetermined");
}

#[test]
fn every_standard_query_gets_a_verdict_and_covered_ones_a_recipe() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    for (name, text) in STANDARD_QUERIES {
        let source = SourceText::new(*name, *text);
        let problems = Problems::new();
        let spec = parse_query(&source, &problems).unwrap();
        let asked = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems).unwrap();
        let coverage = check_coverage(&asked, &catalogue, &dictionary, &context());
        println!("{name}: {}", verdict(&coverage));
        for table in &coverage.tables {
            println!("  {} {:?} {:?}", table.title, table.recipe, table.reasons);
            assert!(table.verdict != Verdict::Covered || table.recipe.is_some());
            assert!(table.nearest.is_none() || table.recipe.is_none() && table.verdict == Verdict::NotCovered);
        }
    }
}
