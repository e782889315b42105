//! Why: a SELECT can say anything, so it is the one place where a name could slip out in a table that looks harmless. Every
//! way around the proof that was thought of is tried.

use hrstat::disclosure::{DisclosurePolicy, PersonalVerdict, clear};
use hrstat::query::{RawContent, RawResult, SmallCells};

use super::small_world::SmallWorld;
use super::sql::{CAREER, PERSONS, query, run, run_in};

fn verdict(select: &str) -> PersonalVerdict {
    let cleared = clear(run(select).into_tables(), DisclosurePolicy::new(2, None, SmallCells::Encrypt)).unwrap();
    println!("{select}: {:?}", cleared.reasons());
    cleared.verdict()
}

/// Counts of harmless fields are what they are in any table: free where the cells are large, personal where they are not.
#[test]
fn what_only_counts_is_judged_cell_by_cell() {
    assert_eq!(verdict("SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關"), PersonalVerdict::None);
    assert_eq!(
        verdict("SELECT 機關層級, COUNT(DISTINCT 身分證統一編號) AS 人數 FROM 人員 WHERE 年齡 > 30 GROUP BY 1"),
        PersonalVerdict::None
    );
    // 委任 is one person.
    assert_eq!(verdict("SELECT 官等, COUNT(*) AS 人數 FROM 人員 GROUP BY 官等"), PersonalVerdict::Indirect);
    // Whoever asks for a name by its letters is told so, however large the cell is.
    let named = "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 WHERE 姓名 <> '甲一' GROUP BY 主管機關";
    assert_eq!(verdict(named), PersonalVerdict::Direct);
}

/// Every way around that was thought of: none may give a table that says it holds no personal data.
#[test]
fn nothing_slips_out_as_a_harmless_table() {
    for select in [
        "SELECT 姓名 AS 官等, COUNT(*) AS 人數 FROM 人員 GROUP BY 姓名",
        "SELECT 主管機關, MAX(姓名) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) AS 人數, MIN(姓名) AS 代表 FROM 人員 GROUP BY 主管機關",
        "SELECT 出生日期, COUNT(*) AS 人數 FROM 人員 GROUP BY 出生日期",
        "SELECT 服務機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 服務機關",
        "SELECT 官等 || 姓名 AS 官等, COUNT(*) AS 人數 FROM 人員 GROUP BY 1",
        "SELECT CASE WHEN 姓名 = '甲一' THEN '是' ELSE '否' END AS 類, COUNT(*) AS 人數 FROM 人員 GROUP BY 類",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM (SELECT 姓名 AS 主管機關 FROM 人員) AS t GROUP BY 主管機關",
        "WITH 甲 AS (SELECT 姓名 AS 官等, 身分證統一編號 FROM 人員) SELECT 官等, COUNT(DISTINCT 身分證統一編號) AS 人數 FROM 甲 GROUP BY 官等",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關 UNION ALL SELECT 姓名, 9 FROM 人員",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關 HAVING MAX(姓名) = '甲一'",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關, 姓名",
        "SELECT DISTINCT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關 LIMIT 1",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 WHERE 職等 = (SELECT MAX(職等) FROM 人員 WHERE 姓名 = '甲一') GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) AS 人數 FROM 人員 WHERE LENGTH(姓名) = 2 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) FILTER (WHERE 姓名 = '甲一') AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(DISTINCT 姓名) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(職等) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) OVER () AS 人數 FROM 人員",
        "SELECT p.主管機關, COUNT(*) AS 人數 FROM 人員 AS p JOIN 人員 AS q ON p.姓名 < q.姓名 GROUP BY p.主管機關",
        "SELECT p.主管機關, COUNT(*) AS 人數 FROM 人員 AS p, 經歷 AS c GROUP BY p.主管機關",
        "SELECT 主管機關, SUM(職等) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關, COUNT(*) AS 人數, COUNT(*) AS 姓名 FROM 人員 GROUP BY 主管機關",
        "SELECT 主管機關 FROM 人員",
        "SELECT COUNT(*) AS 人數 FROM 人員 GROUP BY 主管機關",
        "SELECT * FROM 人員",
        "SELECT 1 AS 一",
    ] {
        let query = query(select);
        assert!(query.equivalent().is_none(), "{select}: {:?}", query.equivalent_text());
        assert_ne!(verdict(select), PersonalVerdict::None, "{select}");
    }
}

/// A column is as grave as the gravest field behind it, by whatever way it came; keys that only hold rows together are not
/// behind it.
#[test]
fn the_class_of_a_column_is_that_of_all_behind_it() {
    for (select, classes) in [
        ("SELECT LENGTH(姓名) AS 甲, 官等 AS 乙, 年齡 AS 丙 FROM 人員", "直接識別 無 間接識別"),
        (
            "SELECT RANK() OVER (ORDER BY 姓名) AS 甲, RANK() OVER (PARTITION BY 身分證統一編號 ORDER BY 職等) AS 乙 FROM 人員",
            "直接識別 無",
        ),
        ("SELECT CASE WHEN 姓名 = '甲一' THEN 1 END AS 甲, COUNT(*) OVER () AS 乙 FROM 人員", "直接識別 無"),
        ("SELECT 有 AS 甲 FROM (SELECT 1 AS 有 FROM 人員 WHERE 姓名 = '甲一') AS t", "直接識別"),
        ("WITH t AS (SELECT 官等 FROM 人員 WHERE 身心障礙等級 = '輕度') SELECT 官等 AS 甲 FROM t", "敏感"),
        (
            "SELECT (SELECT COUNT(*) FROM 經歷 AS c WHERE c.身分證統一編號 = p.身分證統一編號) AS 甲, EXISTS (SELECT 1 FROM 家屬 AS f WHERE f.身分證統一編號 = p.身分證統一編號 AND f.姓名 = '某') AS 乙 FROM 人員 AS p",
            "無 直接識別",
        ),
        ("SELECT 官等 AS 甲 FROM 人員 UNION SELECT 姓名 FROM 人員", "直接識別"),
        (
            "SELECT COUNT(DISTINCT 身分證統一編號) AS 甲, COUNT(DISTINCT 姓名) AS 乙, MIN(身分證統一編號) AS 丙 FROM 人員 HAVING COUNT(*) > 0",
            "無 直接識別 直接識別",
        ),
    ] {
        let classes_of = |result: &RawResult| {
            let RawContent::List(list) = result.tables()[0].content() else { panic!("{select}") };
            list.columns().iter().map(|column| column.disclosure.name()).collect::<Vec<_>>().join(" ")
        };
        let world = [("人員", PERSONS), ("經歷", CAREER), ("家屬", "身分證統一編號 姓名\nP0 某")];
        let result = run_in(&query(select), &[SmallWorld::on("2025-12-31", &world)]);
        assert_eq!(classes_of(&result), classes, "{select}");
    }
}
