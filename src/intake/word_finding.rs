//! A finding that words tell: which words, in which context, and what is said of them.

use super::clause::{Background, Denials, clause_after, clause_before, has_any};
use crate::domain::fold_width;
use crate::source::Severity;

/// One `[[finding]]` of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WordFinding {
    /// The rule, for programs.
    pub(super) rule: String,
    /// What the words are about; findings of one rule and kind are told together.
    pub(super) kind: String,
    /// How bad it is; none where it is not reported.
    pub(super) severity: Option<Severity>,
    /// How bad it is where persons are asked for.
    pub(super) with_personal_data: Option<Severity>,
    /// Whether it is looked for in 申請理由.
    pub(super) in_reason: bool,
    /// Whether it is looked for in 需求描述.
    pub(super) in_description: bool,
    /// Whether clauses that only say why count too.
    pub(super) background: bool,
    /// The words.
    pub(super) words: Vec<String>,
    /// Longer words that hold one of them and mean something else.
    pub(super) except: Vec<String>,
    /// One of these must stand before the word in its clause.
    pub(super) needs_before: Vec<String>,
    /// One of these must stand in the clause.
    pub(super) needs: Vec<String>,
    /// None of these may stand in the clause.
    pub(super) unless: Vec<String>,
    /// What is said; `{words}` stands for the words.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: Option<String>,
}

/// A word that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// As written.
    pub(super) words: String,
    /// Where, in bytes of the original.
    pub(super) at: usize,
    /// How long, in bytes of the original.
    pub(super) length: usize,
}

impl WordFinding {
    /// Every word of it that `text` asks for, in the order of the text, each spelling once.
    pub(super) fn find(&self, text: &str, denials: &Denials, background: Option<&Background>) -> Vec<Hit> {
        // Folding keeps the number of characters, not of bytes.
        let folded = fold_width(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for word in self.words.iter().filter(|word| !word.is_empty()) {
            for (at, _) in folded.match_indices(word.as_str()) {
                if !self.is_part_of_another(&folded, at, word) && self.counts(&folded, at, word, denials, background) {
                    found.push((at, at + word.len()));
                }
            }
        }
        // The longest at a place, and none inside another.
        found.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        let mut hits: Vec<Hit> = Vec::new();
        let mut behind = 0;
        for (start, end) in found {
            if start < behind {
                continue;
            }
            behind = end;
            let words = &folded[start..end];
            if !hits.iter().any(|hit| hit.words == words) {
                let at = original_offset(text, &folded, start);
                let length = original_offset(text, &folded, end) - at;
                hits.push(Hit { words: words.to_owned(), at, length });
            }
        }
        hits
    }

    fn is_part_of_another(&self, text: &str, at: usize, word: &str) -> bool {
        self.except.iter().any(|longer| {
            longer.match_indices(word).any(|(inner, _)| {
                at.checked_sub(inner)
                    .and_then(|start| text.get(start..))
                    .is_some_and(|rest| rest.starts_with(longer.as_str()))
            })
        })
    }

    fn counts(&self, text: &str, at: usize, word: &str, denials: &Denials, background: Option<&Background>) -> bool {
        let (before, after) = (clause_before(text, at), clause_after(text, at));
        let behind = &after[word.len().min(after.len())..];
        let around = |words: &[String]| has_any(before, words) || has_any(behind, words);
        !denials.deny(before, behind)
            && (self.needs_before.is_empty() || has_any(before, &self.needs_before))
            && (self.needs.is_empty() || around(&self.needs))
            && !around(&self.unless)
            && !background.is_some_and(|background| background.holds(text, at))
    }
}

/// The byte of `text` that stands where the byte `at` of its folded spelling stands.
pub(super) fn original_offset(text: &str, folded: &str, at: usize) -> usize {
    let characters = folded[..at].chars().count();
    text.char_indices().nth(characters).map_or(text.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> WordFinding {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        WordFinding {
            words: words(&["請假", "LINE"]),
            except: words(&["請假單位"]),
            unless: words(&["懲處"]),
            ..WordFinding::default()
        }
    }

    #[test]
    fn a_word_counts_in_its_clause_and_not_in_a_longer_word() {
        let denials = Denials { before: vec!["不含".to_owned()], ..Denials::default() };
        let find =
            |text: &str| finding().find(text, &denials, None).into_iter().map(|hit| hit.words).collect::<Vec<_>>();
        assert_eq!(find("近3年請假情形"), ["請假"]);
        assert_eq!(find("請假、請假天數"), ["請假"]);
        assert_eq!(find("不含請假資料"), Vec::<String>::new());
        assert_eq!(find("不含學校，請假天數"), ["請假"]);
        assert_eq!(find("請假單位"), Vec::<String>::new());
        assert_eq!(find("請假而受懲處者"), Vec::<String>::new());
        assert_eq!(find("ＬＩＮＥ"), ["LINE"], "full-width letters are the same");
    }

    #[test]
    fn places_are_bytes_of_the_original() {
        let text = "（ａ）請假";
        let hits = finding().find(text, &Denials::default(), None);
        assert_eq!(&text[hits[0].at..], "請假");
    }
}
