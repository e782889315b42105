//! Numbers written in Chinese characters, as far as dates use them: up to some hundreds.

/// The characters that numbers in dates are written with.
pub(crate) const CHINESE_DIGITS: &str = "〇○零一二三四五六七八九十百廿卅";

/// 一百十五年五月一日 → 115年5月1日, 元年 → 1年; other characters stay.
pub(super) fn chinese_numbers_to_digits(text: &str) -> String {
    let plain: String = text.chars().map(plain_digit).collect();
    let text = plain.as_str();
    let first_year = text.strip_prefix("元").filter(|rest| rest.trim_start().starts_with('年'));
    let first_year = first_year.map(|rest| format!("一{rest}"));
    let text = first_year.as_deref().unwrap_or(text);
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\0']) {
        if CHINESE_DIGITS.contains(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            // Zeros in front belong to dates of seven digits.
            match digits_of(&run) {
                Some(digits) => out.extend(digits.iter().map(ToString::to_string)),
                None => out.push_str(&chinese_number(&run).to_string()),
            }
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// The numbers that cannot be altered, as receipts write them.
fn plain_digit(c: char) -> char {
    const FORMAL: &str = "壹貳參肆伍陸柒捌玖拾佰";
    let at = FORMAL.chars().position(|formal| formal == c);
    at.and_then(|at| "一二三四五六七八九十百".chars().nth(at)).unwrap_or(c)
}

fn digit_of(c: char) -> Option<i64> {
    match c {
        '〇' | '○' | '零' => Some(0),
        other => "一二三四五六七八九".chars().zip(1..).find(|(known, _)| *known == other).map(|(_, value)| value),
    }
}

/// The digits of a run that is read out digit by digit; none where it has tens or hundreds.
fn digits_of(run: &[char]) -> Option<Vec<i64>> {
    run.iter().map(|c| digit_of(*c)).collect()
}

/// The number that a run of [`CHINESE_DIGITS`] is: 一百一十四 and 一一四 are 114. Of one read out digit by digit no more than
/// eight count.
pub(crate) fn chinese_number(run: &[char]) -> i64 {
    if let Some(digits) = digits_of(run) {
        return digits.into_iter().take(8).fold(0, |sum, digit| sum * 10 + digit);
    }
    let (mut total, mut pending) = (0, None);
    for c in run {
        match c {
            '百' => total += pending.take().unwrap_or(1) * 100,
            '十' => total += pending.take().unwrap_or(1) * 10,
            '廿' => total += 20,
            '卅' => total += 30,
            other => pending = digit_of(*other),
        }
    }
    total + pending.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Years are read out digit by digit or by their value, days with 廿 and 卅 in old papers.
    #[test]
    fn numbers_of_dates_are_read() {
        for (text, wanted) in [
            ("一百十五年五月一日", "115年5月1日"),
            ("一百一十五", "115"),
            ("一百零五", "105"),
            ("一一五", "115"),
            ("一〇五", "105"),
            ("〇九九〇五〇一", "0990501"),
            ("一○五", "105"),
            ("二十", "20"),
            ("十二月卅一日", "12月31日"),
            ("廿五", "25"),
            ("元年一月", "1年1月"),
            ("元 年", "1 年"),
            ("元月一日", "元月1日"),
            ("115.5.1", "115.5.1"),
        ] {
            assert_eq!(chinese_numbers_to_digits(text), wanted, "{text}");
        }
    }
}
