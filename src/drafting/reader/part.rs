//! Tests, and those that are a part of a whole whose share is asked for.

use std::ops::Range;

use super::Reader;
use crate::drafting::lexicon::{Cue, Meaning};
use crate::drafting::reading::{Asked, Said, Test};
use crate::drafting::token::Kind;

impl Reader<'_> {
    /// A value or a condition: a part whose share is asked for, or a test.
    pub(super) fn test(&mut self, test: Test, says: &str, at: usize, segment: &Range<usize>) -> usize {
        let before: String = self.text.chars()
            [self.tokens[at].range.start.saturating_sub(4)..self.tokens[at].range.start]
            .iter()
            .collect();
        if ["未曾", "從未", "不曾"].iter().any(|word| before.contains(word)) {
            let said = self.said((), at..at + 1);
            self.reading.ask(format!("「{before}{}」要看整個經歷，如何認定？擬案未含。", said.words));
            self.tokens[at].kind = Kind::Asked;
            return at + 1;
        }
        let excluded = self.excluding;
        if !excluded
            && !self.current.list
            && let Some(end) = self.share_behind(at, segment)
        {
            let mut tests = vec![test];
            let mut start = at;
            let mut name = says.to_owned();
            // 「女性主管比率」: 女性 is the part, 主管 the whole, and already a test.
            if let Some(previous) = self.current.tests.last().cloned()
                && at > segment.start
                && self.tokens[at - 1].outcome.as_deref().is_some_and(|outcome| outcome.starts_with("條件"))
                && matches!(&previous.what, Test::Values { candidates, .. } if candidates.first().is_some_and(|value| value.field.name == "性別"))
            {
                self.current.tests.pop();
                let whole = tests.remove(0);
                let said = Said { what: whole, words: self.text.words(&self.tokens[at].range) };
                self.add_test(said);
                name = format!("{}{says}", previous.words);
                tests.push(previous.what);
                start = at - 1;
            }
            let ratio = true;
            self.done(at..end, &format!("量數：{name}比率"));
            let said = self.said(Asked::Part { tests, name, ratio }, start..end);
            self.measure(said);
            return end;
        }
        if !excluded
            && !self.current.list
            && let Some(end) = self.counted_beside(&test, at, segment)
        {
            self.done(at..end, &format!("量數：{says}人數"));
            let said = self.said(Asked::Part { tests: vec![test], name: says.to_owned(), ratio: false }, at..end);
            self.measure(said);
            return end;
        }
        let outcome = if excluded { format!("排除：{says}") } else { format!("條件：{says}") };
        self.done(at..at + 1, &outcome);
        let said = self.said(test, at..at + 1);
        self.add_test(said);
        at + 1
    }

    /// 「主管人數、女性主管人數」, 「人數、50歲以上人數」: some of those who are counted already, not instead of them. Gives
    /// where it ends.
    pub(super) fn counted_beside(&self, test: &Test, at: usize, segment: &Range<usize>) -> Option<usize> {
        let of_rows = matches!(test, Test::Values { candidates, .. } if candidates.iter().all(|value| value.field.table != "人員"));
        let heads = |index: &usize| matches!(self.tokens[*index].word(), Some(Meaning::Headcount));
        if of_rows && segment.clone().filter(heads).count() > 1 && at + 1 < segment.end && heads(&(at + 1)) {
            return Some(at + 2);
        }
        let sex = test.subject() == "性別" || matches!(test, Test::Within { .. });
        let counted = self.current.asked.iter().any(|said| said.what == Asked::Headcount);
        let known = |index: usize| match self.tokens[index].word() {
            Some(Meaning::Courtesy) => true,
            Some(Meaning::Condition(condition)) => {
                self.current.tests.iter().any(|said| said.what.subject() == condition.says)
            }
            _ => false,
        };
        let end = (at + 1..segment.end.min(at + 4))
            .take_while(|index| known(*index) || matches!(self.tokens[*index].word(), Some(Meaning::Headcount)));
        let end = end.last().filter(|index| matches!(self.tokens[*index].word(), Some(Meaning::Headcount)))?;
        (sex && counted).then_some(end + 1)
    }

    /// Where a share word directly behind `at` ends.
    pub(super) fn share_behind(&self, at: usize, segment: &Range<usize>) -> Option<usize> {
        let mut index = at + 1;
        let mut gap = 0;
        while index < segment.end && gap < 4 {
            match self.tokens[index].word() {
                Some(Meaning::Share) => return Some(index + 1),
                Some(Meaning::Courtesy | Meaning::Headcount) => {}
                Some(Meaning::Cue(Cue::Connective)) if gap > 0 => {}
                _ => return None,
            }
            index += 1;
            gap += 1;
        }
        None
    }

    /// 「人數及其占現職職員之比率」: what was narrowed down before is the part, those who are named here the whole.
    pub(super) fn share_of(&mut self, at: usize, segment: &Range<usize>) -> usize {
        const FARTHEST: usize = 8;
        let end = (at + 1..segment.end.min(at + FARTHEST))
            .take_while(|index| !self.tokens[*index].is_mark(",。;"))
            .find(|index| matches!(self.tokens[*index].word(), Some(Meaning::Share)));
        let Some(end) = end else { return at + 1 };
        let named: Vec<String> = self
            .words_of(at..end)
            .filter_map(|word| match word {
                Meaning::Values(values) => Some(values[0].field.name.clone()),
                Meaning::Condition(condition) => Some(condition.says.clone()),
                _ => None,
            })
            .collect();
        let whole = |test: &Test| {
            ["在職", "人員類別", "中央機關", "地方機關", "主管機關"].contains(&test.subject())
                || test.is_negated()
                || named.iter().any(|name| name == test.subject())
        };
        let (whole, part): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.current.tests).into_iter().partition(|said| whole(&said.what));
        self.current.tests = whole;
        self.done(at..end + 1, "量數：占比");
        let mut said = self.said(Asked::Share, at..end + 1);
        if !part.is_empty() {
            let words: Vec<&str> = part.iter().map(|said| said.words.as_str()).collect();
            said.words = format!("{}」「{}", words.join("」「"), said.words);
            let name = words.iter().flat_map(|words| words.chars()).filter(|c| c.is_alphanumeric()).collect();
            said.what = Asked::Part { tests: part.into_iter().map(|said| said.what).collect(), name, ratio: true };
        }
        self.measure(said);
        end + 1
    }
}
