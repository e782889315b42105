//! Dates in the cells of an export: the forms of `parse_date`, and more suspicion.
//!
//! A form is typed by a person and every way of writing a date is welcome. A column is written by one system in one way, and
//! a cell that differs was changed by a spreadsheet: 民國69年 becomes 1969, a leading zero is lost, a number becomes 1900.

use jiff::civil::Date;

use crate::dataset::epoch_day::epoch_day;
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

fn read_with_notation(text: &str) -> Result<(i32, DateNotation), &'static str> {
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        return match bytes {
            // The form of nearly every cell of an export; `parse_date` gives the same, ten times slower.
            [year @ .., _, _, _, _] if year.len() == 3 && number(year) <= 150 => {
                Ok((day_of(number(year) + 1911, &bytes[3..5], &bytes[5..7])?, DateNotation::Roc))
            }
            [b'1', b'9', b'0', ..] | [b'1', b'9', b'1', b'0' | b'1', ..] if bytes.len() == 8 => Err("excel-date"),
            [_, _, _, _, month @ .., _, _] if month.len() == 2 && bytes.len() == 8 => {
                Ok((day_of(number(&bytes[..4]), month, &bytes[6..])?, DateNotation::Western))
            }
            // 990301 is 0990301 without its zero, or a western year of two digits: nobody can tell.
            [_, _, _, _, _, _] => Err("lost-leading-zero"),
            // The days since 1900 by which spreadsheets count.
            [_, _, _, _, _] => Err("excel-date"),
            _ => Err("date"),
        };
    }
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes
        && [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|byte| byte.is_ascii_digit())
        && number(&bytes[..4]) >= 1912
    {
        return Ok((day_of(number(&bytes[..4]), &[*m1, *m2], &[*d1, *d2])?, DateNotation::Western));
    }
    let folded = fold_width(text);
    // Databases write midnight behind a date; any other time means that the column is no date.
    let time = folded.split_once(':').map(|(before, after)| (before.rsplit(' ').next().unwrap_or_default(), after));
    if time.is_some_and(|(hour, rest)| format!("{hour}{rest}").contains(|c: char| c.is_ascii_digit() && c != '0')) {
        return Err("date");
    }
    let year: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let western = year.len() == 4 && !year.starts_with('0');
    if western && matches!(year.parse(), Ok(1900..=1911)) {
        return Err("excel-date");
    }
    let date = parse_date(text).map_err(|_| "date")?;
    Ok((epoch_day(date), if western { DateNotation::Western } else { DateNotation::Roc }))
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
            ("民國99年3月", "date"),
            ("2025-12-31 10:09:00", "date"),
        ];
        for (text, rule) in cases {
            assert_eq!(read_day(text, None), Err(rule), "{text}");
        }
        let day = |year, month, day| Ok(epoch_day(Date::constant(year, month, day)));
        assert_eq!(read_day("1969-02-03", Some(DateNotation::Roc)), Err("date-notation"));
        assert_eq!(read_day("1969/2/3", Some(DateNotation::Roc)), Err("date-notation"));
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
