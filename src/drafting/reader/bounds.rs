//! Numbers with bounds, and the bands that they make.

use std::ops::Range;

use super::Reader;
use crate::domain::format_roc_short;
use crate::drafting::comparison::{Bounds, Unit};
use crate::drafting::lexicon::{Cue, FieldRef, Meaning, field_of};
use crate::drafting::period::Period;
use crate::drafting::reading::{Division, Said, Test};
use crate::drafting::token::Kind;

impl Reader<'_> {
    pub(super) fn bounds(&mut self, bounds: Bounds, at: usize, segment: &Range<usize>) -> usize {
        if bounds.unit == Unit::Age
            && let Some(age) = bounds.low
            && let Some(Said { what: Period::Between(None, Some(day)), words }) = self.current.periods.last().cloned()
            && (1..4).any(|back| at >= back && matches!(self.tokens[at - back].kind, Kind::Period(_)))
            && let Ok(born) = i32::try_from(age).map_or(Ok(day), |age| day.checked_sub(jiff::Span::new().years(age)))
        {
            self.current.periods.pop();
            let expr = format!("出生日期 <= '{}'", format_roc_short(born));
            let said = self.said((), at..at + 1);
            self.done(at..at + 1, "條件：出生日期");
            let words = format!("{words}」「{}", said.words);
            let test = Test::Says { expr, says: "出生日期".to_owned(), table: None, negated: false };
            self.current.tests.push(Said { what: test, words });
            return at + 1;
        }
        let name = match bounds.unit {
            Unit::Age => "年齡",
            Unit::Grade => "職等",
            Unit::Years => "年資",
            Unit::Points => "俸點",
            Unit::Percent => {
                let said = self.said(bounds.low.or(bounds.high).unwrap_or(0), at..at + 1);
                self.current.limit = Some(said);
                self.done(at..at + 1, "比較的門檻");
                return at + 1;
            }
            Unit::Hours | Unit::None => return at + 1,
        };
        let Some(field) = field_of(self.dictionary, None, name) else { return at + 1 };
        let says: String = self.text.words(&self.tokens[at].range).chars().filter(|c| c.is_alphanumeric()).collect();
        let end = self.test(Test::Within { field, bounds }, &says, at, segment);
        if end > at + 1 { end } else { self.further_bounds(end) }
    }

    /// 「滿20年、30年者」: the further numbers name steps above the first.
    pub(super) fn further_bounds(&mut self, mut at: usize) -> usize {
        while let Some(mark) = self.tokens.get(at)
            && matches!(mark.word(), Some(Meaning::Cue(Cue::Connective)))
            && let Some(next) = self.tokens.get(at + 1)
            && matches!(next.kind, Kind::Unknown | Kind::Bounds(_))
            && self
                .text
                .words(&next.range)
                .chars()
                .next()
                .is_some_and(|c| c.is_numeric() || "一二三四五六七八九十".contains(c))
        {
            self.done(at..at + 2, "條件：更高的級距");
            at += 2;
            while self.tokens.get(at).is_some_and(|token| {
                matches!(token.word(), Some(Meaning::Courtesy)) && self.text.words(&token.range) == "年"
            }) {
                self.done(at..at + 1, "用語");
                at += 1;
            }
        }
        at
    }

    pub(super) fn numbered_field(&self, unit: Unit) -> Option<FieldRef> {
        let name = match unit {
            Unit::Age => "年齡",
            Unit::Years => "年資",
            Unit::Grade => "職等",
            Unit::Points => "俸點",
            Unit::Hours | Unit::Percent | Unit::None => return None,
        };
        field_of(self.dictionary, None, name)
    }

    pub(super) fn bands(&mut self, unit: Unit, edges: &[i64], at: usize) -> usize {
        if let Some(of) = self.numbered_field(unit) {
            self.done(at..at + 1, &format!("分類：{}分組", of.name));
            let said = self.said(Division::Bands { of, edges: edges.to_vec() }, at..at + 1);
            self.divide(said);
        }
        at + 1
    }

    pub(super) fn width(&mut self, unit: Unit, width: i64, at: usize) -> usize {
        let Some(of) = self.numbered_field(unit) else { return at + 1 };
        self.done(at..at + 1, &format!("分類：{}分組", of.name));
        let group = format!("{}組", of.name);
        // The dictionary's own bands are five years wide.
        if width == 5 && field_of(self.dictionary, None, &group).is_some() {
            self.current
                .divisions
                .retain(|known| !matches!(&known.what, Division::Field(fields) if fields[0].name == of.name));
            self.divide_by_field(&group, at);
        } else {
            let first = if of.name == "年齡" { 20 } else { width };
            let steps = (65 - first) / width;
            let edges = (0..=steps).map(|step| first + step * width).collect();
            let said = self.said(Division::Bands { of, edges }, at..at + 1);
            self.divide(said);
        }
        at + 1
    }
}
