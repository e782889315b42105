//! Where a problem stands: a cell, a place in a text, or a file as a whole.

use serde::{Deserialize, Serialize};

/// The place of a problem, as `contract.md` §3 writes it in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Location {
    /// A cell of a spreadsheet.
    Cell {
        /// File name.
        file: String,
        /// Sheet name.
        sheet: String,
        /// `D7`.
        cell: String,
    },
    /// A place in a text; line and column count from 1, in characters.
    Text {
        /// File name.
        file: String,
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// How many characters it covers on its first line.
        #[serde(skip, default)]
        width: usize,
        /// The line itself, for the caret.
        #[serde(skip, default)]
        excerpt: String,
    },
    /// The file as a whole.
    File {
        /// File name.
        file: String,
    },
}

impl Location {
    /// The file it is in.
    #[must_use]
    pub fn file(&self) -> &str {
        match self {
            Self::Cell { file, .. } | Self::Text { file, .. } | Self::File { file } => file,
        }
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cell { file, sheet, cell } => write!(f, "{file}［{sheet}］{cell}"),
            Self::Text { file, line, column, .. } => write!(f, "{file}:{line}:{column}"),
            Self::File { file } => f.write_str(file),
        }
    }
}

/// The spreadsheet name of a cell, both counted from 0: `(6, 3)` is `D7`.
#[must_use]
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let column: String = letters.into_iter().rev().collect();
    format!("{column}{}", row + 1)
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        for (row, column, name) in [(0, 0, "A1"), (6, 3, "D7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 702, "AAA10")] {
            assert_eq!(cell_name(row, column), name);
        }
    }
}
