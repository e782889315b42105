//! What a command has to say, as values; `human` and `json` are two printers of the same values.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};
use serde_json::Value;

use super::diagnostic::render_problem;
use crate::source::Problem;

/// The result of a command.
pub trait Report {
    /// For programs.
    fn json(&self) -> Value;
    /// For people.
    fn human(&self, page: &mut Page);
}

/// A text for people, in the width and colours of where it will be shown.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: usize,
    color: bool,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new(width: usize, color: bool) -> Self {
        Self { text: String::new(), width, color }
    }

    /// One line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        let text = self.strong(text);
        self.line(text);
    }

    /// `text` in bold, where there are colours.
    #[must_use]
    pub fn strong(&self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A label and its value, the values aligned.
    pub fn entry(&mut self, label: &str, value: impl AsRef<str>) {
        use unicode_width::UnicodeWidthStr as _;
        const LABEL: usize = 14;
        let pad = LABEL.saturating_sub(label.width());
        let mut lines = value.as_ref().lines();
        let first = lines.next().unwrap_or_default();
        self.line(format!("{label}{}{first}", " ".repeat(pad)).trim_end());
        for line in lines {
            self.line(format!("{}{line}", " ".repeat(LABEL)));
        }
    }

    /// A problem with its place and hints.
    pub fn problem(&mut self, problem: &Problem) {
        let text = render_problem(problem, self.color, self.width);
        self.line(text.trim_end());
    }

    /// What can be typed next.
    pub fn hint(&mut self, text: impl AsRef<str>) {
        self.line(format!("提示：{}", text.as_ref()));
    }

    /// A table; columns named in `right` are numbers.
    pub fn table(&mut self, header: &[&str], rows: Vec<Vec<String>>, right: &[usize]) {
        let mut table = Table::new();
        let rule = LineStyle::none().fill('─').junction('─');
        table.load_style(presets::NOTHING.header_separator(rule));
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        table.set_header(header.iter().map(Cell::new).collect::<Vec<_>>());
        for row in rows {
            table.add_row(row);
        }
        for index in right {
            if let Some(column) = table.column_mut(*index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let text = table.to_string();
        for line in text.lines() {
            self.line(line.trim_end());
        }
    }

    /// The whole text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}
