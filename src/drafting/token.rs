//! The text cut into tokens: at each place the longest thing that is understood, else a character that is not.

use std::ops::Range;

use super::comparison::{Bounds, Unit, bands_at, bounds_at, width_at};
use super::lexicon::{Lexicon, Meaning, ValueRef};
use super::number::number_at;
use super::period::{Period, after, period_at};
use super::text::NormalText;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Word(Meaning),
    Period(Period),
    Bounds(Bounds),
    /// The edges of bands.
    Bands(Unit, Vec<i64>),
    /// The width of bands.
    Width(Unit, i64),
    /// Within so many years: 1年內.
    Spell(i64),
    /// The first so many: 前20名.
    Top(i64),
    /// A comma, a bracket, the end of a sentence.
    Mark(char),
    /// The number of an item: 一、 (二) 3.
    Item,
    /// A date set for completion.
    Deadline,
    /// Understood as something that must be asked about: the résumé does not hold it, or it is not drafted.
    Asked,
    /// Not understood.
    Unknown,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// In normal characters.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// What became of it; none while nothing has.
    pub(super) outcome: Option<String>,
}

impl Token {
    pub(super) fn word(&self) -> Option<&Meaning> {
        match &self.kind {
            Kind::Word(meaning) => Some(meaning),
            _ => None,
        }
    }

    pub(super) fn is_mark(&self, marks: &str) -> bool {
        matches!(self.kind, Kind::Mark(c) if marks.contains(c))
    }
}

const MARKS: &str = "。;；,、:!?()[]{}「」『』【】\n\"'“”.…·-~|<>=《》〈〉#&@_^`\\$%";

/// The tokens of `text`; `deadlines` are ranges of normal characters.
pub(super) fn tokens(text: &NormalText, lexicon: &Lexicon, deadlines: &[Range<usize>]) -> Vec<Token> {
    let chars = text.chars();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (kind, end) = match deadlines.iter().find(|deadline| deadline.contains(&at)) {
            Some(deadline) => (Kind::Deadline, deadline.end.min(chars.len())),
            None => one(chars, at, lexicon, starts_item(&tokens)),
        };
        let end = end.max(at + 1);
        match tokens.last_mut() {
            Some(last) if last.kind == Kind::Unknown && kind == Kind::Unknown => last.range.end = end,
            _ => tokens.push(Token { range: at..end, kind, outcome: None }),
        }
        at = end;
    }
    tokens
}

fn starts_item(tokens: &[Token]) -> bool {
    tokens.last().is_none_or(|token| token.is_mark("。;；\n:)") || token.kind == Kind::Item)
}

fn one(chars: &[char], at: usize, lexicon: &Lexicon, item_start: bool) -> (Kind, usize) {
    if item_start && let Some(end) = item_at(chars, at) {
        return (Kind::Item, end);
    }
    let mut best: Option<(Kind, usize)> =
        lexicon.longest(chars, at).map(|(meaning, length)| (Kind::Word(meaning.clone()), at + length));
    let candidates = [
        bands_at(chars, at).map(|(unit, edges, range)| (Kind::Bands(unit, edges), range.end)),
        period_at(chars, at).map(|(period, range)| (Kind::Period(period), range.end)),
        width_at(chars, at).map(|(unit, width, range)| (Kind::Width(unit, width), range.end)),
        top_at(chars, at).map(|(rows, end)| (Kind::Top(rows), end)),
        spell_at(chars, at).map(|(years, end)| (Kind::Spell(years), end)),
        bounds_at(chars, at)
            .filter(|(bounds, _)| bounds.unit != Unit::None)
            .map(|(bounds, range)| (Kind::Bounds(bounds), range.end)),
    ];
    if let Some((Kind::Word(Meaning::Values(values)), end)) = &best
        && let Some((values, end)) = values_beyond(chars, *end, values, lexicon)
    {
        best = Some((Kind::Word(Meaning::Values(values)), end));
    }
    for candidate in candidates.into_iter().flatten() {
        if best.as_ref().is_none_or(|best| candidate.1 > best.1) {
            best = Some(candidate);
        }
    }
    match best {
        Some(best) => best,
        None if MARKS.contains(chars[at]) => (Kind::Mark(chars[at]), at + 1),
        None => (Kind::Unknown, at + 1),
    }
}

/// 「簡任以上」, 「B2級以上」, 「碩士以上學歷」: the values from there on.
fn values_beyond(chars: &[char], at: usize, values: &[ValueRef], lexicon: &Lexicon) -> Option<(Vec<ValueRef>, usize)> {
    let start =
        after(chars, at, "級").or_else(|| after(chars, at, "(含)")).or_else(|| after(chars, at, "學歷")).unwrap_or(at);
    let up = ["以上(含)", "(含)以上", "及以上", "以上學歷", "以上"].iter().find_map(|word| after(chars, start, word));
    let down = ["以下(含)", "(含)以下", "及以下", "以下學歷", "以下"].iter().find_map(|word| after(chars, start, word));
    let end = up.or(down)?;
    let beyond: Vec<ValueRef> = values.iter().filter_map(|value| lexicon.beyond(value, up.is_some())).collect();
    (!beyond.is_empty()).then_some((beyond, end))
}

/// 「前20名」, 「取前10筆」.
fn top_at(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let start = after(chars, at, "取前").or_else(|| after(chars, at, "前"))?;
    let (rows, end) = number_at(chars, start)?;
    let end = ["名", "筆", "人", "位"].iter().find_map(|word| after(chars, end, word))?;
    (1..=100_000).contains(&rows).then_some((rows, end))
}

/// 「1年內」, 「3年以內」.
fn spell_at(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let (years, end) = number_at(chars, at)?;
    let end = after(chars, end, "年內").or_else(|| after(chars, end, "年以內"))?;
    (1..=20).contains(&years).then_some((years, end))
}

/// 「一、」 「(二)」 「1.」 「表一:」 at the start of an item.
fn item_at(chars: &[char], at: usize) -> Option<usize> {
    let open = chars[at] == '(';
    let start = at + usize::from(open);
    let start = after(chars, start, "表").filter(|_| !open).unwrap_or(start);
    let (number, end) = number_at(chars, start)?;
    if number > 30 {
        return None;
    }
    let close = chars.get(end)?;
    let closes = if open { *close == ')' } else { "、.:)".contains(*close) };
    let decimal = *close == '.' && chars.get(end + 1).is_some_and(char::is_ascii_digit);
    (closes && !decimal).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drafting::fixture::lexicon;

    fn cut(text: &str) -> Vec<String> {
        let normal = NormalText::new(text);
        tokens(&normal, lexicon(), &[]).iter().map(|token| normal.words(&token.range)).collect()
    }

    /// The longest meaning wins: 行政院所屬 is no 行政院, 30歲以下 no 30.
    #[test]
    fn the_longest_meaning_is_taken() {
        assert_eq!(
            cut("請提供行政院所屬機關資訊處理職系現職人員人數"),
            ["請提供", "行政院所屬機關", "資訊處理職系", "現職人員", "人數"]
        );
        assert_eq!(cut("一、年齡(30歲以下、31-40、41以上)"), ["一、", "年齡", "(", "30歲以下、31-40、41以上", ")"]);
        assert_eq!(cut("依官等鑫鑫分"), ["依", "官等", "鑫鑫", "分"]);
    }
}
