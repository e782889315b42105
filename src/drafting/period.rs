//! Times of the data: 114年底, 截至115年6月30日, 110年至114年各年底, 近5年, 113年及114年.

use std::ops::Range;

use jiff::civil::Date;

use super::number::number_at;

/// A time as the text says it; years are 民國.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// One day of the data.
    Day(Date),
    /// Whole years, each by itself.
    Years(Vec<i64>),
    /// The ends of years.
    YearEnds(Vec<i64>),
    /// From a day to a day; open where none is said.
    Between(Option<Date>, Option<Date>),
    /// The last years.
    LastYears(i64),
    /// The coming years.
    NextYears(i64),
}

/// One end of a span.
#[derive(Clone, Copy, Debug)]
enum Point {
    Year(i64),
    YearEnd(i64),
    Day(Date, Date),
}

/// The period at `at` and its range, prefixes such as 截至 included.
pub(super) fn period_at(chars: &[char], at: usize) -> Option<(Period, Range<usize>)> {
    let found = relative(chars, at).or_else(|| absolute(chars, at))?;
    Some((found.0, at..found.1))
}

fn relative(chars: &[char], at: usize) -> Option<(Period, usize)> {
    let (start, future) =
        [("最近", false), ("過去", false), ("近", false), ("前", false), ("未來", true), ("今後", true)]
            .into_iter()
            .find_map(|(word, future)| Some((after(chars, at, word)?, future)))?;
    let (number, end) = number_at(chars, start)?;
    let plain = chars.get(at) == Some(&'前');
    let end = after(chars, end, "個年度").or_else(|| after(chars, end, "年度")).or_else(|| after(chars, end, "年"))?;
    if !(1..=40).contains(&number) || plain {
        return None;
    }
    let end =
        ["各年底", "每年底", "年底", "內", "間", "來"].iter().find_map(|word| after(chars, end, word)).unwrap_or(end);
    Some((if future { Period::NextYears(number) } else { Period::LastYears(number) }, end))
}

fn absolute(chars: &[char], at: usize) -> Option<(Period, usize)> {
    let start =
        ["截止至", "截至", "自", "至", "以", "迄", "從"].iter().find_map(|word| after(chars, at, word)).unwrap_or(at);
    let until = start > at && chars[start - 1] == '至';
    let (first, mut end) = point_at(chars, start, None)?;
    let context = year_of(first);
    // A second end, or more years.
    let joined = ["起至", "至", "~", "-", "到", "迄"].iter().find_map(|word| after(chars, end, word));
    if let Some(next) = joined
        && let Some((last, behind)) = point_at(chars, next, Some(context))
    {
        let behind = tail(chars, behind);
        return Some((span(first, last, ends_of_years(chars, next, behind))?, behind));
    }
    let mut years = vec![context];
    let of_year = matches!(first, Point::Year(_) | Point::YearEnd(_));
    while of_year && let Some((year, behind)) = next_year(chars, end) {
        years.push(year);
        end = behind;
    }
    let behind = tail(chars, end);
    if years.len() > 1 {
        years.sort_unstable();
        years.dedup();
        let at_ends = matches!(first, Point::YearEnd(_)) || ends_of_years(chars, start, behind);
        return Some((if at_ends { Period::YearEnds(years) } else { Period::Years(years) }, behind));
    }
    let words: String = chars[end..behind].iter().collect();
    let period = match first {
        Point::Year(year) if ends_of_years(chars, end, behind) => Period::YearEnds(vec![year]),
        Point::Year(year) if until => Period::YearEnds(vec![year]),
        Point::Year(year) if words.contains("以後") || words.contains('起') => {
            Period::Between(Date::new(western(year)?, 1, 1).ok(), None)
        }
        Point::Year(year) => Period::Years(vec![year]),
        Point::YearEnd(year) => Period::YearEnds(vec![year]),
        Point::Day(from, _) if words.contains("以後") || words.contains('起') => Period::Between(Some(from), None),
        Point::Day(_, to) if words.contains("以前") || words == "前" => Period::Between(None, Some(to)),
        Point::Day(_, to) => Period::Day(to),
    };
    Some((period, behind))
}

/// Words that belong to a period and come after it.
fn tail(chars: &[char], mut at: usize) -> usize {
    const WORDS: [&str; 17] = [
        "(含)",
        "各年底",
        "每年底",
        "各該年底",
        "年底",
        "底",
        "止",
        "期間",
        "之間",
        "間",
        "以後",
        "之後",
        "以前",
        "起",
        "前",
        "資料",
        "各年",
    ];
    let start = at;
    while at < chars.len() && at - start < 8 {
        match WORDS.iter().find_map(|word| after(chars, at, word)) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

fn ends_of_years(chars: &[char], from: usize, to: usize) -> bool {
    chars[from..to].windows(2).any(|pair| pair == ['年', '底'])
}

/// 「及114年」, 「、113」 before 年: one more year of the list.
fn next_year(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let start = ["以及", "、", "及", "與", "和", ","].iter().find_map(|word| after(chars, at, word))?;
    match point_at(chars, start, None)? {
        (Point::Year(year) | Point::YearEnd(year), end) => Some((year, end)),
        _ => None,
    }
}

/// A year, month or day at `at`. A year without 年 counts where 年 comes later: 「112、113及114年」, 「110至114年」.
fn point_at(chars: &[char], at: usize, context: Option<i64>) -> Option<(Point, usize)> {
    let start = ["中華民國", "民國", "西元"].iter().find_map(|word| after(chars, at, word)).unwrap_or(at);
    if let Some(after_same) = after(chars, start, "同年")
        && let Some(year) = context
    {
        return month_and_day(chars, after_same, year);
    }
    let (number, end) = number_at(chars, start)?;
    let year = match number {
        80..=150 => number,
        1991..=2061 => number - 1911,
        _ if context.is_some() && chars.get(end) == Some(&'月') => return month_and_day(chars, start, context?),
        _ => return None,
    };
    if let Some(next) = after(chars, end, "年度").or_else(|| after(chars, end, "年")) {
        if let Some(behind) = after(chars, next, "底") {
            return Some((Point::YearEnd(year), behind));
        }
        return month_and_day(chars, next, year).or(Some((Point::Year(year), next)));
    }
    if let Some(&separator) = chars.get(end).filter(|c| "./-".contains(**c))
        && let Some((month, month_end)) = number_at(chars, end + 1)
        && chars.get(month_end) == Some(&separator)
        && let Some((day, day_end)) = number_at(chars, month_end + 1)
        && let Some(date) = day_of(year, month, day)
    {
        return Some((Point::Day(date, date), day_end));
    }
    let more = chars[end..].iter().take(12).take_while(|c| !"。;\n(".contains(**c));
    let listed = chars.get(end).is_some_and(|c| "、至到~-及與和".contains(*c)) && more.clone().any(|c| *c == '年');
    let behind_number: Vec<&char> = more.collect();
    let numbers_only =
        behind_number.iter().take_while(|c| ***c != '年').all(|c| c.is_ascii_digit() || "、至到~-及與和".contains(**c));
    (listed && numbers_only).then_some((Point::Year(year), end))
}

fn month_and_day(chars: &[char], at: usize, year: i64) -> Option<(Point, usize)> {
    let (month, end) = number_at(chars, at)?;
    let next = after(chars, end, "月份").or_else(|| after(chars, end, "月"))?;
    if let Some((day, day_end)) = number_at(chars, next)
        && let Some(behind) = after(chars, day_end, "日")
    {
        let date = day_of(year, month, day)?;
        return Some((Point::Day(date, date), behind));
    }
    let first = day_of(year, month, 1)?;
    Some((Point::Day(first, first.last_of_month()), after(chars, next, "底").unwrap_or(next)))
}

fn span(first: Point, last: Point, at_ends: bool) -> Option<Period> {
    let whole = |point: Point| matches!(point, Point::Year(_) | Point::YearEnd(_));
    if whole(first) && whole(last) {
        let (from, to) = (year_of(first), year_of(last));
        if from > to || to - from > 40 {
            return None;
        }
        let years = (from..=to).collect();
        let at_ends = at_ends || matches!((first, last), (Point::YearEnd(_), _) | (_, Point::YearEnd(_)));
        return Some(if at_ends { Period::YearEnds(years) } else { Period::Years(years) });
    }
    let from = match first {
        Point::Day(from, _) => from,
        Point::Year(year) => day_of(year, 1, 1)?,
        Point::YearEnd(year) => day_of(year, 12, 31)?,
    };
    let to = match last {
        Point::Day(_, to) => to,
        Point::Year(year) | Point::YearEnd(year) => day_of(year, 12, 31)?,
    };
    (from <= to).then_some(Period::Between(Some(from), Some(to)))
}

fn year_of(point: Point) -> i64 {
    match point {
        Point::Year(year) | Point::YearEnd(year) => year,
        Point::Day(date, _) => i64::from(date.year()) - 1911,
    }
}

fn western(year: i64) -> Option<i16> {
    i16::try_from(year + 1911).ok()
}

/// A day of a 民國 year.
pub(super) fn day_of(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(western(year)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Where `word` ends, if it stands at `at`.
pub(super) fn after(chars: &[char], at: usize, word: &str) -> Option<usize> {
    let mut end = at;
    for c in word.chars() {
        if chars.get(end) != Some(&c) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::text::NormalText;
    use super::*;

    fn read(text: &str) -> Option<(Period, usize)> {
        period_at(NormalText::new(text).chars(), 0).map(|(period, range)| (period, range.end))
    }

    /// Every way in which the applications of a year say when.
    #[test]
    fn times_of_the_data() {
        let years = |from, to| (from..=to).collect::<Vec<i64>>();
        for (text, wanted) in [
            ("110年至114年各年底", Period::YearEnds(years(110, 114))),
            ("110年至114年高考", Period::Years(years(110, 114))),
            ("109-113年逐年", Period::Years(years(109, 113))),
            ("112、113及114年", Period::Years(years(112, 114))),
            ("113年及114年年終考績", Period::Years(years(113, 114))),
            ("112年底、113年底、114年底三個", Period::YearEnds(years(112, 114))),
            ("截至115年6月30日", Period::Day(date(2026, 6, 30))),
            ("115年9月底", Period::Day(date(2026, 9, 30))),
            ("至民國一百一十五年九月三十日", Period::Day(date(2026, 9, 30))),
            ("114年12月31日", Period::Day(date(2025, 12, 31))),
            ("114.12.31", Period::Day(date(2025, 12, 31))),
            ("截至114年底", Period::YearEnds(vec![114])),
            ("114年度", Period::Years(vec![114])),
            ("近五年", Period::LastYears(5)),
            ("未來5年內", Period::NextYears(5)),
            ("112年1月1日至114年12月31日", Period::Between(Some(date(2023, 1, 1)), Some(date(2025, 12, 31)))),
            ("114年1月1日至同年12月31日", Period::Between(Some(date(2025, 1, 1)), Some(date(2025, 12, 31)))),
            ("110年1月1日以後", Period::Between(Some(date(2021, 1, 1)), None)),
        ] {
            assert_eq!(read(text).map(|found| found.0), Some(wanted), "{text}");
        }
        for text in ["20年", "1年內", "第5職等", "30歲"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
