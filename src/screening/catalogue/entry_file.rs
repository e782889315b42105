//! Reads the entries of a catalogue file (`contract.md` §8): names are found in the dictionary, the population is checked,
//! and every mistake is reported with its place.

use std::collections::BTreeMap;

use super::entry::{Channel, Entry, EntryMeasure, EntryScope, SeriesBreak};
use super::measure_file::read_measure;
use super::periods_file::{day, read_periods};
use crate::domain::{Band, Dictionary, Formula, PERSON, TableDef};
use crate::expr::{self, Conditions, Expr, Scope};
use crate::query::scope_of;
use crate::source::{At, Span, Table, did_you_mean};

/// What entries of each unit may name: to collect it takes longer than to read an entry, and most have the same unit.
#[derive(Default)]
pub(in crate::screening) struct Scopes(BTreeMap<String, Scope>);

impl Scopes {
    fn of(&mut self, unit: &TableDef, dictionary: &Dictionary) -> &Scope {
        self.0.entry(unit.name.clone()).or_insert_with(|| scope_of(dictionary, unit))
    }
}

/// Reads one `[[entry]]`; none where it cannot be used, with the reason among the problems.
pub(in crate::screening) fn read_entry(
    table: &Table<'_>,
    dictionary: &Dictionary,
    scopes: &mut Scopes,
) -> Option<Entry> {
    let id = table.required_string("id");
    let channel = choice(table, "channel", &Channel::CODES, None);
    let (publisher, title) = (table.required_string("publisher"), table.required_string("title"));
    let scope = choice(table, "scope", &EntryScope::CODES, Some(EntryScope::National));
    let detail = table.boolean("detail").is_some_and(|flag| flag.value);
    let verified = table.boolean("verified").is_some_and(|flag| flag.value);
    let text = |key: &str| table.string(key).map(|text| text.value);
    let (url, note) = (text("url"), text("note"));
    let periods = read_periods(table);
    let other_fields = table.strings("other_fields").into_iter().map(|word| word.value).collect();
    let (rounded_to, suppressed_below) = (at_least_two(table, "rounded_to"), at_least_two(table, "suppressed_below"));
    let unit = table.string("unit").unwrap_or_else(|| At::new(PERSON.to_owned(), table.span()));
    let Some(of_unit) = dictionary.table(&unit.value) else {
        let hint = did_you_mean(&unit.value, dictionary.tables.iter().map(|table| table.name.as_str()));
        let message = format!("沒有資料表「{}」", unit.value);
        table.problems().push(table.source().error("unknown-table", unit.span, message).hint_if(hint));
        // What depends on the unit cannot be read; its keys are known all the same.
        let _ = ["population", "crosses", "breaks", "measures", "series_breaks"].map(|key| table.has(key));
        return None;
    };
    let fields = scopes.of(of_unit, dictionary);
    let population_text = table.string("population");
    let population = population_text.as_ref().map(|text| read_population(table, text, fields));
    let rows = table.array("crosses").map(|array| array.rows()).unwrap_or_default();
    let crosses: Vec<Option<Vec<String>>> =
        rows.iter().map(|row| all(row.value.iter().map(|name| field(table, fields, name)))).collect();
    let breaks = table.table("breaks", |breaks| read_breaks(breaks, dictionary)).unwrap_or_default();
    let measures = table.array("measures").map(|array| array.items(|item| read_measure(item, table, fields)));
    let series_breaks = read_series_breaks(table, fields);
    let population = match population {
        Some(read) => Some(read?),
        None => None,
    };
    let (crosses, measures): (Vec<Vec<String>>, Vec<EntryMeasure>) =
        (all(crosses)?, all(measures.unwrap_or_default())?);
    let aliases = aliases(&crosses, &unit.value, dictionary);
    Some(Entry {
        id: id?.value,
        channel: channel?,
        publisher: publisher?.value,
        title: title?.value,
        unit: unit.value,
        population_text: population_text.map(|text| text.value).unwrap_or_default(),
        conditions: Conditions::read(population.as_ref(), fields),
        population,
        crosses,
        breaks,
        measures,
        other_fields,
        rounded_to,
        suppressed_below,
        series_breaks: series_breaks?,
        scope: scope?,
        detail,
        periods: periods?,
        url,
        verified,
        note,
        location: table.source().location(table.span()),
        aliases,
    })
}

/// All of them, or none where one is missing; every one is read, so that every mistake is reported.
pub(super) fn all<T>(items: impl IntoIterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<Option<T>> = items.into_iter().collect();
    items.into_iter().collect()
}

pub(super) fn choice<T: Copy>(
    table: &Table<'_>,
    key: &str,
    choices: &[(&'static str, T)],
    default: Option<T>,
) -> Option<T> {
    if !table.has(key) && default.is_some() {
        return default;
    }
    let text = table.required_string(key)?;
    let chosen = choices.iter().find(|(code, _)| *code == text.value).map(|(_, choice)| *choice);
    if chosen.is_none() {
        let codes: Vec<&str> = choices.iter().map(|(code, _)| *code).collect();
        let problem = table
            .source()
            .error(&format!("unknown-{key}"), text.span, format!("{key} 沒有「{}」這個值", text.value))
            .hint_if(did_you_mean(&text.value, codes.iter().copied()))
            .hint(format!("可用 {}", codes.join("、")));
        table.problems().push(problem);
    }
    chosen
}

fn read_population(table: &Table<'_>, text: &At<String>, fields: &Scope) -> Option<Expr> {
    match expr::parse(&text.value).and_then(|parsed| expr::check_condition(&parsed, fields)) {
        Ok(checked) => Some(checked),
        Err(faults) => {
            let (source, problems) = (table.source(), table.problems());
            problems.extend(faults.into_iter().map(|fault| fault.into_problem(source, text.span, &text.value)));
            None
        }
    }
}

pub(super) fn field(table: &Table<'_>, fields: &Scope, name: &At<String>) -> Option<String> {
    if let Some(found) = fields.find(&name.value) {
        return Some(found.name.clone());
    }
    let place = table.source().inside(name.span, &name.value, Span::new(0, name.value.len()));
    let (rule, message, hint) = match fields.elsewhere(&name.value) {
        Some(other) => (
            "field-of-other-table",
            format!("「{}」是資料表「{other}」的欄位，這個項目的 unit 不是它", name.value),
            format!("unit 要寫 \"{other}\" 才能用這個欄位"),
        ),
        None => ("unknown-field", format!("沒有「{}」這個欄位", name.value), fields.hint(&name.value)),
    };
    table.problems().push(table.source().error(rule, place, message).hint(hint));
    None
}

/// A multiple to which figures are rounded, or the smallest figure shown: one says nothing.
fn at_least_two(table: &Table<'_>, key: &str) -> Option<u32> {
    let at = table.integer(key)?;
    let number = u32::try_from(at.value).ok().filter(|number| *number >= 2);
    if number.is_none() {
        table.error("out-of-range", at.span, format!("{key} 至少是 2；沒有這回事就不要寫"));
    }
    number
}

fn read_series_breaks(table: &Table<'_>, fields: &Scope) -> Option<Vec<SeriesBreak>> {
    all(table.tables("series_breaks", |one| {
        let name = one.required_string("field").and_then(|name| field(one, fields, &name));
        let (on, note) = (day(one, "on"), one.required_string("note"));
        if !one.has("on") {
            one.missing("on");
        }
        Some(SeriesBreak { field: name?, on: on?, note: note?.value })
    }))
}

fn read_breaks(table: &Table<'_>, dictionary: &Dictionary) -> BTreeMap<String, Vec<f64>> {
    let mut breaks = BTreeMap::new();
    for key in table.keys() {
        let Some(array) = table.array(&key.value) else { continue };
        let edges: Vec<f64> = array.floats().into_iter().map(|at| at.value).collect();
        let banded = dictionary.derived(&key.value).filter(|field| matches!(field.formula, Formula::Band { .. }));
        match (banded, Band::new(edges.clone(), true)) {
            (Some(field), Some(_)) => {
                breaks.insert(field.name.clone(), edges);
            }
            (Some(_), None) => table.error("breaks", key.span, "breaks 要是由小到大、不重複的數字"),
            (None, _) => {
                table.error("breaks", key.span, format!("「{}」不是字典裡的分組欄位（例如年齡組）", key.value));
            }
        }
    }
    breaks
}

/// Every other name of the fields in the crosses.
fn aliases(crosses: &[Vec<String>], unit: &str, dictionary: &Dictionary) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for field in crosses.iter().flatten() {
        let stored = [unit, PERSON].into_iter().find_map(|table| dictionary.table(table)?.field(field));
        let of_field = stored.map(|field| &field.aliases).or_else(|| Some(&dictionary.derived(field)?.aliases));
        names
            .extend(of_field.into_iter().flatten().filter(|alias| !names.contains(alias)).cloned().collect::<Vec<_>>());
    }
    names
}
