//! Why: SQL has its own ideas of nulls, days and codes; figures of a SELECT are counted by hand, and held against those of
//! the query language.

use hrstat::dataset::{Dataset, NoProgress, SynthError, SynthOptions, synthesize_years};
use hrstat::domain::{AsOf, parse_authorities};
use hrstat::query::{FrameSource, Orders, RawContent, RawResult, SqlQuery, parse_sql_query, run_sql, value_at};
use hrstat::settings::{DEFAULT_AUTHORITIES, STANDARD_SQL_QUERIES};
use hrstat::source::{Location, Problems, SourceText};

use super::small_world::{SmallWorld, dictionary, grid};

pub(crate) const PERSONS: &str = "
身分證統一編號 姓名 性別 出生日期 主管機關 服務機關 機關層級 機關類別 人員類別 官等 職等 初任公職日 到職日 離職日 公教貸款註記
P0 甲一 男 70.1.1 勞動部 勞動部 中央 行政機關 公務人員 簡任 11 95.1.1 110.1.1 - 是
P1 乙二 女 75.12.31 勞動部 勞動部 中央 行政機關 公務人員 簡任 10 100.1.1 110.1.1 - 否
P2 丙三 女 76.1.1 勞動部 勞動部 中央 行政機關 公務人員 薦任 7 105.1.1 110.1.1 - -
P3 丁四 女 85.1.1 勞動部 勞動部 中央 行政機關 公務人員 薦任 6 110.1.1 110.1.1 - 否
P4 戊五 男 85.1.2 財政部 財政部 中央 行政機關 公務人員 委任 3 112.1.1 112.1.1 - 否
P5 己六 男 60.6.30 財政部 財政部 中央 行政機關 公務人員 - - 85.1.1 112.1.1 - 是
P6 庚七 女 60.6.30 財政部 財政部 中央 行政機關 公務人員 薦任 9 85.1.1 112.1.1 114.12.31 -
";

/// Backwards, as no query may notice.
const PERSONS_BACKWARDS: &str = "
身分證統一編號 姓名 性別 出生日期 主管機關 官等 職等 到職日 離職日
P6 庚七 女 60.6.30 財政部 薦任 9 112.1.1 114.12.31
P5 己六 男 60.6.30 財政部 - - 112.1.1 -
P4 戊五 男 85.1.2 財政部 委任 3 112.1.1 -
P3 丁四 女 85.1.1 勞動部 薦任 6 110.1.1 -
P2 丙三 女 76.1.1 勞動部 薦任 7 110.1.1 -
P1 乙二 女 75.12.31 勞動部 簡任 10 110.1.1 -
P0 甲一 男 70.1.1 勞動部 簡任 11 110.1.1 -
";

pub(crate) const CAREER: &str = "
身分證統一編號 主管機關 服務機關 職稱 官等 到職日 離職日
P0 勞動部 勞動部 科長 簡任 110.1.1 -
P0 財政部 財政部 科員 薦任 95.1.1 104.12.31
P0 財政部 國庫署 專員 薦任 105.1.1 109.12.22
P1 勞動部 勞動部 專門委員 簡任 100.1.1 -
P2 教育部 教育部 科員 薦任 105.1.1 110.1.1
P2 勞動部 勞動部 專員 薦任 110.1.1 -
P6 教育部 教育部 科員 薦任 85.1.1 112.1.1
P6 財政部 財政部 科長 薦任 112.1.1 114.12.31
";

const WORLD: &[(&str, &str)] = &[("人員", PERSONS), ("經歷", CAREER)];

fn parsed(text: &str) -> Result<SqlQuery, Vec<(String, String)>> {
    let problems = Problems::new();
    let query = parse_sql_query(&SourceText::new("query.sql", text), &dictionary(), &problems);
    query.ok_or_else(|| {
        let found = problems.into_sorted();
        assert!(!found.is_empty(), "refused without a reason: {text}");
        found.into_iter().map(|problem| (problem.rule.clone(), shown(&problem))).collect()
    })
}

/// Line, column and excerpt, so that the place itself is under test.
fn shown(problem: &hrstat::source::Problem) -> String {
    let Some(Location::Text { line, column, width, excerpt, .. }) = &problem.location else { panic!("{problem:?}") };
    let words: String = excerpt.chars().skip(column - 1).take(*width).collect();
    format!("{line}:{column} {words}｜{}｜{}", problem.message, problem.hints.join("；"))
}

pub(crate) fn query(select: &str) -> SqlQuery {
    parsed(&format!("-- title: 題\n{select}")).unwrap_or_else(|found| panic!("{select}\n{found:#?}"))
}

pub(crate) fn run_in(query: &SqlQuery, worlds: &[SmallWorld<'_>]) -> RawResult {
    let sources: Vec<&dyn FrameSource> = worlds.iter().map(|world| world as &dyn FrameSource).collect();
    run_sql(query, &dictionary(), &sources, &Orders::new()).unwrap_or_else(|error| panic!("{error:?}"))
}

pub(crate) fn run(select: &str) -> RawResult {
    run_in(&query(select), &[SmallWorld::on("2025-12-31", WORLD)])
}

/// The list of a SELECT, one line a row, or the crosstab.
fn figures(select: &str) -> String {
    lines(&run(select))
}

fn lines(result: &RawResult) -> String {
    let RawContent::List(list) = result.tables()[0].content() else { return grid(&result.tables()[0]).join("\n") };
    let row = |row: usize| {
        let cells = list.frame().columns().iter().map(|column| value_at(column, row).unwrap().label());
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..list.frame().height()).map(row).collect::<Vec<_>>().join("\n")
}

/// P0 went from 財政部 to 勞動部 ten days after the last post, P2 on the same day and in the same 官等; P6 has left the
/// service, P0's move inside 財政部 is none.
#[test]
fn the_example_answers_its_question() {
    let text = include_str!("../../queries/轉任前後職務.sql");
    let query = parsed(text).unwrap_or_else(|found| panic!("{found:#?}"));
    let result = run_in(&query, &[SmallWorld::on("2025-12-31", WORLD)]);
    assert_eq!(
        lines(&result),
        "丙三 教育部 科員 勞動部 專員 110年1月1日 0 否\n甲一 財政部 專員 勞動部 科長 110年1月1日 10 是"
    );
    assert_eq!(query.title(), "轉任其他主管機關者的前後職務");
    assert!(query.equivalent().is_none());
    let RawContent::List(list) = result.tables()[0].content() else { panic!() };
    let classes: Vec<(&str, &str)> =
        list.columns().iter().map(|column| (column.name.as_str(), column.disclosure.name())).collect();
    assert_eq!(classes[0], ("姓名", "直接識別"));
    assert_eq!(classes[6], ("間隔日數", "間接識別"), "made from days that are");
    assert_eq!(list.columns()[3].definition, dictionary().table("經歷").unwrap().field("主管機關").unwrap().definition);
    let read: Vec<String> = query.tables_read()["人員"].iter().cloned().collect();
    assert_eq!(read, ["在職", "姓名", "身分證統一編號"]);
}

#[test]
fn the_whole_of_sql_that_is_let_in_gives_the_figures_counted_by_hand() {
    for (select, expected) in [
        // The longest-serving of each 官等: a window in a subquery.
        (
            "SELECT 官等, 姓名 FROM (SELECT 官等, 姓名, ROW_NUMBER() OVER (PARTITION BY 官等 ORDER BY 初任公職日, 姓名) AS 序 FROM 人員 WHERE 在職) AS t WHERE 序 = 1",
            "簡任 甲一\n薦任 丙三\n委任 戊五\n未填 己六",
        ),
        // Codes stand in the order of their list, what is missing comes last either way.
        (
            "SELECT 官等, 姓名 FROM 人員 WHERE 職等 <> 9 OR 職等 IS NULL ORDER BY 官等 DESC, 職等 DESC",
            "委任 戊五\n薦任 丙三\n薦任 丁四\n簡任 甲一\n簡任 乙二\n未填 己六",
        ),
        (
            "SELECT 主管機關, AVG(職等) AS 平均, MAX(到職日) AS 最晚, COUNT(*) FILTER (WHERE 性別 = '女') AS 女 FROM 人員 GROUP BY 主管機關 ORDER BY 平均",
            "財政部 6 112年1月1日 1\n勞動部 8.5 110年1月1日 3",
        ),
        ("SELECT ROC_YEAR(到職日) AS 年, COUNT(*) AS 人數 FROM 人員 GROUP BY 年 HAVING 人數 > 3 ORDER BY 年", "110 4"),
        (
            "SELECT p.姓名, (SELECT COUNT(*) FROM 經歷 AS c WHERE c.身分證統一編號 = p.身分證統一編號) AS 段數 FROM 人員 AS p WHERE EXISTS (SELECT 1 FROM 經歷 AS c WHERE c.身分證統一編號 = p.身分證統一編號 AND c.主管機關 = '財政部') ORDER BY 段數 DESC",
            "甲一 3\n庚七 2",
        ),
        (
            "SELECT 姓名 FROM 人員 WHERE 身分證統一編號 IN (SELECT 身分證統一編號 FROM 經歷 WHERE 主管機關 = '教育部') ORDER BY 1",
            "丙三\n庚七",
        ),
        (
            "SELECT 姓名 FROM 人員 WHERE 職等 >= 10 UNION SELECT 姓名 FROM 人員 WHERE 官等別 = '簡任' AND 性別 = '男' EXCEPT SELECT 姓名 FROM 人員 WHERE 姓名 LIKE '乙%'",
            "甲一",
        ),
        (
            "SELECT 姓名, 年齡, 在職, 公教貸款註記 AS 貸款 FROM 人員 WHERE 年齡組 = '50–54' OR 職等 = 7",
            "丙三 38 是 未填\n己六 54 是 是\n庚七 54 否 未填",
        ),
        (
            "SELECT 姓名, SUM(職等) OVER (ORDER BY 職等 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS 累計 FROM 人員 WHERE 官等 = '薦任' ORDER BY 職等",
            "丁四 6\n丙三 13\n庚七 22",
        ),
        (
            "SELECT CASE 官等 WHEN '簡任' THEN '高' ELSE '低' END AS 級, MIN(職等) / 2 AS 半 FROM 人員 WHERE 官等 IS NOT NULL GROUP BY 1",
            "低 1.5\n高 5",
        ),
        (
            "SELECT p.姓名, q.姓名 AS 同日生 FROM 人員 AS p JOIN 人員 AS q ON p.出生日期 = q.出生日期 AND p.身分證統一編號 < q.身分證統一編號",
            "己六 庚七",
        ),
        (
            "SELECT 姓名 || '（' || SUBSTR(姓名, 1, 1) || '）' AS 稱 FROM 人員 WHERE 到職日 > '111.1.1' AND YEARS_BETWEEN((SELECT MIN(到職日) FROM 人員), 到職日) = 2 AND LENGTH(姓名) = 2 LIMIT 1",
            "己六（己）",
        ),
        (
            "SELECT p.姓名, c.職稱 FROM 人員 AS p LEFT JOIN 經歷 AS c USING (身分證統一編號) WHERE p.職等 IN (3, 11) AND (c.離職日 IS NULL OR c.離職日 < '105.1.1') ORDER BY p.姓名",
            "戊五 未填\n甲一 科員\n甲一 科長",
        ),
        (
            "SELECT COUNT(*) AS 人數, COUNT(DISTINCT 官等) AS 官等數, SUM(在職) AS 在職數, MAX(職等) AS 最高 FROM 人員 AS p WHERE p.姓名 <> ''",
            "7 3 6 11",
        ),
        (
            "SELECT 姓名, LAG(到職日, 1, '80.1.1') OVER (ORDER BY 職等 DESC) AS 前, NULLIF(職等, 9) AS 職等 FROM 人員 WHERE 職等 > 8",
            "乙二 110年1月1日 10\n庚七 110年1月1日 未填\n甲一 80年1月1日 11",
        ),
        // A column of one name, and a column of a table: alike on paper, and two columns.
        (
            "WITH t AS (SELECT 姓名 AS \"p.官等\" FROM 人員 WHERE 職等 = 11) SELECT COALESCE(p.官等, \"p.官等\") AS 甲, COALESCE(\"p.官等\", p.官等) AS 乙 FROM 人員 AS p CROSS JOIN t WHERE p.職等 = 7",
            "薦任 甲一",
        ),
    ] {
        assert_eq!(figures(select), expected, "{select}");
    }
}

/// The translation and the SELECT itself must count alike; HAVING keeps the second from being translated.
#[test]
fn a_translated_select_gives_what_sqlite_gives() {
    for select in [
        "SELECT 官等, COUNT(DISTINCT 身分證統一編號) AS 人數 FROM 人員 GROUP BY 官等",
        "SELECT 性別, p.官等, COUNT(*) AS 人數 FROM 人員 AS p WHERE p.在職 AND 職等 BETWEEN 3 AND 10 GROUP BY 性別, p.官等",
        "SELECT COUNT(*) AS 人數 FROM 人員 WHERE 到職日 >= '111.1.1' OR 官等別 IN ('簡任')",
        "SELECT 年齡組, COUNT(*) AS 人數 FROM 人員 WHERE NOT 官等 = '薦任' GROUP BY 年齡組",
        "SELECT 主管機關, COUNT(DISTINCT 身分證統一編號) AS 人, COUNT(*) AS 段 FROM 經歷 WHERE 職稱 LIKE '%員' GROUP BY 主管機關",
    ] {
        let translated = query(select);
        assert!(translated.equivalent().is_some(), "{select}");
        let plain = figures(&format!("{select} HAVING COUNT(*) > 0"));
        let world = [SmallWorld::on("2025-12-31", WORLD)];
        let table = lines(&run_in(&translated, &world)).replace(": ", " ").replace('/', " ").trim_start().to_owned();
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&table), sorted(&plain), "{select}");
    }
}

/// The text of the proof can be read, and is an ordinary query file.
#[test]
fn the_proof_is_a_query_file() {
    let query = query(
        "SELECT p.官等, COUNT(*) AS 計 FROM 人員 AS p WHERE p.現職 AND p.職稱 <> '\"' GROUP BY p.官等 ORDER BY 計 DESC",
    );
    assert_eq!(
        query.equivalent_text().unwrap(),
        "title = \"題\"\nsnapshot = \"latest\"\nunit = \"人員\"\nwhere = '(在職 AND (職稱 <> ''\"''))'\n\n[[table]]\ntitle = \"題\"\nrows = [\"官等\"]\nmeasures = [\"人數\"]\n".replace("'(在職 AND (職稱 <> ''\"''))'", &toml_text("(在職 AND (職稱 <> '\"'))"))
    );
    let result = run_in(&query, &[SmallWorld::on("2025-12-31", WORLD)]);
    let RawContent::CrossTab(table) = result.tables()[0].content() else { panic!() };
    assert_eq!(table.measures()[0].name, "計");
    assert!(result.tables()[0].notes().iter().any(|note| note.contains("ORDER BY")));
}

fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// How many persons a list holds is told where the identity is in it; else every row may be another person.
#[test]
fn persons_are_counted_by_their_identity() {
    let by_identity = run("SELECT 身分證統一編號, 職稱 FROM 經歷");
    assert_eq!((by_identity.population_size(), by_identity.population_rows()), (Some(4), 8));
    assert_eq!(run("SELECT 職稱 FROM 經歷").population_size(), None);
}

/// The same file over the same data gives the same bytes, in whatever order the data lies.
#[test]
fn the_order_of_the_snapshot_is_not_seen() {
    let backwards = [("人員", PERSONS_BACKWARDS)];
    for select in [
        "SELECT 主管機關, 官等, 職等 FROM 人員",
        "SELECT 主管機關, 姓名 FROM 人員 ORDER BY 主管機關 LIMIT 3",
        "SELECT 官等, COUNT(*) AS 人數, MIN(到職日) AS 最早 FROM 人員 GROUP BY 官等",
        "SELECT 官等 FROM 人員 WHERE 職等 > 6 UNION ALL SELECT 官等 FROM 人員 WHERE 性別 = '女'",
    ] {
        let there = run_in(&query(select), &[SmallWorld::on("2025-12-31", &backwards)]);
        assert_eq!(lines(&there), figures(select), "{select}");
    }
}

#[test]
fn several_snapshots_are_told_apart_by_their_day() {
    let days = |select: &str| {
        let query = parsed(&format!("-- title: 題\n-- snapshot: 113.12.31, 114.12.31\n{select}")).unwrap();
        let worlds = [SmallWorld::on("2024-12-31", WORLD), SmallWorld::on("2025-12-31", WORLD)];
        (query.equivalent().is_some(), lines(&run_in(&query, &worlds)))
    };
    let counted = days("SELECT 資料截止日, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 資料截止日");
    assert!(counted.0);
    assert_eq!(counted.1, "113年12月31日: 7\n114年12月31日: 6");
    // Both days in one number is no crosstab of the language.
    assert!(!days("SELECT COUNT(*) AS 人數 FROM 人員").0);
    let joined = "SELECT a.姓名 FROM 人員 AS a JOIN 人員 AS b ON a.身分證統一編號 = b.身分證統一編號 AND a.資料截止日 < b.資料截止日 WHERE a.在職 AND NOT b.在職";
    assert_eq!(days(joined).1, "庚七");
}

fn synthetic(persons: u64) -> Vec<(AsOf, Dataset)> {
    let authorities =
        parse_authorities(&SourceText::new("authorities.toml", DEFAULT_AUTHORITIES), &Problems::new()).unwrap();
    let options = SynthOptions { persons, seed: 7, as_of: AsOf::new("2025-12-31".parse().unwrap()) };
    let mut years = Vec::new();
    synthesize_years(&dictionary(), &authorities, &options, 1, &NoProgress, &mut |as_of, dataset| {
        years.push((as_of, dataset));
        Ok::<_, SynthError>(())
    })
    .unwrap();
    years
}

/// Ten persons cannot show a slip in a year of thousands: every type of field, every derived field, both engines.
#[test]
fn both_engines_agree_over_a_synthetic_year() {
    let years = synthetic(3_000);
    let (as_of, dataset) = years.last().unwrap();
    let source = dataset.at(*as_of);
    let sources: [&dyn FrameSource; 1] = [&source];
    let figures = |select: &str| {
        let query = query(select);
        let result =
            run_sql(&query, &dictionary(), &sources, &Orders::new()).unwrap_or_else(|error| panic!("{error:?}"));
        let lines = lines(&result).replace(": ", " ").replace('/', " ");
        let mut lines: Vec<String> = lines.lines().map(|line| line.trim().to_owned()).collect();
        lines.sort();
        (query.equivalent().is_some(), lines)
    };
    for select in [
        "SELECT 中央地方, 年齡組, COUNT(*) AS 人數 FROM 人員 WHERE 在職 AND 年齡 BETWEEN 30 AND 50 GROUP BY 中央地方, 年齡組",
        "SELECT 官等, 職等, COUNT(*) AS 人數 FROM 人員 WHERE NOT 在職 OR 離職原因 IS NULL GROUP BY 官等, 職等",
        "SELECT 年資組, COUNT(*) AS 人數 FROM 人員 WHERE ADD_MONTHS(初任公職日, 18) < 到職日 GROUP BY 年資組",
        "SELECT 性別, COUNT(*) AS 人數 FROM 人員 WHERE MONTHS_BETWEEN(到職日, 資料截止日) / 12 > 4.5 AND 公教貸款註記 GROUP BY 性別",
        "SELECT 異動原因, COUNT(DISTINCT 身分證統一編號) AS 人數, COUNT(*) AS 筆數 FROM 經歷 WHERE DAYS_BETWEEN(到職日, 離職日) > 700 GROUP BY 異動原因",
        "SELECT 年度, 等次, COUNT(*) AS 筆數 FROM 考績 WHERE 總分 >= 80 GROUP BY 年度, 等次",
        "SELECT COUNT(*) AS 筆數 FROM 訓練 WHERE 時數 * 2 > 6 AND 課程名稱 LIKE '%資%'",
    ] {
        let (translated, table) = figures(select);
        assert!(translated, "{select}");
        let (translated, list) = figures(&format!("{select} HAVING COUNT(*) > 0"));
        assert!(!translated && list.len() > 1 || select.contains("訓練"), "{select}: {list:?}");
        assert_eq!(table, list, "{select}");
    }
    for (name, text) in STANDARD_SQL_QUERIES {
        let query = parsed(text).unwrap_or_else(|found| panic!("{name}: {found:#?}"));
        let result = run_sql(&query, &dictionary(), &sources, &Orders::new()).unwrap();
        assert!(result.population_rows() > 0, "{name}");
        assert!(text.contains("-- 問題："), "{name} does not say which question it answers");
    }
}
