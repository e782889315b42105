//! From tokens to what they ask for. One pass from left to right; what stands before and after a word decides whether a
//! field is a division or a column, and whether a value is a condition, a part of a whole, or only named.

mod bounds;
mod demand;
mod event;
mod field;
mod part;
mod scope;
mod segment;
mod strengthen;
mod value;
mod word;

use std::ops::Range;

use super::lexicon::{FieldRef, Meaning, ValueRef};
use super::reading::{Reading, Said, Wanted};
use super::text::NormalText;
use super::token::{Kind, Token};
use crate::domain::Dictionary;

/// An open bracket.
#[derive(Debug)]
struct Bracket {
    /// The field before it, whose values it may name.
    of: Option<Vec<FieldRef>>,
    /// Whether it lists the values of what stands before it, or gives examples of it.
    explains: bool,
}

/// Reads the tokens of a text.
pub(super) struct Reader<'a> {
    pub(super) text: &'a NormalText,
    pub(super) tokens: &'a mut Vec<Token>,
    pub(super) dictionary: &'a Dictionary,
    pub(super) reading: Reading,
    current: Wanted,
    /// In a run of divisions: 按…分.
    grouping: bool,
    /// After 不含.
    excluding: bool,
    /// The bracket that is open.
    bracket: Option<Bracket>,
    /// The child tables of which the sentence speaks.
    spoken_of: Vec<String>,
    /// After 配偶 or 子女: what follows is theirs.
    family: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn read(text: &'a NormalText, tokens: &'a mut Vec<Token>, dictionary: &'a Dictionary) -> Reading {
        let mut reader = Reader {
            text,
            tokens,
            dictionary,
            reading: Reading::default(),
            current: Wanted::default(),
            grouping: false,
            excluding: false,
            bracket: None,
            family: false,
            spoken_of: Vec::new(),
        };
        reader.strengthen_series();
        reader.strengthen_titles();
        reader.strengthen_grades();
        for segment in reader.segments() {
            reader.segment(segment);
        }
        reader.finish_output();
        reader.reading
    }

    pub(super) fn said<T>(&self, what: T, range: Range<usize>) -> Said<T> {
        let start = self.tokens[range.start].range.start;
        let end = self.tokens[range.end - 1].range.end;
        Said { what, words: self.text.words(&(start..end)) }
    }

    fn done(&mut self, range: Range<usize>, outcome: &str) {
        for token in &mut self.tokens[range] {
            token.outcome.get_or_insert_with(|| outcome.to_owned());
        }
    }

    /// The next token that is no courtesy and no bracket.
    fn next_content(&self, at: usize, segment: &Range<usize>) -> Option<usize> {
        (at + 1..segment.end).find(|index| {
            !(matches!(self.tokens[*index].word(), Some(Meaning::Courtesy)) || self.tokens[*index].is_mark("(:"))
        })
    }

    fn previous(&self, at: usize) -> Option<&Meaning> {
        self.tokens.get(at.checked_sub(1)?)?.word()
    }

    /// Reads the token at `at`; gives where to go on.
    fn token(&mut self, at: usize, segment: &Range<usize>) -> usize {
        match self.tokens[at].kind.clone() {
            Kind::Word(meaning) => self.word(meaning, at, segment),
            Kind::Period(_) if matches!(self.tokens.get(at + 1).and_then(Token::word), Some(Meaning::Outside(_))) => {
                self.tokens[at].kind = Kind::Asked;
                at + 1
            }
            Kind::Period(period) if self.is_exam_next(at, segment) => {
                let said = self.said(period, at..at + 1);
                self.current.exam_periods.push(said);
                self.done(at..at + 1, "時間：考試年度");
                at + 1
            }
            Kind::Period(period) => {
                let said = self.said(period, at..at + 1);
                self.current.periods.push(said);
                self.done(at..at + 1, "時間");
                at + 1
            }
            Kind::Bounds(bounds) => self.bounds(bounds, at, segment),
            Kind::Bands(unit, edges) => self.bands(unit, &edges, at),
            Kind::Width(unit, width) => self.width(unit, width, at),
            Kind::Spell(years) => {
                let said = self.said(years, at..at + 1);
                self.current.spells.push(said);
                self.done(at..at + 1, &format!("{years} 年內"));
                at + 1
            }
            Kind::Top(rows) => {
                self.current.top = Some(rows);
                self.done(at..at + 1, "清冊的筆數");
                at + 1
            }
            Kind::Mark(mark) => {
                self.mark(mark, at);
                at + 1
            }
            Kind::Deadline => {
                self.done(at..at + 1, "期限（要點五(三)：不得訂定完成期限）");
                at + 1
            }
            Kind::Unknown if self.text.words(&self.tokens[at].range) == "占" => self.share_of(at, segment),
            Kind::Item | Kind::Unknown | Kind::Asked => at + 1,
        }
    }

    /// 「95年至104年高考三級」: the years are those of the examination.
    fn is_exam_next(&self, at: usize, segment: &Range<usize>) -> bool {
        let of_exam = |value: &ValueRef| value.field.table == "考試";
        self.next_content(at, segment).is_some_and(|next| match self.tokens[next].word() {
            Some(Meaning::Exam(_)) => true,
            Some(Meaning::Values(values)) => values.iter().any(of_exam),
            _ => false,
        })
    }

    fn mark(&mut self, mark: char, at: usize) {
        match mark {
            '(' => {
                let before = self.previous(at);
                let of = match before {
                    Some(Meaning::Field(fields)) => Some(fields.clone()),
                    _ => None,
                };
                let divided = matches!(
                    before,
                    Some(Meaning::Field(_) | Meaning::Split(_) | Meaning::Topic(_) | Meaning::Pair(_))
                );
                self.bracket = Some(Bracket { of, explains: divided || self.examples(at) });
            }
            ')' => {
                self.bracket = None;
                self.excluding = false;
            }
            ',' if self.bracket.is_none() => {
                self.grouping = false;
                self.excluding = false;
            }
            _ => {}
        }
    }
}
