//! Dates in the cells of an export: the forms of `parse_date`, and more suspicion.
//!
//! A form is typed by a person and every way of writing a date is welcome. A column is written by one system in one way, and
//! a cell that differs was changed by a spreadsheet: 民國69年 becomes 1969, a leading zero is lost, a number becomes 1900.

use jiff::civil::Date;

use crate::domain::epoch_day;
use crate::domain::{fold_width, parse_date};

/// The years that a date counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateNotation {
    /// 民國.
    Roc,
    /// Western.
    Western,
}

impl DateNotation {
    /// What most of `texts` are written in; none where nothing looks like a date.
    pub(super) fn most<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut roc, mut western) = (0_usize, 0_usize);
        for text in texts {
            match read_with_notation(text.trim()) {
                Ok((_, Self::Roc)) => roc += 1,
                Ok((_, Self::Western)) => western += 1,
                Err(_) => {}
            }
        }
        match (roc, western) {
            (0, 0) => None,
            _ if western > roc => Some(Self::Western),
            _ => Some(Self::Roc),
        }
    }
}

/// The day that `text` means in a column written in `notation`, or the rule that it breaks.
pub(super) fn read_day(text: &str, notation: Option<DateNotation>) -> Result<i32, &'static str> {
    let (day, written) = read_with_notation(text)?;
    if notation.is_some_and(|notation| notation != written) { Err("date-notation") } else { Ok(day) }
}

/// How `text` is written; none where it is no date.
pub(super) fn notation_of(text: &str) -> Option<DateNotation> {
    read_with_notation(text.trim()).ok().map(|(_, notation)| notation)
}

fn read_with_notation(text: &str) -> Result<(i32, DateNotation), &'static str> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return read_digits(text.as_bytes());
    }
    let folded = fold_width(text);
    let text = without_midnight(folded.trim())?;
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes()
        && [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|byte| byte.is_ascii_digit())
        && number(&text.as_bytes()[..4]) >= 1912
    {
        return Ok((day_of(number(&text.as_bytes()[..4]), &[*m1, *m2], &[*d1, *d2])?, DateNotation::Western));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return read_digits(text.as_bytes());
    }
    let year: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let date = parse_date(text).map_err(|_| {
        let excel = year.len() == 4 && matches!(year.parse(), Ok(1900..=1911));
        if excel { "excel-date" } else { "date" }
    })?;
    if EMPTY_DATES.contains(&text) {
        return Err("empty-date");
    }
    // Written out (二○一四年) there is no run of digits; a western year is one of four.
    let western = if year.is_empty() { is_western_year(text) } else { year.len() == 4 && !year.starts_with('0') };
    Ok((epoch_day(date), if western { DateNotation::Western } else { DateNotation::Roc }))
}

/// How systems write that there is no date: the first day that they know.
const EMPTY_DATES: [&str; 3] = ["0001-01-01", "0001/01/01", "0001/1/1"];

/// Whether a year written out in characters has the four figures of a western one.
fn is_western_year(text: &str) -> bool {
    let year = text.split('年').next().unwrap_or_default();
    year.chars().count() == 4 && !year.contains(['百', '十', '廿', '卅', '民'])
}

/// Databases write midnight behind a date; any other time means that the column is no date.
fn without_midnight(text: &str) -> Result<&str, &'static str> {
    let Some((before, minutes)) = text.split_once(':') else { return Ok(text) };
    let (date, hour) = before.rsplit_once([' ', 'T']).ok_or("date")?;
    let midnight = format!("{hour}{minutes}").chars().all(|c| matches!(c, '0' | ':' | '.'));
    if midnight { Ok(date.trim_end()) } else { Err("date") }
}

fn read_digits(digits: &[u8]) -> Result<(i32, DateNotation), &'static str> {
    match digits {
        b"00010101" => Err("empty-date"),
        // The form of nearly every cell of an export; `parse_date` gives the same, ten times slower.
        [year @ .., m1, m2, d1, d2] if year.len() == 3 && number(year) <= 150 => {
            Ok((day_of(number(year) + 1911, &[*m1, *m2], &[*d1, *d2])?, DateNotation::Roc))
        }
        [b'1', b'9', b'0', ..] | [b'1', b'9', b'1', b'0' | b'1', ..] if digits.len() == 8 => Err("excel-date"),
        [year @ .., m1, m2, d1, d2] if year.len() == 4 => {
            Ok((day_of(number(year), &[*m1, *m2], &[*d1, *d2])?, DateNotation::Western))
        }
        // 990301 is 0990301 without its zero, or a western year of two digits: nobody can tell.
        [_, _, _, _, _, _] => Err("lost-leading-zero"),
        // The days since 1900 by which spreadsheets count.
        [_, _, _, _, _] => Err("excel-date"),
        _ => Err("date"),
    }
}

fn number(digits: &[u8]) -> i16 {
    digits.iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0'))
}

fn day_of(year: i16, month: &[u8], day: &[u8]) -> Result<i32, &'static str> {
    let part = |digits| i8::try_from(number(digits)).unwrap_or(0);
    let valid = (1912..=2200).contains(&year);
    let date = Date::new(year, part(month), part(day)).ok().filter(|_| valid);
    date.map(epoch_day).ok_or("date")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short cuts must never say anything else than `parse_date`.
    #[test]
    fn short_cuts_read_as_everywhere_else() {
        for text in [
            "0690203",
            "1141231",
            "1140229",
            "1130229",
            "0000101",
            "1511231",
            "0990000",
            "20240229",
            "20230229",
            "2024-02-29",
            "2023-02-29",
            "2201-01-01",
        ] {
            assert_eq!(read_day(text, None).ok(), parse_date(text).ok().map(epoch_day), "{text}");
        }
    }

    #[test]
    fn what_a_spreadsheet_made_is_told_apart() {
        let cases = [
            ("1900/1/5", "excel-date"),
            ("1911-12-31", "excel-date"),
            ("19000105", "excel-date"),
            ("45657", "excel-date"),
            ("990301", "lost-leading-zero"),
            ("12", "date"),
            ("0001-01-01", "empty-date"),
            ("0001/01/01", "empty-date"),
            ("0001-01-01 00:00:00", "empty-date"),
            ("00010101", "empty-date"),
            ("６９０２０３", "lost-leading-zero"),
            ("民國99年3月", "date"),
            ("2025-12-31 10:09:00", "date"),
        ];
        for (text, rule) in cases {
            assert_eq!(read_day(text, None), Err(rule), "{text}");
        }
        let day = |year, month, day| Ok(epoch_day(Date::constant(year, month, day)));
        assert_eq!(read_day("1969-02-03", Some(DateNotation::Roc)), Err("date-notation"));
        for western in ["1969/2/3", "19690203", "19690203 00:00:00", "１９６９０２０３", "二○一四年三月五日"]
        {
            assert_eq!(read_day(western, Some(DateNotation::Roc)), Err("date-notation"), "{western}");
            assert!(read_day(western, Some(DateNotation::Western)).is_ok(), "{western}");
        }
        for roc in ["民國一○三年三月五日", "一百零三年三月五日", "1030305 00:00:00", "103.3.5"] {
            assert_eq!(read_day(roc, Some(DateNotation::Western)), Err("date-notation"), "{roc}");
        }
        assert_eq!(read_day("1969-02-03", Some(DateNotation::Western)), day(1969, 2, 3));
        assert_eq!(read_day("0690203", Some(DateNotation::Western)), Err("date-notation"));
        assert_eq!(read_day("民國 99 年 3 月 1 日", Some(DateNotation::Roc)), day(2010, 3, 1));
        assert_eq!(read_day("０９９０３０１", Some(DateNotation::Roc)), day(2010, 3, 1));
        assert_eq!(read_day("1969-02-03 00:00:00.000", None), day(1969, 2, 3));
        assert_eq!(read_day("0115/05/01", Some(DateNotation::Roc)), day(2026, 5, 1));
    }

    #[test]
    fn the_majority_says_how_a_column_is_written() {
        let most = |texts: &[&str]| DateNotation::most(texts.iter().copied());
        assert_eq!(most(&["0690203", "1969-02-03", "0700101", ""]), Some(DateNotation::Roc));
        assert_eq!(most(&["1969-02-03", "1970-02-03", "0700101"]), Some(DateNotation::Western));
        assert_eq!(most(&["", "x"]), None);
    }
}
