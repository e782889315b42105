//! A snapshot offers the queries more than a dataset in memory does: rows of 人員 in the place of identities, conditions that
//! are asked while it is read. The figures must be the same.

use jiff::Timestamp;
use jiff::civil::date;

use super::super::synth::tests::{authorities, dictionary};
use super::super::{Dataset, NoProgress, SynthError, SynthOptions, synthesize_years};
use super::{SnapshotReader, SnapshotSource, write_snapshot};
use crate::domain::AsOf;
use crate::query::{Arguments, FrameSource, Orders, RawContent, RawResult, check_query, parse_query, run_query};
use crate::source::{Problems, SourceText};

const QUERIES: [&str; 6] = [
    // A count of a child's rows in the condition; means that are rolled up.
    r#"
    title = "一"
    where = "在職 AND 甲等次數 >= 1"
    [[derive]]
    name = "甲等次數"
    from = "考績"
    where = "等次 = '甲' AND 年度 >= ROC_YEAR(資料截止日) - 3"
    take = "count"
    [[table]]
    title = "表1"
    rows = ["主管機關", "性別"]
    columns = ["官等"]
    measures = ["人數", { name = "平均年齡", mean = "年齡" }, { name = "俸點合計", sum = "俸點" },
        { name = "占比", share = "人數", of = "row" }, { name = "中年", count = "年齡 > 40" }]
    totals = true
    subtotals = true
    "#,
    // Every way to take a value, and a statistic that does not add up.
    r#"
    title = "二"
    [[derive]]
    name = "最早"
    from = "經歷"
    take = "min"
    of = "到職日"
    [[derive]]
    name = "首長"
    from = "經歷"
    where = "主管級別 <> '非主管'"
    take = "any"
    [[derive]]
    name = "末官等"
    from = "經歷"
    take = "last"
    of = "官等"
    order_by = "到職日"
    [[derive]]
    name = "平均"
    from = "考績"
    where = "年齡 > 30 AND 區分 = '年考'"
    take = "mean"
    of = "總分"
    [[derive]]
    name = "最早年"
    expr = "ROC_YEAR(最早)"
    [[table]]
    title = "表1"
    rows = ["首長", "末官等"]
    measures = ["人數", { name = "中位", median = "最早年" }, { name = "分", mean = "平均" }, { name = "最大", max = "平均" }]
    totals = true
    "#,
    // A window from the row.
    r#"
    title = "三"
    [[derive]]
    name = "初任"
    expr = "初任公職日"
    [[derive]]
    name = "三年內異動"
    from = "經歷"
    where = "異動原因 <> '初任' AND 到職日 > 初任 AND 到職日 <= ADD_YEARS(初任, 3)"
    take = "count"
    [[derive]]
    name = "五年內異動"
    from = "經歷"
    where = "異動原因 <> '初任' AND 到職日 > 初任 AND 到職日 <= ADD_YEARS(初任, 5)"
    take = "count"
    [[table]]
    title = "表1"
    rows = ["性別"]
    columns = ["三年內異動"]
    measures = ["人數", { name = "五年", count = "五年內異動 >= 2", window_ends = "ADD_YEARS(初任, 5)" }]
    totals = true
    "#,
    // Rows that are not persons.
    r#"
    title = "四"
    unit = "考績"
    where = "年度 >= 110 AND 在職"
    [[table]]
    title = "表1"
    rows = ["年度"]
    columns = ["性別"]
    measures = ["人數", "件數", { name = "甲等", count = "等次 = '甲'" }, { name = "平均", mean = "總分" }]
    totals = true
    "#,
    // The identity itself is asked for.
    r#"
    title = "五"
    where = "身分證統一編號 LIKE 'A1%' AND 任何考績"
    [[derive]]
    name = "任何考績"
    from = "考績"
    where = "年度 = 114"
    take = "any"
    [[list]]
    title = "清冊"
    columns = ["身分證統一編號", "姓名", "職等"]
    order_by = ["職等 desc"]
    "#,
    // Nobody.
    r#"
    title = "六"
    where = "職等 > 90"
    [[table]]
    title = "表1"
    rows = ["性別"]
    measures = ["人數", { name = "平均", mean = "年齡" }]
    totals = true
    "#,
];

const OVER_TIME: [&str; 2] = [
    r#"
    title = "七"
    snapshot = ["2024-12-31", "2025-12-31"]
    where = "在職"
    [[table]]
    title = "表1"
    rows = ["主管機關", "性別"]
    measures = ["人數", { name = "簡任", count = "官等 = '簡任'" }, { name = "平均", mean = "年齡" }]
    totals = true
    [[table]]
    title = "表2"
    rows = ["資料截止日"]
    columns = ["官等"]
    totals = true
    "#,
    r#"
    title = "八"
    snapshot = ["2024-12-31", "2025-12-31"]
    unit = "考績"
    where = "年度 >= 112"
    [[table]]
    title = "表1"
    rows = ["資料截止日"]
    columns = ["等次"]
    measures = ["人數", "件數"]
    "#,
];

fn shown(result: &RawResult) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{:?} {}\n", result.population_size(), result.population_rows());
    for table in result.tables() {
        match table.content() {
            RawContent::CrossTab(crosstab) => {
                for (row, row_key) in crosstab.row_keys().iter().enumerate() {
                    for (column, column_key) in crosstab.column_keys().iter().enumerate() {
                        for measure in 0..crosstab.measures().len() {
                            let cell = crosstab.cell(row, column, measure).unwrap();
                            writeln!(text, "{row_key:?} {column_key:?} {measure} {cell:?}").unwrap();
                        }
                    }
                }
            }
            RawContent::List(list) => writeln!(text, "{:?} {}", list.persons(), list.frame()).unwrap(),
        }
        writeln!(text, "{:?} {:?}", table.notes(), table.missing()).unwrap();
    }
    text
}

#[test]
fn a_snapshot_gives_the_figures_of_the_dataset() {
    let dictionary = dictionary();
    let days = [AsOf::new(date(2024, 12, 31)), AsOf::new(date(2025, 12, 31))];
    let options = SynthOptions { persons: 600, seed: 5, as_of: days[1] };
    let mut years: Vec<(AsOf, Dataset)> = Vec::new();
    let mut keep = |as_of, dataset| {
        years.push((as_of, dataset));
        Ok::<(), SynthError>(())
    };
    synthesize_years(&dictionary, &authorities(), &options, 2, &NoProgress, &mut keep).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut readers = Vec::new();
    for (as_of, dataset) in &years {
        let source = SnapshotSource::Synth { persons: 600, seed: 5 };
        write_snapshot(dir.path(), *as_of, dataset, source, Timestamp::UNIX_EPOCH, &NoProgress).unwrap();
        readers.push(SnapshotReader::open(dir.path(), *as_of).unwrap());
    }
    for text in QUERIES.iter().chain(&OVER_TIME) {
        let problems = Problems::new();
        let source = SourceText::new("q", *text);
        let spec = parse_query(&source, &problems);
        let query = spec.and_then(|spec| check_query(&spec, &dictionary, &source, &Arguments::none(), &problems));
        let query = query.unwrap_or_else(|| panic!("{text}\n{:?}", problems.into_sorted()));
        let from = usize::from(!text.contains("snapshot"));
        let of_dataset: Vec<_> = years[from..].iter().map(|(as_of, dataset)| dataset.at(*as_of)).collect();
        let of_dataset: Vec<&dyn FrameSource> = of_dataset.iter().map(|source| source as &dyn FrameSource).collect();
        let of_snapshot: Vec<&dyn FrameSource> =
            readers[from..].iter().map(|source| source as &dyn FrameSource).collect();
        let [one, two] = [of_dataset, of_snapshot]
            .map(|sources| shown(&run_query(&query, &dictionary, &sources, &Orders::new()).unwrap()));
        assert!(!one.is_empty());
        assert_eq!(one, two, "{text}");
    }
}
