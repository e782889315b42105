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

impl Grid {
    /// The merged region that holds `at`, or the cell alone.
    pub(super) fn region(&self, at: Position) -> Region {
        let holds = |region: &&Region| {
            (region.start.0..=region.end.0).contains(&at.0) && (region.start.1..=region.end.1).contains(&at.1)
        };
        self.merged.iter().find(holds).copied().unwrap_or(Region { start: at, end: at })
    }

    /// The value shown at `at`: of a merged region, the value of its first cell.
    pub(super) fn shown(&self, at: Position) -> Option<(Position, &CellValue)> {
        let origin = self.region(at).start;
        let value = self.cells.get(&origin)?;
        (!value.text().trim().is_empty()).then_some((origin, value))
    }

    /// The last filled column.
    pub(super) fn last_column(&self) -> u32 {
        self.cells.keys().map(|(_, column)| *column).max().unwrap_or(0)
    }
}
