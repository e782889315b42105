//! Fields: a division, a column, a measure, or the announcement of a value.

use std::ops::Range;

use super::Reader;
use crate::domain::{Disclosure, FieldType};
use crate::drafting::lexicon::{FieldRef, Meaning, Statistic, field_of};
use crate::drafting::reading::{Asked, Division, Said, Test};
use crate::drafting::token::{Kind, Token};
use crate::drafting::vocabulary::EventWords;

impl Reader<'_> {
    pub(super) fn field(&mut self, fields: Vec<FieldRef>, at: usize, segment: &Range<usize>) -> usize {
        let field = fields[0].clone();
        let own = self.text.words(&self.tokens[at].range).starts_with("職員") || field.kind == FieldType::Code;
        self.family &= !own;
        if self.family
            && self.current.list
            && field.disclosure > Disclosure::None
            && field.table == "人員"
            && field.name != "單位"
        {
            self.reading.ask("家屬是第三人，其個人資料擬案不予列入；請敘明法定職務依據。");
            self.tokens[at].kind = Kind::Asked;
            return at + 1;
        }
        if self.excluding {
            self.done(at..at + 1, &format!("不含：{}", field.name));
            return at + 1;
        }
        // Special examinations are told apart by their names.
        let special = self.current.tests.iter().any(|said| matches!(said.what, Test::Like { .. }));
        let fields = match field_of(self.dictionary, Some("考試"), "考試名稱") {
            Some(name) if special && self.text.words(&self.tokens[at].range) == "考試別" => vec![name],
            _ => fields,
        };
        let field = fields[0].clone();
        let next = self.next_content(at, segment).map(|index| (index, self.tokens[index].kind.clone()));
        let number = field.kind.is_number();
        if number && let Some((statistic, start, event)) = self.statistic_before(at, segment) {
            self.done(start..at + 1, &format!("量數：{}", field.name));
            let asked = match event {
                Some(event) => Asked::AtEvent(statistic, field, event),
                None => Asked::Statistic(statistic, fields),
            };
            let said = self.said(asked, start..at + 1);
            self.measure(said);
            return at + 1;
        }
        match (&next, self.previous(at)) {
            (Some((index, Kind::Word(Meaning::Statistic(statistic)))), _)
                if number && !self.statistic_of_next(*index, segment) =>
            {
                let (index, statistic) = (*index, *statistic);
                self.done(at..index + 1, &format!("量數：{}", field.name));
                let said = self.said(Asked::Statistic(statistic, fields), at..index + 1);
                self.measure(said);
                return index + 1;
            }
            (Some((index, Kind::Bounds(bounds))), _) if number && *index <= at + 2 => {
                let bounds = *bounds;
                self.done(at..index + 1, &format!("條件：{}", field.name));
                let said = self.said(Test::Within { field, bounds }, at..index + 1);
                self.current.tests.push(said);
                return self.further_bounds(index + 1);
            }
            (Some((index, Kind::Bands(_, edges))), _) if number && *index <= at + 4 => {
                let (index, edges) = (*index, edges.clone());
                self.done(at..index + 1, &format!("分類：{}分組", field.name));
                let said = self.said(Division::Bands { of: field, edges }, at..index + 1);
                self.divide(said);
                return index + 1;
            }
            _ => {}
        }
        if self.current.list && self.grouping && self.sorts(at, segment) {
            self.done(at..at + 1, &format!("排序：{}", field.name));
            let end = self.tokens[segment.end - 1].range.end;
            let rest: String = self.text.chars()[self.tokens[at].range.start..end].iter().collect();
            let falling = rest.contains("由高至低") || rest.contains("由大至小");
            self.current.order.push(if falling { format!("{} desc", field.name) } else { field.name });
            return at + 1;
        }
        if !self.current.list && !self.grouping && field.kind == FieldType::Date {
            return at + 1;
        }
        if self.says_value(at) {
            self.done(at..at + 2, &format!("條件的欄位：{}", field.name));
            return at + 2;
        }
        if self.current.list && !self.grouping {
            self.done(at..at + 1, &format!("欄位：{}", field.name));
            let said = self.said(fields, at..at + 1);
            if !self.current.columns.iter().any(|known| known.what[0] == said.what[0]) {
                self.current.columns.push(said);
            }
        } else {
            self.divide_or_sum(fields, at);
        }
        at + 1
    }

    /// A field of a table: something to divide by, or a number to sum up.
    fn divide_or_sum(&mut self, fields: Vec<FieldRef>, at: usize) {
        let name = fields[0].name.clone();
        // Hours and points are summed up, not divided by.
        let summed = match name.as_str() {
            "時數" | "學分" => Some(Statistic::Sum),
            "俸點" | "總分" => Some(Statistic::Mean),
            _ => None,
        };
        if let Some(statistic) = summed.filter(|_| !self.grouping) {
            self.done(at..at + 1, &format!("量數：{name}"));
            let said = self.said(Asked::Statistic(statistic, fields), at..at + 1);
            self.measure(said);
            return;
        }
        self.done(at..at + 1, &format!("分類：{name}"));
        let said = self.said(Division::Field(fields), at..at + 1);
        if said.words.ends_with(['例', '率']) {
            self.measure(Said { what: Asked::Share, words: said.words.clone() });
        }
        self.divide(said);
    }

    /// 「平均年齡」, 「平均每人訓練時數」, 「平均退休年齡」: the statistic, where it begins, and the event at which it holds.
    pub(super) fn statistic_before(
        &self,
        at: usize,
        segment: &Range<usize>,
    ) -> Option<(Statistic, usize, Option<EventWords>)> {
        let mut event = None;
        for index in (segment.start.max(at.saturating_sub(3))..at).rev() {
            match self.tokens[index].word()? {
                Meaning::Statistic(statistic) => return Some((*statistic, index, event)),
                Meaning::Event(found) => event = Some(found.clone()),
                Meaning::Courtesy if self.text.words(&self.tokens[index].range).starts_with('每') => {}
                _ => return None,
            }
        }
        None
    }

    /// 「依…排列」: the order of a list, not a division.
    pub(super) fn sorts(&self, at: usize, segment: &Range<usize>) -> bool {
        let end = self.tokens[segment.end - 1].range.end;
        let rest: String = self.text.chars()[self.tokens[at].range.start..end].iter().collect();
        ["排列", "排序", "先後", "由高至低", "由低至高", "由大至小", "由小至大"].iter().any(|word| rest.contains(word))
    }

    /// 「職系為資訊處理」: the field only announces its value.
    pub(super) fn says_value(&self, at: usize) -> bool {
        let copula = self
            .tokens
            .get(at + 1)
            .is_some_and(|token| ["為", "係", "屬", "是", "限"].contains(&self.text.words(&token.range).as_str()));
        let value =
            (at + 2..at + 4).find(|index| !self.tokens.get(*index).is_some_and(|token| token.is_mark("「『\"")));
        copula
            && value
                .is_some_and(|index| matches!(self.tokens.get(index).and_then(Token::word), Some(Meaning::Values(_))))
    }

    /// 「平均年齡、平均年資」: the statistic belongs to the field behind it.
    pub(super) fn statistic_of_next(&self, index: usize, segment: &Range<usize>) -> bool {
        self.next_content(index, segment).is_some_and(|next| {
            next == index + 1
                && matches!(self.tokens[next].word(), Some(Meaning::Field(fields)) if fields[0].kind.is_number())
        })
    }

    pub(super) fn divide(&mut self, said: Said<Division>) {
        let same = |known: &Division| match (known, &said.what) {
            (Division::Field(known), Division::Field(other)) => known[0].name == other[0].name,
            (Division::Split(known), Division::Split(other)) => known.name == other.name,
            (Division::Bands { of, .. }, Division::Bands { of: other, .. }) => of == other,
            (Division::Bands { of, .. }, Division::Field(other)) => of.name == other[0].name,
            (known, other) => known == other,
        };
        if let Some(known) = self.current.divisions.iter_mut().find(|known| same(&known.what)) {
            if !known.words.contains(&said.words) {
                known.words = format!("{}」「{}", known.words, said.words);
            }
            return;
        }
        // Bands say more than the number that they are of.
        if let Division::Bands { of, .. } = &said.what {
            self.current
                .divisions
                .retain(|known| !matches!(&known.what, Division::Field(fields) if fields[0].name == of.name));
        }
        self.current.divisions.push(said);
    }

    pub(super) fn divide_by_field(&mut self, name: &str, at: usize) {
        if let Some(field) = field_of(self.dictionary, None, name) {
            let said = self.said(Division::Field(vec![field]), at..at + 1);
            self.divide(said);
        }
    }
}
