//! Parts of the state, and what looks like one.

use std::ops::Range;

use super::Reader;
use crate::drafting::lexicon::{Cue, Meaning};
use crate::drafting::reading::{Said, Test};
use crate::drafting::token::{Kind, Token};
use crate::drafting::vocabulary::{ScopeKind, ScopeWords};

impl Reader<'_> {
    /// A part of the state.
    pub(super) fn scope(&mut self, scope: ScopeWords, at: usize, segment: &Range<usize>) -> usize {
        let said = self.said(scope, at..at + 1);
        let short = said.words.chars().count() < 3 && said.what.kind == ScopeKind::Authorities;
        if short && !(self.bracket.is_some() || self.beside_scope(at)) && said.words != "六都" {
            self.tokens[at].kind = Kind::Unknown;
            return at + 1;
        }
        // 「設籍彰化縣」: where somebody is registered.
        let before: String = self.text.chars()
            [self.tokens[at].range.start.saturating_sub(6)..self.tokens[at].range.start]
            .iter()
            .collect();
        if ["設籍", "戶籍", "籍設"].iter().any(|word| before.contains(word)) && said.what.kind == ScopeKind::Authorities
        {
            let counties =
                said.what.list.iter().filter_map(|name| name.strip_suffix("政府").map(str::to_owned)).collect();
            let test = Test::Texts { field: "戶籍縣市".to_owned(), texts: counties, negated: self.excluding };
            self.done(at..at + 1, "條件：戶籍縣市");
            self.current.tests.push(Said { what: test, words: said.words });
            return at + 1;
        }
        let offices = said.what.kind == ScopeKind::Offices;
        // 「…發展區各公所」: which offices is not understood.
        if offices && at > segment.start && self.tokens[at - 1].kind == Kind::Unknown && !self.is_number(at - 1) {
            self.tokens[at].kind = Kind::Unknown;
            return at + 1;
        }
        // 「○○縣政府人事處轉」: who sends it.
        let behind = &self.text.chars()[self.tokens[at].range.end..];
        let office = [['人', '事', '處'], ['人', '事', '室']].iter().any(|office| behind.starts_with(office));
        if office && said.what.kind == ScopeKind::Authorities {
            return at + 1;
        }
        // 「…及所屬機關、鄉鎮市公所」, 「本縣各機關(含鄉鎮市公所)」, 「全縣(府內及各鄉鎮市公所)」: the larger holds the smaller.
        let held = self.bracket.is_some() && (before.ends_with('含') || before.ends_with('及'));
        if offices && (held || self.beside_scope(at)) {
            self.done(at..at + 1, "機關範圍");
            return at + 1;
        }
        self.done(at..at + 1, if self.excluding { "排除的機關" } else { "機關範圍" });
        if said.what.kind == ScopeKind::EachAuthority {
            self.divide_by_field("主管機關", at);
        } else if self.grouping && said.what.kind == ScopeKind::Everyone && said.words.starts_with("中央") {
            self.divide_by_field("中央地方", at);
            self.tokens[at].outcome = Some("分類：中央地方".to_owned());
        } else if self.excluding && said.what.kind == ScopeKind::Authorities {
            let test = Test::Texts { field: "主管機關".to_owned(), texts: said.what.list.clone(), negated: true };
            self.tokens[at].outcome = Some("排除：主管機關".to_owned());
            self.current.tests.push(Said { what: test, words: said.words });
        } else if self.excluding {
            self.reading.ask(format!("「{}」要如何排除？擬案尚未排除。", said.words));
            self.tokens[at].outcome = None;
            self.tokens[at].kind = Kind::Asked;
        } else {
            self.reading.scopes.push(said);
        }

        at + 1
    }

    /// Whether another part of the state is named beside it: 「澎湖、金門」, 「本府暨所屬機關、13鄉鎮市公所」.
    pub(super) fn beside_scope(&self, at: usize) -> bool {
        let word = |index: usize| self.tokens.get(index).and_then(Token::word);
        let scope = |index: usize| matches!(word(index), Some(Meaning::Scope(_)));
        let joined = |index: usize| matches!(word(index), Some(Meaning::Cue(Cue::Connective)));
        let back = at.saturating_sub(usize::from(at > 0 && self.is_number(at - 1)));
        (back > 1 && joined(back - 1) && scope(back - 2)) || (joined(at + 1) && scope(at + 2))
    }

    pub(super) fn is_number(&self, index: usize) -> bool {
        self.text.words(&self.tokens[index].range).chars().all(|c| c.is_numeric() || c.is_whitespace())
    }
}
