//! Sentences and items: which of them begin another table or list, which only ask, and which are set aside.

use std::ops::Range;

use super::Reader;
use crate::domain::Dictionary;
use crate::drafting::lexicon::{Cue, Meaning};
use crate::drafting::reading::{Division, Said, Test};
use crate::drafting::token::Kind;

impl Reader<'_> {
    /// Sentences and items; another output begins inside a sentence where one is announced.
    pub(super) fn segments(&self) -> Vec<Range<usize>> {
        let mut segments = Vec::new();
        let mut start = 0;
        for (at, token) in self.tokens.iter().enumerate() {
            let ends = token.is_mark("。;\n?!");
            let begins = matches!(token.word(), Some(Meaning::Cue(Cue::NewOutput))) || token.kind == Kind::Item;
            if begins && at > start {
                segments.push(start..at);
                start = at;
            }
            if ends {
                segments.push(start..at + 1);
                start = at + 1;
            }
        }
        segments.push(start..self.tokens.len());
        segments.retain(|segment| !segment.is_empty());
        segments
    }

    /// 「…是否…？」 without a figure asks for an explanation.
    pub(super) fn is_question(&self, segment: &Range<usize>) -> bool {
        let asks = self.tokens[segment.end - 1].is_mark("?");
        asks && !self
            .words_of(segment.clone())
            .any(|word| matches!(word, Meaning::Headcount | Meaning::Cases | Meaning::Share | Meaning::Statistic(_)))
    }

    pub(super) fn segment(&mut self, segment: Range<usize>) {
        if self.is_question(&segment) {
            let said = self.said((), segment.clone());
            self.reading
                .ask(format!("「{}」是提問，不是統計需求，請另洽主管機關或人事總處業務單位。", said.words.trim()));
            self.done(segment, "提問");
            return;
        }
        if self.current.list && self.sorts(segment.start, &segment) && !self.is_list(&segment) {
            self.done(segment, "清冊的排序");
            return;
        }
        let list = self.is_list(&segment);
        let announced = self.tokens[segment.clone()]
            .iter()
            .take(2)
            .any(|token| token.kind == Kind::Item || matches!(token.word(), Some(Meaning::Cue(Cue::NewOutput))));
        let demands = list || self.demands(&segment);
        let conditions = self.restricts(&segment);
        let other_kind = list != self.current.list && demands;
        let own = announced && demands && (conditions || other_kind);
        if self.current.has_demand() && (other_kind || own) {
            self.finish_output();
        }
        self.current.list |= list;
        self.grouping = false;
        self.excluding = false;
        self.bracket = None;
        self.family = false;
        self.spoken_of = self.tables_of(&segment);
        self.set_aside_spans(&segment);
        let compared = self.compared(&segment);
        let excluded: Vec<usize> = segment.clone().filter_map(|at| self.excluded_before(at)).collect();
        let mut at = segment.start;
        while at < segment.end {
            if let Some(range) = &compared
                && range.contains(&at)
            {
                at = range.end;
                continue;
            }
            self.excluding |= excluded.contains(&at);
            at = self.token(at, &segment).max(at + 1);
        }
    }

    /// Where the values begin that a word behind them takes out: 「醫事人員及約僱人員除外」.
    pub(super) fn excluded_before(&self, at: usize) -> Option<usize> {
        let words = self.text.words(&self.tokens[at].range);
        let behind = matches!(self.tokens[at].word(), Some(Meaning::Cue(Cue::Exclude)))
            && ["除外", "不計", "不列入"].contains(&words.as_str());
        let is_value = |index: usize| {
            let word = self.tokens[index].word();
            matches!(word, Some(Meaning::Values(_) | Meaning::WeakValues(_) | Meaning::Condition(_) | Meaning::Title))
        };
        let joins = |index: usize| matches!(self.tokens[index].word(), Some(Meaning::Cue(Cue::Connective)));
        let mut start = at.checked_sub(1).filter(|last| behind && is_value(*last))?;
        while start >= 2 && joins(start - 1) && is_value(start - 2) {
            start -= 2;
        }
        Some(start)
    }

    /// The child tables of which a sentence speaks, by name or by a value.
    pub(super) fn tables_of(&self, segment: &Range<usize>) -> Vec<String> {
        let mut tables: Vec<String> = self.current.tables.clone();
        for said in &self.current.tests {
            if let Test::Values { candidates, .. } = &said.what {
                tables
                    .extend(candidates.first().map(|value| value.field.table.clone()).filter(|table| table != "人員"));
            }
        }
        for said in &self.current.divisions {
            if let Division::Field(fields) = &said.what {
                tables.extend(fields.first().map(|field| field.table.clone()).filter(|table| table != "人員"));
            }
        }
        for word in self.words_of(segment.clone()) {
            match word {
                Meaning::Table(table) => tables.push(table.clone()),
                Meaning::Values(values) if values[0].field.table != "人員" => {
                    tables.push(values[0].field.table.clone());
                }
                Meaning::Field(fields) if fields[0].table != "人員" => tables.push(fields[0].table.clone()),
                _ => {}
            }
        }
        tables
    }

    /// 「自初任薦任第六職等起至首次擔任主管止」: a way through a career, which no condition says.
    pub(super) fn set_aside_spans(&mut self, segment: &Range<usize>) {
        let is = |index: usize, word: &str| self.text.words(&self.tokens[index].range) == word;
        let ends = |index: &usize| self.tokens[*index].is_mark(",。;");
        let Some(start) = segment.clone().find(|index| is(*index, "自")) else { return };
        let until = (start..segment.end).find(|index| ends(index)).unwrap_or(segment.end);
        let Some(end) = (start..until).find(|index| is(*index, "止")) else { return };
        if self.tokens[start..end].iter().any(|token| matches!(token.kind, Kind::Period(_))) {
            return;
        }
        let said = self.said((), start..end + 1);
        self.reading.ask(format!("「{}」的起訖如何認定？擬案未含這一段期間的計算。", said.words));
        for token in &mut self.tokens[start..=end] {
            token.kind = Kind::Asked;
        }
    }

    /// 「與全國醫事人員比較」: another population, which is asked about and not drafted.
    pub(super) fn compared(&mut self, segment: &Range<usize>) -> Option<Range<usize>> {
        let word = |at: usize| self.text.words(&self.tokens[at].range);
        let end = segment.clone().rev().find(|at| word(*at).starts_with("比較") || word(*at).starts_with("相比"))?;
        let start = (segment.start..end).rev().take_while(|at| !self.tokens[*at].is_mark(",。;")).find(|at| {
            matches!(self.tokens[*at].word(), Some(Meaning::Cue(Cue::Connective)))
                && ["與", "和", "跟"].contains(&word(*at).as_str())
        })?;
        let said = self.said((), start..end + 1);
        self.reading.ask(format!(
            "「{}」的比較對象是哪些機關與人員？擬案尚未包含。",
            said.words.trim_matches(['，', '。', ' '])
        ));
        for token in &mut self.tokens[start..=end] {
            token.kind = Kind::Asked;
        }
        Some(start..end + 1)
    }

    /// 「全時或部分時間」: every value there is leaves nobody out, and can only divide.
    pub(super) fn complete_values_divide(&mut self) {
        let complete = |dictionary: &Dictionary, test: &Test| match test {
            Test::Values { candidates, negated: false } => candidates.iter().any(|value| {
                let all = dictionary.ordered_values(&value.field.table, &value.field.name).unwrap_or_default();
                all.len() > 1 && all.iter().all(|label| value.labels.contains(label))
            }),
            _ => false,
        };
        let tests = std::mem::take(&mut self.current.tests);
        for said in tests {
            match &said.what {
                Test::Values { candidates, .. } if !self.current.list && complete(self.dictionary, &said.what) => {
                    let fields = candidates.iter().map(|value| value.field.clone()).collect();
                    self.divide(Said { what: Division::Field(fields), words: said.words.clone() });
                }
                _ => self.current.tests.push(said),
            }
        }
    }

    pub(super) fn finish_output(&mut self) {
        self.complete_values_divide();
        if !self.current.is_empty() {
            self.reading.wanted.push(std::mem::take(&mut self.current));
        }
    }
}
