//! Why: the parts of the language that ask for more than one grouping — subtotals, zero rows, windows of observation,
//! expressions over measures, values of one row seen from another — each counted by hand over the ten persons of `figures`.

use hrstat::disclosure::{DisclosurePolicy, PersonalVerdict, clear};
use hrstat::query::{Arguments, CellState, RawContent, SmallCells};

use crate::figures::{grid, run, run_with};

#[test]
fn subtotals_stand_after_their_group_and_are_computed_from_the_persons() {
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["機關層級", "主管機關"]
        measures = ["人數", { name = "女性", count = "性別 = '女'" }, { name = "每百人", expr = "女性 * 100 / 人數" },
                    { name = "年齡離散", std = "年齡", decimals = 3 }]
        totals = true
        subtotals = true
    "#);
    // Ages: 財政部 29, 54; 勞動部 44, 39, 38, 29; 臺北市政府 54, 24. Standard deviations of samples (n - 1).
    let expected = "\
        中央/財政部: 2 0 0.000 17.678\n\
        中央/勞動部: 4 3 75.000 6.245\n\
        中央: 6 3 50.000 9.496\n\
        直轄市/臺北市政府: 2 1 50.000 21.213\n\
        直轄市: 2 1 50.000 21.213\n\
        合計: 8 4 50.000 11.344";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn every_value_of_the_code_list_appears_where_it_is_asked_for() {
    let tables = run(r#"
        title = "t"
        where = "在職 AND 主管機關 = '勞動部'"
        [[table]]
        title = "表1"
        rows = ["官等"]
        columns = ["性別"]
        complete = ["官等"]
        measures = ["人數", { name = "平均年齡", mean = "年齡" }]
    "#);
    let expected = "特任: 0 · 0 ·\n簡任: 1 44.000 1 39.000\n薦任: 0 · 2 33.500\n委任: 0 · 0 ·";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn a_cohort_whose_window_is_not_over_has_no_number_and_counts_nobody_as_a_stayer() {
    let tables = run(r#"
        title = "t"
        where = "初任公職日 >= '110.1.1'"
        [[derive]]
        name = "初任年"
        expr = "ROC_YEAR(初任公職日)"
        [[table]]
        title = "表1"
        rows = ["初任年"]
        measures = ["人數",
            { name = "一年內離職", count = "離職日 <= ADD_YEARS(初任公職日, 1)", window_ends = "ADD_YEARS(初任公職日, 1)" },
            { name = "三年內離職", count = "離職日 <= ADD_YEARS(初任公職日, 3)", window_ends = "ADD_YEARS(初任公職日, 3)" },
            { name = "三年離職率", ratio = ["三年內離職", "人數"], as = "percent" }]
        totals = true
    "#);
    // On 114.12.31: P3 (110) has been seen for three years, P4 (112) until 115.1.1 has not; P8 and P9 (113) for one year
    // only, and P9 left within it.
    assert_eq!(grid(&tables[0]), "110: 1 0 0 0.000\n112: 1 0 · ·\n113: 2 1 · ·\n合計: 4 1 · ·");
    let RawContent::CrossTab(table) = tables[0].content() else { panic!() };
    let states = |row| (0..4).map(|measure| table.cell(row, 0, measure).unwrap().state).collect::<Vec<_>>();
    let (known, open) = (CellState::Known, CellState::WindowOpen);
    assert_eq!(states(0), [known; 4]);
    assert_eq!(states(1), [known, known, open, open]);
    assert_eq!(states(3), [known, known, open, open]);
}

#[test]
fn a_value_of_another_row_of_the_same_person_is_seen_from_each_row() {
    let tables = run(r#"
        title = "t"
        unit = "經歷"
        [[derive]]
        name = "本筆離職日"
        expr = "離職日"
        [[derive]]
        name = "下一機關"
        from = "經歷"
        where = "到職日 >= 本筆離職日"
        take = "first"
        of = "服務機關"
        order_by = "到職日"
        [[derive]]
        name = "較早筆數"
        from = "經歷"
        where = "離職日 <= 本筆離職日"
        take = "count"
        [[list]]
        title = "名冊"
        columns = ["服務機關", "本筆離職日", "下一機關", "較早筆數"]
    "#);
    let expected = "\
        財政部 110年1月1日 勞動部 1\n\
        勞動部 · · 0\n\
        勞動部 · · 0\n\
        財政部 114年12月31日 · 1";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn a_recode_puts_values_together_and_keeps_the_unknown_apart() {
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[derive]]
        name = "高低"
        recode = "官等"
        through = { "特任" = "高階", "簡任" = "高階" }
        otherwise = "其他"
        [[derive]]
        name = "不分男女"
        recode = "性別"
        through = { "男" = "人" }
        [[table]]
        title = "表1"
        rows = ["高低"]
        columns = ["不分男女"]
    "#);
    // 薦任 P2, P3 (women), P7; 委任 P4; P5 and P8 (woman) have none.
    assert_eq!(grid(&tables[0]), "高階: 1 1\n其他: 2 2\n未填: 1 1");
}

#[test]
fn a_parameter_is_set_for_expressions_and_titles() {
    let text = r#"
        title = "{年度}年考績"
        unit = "考績"
        where = "年度 = :年度"
        [[parameter]]
        name = "年度"
        type = "integer"
        default = 114
        [[table]]
        title = "表1 {年度}年"
        rows = ["等次"]
        measures = ["件數", { name = "一百分以下", rows = "總分 < 80" }]
    "#;
    let tables = run(text);
    assert_eq!((tables[0].title(), grid(&tables[0]).as_str()), ("表1 114年", "甲: 1 0\n乙: 2 2"));
    let tables = run_with(text, &Arguments::from_iter([("年度", "113")]));
    assert_eq!((tables[0].title(), grid(&tables[0]).as_str()), ("表1 113年", "甲: 2 0"));
    // P1 has no 總分 in 113: whether it is below 80 is unknown, and the sheet says so.
    let missing = tables[0].missing();
    assert_eq!(missing.iter().map(|missing| (missing.rows, missing.persons)).collect::<Vec<_>>(), [(1, 1)]);
}

#[test]
fn a_table_and_a_list_can_narrow_the_population_and_say_who_could_not_be_judged() {
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        where = "官等 = '薦任'"
        rows = ["性別"]
        [[list]]
        title = "名冊"
        where = "官等 = '簡任'"
        columns = ["姓名"]
    "#);
    assert_eq!(grid(&tables[0]), "男: 1\n女: 2");
    assert_eq!(grid(&tables[1]), "甲一\n乙二");
    // P5 and P8 have no 官等.
    assert_eq!(tables[0].missing().iter().map(|missing| missing.rows).collect::<Vec<_>>(), [2]);
    assert_eq!(tables[1].missing().iter().map(|missing| missing.persons).collect::<Vec<_>>(), [2]);
}

#[test]
fn days_have_subtotals_of_their_own_and_no_total_across_them() {
    let tables = run(r#"
        title = "t"
        snapshot = ["2024-12-31", "2025-12-31"]
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["資料截止日", "性別"]
        totals = true
        subtotals = true
    "#);
    // On 113.12.31 P6 is still in service, P9 is not; on 114.12.31 P6 has left.
    let expected = "\
        113年12月31日/男: 4\n113年12月31日/女: 5\n113年12月31日: 9\n\
        114年12月31日/男: 4\n114年12月31日/女: 4\n114年12月31日: 8";
    assert_eq!(grid(&tables[0]), expected);
}

#[test]
fn values_of_an_own_field_stand_in_the_order_of_what_they_come_from() {
    let tables = run(r#"
        title = "t"
        unit = "經歷"
        [[derive]]
        name = "去向"
        expr = "CASE WHEN 離職日 IS NULL THEN '現職' ELSE '已離' END"
        [[derive]]
        name = "首任機關"
        from = "經歷"
        take = "first"
        of = "主管機關"
        order_by = "到職日"
        [[derive]]
        name = "較優語文"
        from = "語文"
        take = "first"
        of = "語文別"
        order_by = "檢定等級"
        [[table]]
        title = "表1"
        rows = ["去向"]
        complete = ["去向"]
        [[list]]
        title = "名冊"
        columns = ["去向"]
        order_by = ["去向 desc"]
        limit = 1
    "#);
    // 現 comes after 已 in Unicode, but was written first.
    assert_eq!(grid(&tables[0]), "現職: 2\n已離: 2");
    assert_eq!(grid(&tables[1]), "已離");
}

#[test]
fn a_small_subtotal_is_named_and_a_small_note_is_not_told_in_a_plain_table() {
    let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        rows = ["機關層級", "性別"]
        subtotals = true
    "#);
    let cleared = clear(tables, policy).unwrap();
    let places: Vec<&str> = cleared.tables()[0].small_cells().iter().map(|cell| cell.place.as_str()).collect();
    // 中央: three men and three women; 直轄市: one of each.
    let expected =
        ["列「直轄市／男」、量數「人數」", "列「直轄市／女」、量數「人數」", "列「直轄市／小計」、量數「人數」"];
    assert_eq!(places, expected);
    // Two persons in service have no 官等. The table is plain, so that their number is not told.
    let tables = run(r#"
        title = "t"
        where = "在職"
        [[table]]
        title = "表1"
        where = "官等 <> '特任'"
    "#);
    let cleared = clear(tables, policy).unwrap();
    assert_eq!(cleared.verdict(), PersonalVerdict::None);
    let notes = cleared.tables()[0].notes().join("\n");
    assert!(notes.contains("少於 3 筆") && !notes.contains("2 筆"), "{notes}");
}

/// What a table shows beside numbers gives away as much: its labels, a mark, a choice by somebody's number.
#[test]
fn labels_marks_and_conditions_give_away_whoever_is_behind_them() {
    let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
    let verdict = |text: &str| clear(run(text), policy).unwrap().verdict();
    let table = "title = \"t\"\nwhere = \"在職\"\n[[table]]\ntitle = \"表1\"\n";
    // 財政部 has two persons: that it stands there says so.
    let open = "measures = [{ name = \"數\", count = \"在職\", window_ends = \"ADD_YEARS(到職日, 200)\" }]";
    assert_eq!(verdict(&format!("{table}rows = [\"主管機關\"]\n{open}\n")), PersonalVerdict::Indirect);
    let by_number = "title = \"t\"\n[[derive]]\nname = \"某\"\nfrom = \"考績\"\nwhere = \"身分證統一編號 = 'P0'\"\ntake = \"any\"\n\
                     [[table]]\ntitle = \"表1\"\nmeasures = [{ name = \"數\", count = \"NOT 某\" }]\n";
    assert_eq!(verdict(by_number), PersonalVerdict::Direct);
    // Two counts less the count of either are those in both: here P1 alone, a woman of 職等 9 or more.
    let both = "title = \"t\"\nwhere = \"在職\"\n[[table]]\ntitle = \"表1\"\nmeasures = [\n\
                { name = \"甲\", count = \"性別 = '女'\" }, { name = \"乙\", count = \"職等 >= 9\" },\n\
                { name = \"丙\", count = \"性別 = '女' OR 職等 >= 9\" }, { name = \"丁\", expr = \"甲 + 乙 - 丙\" }]\n";
    let cleared = clear(run(both), DisclosurePolicy { threshold: 2, ..policy }).unwrap();
    assert!(cleared.tables()[0].small_cells().iter().any(|cell| cell.measure == 3));
    // A sum of ones is a count, whatever it is called: one of the women in service is 簡任.
    let ones = "title = \"t\"\nwhere = \"在職\"\n[[derive]]\nname = \"一\"\nexpr = \"CASE WHEN 官等 = '簡任' THEN 1 ELSE 0 END\"\n\
                [[table]]\ntitle = \"表1\"\nrows = [\"性別\"]\nmeasures = [{ name = \"和\", sum = \"一\" }]\n";
    assert_eq!(verdict(ones), PersonalVerdict::Indirect);
    // Two sums over groups that differ by P0 alone are what P0 has.
    let sums = "title = \"t\"\nwhere = \"在職\"\n[[derive]]\nname = \"乙\"\nexpr = \"CASE WHEN 姓名 <> '甲一' THEN 年齡 END\"\n\
                [[table]]\ntitle = \"表1\"\nmeasures = [{ name = \"全\", sum = \"年齡\" }, { name = \"缺\", sum = \"乙\" }]\n";
    let cleared = clear(run(sums), policy).unwrap();
    assert!(
        cleared.tables()[0].small_cells().iter().any(|cell| cell.measure == 0),
        "the whole sum gives the rest away"
    );
    // 「觀察期未滿」 because of one person says that there is this person: P4 alone came in 112.
    let one = "title = \"t\"\nwhere = \"初任公職日 < '113.1.1'\"\n[[table]]\ntitle = \"表1\"\n\
               measures = [{ name = \"數\", count = \"TRUE\", window_ends = \"ADD_YEARS(初任公職日, 3)\" }]\n";
    assert_eq!(verdict(one), PersonalVerdict::Indirect);
}
