//! Puts the paragraphs and cells of a document together into grids, as its reader comes across them.

use std::collections::BTreeMap;

use crate::intake::grid::{CellValue, Grid, Position, Region, lines_grid};

/// A form has some thirty cells and a page of lines.
const MAX_CELLS: usize = 200_000;
/// Deeper tables are read, but their text is not copied into the cells around them.
const DEEPEST_COPY: usize = 4;
/// Word allows 63 columns, Writer no more than this.
const MAX_COLUMNS: u32 = 1_024;
const MAX_ROWS: u32 = 1_048_576;

/// The tables and lines of a document while it is read.
#[derive(Default)]
pub(super) struct DocumentBuilder {
    tables: Vec<Grid>,
    body: String,
    boxes: String,
    open: Vec<Open>,
    cells: usize,
}

enum Open {
    Table(OpenTable),
    /// With the text of tables in it, and without.
    Cell {
        text: String,
        own: String,
        span: Span,
    },
    Box {
        text: String,
    },
}

struct OpenTable {
    /// Its place among the tables, which stand in the order in which they begin.
    index: usize,
    row: Option<u32>,
    column: u32,
    /// The merged regions that go on downwards, by their first column.
    growing: BTreeMap<u32, Region>,
    deleted: bool,
    /// What the last cell with a table in it says of its own.
    frame: Option<String>,
}

/// How far a cell reaches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Columns.
    pub(super) columns: u32,
    /// Rows, where the document says it at the first cell.
    pub(super) rows: u32,
    /// What Word says of each cell instead.
    pub(super) down: Down,
    /// How many cells like this one stand side by side, where the document says it once.
    pub(super) repeated: u32,
}

/// Whether a cell is merged with the one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Down {
    /// It is not.
    Alone,
    /// It is the first of a region.
    First,
    /// It belongs to the region above.
    Under,
    /// It belongs to the cell on its left.
    Beside,
}

impl Default for Span {
    fn default() -> Self {
        Self { columns: 1, rows: 1, down: Down::Alone, repeated: 1 }
    }
}

impl DocumentBuilder {
    /// Text of the paragraph that is open.
    pub(super) fn push(&mut self, text: &str) {
        self.write(text, true);
    }

    /// The paragraph ends.
    pub(super) fn end_paragraph(&mut self) {
        self.push("\n");
    }

    /// A table begins.
    pub(super) fn start_table(&mut self) {
        let sheet = format!("表格{}", self.tables.len() + 1);
        self.tables.push(Grid { sheet, visible: true, ..Grid::default() });
        let index = self.tables.len() - 1;
        self.open.push(Open::Table(OpenTable {
            index,
            row: None,
            column: 0,
            growing: BTreeMap::new(),
            deleted: false,
            frame: None,
        }));
    }

    /// A row begins.
    pub(super) fn start_row(&mut self) {
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.row = Some(table.row.map_or(0, |row| row.saturating_add(1)).min(MAX_ROWS));
            table.column = 0;
            table.deleted = false;
        }
    }

    /// The row stands for more of its kind, which are empty.
    pub(super) fn repeat_row(&mut self, more: u32) {
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.row = table.row.map(|row| row.saturating_add(more).min(MAX_ROWS));
        }
    }

    /// The row was deleted under tracked changes.
    pub(super) fn delete_row(&mut self) {
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.deleted = true;
        }
    }

    /// Columns without a cell.
    pub(super) fn skip_columns(&mut self, columns: u32) {
        if let Some(Open::Table(table)) = self.open.last_mut() {
            table.column = table.column.saturating_add(columns).min(MAX_COLUMNS);
        }
    }

    /// A cell begins.
    pub(super) fn start_cell(&mut self) {
        self.open.push(Open::Cell { text: String::new(), own: String::new(), span: Span::default() });
    }

    /// How far the open cell reaches.
    pub(super) fn span(&mut self) -> Option<&mut Span> {
        match self.open.last_mut() {
            Some(Open::Cell { span, .. }) => Some(span),
            _ => None,
        }
    }

    /// The cell ends.
    pub(super) fn end_cell(&mut self) {
        if !matches!(self.open.last(), Some(Open::Cell { .. })) {
            return;
        }
        let Some(Open::Cell { text, own, span }) = self.open.pop() else { return };
        let Some(Open::Table(table)) = self.open.last_mut() else { return };
        if own.len() < text.len() {
            table.frame = Some(own);
        }
        let Some(grid) = self.tables.get_mut(table.index) else { return };
        let Some(row) = table.row.filter(|_| !table.deleted) else { return };
        let at = (row, table.column);
        let columns = span.columns.clamp(1, MAX_COLUMNS);
        table.column = table.column.saturating_add(columns.saturating_mul(span.repeated.max(1))).min(MAX_COLUMNS);
        place(grid, &mut table.growing, at, Span { columns, ..span }, &text);
        self.cells += 1;
    }

    /// The table ends; the cell around it has its text as well, so that nothing of a passage is lost.
    pub(super) fn end_table(&mut self) {
        if !matches!(self.open.last(), Some(Open::Table(_))) {
            return;
        }
        let Some(Open::Table(table)) = self.open.pop() else { return };
        let Some(grid) = self.tables.get_mut(table.index) else { return };
        // A table of one cell around another is a frame: what it holds is read where it stands.
        if let Some(own) = table.frame.filter(|_| grid.cells.len() == 1) {
            grid.cells.values_mut().for_each(|value| *value = CellValue::Text(own.clone()));
        }
        grid.merged.extend(table.growing.into_values().filter(|region| region.start != region.end));
        let depth = self.open.iter().filter(|open| matches!(open, Open::Table(_))).count();
        if (1..=DEEPEST_COPY).contains(&depth) {
            let text = table_text(grid);
            self.write(&text, false);
        }
    }

    /// A text box begins: its lines stand apart from the paragraph it hangs on.
    pub(super) fn start_box(&mut self) {
        self.open.push(Open::Box { text: String::new() });
    }

    /// The text box ends. In a cell it is part of what the cell shows.
    pub(super) fn end_box(&mut self) {
        if !matches!(self.open.last(), Some(Open::Box { .. })) {
            return;
        }
        let Some(Open::Box { text }) = self.open.pop() else { return };
        if self.open.is_empty() {
            self.boxes.push_str(&text);
        } else {
            self.push(text.trim_end_matches('\n'));
        }
    }

    /// Whether there is more than any form has.
    pub(super) fn is_full(&self) -> bool {
        self.cells > MAX_CELLS
    }

    /// The tables, then the lines outside them, then the lines of text boxes.
    pub(super) fn finish(self) -> Vec<Grid> {
        let mut grids = self.tables;
        for (name, text) in [("本文", self.body), ("文字方塊", self.boxes)] {
            if !text.trim().is_empty() {
                grids.push(lines_grid(name, &text));
            }
        }
        grids
    }

    /// Into the cell or box that is open, else into the lines of the body.
    fn write(&mut self, added: &str, is_own: bool) {
        let holder = self.open.iter_mut().rev().find(|open| !matches!(open, Open::Table(_)));
        match holder {
            Some(Open::Cell { text, own, .. }) => {
                text.push_str(added);
                if is_own {
                    own.push_str(added);
                }
            }
            Some(Open::Box { text }) => text.push_str(added),
            _ => self.body.push_str(added),
        }
    }
}

fn place(grid: &mut Grid, growing: &mut BTreeMap<u32, Region>, at: Position, span: Span, text: &str) {
    let right = at.1 + span.columns - 1;
    match span.down {
        Down::Under => {
            if let Some(region) = growing.get_mut(&at.1).filter(|region| region.end.0 + 1 == at.0) {
                region.end.0 = at.0;
                return;
            }
        }
        Down::Beside => {
            let left = growing.range_mut(..at.1).next_back();
            if let Some((_, region)) = left.filter(|(_, region)| region.end.1 + 1 == at.1 && region.end.0 == at.0) {
                region.end.1 = right;
                return;
            }
        }
        Down::Alone | Down::First => {}
    }
    let bottom = at.0.saturating_add(span.rows.max(1) - 1).min(MAX_ROWS);
    let known = growing.insert(at.1, Region { start: at, end: (bottom, right) });
    grid.merged.extend(known.filter(|region| region.start != region.end));
    let text = text.trim_matches('\n');
    if !text.trim().is_empty() {
        grid.cells.insert(at, CellValue::Text(text.to_owned()));
    }
}

/// The rows as lines, their cells parted by tabs.
fn table_text(grid: &Grid) -> String {
    let mut text = String::new();
    let mut last_row = None;
    for ((row, _), value) in &grid.cells {
        text.push(if last_row == Some(*row) { '\t' } else { '\n' });
        text.push_str(&value.text());
        last_row = Some(*row);
    }
    text.trim_start_matches('\n').to_owned() + "\n"
}
