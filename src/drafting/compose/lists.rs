//! Lists of persons.

use super::conditions::{child_of, field_for};
use super::divisions::{Place, brought_back};
use super::outputs::known;
use crate::domain::Disclosure;
use crate::drafting::Brief;
use crate::drafting::proposal::{OutputPart, Part, Proposal};
use crate::drafting::reading::{Reading, Wanted};

/// The columns where the text names none.
const USUAL: [&str; 3] = ["服務機關", "職稱", "姓名"];

/// The list that `wanted` asks for.
pub(super) fn list(
    wanted: &Wanted,
    conditions: Vec<Part>,
    place: &Place<'_>,
    proposal: &mut Proposal,
    reading: &mut Reading,
    brief: &Brief<'_>,
) -> OutputPart {
    let mut columns: Vec<Part> = Vec::new();
    for said in &wanted.columns {
        let Some(field) = field_for(&said.what, place.unit) else { continue };
        let name = match child_of(field, place.unit) {
            Some(table) => brought_back(&table, &field.name, &said.words, place, proposal),
            None => Some(field.name.clone()),
        };
        columns.extend(name.map(|name| Part::new(name, &said.words)));
    }
    if columns.is_empty() {
        columns = sample(place, brief);
    }
    if columns.is_empty() {
        columns = USUAL.into_iter().filter(|name| known(place.dictionary, name)).map(Part::implied).collect();
        reading.ask("名冊要列哪些欄位？");
    }
    // A list of persons names them, and 到職 beside 任公職 may be either day.
    let names = columns.iter().any(|part| part.text == "姓名");
    if !names && wanted.names && known(place.dictionary, "姓名") {
        columns.insert(0, Part::implied("姓名"));
    }
    if let Some(at) = columns.iter().position(|part| part.text == "到職日")
        && wanted.tests.iter().any(|test| test.what.subject() == "年資")
        && known(place.dictionary, "初任公職日")
    {
        let words = columns[at].words.clone();
        reading.ask("「到職日期」指到任現職的日期，或初任公職的日期？擬案兩者並列。");
        columns.insert(at, Part { text: "初任公職日".to_owned(), words });
    }
    let mut seen: Vec<String> = Vec::new();
    columns.retain(|part| {
        let new = !seen.contains(&part.text);
        seen.push(part.text.clone());
        new
    });
    let direct = wanted.columns.iter().any(|said| said.what.iter().any(|field| field.disclosure == Disclosure::Direct));
    if direct {
        reading.ask("名冊含可直接識別個人的欄位，是否為執行法定職務所必要（要點三）？請敘明職務依據。");
    } else {
        reading.ask("逐筆資料可能間接識別個人，是否可改為彙總統計？");
    }
    let order = ["服務機關", "職等", "姓名"];
    let order_by: Vec<String> = order
        .into_iter()
        .filter(|name| columns.iter().any(|part| part.text == *name))
        .map(|name| if name == "職等" { "職等 desc".to_owned() } else { name.to_owned() })
        .collect();
    let order_by = if wanted.order.is_empty() { order_by } else { wanted.order.clone() };
    OutputPart { conditions, columns, order_by, limit: wanted.top, ..OutputPart::default() }
}

/// The columns of the sample that are fields.
fn sample(place: &Place<'_>, brief: &Brief<'_>) -> Vec<Part> {
    let table = place.dictionary.table(place.unit);
    let person = place.dictionary.table(crate::domain::PERSON);
    let named = |name: &String| {
        let field = table.and_then(|table| table.field(name)).or_else(|| person?.field(name));
        let derived = || place.dictionary.derived(name).map(|derived| derived.name.clone());
        field.map(|field| field.name.clone()).or_else(derived)
    };
    brief.sample_columns.iter().filter_map(|name| Some(Part::new(named(name)?, name))).collect()
}
