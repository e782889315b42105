//! Tables and lists of persons, or of the rows of one child table.

use super::conditions::{Placed, place};
use super::divisions::{Place, add, division};
use super::measures::{laid_out, measures, reachable, staffing};
use super::scopes::scoped;
use super::times::{Years, ask_about_days, days, years};
use super::{lists, retiring};
use crate::domain::{Dictionary, PERSON};
use crate::drafting::Brief;
use crate::drafting::lexicon::field_of;
use crate::drafting::period::Period;
use crate::drafting::proposal::{DerivePart, OutputPart, Part, Proposal};
use crate::drafting::reading::{Asked, Division, Reading, Said, Test, Wanted};
use crate::drafting::vocabulary::TopicKind;

/// The year of a row of a child table.
pub(super) fn year_of(unit: &str) -> Option<&'static str> {
    match unit {
        "考績" | "考試" | "專技考試" | "檢覈" => Some("年度"),
        "獎懲" => Some("ROC_YEAR(日期)"),
        "訓練" => Some("ROC_YEAR(起日)"),
        _ => None,
    }
}

pub(super) fn compose(reading: &mut Reading, unit: &str, brief: &Brief<'_>, dictionary: &Dictionary) -> Proposal {
    let mut proposal = Proposal { unit: unit.to_owned(), ..Proposal::default() };
    let wanted = reading.wanted.clone();
    let periods = periods_of_data(&wanted);
    let of_rows = year_of(unit).and_then(|_| years(&periods, brief));
    let of_children = wanted.iter().any(|wanted| asks_child(wanted, unit, dictionary));
    let child_years = (unit == PERSON && of_children).then(|| years(&periods, brief)).flatten();
    // Years in which something happened are no days of the data.
    let exams: Vec<_> = wanted.iter().flat_map(|wanted| wanted.exam_periods.clone()).collect();
    let exam_years = years(&exams, brief);
    let happened = wanted.iter().any(|wanted| wanted.events().next().is_some()) && years(&periods, brief).is_some();
    if of_rows.is_none() && child_years.is_none() && !happened {
        (proposal.snapshots, proposal.snapshot_words) = days(&periods, brief);
    } else {
        let dated: Vec<_> =
            periods.iter().filter(|said| matches!(said.what, Period::Day(_) | Period::YearEnds(_))).cloned().collect();
        (proposal.snapshots, proposal.snapshot_words) = days(&dated, brief);
    }
    ask_about_days(&proposal.snapshots.clone(), brief, reading);

    let scope = scoped(reading, brief);
    if counts_present(unit, &wanted) {
        let said = wanted.iter().flat_map(|wanted| &wanted.tests).find(|test| test.what.subject() == "在職");
        proposal.conditions.push(said.map_or_else(|| Part::implied("在職"), |said| Part::new("在職", &said.words)));
    }
    proposal.conditions.extend(scope.conditions.clone());
    let mut year_field = None;
    if let (Some(years), Some(year)) = (&of_rows, year_of(unit)) {
        proposal.conditions.push(Part::new(years.condition(year), &years.words));
        year_field = Some(if year == "年度" {
            "年度".to_owned()
        } else {
            add(&mut proposal, DerivePart::expression(&format!("{unit}年度"), year));
            format!("{unit}年度")
        });
    }
    if let Some(years) = &exam_years {
        let year = if unit == "考試" { "年度" } else { "進用考試年度" };
        proposal.conditions.push(Part::new(years.condition(year), &years.words));
    }
    let shared = shared_tests(&wanted);
    let place = Place { unit, dictionary, year: None, years: child_years.as_ref() };
    let parts = conditions_of(shared.iter(), &place, &mut proposal);
    proposal.conditions.extend(parts);
    let alone = wanted.len() == 1;
    for wanted in wanted.iter().filter(|wanted| wanted.has_demand() || alone) {
        let own: Vec<&Said<Test>> =
            wanted.tests.iter().filter(|test| !shared.contains(test) && test.what.subject() != "在職").collect();
        let mut conditions = conditions_of(own.into_iter(), &place, &mut proposal);
        retiring::add(wanted, &mut proposal, &mut conditions, reading, brief);
        event_conditions(wanted, brief, &mut conditions, reading);
        if let Some(said) = wanted.topic(TopicKind::PersonnelStaff) {
            reading.ask("人事人員以職系（人事行政）或人事機構的單位認定？是否含兼辦人事者？擬案暫以職系計。");
            conditions.push(Part::new("職系 = '人事行政'", &said.words));
        }
        if let Some(said) = wanted.topic(TopicKind::PerHundred) {
            let table = staffing(&said.words, &mut proposal, reading);
            proposal.tables.push(table);
        }
        leave_out_careers(wanted, reading);
        let retiring = wanted.topic(TopicKind::Retiring).is_some();
        let year = if retiring { Some("屆齡年度") } else { year_field.as_deref() };
        let place = Place { unit, dictionary, year, years: child_years.as_ref() };
        if wanted.list {
            let list = lists::list(wanted, conditions.clone(), &place, &mut proposal, reading, brief);
            proposal.lists.push(list);
            // A list may come with figures of the same persons.
            if wanted.divisions.is_empty() {
                continue;
            }
        }
        let mut divisions: Vec<Part> = Vec::new();
        if let Some(words) = &scope.by_authority
            && !wanted.divisions.iter().any(|said| is_field(&said.what, &["主管機關", "縣市", "服務機關"]))
        {
            divisions.push(Part::new("主管機關", words));
        }
        if let Some(words) = &scope.by_county {
            divisions.push(Part::new("縣市", words));
        }
        if let Some(words) = &scope.by_office {
            divisions.push(Part::new("服務機關", words));
        }
        let several = of_rows.as_ref().is_some_and(|years| years.from < years.to);
        if several && let Some(year) = &year_field {
            divisions.push(Part::new(year.clone(), of_rows.as_ref().map_or("", |years| years.words.as_str())));
        }
        for said in &wanted.divisions {
            divisions.extend(division(said, &place, &mut proposal, reading));
        }
        let measures = measures(wanted, &place, &mut proposal, reading);
        proposal.tables.push(laid_out(divisions, measures, conditions));
    }
    if alone && !wanted[0].has_demand() {
        reading.ask("看不出要哪些統計項目或欄位，擬案只列人數，請列明。");
    }
    if proposal.tables.is_empty() && proposal.lists.is_empty() {
        let measures = vec![Part::implied("\"人數\"")];
        proposal.tables.push(OutputPart { measures, ..OutputPart::default() });
        reading.ask("看不出要哪些統計項目或欄位，請列明。");
    }
    proposal
}

/// What is counted in the rows of 經歷 or 考試 has no place beside what is counted in persons.
fn leave_out_careers(wanted: &Wanted, reading: &mut Reading) {
    use TopicKind::{Cohort, Destination, Rate, Remaining, Retention, Tenure};
    for said in
        [Rate, Cohort, Retention, Remaining, Tenure, Destination].into_iter().filter_map(|kind| wanted.topic(kind))
    {
        let words = &said.words;
        reading
            .leave_out(words, format!("「{words}」要另立一個查詢計算，擬案沒有列入；期間與定義（分子、分母）請說明。"));
    }
}

/// All periods but the years to come of those who will retire: those are no days of the data.
fn periods_of_data(wanted: &[Wanted]) -> Vec<Said<Period>> {
    let of_one = |wanted: &Wanted| {
        let retiring = wanted.topic(TopicKind::Retiring).is_some();
        let of_data =
            |said: &&Said<Period>| !(retiring && matches!(said.what, Period::Years(_) | Period::NextYears(_)));
        wanted.periods.iter().filter(of_data).cloned().collect::<Vec<_>>()
    };
    wanted.iter().flat_map(of_one).collect()
}

fn is_field(division: &Division, names: &[&str]) -> bool {
    matches!(division, Division::Field(fields) if names.contains(&fields[0].name.as_str()))
}

/// A head count is of those in service, unless it is of those who left.
fn counts_present(unit: &str, wanted: &[Wanted]) -> bool {
    let left = wanted.iter().any(|wanted| wanted.events().any(|(event, _)| event.date == "離職日"));
    let past = matches!(unit, "考績" | "獎懲" | "訓練") && !wanted.iter().any(|wanted| wanted.list);
    let said = wanted.iter().flat_map(|wanted| &wanted.tests).any(|test| test.what.subject() == "在職");
    // 「在職比率」 is of all, also of those who left.
    let measured = wanted.iter().flat_map(|wanted| &wanted.asked).any(|asked| match &asked.what {
        Asked::Part { tests, .. } => tests.iter().any(|test| test.subject() == "在職"),
        _ => false,
    });
    said || !(left || past || measured)
}

fn asks_child(wanted: &Wanted, unit: &str, dictionary: &Dictionary) -> bool {
    let tests = wanted
        .tests
        .iter()
        .any(|test| place(&test.what, unit, dictionary).is_some_and(|placed| placed.child.is_some()));
    let statistics = wanted.asked.iter().any(|asked| match &asked.what {
        Asked::Statistic(_, fields) => super::conditions::field_for(fields, unit)
            .is_some_and(|field| super::conditions::child_of(field, unit).is_some()),
        _ => false,
    });
    tests
        || statistics
        || wanted.columns.iter().any(|column| {
            super::conditions::field_for(&column.what, unit)
                .is_some_and(|field| super::conditions::child_of(field, unit).is_some())
        })
}

/// The tests that hold for everything that is asked: all of a single output, and those of the first that no other denies.
fn shared_tests(wanted: &[Wanted]) -> Vec<Said<Test>> {
    let Some((first, others)) = wanted.split_first() else { return Vec::new() };
    let demanding: Vec<&Wanted> = others.iter().filter(|wanted| wanted.has_demand()).collect();
    let shared = |test: &&Said<Test>| {
        test.what.subject() != "在職"
            && demanding.iter().all(|wanted| wanted.tests.iter().any(|other| other.what == test.what))
    };
    first.tests.iter().filter(shared).cloned().collect()
}

/// Tests as conditions of the query. Those on one child table speak of one and the same row, in the years that are said.
fn conditions_of<'t>(
    tests: impl Iterator<Item = &'t Said<Test>>,
    at: &Place<'_>,
    proposal: &mut Proposal,
) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rows: Vec<ChildRows> = Vec::new();
    for said in tests {
        let Some(placed) = place(&said.what, at.unit, at.dictionary) else { continue };
        let Some(table) = placed.child else {
            parts.push(Part::new(placed.expr, &said.words));
            continue;
        };
        if let Some(known) = rows.iter_mut().find(|known| known.table == table) {
            known.expr = format!("{} AND {}", known.expr, placed.expr);
            known.words = format!("{}」「{}", known.words, said.words);
        } else {
            rows.push(ChildRows { table, expr: placed.expr, words: said.words.clone() });
        }
    }
    for ChildRows { table, expr, words } in rows {
        let says: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
        let condition = match (at.years, year_of(&table)) {
            (Some(years), Some(year)) => {
                let expr = format!("{expr} AND {}", years.condition(year));
                let name = format!("{says}次數");
                add(proposal, DerivePart::child(&name, &table, &expr, "count", None).said(&words));
                // As many as there are years: every one of them.
                let least = if table == "考績" { years.to - years.from + 1 } else { 1 };
                format!("{name} >= {least}")
            }
            _ => reachable(Placed { expr, child: Some(table) }, &says, &words, proposal),
        };
        let words = at.years.map_or(words.clone(), |years| format!("{words}」「{}", years.words));
        parts.push(Part::new(condition, words));
    }
    parts
}

/// Tests on the rows of one child table.
struct ChildRows {
    table: String,
    expr: String,
    words: String,
}

/// Events beside other things are told by the person's last post.
fn event_conditions(wanted: &Wanted, brief: &Brief<'_>, conditions: &mut Vec<Part>, reading: &mut Reading) {
    let years: Option<Years> = years(&wanted.periods, brief);
    for (event, words) in wanted.events() {
        if let Some(question) = &event.question {
            reading.ask(question.clone());
        }
        if event.date == "離職日" {
            let known: Vec<String> = event
                .reasons
                .iter()
                .map(|reason| if reason == "商調" { "調任他機關".to_owned() } else { reason.clone() })
                .collect();
            conditions.push(Part::new(super::conditions::texts_expr("離職原因", &known, false), words));
            if let Some(years) = &years {
                conditions.push(Part::new(years.condition("ROC_YEAR(離職日)"), &years.words));
            }
        } else if let Some(years) = &years {
            conditions.push(Part::new(years.condition("ROC_YEAR(初任公職日)"), words));
        }
    }
}

/// The field of the dictionary under this name, which every dictionary of this program has.
pub(super) fn known(dictionary: &Dictionary, name: &str) -> bool {
    field_of(dictionary, None, name).is_some()
}
