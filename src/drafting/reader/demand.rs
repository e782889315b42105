//! What a sentence asks for as a whole: figures or persons, and of whom.

use std::ops::Range;

use super::Reader;
use crate::domain::{Disclosure, FieldType};
use crate::drafting::lexicon::{Cue, Meaning};
use crate::drafting::token::{Kind, Token};

impl Reader<'_> {
    pub(super) fn words_of(&self, range: Range<usize>) -> impl Iterator<Item = &Meaning> {
        self.tokens[range].iter().filter_map(Token::word)
    }

    /// Whether a segment asks for single persons.
    pub(super) fn is_list(&self, segment: &Range<usize>) -> bool {
        let words: Vec<&Meaning> = self.words_of(segment.clone()).collect();
        let denied = words.iter().any(|word| matches!(word, Meaning::Cue(Cue::NoList)));
        let announces = |token: &Token| {
            matches!(token.word(), Some(Meaning::Cue(Cue::NewOutput))) && self.text.words(&token.range).contains('列')
        };
        let cue = words.iter().any(|word| matches!(word, Meaning::Cue(Cue::List)))
            || self.tokens[segment.clone()].iter().any(announces);
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
        // 「表一、名冊以114年底為準」 only refers to the list.
        let holds = words.iter().any(|word| {
            matches!(
                word,
                Meaning::Field(_)
                    | Meaning::ColumnOnly(_)
                    | Meaning::Values(_)
                    | Meaning::Condition(_)
                    | Meaning::Title
                    | Meaning::Event(_)
                    | Meaning::Scope(_)
            )
        }) || self.tokens[segment.clone()].iter().any(|token| matches!(token.kind, Kind::Bounds(_)));
        (cue && holds && (!figures || strong) || direct) && (!denied || cue)
    }

    pub(super) fn demands(&self, segment: &Range<usize>) -> bool {
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

    pub(super) fn restricts(&self, segment: &Range<usize>) -> bool {
        self.tokens[segment.clone()].iter().any(|token| {
            matches!(token.kind, Kind::Bounds(_))
                || matches!(
                    token.word(),
                    Some(Meaning::Values(_) | Meaning::Condition(_) | Meaning::Event(_) | Meaning::Topic(_))
                )
        })
    }
}
