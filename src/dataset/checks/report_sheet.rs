//! One sheet of the report: texts as text, never as formulas; real tables; widths by what stands in the columns.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Table, TableColumn, TableStyle, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr as _;

/// On every machine with a Chinese Windows or Office.
const FONT: &str = "Microsoft JhengHei";
/// Characters of a cell.
const CELL: usize = 32_767;
/// Bounds of a column, in digits; what is longer wraps.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;
/// White, and the button of a filter.
const PADDING: usize = 4;
/// An indent and the margins of a cell.
const INDENT: usize = 2;
/// Height of a line, in points.
const LINE: u32 = 17;
/// More rows than these do not change a width that people would notice.
const MEASURED: usize = 4_000;

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    /// A text, whatever it looks like.
    Text(&'a str),
    /// A number of things.
    Count(u64),
    /// A number that should be 0.
    Difference(i64),
}

/// A sheet that is written from the top down.
pub(super) struct ReportSheet {
    inner: Worksheet,
    row: u32,
    widths: Vec<usize>,
    /// Texts that wrap: row, column, width.
    wrapping: Vec<(u32, usize, usize)>,
    plain: Format,
    wrapped: Format,
    head: Format,
}

fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(11).set_font_charset(136).set_align(FormatAlign::VerticalCenter)
}

fn grave() -> Format {
    base().set_bold().set_font_color(Color::RGB(0xA6_1B_1B))
}

impl ReportSheet {
    /// An empty sheet.
    pub(super) fn new(name: &str) -> Result<Self, XlsxError> {
        let mut inner = Worksheet::new();
        inner.set_name(name)?;
        inner.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        inner.set_header("&R&9含個人資料　請依法善盡保管責任");
        let wrapped = base().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_indent(1).set_text_wrap();
        let head = base()
            .set_bold()
            .set_background_color(Color::RGB(0xDE_E8_F1))
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::Center);
        // The indent keeps a text off the number to its left.
        let plain = base().set_align(FormatAlign::Left).set_indent(1);
        Ok(Self { inner, row: 0, widths: Vec::new(), wrapping: Vec::new(), plain, wrapped, head })
    }

    /// The title of the sheet.
    pub(super) fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.alone(text, &base().set_font_size(16).set_bold())
    }

    /// A heading within the sheet.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.alone(text, &base().set_font_size(12).set_bold())
    }

    /// A sentence.
    pub(super) fn line(&mut self, text: &str) -> Result<(), XlsxError> {
        self.alone(text, &base())
    }

    /// A sentence that must be seen.
    pub(super) fn warning(&mut self, text: &str) -> Result<(), XlsxError> {
        self.alone(text, &grave())
    }

    /// An empty row.
    pub(super) fn gap(&mut self) {
        self.row += 1;
    }

    /// Text that runs over the columns and widens none.
    fn alone(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.inner.write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    /// A small table among others.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<Cell<'_>>]) -> Result<(), XlsxError> {
        for (column, name) in (0..).zip(head) {
            self.measure(column, name.width());
            self.inner.write_string_with_format(self.row, column, *name, &self.head)?;
        }
        self.row += 1;
        for row in rows {
            self.write_row(row, true)?;
        }
        Ok(())
    }

    /// The one table of a sheet: an Excel table with filters, its head frozen; `nothing` where it has no rows.
    pub(super) fn filtered_table<'a, const N: usize>(
        &mut self,
        head: &[&str; N],
        rows: impl Iterator<Item = [Cell<'a>; N]>,
        nothing: &str,
    ) -> Result<(), XlsxError> {
        let top = self.row;
        for (column, name) in (0..).zip(head) {
            self.measure(column, name.width());
            self.inner.write_string_with_format(top, column, *name, &self.head)?;
        }
        self.row += 1;
        self.inner.set_freeze_panes(self.row, 0)?;
        self.inner.set_repeat_rows(top, top)?;
        for row in rows {
            self.write_row(&row, false)?;
        }
        if self.row == top + 1 {
            return self.line(nothing);
        }
        let columns: Vec<TableColumn> = head.iter().map(|name| TableColumn::new().set_header(*name)).collect();
        let table = Table::new().set_columns(&columns).set_style(TableStyle::Light9);
        let last = u16::try_from(N.saturating_sub(1)).unwrap_or(u16::MAX);
        self.inner.add_table(top, 0, self.row - 1, last, &table)?;
        Ok(())
    }

    fn write_row(&mut self, row: &[Cell<'_>], wrap: bool) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) => {
                    if usize::try_from(self.row).unwrap_or(usize::MAX) < MEASURED {
                        self.measure(column, text.width());
                    }
                    if wrap {
                        self.wrapping.push((self.row, usize::from(column), text.width()));
                    }
                    let look = if wrap { &self.wrapped } else { &self.plain };
                    self.inner.write_string_with_format(self.row, column, shown(text), look)?;
                }
                Cell::Count(count) => self.write_number(column, as_number(*count), false)?,
                Cell::Difference(difference) => {
                    let size = as_number(difference.unsigned_abs());
                    let signed = if *difference < 0 { -size } else { size };
                    self.write_number(column, signed, *difference != 0)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    fn write_number(&mut self, column: u16, number: f64, is_grave: bool) -> Result<(), XlsxError> {
        // Beside a text of several lines it stands on the first.
        let look = if is_grave { grave() } else { base() }.set_align(FormatAlign::Top);
        self.measure(column, 10);
        self.inner.write_number_with_format(self.row, column, number, &look.set_num_format("#,##0"))?;
        Ok(())
    }

    fn measure(&mut self, column: u16, width: usize) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(width);
    }

    /// The finished sheet.
    pub(super) fn finish(mut self) -> Result<Worksheet, XlsxError> {
        for width in &mut self.widths {
            *width = (*width + PADDING).clamp(*WIDTHS.start(), *WIDTHS.end());
        }
        let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
        for (row, column, text) in &self.wrapping {
            let most = lines.entry(*row).or_default();
            *most = (*most).max(lines_of(*text, self.widths[*column]));
        }
        for (row, lines) in lines.into_iter().filter(|(_, lines)| *lines > 1) {
            self.inner.set_row_height(row, lines * LINE)?;
        }
        for (column, width) in (0..).zip(self.widths) {
            self.inner.set_column_width(column, u32::try_from(width).unwrap_or(u32::MAX))?;
        }
        Ok(self.inner)
    }
}

/// Lines that a text of `width` takes in a column of `room`, both in digits. Not every program finds the height of a row by
/// itself, and what is cut reads like a whole sentence. A Chinese character is a little wider than two digits, the
/// indent takes room, and a line ends before a character that does not fit.
fn lines_of(width: usize, room: usize) -> u32 {
    let lines = (width * 11).div_ceil(room.saturating_sub(INDENT).max(1) * 10);
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Text from an export on its way into a cell: without control characters and characters that turn the direction of
/// writing, and no longer than a cell holds.
fn shown(text: &str) -> String {
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // A cell counts in units of UTF-16, of which a character has at most two.
    text.chars().filter(|c| !acts(*c)).take(CELL / 2).collect()
}

fn as_number(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^53")]
    let number = count as f64;
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that is too low cuts the sentence off, and nobody sees that there was more.
    #[test]
    fn a_long_text_gets_the_lines_that_it_needs() {
        assert_eq!(lines_of(20, 24), 1);
        assert_eq!(lines_of(112, 60), 3, "56 characters in a column of 28");
        assert!(lines_of(5, 0) > 0);
    }
}
