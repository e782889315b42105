//! What happened in careers: resignations, retirements, transfers, and their rates.

use super::conditions::{place, texts_expr};
use super::divisions::{Place, add, division};
use super::measures::{counted, laid_out, named, ratio, reachable, statistic};
use super::scopes::scoped;
use super::times::{Years, last_whole_year, years};
use crate::domain::Dictionary;
use crate::drafting::Brief;
use crate::drafting::proposal::{DerivePart, OutputPart, Part, Proposal};
use crate::drafting::reading::{Asked, Division, Reading, Said, Test, Wanted};
use crate::drafting::vocabulary::{EventWords, TopicKind};

/// More years than these are not shown year by year.
const MOST_YEARS: i64 = 12;

pub(super) fn compose(reading: &mut Reading, brief: &Brief<'_>, dictionary: &Dictionary) -> Proposal {
    let mut proposal = Proposal { unit: "經歷".to_owned(), ..Proposal::default() };
    let scope = scoped(reading, brief);
    proposal.conditions.extend(scope.conditions);
    let all = reading.wanted.clone();
    for wanted in all.iter().filter(|wanted| wanted.has_demand()) {
        let events = events_of(wanted, &all);
        let Some(first) = events.first() else { continue };
        for question in events.iter().filter_map(|event| event.question.clone()) {
            reading.ask(question);
        }
        let years = years(&wanted.periods, brief)
            .or_else(|| all.iter().find_map(|wanted| super::times::years(&wanted.periods, brief)))
            .unwrap_or_else(|| {
                reading.ask("要統計哪一段期間？擬案暫計最近一個完整年度。");
                let last = last_whole_year(brief.today);
                Years { from: last, to: last, words: String::new() }
            });
        let date = first.date.clone();
        let (year, expr) = year_of(&events);
        add(&mut proposal, DerivePart::expression(&year, &expr));
        let mut conditions = tests(wanted, &mut proposal, dictionary);
        let mut divisions: Vec<Part> = Vec::new();
        if let Some(words) = &scope.by_authority
            && !wanted.divisions.iter().any(|said| matches!(&said.what, Division::Field(fields) if ["主管機關", "縣市", "服務機關"].contains(&fields[0].name.as_str())))
        {
            divisions.push(Part::new("主管機關", words));
        }
        if let Some(words) = &scope.by_county {
            divisions.push(Part::new("縣市", words));
        }
        if let Some(words) = &scope.by_office {
            divisions.push(Part::new("服務機關", words));
        }
        let at = Place { unit: "經歷", dictionary, year: Some(&year), years: None };
        for said in &wanted.divisions {
            let at_event = wanted.topic(TopicKind::AtEvent).is_some();
            let said = as_of_event(said, at_event, &date, &mut proposal);
            divisions.extend(division(&said, &at, &mut proposal, reading));
        }
        let rate = wanted.topic(TopicKind::Rate).map(|said| said.words.clone());
        if let Some(words) = &rate {
            reading.ask(format!(
                "「{words}」的分母為何（期初與期末的平均人數、年底人數）？擬案暫用期初與期末的平均人數。"
            ));
            let table = rate_table(&events, &years, &date, words, divisions.clone(), conditions.clone());
            proposal.tables.push(table);
        }
        conditions.push(Part::new(texts_expr("異動原因", &reasons(&events), false), words_of(wanted)));
        conditions.push(Part::new(years.condition(&year), &years.words));
        if years.from < years.to && !divisions.iter().any(|part| part.text == year) {
            divisions.push(Part::new(year.clone(), &years.words));
        }
        let measures = count_measures(&events, wanted, &date, &mut proposal);
        proposal
            .tables
            .insert(proposal.tables.len() - usize::from(rate.is_some()), laid_out(divisions, measures, conditions));
    }
    if proposal.tables.is_empty() {
        proposal.tables.push(OutputPart { measures: vec![Part::implied("\"人數\"")], ..OutputPart::default() });
    }
    proposal
}

/// The events of one output; a rate names its own.
fn events_of(wanted: &Wanted, all: &[Wanted]) -> Vec<EventWords> {
    let mut events: Vec<EventWords> = wanted.events().map(|(event, _)| event.clone()).collect();
    if events.is_empty() {
        events = all.iter().flat_map(|wanted| wanted.events().map(|(event, _)| event.clone())).collect();
    }
    if events.is_empty()
        && let Some(said) = wanted.topic(TopicKind::Rate)
        && let Asked::Topic(topic) = &said.what
    {
        events.extend(super::super::vocabulary::vocabulary().event.into_iter().find(|event| event.name == topic.event));
    }
    events
}

/// The year in which each event happened, and its name: those who come, come on their 到職日, those who go on their 離職日.
fn year_of(events: &[EventWords]) -> (String, String) {
    let date = &events[0].date;
    let plain = (format!("{}年度", date.trim_end_matches('日')), format!("ROC_YEAR({date})"));
    let others: Vec<EventWords> = events.iter().filter(|event| event.date != *date).cloned().collect();
    let Some(other) = others.first() else { return plain };
    let expr = format!(
        "CASE WHEN {} THEN ROC_YEAR({}) ELSE ROC_YEAR({date}) END",
        texts_expr("異動原因", &reasons(&others), false),
        other.date
    );
    ("異動年度".to_owned(), expr)
}

fn reasons(events: &[EventWords]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in events.iter().flat_map(|event| &event.reasons) {
        if !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    reasons
}

fn words_of(wanted: &Wanted) -> String {
    let words: Vec<&str> = wanted.events().map(|(_, words)| words).collect();
    words.join("」「")
}

fn tests(wanted: &Wanted, proposal: &mut Proposal, dictionary: &Dictionary) -> Vec<Part> {
    let mut parts = Vec::new();
    for said in &wanted.tests {
        if said.what.subject() == "在職" {
            continue;
        }
        let Some(placed) = place(&said.what, "經歷", dictionary) else { continue };
        let says = match &said.what {
            Test::Values { candidates, .. } => {
                candidates.first().map_or_else(String::new, |value| value.labels.join(""))
            }
            other => other.subject().to_owned(),
        };
        let expr = reachable(placed, &says, &said.words, proposal);
        parts.push(Part::new(expr, &said.words));
    }
    parts
}

/// Bands of age or seniority at the time of the event.
fn as_of_event(said: &Said<Division>, at_event: bool, date: &str, proposal: &mut Proposal) -> Said<Division> {
    let Division::Bands { of, edges } = &said.what else { return said.clone() };
    if !at_event {
        return said.clone();
    }
    let Some(name) = number_at_event(&of.name, date, &said.words, proposal) else { return said.clone() };
    let of = crate::drafting::lexicon::FieldRef { name, table: String::new(), ..of.clone() };
    Said { what: Division::Bands { of, edges: edges.clone() }, words: said.words.clone() }
}

/// 年資 or 年齡 on the day of the event.
fn number_at_event(name: &str, date: &str, words: &str, proposal: &mut Proposal) -> Option<String> {
    let since = match name {
        "年資" => "初任公職日",
        "年齡" => "出生日期",
        _ => return None,
    };
    let own = format!("{}時{name}", date.trim_end_matches('日'));
    add(proposal, DerivePart::expression(&own, &format!("YEARS_BETWEEN({since}, {date})")).said(words));
    Some(own)
}

fn count_measures(events: &[EventWords], wanted: &Wanted, date: &str, proposal: &mut Proposal) -> Vec<Part> {
    let mut measures = Vec::new();
    for event in events {
        let words = wanted.events().find(|(known, _)| known.name == event.name).map_or("", |(_, words)| words);
        let name = format!("{}人數", event.name);
        measures.push(Part::new(counted(&name, &texts_expr("異動原因", &event.reasons, false)), words));
    }
    for asked in &wanted.asked {
        match &asked.what {
            Asked::Cases => measures.push(Part::new("\"件數\"", &asked.words)),
            Asked::Share => {
                measures.push(Part::new("{ name = \"占比\", share = \"件數\", of = \"total\" }", &asked.words));
            }
            Asked::Statistic(kind, fields) => {
                if let Some(own) = number_at_event(&fields[0].name, date, &asked.words, proposal) {
                    let (word, key) = named(*kind);
                    measures.push(Part::new(statistic(&format!("{word}{own}"), key, &own), &asked.words));
                }
            }
            Asked::AtEvent(kind, field, _) => {
                if let Some(own) = number_at_event(&field.name, date, &asked.words, proposal) {
                    let (word, key) = named(*kind);
                    measures.push(Part::new(statistic(&format!("{word}{own}"), key, &own), &asked.words));
                }
            }
            _ => {}
        }
    }
    if let Some(at) = measures.iter().position(|part| part.text.contains("share = \"件數\""))
        && !measures[..at].iter().any(|part| part.text == "\"件數\"")
    {
        measures.insert(at, Part::implied("\"件數\""));
    }
    measures
}

/// Events over the average of those at the beginning and at the end of each year.
fn rate_table(
    events: &[EventWords],
    years: &Years,
    date: &str,
    words: &str,
    mut divisions: Vec<Part>,
    conditions: Vec<Part>,
) -> OutputPart {
    let expr = texts_expr("異動原因", &reasons(events), false);
    let name = events.iter().map(|event| event.name.as_str()).collect::<Vec<_>>().join("");
    let name = if name.chars().count() > 6 { "離職".to_owned() } else { name };
    // What holds only for those who left does not divide those who stayed.
    divisions
        .retain(|part| !(part.text.contains("離職") || part.text.contains("異動原因") || part.text.ends_with("年度")));
    let from = years.from.max(years.to - MOST_YEARS + 1);
    let mut measures = Vec::new();
    let staff = |year: i64| format!("ROC_YEAR(到職日) <= {year} AND (離職日 IS NULL OR ROC_YEAR(離職日) > {year})");
    for year in from - 1..=years.to {
        measures.push(Part::implied(counted(&format!("{year}年底人數"), &staff(year))));
    }
    for year in from..=years.to {
        let average = format!("{year}年平均人數");
        let both = format!("(\\\"{}年底人數\\\" + \\\"{year}年底人數\\\") / 2", year - 1);
        measures.push(Part::implied(format!("{{ name = \"{average}\", expr = \"{both}\", decimals = 1 }}")));
        let number = format!("{year}年{name}人數");
        measures.push(Part::new(counted(&number, &format!("{expr} AND ROC_YEAR({date}) = {year}")), words));
        measures.push(Part::new(ratio(&format!("{year}年{name}率"), &number, &average), words));
    }
    laid_out(divisions, measures, conditions)
}
