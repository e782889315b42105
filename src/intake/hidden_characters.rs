//! Marks that nobody sees and that turn the direction of writing, so that a text reads as another. They are taken out where
//! fields are tidied; here they are told, since an office that writes them has been attacked, or attacks.

use super::grid::{CellValue, Grid};
use crate::source::{Location, Problem, cell_name};

/// More notes than this say nothing new.
const MAX_NOTES: usize = 5;

/// A note for each cell with such a mark.
pub(super) fn hidden_in_grids(file: &str, grids: &[Grid]) -> Vec<Problem> {
    let cells = grids.iter().flat_map(|grid| grid.cells.iter().map(move |(at, value)| (grid, *at, value)));
    cells
        .filter(|(_, _, value)| matches!(value, CellValue::Text(text) if text.contains(turns)))
        .take(MAX_NOTES)
        .map(|(grid, (row, column), _)| {
            let (file, sheet) = (file.to_owned(), grid.sheet.clone());
            note(Location::Cell { file, sheet, cell: cell_name(row, column) })
        })
        .collect()
}

/// A note for each line with such a mark.
pub(super) fn hidden_in_text(file: &str, text: &str) -> Vec<Problem> {
    let line_of = |(line, text): (usize, &str)| {
        let column = text.chars().position(turns)? + 1;
        let file = file.to_owned();
        Some(note(Location::Text { file, line: line + 1, column, width: 0, excerpt: String::new() }))
    };
    text.lines().enumerate().filter_map(line_of).take(MAX_NOTES).collect()
}

fn note(place: Location) -> Problem {
    Problem::note("hidden-characters", "這裡有改變文字方向的控制字元，已移除；請核對內容").at(place)
}

fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::hidden_in_text;

    #[test]
    fn turned_text_is_told_at_its_place() {
        let found = hidden_in_text("a.toml", "x\nagency = \"\u{202e}部動勞\"\n");
        assert_eq!(found[0].location.as_ref().unwrap().to_string(), "a.toml:2:11");
        assert!(hidden_in_text("a.toml", "勞動部\u{200b}").is_empty());
    }
}
