//! Numbers with a bound: 30歲以下, 未滿35歲, 滿20年, 薦任第九職等以上, 第七至第八職等, 超過75%. And the bands that several
//! of them make: 30歲以下、31-40、41-50、51以上.

use std::ops::Range;

use super::number::number_at;
use super::period::after;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Age,
    Years,
    Grade,
    Points,
    Hours,
    Percent,
    /// Nothing is said: only inside bands.
    None,
}

/// A number between bounds, both inclusive, in whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) unit: Unit,
    pub(super) low: Option<i64>,
    pub(super) high: Option<i64>,
    /// Whether the lower bound itself is out: 超過75%.
    pub(super) above: bool,
}

/// The bounded number at `at`.
pub(super) fn bounds_at(chars: &[char], at: usize) -> Option<(Bounds, Range<usize>)> {
    let (bounds, end) = grade_at(chars, at).or_else(|| plain_at(chars, at))?;
    Some((bounds, at..end))
}

const RANKS: [&str; 6] = ["簡任(派)", "薦任(派)", "委任(派)", "簡任", "薦任", "委任"];
const ABOVE: [&str; 10] =
    ["(含)以上", "以上(含)", "及以上", "以上", "(不含)以上", "起", "及其以上", "或以上", "以上者", "者以上"];
const BELOW: [&str; 7] = ["(含)以下", "以下(含)", "及以下", "以下", "以內", "或以下", "內"];

/// 薦任第九職等以上, 第7職等至第8職等, 六至八職等.
fn grade_at(chars: &[char], at: usize) -> Option<(Bounds, usize)> {
    let one = |from: usize| {
        let start = RANKS.iter().find_map(|rank| after(chars, from, rank)).unwrap_or(from);
        let start = after(chars, start, "第").unwrap_or(start);
        number_at(chars, start).filter(|(number, _)| (1..=14).contains(number))
    };
    let (first, end) = one(at)?;
    let named = after(chars, end, "職等");
    let rest = named.unwrap_or(end);
    let joined = ["至", "~", "-", "到"].iter().find_map(|word| after(chars, rest, word));
    if let Some(next) = joined
        && let Some((last, behind)) = one(next)
        && let Some(behind) = after(chars, behind, "職等")
    {
        return Some((Bounds { unit: Unit::Grade, low: Some(first), high: Some(last), above: false }, behind));
    }
    let rest = named?;
    let (low, high, end) = match (first_of(chars, rest, &ABOVE), first_of(chars, rest, &BELOW)) {
        (Some(end), _) => (Some(first), None, end),
        (None, Some(end)) => (None, Some(first), end),
        (None, None) => (Some(first), Some(first), rest),
    };
    Some((Bounds { unit: Unit::Grade, low, high, above: false }, end))
}

/// 未滿30歲, 30歲以下, 3年以上未滿5年, 31-40歲, 滿20年, 超過75%.
fn plain_at(chars: &[char], at: usize) -> Option<(Bounds, usize)> {
    let bounds = |unit, low, high| Bounds { unit, low, high, above: false };
    if let Some(start) = ["未滿", "不滿", "低於", "小於", "未達"].iter().find_map(|word| after(chars, at, word))
    {
        let (number, end) = number_at(chars, start)?;
        let (unit, end) = unit_at(chars, end)?;
        return Some((bounds(unit, None, Some(number - 1)), end));
    }
    let more = ["是否超過", "是否逾", "超過", "逾", "大於", "高於"].iter().find_map(|word| after(chars, at, word));
    let reached = ["年滿", "屆滿", "滿", "達"].iter().find_map(|word| after(chars, at, word));
    let start = more.or(reached).unwrap_or(at);
    let (number, end) = number_at(chars, start)?;
    let unit = unit_at(chars, end);
    let (kind, end) = unit.unwrap_or((Unit::None, end));
    let joined = ["至", "~", "-", "到"].iter().find_map(|word| after(chars, end, word));
    if let Some(next) = joined
        && let Some((last, behind)) = number_at(chars, next)
    {
        let (last_unit, behind) = unit_at(chars, behind).unwrap_or((kind, behind));
        let kind = if kind == Unit::None { last_unit } else { kind };
        let open = after(chars, next, "未滿").is_some();
        let sane = number <= last && (1..=1000).contains(&last);
        return sane.then_some((bounds(kind, Some(number), Some(if open { last - 1 } else { last })), behind));
    }
    if let Some(next) = first_of(chars, end, &ABOVE) {
        // 「3年以上未滿5年」, 「5年以上15年以下」
        let next_start = after(chars, next, "、").unwrap_or(next);
        if next_start == next
            && let Some((upper, behind)) = plain_at(chars, next)
            && upper.low.is_none()
            && (upper.unit == kind || kind == Unit::None)
        {
            return Some((bounds(kind, Some(number), upper.high), behind));
        }
        return Some((bounds(kind, Some(number), None), next));
    }
    if let Some(next) = first_of(chars, end, &BELOW).filter(|_| more.is_none()) {
        // 「1年內」 is a spell, no bound.
        let spell = kind == Unit::Years && !matches!(chars.get(end), Some('以' | '(' | '或' | '及'));
        return (!spell).then_some((bounds(kind, None, Some(number)), next));
    }
    let bound = more.is_some() || reached.is_some();
    (bound && unit.is_some())
        .then_some((Bounds { unit: kind, low: Some(number), high: None, above: more.is_some() }, end))
}

fn unit_at(chars: &[char], at: usize) -> Option<(Unit, usize)> {
    [
        ("足歲", Unit::Age),
        ("歲", Unit::Age),
        ("年", Unit::Years),
        ("職等", Unit::Grade),
        ("俸點", Unit::Points),
        ("點", Unit::Points),
        ("個小時", Unit::Hours),
        ("小時", Unit::Hours),
        ("%", Unit::Percent),
    ]
    .into_iter()
    .find_map(|(word, unit)| Some((unit, after(chars, at, word)?)))
}

fn first_of(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| after(chars, at, word))
}

/// Bands: at least two bounded numbers side by side that follow one another. Gives the edges.
pub(super) fn bands_at(chars: &[char], at: usize) -> Option<(Unit, Vec<i64>, Range<usize>)> {
    let (mut unit, mut found, mut end) = (Unit::None, Vec::new(), at);
    loop {
        let start = if found.is_empty() {
            end
        } else {
            match ["以及", "、", "及", ",", "與", "和", ";", "/"].iter().find_map(|word| after(chars, end, word))
            {
                Some(next) => next,
                None => break,
            }
        };
        let Some((bounds, behind)) = grade_at(chars, start).or_else(|| plain_at(chars, start)) else { break };
        if bounds.unit != Unit::None {
            if unit != Unit::None && unit != bounds.unit {
                break;
            }
            unit = bounds.unit;
        }
        found.push(bounds);
        end = behind;
    }
    let follows = |pair: &[Bounds]| matches!((pair[0].high, pair[1].low), (Some(high), Some(low)) if low == high + 1 || low == high);
    (found.len() > 1 && found.windows(2).all(follows)).then(|| {
        let edges = found.iter().skip(1).filter_map(|bounds| bounds.low).collect();
        (unit, edges, at..end)
    })
}

/// 「5歲一組」, 「每5年為一級距」: the width of bands.
pub(super) fn width_at(chars: &[char], at: usize) -> Option<(Unit, i64, Range<usize>)> {
    let start = ["以每", "每", "以"].iter().find_map(|word| after(chars, at, word)).unwrap_or(at);
    let (number, end) = number_at(chars, start)?;
    let (unit, end) = unit_at(chars, end).filter(|(unit, _)| matches!(unit, Unit::Age | Unit::Years))?;
    let words = [
        "為一級距",
        "為一組",
        "一級距",
        "一組距",
        "一組",
        "1組",
        "1級距",
        "為1組",
        "為級距",
        "為組距",
        "為一個級距",
        "為一區間",
    ];
    let end = first_of(chars, end, &words)?;
    (1..=20).contains(&number).then_some((unit, number, at..end))
}

#[cfg(test)]
mod tests {
    use super::super::text::NormalText;
    use super::*;

    fn read(text: &str) -> Option<(Unit, Option<i64>, Option<i64>)> {
        let normal = NormalText::new(text);
        bounds_at(normal.chars(), 0).map(|(bounds, _)| (bounds.unit, bounds.low, bounds.high))
    }

    #[test]
    fn bounds_as_offices_write_them() {
        for (text, wanted) in [
            ("30歲以下", (Unit::Age, None, Some(30))),
            ("未滿35歲", (Unit::Age, None, Some(34))),
            ("三十至三十九歲", (Unit::Age, Some(30), Some(39))),
            ("滿20年", (Unit::Years, Some(20), None)),
            ("3年以上未滿5年", (Unit::Years, Some(3), Some(4))),
            ("5年以上15年以下", (Unit::Years, Some(5), Some(15))),
            ("薦任第九職等以上", (Unit::Grade, Some(9), None)),
            ("薦任第七職等至薦任第八職等", (Unit::Grade, Some(7), Some(8))),
            ("六至八職等", (Unit::Grade, Some(6), Some(8))),
            ("簡任第十二職等", (Unit::Grade, Some(12), Some(12))),
            ("超過75%", (Unit::Percent, Some(75), None)),
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
        for text in ["1年內", "20年", "第1項", "115年6月", "30歲"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn bands_follow_one_another() {
        let read = |text: &str| bands_at(NormalText::new(text).chars(), 0).map(|(unit, edges, _)| (unit, edges));
        assert_eq!(read("30歲以下、31-40、41-50、51以上"), Some((Unit::Age, vec![31, 41, 51])));
        assert_eq!(read("未滿30歲、30至39歲、40至49歲、50歲以上"), Some((Unit::Age, vec![30, 40, 50])));
        assert_eq!(read("未滿3年、3年以上未滿5年、5年以上"), Some((Unit::Years, vec![3, 5])));
        assert_eq!(read("滿20年、30年"), None);
        assert_eq!(width_at(NormalText::new("5歲一組").chars(), 0).map(|found| found.1), Some(5));
    }
}
