//! Finds the form among the sheets of a workbook or the tables of a document, and puts its fields together.

use std::collections::{BTreeMap, BTreeSet};

use super::FormField;
use super::grid::Grid;
use super::labelled_sheet::LabelledSheet;
use super::raw_form::{RawField, RawForm};
use crate::source::{Location, Problem, Problems, cell_name};

/// A second sheet with this many of them filled in is a form of its own, unless the first lacks most of them.
const SECOND_FORM: usize = 4;
/// Two forms share labels; two tables of one form do not.
const SHARED_LABELS: usize = 3;
/// Sheets that show how to fill in the form.
const EXAMPLE_NAMES: &[&str] = &["範例", "範本", "樣張", "說明", "sample", "example"];

/// The fields of a sheet.
pub(super) type Fields = BTreeMap<FormField, RawField>;

/// The form, taken from the sheet that has most of it filled in; none where no sheet has one of its labels.
///
/// Fields whose label is missing there are taken from the other sheets, unless these are forms of their own.
pub(super) fn find_form(file: &str, grids: &[Grid], problems: &Problems) -> Option<RawForm> {
    let mut sheets: Vec<(&Grid, Fields, Vec<Problem>)> = Vec::new();
    for grid in grids {
        let mut doubts = Vec::new();
        let fields = read_fields(file, grid, &mut doubts);
        sheets.push((grid, fields, doubts));
    }
    let score = |(grid, fields, _): &(&Grid, Fields, Vec<Problem>)| {
        let labels = FormField::CORE.iter().filter(|field| fields.contains_key(field)).count();
        (labels > 0, !is_example(grid), grid.visible, filled(fields), labels)
    };
    // The first of the best: `max_by_key` would take the last.
    let best = (0..sheets.len()).rev().max_by_key(|index| score(&sheets[*index]))?;
    if !score(&sheets[best]).0 {
        return None;
    }
    let (grid, mut fields, doubts) = sheets.remove(best);
    problems.extend(doubts);
    for (other, others, _) in sheets {
        if filled(&others) < SECOND_FORM || shared(&fields, &others) < SHARED_LABELS {
            for (field, found) in others {
                fields.entry(field).or_insert(found);
            }
        } else if !is_example(other) && other.visible {
            let message = format!("「{}」也有填寫的申請表，未讀取；本次只讀「{}」", other.sheet, grid.sheet);
            let location = Location::Cell { file: file.to_owned(), sheet: other.sheet.clone(), cell: cell_name(0, 0) };
            problems.push(Problem::warning("second-form", message).at(location).hint("一案一檔，請分成兩個檔案"));
        }
    }
    Some(RawForm { file: file.to_owned(), source: None, fields, reported: BTreeSet::new() })
}

fn filled(fields: &Fields) -> usize {
    FormField::CORE.iter().filter(|field| fields.get(field).is_some_and(|found| !found.text.is_empty())).count()
}

fn shared(fields: &Fields, others: &Fields) -> usize {
    FormField::CORE.iter().filter(|field| fields.contains_key(field) && others.contains_key(field)).count()
}

fn is_example(grid: &Grid) -> bool {
    let name = grid.sheet.to_lowercase();
    EXAMPLE_NAMES.iter().any(|example| name.contains(example))
}

fn read_fields(file: &str, grid: &Grid, doubts: &mut Vec<Problem>) -> Fields {
    let sheet = LabelledSheet::new(file, grid);
    let mut fields = Fields::new();
    for (at, label) in sheet.labels() {
        let found = sheet.read_field(at, label);
        match fields.get(&label.field) {
            Some(known) if !known.text.is_empty() => {
                if !found.text.is_empty() && found.text != known.text {
                    doubts.push(repeated(label.field, known, &found));
                }
            }
            _ => {
                fields.insert(label.field, found);
            }
        }
    }
    fields
}

fn repeated(field: FormField, known: &RawField, other: &RawField) -> Problem {
    let message = format!("「{}」出現兩次：採用「{}」，略去「{}」", field.label(), known.text, other.text);
    Problem::warning("repeated-label", message).at(other.place.clone())
}
