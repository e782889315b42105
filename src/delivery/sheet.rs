//! One sheet being written. The only place that calls the writer's cell methods: text is written as text (never by the
//! method that guesses formulas and addresses), and limits are found before the writer runs into them.

use std::ops::RangeInclusive;

use jiff::civil::{Date, date};
use rust_xlsxwriter::{Format, Url, Worksheet};

use super::styles::Styles;
use super::{Cover, DeliveryError};
use crate::disclosure::PersonalVerdict;

/// Rows of a sheet.
pub(super) const ROWS: usize = 1_048_576;
/// Columns of a sheet.
pub(super) const COLUMNS: usize = 16_384;
/// Characters of a cell.
const CELL: usize = 32_767;
/// The days that Excel knows, by its numbers. It takes 1900 for a leap year, so that days before March 1900 would be shown
/// wrong; days after 9999 it does not know.
pub(super) const SERIALS: RangeInclusive<u32> = 61..=2_958_465;
/// Excel prints no more of a header or footer.
const FOOTER: usize = 250;
/// A row and a column in which nothing says otherwise.
pub(super) const ROW_PIXELS: u32 = 23;
pub(super) const COLUMN_PIXELS: u32 = 72;
/// Widths (in digits) from which a page lies on its side, and from which one page is no longer wide enough.
const WIDE: usize = 92;
const TOO_WIDE: usize = 300;

/// A sheet.
pub(super) struct Sheet {
    inner: Worksheet,
    name: String,
}

impl Sheet {
    /// An empty sheet; `name` comes from `SheetNames`.
    pub(super) fn new(name: String, styles: &Styles) -> Result<Self, DeliveryError> {
        let mut inner = Worksheet::new();
        inner.set_default_format(&styles.default, ROW_PIXELS, COLUMN_PIXELS)?;
        inner.set_name(&name)?;
        Ok(Self { inner, name })
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Hands the sheet over.
    pub(super) fn into_inner(self) -> Worksheet {
        self.inner
    }

    /// What this wrapper leaves to its user: panes, filters, heights. Not for cells.
    pub(super) fn layout(&mut self) -> &mut Worksheet {
        &mut self.inner
    }

    /// Text.
    pub(super) fn text(&mut self, row: usize, column: usize, text: &str, format: &Format) -> Result<(), DeliveryError> {
        check_length(&self.name, row, column, text)?;
        self.inner.write_string_with_format(at_row(row), at_column(column), text, format)?;
        Ok(())
    }

    /// A number; an empty cell where it is none.
    pub(super) fn number(
        &mut self,
        row: usize,
        column: usize,
        number: f64,
        format: &Format,
    ) -> Result<(), DeliveryError> {
        if !number.is_finite() {
            return self.blank(row, column, format);
        }
        self.inner.write_number_with_format(at_row(row), at_column(column), number, format)?;
        Ok(())
    }

    /// A day; as text where Excel has no such day.
    pub(super) fn day(&mut self, row: usize, column: usize, day: Date, format: &Format) -> Result<(), DeliveryError> {
        match serial(day) {
            Some(serial) => self.number(row, column, f64::from(serial), format),
            None => self.text(row, column, &day.to_string(), format),
        }
    }

    /// An empty cell.
    pub(super) fn blank(&mut self, row: usize, column: usize, format: &Format) -> Result<(), DeliveryError> {
        self.inner.write_blank(at_row(row), at_column(column), format)?;
        Ok(())
    }

    /// Text over a block of cells; a block of one is a cell.
    pub(super) fn block(
        &mut self,
        (top, left): (usize, usize),
        (bottom, right): (usize, usize),
        text: &str,
        format: &Format,
    ) -> Result<(), DeliveryError> {
        if (top, left) == (bottom, right) {
            return self.text(top, left, text, format);
        }
        check_length(&self.name, top, left, text)?;
        self.inner.merge_range(at_row(top), at_column(left), at_row(bottom), at_column(right), text, format)?;
        Ok(())
    }

    /// A link to the top of another sheet of this workbook. Nothing else is ever linked.
    pub(super) fn link(
        &mut self,
        row: usize,
        column: usize,
        sheet: &str,
        text: &str,
        format: &Format,
    ) -> Result<(), DeliveryError> {
        let address = Url::new(format!("internal:'{sheet}'!A1"));
        self.inner.write_url_with_options(at_row(row), at_column(column), address, text, "", Some(format))?;
        Ok(())
    }

    /// The height of a row, in points.
    pub(super) fn height(&mut self, row: usize, points: f64) -> Result<(), DeliveryError> {
        // Excel's limit.
        self.inner.set_row_height(at_row(row), points.min(409.0))?;
        Ok(())
    }

    /// The widths of the columns, in digits.
    pub(super) fn widths(&mut self, widths: &[usize]) -> Result<(), DeliveryError> {
        for (column, width) in widths.iter().enumerate() {
            let width = u32::try_from(*width).unwrap_or(255);
            self.inner.set_column_width(at_column(column), width)?;
        }
        Ok(())
    }

    /// A4, lying where the columns are wide, page numbers, and the warning on every page where persons are in it.
    pub(super) fn page(&mut self, widths: &[usize], cover: &Cover, verdict: PersonalVerdict) {
        let width: usize = widths.iter().sum();
        let sheet = &mut self.inner;
        sheet.set_paper_size(9).set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
        if width > WIDE {
            sheet.set_landscape();
        }
        if width <= TOO_WIDE {
            sheet.set_print_fit_to_pages(1, 0);
        }
        if verdict != PersonalVerdict::None {
            sheet.set_header("&R&\"Microsoft JhengHei,Regular\"&9含個人資料　請依法善盡保管責任");
        }
        let left = format!("{}　{}", cover.request, cover.office.name);
        // An ampersand is an order in a footer; a digit after one would be a size.
        let left: String = super::plain_text::plain_text(&left).replace('&', "&&").chars().take(FOOTER / 4).collect();
        let right = format!("資料截止日 {}", cover.as_of_words());
        let right: String = right.chars().take(FOOTER / 4).collect();
        sheet.set_footer(format!("&L&9 {}&C&9第 &P 頁，共 &N 頁&R&9 {right}", left.trim_end_matches('&')));
    }
}

/// Refuses a text that no cell holds.
pub(super) fn check_length(sheet: &str, row: usize, column: usize, text: &str) -> Result<(), DeliveryError> {
    if text.len() <= CELL {
        return Ok(());
    }
    let length = text.encode_utf16().count();
    if length <= CELL {
        return Ok(());
    }
    let cell = format!("{}{}", letters(column), row + 1);
    Err(DeliveryError::CellTooLong { sheet: sheet.to_owned(), cell, length, limit: CELL })
}

/// Excel's number of a day.
fn serial(day: Date) -> Option<u32> {
    const ORIGIN: Date = date(1899, 12, 30);
    let days = day.since((jiff::Unit::Day, ORIGIN)).ok()?.get_days();
    u32::try_from(days).ok().filter(|serial| SERIALS.contains(serial))
}

/// Callers stay below [`ROWS`]; what does not fit is beyond every sheet, and the writer refuses it.
fn at_row(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn at_column(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// `A`, …, `Z`, `AA`, ….
pub(super) fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest % 26]));
        rest /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_excels_numbers() {
        assert_eq!(serial(date(1900, 3, 1)), Some(61));
        assert_eq!(serial(date(2025, 12, 31)), Some(46_022));
        assert_eq!(serial(date(1900, 2, 28)), None, "Excel's 1900 is a leap year");
        assert_eq!(serial(date(1850, 1, 1)), None);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_text_that_no_cell_holds_is_refused_with_its_place() {
        let mut sheet = Sheet::new("表1".into(), &Styles::new()).unwrap();
        let format = Format::new();
        assert!(sheet.text(0, 0, &"字".repeat(32_767), &format).is_ok());
        let refused = sheet.text(6, 3, &"字".repeat(32_768), &format).unwrap_err().to_string();
        assert!(refused.contains("D7") && refused.contains("32768"), "{refused}");
    }
}
