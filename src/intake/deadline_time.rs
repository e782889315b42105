//! Points and spans of time inside a sentence: 「9月20日」, 「下週五」, 「月底」, 「10個工作天」.

use std::ops::Range;

/// Spans that are named.
const NAMED_SPANS: &[&str] = &[
    "本週",
    "本周",
    "這週",
    "這周",
    "下週",
    "下周",
    "本月",
    "下月",
    "近日",
    "今日",
    "今天",
    "當日",
    "本星期",
    "下星期",
];
/// Characters of which a date is written.
const DATE_CHARS: &str =
    "0123456789〇零一二三四五六七八九十百年月日號/.-~民國本下上這今明後當個週周星期禮拜底初旬中末天";
/// How a date ends: 「9月20日」, 「9/20」, 「月底」, 「週五」, 「明天」.
const DATE_ENDS: &str = "0123456789日號底初末旬天中一二三四五六年月週周";
/// Points of time that are no date.
const MOMENTS: &[&str] = &["下班", "中午", "上班", "會議", "開會", "議會", "質詢", "備詢", "會期", "記者會", "審查"];
/// Units in which an applicant counts the time that is left to the service; years and spells of service are not among them.
const UNITS: &[&str] =
    &["個工作天", "個工作日", "工作天", "工作日", "日", "天", "週", "周", "個星期", "星期", "個月", "小時", "個小時"];
const NUMBERS: &str = "0123456789一二三四五六七八九十兩半數幾";

/// The time that ends at `end` (one past its last character), if there is one.
pub(super) fn time_before(chars: &[char], end: usize) -> Option<Range<usize>> {
    let end = skip_back(chars, end, " 之以");
    if let Some(open) = weekday_before(chars, end) {
        return time_before(chars, open).map(|time| time.start..end);
    }
    for moment in MOMENTS {
        let length = moment.chars().count();
        if end >= length && chars[end - length..end].iter().copied().eq(moment.chars()) {
            return Some(with_date_before(chars, end - length, end));
        }
    }
    let start = date_start(chars, end);
    let last = *chars.get(end.checked_sub(1)?)?;
    let is_date =
        end - start >= 2 && DATE_ENDS.contains(last) && !chars[start..end].iter().all(|c| "一二三".contains(*c));
    is_date.then_some(start..end)
}

/// Where the brackets around a weekday open that end at `end`: 「9月20日(五)」.
fn weekday_before(chars: &[char], end: usize) -> Option<usize> {
    const LONGEST: usize = 6;
    (end.checked_sub(1).map(|last| chars[last]) == Some(')')).then_some(())?;
    let open = (end.saturating_sub(LONGEST)..end - 1).rev().find(|at| chars[*at] == '(')?;
    chars[open + 1..end - 1].iter().all(|c| "星期禮拜週周一二三四五六日天".contains(*c)).then_some(open)
}

/// The time that starts at `start`, white space skipped.
pub(super) fn time_after(chars: &[char], start: usize) -> Option<Range<usize>> {
    let start = start + chars[start..].iter().take_while(|c| c.is_whitespace()).count();
    let length = chars[start..].iter().take_while(|c| DATE_CHARS.contains(**c)).count();
    let end = start + length;
    let last = *chars.get(end.checked_sub(1)?)?;
    (length >= 2 && DATE_ENDS.contains(last)).then_some(start..end)
}

/// 「10個工作天」 that ends at `end`.
pub(super) fn span_before(chars: &[char], end: usize) -> Option<Range<usize>> {
    let end = skip_back(chars, end, " 之以");
    for named in NAMED_SPANS {
        let start = end.checked_sub(named.chars().count());
        if let Some(start) = start.filter(|start| chars[*start..end].iter().copied().eq(named.chars())) {
            return Some(start..end);
        }
    }
    for unit in UNITS {
        let length = unit.chars().count();
        if end <= length || !chars[end - length..end].iter().copied().eq(unit.chars()) {
            continue;
        }
        let number_end = skip_back(chars, end - length, " ");
        let start = number_end - chars[..number_end].iter().rev().take_while(|c| NUMBERS.contains(**c)).count();
        if start < number_end {
            return Some(start..end);
        }
    }
    None
}

fn with_date_before(chars: &[char], start: usize, end: usize) -> Range<usize> {
    date_start(chars, start)..end
}

fn date_start(chars: &[char], end: usize) -> usize {
    end - chars[..end].iter().rev().take_while(|c| DATE_CHARS.contains(**c) || **c == ' ').count()
}

fn skip_back(chars: &[char], end: usize, skipped: &str) -> usize {
    end - chars[..end].iter().rev().take_while(|c| skipped.contains(**c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        time_before(&chars, chars.len()).map(|range| chars[range].iter().collect::<String>().trim().to_owned())
    }

    #[test]
    fn times_are_found_from_behind() {
        for (text, time) in [
            ("請於9月20日", Some("9月20日")),
            ("請於 9/20 ", Some("9/20")),
            ("請於115年9月底", Some("115年9月底")),
            ("請於下週五", Some("下週五")),
            ("請於會議", Some("會議")),
            ("請於到職", None),
            ("退休", None),
            ("滿65歲", None),
        ] {
            assert_eq!(before(text).as_deref(), time, "{text}");
        }
    }

    #[test]
    fn spans_are_counted_in_days_and_weeks() {
        let find = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            span_before(&chars, chars.len()).map(|range| chars[range].iter().collect::<String>())
        };
        assert_eq!(find("文到7日").as_deref(), Some("7日"));
        assert_eq!(find("十個工作天").as_deref(), Some("十個工作天"));
        assert_eq!(find("到職後1年"), None);
    }
}
