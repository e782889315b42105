//! What a word means by the words beside it: names of series and of posts that are everyday words elsewhere.

use std::ops::Range;

use super::Reader;
use crate::drafting::lexicon::{Cue, Meaning, ValueRef};
use crate::drafting::token::{Kind, Token};

impl Reader<'_> {
    /// Names of series that are everyday words mean series beside one that is said to be a series.
    pub(super) fn strengthen_series(&mut self) {
        let is_series = |token: &Token| match token.word() {
            Some(Meaning::Values(values)) => values.iter().any(|value| value.field.name == "職系"),
            Some(Meaning::Field(fields)) => fields.iter().any(|field| field.name == "職系"),
            _ => false,
        };
        for at in 0..self.tokens.len() {
            let Some(Meaning::WeakValues(values)) = self.tokens[at].word().cloned() else { continue };
            let near = |index: usize| self.tokens.get(index).is_some_and(is_series);
            let linked = |index: usize| {
                self.tokens.get(index).is_some_and(|token| {
                    matches!(token.word(), Some(Meaning::Cue(Cue::Connective) | Meaning::WeakValues(_)))
                        || token.is_mark("「」:(),")
                        || matches!(token.word(), Some(Meaning::Courtesy))
                })
            };
            let ahead = (at + 1..at + 12).take_while(|index| linked(*index) || near(*index)).any(near);
            let behind = (at.saturating_sub(12)..at).rev().take_while(|index| linked(*index) || near(*index)).any(near);
            // A longer name is hardly said by chance in a sentence about series.
            let long = values.iter().any(|value| value.labels.iter().any(|label| label.chars().count() > 3));
            let sentence = long && self.sentence_around(at).any(near);
            self.tokens[at].kind =
                if ahead || behind || sentence { Kind::Word(Meaning::Values(values)) } else { Kind::Unknown };
        }
    }

    /// 「高考二級、三級」: the name of the examination is said once.
    pub(super) fn strengthen_grades(&mut self) {
        for at in 2..self.tokens.len() {
            let words = self.text.words(&self.tokens[at].range);
            let joined = matches!(self.tokens[at - 1].word(), Some(Meaning::Cue(Cue::Connective)));
            if !joined || self.tokens[at].kind != Kind::Unknown || !["一級", "二級", "三級"].contains(&words.as_str())
            {
                continue;
            }
            let Some(Meaning::Values(values)) = self.tokens[at - 2].word().cloned() else { continue };
            let label = format!("高考{words}");
            let same = values.into_iter().filter(|value| value.labels.iter().any(|label| label.starts_with("高考")));
            let values: Vec<ValueRef> = same.map(|value| ValueRef { labels: vec![label.clone()], ..value }).collect();
            let known = |value: &ValueRef| {
                let all = self.dictionary.ordered_values(&value.field.table, &value.field.name);
                all.is_some_and(|all| all.contains(&label))
            };
            if !values.is_empty() && values.iter().all(known) {
                self.tokens[at].kind = Kind::Word(Meaning::Values(values));
            }
        }
    }

    /// 「管理員、主任管理員、戒護員」: what is listed among 職稱 and ends like one is one.
    pub(super) fn strengthen_titles(&mut self) {
        for at in 0..self.tokens.len() {
            let words = self.text.words(&self.tokens[at].range);
            let length = words.chars().count();
            let like =
                words.ends_with(['員', '師', '長', '士', '正', '佐', '官', '任', '書']) && (2..=8).contains(&length);
            let joined = |index: usize| {
                matches!(self.tokens.get(index).and_then(Token::word), Some(Meaning::Cue(Cue::Connective)))
            };
            let title = |index: usize| matches!(self.tokens.get(index).and_then(Token::word), Some(Meaning::Title));
            let listed = (joined(at + 1) && title(at + 2)) || (at > 1 && joined(at - 1) && title(at - 2));
            if self.tokens[at].kind == Kind::Unknown && like && listed {
                self.tokens[at].kind = Kind::Word(Meaning::Title);
            }
        }
    }

    pub(super) fn sentence_around(&self, at: usize) -> Range<usize> {
        let ends = |index: &usize| self.tokens[*index].is_mark("。;?!");
        let start = (0..at).rev().find(ends).map_or(0, |index| index + 1);
        let end = (at..self.tokens.len()).find(ends).unwrap_or(self.tokens.len());
        start..end
    }
}
