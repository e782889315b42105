//! Cleared tables for the tests of this room: a small snapshot in memory, asked by real queries.

use jiff::civil::date;
use polars::prelude::{Column, DataFrame, DataType, NamedFrom as _, PlSmallStr, Series};

use super::Cover;
use crate::disclosure::{Cleared, DisclosurePolicy, clear};
use crate::domain::{AsOf, Dictionary, Digest, RequestId, parse_dictionary};
use crate::query::{Arguments, FrameError, FrameSource, Orders, Query, check_query, parse_query, run_query};
use crate::settings::{DEFAULT_DICTIONARY, OfficeSettings};
use crate::source::{Problems, SourceText};

/// `rows` persons with all fields of 人員 that are asked for.
pub(super) struct People {
    dictionary: Dictionary,
    rows: usize,
}

impl FrameSource for People {
    fn as_of(&self) -> AsOf {
        AsOf::new(date(2025, 12, 31))
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let fields = &self.dictionary.table(table).unwrap().fields;
        let made = columns.iter().map(|name| {
            let field = fields.iter().find(|field| field.name == *name).unwrap();
            self.column(name, field.kind)
        });
        Ok(DataFrame::new(self.rows, made.collect()).unwrap())
    }
}

impl People {
    fn column(&self, name: &str, kind: crate::domain::FieldType) -> Column {
        use crate::domain::FieldType;
        let rows = i32::try_from(self.rows).unwrap();
        let column_name = PlSmallStr::from_str(name);
        let texts = |of: &dyn Fn(i32) -> Option<String>| {
            Series::new(column_name.clone(), (0..rows).map(of).collect::<Vec<_>>())
        };
        match (name, kind) {
            ("身分證統一編號", _) => texts(&|row| Some(format!("A1{row:08}"))),
            ("姓名", _) => texts(&|row| {
                Some(match row {
                    0 => "=cmd|' /C calc'!A0".to_owned(),
                    1 => "+1".to_owned(),
                    2 => "@SUM(A1)".to_owned(),
                    3 => "http://example.com/".to_owned(),
                    4 => "_x0041_".to_owned(),
                    _ => format!("測試{row}"),
                })
            }),
            ("性別", _) => texts(&|row| Some(if row % 3 == 0 { "女" } else { "男" }.to_owned())),
            ("主管機關", _) => texts(&|row| {
                Some(pick(&["內政部", "勞動部", "行政院人事行政總處"], if row > 7 { row } else { 0 }).to_owned())
            }),
            ("官等", _) => {
                texts(&|row| (row % 11 != 10).then(|| pick(&["委任", "薦任", "簡任"], row % 5).to_owned()))
            }
            ("服務機關", _) => texts(&|row| Some(format!("勞動部勞工保險局第{}辦事處", row % 4))),
            ("單位", _) => texts(&|_| Some("人事室".to_owned())),
            ("職稱", _) => texts(&|row| Some(pick(&["科員", "專員", "科長"], row).to_owned())),
            (_, FieldType::Date) => {
                let days: Vec<i32> = (0..rows).map(|row| -40_000 + row % 60 * 1_500).collect();
                Series::new(column_name, days).cast(&DataType::Date).unwrap()
            }
            (_, FieldType::Integer) => {
                Series::new(column_name, (0..rows).map(|row| row % 14 + 1).collect::<Vec<i32>>())
            }
            (_, FieldType::Decimal) => Series::new(column_name, (0..rows).map(f64::from).collect::<Vec<f64>>()),
            (_, FieldType::Bool) => Series::new(column_name, vec![true; self.rows]),
            _ => texts(&|_| None),
        }
        .into()
    }
}

fn pick(of: &[&'static str], row: i32) -> &'static str {
    of[usize::try_from(row).unwrap() % of.len()]
}

/// Runs `query` over `rows` persons and clears what it gives.
pub(super) fn cleared(query: &str, rows: usize) -> (Cleared, Query) {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems);
    let source = SourceText::new("query.toml", query);
    let spec = parse_query(&source, &problems);
    let query = spec.and_then(|spec| check_query(&spec, dictionary.as_ref()?, &source, &Arguments::none(), &problems));
    let Some((query, dictionary)) = query.zip(dictionary) else { panic!("{:?}", problems.into_sorted()) };
    let people = People { dictionary: dictionary.clone(), rows };
    let result = run_query(&query, &dictionary, &[&people], &Orders::new()).unwrap();
    let policy = DisclosurePolicy::new(3, None, query.small_cells());
    (clear(result.into_tables(), policy).unwrap(), query)
}

/// A cover for `query`.
pub(super) fn cover(query: &Query) -> Cover {
    Cover {
        request: RequestId::new(7).unwrap(),
        title: query.title().to_owned(),
        agency: "勞動部人事處".into(),
        authority: "勞動部".into(),
        office: OfficeSettings {
            name: "行政院人事行政總處".into(),
            unit: "人事資料服務窗口".into(),
            phone: "(02)0000-0000".into(),
            email: "hrstat@example.gov.tw".into(),
        },
        as_of: vec![AsOf::new(date(2025, 12, 31))],
        parameters: Vec::new(),
        unit: query.unit().to_owned(),
        population_words: "在職，且官等為簡任".into(),
        population_size: Some(300),
        uses: query.uses().to_vec(),
        notes: Vec::new(),
        prepared_on: date(2026, 10, 8),
        program: "hrstat 0.1.0".into(),
        query_sha256: Digest::of(b"query"),
        snapshot_sha256: vec![Digest::of(b"snapshot")],
        destroy_by: Some(date(2027, 10, 8)),
    }
}

/// Large cells only.
pub(super) const LARGE: &str = r#"
title = "性別統計"
snapshot = "latest"
unit = "人員"

[[table]]
title = "表1 人數按性別分"
rows = ["性別"]
measures = ["人數"]
totals = true
"#;

/// Several levels, several measures, small cells.
pub(super) const SMALL: &str = r#"
title = "各主管機關人數按官等及性別分"
snapshot = "latest"
unit = "人員"

[[table]]
title = "表1 各主管機關人數按官等及性別分"
rows = ["主管機關"]
columns = ["官等", "性別"]
measures = ["人數"]
totals = true

[[table]]
title = "表2 各主管機關/性別"
rows = ["主管機關", "官等"]
columns = ["性別"]
measures = ["人數", { name = "平均職等", mean = "職等", decimals = 2 }, { name = "占比", share = "人數", of = "row" }]
totals = true

[[table]]
title = "表3 總覽"
rows = ["主管機關"]
measures = ["人數", { name = "女性人數", count = "性別 = '女'" }, { name = "女性比率", ratio = ["女性人數", "人數"], as = "percent" }]
totals = true
"#;

/// Names and numbers.
pub(super) const NAMES: &str = r#"
title = "名冊"
snapshot = "latest"
unit = "人員"

[[list]]
title = "名冊"
columns = ["身分證統一編號", "姓名", "服務機關", "職稱", "職等", "到職日"]
limit = 1000
"#;
