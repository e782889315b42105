//! Dates as offices write them: 民國 in every form of `domain.md` §7, western where four digits say so.

use jiff::civil::Date;

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

/// Reads a date. A year of two or three digits up to 150 is 民國, of four digits western.
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
    let body = trimmed.trim_start_matches("中華").trim_start_matches("民國").trim();
    let numbers = chinese_numbers_to_digits(body);
    let parts = split_parts(&numbers).ok_or_else(|| RocDateError::NotADate(shown()))?;
    let (year, month, day) = match parts.as_slice() {
        [packed] => unpack(packed).ok_or_else(|| RocDateError::NotADate(shown()))?,
        [_, _] => return Err(RocDateError::TwoParts(shown())),
        [year, month, day] => (year.clone(), month.clone(), day.clone()),
        _ => return Err(RocDateError::NotADate(shown())),
    };
    let number: i16 = year.parse().map_err(|_| RocDateError::Year(shown()))?;
    let western = match year.len() {
        4 if (1912..=2200).contains(&number) => number,
        // Database strings write years before 100 with a leading zero: 0990301.
        1..=4 if (1..=150).contains(&number) => number + 1911,
        _ => return Err(RocDateError::Year(shown())),
    };
    let (month, day) = (month.parse().unwrap_or(0), day.parse().unwrap_or(0));
    Date::new(western, month, day).map_err(|_| RocDateError::NoSuchDay(shown()))
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
            '.' | '/' | '-' | '年' | '月' | '日' | '號' | ' ' | '\u{2010}'..='\u{2015}' | '·' | '、' => {
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

/// 一百十五年五月一日 → 115年5月1日; other characters stay.
fn chinese_numbers_to_digits(text: &str) -> String {
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\0']) {
        if "〇○零一二三四五六七八九十百廿卅".contains(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            out.push_str(&chinese_number(&run));
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn chinese_number(run: &[char]) -> String {
    let digit = |c: char| match c {
        '〇' | '○' | '零' => Some(0),
        other => "一二三四五六七八九".chars().position(|d| d == other).map(|at| at + 1),
    };
    if run.iter().all(|c| digit(*c).is_some()) {
        return run.iter().filter_map(|c| digit(*c)).map(|d| d.to_string()).collect();
    }
    let (mut total, mut pending) = (0, None);
    for c in run {
        match c {
            '百' => total += pending.take().unwrap_or(1) * 100,
            '十' => total += pending.take().unwrap_or(1) * 10,
            '廿' => total += 20,
            '卅' => total += 30,
            other => pending = digit(*other),
        }
    }
    (total + pending.unwrap_or(0)).to_string()
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
        ] {
            assert_eq!(parse_date(text), Ok(expected), "{text}");
        }
        assert_eq!(parse_date("0990301"), Ok(date(2010, 3, 1)));
        assert_eq!(parse_date("99.3.1"), Ok(date(2010, 3, 1)));
        assert_eq!(parse_date("一百年十月二十一日"), Ok(date(2011, 10, 21)));
    }

    #[test]
    fn what_is_ambiguous_is_refused_with_its_reason() {
        assert!(matches!(parse_date("5/1"), Err(RocDateError::TwoParts(_))));
        assert!(matches!(parse_date("115年5月"), Err(RocDateError::TwoParts(_))));
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
