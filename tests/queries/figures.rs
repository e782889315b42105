//! Why: a wrong figure costs a ministry a decision. Every kind of table, measure and derived field is computed over ten
//! persons whose answers can be counted by hand.

use std::collections::BTreeMap;

use hrstat::disclosure::{DisclosurePolicy, PersonalVerdict, clear};
use hrstat::query::{
    Arguments, FrameSource, Orders, RawContent, RawTable, SmallCells, Snapshots, Value, check_query, parse_query,
    run_query,
};
use hrstat::source::{Problems, SourceText};

use super::small_world::{SmallWorld, dictionary};

/// Tables as text: a header line, then one line a row; `-` is null.
const PERSONS: &str = "
身分證統一編號 姓名 性別 出生日期 主管機關 服務機關 機關層級 機關類別 人員類別 官等 職等 主管級別 初任公職日 到職日 離職日
P0 甲一 男 70.1.1 勞動部 勞動部 中央 行政機關 公務人員 簡任 11 一級主管 95.1.1 110.1.1 -
P1 乙二 女 75.12.31 勞動部 勞動部 中央 行政機關 公務人員 簡任 10 非主管 100.1.1 110.1.1 -
P2 丙三 女 76.1.1 勞動部 勞動部 中央 行政機關 公務人員 薦任 7 非主管 105.1.1 110.1.1 -
P3 丁四 女 85.1.1 勞動部 勞動部 中央 行政機關 公務人員 薦任 6 非主管 110.1.1 110.1.1 -
P4 戊五 男 85.1.2 財政部 財政部 中央 行政機關 公務人員 委任 3 非主管 112.1.1 112.1.1 -
P5 己六 男 60.6.30 財政部 財政部 中央 行政機關 公務人員 - - 非主管 85.1.1 112.1.1 -
P6 庚七 女 60.6.30 財政部 財政部 中央 行政機關 公務人員 薦任 9 二級主管 85.1.1 112.1.1 114.12.31
P7 辛八 男 60.6.30 臺北市政府 臺北市政府 直轄市 行政機關 公務人員 薦任 9 二級主管 85.1.1 112.1.1 115.1.1
P8 壬九 女 90.1.1 臺北市政府 臺北市政府 直轄市 行政機關 約僱人員 - - 非主管 113.1.1 113.1.1 -
P9 癸十 男 90.1.1 臺北市政府 臺北市政府 直轄市 行政機關 公務人員 委任 5 非主管 113.1.1 113.1.1 113.6.1
";

const APPRAISALS: &str = "
身分證統一編號 年度 區分 總分 等次
P0 112 年考 85 甲
P0 113 年考 84 甲
P0 114 年考 79 乙
P1 112 年考 82 甲
P1 113 另考 - 甲
P2 114 年考 70 乙
P7 114 年考 90 甲
";

const TABLES: &[(&str, &str)] = &[("人員", PERSONS), ("考績", APPRAISALS), ("經歷", CAREER), ("語文", LANGUAGES)];

pub(crate) fn run(text: &str) -> Vec<RawTable> {
    run_with(text, &Arguments::none())
}

pub(crate) fn run_with(text: &str, arguments: &Arguments) -> Vec<RawTable> {
    let dictionary = dictionary();
    let source = SourceText::new("query.toml", text);
    let problems = Problems::new();
    let query =
        parse_query(&source, &problems).and_then(|spec| check_query(&spec, &dictionary, &source, arguments, &problems));
    let Some(query) = query else { panic!("{:#?}", problems.into_sorted()) };
    let days = match query.snapshots() {
        Snapshots::Latest => vec!["2025-12-31"],
        Snapshots::Dates(_) => vec!["2024-12-31", "2025-12-31"],
    };
    let worlds: Vec<SmallWorld<'_>> = days.into_iter().map(|day| SmallWorld::on(day, TABLES)).collect();
    let sources: Vec<&dyn FrameSource> = worlds.iter().map(|world| world as &dyn FrameSource).collect();
    let orders: Orders =
        BTreeMap::from([("主管機關".into(), vec!["財政部".into(), "勞動部".into(), "臺北市政府".into()])]);
    run_query(&query, &dictionary, &sources, &orders).unwrap().into_tables()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Decimal(number) => format!("{number:.3}"),
        Value::Null => "·".to_owned(),
        other => other.label(),
    }
}

/// A table as text, one line a row.
pub(crate) fn grid(table: &RawTable) -> String {
    let mut out = Vec::new();
    match table.content() {
        RawContent::CrossTab(table) => {
            for (row, key) in table.row_keys().iter().enumerate() {
                let label = key
                    .as_ref()
                    .map_or("合計".to_owned(), |key| key.iter().map(Value::label).collect::<Vec<_>>().join("/"));
                let cells: Vec<String> = (0..table.column_keys().len())
                    .flat_map(|column| (0..table.measures().len()).map(move |measure| (column, measure)))
                    .map(|(column, measure)| shown(&table.cell(row, column, measure).unwrap().value))
                    .collect();
                out.push(format!("{label}: {}", cells.join(" ")).trim_start_matches(": ").to_owned());
            }
        }
        RawContent::List(list) => {
            for row in 0..list.frame().height() {
                let cells =
                    list.frame().columns().iter().map(|column| shown(&hrstat::query::value_at(column, row).unwrap()));
                out.push(cells.collect::<Vec<_>>().join(" "));
            }
        }
    }
    out.join("\n")
}

#[test]
fn totals_shares_and_means_are_computed_from_the_persons() {
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["主管機關"]
        columns = ["性別"]
        measures = ["人數", { name = "占比", share = "人數", of = "row" }, { name = "平均年齡", mean = "年齡" }]
        totals = true
    "#);
    // On 114.12.31 P6 has left (the day of leaving is not in service), P9 left before, P7 leaves a day later.
    // Ages: P0 44, P1 39, P2 38, P3 29, P4 29, P5 54, P7 54, P8 24.
    let expected = "\
        財政部: 2 1.000 41.500 0 0.000 · 2 1.000 41.500\n\
        勞動部: 1 0.250 44.000 3 0.750 35.333 4 1.000 37.500\n\
        臺北市政府: 1 0.500 54.000 1 0.500 24.000 2 1.000 39.000\n\
        合計: 4 0.500 45.250 4 0.500 32.500 8 1.000 38.875";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn bands_expressions_and_child_tables_give_one_value_a_person() {
    let tables = run(r#"
        title = "t"
        where = "在職 AND 人員類別 = '公務人員'"
        [[derive]]
        name = "年齡層"
        band = "年齡"
        breaks = [30, 40, 50]
        [[derive]]
        name = "近三年甲等次數"
        from = "考績"
        where = "年度 >= 112 AND 等次 = '甲'"
        take = "count"
        [[derive]]
        name = "最近總分"
        from = "考績"
        where = "總分 IS NOT NULL"
        take = "last"
        of = "總分"
        order_by = "年度"
        [[derive]]
        name = "資深"
        expr = "年資 >= 15"
        [[table]]
        title = "表1"
        rows = ["年齡層"]
        measures = ["人數", { name = "二甲", count = "近三年甲等次數 >= 2" }, { name = "資深", count = "資深" },
                    { name = "二甲率", ratio = ["二甲", "人數"], as = "percent" },
                    { name = "中位", median = "最近總分" }, { name = "最高", max = "最近總分" }, { name = "九成", quantile = "年齡", q = 0.9 }]
        totals = true
    "#);
    // Seniority on 114.12.31: P0 19, P1 14, P2 9, P3 4, P4 2, P5 29, P7 29. Last marks: P0 79, P1 82, P2 70, P7 90.
    let expected = "\
        未滿30: 2 0 0 0.000 · · 29.000\n\
        30–39: 2 1 0 0.500 76.000 82 38.900\n\
        40–49: 1 1 1 1.000 79.000 79 44.000\n\
        50以上: 2 0 2 0.000 90.000 90 54.000\n\
        合計: 7 2 3 0.286 80.500 90 54.000";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn what_has_no_value_is_a_row_of_its_own_and_never_meets_a_condition() {
    let tables = run(r#"
        title = "t"
        where = "在職 AND NOT 官等 = '簡任'"
        [[table]]
        title = "表1"
        rows = ["官等"]
        [[table]]
        title = "表2"
        measures = ["人數", { name = "高", count = "職等 >= 7" }]
    "#);
    assert_eq!(grid(&tables[0]), "薦任: 3\n委任: 1");
    assert_eq!(grid(&tables[1]), "4 2");
    let all = run("title = \"t\"\n[[table]]\ntitle = \"表1\"\nrows = [\"官等\"]\ntotals = true\n");
    assert_eq!(grid(&all[0]), "簡任: 2\n薦任: 4\n委任: 2\n未填: 2\n合計: 10");
}

#[test]
fn a_count_of_persons_stays_one_when_the_unit_is_an_event() {
    let tables = run(r#"
        title = "t"
        unit = "考績"
        where = "年度 >= 113"
        [[table]]
        title = "表1"
        rows = ["等次"]
        columns = ["性別"]
        measures = ["人數", "件數"]
        totals = true
    "#);
    assert_eq!(grid(&tables[0]), "甲: 2 2 1 1 3 3\n乙: 1 1 1 1 2 2\n合計: 2 3 2 2 4 5");
}

#[test]
fn several_snapshots_are_one_field_more() {
    let tables = run(r#"
        title = "t"
        snapshot = ["113.12.31", "114.12.31"]
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["主管機關"]
    "#);
    assert_eq!(grid(&tables[0]), "財政部: 3 2\n勞動部: 4 4\n臺北市政府: 2 2");
}

#[test]
fn lists_are_sorted_by_the_code_list_and_cut_with_a_note() {
    let tables = run(r#"
        title = "t"
        where = "在職 AND 官等 IS NOT NULL"
        [[list]]
        title = "名冊"
        columns = ["姓名", "官等", "職等", "到職日"]
        order_by = ["官等", "職等 desc"]
        limit = 3
    "#);
    assert_eq!(grid(&tables[0]), "甲一 簡任 11 110年1月1日\n乙二 簡任 10 110年1月1日\n辛八 薦任 9 112年1月1日");
    assert_eq!(tables[0].notes(), ["符合條件的共 6 筆，依查詢只列前 3 筆。"]);
}

#[test]
fn a_small_cell_is_found_by_its_persons_and_named() {
    let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
    let text = "title = \"t\"\nwhere = \"在職\"\n[[table]]\ntitle = \"表1\"\nrows = [\"性別\"]\n";
    let large = clear(run(text), policy).unwrap();
    assert_eq!(large.verdict(), PersonalVerdict::None);
    let small = clear(run(&text.replace("性別", "主管機關")), policy).unwrap();
    assert_eq!(small.verdict(), PersonalVerdict::Indirect);
    assert!(small.reasons()[0].contains("列「財政部」"), "{:?}", small.reasons());
    assert_eq!(small.tables()[0].small_cells().len(), 2);
    // A mean over two persons is small though the mean itself is a large number.
    let mean = clear(
        run(&format!("{text}measures = [{{ name = \"平均\", mean = \"職等\" }}]\n").replace("性別", "官等")),
        policy,
    )
    .unwrap();
    assert_eq!(mean.verdict(), PersonalVerdict::Indirect);
    // The one who is left of the group is given away by the count of the others.
    let others = run(
        "title = \"t\"\nwhere = \"在職 AND 主管機關 = '勞動部'\"\n[[table]]\ntitle = \"表1\"\nmeasures = [{ name = \"女\", count = \"性別 = '女'\" }]\n",
    );
    assert_eq!(clear(others, policy).unwrap().verdict(), PersonalVerdict::Indirect);
    // A list is personal whatever its columns.
    let list = run("title = \"t\"\n[[list]]\ntitle = \"清冊\"\ncolumns = [\"性別\"]\n");
    assert_eq!(clear(list, policy).unwrap().verdict(), PersonalVerdict::Indirect);
    let named = run("title = \"t\"\n[[list]]\ntitle = \"清冊\"\ncolumns = [\"姓名\"]\n");
    assert_eq!(clear(named, policy).unwrap().verdict(), PersonalVerdict::Direct);
    let refuse = DisclosurePolicy { small_cells: SmallCells::Refuse, ..policy };
    assert!(clear(run(&text.replace("性別", "主管機關")), refuse).is_err());
    let suppress = DisclosurePolicy { small_cells: SmallCells::Suppress, ..policy };
    assert!(clear(run(&text.replace("性別", "主管機關")), suppress).is_err(), "never released unsuppressed");
}

const CAREER: &str = "
身分證統一編號 服務機關 職稱 到職日 離職日
P0 財政部 科員 95.1.1 110.1.1
P0 勞動部 科長 110.1.1 -
P1 勞動部 專門委員 100.1.1 -
P6 財政部 科長 112.1.1 114.12.31
";

const LANGUAGES: &str = "
身分證統一編號 語文別 檢定等級
P0 英語 B2
P0 日語 C1
P1 英語 A2
P2 英語 -
";

#[test]
fn a_derived_field_of_the_dictionary_speaks_of_the_person_not_of_the_event() {
    // P0 left an earlier post in 110 and is in service; P6 is not.
    let tables = run(
        "title = \"t\"\nunit = \"經歷\"\n[[table]]\ntitle = \"表1\"\nrows = [\"在職\"]\nmeasures = [\"人數\", \"件數\"]\n",
    );
    assert_eq!(grid(&tables[0]), "否: 1 1\n是: 2 3");
    let first = run(r#"
        title = "t"
        where = "在職"
        [[derive]]
        name = "卸任職務數"
        from = "經歷"
        where = "離職日 IS NOT NULL AND 在職"
        take = "count"
        [[table]]
        title = "表1"
        rows = ["卸任職務數"]
    "#);
    assert_eq!(grid(&first[0]), "0: 7\n1: 1");
}

#[test]
fn the_greatest_code_is_the_last_of_its_list() {
    let tables = run(r#"
        title = "t"
        where = "在職 AND 官等 = '簡任'"
        [[derive]]
        name = "最高"
        from = "語文"
        take = "max"
        of = "檢定等級"
        [[table]]
        title = "表1"
        rows = ["最高"]
    "#);
    assert_eq!(grid(&tables[0]), "A2: 1\nC1: 1");
}

#[test]
fn whole_numbers_do_not_wrap_and_constant_conditions_count_everybody() {
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        measures = ["人數", { name = "大", count = "年齡 * 100000000 > 0" }, { name = "恆真", count = "TRUE" }, { name = "遠", count = "ADD_YEARS(到職日, 300000) IS NULL" }]
    "#);
    assert_eq!(grid(&tables[0]), "8 8 8 8");
}

#[test]
fn a_stock_is_not_added_over_time() {
    let tables = run(r#"
        title = "t"
        snapshot = ["113.12.31", "114.12.31"]
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["主管機關"]
        totals = true
    "#);
    // No total column across the days, and the total row counts each day by itself.
    assert_eq!(grid(&tables[0]), "財政部: 3 2\n勞動部: 4 4\n臺北市政府: 2 2\n合計: 9 8");
}

#[test]
fn what_names_a_person_is_personal_however_large_the_cells_are() {
    let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
    let verdict = |text: &str| clear(run(text), policy).unwrap();
    let table = "[[table]]\ntitle = \"表1\"\nrows = [\"性別\"]\n";
    let named = verdict(&format!("title = \"t\"\nwhere = \"姓名 = '甲一' OR 職等 >= 1 OR 職等 IS NULL\"\n{table}"));
    assert_eq!(named.verdict(), PersonalVerdict::Direct);
    assert!(named.reasons().iter().any(|reason| reason.contains("姓名")));
    let derived = verdict(&format!(
        "title = \"t\"\n[[derive]]\nname = \"姓\"\nexpr = \"姓名 LIKE '甲%'\"\n{table}measures = [{{ name = \"甲\", count = \"姓\" }}]\n"
    ));
    assert_eq!(derived.verdict(), PersonalVerdict::Direct);
    // A reason is kept in the log: it says the place of a name, not the name.
    let by_name = verdict("title = \"t\"\n[[table]]\ntitle = \"表1\"\nrows = [\"姓名\"]\n");
    assert!(by_name.reasons().iter().all(|reason| !reason.contains("甲一")), "{:?}", by_name.reasons());
    assert!(by_name.reasons()[0].contains("第 1 列"));
}

#[test]
fn extremes_and_differences_are_about_few() {
    let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
    let verdict = |measures: &str| {
        let text = format!("title = \"t\"\nwhere = \"在職\"\n[[table]]\ntitle = \"表1\"\nmeasures = [{measures}]\n");
        clear(run(&text), policy).unwrap().verdict()
    };
    assert_eq!(verdict("\"人數\", { name = \"平均\", mean = \"年齡\" }"), PersonalVerdict::None);
    assert_eq!(verdict("{ name = \"最高\", max = \"職等\" }"), PersonalVerdict::Indirect);
    assert_eq!(verdict("{ name = \"九成\", quantile = \"年齡\", q = 0.95 }"), PersonalVerdict::Indirect);
    // 5 and 4 are large, and so are those left; one person is between them.
    let pair = "{ name = \"38歲以上\", count = \"年齡 >= 38\" }, { name = \"39歲以上\", count = \"年齡 >= 39\" }";
    assert_eq!(verdict(pair), PersonalVerdict::Indirect);
    assert_eq!(verdict("{ name = \"38歲以上\", count = \"年齡 >= 38\" }"), PersonalVerdict::None);
}
