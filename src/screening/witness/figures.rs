//! The figures that a query gives over some persons, cell by cell; the published tables of an entry as a query.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::people::{People, identity};
use crate::domain::{Dictionary, Formula, IDENTITY};
use crate::query::{
    Arguments, Orders, Query, RawContent, RawResult, RunError, Value, check_query, parse_query, run_query,
};
use crate::screening::catalogue::{Entry, EntryMeasure};
use crate::source::{Problems, SourceText};

/// One figure: its table, the labels of its cell, its measure.
pub(super) type Place = (usize, Vec<String>, String);
/// Every figure that is not nothing: a cell with nobody is as good as none.
pub(super) type Figures = BTreeMap<Place, Value>;

/// The figures of `query` over `people`.
pub(super) fn figures(query: &Query, people: &People<'_>) -> Result<Figures, RunError> {
    let result = run_query(query, people.dictionary, &[people], &Orders::new())?;
    let mut figures = Figures::new();
    each(&result, |table, labels, measure, value| {
        figures.insert((table, labels.iter().map(Value::label).collect(), measure.to_owned()), value.clone());
    });
    Ok(figures)
}

/// The figures that each of `people` alone adds.
pub(super) fn figures_of_each(query: &Query, people: &People<'_>) -> Result<Vec<Figures>, RunError> {
    let result = run_query(&query.by_person(), people.dictionary, &[people], &Orders::new())?;
    let places: BTreeMap<String, usize> = (0..people.persons.len()).map(|place| (identity(place), place)).collect();
    let mut figures = vec![Figures::new(); people.persons.len()];
    each(&result, |table, labels, measure, value| {
        let Some((Value::Text(number), rest)) = labels.split_first() else { return };
        if let Some(place) = places.get(number) {
            let labels = rest.iter().map(Value::label).collect();
            figures[*place].insert((table, labels, measure.to_owned()), value.clone());
        }
    });
    Ok(figures)
}

fn each(result: &RawResult, mut say: impl FnMut(usize, &[Value], &str, &Value)) {
    for (place, table) in result.tables().iter().enumerate() {
        let RawContent::CrossTab(cross) = table.content() else { continue };
        for (row, row_key) in cross.row_keys().iter().enumerate() {
            for (column, column_key) in cross.column_keys().iter().enumerate() {
                // Totals are made of the other cells or computed from the same persons; a table is compared without.
                let (Some(row_key), Some(column_key)) = (row_key, column_key) else { continue };
                if row_key.len() < cross.row_fields().len() || column_key.len() < cross.column_fields().len() {
                    continue;
                }
                let labels = [row_key.as_slice(), column_key].concat();
                for (measure, format) in cross.measures().iter().enumerate() {
                    let value = cross.cell(row, column, measure).map(|cell| &cell.value);
                    if let Some(value) = value.filter(|value| !matches!(value, Value::Null | Value::Integer(0))) {
                        say(place, &labels, &format.name, value);
                    }
                }
            }
        }
    }
}

/// Where the two differ, first of all.
pub(super) fn difference<'a>(left: &'a Figures, right: &'a Figures) -> Option<&'a Place> {
    let places = left.keys().chain(right.keys());
    places.into_iter().find(|place| !same(left.get(*place), right.get(*place)))
}

fn same(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Decimal(left)), Some(Value::Decimal(right))) => (left - right).abs() < 1e-9,
        _ => left == right,
    }
}

/// Everything that `entry` publishes, as a query. The identity of the persons of a list is left out where only what one
/// person adds is looked at.
pub(super) fn published(entry: &Entry, dictionary: &Dictionary, with_identity: bool) -> Option<Query> {
    let mut derives = String::new();
    let mut tables = String::new();
    let shown = |field: &String| {
        let name = if entry.breaks.contains_key(field) { format!("{field}（{}）", entry.id) } else { field.clone() };
        name.replace(['（', '）', '-'], "_")
    };
    for (field, breaks) in &entry.breaks {
        let Formula::Band { of, .. } = &dictionary.derived(field)?.formula else { return None };
        // Writing to a text cannot fail.
        let _ = writeln!(derives, "[[derive]]\nname = {:?}\nband = {of:?}\nbreaks = {breaks:?}", shown(field));
    }
    let mut table = |fields: &[String], measures: &str| {
        let fields: Vec<String> =
            fields.iter().filter(|field| with_identity || *field != IDENTITY).map(shown).collect();
        let _ = writeln!(tables, "[[table]]\ntitle = \"表\"\nrows = {fields:?}\nmeasures = [{measures}]");
    };
    for cross in &entry.crosses {
        table(cross, "\"人數\"");
    }
    if entry.crosses.is_empty() {
        table(&[], "\"人數\"");
    }
    for measure in &entry.measures {
        if let EntryMeasure::Mean { mean, by, .. } = measure {
            table(by, &format!("\"人數\", {{ name = \"平均\", mean = {mean:?} }}"));
        }
    }
    let population =
        if entry.population_text.is_empty() { String::new() } else { format!("where = {:?}\n", entry.population_text) };
    let text = format!("title = \"表\"\nunit = {:?}\n{population}{derives}{tables}", entry.unit);
    let (source, problems) = (SourceText::new("entry", text), Problems::new());
    let spec = parse_query(&source, &problems)?;
    check_query(&spec, dictionary, &source, &Arguments::none(), &problems)
}
