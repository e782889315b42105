//! One cell of an export: its text becomes a value of the field's type, or breaks a rule.

use std::borrow::Cow;
use std::collections::HashMap;

use super::date_cell::{DateNotation, read_day};
use super::identity_key::IdentityKey;
use super::organ_notes::OrganNotes;
use super::sheet_rows::NO_VALUE;
use crate::dataset::table_builder::Value;
use crate::domain::{Dictionary, Field, FieldType, PERSON, TableDef, TextFormat, fold_width, squeeze};

/// The field that names the authority: unlike agencies, all of them are known.
const AUTHORITY: &str = "主管機關";

/// What spreadsheets show for a formula that failed, or was never computed.
const SPREADSHEET_ERRORS: [&str; 8] = ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", NO_VALUE];
/// Bytes of the longest text: 自述 has fourteen lines.
const LONGEST_TEXT: usize = 12_000;

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
    dictionary: &'d Dictionary,
    field: &'d Field,
    /// Code, label and aliases → label; labels win over codes.
    codes: HashMap<&'d str, &'d str>,
    /// How the dates of this column are written; one that is written otherwise was made by a spreadsheet.
    notation: Option<DateNotation>,
    /// Whether old names and codes of organs become the present ones: in 人員, not in a history that names what was.
    present_organs: bool,
}

impl<'d> CellReader<'d> {
    pub(super) fn new(
        dictionary: &'d Dictionary,
        table: &TableDef,
        field: &'d Field,
        notation: Option<DateNotation>,
    ) -> Self {
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
        Self { dictionary, field, codes, notation, present_organs: table.name == PERSON }
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
            FieldType::Text => self.read_text(text).map(Cell::Text),
            FieldType::Code => self.read_code(text).map(|label| Cell::Text(Cow::Borrowed(label))),
            FieldType::Integer => read_integer(&plain(text)).and_then(|number| {
                if self.field.allows(f64::from(number)) { Ok(Cell::Integer(number)) } else { Err("out-of-range") }
            }),
            FieldType::Decimal => match plain(text).parse::<f64>() {
                Ok(number) if !number.is_finite() => Err("decimal"),
                Ok(number) if !self.field.allows(number) => Err("out-of-range"),
                Ok(number) => Ok(Cell::Decimal(number)),
                Err(_) => Err("decimal"),
            },
            FieldType::Date => read_day(text, self.notation).map(Cell::Day),
            FieldType::Bool => read_flag(text).map(Cell::Bool).ok_or("bool"),
        }
    }

    fn read_text<'a>(&self, text: &'a str) -> Result<Cow<'a, str>, &'static str>
    where
        'd: 'a,
    {
        if self.field.format == Some(TextFormat::Identity) {
            return read_identity(text);
        }
        // Only text that begins with a letter or digit can be one of these.
        if text.as_bytes()[0].is_ascii_alphanumeric() {
            if IdentityKey::parse(text).is_some() {
                return Err("misplaced-identity");
            }
            if is_scientific(text) {
                return Err("scientific-notation");
            }
        }
        if text.starts_with('#') && SPREADSHEET_ERRORS.contains(&text) {
            return Err("spreadsheet-error");
        }
        if text.len() > LONGEST_TEXT {
            return Err("too-long");
        }
        match self.field.format {
            Some(TextFormat::Phone) if lost_phone_zero(text) => Err("lost-leading-zero"),
            Some(TextFormat::OrganName) => Ok(self.read_organ(canonical_organ(text))),
            Some(TextFormat::OrganCode) => self.read_organ_code(text),
            _ => Ok(Cow::Borrowed(text)),
        }
    }

    /// Whether a value in a column of names reads like one of another column: a person with digits or the ending of an organ,
    /// an organ as short as a person or a title that is none of those known. One proves nothing, most of a column do.
    pub(super) fn is_misfit(&self, cell: &Cell<'_>) -> bool {
        const ORGANS: [char; 10] = ['部', '會', '署', '局', '處', '所', '府', '校', '室', '科'];
        let Some(text) = cell.as_text() else { return false };
        match self.field.format {
            Some(TextFormat::PersonName) => text.contains(|c: char| c.is_ascii_digit()) || text.ends_with(ORGANS),
            Some(TextFormat::OrganName) => text.chars().count() <= 3 && self.dictionary.organ(text).is_none(),
            _ => false,
        }
    }

    /// Notes what was put for the name or code of an organ of 人員, and an authority that nobody knows.
    pub(super) fn note_organ(&self, text: &str, cell: &Cell<'_>, notes: &mut OrganNotes) {
        if !self.present_organs || !matches!(self.field.format, Some(TextFormat::OrganName | TextFormat::OrganCode)) {
            return;
        }
        let Some(put) = cell.as_text() else { return };
        let given = match self.field.format {
            Some(TextFormat::OrganName) => canonical_organ(trimmed(text)),
            _ => Cow::Borrowed(trimmed(text)),
        };
        if given != put {
            notes.rename(&given, put);
        }
        if self.field.name == AUTHORITY && self.dictionary.organ(put).is_none() {
            notes.unknown(put);
        }
    }

    fn read_organ<'a>(&self, name: Cow<'a, str>) -> Cow<'a, str>
    where
        'd: 'a,
    {
        match self.dictionary.organ(&name) {
            Some(organ) if self.present_organs && organ.label != *name => Cow::Borrowed(organ.label.as_str()),
            _ => name,
        }
    }

    /// Ten letters and digits (`domain.md` §2.7).
    fn read_organ_code<'a>(&self, code: &'a str) -> Result<Cow<'a, str>, &'static str>
    where
        'd: 'a,
    {
        if code.len() != 10 || !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return Err("organ-code");
        }
        Ok(match self.dictionary.organ(code) {
            Some(organ) if self.present_organs && !organ.code.is_empty() && organ.code != code => {
                Cow::Borrowed(organ.code.as_str())
            }
            _ => Cow::Borrowed(code),
        })
    }

    fn read_code(&self, text: &str) -> Result<&'d str, &'static str> {
        if let Some(label) = self.codes.get(text) {
            return Ok(label);
        }
        let squeezed = squeeze(text);
        if let Some(label) = self.codes.get(squeezed.as_str()) {
            return Ok(label);
        }
        let padded = |width: usize| self.codes.contains_key(format!("{squeezed:0>width$}").as_str());
        let digits = !squeezed.is_empty() && squeezed.bytes().all(|byte| byte.is_ascii_digit());
        let lost = digits && (squeezed.len() + 1..=4).any(padded);
        Err(if lost { "lost-leading-zero" } else { "unknown-code" })
    }
}

/// An identity number in capitals; what has another form is nobody's.
fn read_identity(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if IdentityKey::parse(text).is_some() {
        return Ok(Cow::Borrowed(text));
    }
    let folded = squeeze(text).to_uppercase();
    if IdentityKey::parse(&folded).is_some() { Ok(Cow::Owned(folded)) } else { Err("identity-format") }
}

/// Exports write 台 and put white space into names of organs.
fn canonical_organ(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c == '台' || c.is_whitespace()) {
        return Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace('台', "臺"));
    }
    Cow::Borrowed(text)
}

/// `3.79E+08`: a code of digits that a spreadsheet took for a number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    exponent.strip_prefix(['+', '-']).is_some_and(digits) && whole.len() == 1 && digits(whole) && digits(part)
}

/// Every area code and every mobile number begins with 0: 2-12345678 and 912-345-678 have lost theirs. Eight digits without an
/// area code may be a local number.
fn lost_phone_zero(text: &str) -> bool {
    let text = text.trim_start_matches('(');
    let area = text.bytes().take_while(u8::is_ascii_digit).count();
    let apart = (1..=3).contains(&area) && text[area..].starts_with(['-', ')', ' ']);
    let number = text.split(['#', '轉', '分', '*']).next().unwrap_or_default();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    area > 0 && !text.starts_with('0') && (apart || (digits == 9 && area == digits))
}

/// Without white space at its ends, of whatever kind.
pub(super) fn trimmed(text: &str) -> &str {
    // Nearly every cell begins and ends with a visible ASCII or CJK character; decoding its ends takes longer.
    let visible = |byte: u8| matches!(byte, 0x21..=0x7e);
    let hanzi = |byte: u8| matches!(byte, 0xe4..=0xe9);
    if let [first, .., last] = text.as_bytes()
        && (visible(*first) || hanzi(*first))
        && (visible(*last) || text.len() >= 3 && hanzi(text.as_bytes()[text.len() - 3]))
    {
        return text;
    }
    // The ideographic space is white space to `trim`, the byte-order mark that some systems put into cells is not.
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Digits without a leading zero, and a minus sign where there is one: 0912345678 is a telephone number in the wrong column.
fn read_integer(text: &str) -> Result<i32, &'static str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    // Systems write grades as 06.
    let padded = digits.len() > 2 && digits.starts_with('0');
    if padded || digits.starts_with('+') {
        return Err("integer");
    }
    text.parse().map_err(|_| "integer")
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(fold_width(text)) }
}

fn read_flag(text: &str) -> Option<bool> {
    match text {
        "是" => return Some(true),
        "否" => return Some(false),
        _ => {}
    }
    match squeeze(text).to_lowercase().as_str() {
        "是" | "1" | "true" | "y" | "yes" | "v" | "有" => Some(true),
        "否" | "0" | "false" | "n" | "no" | "無" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::super::super::synth::tests::dictionary;
    use super::*;
    use crate::domain::epoch_day;

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
            ("職等", "06", Ok(Cell::Integer(6))),
            ("職等", "0912345678", Err("integer")),
            ("職等", "+9", Err("integer")),
            ("職等", "-3", Err("out-of-range")),
            ("職等", "15", Err("out-of-range")),
            ("進用考試年度", "2024", Err("out-of-range")),
            ("畢業學校", "#REF!", Err("spreadsheet-error")),
            ("畢業學校", "#1 學校", text("#1 學校")),
            ("服務機關代碼", "臺北市中正區", Err("organ-code")),
            ("服務機關代碼", "379000000A", text("379000000A")),
            ("職等", "", Ok(Cell::Null)),
            ("姓名", "　", Err("required")),
            ("姓名", "A123456789", Err("misplaced-identity")),
            ("出生日期", "0990301", Ok(Cell::Day(epoch_day(Date::constant(2010, 3, 1))))),
            ("出生日期", "69.2.3", Ok(Cell::Day(epoch_day(Date::constant(1980, 2, 3))))),
            ("出生日期", "1001332", Err("date")),
            ("身分證統一編號", "ａ１２３４５６７８９", text("A123456789")),
            ("身分證統一編號", "A12345678", Err("identity-format")),
            ("服務機關", "台北市　政府", text("臺北市政府")),
            ("服務機關", "行政院農業委員會", text("農業部")),
            ("職務編號", "3.79E+08", Err("scientific-notation")),
            ("職務編號", "5E12", text("5E12")),
            ("職系", "100", Err("lost-leading-zero")),
            ("行動電話", "912345678", Err("lost-leading-zero")),
            ("行動電話", "912-345-678", Err("lost-leading-zero")),
            ("住宅電話", "(2)12345678", Err("lost-leading-zero")),
            ("行動電話", "0912345678", text("0912345678")),
            ("住宅電話", "02-12345678#123", text("02-12345678#123")),
            ("住宅電話", "12345678", text("12345678")),
            ("住宅電話", "1999(外縣市02-12345678)", text("1999(外縣市02-12345678)")),
        ];
        for (field, given, wanted) in cases {
            let reader = CellReader::new(&dictionary, person, person.field(field).unwrap(), None);
            assert_eq!(reader.read(given), *wanted, "{field} {given}");
        }
    }

    /// A history names the organ of its time; only 人員 has present names.
    #[test]
    fn histories_keep_old_names() {
        let dictionary = dictionary();
        let career = dictionary.table("經歷").unwrap();
        let reader = CellReader::new(&dictionary, career, career.field("服務機關").unwrap(), None);
        assert_eq!(reader.read("行政院農業委員會"), Ok(Cell::Text("行政院農業委員會".into())));
    }

    /// The short cut of `trimmed` must give what trimming gives.
    #[test]
    fn trimming_takes_every_kind_of_space() {
        for (given, wanted) in [
            ("陳", "陳"),
            ("　陳　", "陳"),
            (" a\t", "a"),
            ("\u{feff}甲", "甲"),
            ("é", "é"),
            ("陳 ", "陳"),
            ("", ""),
            ("x\u{200b}", "x"),
            ("陳\u{a0}", "陳"),
            ("9\u{a0}", "9"),
            ("ABC\u{a0}", "ABC"),
            ("ABé", "ABé"),
            ("9", "9"),
        ] {
            assert_eq!(trimmed(given), wanted, "{given:?}");
        }
    }
}
