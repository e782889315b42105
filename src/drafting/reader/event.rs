//! What happens in careers.

use super::Reader;
use crate::drafting::lexicon::{Meaning, field_of};
use crate::drafting::reading::{Asked, Division};
use crate::drafting::token::{Kind, Token};
use crate::drafting::vocabulary::EventWords;

impl Reader<'_> {
    pub(super) fn event(&mut self, event: EventWords, at: usize) -> usize {
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
        // 「平均退休年齡」: when the number holds, not who is counted.
        let next_number = matches!(self.tokens.get(at + 1).and_then(Token::word), Some(Meaning::Field(fields)) if fields[0].kind.is_number());
        if matches!(self.previous(at), Some(Meaning::Statistic(_))) && next_number {
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
        let explains = self.bracket.is_some() && self.current.asked.iter().any(|asked| {
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
}
