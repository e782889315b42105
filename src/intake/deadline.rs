//! Finds where an applicant sets a date for completion, which 要點五(三) does not allow.
//!
//! A request is full of dates that set no deadline (截至114年底, 到職後1年內離職, 114年12月31日前到職者). What makes a
//! deadline is that a point of time is tied to what *the service* is to do: 提供, 回復, 送. The rules below look for
//! that tie; single words (急件, 盼於) come from the settings.

use std::ops::Range;

use super::deadline_time::{span_before, time_after, time_before};
use crate::domain::fold_width;

/// The words that set a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// As written.
    pub words: String,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
}

/// What the service is asked to do.
const DELIVERY: &[&str] = &[
    "提供", "提交", "回復", "回覆", "惠復", "惠覆", "惠予", "惠賜", "惠示", "惠送", "惠知", "賜知", "賜告", "函復",
    "函覆", "見復", "見覆", "賜復", "賜覆", "擲復", "擲還", "逕復", "回傳", "傳送", "傳至", "寄送", "寄達", "寄至",
    "寄回", "寄給", "送達", "送交", "送至", "送回", "送本", "送到", "交付", "交至", "產製", "產出", "彙送", "彙復",
    "給予", "供本", "收到", "取得", "辦畢", "辦結",
];
/// What may be said of a person as well as of the service: a deadline only when the applicant asks for it.
const COMPLETION: &[&str] = &["完成", "辦理", "處理", "送", "給", "寄", "復", "覆"];
/// How the applicant asks.
const REQUESTS: &[&str] = &[
    "請於",
    "祈於",
    "儘量在",
    "盡量在",
    "儘量於",
    "盡量於",
    "最好在",
    "最好於",
    "希望在",
    "麻煩在",
    "麻煩於",
    "煩於",
    "祈能於",
    "請能於",
    "否於",
    "如能於",
    "若能於",
    "請在",
    "請至遲",
    "盼於",
    "盼能於",
    "盼在",
    "希於",
    "希望於",
    "希能於",
    "望於",
    "期於",
    "期能於",
    "懇請於",
    "務必於",
    "務於",
    "限於",
];
/// Words of haste: a deadline when the service is to do something with it.
const SOON: &[&str] = &[
    "早日", "及早", "儘早", "盡早", "提早", "提前", "先行", "優先", "火速", "馬上", "立即", "立刻", "即刻", "即時",
    "及時", "如期", "準時", "按時", "限時", "當日", "今日", "今天", "明日", "明天",
];
/// The applicant needs it then.
const NEEDED: &[&str] = &["要用", "需用", "須用", "急用", "必須用", "就要用", "前要", "前須要", "前需要"];
const LATEST: &[&str] = &["最遲", "至遲", "最晚", "至晚", "最慢"];
/// A gap with one of these talks about persons or data, not about the service.
const ABOUT_PERSONS: &str = "之者的職休員生";
/// Before a time: a range of the data, not a deadline.
const RANGE_STARTS: &str = "至自從迄到止";
const SENTENCE_ENDS: &str = "。;!?\n\r";

/// Every deadline in `text`, in the order of the text; `words` are the single words of the settings.
#[must_use]
pub fn find_deadlines(text: &str, words: &[String]) -> Vec<Deadline> {
    // Folding keeps the number of characters, so places in the folded text are places in the original.
    let chars: Vec<char> = fold_width(text).chars().collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..chars.len() {
        found.extend(before_time(&chars, at));
        found.extend(within_span(&chars, at));
        found.extend(at_the_latest(&chars, at));
        found.extend(at_a_time(&chars, at));
        found.extend(soon(&chars, at));
        found.extend(needed(&chars, at));
        found.extend(words.iter().filter_map(|word| single_word(&chars, at, word)));
    }
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
    merged(found)
        .into_iter()
        .map(|range| {
            let span = offsets[range.start]..offsets[range.end];
            Deadline { words: text[span.clone()].trim().to_owned(), span }
        })
        .collect()
}

/// 「請於9月20日前提供」: 前 at `at`.
fn before_time(chars: &[char], at: usize) -> Option<Range<usize>> {
    if chars[at] != '前' {
        return None;
    }
    let Some(time) = time_before(chars, at) else { return before_event(chars, at) };
    let request = request_before(chars, time.start);
    // 「尚祈於前揭期日前賜覆」: the time is only the end of what it is.
    if request.is_none()
        && let Some(found) = before_event(chars, at)
    {
        return Some(found);
    }
    let preceding = time.start.checked_sub(1).map(|index| chars[index]);
    if request.is_none() && preceding.is_some_and(|c| RANGE_STARTS.contains(c)) {
        return None;
    }
    let limited = preceding == Some('限');
    let start = request.or(limited.then(|| time.start - 1)).unwrap_or(time.start);
    if let Some(end) = delivery_after(chars, at + 1, request.is_some() || limited) {
        return Some(start..end);
    }
    let ends_here = at + 1 == chars.len() || SENTENCE_ENDS.contains(chars[at + 1]);
    ((request.is_some() || limited) && ends_here).then_some(start..at + 1)
}

/// 「請於預算編列前提供」, a request before something that is no date: 前 at `at`.
fn before_event(chars: &[char], at: usize) -> Option<Range<usize>> {
    const FARTHEST: usize = 12;
    let ends = (at.saturating_sub(FARTHEST)..at).rev();
    let clause = ends.take_while(|index| !"。;!?\n\r，,、".contains(chars[*index]));
    let start = clause.filter_map(|index| request_before(chars, index)).min()?;
    let verb = DELIVERY.iter().find(|verb| starts_with(chars, at + 1, verb))?;
    let end = at + 1 + verb.chars().count();
    (!describes_persons(&chars[end..])).then_some(start..end)
}

/// 「文到7日內回復」: 內 at `at`.
fn within_span(chars: &[char], at: usize) -> Option<Range<usize>> {
    if chars[at] != '內' {
        return None;
    }
    let span = span_before(chars, at)?;
    let before: String = chars[span.start.saturating_sub(3)..span.start].iter().collect();
    let before = before.trim_end();
    // 「近6個月內」, 「到職後3個月內」 are spells of service; 「文到後3日內」 counts from the request.
    let of_service = before.ends_with(['近', '滿', '過', '職', '前'])
        || before.ends_with('後') && !["文後", "文到後", "函後", "到後"].iter().any(|start| before.ends_with(start));
    if of_service {
        return None;
    }
    let request = request_before(chars, span.start);
    let end = delivery_after(chars, at + 1, request.is_some())?;
    Some(request.unwrap_or(span.start)..end)
}

/// 「最遲9月30日提供」: 最遲 at `at`.
fn at_the_latest(chars: &[char], at: usize) -> Option<Range<usize>> {
    let word = LATEST.iter().find(|word| starts_with(chars, at, word))?;
    let mut behind = at + word.chars().count();
    while chars.get(behind).is_some_and(|c| "於在應須需請不得過逾".contains(*c)) {
        behind += 1;
    }
    let end = time_after(chars, behind)?.end;
    let end = if chars.get(end) == Some(&'前') { end + 1 } else { end };
    if let Some(delivered) = delivery_after(chars, end, true) {
        return Some(at..delivered);
    }
    let ends_here = chars.get(end).is_none_or(|c| SENTENCE_ENDS.contains(*c) || "，,、".contains(*c));
    ends_here.then_some(at..end)
}

/// 「請於月底提供」, without 前: 請於 at `at`.
fn at_a_time(chars: &[char], at: usize) -> Option<Range<usize>> {
    let word = REQUESTS.iter().filter(|word| starts_with(chars, at, word)).max_by_key(|word| word.chars().count())?;
    let time = time_after(chars, at + word.chars().count())?;
    let from = time.end + usize::from(chars.get(time.end).is_some_and(|c| "能可即".contains(*c)));
    let verb = DELIVERY.iter().chain(&["給"]).find(|verb| starts_with(chars, from, verb))?;
    let end = from + verb.chars().count();
    (!describes_persons(&chars[end..])).then_some(at..end)
}

/// 「早日惠復」: 早日 at `at`.
fn soon(chars: &[char], at: usize) -> Option<Range<usize>> {
    const FARTHEST: usize = 4;
    let word = SOON.iter().find(|word| starts_with(chars, at, word))?;
    let behind = at + word.chars().count();
    let verb = (behind..chars.len().min(behind + FARTHEST)).find_map(|from| {
        let verb = DELIVERY.iter().chain(&["辦理", "處理"]).find(|verb| starts_with(chars, from, verb))?;
        Some((from, from + verb.chars().count()))
    });
    // 「煩請儘可能提早，」 needs no verb.
    let alone = ["提早", "儘早", "盡早", "及早", "早日"].contains(word)
        && chars.get(behind).is_none_or(|c| SENTENCE_ENDS.contains(*c) || "，,".contains(*c));
    let (from, end) = verb.or(alone.then_some((at, behind)))?;
    let asked = chars[at.saturating_sub(8)..at].iter().rev().take_while(|c| !SENTENCE_ENDS.contains(**c));
    let asked = asked.into_iter().any(|c| "請盼祈希望懇惠如若能".contains(*c)) || "惠賜見".contains(chars[from]);
    let denied = chars[at.saturating_sub(2)..at].iter().any(|c| "非無不免毋勿".contains(*c));
    (asked && !denied && !describes_persons(&chars[end..])).then_some(at..end)
}

/// 「10月15日要用」: 要用 at `at`.
fn needed(chars: &[char], at: usize) -> Option<Range<usize>> {
    let word = NEEDED.iter().find(|word| starts_with(chars, at, word))?;
    let end = at + word.chars().count();
    let time = time_before(chars, at)?;
    (!describes_persons(&chars[end..])).then_some(time.start..end)
}

/// A word of the settings at `at`, unless it is denied: 「非急件」.
fn single_word(chars: &[char], at: usize, word: &str) -> Option<Range<usize>> {
    let folded = fold_width(word);
    let denied = chars[at.saturating_sub(2)..at].iter().any(|c| "非無不免毋勿".contains(*c));
    (!denied && !folded.is_empty() && starts_with(chars, at, &folded)).then(|| at..at + folded.chars().count())
}

/// Where the request word starts that ends right before `end`.
fn request_before(chars: &[char], end: usize) -> Option<usize> {
    let end = end - chars[..end].iter().rev().take_while(|c| c.is_whitespace()).count();
    REQUESTS
        .iter()
        .filter_map(|word| {
            let start = end.checked_sub(word.chars().count())?;
            starts_with(chars, start, word).then_some(start)
        })
        .min()
}

/// The end of what the service is to do, where it is said within a few characters of `start`.
fn delivery_after(chars: &[char], start: usize, requested: bool) -> Option<usize> {
    const FARTHEST: usize = 12;
    for at in start..chars.len().min(start + FARTHEST) {
        let gap = &chars[start..at];
        if gap.iter().any(|c| SENTENCE_ENDS.contains(*c) || ABOUT_PERSONS.contains(*c)) {
            return None;
        }
        // Behind another clause the verb has its own subject: 「12月5日前提報立法院，請惠予協助」.
        if !requested && gap.iter().skip(1).any(|c| matches!(c, ',' | '，' | '、')) {
            return None;
        }
        let asked = requested || gap.contains(&'請');
        let verbs = DELIVERY.iter().chain(COMPLETION.iter().filter(|_| asked));
        // The longest verb at this place: 「送達」 before 「送」.
        let verb = verbs.filter(|verb| starts_with(chars, at, verb)).max_by_key(|verb| verb.chars().count());
        if let Some(verb) = verb {
            let end = at + verb.chars().count();
            return (!describes_persons(&chars[end..])).then_some(end);
        }
    }
    None
}

/// 「…前提供證明者」, 「…前完成訓練之人數」: the verb belongs to the persons who are counted.
fn describes_persons(rest: &[char]) -> bool {
    let clause: Vec<char> = rest.iter().copied().take(10).take_while(|c| !"。;!?\n，,".contains(*c)).collect();
    clause.contains(&'者') || clause.windows(2).any(|pair| matches!(pair, ['之' | '的', '人' | '員' | '同']))
}

fn starts_with(chars: &[char], at: usize, word: &str) -> bool {
    let mut rest = chars[at..].iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

/// Overlapping finds as one.
fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
