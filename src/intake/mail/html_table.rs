//! The tables of a page as grids: cells at their places, merged cells as regions.

use crate::intake::grid::{CellValue, Grid, Region};

/// A form has some twenty rows of a few columns.
const MAX_ROWS: u32 = 5_000;
const MAX_COLUMNS: u32 = 64;
const MAX_TABLES: usize = 200;
/// Tables that only arrange others lie a few deep.
const MAX_DEPTH: usize = 32;

/// The tables that are open, and those that are done.
#[derive(Default)]
pub(super) struct Tables {
    open: Vec<Table>,
    /// Tables opened beyond the depth that is read.
    ignored: usize,
    done: Vec<Grid>,
}

struct Table {
    grid: Grid,
    /// The row after the one that is being read.
    next_row: u32,
    next_column: u32,
    /// For each column, the first row that no cell from above reaches into.
    free_from: [u32; MAX_COLUMNS as usize],
    cell: Option<Cell>,
}

struct Cell {
    region: Region,
    text: String,
}

/// The number of an attribute: `colspan="3"`.
pub(super) fn number_attribute(tag: &str, name: &str) -> u32 {
    let tag = tag.get(..tag.len().min(2_000)).unwrap_or_default().to_ascii_lowercase();
    let Some((_, behind)) = tag.split_once(name) else { return 1 };
    let Some(value) = behind.trim_start().strip_prefix('=') else { return 1 };
    let digits: String =
        value.trim_start().trim_start_matches(['"', '\'']).chars().take_while(char::is_ascii_digit).take(5).collect();
    digits.parse().unwrap_or(1).max(1)
}

impl Tables {
    pub(super) fn open(&mut self) {
        if self.open.len() >= MAX_DEPTH || self.done.len() + self.open.len() >= MAX_TABLES {
            self.ignored += 1;
            return;
        }
        self.open.push(Table::new());
    }

    pub(super) fn close(&mut self) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        self.close_cell();
        self.done.extend(self.open.pop().map(|table| table.grid));
    }

    pub(super) fn open_row(&mut self) {
        self.close_cell();
        if let Some(table) = self.current() {
            table.next_row = table.next_row.saturating_add(1);
            table.next_column = 0;
        }
    }

    pub(super) fn open_cell(&mut self, columns: u32, rows: u32) {
        self.close_cell();
        if let Some(table) = self.current() {
            table.open_cell(columns, rows);
        }
    }

    pub(super) fn close_cell(&mut self) {
        if let Some(table) = self.current() {
            table.close_cell();
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        if let Some(cell) = self.current().and_then(|table| table.cell.as_mut()) {
            cell.text.push_str(text);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Grid> {
        self.ignored = 0;
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }

    fn current(&mut self) -> Option<&mut Table> {
        if self.ignored > 0 { None } else { self.open.last_mut() }
    }
}

impl Table {
    fn new() -> Self {
        let grid = Grid { sheet: "郵件表格".to_owned(), visible: true, ..Grid::default() };
        Self { grid, next_row: 0, next_column: 0, free_from: [0; MAX_COLUMNS as usize], cell: None }
    }

    fn open_cell(&mut self, columns: u32, rows: u32) {
        let row = self.next_row.saturating_sub(1);
        let free = |column: &u32| self.free_from.get(*column as usize).is_some_and(|first| *first <= row);
        let Some(column) = (self.next_column..MAX_COLUMNS).find(free) else { return };
        if row >= MAX_ROWS {
            return;
        }
        let last = |start: u32, count: u32, limit: u32| start.saturating_add(count - 1).min(limit - 1);
        let end = (last(row, rows, MAX_ROWS), last(column, columns, MAX_COLUMNS));
        for taken in column..=end.1 {
            self.free_from[taken as usize] = end.0 + 1;
        }
        self.next_column = end.1 + 1;
        self.cell = Some(Cell { region: Region { start: (row, column), end }, text: String::new() });
    }

    fn close_cell(&mut self) {
        let Some(Cell { region, text }) = self.cell.take() else { return };
        if region.start != region.end {
            self.grid.merged.push(region);
        }
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let text = lines.join("\n").trim().to_owned();
        if !text.is_empty() {
            self.grid.cells.insert(region.start, CellValue::Text(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::html::parse_html;

    /// Why: the official form has merged cells in both directions, and mail programs put tables into tables.
    #[test]
    fn merged_cells_lie_where_they_are_shown() {
        let page = parse_html(
            "<table><tr><td>外<table><tr><td rowspan=2>申請<br>機構</td><td colspan='2'>一</td></tr>\
             <tr><th>二<th>三</table></td></tr></table>",
        );
        let [inner, outer] = &page.tables[..] else { panic!("{page:?}") };
        let cells: Vec<_> = inner.cells.iter().map(|(at, value)| (*at, value.text())).collect();
        let wanted = [((0, 0), "申請\n機構"), ((0, 1), "一"), ((1, 1), "二"), ((1, 2), "三")];
        assert_eq!(cells, wanted.map(|(at, text)| (at, text.to_owned())));
        assert_eq!(inner.merged.len(), 2);
        assert_eq!(outer.cells[&(0, 0)].text(), "外");
    }

    /// Why: spans of any size and tables without end must cost nothing.
    #[test]
    fn tables_have_bounds() {
        let wide =
            format!("<table>{}</table>", "<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>".repeat(2_000));
        let page = parse_html(&wide);
        assert!(page.tables[0].cells.len() <= 2_000);
        let deep = "<table><tr><td>".repeat(100_000);
        assert!(parse_html(&deep).tables.len() <= 200);
    }
}
