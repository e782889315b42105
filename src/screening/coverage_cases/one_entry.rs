//! Small queries against a catalogue of a single entry: what it shows is had, and nothing else.

use super::*;

/// A catalogue of one entry over 在職 公務人員, with `lines` beside the usual keys.
fn one_entry(lines: &str, dictionary: &Dictionary) -> Catalogue {
    let text = format!(
        "[[entry]]\nid = \"T-01\"\nchannel = \"published\"\npublisher = \"某機關\"\ntitle = \"某表\"\n\
         periods = {{ every = \"year-end\", from = \"2016-12-31\", lag_months = 5 }}\nverified = true\n{lines}"
    );
    read(&[SourceText::new("t.toml", text)], dictionary).unwrap()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn nothing_is_covered_that_the_entry_does_not_show() {
    let dictionary = dictionary();
    let base = "unit = \"人員\"\npopulation = \"在職 AND 人員類別 = '公務人員'\"\n";
    let t = "[[table]]\ntitle = \"表\"\n";
    let mean = format!("{t}rows = [\"性別\"]\nmeasures = [{{ name = \"平均\", mean = \"年齡\" }}]");
    let seniority = format!("{t}rows = [\"性別\"]\nmeasures = [{{ name = \"平均\", mean = \"年資\" }}]");
    let band = "[[derive]]\nname = \"層\"\nband = \"年齡\"\nbreaks = ";
    let women = "where = \"在職 AND 人員類別 = '公務人員' AND 性別 = '女'\"";
    let years = format!("{t}rows = [\"職系\"]");
    let earlier = format!("snapshot = \"2018-12-31\"\n{STAFF}");
    let cases: [(&str, String, &str, String, bool); 22] = [
        ("四捨五入的人數不確實", "crosses=[[\"性別\"]]\nmeasures=[\"人數\"]\nrounded_to=10".into(), STAFF, format!("{t}rows = [\"性別\"]"), false),
        ("不列小細格的表不能相加", "crosses=[[\"性別\"]]\nmeasures=[\"人數\"]\nsuppressed_below=3".into(), STAFF, format!("{t}rows = [\"性別\"]"), false),
        ("小細格也不能加權", "crosses=[[\"性別\",\"官等\"]]\nmeasures=[\"人數\",{mean=\"年齡\",by=[\"性別\",\"官等\"]}]\nsuppressed_below=3".into(), STAFF, mean.clone(), false),
        ("改制以前是舊職系", "crosses=[[\"職系\"]]\nmeasures=[\"人數\"]\nseries_breaks=[{field=\"職系\",on=\"2020-01-16\",note=\"新職系\"}]".into(), &earlier, years.clone(), false),
        ("改制以後是現行職系", "crosses=[[\"職系\"]]\nmeasures=[\"人數\"]\nseries_breaks=[{field=\"職系\",on=\"2020-01-16\",note=\"新職系\"}]".into(), STAFF, years, true),
        (
            "自己公布的平均",
            r#"crosses=[["性別"]]
measures=[{mean="年齡",by=["性別"]}]"#
                .into(),
            STAFF,
            mean.clone(),
            true,
        ),
        (
            "平均的總計另外要有",
            r#"crosses=[["性別"]]
measures=[{mean="年齡",by=["性別"]}]"#
                .into(),
            STAFF,
            format!("{mean}\ntotals = true"),
            false,
        ),
        (
            "有人數就能加權",
            r#"crosses=[["性別"]]
measures=["人數",{mean="年齡",by=["性別"]}]"#
                .into(),
            STAFF,
            format!("{mean}\ntotals = true"),
            true,
        ),
        (
            "較細的平均可加權",
            r#"crosses=[["性別","官等"]]
measures=["人數",{mean="年齡",by=["性別","官等"]}]"#
                .into(),
            STAFF,
            mean.clone(),
            true,
        ),
        (
            "加權的人數要同一張表",
            r#"crosses=[["性別"],["官等"]]
measures=["人數",{mean="年齡",by=["性別","官等"]}]"#
                .into(),
            STAFF,
            mean.clone(),
            false,
        ),
        (
            "年資可能空白，人數不是它的權數",
            r#"crosses=[["性別","官等"]]
measures=["人數",{mean="年資",by=["性別","官等"]}]"#
                .into(),
            STAFF,
            seniority,
            false,
        ),
        (
            "全體平均不是女性平均",
            r#"crosses=[["性別"]]
measures=["人數",{mean="年齡",by=[]}]"#
                .into(),
            women,
            format!("{t}measures = [{{ name = \"平均\", mean = \"年齡\" }}]"),
            false,
        ),
        (
            "按性別的平均有女性",
            r#"crosses=[["性別"]]
measures=[{mean="年齡",by=["性別"]}]"#
                .into(),
            women,
            format!("{t}measures = [{{ name = \"平均\", mean = \"年齡\" }}]"),
            true,
        ),
        (
            "職等上捲官等",
            r#"crosses=[["職等"]]
measures=["人數"]"#
                .into(),
            STAFF,
            format!("{t}rows = [\"官等\"]"),
            true,
        ),
        (
            "官等不能下鑽職等",
            r#"crosses=[["官等"]]
measures=["人數"]"#
                .into(),
            STAFF,
            format!("{t}rows = [\"職等\"]"),
            false,
        ),
        (
            "表的年齡組較粗",
            r#"crosses=[["年齡組"]]
measures=["人數"]
breaks={"年齡組"=[25,30,40]}"#
                .into(),
            STAFF,
            format!("{t}rows = [\"年齡組\"]"),
            false,
        ),
        (
            "粗的界限夠用",
            r#"crosses=[["年齡組"]]
measures=["人數"]
breaks={"年齡組"=[25,30,40]}"#
                .into(),
            STAFF,
            format!("{t}rows = [\"層\"]\n{band}[30, 40]"),
            true,
        ),
        (
            "粗的界限不夠",
            r#"crosses=[["年齡組"]]
measures=["人數"]
breaks={"年齡組"=[25,30,40]}"#
                .into(),
            STAFF,
            format!("{t}rows = [\"層\"]\n{band}[30, 35]"),
            false,
        ),
        (
            "單一年齡什麼都能分",
            r#"crosses=[["年齡"]]
measures=["人數"]"#
                .into(),
            STAFF,
            format!("{t}rows = [\"層\"]\n{band}[28, 41]"),
            true,
        ),
        (
            "計數條件的欄位在另一張表",
            r#"crosses=[["官等"],["性別"]]
measures=["人數"]"#
                .into(),
            STAFF,
            format!("{t}rows = [\"官等\"]\nmeasures = [{{ name = \"女\", count = \"性別 = '女'\" }}]"),
            false,
        ),
        (
            "沒有人數",
            r#"crosses=[["性別"]]
measures=[{mean="年齡",by=["性別"]}]"#
                .into(),
            STAFF,
            format!("{t}rows = [\"性別\"]"),
            false,
        ),
        (
            "空白一類是否列出不知道",
            r#"crosses=[["官等"]]
measures=["人數"]"#
                .into(),
            "where = \"在職 AND 人員類別 = '公務人員' AND 官等 IS NULL\"",
            format!("{t}measures = [\"人數\"]"),
            false,
        ),
    ];
    for (why, entry, population, rest, covered) in cases {
        let catalogue = one_entry(&format!("{base}{entry}"), &dictionary);
        let asked = query(&table(population, &rest), &dictionary);
        let coverage = check_coverage(&asked, &catalogue, &dictionary, &context());
        assert_eq!(coverage.verdict == Verdict::Covered, covered, "{why}\n{coverage:#?}");
    }
}

#[test]
fn distinct_persons_of_a_child_table_are_never_added_up() {
    let dictionary = dictionary();
    let catalogue = one_entry(
        "unit = \"考績\"\npopulation = \"年度 = 113\"\ncrosses = [[\"等次\", \"性別\"]]\nmeasures = [\"人數\", \"件數\"]",
        &dictionary,
    );
    let of = |population: &str, rest: &str| {
        let body = format!("unit = \"考績\"\nwhere = \"{population}\"\n[[table]]\ntitle = \"表\"\n{rest}");
        check_coverage(&query(&body, &dictionary), &catalogue, &dictionary, &context()).verdict
    };
    let year = "年度 = 113";
    assert_eq!(of(year, "rows = [\"等次\", \"性別\"]"), Verdict::Covered);
    assert_eq!(of(year, "rows = [\"等次\", \"性別\"]\ntotals = true"), Verdict::Partial);
    assert_eq!(of(year, "rows = [\"等次\"]"), Verdict::NotCovered);
    assert_eq!(of(year, "rows = [\"等次\"]\nmeasures = [\"件數\"]"), Verdict::Covered);
    assert_eq!(of("年度 = 113 AND 性別 = '女'", "rows = [\"等次\"]"), Verdict::Covered);
    assert_eq!(of("年度 = 112", "rows = [\"等次\", \"性別\"]"), Verdict::NotCovered);
}

#[test]
fn a_post_of_the_past_does_not_roll_up_to_the_present_one() {
    let dictionary = dictionary();
    let catalogue = one_entry("unit = \"經歷\"\ncrosses = [[\"主管機關\"]]\nmeasures = [\"件數\"]", &dictionary);
    let body = "unit = \"經歷\"\n[[table]]\ntitle = \"表\"\nmeasures = [\"件數\"]\nrows = ";
    let of = |row: &str| {
        let asked = query(&format!("{body}[\"{row}\"]"), &dictionary);
        check_coverage(&asked, &catalogue, &dictionary, &context()).verdict
    };
    assert_eq!(of("主管機關"), Verdict::Covered);
    assert_eq!(of("機關層級"), Verdict::NotCovered);
}
