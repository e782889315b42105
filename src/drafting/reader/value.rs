//! Values of code lists and conditions: alternatives, divisions, or mere examples.

use std::ops::Range;

use super::Reader;
use crate::drafting::lexicon::{Cue, Meaning, ValueRef, field_of};
use crate::drafting::reading::{Division, Said, Test};
use crate::drafting::token::Token;
use crate::drafting::vocabulary::ConditionWords;

impl Reader<'_> {
    /// Words that are a condition by themselves.
    pub(super) fn condition(&mut self, condition: &ConditionWords, at: usize, segment: &Range<usize>) -> usize {
        let column = self.current.list
            && condition.says == "在職"
            && self.text.words(&self.tokens[at].range) == "現職"
            && matches!(self.tokens.get(at + 1).and_then(Token::word), Some(Meaning::Cue(Cue::Connective)));
        if column && let Some(title) = field_of(self.dictionary, None, "職稱") {
            return self.field(vec![title], at, segment);
        }
        if let Some(also) = &condition.also
            && self.text.words(&self.tokens[at].range).contains(also)
        {
            let field = field_of(self.dictionary, None, "人員類別");
            let value = field.map(|field| ValueRef { field, labels: vec![also.clone()] });
            let test = Test::Values { candidates: value.into_iter().collect(), negated: false };
            let said = self.said(test, at..at + 1);
            self.current.tests.push(said);
        }
        if condition.says == "中央機關" && self.text.words(&self.tokens[at].range).starts_with('各') {
            self.divide_by_field("主管機關", at);
        }
        let test = Test::Says {
            expr: condition.expr.clone(),
            says: condition.says.clone(),
            table: condition.table.clone(),
            negated: self.excluding,
        };
        self.test(test, &condition.says, at, segment)
    }

    pub(super) fn values(&mut self, values: Vec<ValueRef>, at: usize, segment: &Range<usize>) -> usize {
        let field = values[0].field.clone();
        self.family = field.table == "家屬";
        // Values in the brackets behind their own field only explain it.
        if let Some(fields) = self.bracket.as_ref().and_then(|bracket| bracket.of.as_ref())
            && fields.iter().any(|field| values.iter().any(|value| value.field.name == field.name))
        {
            self.done(at..at + 1, &format!("分類的值：{}", values[0].labels.join("、")));
            return at + 1;
        }
        let label: String = self.text.words(&self.tokens[at].range).chars().filter(|c| c.is_alphanumeric()).collect();
        // 「男女」, 「簡任、薦任、委任」 in a run of divisions.
        let several = self.neighbours_of_field(at, &field.name, segment);
        if (self.grouping || self.each_before(at)) && several && !self.excluding {
            self.done(at..at + 1, &format!("分類：{}", field.name));
            let fields = values.into_iter().map(|value| value.field).collect();
            let said = self.said(Division::Field(fields), at..at + 1);
            self.divide(said);
            return at + 1;
        }
        // 「司法行政、法制職系人員」: each of them by itself.
        let each = ["職系", "人員類別"].contains(&field.name.as_str()) && !self.current.list && !self.excluding;
        let hired = field.name != "人員類別" || self.all_hired(at);
        if each && hired && (values[0].labels.len() > 1 || several && !self.beside_word(at, "或")) {
            let said = self.said(Division::Field(vec![field]), at..at + 1);
            self.divide(said);
        }
        let test = Test::Values { candidates: values, negated: self.excluding };
        self.test(test, &label, at, segment)
    }

    /// 聘用 and 約僱 side by side, and no others.
    pub(super) fn all_hired(&self, at: usize) -> bool {
        [at.wrapping_sub(2), at, at + 2].iter().all(|index| match self.tokens.get(*index).and_then(Token::word) {
            Some(Meaning::Values(values)) if values[0].field.name == "人員類別" => {
                values[0].labels.iter().all(|label| ["聘用人員", "約僱人員"].contains(&label.as_str()))
            }
            _ => true,
        })
    }

    pub(super) fn beside_word(&self, at: usize, word: &str) -> bool {
        [at.wrapping_sub(1), at + 1]
            .iter()
            .any(|index| self.tokens.get(*index).is_some_and(|token| self.text.words(&token.range) == word))
    }

    pub(super) fn each_before(&self, at: usize) -> bool {
        matches!(self.previous(at), Some(Meaning::Cue(Cue::Each)))
    }

    /// Whether another value of the same field stands beside it.
    pub(super) fn neighbours_of_field(&self, at: usize, field: &str, segment: &Range<usize>) -> bool {
        let same = |index: usize| matches!(self.tokens[index].word(), Some(Meaning::Values(values)) if values.iter().any(|value| value.field.name == field));
        let joined = |index: usize| matches!(self.tokens[index].word(), Some(Meaning::Cue(Cue::Connective)));
        let behind = (at > segment.start && same(at - 1)) || (at > segment.start + 1 && joined(at - 1) && same(at - 2));
        let ahead = (at + 1 < segment.end && same(at + 1)) || (at + 2 < segment.end && joined(at + 1) && same(at + 2));
        behind || ahead
    }

    /// Values of one field beside each other are alternatives.
    pub(super) fn add_test(&mut self, said: Said<Test>) {
        if let Test::Values { candidates, negated } = &said.what {
            for known in &mut self.current.tests {
                if let Test::Values { candidates: into, negated: same } = &mut known.what
                    && same == negated
                    && let (Some(first), Some(other)) = (into.first().cloned(), candidates.first())
                    && first.field.name == other.field.name
                {
                    for value in into.iter_mut() {
                        let more = candidates.iter().find(|candidate| candidate.field == value.field);
                        for label in more.into_iter().flat_map(|more| &more.labels) {
                            if !value.labels.contains(label) {
                                value.labels.push(label.clone());
                            }
                        }
                    }
                    into.retain(|value| candidates.iter().any(|candidate| candidate.field == value.field));
                    if !known.words.contains(&said.words) {
                        known.words = format!("{}、{}", known.words, said.words);
                    }
                    return;
                }
            }
        }
        if !self.current.tests.iter().any(|known| known.what == said.what) {
            self.current.tests.push(said);
        }
    }
}
