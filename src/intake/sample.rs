//! The heads of the columns of a sample: what an applicant wants the answer to look like.

use super::grid::{CellValue, Grid};

/// Titles stand above the heads, a few rows at most.
const DEEPEST_HEAD: usize = 20;
/// No answer has more columns.
const MOST_COLUMNS: usize = 200;

/// The texts of the first row that has at least two of them, in the first sheet that has such a row; empty where none has.
pub(super) fn column_heads(grids: &[Grid]) -> Vec<String> {
    grids.iter().filter(|grid| grid.visible).find_map(heads_of).unwrap_or_default()
}

fn heads_of(grid: &Grid) -> Option<Vec<String>> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for ((row, _), value) in &grid.cells {
        let CellValue::Text(text) = value else { continue };
        let text: String = text.split_whitespace().collect();
        if text.is_empty() {
            continue;
        }
        let seen = rows.len();
        match rows.last_mut() {
            Some((known, heads)) if known == row => heads.push(text),
            _ if seen == DEEPEST_HEAD => break,
            _ => rows.push((*row, vec![text])),
        }
    }
    rows.into_iter().map(|(_, heads)| heads).find(|heads| heads.len() > 1).map(|mut heads| {
        heads.truncate(MOST_COLUMNS);
        heads
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why: a title above the table is no column, and a line break in a head is none either.
    #[test]
    fn the_first_row_of_several_texts_is_the_head() {
        let mut grid = Grid { visible: true, ..Grid::default() };
        for (at, text) in
            [((0, 0), "各主管機關人數"), ((2, 0), "主管\n機關"), ((2, 1), "女"), ((3, 0), "勞動部"), ((3, 1), "x")]
        {
            grid.cells.insert(at, CellValue::Text(text.to_owned()));
        }
        assert_eq!(column_heads(&[Grid::default(), grid]), ["主管機關", "女"]);
        assert!(column_heads(&[]).is_empty());
    }
}
