//! Holds a proposal against the dictionary: what the query language would refuse is taken out again, and said.

use super::proposal::{OutputPart, Part, Proposal};
use crate::domain::Dictionary;
use crate::query::{Arguments, check_query, parse_query};
use crate::source::{Problems, SourceText};

/// How many errors the query language finds in `proposal`.
fn errors(proposal: &Proposal, dictionary: &Dictionary) -> usize {
    let problems = Problems::new();
    let source = SourceText::new("擬案", proposal.to_toml());
    if let Some(spec) = parse_query(&source, &problems) {
        check_query(&spec, dictionary, &source, &Arguments::none(), &problems);
    }
    problems.into_sorted().iter().filter(|problem| problem.is_error()).count()
}

/// A proposal that the query language accepts, and the words of what had to go.
pub(super) fn sound(mut proposal: Proposal, dictionary: &Dictionary) -> (Proposal, Vec<String>) {
    let mut gone = Vec::new();
    let mut left = errors(&proposal, dictionary);
    while left > 0 {
        let better = without_one(&proposal)
            .map(|(smaller, words)| (errors(&smaller, dictionary), smaller, words))
            .filter(|(errors, _, _)| *errors < left)
            .min_by_key(|(errors, _, _)| *errors);
        let Some((errors, smaller, words)) = better else {
            gone.push("（擬案整體）".to_owned());
            return (fallback(&proposal), gone);
        };
        gone.extend(words);
        proposal = smaller;
        left = errors;
    }
    (proposal, gone)
}

/// A head count, where nothing better holds.
fn fallback(proposal: &Proposal) -> Proposal {
    let table =
        OutputPart {
            title: "表1 人數".to_owned(), measures: vec![Part::implied("\"人數\"")], ..OutputPart::default()
        };
    Proposal {
        title: proposal.title.clone(),
        unit: crate::domain::PERSON.to_owned(),
        conditions: vec![Part::implied("在職")],
        tables: vec![table],
        ..Proposal::default()
    }
}

/// The proposal without one of its parts, for each part.
fn without_one(proposal: &Proposal) -> impl Iterator<Item = (Proposal, Option<String>)> {
    let mut out = Vec::new();
    let mut keep = |change: &dyn Fn(&mut Proposal) -> Part| {
        let mut smaller = proposal.clone();
        let part = change(&mut smaller);
        out.push((smaller, part.words));
    };
    for index in 0..proposal.conditions.len() {
        keep(&|smaller| smaller.conditions.remove(index));
    }
    for index in 0..proposal.derives.len() {
        keep(&|smaller| {
            let derive = smaller.derives.remove(index);
            Part { text: derive.name, words: derive.words }
        });
    }
    for (at, table) in proposal.tables.iter().enumerate() {
        for index in 0..table.conditions.len() {
            keep(&|smaller| smaller.tables[at].conditions.remove(index));
        }
        for index in 0..table.rows.len() {
            keep(&|smaller| smaller.tables[at].rows.remove(index));
        }
        for index in 0..table.columns.len() {
            keep(&|smaller| smaller.tables[at].columns.remove(index));
        }
        for index in 0..table.measures.len() {
            keep(&|smaller| smaller.tables[at].measures.remove(index));
        }
    }
    for (at, list) in proposal.lists.iter().enumerate() {
        for index in 0..list.conditions.len() {
            keep(&|smaller| smaller.lists[at].conditions.remove(index));
        }
        for index in 0..list.columns.len().min(list.columns.len().saturating_sub(1)) {
            keep(&|smaller| smaller.lists[at].columns.remove(index));
        }
    }
    out.into_iter()
}
