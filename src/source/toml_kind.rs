//! The kinds of TOML values in words, and how another kind is written.

use toml::de::DeValue;

/// What a value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字",
        DeValue::Integer(_) => "整數",
        DeValue::Float(_) => "小數",
        DeValue::Boolean(_) => "是非值",
        DeValue::Datetime(_) => "日期",
        DeValue::Array(_) => "陣列",
        DeValue::Table(_) => "表格",
    }
}

/// How `key` is written where `wanted` is asked for and `value` was given.
pub(super) fn remedy(key: &str, value: &DeValue<'_>, wanted: &str) -> String {
    match (wanted, value) {
        ("陣列", DeValue::String(text)) => format!("要用方括號：{key} = [\"{text}\"]"),
        ("陣列", DeValue::Table(_)) => format!("表頭要有兩層方括號：[[{key}]]"),
        ("陣列", _) => format!("要用方括號：{key} = […]"),
        ("表格", DeValue::Array(_)) => format!("表頭只要一層方括號：[{key}]"),
        ("表格", _) => format!("寫成表頭 [{key}]，底下再逐行寫「鍵 = 值」"),
        ("整數" | "數字", _) => "直接寫數字，不要加引號".to_owned(),
        ("是非值", _) => "寫成 true 或 false，不要加引號".to_owned(),
        ("日期", _) => "例如 \"2025-12-31\" 或 \"114.12.31\"".to_owned(),
        (_, DeValue::Array(_) | DeValue::Table(_)) => "只寫一個值，不要加括號".to_owned(),
        _ => "前後要加雙引號".to_owned(),
    }
}
