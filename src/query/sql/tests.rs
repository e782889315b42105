//! Why: whoever writes a SELECT has no other teacher than its messages. Each mistake is found at its place, all of them at
//! once, and nothing is let through that the engine would answer with any row.

use std::sync::LazyLock;

use super::parse_sql_query;
use crate::domain::{Dictionary, parse_dictionary};
use crate::settings::DEFAULT_DICTIONARY;
use crate::source::{Location, Problems, SourceText};

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems);
    dictionary.unwrap_or_else(|| panic!("{:#?}", problems.into_sorted()))
});

/// Rule, the characters that the caret stands under, message and hints.
fn mistakes(select: &str) -> Vec<(String, String, String)> {
    let text = format!("-- title: 題\n{select}");
    let problems = Problems::new();
    let query = parse_sql_query(&SourceText::new("query.sql", text), &DICTIONARY, &problems);
    let found = problems.into_sorted();
    assert_eq!(query.is_none(), found.iter().any(crate::source::Problem::is_error), "{select}: {found:?}");
    found
        .into_iter()
        .map(|problem| {
            let Some(Location::Text { column, width, excerpt, .. }) = problem.location else { panic!("{select}") };
            let place = excerpt.chars().skip(column - 1).take(width).collect();
            (problem.rule, place, format!("{} {}", problem.message, problem.hints.join(" ")))
        })
        .collect()
}

/// One mistake, told at one place.
fn mistake(select: &str) -> (String, String, String) {
    let mut found = mistakes(select);
    assert_eq!(found.len(), 1, "{select}: {found:#?}");
    found.remove(0)
}

#[test]
fn every_mistake_has_its_place_its_rule_and_a_way_out() {
    for (select, rule, place, words) in [
        ("SELECT 職等級 FROM 人員", "unknown-field", "職等級", "「職等」"),
        ("SELECT p.職等級 FROM 人員 AS p", "unknown-field", "職等級", "「職等」"),
        ("SELECT 檢定等級 FROM 人員", "unknown-field", "檢定等級", "資料表「語文」"),
        ("SELECT 官等 FROM 人事", "unknown-table", "人事", "「人員」"),
        ("SELECT q.官等 FROM 人員 AS p", "unknown-table", "q", "FROM 裡沒有"),
        ("SELECT 官等 FROM main.人員", "unknown-table", "main.人員", "沒有資料表"),
        ("SELECT name AS 名 FROM sqlite_master", "unknown-table", "sqlite_master", "沒有資料表"),
        ("SELECT 官等 FROM 人員 WHERE 官等 = '簡認'", "unknown-code", "'簡認'", "簡任"),
        ("SELECT 官等 FROM 人員 WHERE 到職日 >= '110.13.1'", "bad-date", "'110.13.1'", "沒有這一天"),
        (
            "SELECT 主管機關, MAX(到職日) AS 最晚 FROM 人員 GROUP BY 1 HAVING MAX(到職日) > '110.13.1'",
            "bad-date",
            "'110.13.1'",
            "沒有這一天",
        ),
        ("SELECT 官等 FROM 人員 WHERE 職等 = '10'", "type-mismatch", "'10'", "單引號"),
        ("SELECT 官等 FROM 人員 WHERE 職等", "not-a-condition", "職等", "條件"),
        ("SELECT 官等 FROM 人員 WHERE LENGTH(姓名)", "not-a-condition", "LENGTH(姓名", "條件"),
        ("SELECT 官等 FROM 人員 WHERE LENGTH(姓名) = '2'", "type-mismatch", "'2'", "不能和"),
        ("SELECT SUM(姓名) AS 計 FROM 人員", "type-mismatch", "SUM(姓名", "數字"),
        ("SELECT MAX(官等) AS 高 FROM 人員", "code-order", "MAX(官等", "代碼"),
        ("SELECT UPER(姓名) AS 大 FROM 人員", "unknown-function", "UPER(姓名", "UPPER"),
        ("SELECT load_extension('x') AS 甲", "unknown-function", "load_extension('x'", "沒有函數"),
        ("SELECT readfile('/etc/passwd') AS 甲", "unknown-function", "readfile('/etc/passwd'", "沒有函數"),
        ("SELECT random() AS 甲", "unknown-function", "random", "沒有函數"),
        ("SELECT 官等 FROM pragma_table_info('人員')", "sql-unsupported", "pragma_table_info", "不支援"),
        ("SELECT 官等, COUNT(*) AS 人數 FROM 人員", "not-grouped", "官等", "GROUP BY"),
        ("SELECT 官等, 姓名, COUNT(*) AS 人數 FROM 人員 GROUP BY 官等", "not-grouped", "姓名", "GROUP BY"),
        ("SELECT 官等, COUNT(*) AS 人數 FROM 人員 GROUP BY 官等 ORDER BY 姓名", "not-grouped", "姓名", "GROUP BY"),
        (
            "SELECT 官等, (SELECT COUNT(*) FROM 經歷 AS c WHERE c.職稱 = p.職稱) AS 數 FROM 人員 AS p GROUP BY 官等",
            "not-grouped",
            "職稱",
            "GROUP BY",
        ),
        ("SELECT LAG(職等, 1, '無') OVER (ORDER BY 姓名) AS 前 FROM 人員", "type-mismatch", "'無'", "文字"),
        ("SELECT COUNT(*) FROM 人員", "missing-name", "COUNT", "AS"),
        ("SELECT 官等, 官等 FROM 人員", "duplicate-field", "SELECT 官等, 官等 FROM 人員", "AS"),
        ("SELECT 官等 FROM 人員 WHERE COUNT(*) > 1", "sql-aggregate", "COUNT", "HAVING"),
        ("SELECT 官等 FROM 人員 WHERE RANK() OVER (ORDER BY 職等) = 1", "sql-aggregate", "RANK", "子查詢"),
        ("SELECT SUM(COUNT(*)) AS 計 FROM 人員", "sql-aggregate", "COUNT", "子查詢"),
        ("SELECT ROW_NUMBER() OVER (PARTITION BY 官等) AS 序 FROM 人員", "sql-window", "ROW_NUMBER", "ORDER BY"),
        (
            "SELECT 姓名 FROM 人員 WHERE 職等 = (SELECT 職等 FROM 經歷)",
            "sql-many-rows",
            "SELECT 職等 FROM 經歷",
            "LIMIT 1",
        ),
        ("SELECT 姓名 FROM 人員 AS p JOIN 經歷 AS c ON p.身分證統一編號 = c.身分證統一編號", "", "", ""),
        (
            "SELECT 職稱 FROM 人員 AS p JOIN 經歷 AS c ON p.身分證統一編號 = c.身分證統一編號",
            "ambiguous-column",
            "職稱",
            "p.職稱",
        ),
        ("SELECT a.姓名 FROM 人員 AS a NATURAL JOIN 經歷 AS b", "sql-natural", "經歷 AS b", "ON"),
        ("SELECT 姓名 FROM 人員, 人員", "duplicate-table", "人員", "AS"),
        ("WITH RECURSIVE t AS (SELECT 1 AS n) SELECT n FROM t", "sql-recursive", "WITH", "JOIN"),
        ("WITH 人員 AS (SELECT 官等 FROM 經歷) SELECT 官等 FROM 人員", "duplicate-table", "人員", "換"),
        ("SELECT 姓名 FROM 人員 UNION SELECT 職等 FROM 人員", "sql-union", "SELECT 職等 FROM 人員", "整數"),
        ("SELECT 姓名 FROM 人員 LIMIT 職等", "sql-limit", "SELECT 姓名 FROM 人員", "數字"),
        ("SELECT 姓名 FROM 人員 FOR UPDATE", "sql-unsupported", "SELECT 姓名 FROM 人員", "不支援"),
        ("SELECT 姓名 INTO 甲 FROM 人員", "sql-unsupported", "SELECT 姓名", "INTO"),
        ("SELECT 姓名 FROM 人員 WHERE 姓名 GLOB '甲*'", "sql-syntax", "", ""),
        ("SELECT 姓名 FROM 人員 WHERE 姓名 REGEXP '甲'", "sql-unsupported", "SELECT 姓名", "不支援"),
        ("SELECT \"姓名\" FROM \"人員\" WHERE \"甲\" = 姓名", "unknown-field", "\"甲\"", "沒有"),
        ("SELECT 姓名 FROM 人員 WHERE 姓名 = :名", "sql-unsupported", ":名", "不支援"),
    ] {
        if rule.is_empty() {
            assert_eq!(mistakes(select), [], "{select}");
            continue;
        }
        let (found_rule, found_place, found_words) = mistake(select);
        assert_eq!(found_rule, rule, "{select}: {found_words}");
        assert!(found_place.starts_with(place), "{select}: 「{found_place}」");
        assert!(found_words.contains(words), "{select}: {found_words}");
    }
}

/// Whoever mends a file wants to mend it once; what follows from a mistake is no mistake of its own.
#[test]
fn all_mistakes_are_told_and_none_twice() {
    let found = mistakes(
        "WITH 甲 AS (SELECT 職等級 FROM 人員)\nSELECT 甲.任何, 經例.年度, 官等別等, UPER(姓名) AS 大\nFROM 甲 JOIN 考積 ON 甲.任何 = 考積.年度 WHERE 到職日 > 5 ORDER BY 沒有",
    );
    let rules: Vec<(&str, &str)> = found.iter().map(|(rule, place, _)| (rule.as_str(), place.as_str())).collect();
    assert!(rules.contains(&("unknown-field", "職等級")), "{rules:?}");
    assert!(rules.contains(&("unknown-table", "考積")), "{rules:?}");
    assert!(!rules.iter().any(|(_, place)| *place == "任何"), "{rules:?}");
    let found = mistakes(
        "SELECT 職等級, 姓明 FROM 人員 WHERE 官等 = '簡認' AND 職等 = 'x' GROUP BY 沒有 HAVING COUNT(*) > '1'",
    );
    assert_eq!(found.len(), 6, "{found:#?}");
}

/// Several days side by side, and the rows of one day joined to those of another: said before it is counted.
#[test]
fn days_that_run_together_are_warned_of() {
    let warned = |select: &str| mistakes(&format!("-- snapshot: 2024-12-31, 2025-12-31\n{select}")).len();
    let join = "SELECT a.姓名 FROM 人員 AS a JOIN 經歷 AS b ON a.身分證統一編號 = b.身分證統一編號";
    assert_eq!(warned(join), 1);
    assert_eq!(warned(&format!("{join} AND a.資料截止日 = b.資料截止日")), 0);
    assert_eq!(warned("SELECT 姓名 FROM 人員"), 0);
}

/// A long chain must not reach the end of the stack, on the small stack of a test as on any.
#[test]
fn the_longest_that_is_let_in_is_read() {
    let chain = |length: usize| format!("SELECT 1{} AS 甲", "+1".repeat(length));
    assert_eq!(mistakes(&chain(90)), []);
    assert_eq!(mistake(&chain(390)).0, "sql-too-deep");
    let nested = format!("SELECT {}1{} AS 甲", "(".repeat(40), ")".repeat(40));
    assert_eq!(mistakes(&nested), []);
    let united = |length: usize| format!("SELECT 1 AS 甲{}", " UNION SELECT 1".repeat(length));
    assert_eq!(mistakes(&united(20)), []);
    assert_eq!(mistake(&united(390)).0, "sql-too-deep");
    for (left, right) in
        [("SELECT 甲 FROM (", ") AS t"), ("SELECT (", ") AS 甲"), ("SELECT 1 AS 甲 WHERE EXISTS (", ")")]
    {
        let inside = |depth: usize| {
            let inner = "SELECT MAX(職等) AS 甲 FROM 人員";
            format!("{}{inner}{}", left.repeat(depth), right.repeat(depth))
        };
        for depth in 1..60 {
            let found = mistakes(&inside(depth));
            assert!(depth > 9 || left.starts_with("SELECT (") || found.is_empty(), "{found:?}");
            assert!(depth < 40 || !found.is_empty(), "{left} {depth}");
        }
    }
}

/// What is written out more than once must not grow without bound: each of these would fill the memory.
#[test]
fn nothing_grows_without_bound() {
    let months = format!("{}到職日{}", "ADD_MONTHS(到職日, MONTHS_BETWEEN(到職日, ".repeat(20), "))".repeat(20));
    assert_eq!(mistake(&format!("SELECT {months} AS 甲 FROM 人員")).0, "sql-too-long");
    let cases = format!("{}職等{}", "CASE ".repeat(20), " WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 4 END".repeat(20));
    assert_eq!(mistake(&format!("SELECT {cases} AS 甲 FROM 人員")).0, "sql-too-deep");
    let limits = format!("{}職等{}", "(SELECT ".repeat(20), " AS 甲 FROM 人員 LIMIT 1)".repeat(20));
    assert_eq!(mistakes(&format!("SELECT {limits} AS 甲 FROM 人員")), []);
}

/// A file is read while it is being written: no half of it may stop the program, and each is refused with a reason.
#[test]
fn no_beginning_of_a_file_panics() {
    let text = include_str!("../../../queries/轉任前後職務.sql");
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    for text in ends.flat_map(|end| [text[..end].to_owned(), format!("-- title: 題\n{}", &text[end..])]) {
        let problems = Problems::new();
        let query = parse_sql_query(&SourceText::new("query.sql", text.as_str()), &DICTIONARY, &problems);
        assert_eq!(query.is_none(), problems.has_errors(), "{text}");
    }
}
