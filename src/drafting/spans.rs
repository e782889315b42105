//! Which words were understood, as what, and which were not: together they cover the whole text.

use super::text::NormalText;
use super::token::{Kind, Token};
use super::{NotUnderstood, Understood};

/// One stretch of the text, in characters; none for its meaning where it was not understood.
struct Stretch {
    start: usize,
    end: usize,
    meaning: Option<String>,
    /// Whether it has a question of its own.
    asked: bool,
}

/// The stretches of `text`, understood and not.
///
/// Each that was not understood comes with whether it has a question of its own already.
pub(super) fn spans(text: &NormalText, tokens: &[Token]) -> (Vec<Understood>, Vec<(NotUnderstood, bool)>) {
    let mut stretches: Vec<Stretch> = Vec::new();
    for token in tokens {
        let place = text.original_range(&token.range);
        let (meaning, asked) = (meaning(token), token.kind == Kind::Asked);
        match stretches.last_mut() {
            // Marks, and words of courtesy side by side, belong to what stands before them.
            Some(last) if matches!(token.kind, Kind::Mark(_)) || (last.meaning == meaning && last.asked == asked) => {
                last.end = place.end;
            }
            _ => stretches.push(Stretch { start: place.start, end: place.end, meaning, asked }),
        }
    }
    // What lies between belongs to what stands before it; what lies before all, to the first.
    let length = text.original().len();
    if stretches.is_empty() && length > 0 {
        stretches.push(Stretch { start: 0, end: length, meaning: Some("空白".to_owned()), asked: false });
    }
    for index in 0..stretches.len() {
        stretches[index].end = stretches.get(index + 1).map_or(length, |next| next.start);
    }
    if let Some(first) = stretches.first_mut() {
        first.start = 0;
    }
    let (mut understood, mut not_understood) = (Vec::new(), Vec::new());
    for Stretch { start, end, meaning, asked } in stretches {
        let words: String = text.original()[start..end].iter().collect();
        match meaning {
            Some(meaning) => understood.push(Understood { text: words, meaning, start, end }),
            None => not_understood.push((NotUnderstood { text: words, start, end }, asked)),
        }
    }
    (understood, not_understood)
}

fn meaning(token: &Token) -> Option<String> {
    use super::lexicon::Meaning;
    if let Some(outcome) = &token.outcome {
        return Some(outcome.clone());
    }
    match &token.kind {
        Kind::Word(Meaning::Courtesy | Meaning::Cue(_)) | Kind::Mark(_) | Kind::Item => Some("用語".to_owned()),
        _ => None,
    }
}

/// Whether a stretch that was not understood says something that may matter.
pub(super) fn carries_content(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphanumeric()).count() > 1
}

/// What a token was taken for, and what must then be in the query.
const BOUND: [&str; 6] = ["條件：", "分類：", "欄位：", "時間", "事件：", "量數："];
/// Taken for something that needs no part of its own.
const FREE: [&str; 3] = ["量數：人數", "條件：在職", "條件：更高的級距"];

/// Words that were left out of the query were not understood, and have a question of their own.
pub(super) fn withdraw_left_out(text: &NormalText, tokens: &mut [Token], left_out: &[String]) {
    for token in tokens.iter_mut().filter(|token| token.outcome.is_some()) {
        let words = text.words(&token.range);
        if left_out.contains(&words) {
            token.outcome = None;
            token.kind = Kind::Asked;
        }
    }
}

/// 「科長以上」, where the values have no order: the bound was not read, and is no courtesy. Gives each with its value.
pub(super) fn withdraw_open_ends(text: &NormalText, tokens: &mut [Token]) -> Vec<String> {
    let is_value = |token: &Token| token.outcome.as_deref().is_some_and(|outcome| outcome.starts_with("條件："));
    let values: Vec<_> = tokens.iter().filter(|token| is_value(token)).map(|token| token.range.clone()).collect();
    let mut found = Vec::new();
    for value in values {
        let behind = value.end..value.end + 2;
        let bound = |token: &&mut Token| behind.contains(&token.range.start);
        let words: String = tokens
            .iter()
            .filter(|token| behind.contains(&token.range.start))
            .map(|token| text.words(&token.range))
            .collect();
        if !words.starts_with("以上") && !words.starts_with("以下") {
            continue;
        }
        for token in tokens.iter_mut().filter(bound) {
            token.outcome = None;
            token.kind = Kind::Asked;
        }
        found.push(format!("{}{words}", text.words(&value)));
    }
    found
}

/// Words that were read and then found no place in the query were not understood: nothing is dropped in silence.
pub(super) fn withdraw_unused(text: &NormalText, tokens: &mut [Token], used: &[&str], tables: &[String]) {
    for token in tokens {
        let Some(outcome) = token.outcome.as_deref() else { continue };
        if let Some(table) = outcome.strip_prefix("資料表：")
            && !tables.iter().any(|used| used == table)
        {
            token.outcome = None;
            continue;
        }
        let bound = BOUND.iter().any(|start| outcome.starts_with(start)) && !FREE.contains(&outcome);
        if !bound {
            continue;
        }
        let words = text.words(&token.range);
        if !used.iter().any(|used| used.contains(words.as_str())) {
            token.outcome = None;
        }
    }
}
