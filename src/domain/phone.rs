//! Telephone numbers of Taiwanese offices, in the patterns in which they are typed (`domain.md` §7).

use std::fmt;

use super::fold_width;

/// A telephone number in one spelling: `(02)8590-0000#1234`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    line: Line,
    extensions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// Area code, empty where it was left out, and number.
    Fixed { area: String, number: String },
    /// A mobile or toll-free number.
    Special(String),
    /// With the code of another country.
    Foreign(String),
}

/// Why a text is not a telephone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// There is nothing.
    #[error("電話空白")]
    Empty,
    /// The code of an organ.
    #[error("「{0}」像是機關代碼，不是電話號碼")]
    AgencyCode(String),
    /// An extension without a number.
    #[error("「{0}」只有分機，沒有電話號碼")]
    ExtensionOnly(String),
    /// Too many, too few or impossible digits.
    #[error("「{0}」的位數不是電話號碼")]
    Digits(String),
    /// No number at all.
    #[error("「{0}」不是電話號碼")]
    NotANumber(String),
}

/// Area codes with the lengths of the numbers behind them, the longest code first: 037 is 苗栗, not 03 with a 7.
const AREAS: &[(&str, &[usize])] = &[
    ("0826", &[5]),
    ("0836", &[5]),
    ("037", &[6]),
    ("049", &[7]),
    ("082", &[6]),
    ("089", &[6]),
    ("02", &[8]),
    ("03", &[7]),
    ("04", &[8, 7]),
    ("05", &[7]),
    ("06", &[7]),
    ("07", &[7]),
    ("08", &[7]),
];
/// What stands before an extension, in lower case.
const EXTENSION_MARKS: &[&str] = &["轉分機", "分機", "轉", "內線", "extension", "ext.", "ext", "#", "*", "x"];
const LONGEST_EXTENSION: usize = 6;

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Line::Fixed { area, number } => {
                if !area.is_empty() {
                    write!(f, "({area})")?;
                }
                // Eight and seven digits are spoken in two groups.
                match number.len() {
                    7 | 8 => write!(f, "{}-{}", &number[..number.len() - 4], &number[number.len() - 4..])?,
                    _ => f.write_str(number)?,
                }
            }
            Line::Special(number) => write!(f, "{}-{}-{}", &number[..4], &number[4..7], &number[7..])?,
            Line::Foreign(number) => f.write_str(number)?,
        }
        if !self.extensions.is_empty() {
            write!(f, "#{}", self.extensions.join("、"))?;
        }
        Ok(())
    }
}

/// Reads the first telephone number in `text`.
///
/// # Errors
/// When there is none, with the reason.
pub fn parse_phone(text: &str) -> Result<Phone, PhoneError> {
    let folded = fold_width(text).to_lowercase().replace(|c| "‐‑‒–—―−ー─﹣".contains(c), "-");
    let shown = || text.trim().to_owned();
    let body = strip_words(folded.trim());
    if body.is_empty() {
        return Err(PhoneError::Empty);
    }
    if is_agency_code(&body) {
        return Err(PhoneError::AgencyCode(shown()));
    }
    let (line, extension) = split_extension(&body);
    let mut extensions = read_extensions(extension);
    let line = outside_number(line).unwrap_or(line);
    // Of several numbers the first counts; what is left of it are further extensions or further numbers.
    let mut numbers = line.split(['、', ';', ',', '/', '\n', '或']).map(str::trim).filter(|part| !part.is_empty());
    let first = numbers.next().unwrap_or_default();
    if !first.contains(|c: char| c.is_ascii_digit()) {
        let reason = if extensions.is_empty() { PhoneError::NotANumber } else { PhoneError::ExtensionOnly };
        return Err(reason(shown()));
    }
    if numbers.next().is_some() {
        // 「02-85900000、02-85900001轉5」: whose extension it is cannot be told, but both reach the office.
        extensions.truncate(1);
    }
    let (line, direct) = read_line(first).ok_or_else(|| PhoneError::Digits(shown()))?;
    if let Some(direct) = direct {
        extensions.insert(0, direct);
    }
    Ok(Phone { line, extensions })
}

/// 「電話：」 before the number, names behind it, and everything from a fax number on.
fn strip_words(text: &str) -> String {
    let before_fax = ["傳真", "fax"].iter().filter_map(|word| text.find(word)).min().unwrap_or(text.len());
    let mut body = text[..before_fax].trim().trim_end_matches(['(', '/', '、', ';', ',']).trim();
    for word in ["聯絡電話", "公務電話", "電話", "telephone", "tel.", "tel", "手機", "市話", "公務"] {
        body = body.strip_prefix(word).unwrap_or(body).trim_start_matches([':', '.', ' ']);
    }
    body.to_owned()
}

/// Ten characters, digits with a letter at the end or the beginning: 379000000A, A09000000E.
fn is_agency_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    text.chars().count() == 10 && digits + letters == 10 && (1..=2).contains(&letters)
}

/// The number and what stands behind the mark of its extension.
fn split_extension(text: &str) -> (&str, &str) {
    let found = EXTENSION_MARKS.iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len())));
    // 1999 has its own number in brackets, and the extension behind them.
    match found.min_by_key(|(at, length)| (*at, usize::MAX - length)) {
        Some((at, length)) => (&text[..at], &text[at + length..]),
        None => (text, ""),
    }
}

fn read_extensions(text: &str) -> Vec<String> {
    let mut text = text;
    while let Some((_, rest)) = EXTENSION_MARKS
        .iter()
        .find_map(|mark| text.trim_start_matches([':', '.', ' ', '-']).strip_prefix(mark).map(|rest| (mark, rest)))
    {
        text = rest;
    }
    let parts = text.split(['、', ',', ';', '/', '或', '~', '-', '至', ' ', '(', ')', '#', '轉', '機']);
    let digits = parts.map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|part| (1..=LONGEST_EXTENSION).contains(&part.len())).take(4).collect()
}

/// 「1999(外縣市02-27200000)」: the number that works from everywhere.
fn outside_number(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix("1999")?;
    let start = rest.find(|c: char| c.is_ascii_digit())?;
    let rest = &rest[start..];
    let open = text[..text.len() - rest.len()].ends_with('(');
    Some(rest.trim_end().trim_end_matches(if open { ' ' } else { ')' }))
}

/// A number and an extension that follows it after a hyphen: 02-23110000-1357.
fn read_line(text: &str) -> Option<(Line, Option<String>)> {
    let (text, abroad) = strip_country(text);
    let groups: Vec<String> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(ToOwned::to_owned).collect();
    if text.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let digits: String = groups.concat();
    if let Some(country) = abroad {
        return (7..=15)
            .contains(&digits.len())
            .then(|| (Line::Foreign(format!("+{country}{}", groups.join("-"))), None));
    }
    let written = groups.first().filter(|first| AREAS.iter().any(|(area, _)| area == first));
    if let Some(area) = written
        && let Some(found) = with_area(area, &groups[1..])
    {
        return Some(found);
    }
    if let Some(found) = split_digits(&digits) {
        return Some((found, None));
    }
    // A cell of numbers has lost the zero in front.
    if let Some(found) = split_digits(&format!("0{digits}")).filter(|_| groups.len() == 1) {
        return Some((found, None));
    }
    let (first, rest) = groups.split_first()?;
    if let [extension] = rest
        && extension.len() <= LONGEST_EXTENSION
        && let Some(found) = split_digits(first)
    {
        return Some((found, Some(extension.clone())));
    }
    local(&groups)
}

/// A number without its area code: 2322-0000.
fn local(groups: &[String]) -> Option<(Line, Option<String>)> {
    let mut number = String::new();
    for (index, group) in groups.iter().enumerate() {
        number.push_str(group);
        if matches!(number.len(), 7 | 8) && !number.starts_with(['0', '1']) {
            let rest = &groups[index + 1..];
            let extension = match rest {
                [] => None,
                [extension] if extension.len() <= LONGEST_EXTENSION => Some(extension.clone()),
                _ => continue,
            };
            return Some((Line::Fixed { area: String::new(), number }, extension));
        }
    }
    None
}

/// The number behind a written area code; a group too many is the extension.
fn with_area(area: &str, groups: &[String]) -> Option<(Line, Option<String>)> {
    let lengths = AREAS.iter().find(|(known, _)| *known == area).map(|(_, lengths)| *lengths)?;
    let mut number = String::new();
    for (index, group) in groups.iter().enumerate() {
        number.push_str(group);
        if lengths.contains(&number.len()) {
            let extension = match &groups[index + 1..] {
                [] => None,
                [extension] if extension.len() <= LONGEST_EXTENSION => Some(extension.clone()),
                _ => continue,
            };
            return Some((Line::Fixed { area: area.to_owned(), number }, extension));
        }
    }
    None
}

/// Digits without any mark: the longest area code whose numbers are as long as the rest.
fn split_digits(digits: &str) -> Option<Line> {
    if digits.len() == 10 && (digits.starts_with("09") || digits.starts_with("0800")) {
        return Some(Line::Special(digits.to_owned()));
    }
    AREAS.iter().find_map(|(area, lengths)| {
        let number = digits.strip_prefix(area).filter(|number| lengths.contains(&number.len()))?;
        Some(Line::Fixed { area: (*area).to_owned(), number: number.to_owned() })
    })
}

/// +886-2-… is at home; another code is abroad.
fn strip_country(text: &str) -> (String, Option<String>) {
    let trimmed = text.trim().trim_start_matches('(');
    let international =
        trimmed.strip_prefix('+').or_else(|| trimmed.strip_prefix("00").filter(|_| !trimmed.starts_with("000")));
    let home = international.unwrap_or(trimmed).trim_start().strip_prefix("886");
    if let Some(rest) = home {
        let rest = rest.trim_start_matches(['-', ' ', ')']);
        let rest = rest.strip_prefix("(0)").unwrap_or(rest).trim_start_matches('(');
        return (if rest.starts_with('0') { rest.to_owned() } else { format!("0{rest}") }, None);
    }
    match international {
        Some(rest) => (rest.to_owned(), Some(String::new())),
        None => (text.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        parse_phone(text).map_or_else(|error| format!("{error:?}"), |phone| phone.to_string())
    }

    #[test]
    fn every_pattern_of_the_registry_is_read() {
        for (text, expected) in [
            ("(02)8590-0000#1234", "(02)8590-0000#1234"),
            ("02-85900000", "(02)8590-0000"),
            ("02-8590-0000", "(02)8590-0000"),
            ("02-5320000", "Digits(\"02-5320000\")"),
            ("05-5320000#707", "(05)532-0000#707"),
            ("037-320000", "(037)320000"),
            ("049-2220000", "(049)222-0000"),
            ("(02)85900000", "(02)8590-0000"),
            ("（０２）８５９０－００００", "(02)8590-0000"),
            ("(07)7134000#5011", "(07)713-4000#5011"),
            ("02-23110000-1357", "(02)2311-0000#1357"),
            ("02-8590-0000-1357", "(02)8590-0000#1357"),
            ("2322-0000", "2322-0000"),
            ("23220000", "2322-0000"),
            ("23220000轉12", "2322-0000#12"),
            ("0836-25000", "(0836)25000"),
            ("0826-66000", "(0826)66000"),
            ("082-320000", "(082)320000"),
            ("02-85900000轉1234", "(02)8590-0000#1234"),
            ("02-85900000 分機 1234", "(02)8590-0000#1234"),
            ("02-85900000轉分機1234", "(02)8590-0000#1234"),
            ("02-85900000*1234", "(02)8590-0000#1234"),
            ("02-85900000 ext.1234", "(02)8590-0000#1234"),
            ("02-85900000 Ext 1234", "(02)8590-0000#1234"),
            ("02-85900000分機1234、1235", "(02)8590-0000#1234、1235"),
            ("(02) 85900000", "(02)8590-0000"),
            ("02 8590 0000", "(02)8590-0000"),
            ("1999(外縣市02-27200000)轉7000", "(02)2720-0000#7000"),
            ("1999（外縣市請撥(02)2720-0000）轉7000", "(02)2720-0000#7000"),
            ("0285900000", "(02)8590-0000"),
            ("037320000", "(037)320000"),
            ("0836250001", "Digits(\"0836250001\")"),
            ("285900000", "(02)8590-0000"),
            ("0912345678", "0912-345-678"),
            ("0912-345-678", "0912-345-678"),
            ("912345678", "0912-345-678"),
            ("+886-2-8590-0000", "(02)8590-0000"),
            ("886-2-85900000#12", "(02)8590-0000#12"),
            ("+886 (0)2 8590 0000", "(02)8590-0000"),
            ("+1-202-895-1800", "+1-202-895-1800"),
            ("電話：02-85900000", "(02)8590-0000"),
            ("TEL:02-85900000 FAX:02-85900001", "(02)8590-0000"),
            ("02-85900000、02-85900001", "(02)8590-0000"),
            ("02-85900000#1234（林小姐）", "(02)8590-0000#1234"),
            ("02—85900000", "(02)8590-0000"),
            ("02-0000-0000", "(02)0000-0000"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_telephone_number_is_refused_with_the_reason() {
        for (text, wanted) in [
            ("", "Empty"),
            ("　", "Empty"),
            ("379000000A", "AgencyCode"),
            ("A09000000E", "AgencyCode"),
            ("分機1234", "ExtensionOnly"),
            ("#1234", "ExtensionOnly"),
            ("無", "NotANumber"),
            ("如附", "NotANumber"),
            ("同上", "NotANumber"),
            ("hr@example.gov.tw", "NotANumber"),
            ("1234", "Digits"),
            ("115.10.5", "Digits"),
            ("123456789012345", "Digits"),
            ("3790000000", "Digits"),
            ("hr01@example.gov.tw", "Digits"),
        ] {
            assert!(shown(text).starts_with(wanted), "{text}: {}", shown(text));
        }
    }
}
