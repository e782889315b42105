//! Those who passed an examination, followed from their assignment.

use super::conditions::{place, texts_expr};
use super::divisions::{Place, add, division};
use super::measures::{counted, laid_out, ratio};
use super::scopes::scoped;
use super::times::{ask_about_days, days, years};
use crate::domain::Dictionary;
use crate::drafting::Brief;
use crate::drafting::period::Period;
use crate::drafting::proposal::{DerivePart, Part, Proposal};
use crate::drafting::reading::{Asked, Division, Reading, Said, Wanted};
use crate::drafting::vocabulary::TopicKind;

pub(super) fn compose(reading: &mut Reading, brief: &Brief<'_>, dictionary: &Dictionary) -> Proposal {
    let mut proposal = Proposal { unit: "考試".to_owned(), ..Proposal::default() };
    let wanted = together(&reading.wanted);
    // Whole years are those of the examination; days say for when the data speaks.
    let (of_exam, of_data): (Vec<_>, Vec<_>) = wanted
        .exam_periods
        .iter()
        .chain(&wanted.periods)
        .cloned()
        .partition(|said| matches!(said.what, Period::Years(_) | Period::LastYears(_)));
    let years = years(&of_exam, brief);
    (proposal.snapshots, proposal.snapshot_words) = days(&of_data, brief);
    ask_about_days(&proposal.snapshots.clone(), brief, reading);
    for said in &wanted.tests {
        if said.what.subject() == "在職" {
            continue;
        }
        if let Some(placed) = place(&said.what, "考試", dictionary).filter(|placed| placed.child.is_none()) {
            proposal.conditions.push(Part::new(placed.expr, &said.words));
        }
    }
    if let Some(years) = &years {
        proposal.conditions.push(Part::new(years.condition("年度"), &years.words));
    }
    proposal.conditions.push(Part::implied("分發日 IS NOT NULL"));
    let scope = scoped(reading, brief);
    add(&mut proposal, DerivePart::expression("考試年初", "ADD_YEARS(DATE '100.1.1', 年度 - 100)"));
    add(&mut proposal, DerivePart::child("分發日", "經歷", "到職日 >= 考試年初", "min", Some(("到職日", None))));
    // The office of the assignment, not the last one.
    for part in scope.conditions {
        let own = assigned("主管機關", &mut proposal);
        if part.text.contains("主管機關") {
            proposal.conditions.push(Part { text: part.text.replace("主管機關", &own), ..part });
        } else {
            proposal.conditions.push(part);
        }
    }
    let mut divisions: Vec<Part> = Vec::new();
    let place = Place { unit: "考試", dictionary, year: Some("年度"), years: None };
    for said in &wanted.divisions {
        if let Division::Field(fields) = &said.what
            && let Some(name) = ["主管機關", "服務機關", "職系"].into_iter().find(|name| fields[0].name == *name)
        {
            divisions.push(Part::new(assigned(name, &mut proposal), &said.words));
            continue;
        }
        divisions.extend(division(said, &place, &mut proposal, reading));
    }
    let measures = measures(&wanted, &mut proposal, reading);
    let mut table = laid_out(divisions, measures, Vec::new());
    table.totals = false;
    proposal.tables.push(table);
    proposal
}

/// One cohort is one table, in however many sentences it is described.
fn together(all: &[Wanted]) -> Wanted {
    let mut into = Wanted::default();
    for wanted in all {
        into.tests.extend(wanted.tests.iter().cloned());
        into.divisions.extend(wanted.divisions.iter().cloned());
        into.asked.extend(wanted.asked.iter().cloned());
        into.spells.extend(wanted.spells.iter().cloned());
        into.periods.extend(wanted.periods.iter().cloned());
        into.exam_periods.extend(wanted.exam_periods.iter().cloned());
    }
    into
}

/// A field of the post to which somebody was assigned.
fn assigned(name: &str, proposal: &mut Proposal) -> String {
    let own = format!("分發{name}");
    add(proposal, DerivePart::child(&own, "經歷", "到職日 = 分發日", "first", Some((name, Some("到職日")))));
    own
}

fn measures(wanted: &Wanted, proposal: &mut Proposal, reading: &mut Reading) -> Vec<Part> {
    let words_of = |kind: TopicKind| wanted.topic(kind).map(|said| said.words.clone());
    let cohort = words_of(TopicKind::Cohort).unwrap_or_default();
    let mut parts =
        vec![Part { text: counted("分發人數", "TRUE"), words: Some(cohort).filter(|words| !words.is_empty()) }];
    let event = wanted.events().next();
    let share = wanted.asked.iter().find(|asked| asked.what == Asked::Share).map(|asked| asked.words.clone());
    let rate = words_of(TopicKind::Rate).or(share);
    if !wanted.spells.is_empty() {
        let (reasons, words, name) = event.map_or_else(
            || (vec!["辭職".to_owned()], String::new(), "離職".to_owned()),
            |(event, words)| (event.reasons.clone(), words.to_owned(), event.name.clone()),
        );
        if let Some(question) = event.and_then(|(event, _)| event.question.clone()) {
            reading.ask(question);
        }
        reading.ask(format!("{name}以離開公職計，不限分發機關；是否改以離開分發機關計？"));
        let leave = format!("最早{name}日");
        let condition =
            format!("{} AND 離職日 > 分發日 AND 離職日 <= 資料截止日", texts_expr("異動原因", &reasons, false));
        add(proposal, DerivePart::child(&leave, "經歷", &condition, "min", Some(("離職日", None))).said(&words));
        for Said { what: years, words } in &wanted.spells {
            let number = format!("{years}年內{name}人數");
            let ends = format!("ADD_YEARS(分發日, {years})");
            let text = format!("{{ name = \"{number}\", count = \"{leave} <= {ends}\", window_ends = \"{ends}\" }}");
            parts.push(Part::new(text, words));
            parts.push(Part::new(
                ratio(&format!("{years}年內{name}率"), &number, "分發人數"),
                rate.as_deref().unwrap_or(words),
            ));
        }
    }
    let remaining = words_of(TopicKind::Remaining).or_else(|| words_of(TopicKind::Retention));
    if let Some(words) = remaining {
        reading.ask("留任以仍在公職計，或以仍在原分發機關計？擬案暫以仍在公職（在職）計。");
        parts.push(Part::new(counted("仍在職人數", "在職"), &words));
        parts.push(Part::new(
            ratio("留任率", "仍在職人數", "分發人數"),
            words_of(TopicKind::Retention).unwrap_or(words),
        ));
    }
    if wanted.spells.is_empty() && event.is_some() {
        let left: Vec<&str> = wanted.events().map(|(_, words)| words).collect();
        parts.push(Part::new(counted("已離職人數", "NOT 在職"), left.join("」「")));
    }
    for asked in wanted.asked.iter().filter(|asked| asked.what == Asked::Cases) {
        parts.push(Part::new("\"件數\"", &asked.words));
    }
    parts
}
