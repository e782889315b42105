//! From tokens to what they ask for. One pass from left to right; what stands before and after a word decides whether a
//! field is a division or a column, and whether a value is a condition, a part of a whole, or only named.

use std::ops::Range;

use super::comparison::Unit;
use super::lexicon::{Cue, FieldRef, Meaning, ValueRef, field_of};
use super::reading::{Asked, Division, Reading, Said, Test, Wanted};
use super::text::NormalText;
use super::token::{Kind, Token};
use super::vocabulary::{ScopeKind, TopicKind};
use crate::domain::{Dictionary, Disclosure, FieldType};

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
    /// The field before an open bracket, whose values the bracket names.
    bracket: Option<Vec<FieldRef>>,
    in_bracket: bool,
    /// After 配偶 or 子女: what follows is theirs.
    family: bool,
    /// In a bracket that lists the values of what stands before it, or gives examples of it.
    explains: bool,
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
            in_bracket: false,
            explains: false,
            family: false,
        };
        reader.strengthen_series();
        for segment in reader.segments() {
            reader.segment(segment);
        }
        reader.finish_output();
        reader.reading
    }

    /// Names of series that are everyday words mean series beside one that is said to be a series.
    fn strengthen_series(&mut self) {
        let is_series = |token: &Token| match token.word() {
            Some(Meaning::Values(values)) => values.iter().any(|value| value.field.name == "職系"),
            Some(Meaning::Field(fields)) => fields.iter().any(|field| field.name == "職系"),
            _ => false,
        };
        for at in 0..self.tokens.len() {
            let Some(Meaning::WeakValues(values)) = self.tokens[at].word().cloned() else { continue };
            let near = |index: usize| self.tokens.get(index).is_some_and(|token| is_series(token));
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

    fn sentence_around(&self, at: usize) -> Range<usize> {
        let ends = |index: &usize| self.tokens[*index].is_mark("。;?!");
        let start = (0..at).rev().find(ends).map_or(0, |index| index + 1);
        let end = (at..self.tokens.len()).find(ends).unwrap_or(self.tokens.len());
        start..end
    }

    /// Sentences and items; another output begins inside a sentence where one is announced.
    fn segments(&self) -> Vec<Range<usize>> {
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
    fn is_question(&self, segment: &Range<usize>) -> bool {
        let asks = self.tokens[segment.end - 1].is_mark("?");
        asks && !self
            .words_of(segment.clone())
            .any(|word| matches!(word, Meaning::Headcount | Meaning::Cases | Meaning::Share | Meaning::Statistic(_)))
    }

    fn segment(&mut self, segment: Range<usize>) {
        if self.is_question(&segment) {
            let said = self.said((), segment.clone());
            self.reading
                .ask(format!("「{}」是提問，不是統計需求，請另洽主管機關或人事總處業務單位。", said.words.trim()));
            self.done(segment, "提問");
            return;
        }
        if self.current.list && self.sorts(segment.start, &segment) {
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
        self.in_bracket = false;
        self.explains = false;
        self.family = false;
        let compared = self.compared(&segment);
        let mut at = segment.start;
        while at < segment.end {
            if let Some(range) = &compared
                && range.contains(&at)
            {
                at = range.end;
                continue;
            }
            at = self.token(at, &segment).max(at + 1);
        }
    }

    /// 「與全國醫事人員比較」: another population, which is asked about and not drafted.
    fn compared(&mut self, segment: &Range<usize>) -> Option<Range<usize>> {
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

    fn finish_output(&mut self) {
        if !self.current.is_empty() {
            self.reading.wanted.push(std::mem::take(&mut self.current));
        }
    }

    fn words_of(&self, range: Range<usize>) -> impl Iterator<Item = &Meaning> {
        self.tokens[range].iter().filter_map(Token::word)
    }

    /// Whether a segment asks for single persons.
    fn is_list(&self, segment: &Range<usize>) -> bool {
        let words: Vec<&Meaning> = self.words_of(segment.clone()).collect();
        let denied = words.iter().any(|word| matches!(word, Meaning::Cue(Cue::NoList)));
        let cue = words.iter().any(|word| matches!(word, Meaning::Cue(Cue::List)));
        let direct = words
            .iter()
            .any(|word| matches!(word, Meaning::Field(fields) if fields[0].disclosure == Disclosure::Direct));
        // Where figures are asked for, 列出 means a table.
        let figures = words
            .iter()
            .any(|word| matches!(word, Meaning::Headcount | Meaning::Cases | Meaning::Share | Meaning::Statistic(_)));
        let strong = direct || words.iter().any(|word| {
            matches!(word, Meaning::Field(fields) if matches!(fields[0].kind, FieldType::Date) && fields[0].table == "人員")
        });
        (cue && (!figures || strong) || direct) && !(denied && !cue)
    }

    fn demands(&self, segment: &Range<usize>) -> bool {
        self.words_of(segment.clone()).any(|word| {
            matches!(
                word,
                Meaning::Field(_)
                    | Meaning::Split(_)
                    | Meaning::Headcount
                    | Meaning::Cases
                    | Meaning::Share
                    | Meaning::Statistic(_)
            )
        })
    }

    fn restricts(&self, segment: &Range<usize>) -> bool {
        self.tokens[segment.clone()].iter().any(|token| {
            matches!(token.kind, Kind::Bounds(_))
                || matches!(
                    token.word(),
                    Some(Meaning::Values(_) | Meaning::Condition(_) | Meaning::Event(_) | Meaning::Topic(_))
                )
        })
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

    /// Whether another part of the state is named beside it: 「澎湖、金門」.
    fn beside_scope(&self, at: usize) -> bool {
        let scope = |index: usize| matches!(self.tokens.get(index).and_then(Token::word), Some(Meaning::Scope(_)));
        let joined =
            |index: usize| matches!(self.tokens.get(index).and_then(Token::word), Some(Meaning::Cue(Cue::Connective)));
        (at > 1 && joined(at - 1) && scope(at - 2)) || (joined(at + 1) && scope(at + 2))
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
            Kind::Period(period) => {
                let said = self.said(period, at..at + 1);
                self.current.periods.push(said);
                self.done(at..at + 1, "時間");
                at + 1
            }
            Kind::Bounds(bounds) => self.bounds(bounds, at),
            Kind::Bands(unit, edges) => self.bands(unit, &edges, at),
            Kind::Width(unit, width) => self.width(unit, width, at),
            Kind::Spell(years) => {
                let said = self.said(years, at..at + 1);
                self.current.spells.push(said);
                self.done(at..at + 1, &format!("{years} 年內"));
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

    /// 「人數及其占現職職員之比率」: what was narrowed down before is the part, those who are named here the whole.
    fn share_of(&mut self, at: usize, segment: &Range<usize>) -> usize {
        const FARTHEST: usize = 8;
        let end = (at + 1..segment.end.min(at + FARTHEST))
            .take_while(|index| !self.tokens[*index].is_mark(",。;"))
            .find(|index| matches!(self.tokens[*index].word(), Some(Meaning::Share)));
        let Some(end) = end else { return at + 1 };
        let whole = |test: &Test| ["在職", "人員類別"].contains(&test.subject()) || test.is_negated();
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

    fn mark(&mut self, mark: char, at: usize) {
        match mark {
            '(' => {
                self.in_bracket = true;
                self.explains = matches!(
                    self.previous(at),
                    Some(Meaning::Field(_) | Meaning::Split(_) | Meaning::Topic(_) | Meaning::Pair(_))
                ) || self.examples(at);
                self.bracket = match self.previous(at) {
                    Some(Meaning::Field(fields)) => Some(fields.clone()),
                    _ => None,
                };
            }
            ')' => {
                self.in_bracket = false;
                self.explains = false;
                self.bracket = None;
                self.excluding = false;
            }
            ',' if !self.in_bracket => {
                self.grouping = false;
                self.excluding = false;
            }
            _ => {}
        }
    }

    /// Between commas, as the columns of a list are.
    fn stands_in_a_row(&self, at: usize) -> bool {
        let parts = |index: usize| {
            self.tokens.get(index).is_none_or(|token| {
                token.is_mark(",:(;。)\n") || matches!(token.word(), Some(Meaning::Cue(Cue::Connective)))
            })
        };
        parts(at + 1) || parts(at.wrapping_sub(1))
    }

    /// 「職員(幹事、護理師等)」: examples.
    fn examples(&self, open: usize) -> bool {
        let inside: String = self.tokens[open..]
            .iter()
            .take(20)
            .take_while(|token| !token.is_mark("),。"))
            .map(|token| self.text.words(&token.range))
            .collect();
        let noun = matches!(self.previous(open), Some(Meaning::Values(_) | Meaning::Condition(_)));
        noun && inside.trim_end().ends_with('等')
    }

    fn word(&mut self, meaning: Meaning, at: usize, segment: &Range<usize>) -> usize {
        let explained =
            matches!(meaning, Meaning::Values(_) | Meaning::Condition(_) | Meaning::Title | Meaning::Scope(_));
        if self.explains && explained && !self.excluding {
            self.done(at..at + 1, "列舉");
            return at + 1;
        }
        match meaning {
            Meaning::Field(fields) => return self.field(fields, at, segment),
            Meaning::Values(values) | Meaning::WeakValues(values) => return self.values(values, at, segment),
            Meaning::Condition(condition) => {
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
                let test = Test::Says {
                    expr: condition.expr.clone(),
                    says: condition.says.clone(),
                    table: condition.table.clone(),
                    negated: self.excluding,
                };
                return self.test(test, &condition.says, at, segment);
            }
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
            Meaning::Scope(scope) => {
                let said = self.said(scope, at..at + 1);
                let short = said.words.chars().count() < 3 && said.what.kind == ScopeKind::Authorities;
                if short && !(self.in_bracket || self.beside_scope(at)) && said.words != "六都" {
                    self.tokens[at].kind = Kind::Unknown;
                    return at + 1;
                }
                let offices = said.what.kind == ScopeKind::Offices;
                // 「…發展區各公所」: which offices is not understood.
                if offices && at > segment.start && self.tokens[at - 1].kind == Kind::Unknown {
                    self.tokens[at].kind = Kind::Unknown;
                    return at + 1;
                }
                // 「○○縣政府人事處轉」: who sends it.
                let behind = &self.text.chars()[self.tokens[at].range.end..];
                let office = [['人', '事', '處'], ['人', '事', '室']].iter().any(|office| behind.starts_with(office));
                if office && said.what.kind == ScopeKind::Authorities {
                    return at + 1;
                }
                // 「…及所屬機關、鄉鎮市公所」: the larger holds the smaller.
                if offices && self.beside_scope(at) {
                    self.done(at..at + 1, "機關範圍");
                    return at + 1;
                }
                self.done(at..at + 1, if self.excluding { "排除的機關" } else { "機關範圍" });
                if said.what.kind == ScopeKind::EachAuthority {
                    self.divide_by_field("主管機關", at);
                } else if self.excluding {
                    self.reading.ask(format!("「{}」要如何排除？擬案尚未排除。", said.words));
                    self.tokens[at].outcome = None;
                    self.tokens[at].kind = Kind::Asked;
                } else {
                    self.reading.scopes.push(said);
                }
            }
            Meaning::Event(event) => return self.event(event, at),
            Meaning::Topic(topic) => {
                self.done(at..at + 1, "量數");
                if topic.kind == TopicKind::ByYear && self.current.list {
                    let appraisal = self.bracket.as_ref().is_some_and(|fields| fields[0].table == "考績");
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
            }
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

    /// 職稱 side by side are alternatives.
    fn title(&mut self, at: usize, segment: &Range<usize>) -> usize {
        let word: String = self.text.words(&self.tokens[at].range).split_whitespace().collect();
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

    fn cue(&mut self, cue: Cue, at: usize) {
        match cue {
            Cue::GroupBefore => self.grouping = true,
            Cue::Exclude => self.excluding = true,
            Cue::NoList => self.done(at..at + 1, "只要統計數，不要明細"),
            Cue::List => {
                self.family = false;
                let words = self.text.words(&self.tokens[at].range);
                self.current.names |= words.contains("名冊") || words.contains("名單");
                self.done(at..at + 1, "清冊");
            }
            Cue::GroupAfter | Cue::Each | Cue::NewOutput | Cue::Connective => {}
        }
        self.done(at..at + 1, "用語");
    }

    fn plain_measure(&mut self, asked: Asked, outcome: &str, at: usize) {
        let said = self.said(asked, at..at + 1);
        self.measure(said);
        self.done(at..at + 1, outcome);
    }

    fn measure(&mut self, said: Said<Asked>) {
        if !self.current.asked.iter().any(|known| known.what == said.what) {
            self.current.asked.push(said);
        }
    }

    fn event(&mut self, event: super::vocabulary::EventWords, at: usize) -> usize {
        if self.excluding {
            self.done(at..at + 1, &format!("不含：{}", event.name));
            for asked in &mut self.current.asked {
                if let Asked::Event(known) = &mut asked.what {
                    known.reasons.retain(|reason| !event.reasons.contains(reason));
                    known.question = None;
                }
            }
            return at + 1;
        }
        // 「升任薦任第九職等」: a step of a career, not who is counted.
        let target = self.tokens.get(at + 1).is_some_and(|token| {
            matches!(token.kind, Kind::Bounds(_)) || matches!(token.word(), Some(Meaning::Values(_)))
        });
        if event.name == "調升" && target {
            self.tokens[at].kind = Kind::Unknown;
            self.tokens[at + 1].kind = Kind::Unknown;
            return at + 2;
        }
        // A bracket behind an event says what counts as it: 離職(辭職、退休).
        let explains = self.in_bracket && self.current.asked.iter().any(|asked| {
            matches!(&asked.what, Asked::Event(known) if known.reasons.len() > 1 || known.question.is_none())
        });
        self.done(at..at + 1, &format!("事件：{}", event.name));
        if explains {
            if let Some(Asked::Event(known)) = self
                .current
                .asked
                .iter_mut()
                .rev()
                .map(|asked| &mut asked.what)
                .find(|asked| matches!(asked, Asked::Event(_)))
            {
                if known.question.take().is_some() {
                    known.reasons.clear();
                }
                known.reasons.extend(event.reasons);
                known.reasons.dedup();
            }
            return at + 1;
        }
        if self.grouping
            && let Some(field) = field_of(self.dictionary, Some("經歷"), "異動原因")
        {
            let said = self.said(Division::Field(vec![field]), at..at + 1);
            self.divide(said);
            return at + 1;
        }
        let said = self.said(Asked::Event(event), at..at + 1);
        self.measure(said);
        at + 1
    }

    fn field(&mut self, fields: Vec<FieldRef>, at: usize, segment: &Range<usize>) -> usize {
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
        let next = self.next_content(at, segment).map(|index| (index, self.tokens[index].kind.clone()));
        let number = field.kind.is_number();
        match (&next, self.previous(at)) {
            (_, Some(Meaning::Statistic(statistic))) if number => {
                let statistic = *statistic;
                self.done(at - 1..at + 1, &format!("量數：{}", field.name));
                let said = self.said(Asked::Statistic(statistic, fields), at - 1..at + 1);
                self.measure(said);
                return at + 1;
            }
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
            self.done(at..at + 1, &format!("分類：{}", field.name));
            let said = self.said(Division::Field(fields), at..at + 1);
            self.divide(said);
        }
        at + 1
    }

    /// 「依…排列」: the order of a list, not a division.
    fn sorts(&self, at: usize, segment: &Range<usize>) -> bool {
        let end = self.tokens[segment.end - 1].range.end;
        let rest: String = self.text.chars()[self.tokens[at].range.start..end].iter().collect();
        ["排列", "排序", "排列順序", "先後"].iter().any(|word| rest.contains(word))
    }

    /// 「職系為資訊處理」: the field only announces its value.
    fn says_value(&self, at: usize) -> bool {
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
    fn statistic_of_next(&self, index: usize, segment: &Range<usize>) -> bool {
        self.next_content(index, segment).is_some_and(|next| {
            next == index + 1
                && matches!(self.tokens[next].word(), Some(Meaning::Field(fields)) if fields[0].kind.is_number())
        })
    }

    /// 「滿20年、30年者」: the further numbers name steps above the first.
    fn further_bounds(&mut self, mut at: usize) -> usize {
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

    pub(super) fn divide(&mut self, said: Said<Division>) {
        let same = |known: &Division| match (known, &said.what) {
            (Division::Field(known), Division::Field(other)) => known[0].name == other[0].name,
            (Division::Split(known), Division::Split(other)) => known.name == other.name,
            (Division::Bands { of, .. }, Division::Bands { of: other, .. }) => of == other,
            (Division::Bands { of, .. }, Division::Field(other)) => of.name == other[0].name,
            (known, other) => known == other,
        };
        if self.current.divisions.iter().any(|known| same(&known.what)) {
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

    fn values(&mut self, values: Vec<ValueRef>, at: usize, segment: &Range<usize>) -> usize {
        let field = values[0].field.clone();
        self.family = field.table == "家屬";
        // Values in the brackets behind their own field only explain it.
        if let Some(fields) = &self.bracket
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
        if each && (values[0].labels.len() > 1 || several && !self.beside_word(at, "或")) {
            let said = self.said(Division::Field(vec![field]), at..at + 1);
            self.divide(said);
        }
        let test = Test::Values { candidates: values, negated: self.excluding };
        self.test(test, &label, at, segment)
    }

    fn beside_word(&self, at: usize, word: &str) -> bool {
        [at.wrapping_sub(1), at + 1]
            .iter()
            .any(|index| self.tokens.get(*index).is_some_and(|token| self.text.words(&token.range) == word))
    }

    fn each_before(&self, at: usize) -> bool {
        matches!(self.previous(at), Some(Meaning::Cue(Cue::Each)))
    }

    /// Whether another value of the same field stands beside it.
    fn neighbours_of_field(&self, at: usize, field: &str, segment: &Range<usize>) -> bool {
        let same = |index: usize| matches!(self.tokens[index].word(), Some(Meaning::Values(values)) if values.iter().any(|value| value.field.name == field));
        let joined = |index: usize| matches!(self.tokens[index].word(), Some(Meaning::Cue(Cue::Connective)));
        let behind = (at > segment.start && same(at - 1)) || (at > segment.start + 1 && joined(at - 1) && same(at - 2));
        let ahead = (at + 1 < segment.end && same(at + 1)) || (at + 2 < segment.end && joined(at + 1) && same(at + 2));
        behind || ahead
    }

    /// A value or a condition: a part whose share is asked for, or a test.
    fn test(&mut self, test: Test, says: &str, at: usize, segment: &Range<usize>) -> usize {
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
                self.current.tests.push(said);
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
        let outcome = if excluded { format!("排除：{says}") } else { format!("條件：{says}") };
        self.done(at..at + 1, &outcome);
        let said = self.said(test, at..at + 1);
        self.add_test(said);
        at + 1
    }

    /// Where a share word directly behind `at` ends.
    fn share_behind(&self, at: usize, segment: &Range<usize>) -> Option<usize> {
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

    fn bounds(&mut self, bounds: super::comparison::Bounds, at: usize) -> usize {
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
        self.done(at..at + 1, &format!("條件：{name}"));
        let said = self.said(Test::Within { field, bounds }, at..at + 1);
        self.current.tests.push(said);
        self.further_bounds(at + 1)
    }

    fn numbered_field(&self, unit: Unit) -> Option<FieldRef> {
        let name = match unit {
            Unit::Age => "年齡",
            Unit::Years => "年資",
            Unit::Grade => "職等",
            Unit::Points => "俸點",
            Unit::Hours | Unit::Percent | Unit::None => return None,
        };
        field_of(self.dictionary, None, name)
    }

    fn bands(&mut self, unit: Unit, edges: &[i64], at: usize) -> usize {
        if let Some(of) = self.numbered_field(unit) {
            self.done(at..at + 1, &format!("分類：{}分組", of.name));
            let said = self.said(Division::Bands { of, edges: edges.to_vec() }, at..at + 1);
            self.divide(said);
        }
        at + 1
    }

    fn width(&mut self, unit: Unit, width: i64, at: usize) -> usize {
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
            let edges = (0..).map(|step| first + step * width).take_while(|edge| *edge <= 65).collect();
            let said = self.said(Division::Bands { of, edges }, at..at + 1);
            self.divide(said);
        }
        at + 1
    }
}
