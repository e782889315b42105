//! Cells become rows.

use super::{MAX_CELLS, MAX_COLUMNS, SheetError, SheetRow};
use crate::source::cell_name;

/// The rows of a sheet while its cells come in.
pub(super) struct Collected<'a> {
    sheet: &'a str,
    limit: usize,
    rows: Vec<SheetRow>,
    cells: usize,
}

impl<'a> Collected<'a> {
    /// Of `sheet` the first `limit` rows.
    pub(super) fn new(sheet: &'a str, limit: usize) -> Self {
        Self { sheet, limit, rows: Vec::new(), cells: 0 }
    }

    /// Takes the next cell; false where no more are wanted.
    pub(super) fn put(&mut self, at: (u32, u32), text: String) -> Result<bool, SheetError> {
        // A cell of blanks is an empty one that somebody touched; it must not lengthen a row.
        if text.trim().is_empty() {
            return Ok(true);
        }
        let (row, column) = at;
        if column >= MAX_COLUMNS {
            return Err(SheetError::TooWide { sheet: self.sheet.to_owned(), cell: cell_name(row, column) });
        }
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(SheetError::TooManyCells { sheet: self.sheet.to_owned() });
        }
        let number = u64::from(row) + 1;
        match self.rows.last() {
            Some(last) if last.number == number => {}
            Some(last) if last.number > number => {
                return Err(SheetError::Unreadable {
                    cause: format!("第 {number} 列排在第 {} 列之後", last.number)
                });
            }
            _ if self.rows.len() == self.limit => return Ok(false),
            last => {
                let width = last.map_or(0, |last| last.cells.len());
                self.rows.push(SheetRow { number, cells: Vec::with_capacity(width) });
            }
        }
        let cells = &mut self.rows.last_mut().expect("a row was added where there was none").cells;
        let column = usize::try_from(column).expect("below MAX_COLUMNS");
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(true)
    }

    /// Empty cells at the end of a row are there all the same: the first row says how many columns there are.
    pub(super) fn finish(mut self) -> Vec<SheetRow> {
        let width = self.rows.first().map_or(0, |row| row.cells.len());
        for row in &mut self.rows {
            if row.cells.len() < width {
                row.cells.resize(width, String::new());
            }
        }
        self.rows
    }
}
