//! Measures of a table.

use super::conditions::{Placed, child_of, field_for, place};
use super::divisions::{Place, add};
use super::outputs::year_of;
use crate::drafting::lexicon::Statistic;
use crate::drafting::proposal::{DerivePart, OutputPart, Part, Proposal, quoted};
use crate::drafting::reading::{Asked, Reading, Said, Wanted};

/// `{ name = "…", count = "…" }`
pub(super) fn counted(name: &str, condition: &str) -> String {
    format!("{{ name = {}, count = {} }}", quoted(name), quoted(condition))
}

/// `{ name = "…", ratio = ["…", "…"], as = "percent" }`
pub(super) fn ratio(name: &str, part: &str, whole: &str) -> String {
    format!("{{ name = {}, ratio = [{}, {}], as = \"percent\" }}", quoted(name), quoted(part), quoted(whole))
}

/// `{ name = "…", mean = "…", decimals = 2 }`
pub(super) fn statistic(name: &str, what: &str, field: &str) -> String {
    format!("{{ name = {}, {what} = {}, decimals = 2 }}", quoted(name), quoted(field))
}

/// A condition of the unit; one on a child table becomes an own field that says whether there is such a row.
pub(super) fn reachable(placed: Placed, says: &str, words: &str, proposal: &mut Proposal) -> String {
    let Some(table) = placed.child else { return placed.expr };
    let name = format!("有{says}{table}資料").replace(['、', ' ', '\'', '(', ')'], "");
    add(proposal, DerivePart::child(&name, &table, &placed.expr, "any", None).said(words));
    name
}

/// The measures that `wanted` asks for; 人數 where it asks for none.
pub(super) fn measures(wanted: &Wanted, at: &Place<'_>, proposal: &mut Proposal, reading: &mut Reading) -> Vec<Part> {
    let mut parts = vec![headcount(wanted)];
    for asked in &wanted.asked {
        for part in one(asked, at, proposal, reading) {
            push(&mut parts, part);
        }
    }
    if let Some(limit) = &wanted.limit
        && let Some(name) = parts.iter().rev().find_map(|part| ratio_name(&part.text))
    {
        let flag = format!("是否超過{}%", limit.what);
        #[expect(clippy::cast_precision_loss, reason = "a percentage of at most a few digits")]
        let share = limit.what as f64 / 100.0;
        let expr = format!("CASE WHEN {name} > {share} THEN '超過' WHEN {name} <= {share} THEN '未超過' END");
        push(&mut parts, Part::new(format!("{{ name = {}, expr = {} }}", quoted(&flag), quoted(&expr)), &limit.words));
    }
    parts
}

fn headcount(wanted: &Wanted) -> Part {
    let said = wanted.asked.iter().find(|asked| asked.what == Asked::Headcount);
    said.map_or_else(|| Part::implied("\"人數\""), |said| Part::new("\"人數\"", &said.words))
}

fn push(parts: &mut Vec<Part>, part: Part) {
    if !parts.iter().any(|known| known.text == part.text) {
        parts.push(part);
    }
}

fn ratio_name(text: &str) -> Option<String> {
    text.contains(", ratio = ").then(|| text.split('"').nth(1).map(ToOwned::to_owned)).flatten()
}

fn one(asked: &Said<Asked>, at: &Place<'_>, proposal: &mut Proposal, reading: &mut Reading) -> Vec<Part> {
    let Place { unit, dictionary, years, .. } = *at;
    let words = asked.words.as_str();
    let of = |text: String| vec![Part::new(text, words)];
    match &asked.what {
        Asked::Cases => of("\"件數\"".to_owned()),
        Asked::Share => of("{ name = \"占比\", share = \"人數\", of = \"total\" }".to_owned()),
        Asked::AtEvent(kind, field, event) => {
            let (word, key) = named(*kind);
            let since = if field.name == "年資" { "初任公職日" } else { "出生日期" };
            let on = if event.date == "到職日" { "初任公職日" } else { "離職日" };
            let own = format!("{}時{}", event.name, field.name);
            add(proposal, DerivePart::expression(&own, &format!("YEARS_BETWEEN({since}, {on})")).said(words));
            of(statistic(&format!("{word}{own}"), key, &own))
        }
        Asked::Statistic(kind, fields) => {
            let Some(field) = field_for(fields, unit) else { return Vec::new() };
            let (word, key) = named(*kind);
            let name = format!("{word}{}", field.name);
            if let Some(table) = child_of(field, unit) {
                let own = format!("每人{}合計", field.name);
                let condition = match (years, year_of(&table)) {
                    (Some(years), Some(year)) => years.condition(year),
                    _ => String::new(),
                };
                add(
                    proposal,
                    DerivePart::child(&own, &table, &condition, "sum", Some((&field.name, None))).said(words),
                );
                return of(statistic(&name, key, &own));
            }
            of(statistic(&name, key, &field.name))
        }
        Asked::Part { tests, name, ratio: as_ratio } => {
            let mut placed: Vec<Placed> = Vec::new();
            for one in tests.iter().filter_map(|test| place(test, unit, dictionary)) {
                match placed.iter_mut().find(|known| known.child.is_some() && known.child == one.child) {
                    Some(known) => known.expr = format!("{} AND {}", known.expr, one.expr),
                    None => placed.push(one),
                }
            }
            let exprs: Vec<String> =
                placed.into_iter().map(|placed| reachable(placed, name, words, proposal)).collect();
            if exprs.is_empty() {
                return Vec::new();
            }
            let number = format!("{name}人數");
            let mut parts = vec![Part::new(counted(&number, &exprs.join(" AND ")), words)];
            if *as_ratio {
                parts.push(Part::new(ratio(&format!("{name}比率"), &number, "人數"), words));
            }
            parts
        }
        Asked::Event(event) => {
            reading.ask(format!("「{words}」（{}）要以哪一段期間計？", event.name));
            Vec::new()
        }
        // The head count stands first in every table; topics are tables of their own.
        Asked::Headcount | Asked::Topic(_) => Vec::new(),
    }
}

/// 人事人員 by their series for a hundred others, authority by authority.
pub(super) fn staffing(words: &str, proposal: &mut Proposal, reading: &mut Reading) -> OutputPart {
    reading.ask("每百名職員的分母是否含教師及約聘僱人員？擬案暫以編制內職員計。");
    add(
        proposal,
        DerivePart::expression("人事人員", "人員類別 = '公務人員' AND COALESCE(職系 = '人事行政', FALSE)").said(words),
    );
    let measures = vec![
        Part::new(counted("職員數", "人員類別 = '公務人員'"), words),
        Part::new(counted("人事人員數", "人事人員"), words),
        Part::new(
            "{ name = \"每百名職員人事人員數\", expr = \"人事人員數 * 100 / 職員數\", decimals = 2 }".to_owned(),
            words,
        ),
    ];
    laid_out(vec![Part::implied("主管機關")], measures, Vec::new())
}

/// The word and the key of a statistic.
pub(super) fn named(kind: Statistic) -> (&'static str, &'static str) {
    match kind {
        Statistic::Mean => ("平均", "mean"),
        Statistic::Median => ("中位", "median"),
        Statistic::Maximum => ("最高", "max"),
        Statistic::Minimum => ("最低", "min"),
        Statistic::Sum => ("合計", "sum"),
    }
}

/// A table whose divisions stand on its two sides.
pub(super) fn laid_out(mut divisions: Vec<Part>, measures: Vec<Part>, conditions: Vec<Part>) -> OutputPart {
    // One field twice is a mistake of the query.
    let mut seen: Vec<String> = Vec::new();
    divisions.retain(|part| {
        let new = !seen.contains(&part.text);
        seen.push(part.text.clone());
        new
    });
    let across = divisions.len() > 1;
    let narrow = |part: &Part| part.text == "性別" || part.text.ends_with('層') || part.text.starts_with("主管別");
    let (columns, rows): (Vec<Part>, Vec<Part>) = divisions.into_iter().partition(|part| across && narrow(part));
    let (rows, columns) = if rows.is_empty() { (columns, rows) } else { (rows, columns) };
    OutputPart { conditions, rows, columns, measures, totals: true, ..OutputPart::default() }
}
