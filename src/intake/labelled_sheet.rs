//! One sheet with its labels, and the value that belongs to each: beside it, under it, in pieces, or over several rows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::FormField;
use super::grid::{CellValue, Grid, GridView, Position, Region};
use super::label::{Label, parse_labels};
use super::raw_form::{RawField, tidy};
use super::split_value::{Piece, join_pieces, place_marks};
use crate::source::{Location, cell_name};

/// How far to the right of its label a value is looked for.
const FARTHEST_COLUMN: u32 = 200;
/// How many rows a passage may have.
const LONGEST_PASSAGE: u32 = 500;
/// A form has some fifteen labels; a sheet with this many is a list of something.
const MAX_LABELS: usize = 400;
/// What closes a letter, and no passage of a form goes on after it.
const CLOSINGS: &[&str] =
    &["此致", "敬致", "敬祝", "順頌", "敬請", "謹陳", "謹致", "-- ", "--\u{a0}", "___", "＿＿＿", "寄件者", "From:"];

/// A sheet, read for its labels.
pub(super) struct LabelledSheet<'a> {
    file: &'a str,
    view: GridView<'a>,
    labels: BTreeMap<Position, Vec<Label>>,
    /// What stands beside a label is never the value of the label above it.
    taken: BTreeSet<Position>,
    is_lines: bool,
}

impl<'a> LabelledSheet<'a> {
    /// Finds the labels of `grid`.
    pub(super) fn new(file: &'a str, grid: &'a Grid) -> Self {
        let view = GridView::new(grid);
        let is_lines = view.is_lines();
        let mut sheet = Self { file, labels: find_labels(grid), view, taken: BTreeSet::new(), is_lines };
        let beside =
            sheet.labels.keys().flat_map(|at| sheet.to_the_right(sheet.view.region(*at), sheet.labels.get(at)));
        sheet.taken = beside.map(|piece| piece.at).collect();
        sheet
    }

    /// Every label of a field, in the order of the rows.
    pub(super) fn labels(&self) -> impl Iterator<Item = (Position, &Label)> {
        let all = self.labels.iter().flat_map(|(at, labels)| labels.iter().map(|label| (*at, label)));
        all.filter(|(_, label)| label.field != FormField::Other)
    }

    /// The value of a label.
    pub(super) fn read_field(&self, at: Position, label: &Label) -> RawField {
        let region = self.view.region(at);
        let field = label.field;
        let own = self.labels.get(&at);
        let is_last = own.and_then(|labels| labels.last()) == Some(label);
        if !label.value.is_empty() {
            let mut text = label.value.clone();
            if field == FormField::PersonalData {
                for piece in self.to_the_right(region, own).iter().take_while(|_| is_last) {
                    text = format!("{text} {}", piece.text);
                }
            } else if is_passage(field) && self.is_lines && is_last {
                text = self.lines_from(text, region.end.0 + 1);
            }
            return self.field(field, &text, at, None);
        }
        // A label that another one follows in the same cell was left empty.
        if !is_last {
            return self.field(field, "", at, None);
        }
        let mut pieces = self.to_the_right(region, own);
        if pieces.is_empty() {
            pieces = self.below(region, field);
        } else if is_passage(field) || field == FormField::PersonalData {
            pieces.extend(self.further_rows(region));
        }
        match pieces.first() {
            Some(first) => {
                let at = first.at;
                let pieces = if field == FormField::PersonalData { self.with_gaps(region, pieces) } else { pieces };
                let (text, date) = join_pieces(field, &pieces);
                self.field(field, &text, at, date)
            }
            // The place where it should have been written.
            None => self.field(field, "", (region.start.0, region.end.1 + 1), None),
        }
    }

    fn field(&self, field: FormField, text: &str, at: Position, date_cell: Option<Date>) -> RawField {
        let cell = cell_name(at.0, at.1);
        let place = Location::Cell { file: self.file.to_owned(), sheet: self.view.grid.sheet.clone(), cell };
        RawField { text: tidy(field, text), place, span: None, date_cell }
    }

    /// Whether a label stands at `origin` that ends what stands before it.
    fn is_label(&self, origin: Position) -> bool {
        self.labels.contains_key(&origin)
    }

    /// The filled cells to the right of a label, up to the next label, row by row of the label's region.
    fn to_the_right(&self, label: Region, own: Option<&Vec<Label>>) -> Vec<Piece<'a>> {
        // The last label of a cell owns what is beside it.
        if own.and_then(|labels| labels.last()).is_none_or(|label| label.field == FormField::Other) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for row in label.start.0..=label.end.0.min(label.start.0.saturating_add(FARTHEST_COLUMN)) {
            self.row_pieces(row, label.end.1 + 1, &mut found);
        }
        found
    }

    /// The filled cells of a row from `column` on, up to the next label.
    fn row_pieces(&self, row: u32, column: u32, found: &mut Vec<Piece<'a>>) {
        let last = self.view.last_column.min(column.saturating_add(FARTHEST_COLUMN));
        for column in column..=last {
            let Some((origin, value)) = self.view.shown((row, column)) else { continue };
            if self.is_label(origin) {
                break;
            }
            if found.iter().all(|known| known.at != origin) {
                found.push(Piece::new(origin, value));
            }
        }
    }

    /// The filled cells under a label, unless they are labels or belong to one beside them; of a passage, all its rows.
    fn below(&self, label: Region, field: FormField) -> Vec<Piece<'a>> {
        let mut found: Vec<Piece<'a>> = Vec::new();
        let mut blank = 0;
        let longest = if is_passage(field) { LONGEST_PASSAGE } else { 1 };
        let mut row = label.end.0 + 1;
        while row <= label.end.0 + longest && row <= self.view.last_row {
            let shown = (label.start.1..=label.end.1).filter_map(|column| self.view.shown((row, column)));
            let mut pieces: Vec<Piece<'a>> = Vec::new();
            for (at, value) in shown {
                if pieces.iter().all(|known| known.at != at) {
                    pieces.push(Piece::new(at, value));
                }
            }
            if pieces.iter().any(|piece| self.is_label(piece.at) || self.taken.contains(&piece.at)) {
                break;
            }
            // Rows after the first go on only where nothing else stands in them.
            if !found.is_empty() && (self.has_others(row, label) || pieces.iter().any(|piece| closes(&piece.text))) {
                break;
            }
            blank = if pieces.is_empty() { blank + 1 } else { 0 };
            if blank > self.blank_rows() || pieces.is_empty() && found.is_empty() && !self.is_lines {
                break;
            }
            let take_all =
                is_passage(field) || matches!(field, FormField::PersonalData | FormField::AppliedOn | FormField::Phone);
            let fresh = pieces.into_iter().filter(|piece| found.iter().all(|known| known.at != piece.at));
            let fresh: Vec<Piece<'a>> = fresh.take(if take_all { usize::MAX } else { 1 }).collect();
            found.extend(fresh);
            row += 1;
        }
        found
    }

    /// Empty rows inside a passage: a letter parts its paragraphs by them.
    fn blank_rows(&self) -> u32 {
        if self.is_lines { 2 } else { 1 }
    }

    fn has_others(&self, row: u32, label: Region) -> bool {
        let outside = self.view.grid.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), _)| *column);
        outside.into_iter().any(|column| !(label.start.1..=label.end.1).contains(&column))
    }

    /// The rows after a label's own that go on with its passage: nothing at or left of the label, no label anywhere.
    fn further_rows(&self, label: Region) -> Vec<Piece<'a>> {
        let mut found = Vec::new();
        let mut blank = 0;
        for row in label.end.0 + 1..=self.view.last_row.min(label.end.0.saturating_add(LONGEST_PASSAGE)) {
            let cells = self.view.grid.cells.range((row, 0)..=(row, u32::MAX));
            let filled: Vec<Position> =
                cells.filter(|(_, value)| !value.text().trim().is_empty()).map(|(at, _)| *at).collect();
            let ends = |at: &Position| self.is_label(*at) || at.1 <= label.end.1 || self.taken.contains(at);
            if filled.iter().any(ends) {
                break;
            }
            blank = if filled.is_empty() { blank + 1 } else { 0 };
            if blank > self.blank_rows() {
                break;
            }
            self.row_pieces(row, label.end.1 + 1, &mut found);
        }
        found
    }

    /// The lines of a letter from `row` on, up to the next label or the closing.
    fn lines_from(&self, mut text: String, row: u32) -> String {
        let column = self.view.last_column;
        let mut blank = 0;
        for row in row..=self.view.last_row.min(row.saturating_add(LONGEST_PASSAGE)) {
            match self.view.shown((row, column)) {
                Some((at, _)) if self.is_label(at) => break,
                Some((_, value)) if closes(&value.text()) => break,
                Some((_, value)) => {
                    text.push_str(&"\n".repeat(1 + blank));
                    text.push_str(&value.text());
                    blank = 0;
                }
                None => blank += 1,
            }
            if blank > self.blank_rows() as usize {
                break;
            }
        }
        text
    }

    /// Where the boxes of 是 and 否 are cells of their own, an empty one is an empty box.
    fn with_gaps(&self, label: Region, pieces: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let row = label.start.0;
        if pieces.iter().any(|piece| piece.at.0 != row) {
            return pieces;
        }
        let last = pieces.last().map_or(0, |piece| self.view.region(piece.at).end.1);
        let mut cells: Vec<Piece<'a>> = Vec::new();
        for column in label.end.1 + 1..=last + 1 {
            let region = self.view.region((row, column));
            if cells.iter().any(|known| known.at == region.start) || self.is_label(region.start) {
                continue;
            }
            let shown = self.view.shown((row, column)).map(|(at, value)| Piece::new(at, value));
            cells.push(shown.unwrap_or_else(|| Piece::empty(region.start)));
        }
        place_marks(&cells).unwrap_or(pieces)
    }
}

fn is_passage(field: FormField) -> bool {
    matches!(field, FormField::Reason | FormField::Description | FormField::CheckedSources)
}

fn closes(line: &str) -> bool {
    let line = line.trim_start();
    CLOSINGS.iter().any(|closing| line.starts_with(closing))
}

/// The labels of a sheet; weak ones where enough others make it a form and the field has no better, and then the first.
fn find_labels(grid: &Grid) -> BTreeMap<Position, Vec<Label>> {
    let texts = grid.cells.iter().filter_map(|(at, value)| match value {
        CellValue::Text(text) => Some((*at, parse_labels(text))),
        _ => None,
    });
    let mut labels: BTreeMap<Position, Vec<Label>> =
        texts.filter(|(_, labels)| !labels.is_empty()).take(MAX_LABELS + 1).collect();
    if labels.len() > MAX_LABELS {
        return BTreeMap::new();
    }
    let strong: BTreeSet<FormField> = labels
        .values()
        .flatten()
        .filter(|label| !label.weak && label.field != FormField::Other)
        .map(|label| label.field)
        .collect();
    let is_form = strong.iter().any(|field| field.is_telling());
    let mut known = strong;
    for cell in labels.values_mut() {
        cell.retain(|label| {
            // Words beside fields (「職稱」) have parted the values of a line; a passage may hold them as words of its own.
            let other = label.field == FormField::Other;
            !label.weak || !other && is_form && known.insert(label.field)
        });
    }
    labels.retain(|_, cell| !cell.is_empty());
    labels
}
