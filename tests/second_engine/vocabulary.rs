//! The values that invented rows hold and invented queries ask for: few of each kind, so that they meet, and most of them
//! at the edge of something.

use hrstat::domain::{Dictionary, Field, FieldType};
use rusqlite::types::Value;

/// The days for which the invented snapshots speak; one of them exists every fourth year only.
pub(crate) const SNAPSHOT_DAYS: [&str; 3] = ["2024-02-29", "2024-12-31", "2025-12-31"];

/// Leap days, ends of months, the days of the snapshots, the days before and after them, and whole years before.
pub(crate) const DAYS: [&str; 24] = [
    "2019-12-31",
    "2020-01-31",
    "2020-02-28",
    "2020-02-29",
    "2020-03-01",
    "2021-02-28",
    "2022-12-31",
    "2023-02-28",
    "2023-03-01",
    "2023-08-31",
    "2023-12-31",
    "2024-01-01",
    "2024-02-28",
    "2024-02-29",
    "2024-03-01",
    "2024-03-31",
    "2024-12-30",
    "2024-12-31",
    "2025-01-01",
    "2025-02-28",
    "2025-06-30",
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
];

const BIRTHDAYS: [&str; 12] = [
    "1958-06-30",
    "1960-02-29",
    "1964-02-29",
    "1964-03-01",
    "1965-12-31",
    "1970-01-01",
    "1980-06-15",
    "1984-02-29",
    "1984-12-31",
    "1990-12-30",
    "1996-02-29",
    "2000-12-31",
];

/// Whatever means something to LIKE, to a regular expression, to quotes, or to a sort.
pub(crate) const TEXTS: [&str; 14] =
    ["", " 甲", "甲", "甲乙", "甲%乙", "甲_乙", "甲(乙)", "A.b", "a.b", "ab", "AB", "O'甲", "𠮷甲\n乙", "z\\d"];

/// Patterns for LIKE over [`TEXTS`].
pub(crate) const PATTERNS: [&str; 14] =
    ["%", "", "甲%", "%乙", "%甲%", "甲_乙", "甲%乙", "a_b", "A%", "%(%", "_", "%%甲", "__%", "%\\d"];

/// Some of them are in the order that the queries bring, some are not.
const AUTHORITIES: [&str; 6] = ["勞動部", "財政部", "臺北市政府", "法務部", "乙未列機關", "甲未列機關"];
/// The official order of [`AUTHORITIES`], as far as it goes.
pub(crate) const AUTHORITY_ORDER: [&str; 4] = ["財政部", "勞動部", "法務部", "臺北市政府"];

const DECIMALS: [f64; 8] = [0.0, 0.5, 1.0, 1.25, 2.5, 33.333_333_333_333_336, 120.0, -1.5];

/// The values that rows hold in `field`.
pub(crate) fn values_of(dictionary: &Dictionary, field: &Field) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::Text((*text).to_owned())).collect();
    match field.kind {
        FieldType::Code => texts(&labels(dictionary, field)),
        FieldType::Text if field.name.contains("機關") => texts(&AUTHORITIES),
        FieldType::Text => texts(&TEXTS),
        FieldType::Date if field.name == "出生日期" => texts(&BIRTHDAYS),
        FieldType::Date => texts(&DAYS),
        FieldType::Bool => vec![Value::Integer(0), Value::Integer(1)],
        FieldType::Decimal => DECIMALS.map(Value::Real).to_vec(),
        FieldType::Integer => {
            let range = match field.name.as_str() {
                "年度" => 110..=115,
                "進用考試年度" => 95..=114,
                "總分" => 68..=82,
                "俸點" | "暫支俸點" => 385..=395,
                _ => 1..=14,
            };
            range.map(Value::Integer).collect()
        }
    }
}

/// The first and the last values of a long code list: those of today and those that have ended.
fn labels<'a>(dictionary: &'a Dictionary, field: &Field) -> Vec<&'a str> {
    let labels: Vec<&str> = dictionary.codes_of(field).map(|list| list.labels().collect()).unwrap_or_default();
    if labels.len() <= 8 { labels } else { [&labels[..4], &labels[labels.len() - 4..]].concat() }
}
