//! Finds the form in the sheets of a workbook: labels wherever they stand, and the value that belongs to each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::FormField;
use super::grid::{CellValue, Grid, Position, Region};
use super::label::{Label, parse_label};
use super::raw_form::{RawField, RawForm, tidy};
use crate::source::{Location, Problem, Problems, cell_name};

/// Fields that make a sheet a form; a telephone number alone does not.
const CORE: &[FormField] = &[
    FormField::Agency,
    FormField::Applicant,
    FormField::AppliedOn,
    FormField::Reason,
    FormField::Description,
    FormField::PersonalData,
    FormField::Approval,
];
/// A second sheet with this many of them filled in is a form of its own.
const SECOND_FORM: usize = 4;
/// Sheets that show how to fill in the form.
const EXAMPLE_NAMES: &[&str] = &["範例", "範本", "樣張", "說明", "sample", "example"];
/// How far to the right of its label a value is looked for.
const FARTHEST_COLUMN: u32 = 200;

type Fields = BTreeMap<FormField, RawField>;

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
        let labels = CORE.iter().filter(|field| fields.contains_key(field)).count();
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
        if filled(&others) < SECOND_FORM {
            for (field, found) in others {
                fields.entry(field).or_insert(found);
            }
        } else if !is_example(other) && other.visible {
            let message = format!("工作表「{}」也有填寫的申請表，未讀取；本次只讀「{}」", other.sheet, grid.sheet);
            let location = Location::Cell { file: file.to_owned(), sheet: other.sheet.clone(), cell: cell_name(0, 0) };
            problems.push(Problem::warning("second-form", message).at(location).hint("一案一檔，請分成兩個檔案"));
        }
    }
    Some(RawForm { file: file.to_owned(), source: None, fields, reported: BTreeSet::new() })
}

fn filled(fields: &Fields) -> usize {
    CORE.iter().filter(|field| fields.get(field).is_some_and(|found| !found.text.is_empty())).count()
}

fn is_example(grid: &Grid) -> bool {
    let name = grid.sheet.to_lowercase();
    EXAMPLE_NAMES.iter().any(|example| name.contains(example))
}

fn read_fields(file: &str, grid: &Grid, doubts: &mut Vec<Problem>) -> Fields {
    let labels: BTreeMap<Position, Label> = grid
        .cells
        .iter()
        .filter_map(|(at, value)| match value {
            CellValue::Text(text) => parse_label(text).map(|label| (*at, label)),
            _ => None,
        })
        .collect();
    let mut sheet = LabelledSheet { file, grid, labels: &labels, taken: BTreeSet::new() };
    // What stands beside a label is never the value of the label above it.
    let beside = labels.keys().flat_map(|at| sheet.to_the_right(grid.region(*at)));
    sheet.taken = beside.map(|(origin, _)| origin).collect();
    let mut fields = Fields::new();
    for (at, label) in labels.iter().filter(|(_, label)| label.field != FormField::Other) {
        let found = sheet.read_field(*at, label);
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

struct LabelledSheet<'a> {
    file: &'a str,
    grid: &'a Grid,
    labels: &'a BTreeMap<Position, Label>,
    taken: BTreeSet<Position>,
}

impl LabelledSheet<'_> {
    fn read_field(&self, at: Position, label: &Label) -> RawField {
        let region = self.grid.region(at);
        if !label.value.is_empty() {
            return self.field(label.field, &label.value, at, None);
        }
        if label.field == FormField::PersonalData {
            let cells = self.to_the_right(region);
            let texts: Vec<String> = cells.iter().map(|(_, value)| value.text()).collect();
            if let Some((first, _)) = cells.first() {
                return self.field(label.field, &texts.join(" "), *first, None);
            }
        }
        match self.to_the_right(region).first().copied().or_else(|| self.below(region)) {
            Some((found, value)) => {
                let date = (label.field == FormField::AppliedOn).then(|| date_of(value)).flatten();
                self.field(label.field, &value.text(), found, date)
            }
            // The place where it should have been written.
            None => self.field(label.field, "", (region.start.0, region.end.1 + 1), None),
        }
    }

    fn field(&self, field: FormField, text: &str, at: Position, date_cell: Option<Date>) -> RawField {
        let cell = cell_name(at.0, at.1);
        let place = Location::Cell { file: self.file.to_owned(), sheet: self.grid.sheet.clone(), cell };
        RawField { text: tidy(field, text), place, span: None, date_cell }
    }

    /// The filled cells to the right of a label, up to the next label, row by row of the label's region.
    fn to_the_right(&self, label: Region) -> Vec<(Position, &CellValue)> {
        let mut found: Vec<(Position, &CellValue)> = Vec::new();
        let last = self.grid.last_column().min(label.end.1.saturating_add(FARTHEST_COLUMN));
        for row in label.start.0..=label.end.0.min(label.start.0.saturating_add(FARTHEST_COLUMN)) {
            for column in label.end.1 + 1..=last {
                let Some((origin, value)) = self.grid.shown((row, column)) else { continue };
                if self.labels.contains_key(&origin) {
                    break;
                }
                if found.iter().all(|(known, _)| *known != origin) {
                    found.push((origin, value));
                }
            }
        }
        found
    }

    /// The filled cell right under a label, unless it is a label or belongs to one beside it.
    fn below(&self, label: Region) -> Option<(Position, &CellValue)> {
        let row = label.end.0 + 1;
        let (origin, value) = (label.start.1..=label.end.1).find_map(|column| self.grid.shown((row, column)))?;
        (!self.labels.contains_key(&origin) && !self.taken.contains(&origin)).then_some((origin, value))
    }
}

/// A date cell, or a number that is one whose format was lost: 46143 is 2026-05-01.
fn date_of(value: &CellValue) -> Option<Date> {
    match value {
        CellValue::Date(date) => Some(*date),
        CellValue::Number(number) if (36_526.0..73_051.0).contains(number) => {
            #[expect(clippy::cast_possible_truncation, reason = "in range, and the fraction is the time of day")]
            let days = number.trunc() as i32;
            date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
        }
        _ => None,
    }
}
