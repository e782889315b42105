//! Dates as offices write them: 民國 in every form of `domain.md` §7, western where four digits say so.

use jiff::civil::Date;

use super::chinese_number::{CHINESE_DIGITS, chinese_numbers_to_digits};
use super::fold_width;

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RocDateError {
    /// There is nothing.
    #[error("日期空白")]
    Empty,
    /// Only two of year, month and day.
    #[error("「{0}」只有兩個數，看不出年份；請寫成 115.10.5")]
    TwoParts(String),
    /// Year and month, without a day.
    #[error("「{0}」像是年月，沒有日；請寫成 115.10.5")]
    YearMonth(String),
    /// Two dates.
    #[error("「{0}」是一段期間，不是一個日期；請只寫一天")]
    Range(String),
    /// The number by which spreadsheets count days.
    #[error("「{0}」像是試算表的日期序號；請把儲存格設成日期格式，或寫成 115.10.5")]
    Serial(String),
    /// A year that is neither 民國 nor western.
    #[error("「{0}」的年份看不出是民國還是西元；請寫成 115.10.5 或 2026-10-05")]
    Year(String),
    /// A month or day that does not exist.
    #[error("「{0}」沒有這一天")]
    NoSuchDay(String),
    /// Not a date.
    #[error("「{0}」不是日期；請寫成 115.10.5")]
    NotADate(String),
}

/// Reads a date. A year of two or three digits up to 150 is 民國, of four digits western, unless 民國 or 西元 stands before
/// it and says otherwise. A time of day after the date is passed over.
///
/// # Errors
/// When the text is ambiguous, incomplete or no date; see [`RocDateError`].
pub fn parse_date(text: &str) -> Result<Date, RocDateError> {
    let folded = fold_width(text);
    let trimmed = folded.trim();
    if trimmed.is_empty() {
        return Err(RocDateError::Empty);
    }
    let shown = || trimmed.to_owned();
    let (era, body) = split_era(without_weekday(trimmed));
    if is_range(body) {
        return Err(RocDateError::Range(shown()));
    }
    if is_serial(body) {
        return Err(RocDateError::Serial(shown()));
    }
    let numbers = chinese_numbers_to_digits(without_time(body));
    let parts = split_parts(&numbers).ok_or_else(|| RocDateError::NotADate(shown()))?;
    let (year, month, day) = match parts.as_slice() {
        [packed] if is_year_month(packed) => return Err(RocDateError::YearMonth(shown())),
        [packed] => unpack(packed).ok_or_else(|| RocDateError::NotADate(shown()))?,
        [first, second] if first.len() >= PACKED && second.len() >= PACKED => return Err(RocDateError::Range(shown())),
        [_, _] => return Err(RocDateError::TwoParts(shown())),
        [year, month, day] => (year.clone(), month.clone(), day.clone()),
        [_, _, _, _] | [_, _, _, _, _] | [_, _, _, _, _, _] => return Err(RocDateError::Range(shown())),
        _ => return Err(RocDateError::NotADate(shown())),
    };
    let number: i16 = year.parse().map_err(|_| RocDateError::Year(shown()))?;
    let western = match (year.len(), era) {
        (4, Era::Unsaid | Era::Western) if (1912..=2200).contains(&number) => number,
        // Database strings write years before 100 with a leading zero: 0990301.
        (1..=4, Era::Unsaid | Era::Roc) if (1..=150).contains(&number) => number + 1911,
        _ => return Err(RocDateError::Year(shown())),
    };
    let (month, day) = (month.parse().unwrap_or(0), day.parse().unwrap_or(0));
    Date::new(western, month, day).map_err(|_| RocDateError::NoSuchDay(shown()))
}

/// The fewest digits of a date without separators.
const PACKED: usize = 6;

/// Whose years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Era {
    Unsaid,
    Roc,
    Western,
}

fn split_era(text: &str) -> (Era, &str) {
    let roc =
        strip_spaced(text, "中華民國").or_else(|| strip_spaced(text, "民國")).or_else(|| strip_spaced(text, "民"));
    let western = strip_spaced(text, "西元").or_else(|| strip_spaced(text, "公元"));
    match (roc, western) {
        (Some(body), _) => (Era::Roc, body.trim()),
        (None, Some(body)) => (Era::Western, body.trim()),
        (None, None) => (Era::Unsaid, text),
    }
}

/// Forms print 「中 華 民 國」 with spaces.
fn strip_spaced<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for c in word.chars() {
        rest = rest.trim_start().strip_prefix(c)?;
    }
    Some(rest)
}

/// `115.10.5(一)`, `115年10月5日（星期一）`: the date without the day of the week, which says nothing more.
fn without_weekday(text: &str) -> &str {
    const NAMES: [&str; 4] = ["星期", "禮拜", "週", "周"];
    // A full stop ends a date; after a time of day it would begin a fraction.
    let text = if text.contains(':') { text } else { text.trim_end_matches(['。', '.', ',', ' ']) };
    let is_day = |day: &str| day.chars().count() == 1 && "一二三四五六日天".contains(day);
    if let Some((date, inside)) = text.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let name = NAMES.iter().find_map(|name| inside.trim().strip_prefix(name)).unwrap_or(inside).trim();
        return if is_day(name) { date.trim_end() } else { text };
    }
    let named = NAMES.iter().find_map(|name| text.rsplit_once(name)).filter(|(_, day)| is_day(day.trim()));
    named.map_or(text, |(date, _)| date.trim_end())
}

/// `115/05/30~115/06/08`; with a hyphen between them the numbers tell.
fn is_range(text: &str) -> bool {
    let numbers = |part: &str| part.contains(|c: char| c.is_ascii_digit() || CHINESE_DIGITS.contains(c));
    text.split_once(['~', '\u{301c}', '至', '到', '迄']).is_some_and(|(from, to)| numbers(from) && numbers(to))
}

/// `46172`, the 30th of May 2026; `46172.4229` with a time. Five digits that may be year and month are those.
fn is_serial(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((days, time)) => days.len() == 5 && digits(days) && digits(time),
        None => text.len() == 5 && digits(text) && !is_year_month(text),
    }
}

/// `11310`, as monthly files are named.
fn is_year_month(digits: &str) -> bool {
    if digits.len() != 5 {
        return false;
    }
    let (year, month) = digits.split_at(3);
    let within = |text: &str, limit: u16| text.parse().is_ok_and(|number: u16| (1..=limit).contains(&number));
    within(year, 150) && within(month, 12)
}

/// The text before a time of day: `10:09`, `10:09:30.5`, `上午 12:00:00`, `T00:00`.
fn without_time(text: &str) -> &str {
    // 「115年10月5日上午10時30分」
    if let Some((date, time)) = text.split_once('日')
        && time.contains(['時', '點'])
    {
        return date;
    }
    let Some((date, time)) = text.rsplit_once([' ', 'T', '午']) else { return text };
    let number = |text: &str, limit: u8| text.parse().is_ok_and(|number: u8| number < limit) && text.len() <= 2;
    let parts: Vec<&str> = time.splitn(3, ':').collect();
    let is_time = match parts.as_slice() {
        [hour, minute] => number(hour, 24) && number(minute, 60),
        [hour, minute, second] => {
            let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
            let fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
            number(hour, 24) && number(minute, 60) && number(second, 60) && fraction
        }
        _ => false,
    };
    if !is_time {
        return text;
    }
    let date = date.trim_end();
    // 上午 and 下午, of which the last character may have been where the text was cut.
    date.strip_suffix('午').unwrap_or(date).strip_suffix(['上', '下']).unwrap_or(date).trim_end()
}

/// `114年12月31日`.
#[must_use]
pub fn format_roc(date: Date) -> String {
    format!("{}年{}月{}日", date.year() - 1911, date.month(), date.day())
}

/// `114.12.31`.
#[must_use]
pub fn format_roc_short(date: Date) -> String {
    format!("{}.{}.{}", date.year() - 1911, date.month(), date.day())
}

/// The runs of digits, where everything between them is a date separator.
fn split_parts(text: &str) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        match c {
            '0'..='9' if open => parts.last_mut()?.push(c),
            '0'..='9' => {
                parts.push(c.to_string());
                open = true;
            }
            '.'
            | '/'
            | '-'
            | ','
            | '年'
            | '月'
            | '日'
            | '號'
            | ' '
            | '\u{2010}'..='\u{2015}'
            | '·'
            | '、'
            | '‧'
            | '・'
            | '﹒' => {
                open = false;
            }
            _ => return None,
        }
    }
    let sane = !parts.is_empty() && parts.iter().all(|part| part.len() <= 8);
    sane.then_some(parts)
}

/// `1150526`, `0990301`, `990301`, `20261005`.
fn unpack(digits: &str) -> Option<(String, String, String)> {
    if !(6..=8).contains(&digits.len()) {
        return None;
    }
    let (year, rest) = digits.split_at(digits.len() - 4);
    let (month, day) = rest.split_at(2);
    Some((year.trim_start_matches('0').to_owned(), month.to_owned(), day.to_owned()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_way_of_writing_a_date_is_read() {
        let expected = date(2026, 5, 1);
        for text in [
            "115.5.1",
            "115.05.01",
            "1150501",
            "115/05/01",
            "115-05-01",
            "115年5月1日",
            "民國 115 年 05 月 01 日",
            "中華民國一百十五年五月一日",
            "中華民國一百一十五年五月一日",
            "民國一一五年五月一日",
            "１１５／０５／０１",
            "2026-05-01",
            "2026/5/1",
            "20260501",
            " 115. 5. 1 ",
            "115．5．1",
            "0115/05/01",
            "中 華 民 國 115 年 5 月 1 日",
            "民115.5.1",
            "115,5,1",
            "115、5、1",
            "115.5.1.",
            "115.5.1(五)",
            "115年5月1日（星期五）",
            "115年5月1日 星期五",
            "115/5/1 週五",
            "115年5月1日上午10時30分",
            "民國一百十五年五月一日（五）",
            "壹佰壹拾伍年伍月壹日",
        ] {
            assert_eq!(parse_date(text), Ok(expected), "{text}");
        }
        assert_eq!(parse_date("0990301"), Ok(date(2010, 3, 1)));
        assert_eq!(parse_date("99.3.1"), Ok(date(2010, 3, 1)));
        assert_eq!(parse_date("一百年十月二十一日"), Ok(date(2011, 10, 21)));
    }

    /// Minutes of meetings and dumps of databases have a time behind the date.
    #[test]
    fn a_time_of_day_is_passed_over() {
        for text in [
            "112-08-30 10:09",
            "112-08-30 10:09:30",
            "112/8/30 上午 10:09:00",
            "112/8/30 下午10:09",
            "民國 112 年 08 月 30 日 10:09",
            "2023-08-30T00:00:00",
            "2023-08-30 00:00:00.000",
            "1120830 10:09",
            "１１２／８／３０　１０：０９",
        ] {
            assert_eq!(parse_date(text), Ok(date(2023, 8, 30)), "{text}");
        }
        for text in ["112-08-30 24:00", "112-08-30 10:60", "112-08-30 10:9x", "10:09", "112-08-30 10:09:00.", "午10:09"]
        {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    /// 2015 is a year of its own, 0115 a 民國 year that a spreadsheet has widened.
    #[test]
    fn the_era_is_said_or_seen() {
        for (text, wanted) in [
            ("2015-05-01", date(2015, 5, 1)),
            ("西元2015年5月1日", date(2015, 5, 1)),
            ("西元 2015/5/1", date(2015, 5, 1)),
            ("0115/05/01", date(2026, 5, 1)),
            ("民國0115/05/01", date(2026, 5, 1)),
            ("民國 111 年 05 月 13 日", date(2022, 5, 13)),
            ("111.05.13", date(2022, 5, 13)),
            ("1150526", date(2026, 5, 26)),
            ("990301", date(2010, 3, 1)),
            ("民國元年1月1日", date(1912, 1, 1)),
            ("中華民國一百零五年十二月三十一日", date(2016, 12, 31)),
        ] {
            assert_eq!(parse_date(text), Ok(wanted), "{text}");
        }
        for text in ["民國2015年5月1日", "西元115年5月1日", "民國前5年3月1日", "1911-10-10", "0911-10-10"]
        {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_is_refused_with_its_reason() {
        assert!(matches!(parse_date("5/1"), Err(RocDateError::TwoParts(_))));
        assert!(matches!(parse_date("115年5月"), Err(RocDateError::TwoParts(_))));
        for text in ["11310", "09912", "民國11310"] {
            assert!(matches!(parse_date(text), Err(RocDateError::YearMonth(_))), "{text}");
        }
        for text in [
            "115/05/30~115/06/08",
            "115/05/30～115/06/08",
            "115年5月30日至6月8日",
            "1150530-1150608",
            "115/05/30-115/06/08",
            "民國115年5月30日起至115年6月8日",
            "115/05/30-06/08",
            "115年5月30日、31日",
        ] {
            assert!(matches!(parse_date(text), Err(RocDateError::Range(_))), "{text}");
        }
        for text in ["46172", "46172.5", "46172.4229", "25569", "11310.423", "１２３４５"] {
            assert!(matches!(parse_date(text), Err(RocDateError::Serial(_))), "{text}");
        }
        assert!(matches!(parse_date("115.10"), Err(RocDateError::TwoParts(_))));
        assert!(matches!(parse_date("截至115年5月1日"), Err(RocDateError::NotADate(_))));
        assert!(matches!(parse_date("(111)考臺統字第1號"), Err(RocDateError::NotADate(_))));
        assert!(matches!(parse_date("1815.5.1"), Err(RocDateError::Year(_))));
        assert!(matches!(parse_date("300.5.1"), Err(RocDateError::Year(_))));
        assert!(matches!(parse_date("115.2.30"), Err(RocDateError::NoSuchDay(_))));
        assert!(matches!(parse_date("明天"), Err(RocDateError::NotADate(_))));
        assert!(matches!(parse_date("　"), Err(RocDateError::Empty)));
    }

    #[test]
    fn dates_are_shown_in_roc_years() {
        assert_eq!(format_roc(date(2025, 12, 31)), "114年12月31日");
        assert_eq!(format_roc_short(date(2026, 1, 2)), "115.1.2");
    }
}
