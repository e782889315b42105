//! One word after the other, by what it means.

use std::ops::Range;

use super::Reader;
use crate::domain::FieldType;
use crate::drafting::lexicon::{Cue, FieldRef, Meaning, field_of};
use crate::drafting::reading::{Asked, Division, Said, Test};
use crate::drafting::token::Kind;
use crate::drafting::vocabulary::{TopicKind, TopicWords};

impl Reader<'_> {
    pub(super) fn word(&mut self, meaning: Meaning, at: usize, segment: &Range<usize>) -> usize {
        let explained =
            matches!(meaning, Meaning::Values(_) | Meaning::Condition(_) | Meaning::Title | Meaning::Scope(_));
        if self.bracket.as_ref().is_some_and(|bracket| bracket.explains) && explained && !self.excluding {
            self.done(at..at + 1, "列舉");
            return at + 1;
        }
        // 「本縣各機關學校」 is whose persons they are; 學校 by itself is a kind of agency.
        let of_scope = matches!(self.previous(at), Some(Meaning::Scope(_)));
        if of_scope && self.text.words(&self.tokens[at].range) == "學校" {
            self.done(at..at + 1, "機關範圍");
            return at + 1;
        }
        match meaning {
            Meaning::Field(fields) => return self.field(fields, at, segment),
            Meaning::Values(values) | Meaning::WeakValues(values) => return self.values(values, at, segment),
            Meaning::Condition(condition) => return self.condition(&condition, at, segment),
            Meaning::Pair(fields) => {
                for field in fields {
                    let said = self.said(Division::Field(vec![field]), at..at + 1);
                    self.divide(said);
                }
                self.done(at..at + 1, "分類：二個欄位");
            }
            Meaning::ColumnOnly(fields) => {
                let column = self.current.list && !self.grouping && self.stands_in_a_row(at);
                let grouped = self.grouping && fields[0].kind == FieldType::Text && fields[0].table == "人員";
                if column || grouped {
                    return self.field(fields, at, segment);
                }
            }
            Meaning::Exam(pattern) => return self.exam(pattern, at),
            Meaning::General(fields) => {
                let near: Vec<FieldRef> =
                    fields.into_iter().filter(|field| self.spoken_of.contains(&field.table)).collect();
                if !near.is_empty() {
                    return self.field(near, at, segment);
                }
            }
            Meaning::Table(table) if table == "專長" && self.holds_before(at) => {
                let test = Test::Says {
                    expr: "證照名稱 IS NOT NULL".to_owned(),
                    says: "證照".to_owned(),
                    table: Some(table),
                    negated: false,
                };
                return self.test(test, "證照", at, segment);
            }
            Meaning::Table(table) => {
                self.done(at..at + 1, &format!("資料表：{table}"));
                self.current.tables.push(table);
            }
            Meaning::Title => return self.title(at, segment),
            Meaning::Split(split) => {
                self.done(at..at + 1, &format!("分類：{}", split.name));
                let said = self.said(Division::Split(split), at..at + 1);
                self.divide(said);
            }
            Meaning::Scope(scope) => return self.scope(scope, at, segment),
            Meaning::Event(event) => return self.event(event, at),
            Meaning::Topic(topic) => return self.topic(topic, at, segment),
            Meaning::Headcount => self.plain_measure(Asked::Headcount, "量數：人數", at),
            Meaning::Cases => self.plain_measure(Asked::Cases, "量數：件數", at),
            Meaning::Share => self.plain_measure(Asked::Share, "量數：占比", at),
            Meaning::Outside(question) => {
                let words = self.text.words(&self.tokens[at].range);
                self.family |= ["配偶", "子女", "家屬"].iter().any(|kin| words.starts_with(kin));
                self.reading.ask(question);
                self.tokens[at].kind = Kind::Asked;
            }
            Meaning::Cue(cue) => self.cue(cue, at),
            Meaning::Statistic(_) | Meaning::Courtesy => {}
        }
        at + 1
    }

    pub(super) fn cue(&mut self, cue: Cue, at: usize) {
        match cue {
            Cue::GroupBefore => self.grouping = true,
            // Behind the values, it has done its work.
            Cue::Exclude => self.excluding = self.excluded_before(at).is_none(),
            Cue::NoList => self.done(at..at + 1, "只要統計數，不要明細"),
            Cue::List => {
                self.family = false;
                self.grouping = false;
                let words = self.text.words(&self.tokens[at].range);
                self.current.names |= words.contains("名冊") || words.contains("名單");
                self.done(at..at + 1, "清冊");
            }
            Cue::GroupAfter | Cue::Each | Cue::NewOutput | Cue::Connective => {}
        }
        self.done(at..at + 1, "用語");
    }

    pub(super) fn plain_measure(&mut self, asked: Asked, outcome: &str, at: usize) {
        let said = self.said(asked, at..at + 1);
        self.measure(said);
        self.done(at..at + 1, outcome);
    }

    pub(super) fn measure(&mut self, said: Said<Asked>) {
        if !self.current.asked.iter().any(|known| known.what == said.what) {
            self.current.asked.push(said);
        }
    }

    /// Special examinations beside each other are alternatives.
    pub(super) fn exam(&mut self, pattern: String, at: usize) -> usize {
        self.done(at..at + 1, &format!("條件：考試名稱有「{pattern}」"));
        let known = self.current.tests.iter_mut().find_map(|said| match &mut said.what {
            Test::Like { patterns, .. } => Some((patterns, &mut said.words)),
            _ => None,
        });
        let word = self.text.words(&self.tokens[at].range);
        if let Some((patterns, words)) = known {
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
                *words = format!("{words}」「{word}");
            }
        } else {
            let test =
                Test::Like { table: "考試".to_owned(), field: "考試名稱".to_owned(), patterns: vec![pattern] };
            let said = self.said(test, at..at + 1);
            self.current.tests.push(said);
        }

        at + 1
    }

    /// A measure with a computation of its own, or the years.
    pub(super) fn topic(&mut self, topic: TopicWords, at: usize, segment: &Range<usize>) -> usize {
        self.done(at..at + 1, "量數");
        if topic.kind == TopicKind::ByYear && self.current.list {
            let appraisal = self
                .bracket
                .as_ref()
                .and_then(|bracket| bracket.of.as_ref())
                .is_some_and(|fields| fields[0].table == "考績");
            if let Some(year) = field_of(self.dictionary, Some("考績"), "年度").filter(|_| appraisal) {
                return self.field(vec![year], at, segment);
            }
            self.done(at..at + 1, "各年");
        } else if topic.kind == TopicKind::ByYear {
            let said = self.said(Division::Year, at..at + 1);
            self.done(at..at + 1, "分類：年度");
            self.divide(said);
        } else {
            let said = self.said(Asked::Topic(topic), at..at + 1);
            self.measure(said);
        }

        at + 1
    }

    /// 職稱 side by side are alternatives.
    pub(super) fn title(&mut self, at: usize, segment: &Range<usize>) -> usize {
        let word: String = self.text.words(&self.tokens[at].range).split_whitespace().collect();
        if self.text.chars().get(self.tokens[at].range.end) == Some(&'級') {
            self.reading.ask(format!("「{word}級」以主管級別、職等或職稱認定？擬案未含這個條件。"));
            self.tokens[at].kind = Kind::Asked;
            return at + 1;
        }
        if self.excluding {
            self.done(at..at + 1, &format!("排除：{word}"));
            let said =
                self.said(Test::Texts { field: "職稱".to_owned(), texts: vec![word], negated: true }, at..at + 1);
            self.current.tests.push(said);
            return at + 1;
        }
        if self.grouping {
            self.divide_by_field("職稱", at);
            self.done(at..at + 1, "分類：職稱");
            return at + 1;
        }
        let known = self.current.tests.iter_mut().find_map(|said| match &mut said.what {
            Test::Texts { field, texts, negated: false } if field == "職稱" => Some((texts, &mut said.words)),
            _ => None,
        });
        if let Some((texts, words)) = known {
            if !texts.contains(&word) {
                *words = format!("{words}、{word}");
                texts.push(word.clone());
            }
            self.done(at..at + 1, &format!("條件：職稱 {word}"));
            return at + 1;
        }
        let test = Test::Texts { field: "職稱".to_owned(), texts: vec![word.clone()], negated: false };
        self.test(test, &word, at, segment)
    }

    /// 「具資訊專長證照者」: who holds it.
    pub(super) fn holds_before(&self, at: usize) -> bool {
        let before: String = self.text.chars()
            [self.tokens[at].range.start.saturating_sub(6)..self.tokens[at].range.start]
            .iter()
            .collect();
        ["具", "持", "領有", "取得"].iter().any(|word| before.contains(word))
    }

    /// Between commas, as the columns of a list are.
    pub(super) fn stands_in_a_row(&self, at: usize) -> bool {
        let parts = |index: usize| {
            self.tokens.get(index).is_none_or(|token| {
                token.is_mark(",:(;。)\n") || matches!(token.word(), Some(Meaning::Cue(Cue::Connective)))
            })
        };
        parts(at + 1) || parts(at.wrapping_sub(1))
    }

    /// 「職員(幹事、護理師等)」: examples.
    pub(super) fn examples(&self, open: usize) -> bool {
        let inside: String = self.tokens[open..]
            .iter()
            .take(20)
            .take_while(|token| !token.is_mark("),。"))
            .map(|token| self.text.words(&token.range))
            .collect();
        let noun = matches!(self.previous(open), Some(Meaning::Values(_) | Meaning::Condition(_)));
        noun && inside.trim_end().ends_with('等')
    }
}
