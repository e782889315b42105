//! Spreadsheets and Parquet files: their rows as text, read by one thread into the same [`RowReader`] as CSV.

use std::borrow::Cow;
use std::cell::RefCell;

use super::ImportError;
use super::csv_file::FIRST_ROWS;
use super::damage::damage;
use super::folder::{ExportFile, Format};
use super::parquet_rows::{ParquetRows, open_parquet};
use super::pieces::Pieces;
use super::row_reader::{FileRules, RowReader};
use super::sheet_rows::{SheetRow, read_sheet};
use crate::dataset::progress::Progress;
use crate::source::{Problem, Problems};

/// Rows that become one piece.
const PIECE: usize = 16_384;

/// A file that gives rows of text.
pub(super) enum RowFile {
    Sheet(Vec<SheetRow>),
    Parquet(ParquetRows),
}

impl RowFile {
    /// Opens `file`; a problem where it cannot be read as what it claims to be.
    pub(super) fn open(file: &ExportFile) -> Result<Self, Box<Problem>> {
        match file.format {
            Format::Sheet => read_sheet(&file.path, &file.name).map(Self::Sheet),
            Format::Csv | Format::Parquet => open_parquet(&file.path, &file.name).map(Self::Parquet),
        }
    }

    /// The first rows that are not blank. The names of Parquet columns stand in line 0, its rows count from 1.
    pub(super) fn first_rows(&self) -> Result<Vec<(u64, Vec<String>)>, Box<Problem>> {
        let trimmed =
            |cells: &mut dyn Iterator<Item = &str>| cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        match self {
            Self::Sheet(rows) => Ok(rows
                .iter()
                .filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
                .take(FIRST_ROWS)
                .map(|row| (row.number, trimmed(&mut row.cells.iter().map(String::as_str))))
                .collect()),
            Self::Parquet(rows) => {
                let mut first = vec![(0, rows.names().to_vec())];
                rows.visit_first(FIRST_ROWS, &mut |number, cells| {
                    first.push((number, trimmed(&mut cells.iter().copied())));
                })?;
                Ok(first)
            }
        }
    }

    /// Reads every row below the header.
    pub(super) fn read(
        self,
        header_line: u64,
        rules: &FileRules<'_>,
        pieces: &mut Pieces,
        problems: &Problems,
        progress: &dyn Progress,
    ) -> Result<(), ImportError> {
        let total = match &self {
            Self::Sheet(rows) => u64::try_from(rows.len()).ok(),
            Self::Parquet(rows) => Some(rows.rows()),
        };
        progress.begin(&format!("讀取 {}", rules.file), total);
        let mut rows =
            RowPieces { reader: Some(RowReader::new(rules, PIECE)), rules, pieces, progress, in_piece: 0, number: 0 };
        match self {
            Self::Sheet(sheet) => {
                for row in sheet.iter().filter(|row| row.number > header_line) {
                    rows.row(row.number, &mut row.cells.iter().map(String::as_str))?;
                }
            }
            Self::Parquet(parquet) => {
                // The visitor cannot fail, so the first failure is kept and the rest passed over.
                let failed = RefCell::new(None);
                let visited = parquet.visit(&mut |number, cells| {
                    if failed.borrow().is_none()
                        && let Err(error) = rows.row(number, &mut cells.iter().copied())
                    {
                        *failed.borrow_mut() = Some(error);
                    }
                });
                if let Some(error) = failed.into_inner() {
                    return Err(error);
                }
                if let Err(problem) = visited {
                    problems.push(*problem);
                }
            }
        }
        rows.finish()?;
        progress.finish();
        Ok(())
    }
}

struct RowPieces<'a> {
    reader: Option<RowReader<'a>>,
    rules: &'a FileRules<'a>,
    pieces: &'a mut Pieces,
    progress: &'a dyn Progress,
    in_piece: usize,
    number: usize,
}

impl RowPieces<'_> {
    fn row(&mut self, line: u64, cells: &mut dyn Iterator<Item = &str>) -> Result<(), ImportError> {
        let mut cells: Vec<Cow<'_, str>> = cells.map(Cow::Borrowed).collect();
        // A sheet ends its rows where its widest row ends; a header that is narrower is what counts.
        while cells.len() > self.rules.header.width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let Some(reader) = &mut self.reader else { return Ok(()) };
        match cells.iter().find_map(|cell| damage(cell)) {
            Some(rule) => reader.read_broken(line, &cells.join(","), rule),
            None => reader.read(line, &cells),
        }
        self.in_piece += 1;
        if self.in_piece == PIECE { self.finish() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<(), ImportError> {
        if let Some(reader) = self.reader.replace(RowReader::new(self.rules, PIECE)) {
            let piece = reader.finish()?;
            self.progress.advance(piece.tally.rows);
            // How much is left is not known in bytes; such files are small enough to be read to their end.
            self.pieces.add(self.number, piece, u64::MAX)?;
            self.number += 1;
            self.in_piece = 0;
        }
        Ok(())
    }
}
