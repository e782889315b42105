//! Single cells of a frame, changed; rows put in.

use polars::prelude::{DataFrame, Int32Chunked, IntoColumn, NewChunkedArray, PolarsResult, StringChunked};

/// What is to become of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum NewCell {
    /// A day, or none.
    Day(Option<i32>),
    /// A text, or none.
    Text(Option<String>),
    /// A whole number.
    Number(i32),
}

/// Changes to one table; rows are numbered as they were before any change.
#[derive(Debug, Default)]
pub(in crate::dataset) struct FrameEdits {
    cells: Vec<(String, usize, NewCell)>,
    copies: Vec<(usize, String)>,
}

impl FrameEdits {
    /// Changes a cell.
    pub(in crate::dataset) fn set(&mut self, column: &str, row: usize, cell: NewCell) {
        self.cells.push((column.to_owned(), row, cell));
    }

    /// Adds a copy of `row` under another identity number.
    pub(in crate::dataset) fn copy(&mut self, row: usize, identity: &str) {
        self.copies.push((row, identity.to_owned()));
    }

    /// The frame with these changes.
    ///
    /// # Errors
    /// When a column is not there or of another type.
    pub(in crate::dataset) fn apply(&self, frame: &DataFrame, identity: &str) -> PolarsResult<DataFrame> {
        let mut frame = frame.clone();
        let first_copy = frame.height();
        for (row, _) in &self.copies {
            let row = i64::try_from(*row).expect("a frame has fewer rows than 2^63");
            let copy = frame.slice(row, 1);
            frame.vstack_mut(&copy)?;
        }
        let renamed = self
            .copies
            .iter()
            .enumerate()
            .map(|(at, (_, name))| (identity.to_owned(), first_copy + at, NewCell::Text(Some(name.clone()))));
        let cells: Vec<_> = self.cells.iter().cloned().chain(renamed).collect();
        for (column, row, cell) in &cells {
            set_cell(&mut frame, column, *row, cell)?;
        }
        frame.rechunk_mut_par();
        Ok(frame)
    }
}

fn set_cell(frame: &mut DataFrame, column: &str, row: usize, cell: &NewCell) -> PolarsResult<()> {
    let old = frame.column(column)?;
    let new = match cell {
        NewCell::Day(day) => {
            let days = old.date()?.physical().iter().enumerate();
            let days = days.map(|(at, known)| if at == row { *day } else { known });
            Int32Chunked::from_iter_options(column.into(), days).into_date().into_column()
        }
        NewCell::Number(number) => {
            let numbers = old.i32()?.iter().enumerate();
            let numbers = numbers.map(|(at, known)| if at == row { Some(*number) } else { known });
            Int32Chunked::from_iter_options(column.into(), numbers).into_column()
        }
        NewCell::Text(text) => {
            let texts = old.str()?.iter().enumerate();
            let texts = texts.map(|(at, known)| if at == row { text.as_deref() } else { known });
            StringChunked::from_iter_options(column.into(), texts).into_column()
        }
    };
    frame.replace(column, new)?;
    Ok(())
}
