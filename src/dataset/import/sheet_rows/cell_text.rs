//! The text of a cell, as its value stands in a CSV file.

use calamine::{Data, ExcelDateTime};

/// A formula whose value was never computed: programs that write spreadsheets leave that to the office suite. Empty is what
/// it must not become.
pub(in crate::dataset::import) const NO_VALUE: &str = "#無計算結果";

/// The text of a cell.
pub(super) fn cell_text(value: &Data, has_formula: bool) -> String {
    match value {
        // The empty text of `=""` is a value, and no error.
        Data::Empty if has_formula => NO_VALUE.to_owned(),
        Data::Empty => String::new(),
        Data::String(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // `{}` writes whole numbers without a point and never an exponent: 1150526 stays a date, a long code a code.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::DateTime(date) => serial_text(*date),
        Data::DateTimeIso(text) => iso_text(text),
        Data::Error(error) => error.to_string(),
    }
}

/// Days below 1 are times of a day, and formats like `[h]:mm` spans of time; both show as the number that they are.
fn serial_text(serial: ExcelDateTime) -> String {
    if !serial.is_datetime() || serial.as_f64() < 1.0 {
        return serial.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

/// `2025-12-31T00:00:00` is a date, and stays western whatever its year: `0115-05-26` is for the importer to judge.
fn iso_text(text: &str) -> String {
    match text.split_once('T') {
        Some((date, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.')) => date.to_owned(),
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}
