//! The filled cells of one sheet and its merged regions.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// Row and column, both from 0.
pub(super) type Position = (u32, u32);

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// TRUE or FALSE; a ticked box of newer spreadsheets.
    Flag(bool),
    /// A date cell.
    Date(Date),
}

/// A rectangle of cells, both corners inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Upper left.
    pub(super) start: Position,
    /// Lower right.
    pub(super) end: Position,
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Its name.
    pub(super) sheet: String,
    /// Whether people see it.
    pub(super) visible: bool,
    /// Its filled cells.
    pub(super) cells: BTreeMap<Position, CellValue>,
    /// Its merged regions.
    pub(super) merged: Vec<Region>,
}

impl CellValue {
    /// As text; numbers without a fraction as they are typed.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            // `{}` writes whole numbers without a point and never an exponent: 223456789 stays a telephone number.
            Self::Number(number) => number.to_string(),
            Self::Flag(true) => "TRUE".to_owned(),
            Self::Flag(false) => "FALSE".to_owned(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// One column of lines, as they stand in a letter or between the tables of a document.
pub(super) fn lines_grid(sheet: &str, text: &str) -> Grid {
    let mut grid = Grid { sheet: sheet.to_owned(), visible: true, ..Grid::default() };
    for (row, line) in (0..MAX_LINES).zip(text.lines()) {
        if !line.trim().is_empty() {
            grid.cells.insert((row, 0), CellValue::Text(line.trim_end().to_owned()));
        }
    }
    grid
}

/// Longer texts are no letters.
const MAX_LINES: u32 = 20_000;
/// A region this high is not found by looking at the rows above, one by one.
const TALL: u32 = 64;
/// So many tall regions no form has.
const MAX_TALL: usize = 100;

/// A grid with its merged regions in order, so that a sheet of a hundred thousand of them is no trap.
#[derive(Debug)]
pub(super) struct GridView<'a> {
    /// The grid.
    pub(super) grid: &'a Grid,
    /// The last filled column.
    pub(super) last_column: u32,
    /// The last filled row.
    pub(super) last_row: u32,
    low: BTreeMap<Position, Region>,
    tall: Vec<Region>,
}

impl<'a> GridView<'a> {
    /// Puts the regions of `grid` in order.
    pub(super) fn new(grid: &'a Grid) -> Self {
        let (tall, low): (Vec<Region>, Vec<Region>) =
            grid.merged.iter().partition(|region| region.end.0.saturating_sub(region.start.0) >= TALL);
        Self {
            grid,
            last_column: grid.cells.keys().map(|(_, column)| *column).max().unwrap_or(0),
            last_row: grid.cells.keys().next_back().map_or(0, |(row, _)| *row),
            low: low.into_iter().map(|region| (region.start, region)).collect(),
            tall: tall.into_iter().take(MAX_TALL).collect(),
        }
    }

    /// The merged region that holds `at`, or the cell alone.
    pub(super) fn region(&self, at: Position) -> Region {
        let holds = |region: &&Region| {
            (region.start.0..=region.end.0).contains(&at.0) && (region.start.1..=region.end.1).contains(&at.1)
        };
        let alone = Region { start: at, end: at };
        if self.low.is_empty() && self.tall.is_empty() {
            return alone;
        }
        let above = (at.0.saturating_sub(TALL)..=at.0).rev();
        // Regions do not overlap, so of those that begin in a row only the nearest on the left can reach this far.
        let mut near =
            above.filter_map(|row| self.low.range((row, 0)..=(row, at.1)).next_back()).map(|(_, region)| region);
        near.find(holds).or_else(|| self.tall.iter().find(holds)).copied().unwrap_or(alone)
    }

    /// The value shown at `at`: of a merged region, the value of its first cell.
    pub(super) fn shown(&self, at: Position) -> Option<(Position, &'a CellValue)> {
        let origin = self.region(at).start;
        let value = self.grid.cells.get(&origin)?;
        (!value.text().trim().is_empty()).then_some((origin, value))
    }

    /// Whether everything stands in one column: lines, not a table.
    pub(super) fn is_lines(&self) -> bool {
        self.grid.cells.keys().map(|(_, column)| column).min() == Some(&self.last_column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_regions_are_found_by_any_of_their_cells() {
        let regions = [((0, 0), (2, 1)), ((0, 2), (0, 5)), ((3, 1), (200, 1)), ((5, 3), (5, 4))];
        let merged = regions.map(|(start, end)| Region { start, end }).to_vec();
        let grid = Grid { merged, ..lines_grid("甲", "一\n\n 二 \n") };
        let view = GridView::new(&grid);
        for (at, start) in [
            ((1, 1), (0, 0)),
            ((0, 4), (0, 2)),
            ((1, 4), (1, 4)),
            ((150, 1), (3, 1)),
            ((5, 4), (5, 3)),
            ((5, 5), (5, 5)),
            ((3, 0), (3, 0)),
        ] {
            assert_eq!(view.region(at).start, start, "{at:?}");
        }
        assert_eq!(view.shown((1, 1)).map(|(at, value)| (at, value.text())), Some(((0, 0), "一".to_owned())));
        assert_eq!((view.last_row, view.last_column, view.is_lines()), (2, 0, true));
    }
}
