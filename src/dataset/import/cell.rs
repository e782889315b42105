//! One cell of an export: its text becomes a value of the field's type, or breaks a rule.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;

use crate::dataset::epoch_day::epoch_day;
use crate::dataset::table_builder::Value;
use crate::domain::{Dictionary, Field, FieldType, IDENTITY, fold_width, parse_date, squeeze};

/// Fields that name organs: exports write 台 and put full-width spaces into names.
const ORGANS: [&str; 2] = ["主管機關", "服務機關"];

/// A value that owns its text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i32),
    Decimal(f64),
    Day(i32),
    Bool(bool),
}

impl Cell<'_> {
    pub(super) fn as_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(text),
            Self::Integer(number) => Value::Integer(*number),
            Self::Decimal(number) => Value::Decimal(*number),
            Self::Day(day) => Value::Day(*day),
            Self::Bool(flag) => Value::Bool(*flag),
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// Reads the cells of one field.
pub(super) struct CellReader<'d> {
    field: &'d Field,
    /// Code, label and aliases → label; labels win over codes.
    codes: HashMap<&'d str, &'d str>,
    organ: bool,
    identity: bool,
}

impl<'d> CellReader<'d> {
    pub(super) fn new(dictionary: &'d Dictionary, field: &'d Field) -> Self {
        let mut codes = HashMap::new();
        let values = dictionary.codes_of(field).map(|list| list.values.as_slice()).unwrap_or_default();
        for value in values {
            codes.insert(value.label.as_str(), value.label.as_str());
        }
        for value in values {
            let others = std::iter::once(&value.code).chain(&value.aliases).filter(|other| !other.is_empty());
            for other in others {
                codes.entry(other.as_str()).or_insert(value.label.as_str());
            }
        }
        let organ = ORGANS.contains(&field.name.as_str());
        Self { field, codes, organ, identity: field.name == IDENTITY }
    }

    /// The value of `text`, or the rule that it breaks.
    pub(super) fn read<'a>(&self, text: &'a str) -> Result<Cell<'a>, &'static str>
    where
        'd: 'a,
    {
        let text = trimmed(text);
        if text.is_empty() {
            return if self.field.required { Err("required") } else { Ok(Cell::Null) };
        }
        match self.field.kind {
            FieldType::Text => Ok(Cell::Text(self.read_text(text))),
            FieldType::Code => self.read_code(text).map(|label| Cell::Text(Cow::Borrowed(label))).ok_or("unknown-code"),
            FieldType::Integer => plain(text).parse().map(Cell::Integer).map_err(|_| "integer"),
            FieldType::Decimal => match plain(text).parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Cell::Decimal(number)),
                _ => Err("decimal"),
            },
            FieldType::Date => read_day(text).map(Cell::Day).ok_or("date"),
            FieldType::Bool => read_flag(text).map(Cell::Bool).ok_or("bool"),
        }
    }

    fn read_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.identity && !text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return Cow::Owned(squeeze(text).to_uppercase());
        }
        if self.organ && text.chars().any(|c| c == '台' || c.is_whitespace()) {
            return Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace('台', "臺"));
        }
        Cow::Borrowed(text)
    }

    fn read_code(&self, text: &str) -> Option<&'d str> {
        self.codes.get(text).or_else(|| self.codes.get(squeeze(text).as_str())).copied()
    }
}

fn trimmed(text: &str) -> &str {
    // The ideographic space is white space to `trim`, the byte-order mark that some systems put into cells is not.
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(fold_width(text)) }
}

fn read_day(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() == 7 && bytes.iter().all(u8::is_ascii_digit) {
        // The form of nearly every cell of an export; `parse_date` gives the same, ten times slower.
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().ok();
        let (year, month, day) = (number(0..3)?, number(3..5)?, number(5..7)?);
        if (1..=150).contains(&year) {
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            return Date::new(year + 1911, month, day).ok().map(epoch_day);
        }
    }
    parse_date(text).ok().map(epoch_day)
}

fn read_flag(text: &str) -> Option<bool> {
    match squeeze(text).to_lowercase().as_str() {
        "是" | "1" | "true" | "y" | "yes" | "v" | "有" => Some(true),
        "否" | "0" | "false" | "n" | "no" | "無" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::synth::tests::dictionary;
    use super::*;

    #[test]
    fn cells_as_systems_write_them() {
        let dictionary = dictionary();
        let person = dictionary.table("人員").unwrap();
        let text = |text: &str| Ok(Cell::Text(Cow::Owned(text.to_owned())));
        let cases: &[(&str, &str, Result<Cell<'_>, &str>)] = &[
            ("性別", "1", text("男")),
            ("性別", "　女 ", text("女")),
            ("性別", "２", text("女")),
            ("性別", "不明", Err("unknown-code")),
            ("縣市", "臺北縣", text("新北市")),
            ("職等", "９", Ok(Cell::Integer(9))),
            ("職等", "九", Err("integer")),
            ("職等", "", Ok(Cell::Null)),
            ("姓名", "　", Err("required")),
            ("出生日期", "0990301", Ok(Cell::Day(epoch_day(Date::constant(2010, 3, 1))))),
            ("出生日期", "69.2.3", Ok(Cell::Day(epoch_day(Date::constant(1980, 2, 3))))),
            ("出生日期", "1001332", Err("date")),
            ("身分證統一編號", "ａ１２３４５６７８９", text("A123456789")),
            ("服務機關", "台北市　政府", text("臺北市政府")),
        ];
        for (field, given, wanted) in cases {
            let reader = CellReader::new(&dictionary, person.field(field).unwrap());
            assert_eq!(reader.read(given), *wanted, "{field} {given}");
        }
    }

    /// The short cut for seven digits must never say anything else than `parse_date`.
    #[test]
    fn seven_digits_read_as_everywhere_else() {
        for text in ["0690203", "1141231", "1140229", "1130229", "0000101", "1511231", "0990000"] {
            assert_eq!(read_day(text), parse_date(text).ok().map(epoch_day), "{text}");
        }
    }
}
