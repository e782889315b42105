//! What became of names and codes of organs: old ones that were replaced, and authorities that nobody knows.
//!
//! To put 農業部 for 行政院農業委員會 is what people want of a present post, and it is a change: whoever imports is told.

use std::collections::BTreeMap;

use crate::source::{Location, Problem};

/// How many are named.
const SHOWN: usize = 10;

/// Counts of rows of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OrganNotes {
    /// What stood there, what was put for it.
    renamed: BTreeMap<(String, String), u64>,
    unknown: BTreeMap<String, u64>,
}

impl OrganNotes {
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        match self.renamed.get_mut(&(from.to_owned(), to.to_owned())) {
            Some(count) => *count += 1,
            None => drop(self.renamed.insert((from.to_owned(), to.to_owned()), 1)),
        }
    }

    pub(super) fn unknown(&mut self, name: &str) {
        match self.unknown.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(self.unknown.insert(name.to_owned(), 1)),
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        for (names, count) in other.renamed {
            *self.renamed.entry(names).or_default() += count;
        }
        for (name, count) in other.unknown {
            *self.unknown.entry(name).or_default() += count;
        }
    }

    /// In words.
    pub(super) fn problems(&self, file: &str) -> Vec<Problem> {
        let place = || Location::File { file: file.to_owned() };
        let mut problems = Vec::new();
        if !self.renamed.is_empty() {
            let shown = self.renamed.iter().map(|((from, to), count)| format!("{from}→{to}（{count} 列）"));
            let message = format!("{file} 的舊機關名稱或代碼已改為現行者：{}", listed(shown, self.renamed.len()));
            problems.push(Problem::note("renamed-organ", message).at(place()));
        }
        if !self.unknown.is_empty() {
            let shown = self.unknown.iter().map(|(name, count)| format!("{}（{count} 列）", as_organ(name)));
            let message = format!("{file} 有不認得的主管機關：{}", listed(shown, self.unknown.len()));
            let problem = Problem::warning("unknown-organ", message).at(place());
            problems.push(problem.hint("查機關名稱：hrstat fields --codes 機關；新機關請補進工作區的 codes/機關.csv"));
        }
        problems
    }
}

/// The name where it reads as one of an organ; a shifted column puts anything there.
fn as_organ(name: &str) -> &str {
    const ENDINGS: [char; 14] = ['院', '府', '部', '會', '署', '局', '處', '所', '校', '館', '行', '司', '團', '心'];
    let sound = name.chars().count() > 3 && !name.contains(|c: char| c.is_ascii_alphanumeric());
    if sound && name.ends_with(ENDINGS) { name } else { "（不像機關名稱的內容）" }
}

fn listed(shown: impl Iterator<Item = String>, count: usize) -> String {
    let mut listed: Vec<String> = shown.take(SHOWN).collect();
    if count > SHOWN {
        listed.push(format!("等 {count} 種"));
    }
    listed.join("、")
}
