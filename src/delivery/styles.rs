//! The look of a workbook, in one place.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::query::MeasureFormat;

/// On every machine with a Chinese Windows or Office; others replace it by a font of their own with the same widths.
pub(super) const FONT: &str = "Microsoft JhengHei";
/// Height of one line of text, in points.
pub(super) const LINE: f64 = 17.0;

const INK: Color = Color::RGB(0x1F_2A_37);
const GREY: Color = Color::RGB(0x5B_67_70);
const RULE: Color = Color::RGB(0xB8_C2_CC);
const STRONG_RULE: Color = Color::RGB(0x4A_5A_6A);
const HEADER_FILL: Color = Color::RGB(0xDE_E8_F1);
const TOTAL_FILL: Color = Color::RGB(0xF2_F5_F8);
const SMALL_FILL: Color = Color::RGB(0xFF_F0_C8);
const WARNING: Color = Color::RGB(0xA6_1B_1B);
const LINK: Color = Color::RGB(0x1F_5F_A8);

/// Days, in a form that Excel knows as a day whatever the language of the machine.
pub(super) const DATE: &str = "yyyy-mm-dd";

/// Formats that do not depend on the measure.
pub(super) struct Styles {
    /// Of the workbook.
    pub(super) default: Format,
    /// The name of the office on the cover.
    pub(super) letterhead: Format,
    /// The title of the cover.
    pub(super) cover_title: Format,
    /// The title of a sheet.
    pub(super) title: Format,
    /// The line under a title.
    pub(super) subtitle: Format,
    /// A heading within a sheet.
    pub(super) heading: Format,
    /// What a line of the cover is about.
    pub(super) key: Format,
    /// What it says.
    pub(super) value: Format,
    /// What it says where it is grave.
    pub(super) warning: Format,
    /// A number on the cover.
    pub(super) value_number: Format,
    /// A digest: long, and of no interest until it is compared.
    pub(super) digest: Format,
    /// A link.
    pub(super) link: Format,
    /// A link in a ruled line.
    pub(super) value_link: Format,
    /// Notes under a table.
    pub(super) note: Format,
    /// The sample beside the note on small cells.
    pub(super) small_note: Format,
    /// The head of a table.
    pub(super) header: Format,
    /// A row label.
    pub(super) stub: Format,
    /// A row label that is a day.
    pub(super) stub_date: Format,
    /// The label of a total row.
    pub(super) stub_total: Format,
    /// A cell of text in a ruled table, wrapped.
    pub(super) cell_text: Format,
    /// A text in a list.
    pub(super) list_text: Format,
    /// A day in a list.
    pub(super) date: Format,
    /// A whole number in a list: no separators, a year is one too.
    pub(super) integer: Format,
    /// Another number in a list, with the digits that it has.
    pub(super) decimal: Format,
}

impl Styles {
    /// The look.
    pub(super) fn new() -> Self {
        let base = || {
            Format::new()
                .set_font_name(FONT)
                .set_font_size(11)
                .set_font_charset(136)
                .set_align(FormatAlign::VerticalCenter)
        };
        let ruled = || base().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
        let value = || ruled().set_text_wrap().set_align(FormatAlign::Left);
        let stub = || boxed(base()).set_align(FormatAlign::Left).set_indent(1);
        let listed = || ruled().set_align(FormatAlign::Left).set_indent(1);
        Self {
            default: base(),
            letterhead: base().set_font_size(12).set_font_color(GREY),
            cover_title: base().set_font_size(20).set_bold().set_font_color(INK).set_text_wrap(),
            title: base().set_font_size(14).set_bold().set_font_color(INK).set_text_wrap(),
            subtitle: base().set_font_size(10).set_font_color(GREY).set_text_wrap(),
            heading: base()
                .set_font_size(12)
                .set_bold()
                .set_font_color(INK)
                .set_border_bottom(FormatBorder::Medium)
                .set_border_bottom_color(STRONG_RULE),
            key: ruled().set_font_color(GREY),
            value: value(),
            warning: value().set_bold().set_font_color(WARNING),
            value_number: value().set_num_format("#,##0"),
            digest: value().set_font_size(9).set_font_color(GREY),
            link: base().set_font_size(10).set_font_color(LINK),
            value_link: value().set_font_color(LINK),
            note: base().set_font_size(10).set_font_color(GREY).set_text_wrap().set_align(FormatAlign::Top),
            small_note: base().set_font_size(10).set_text_wrap().set_background_color(SMALL_FILL),
            header: boxed(base())
                .set_bold()
                .set_font_color(INK)
                .set_background_color(HEADER_FILL)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            stub: stub(),
            stub_date: stub().set_num_format(DATE),
            stub_total: total_row(stub()),
            cell_text: boxed(base()).set_text_wrap().set_align(FormatAlign::Left).set_indent(1).set_font_size(10),
            list_text: listed(),
            date: ruled().set_num_format(DATE).set_align(FormatAlign::Center),
            integer: ruled().set_align(FormatAlign::Right).set_indent(1).set_num_format("0"),
            decimal: ruled().set_align(FormatAlign::Right).set_indent(1),
        }
    }
}

/// Where a cell of a crosstab stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Among the others.
    Body,
    /// In the total column.
    TotalColumn,
    /// In the total row.
    TotalRow,
}

/// How the cells of one measure look: by standing, large or small.
pub(super) struct MeasureStyles {
    formats: [Format; 6],
}

impl MeasureStyles {
    /// Of numbers, or of days where the measure is the least or greatest day.
    pub(super) fn new(measure: &MeasureFormat, dates: bool) -> Self {
        let code = if dates { DATE.to_owned() } else { number_format(measure) };
        let base = || {
            boxed(Format::new().set_font_name(FONT).set_font_size(11).set_font_charset(136))
                .set_align(FormatAlign::VerticalCenter)
                // No indent: LibreOffice 7 leaves it out in some cells of a column and keeps it in others.
                .set_align(FormatAlign::Right)
                .set_num_format(code.clone())
        };
        let large = || [base(), total_column(base()), total_row(base())];
        let [body, column, row] = large();
        let [small_body, small_column, small_row] = large().map(|format| format.set_background_color(SMALL_FILL));
        Self { formats: [body, column, row, small_body, small_column, small_row] }
    }

    /// The look of one cell.
    pub(super) fn of(&self, standing: Standing, small: bool) -> &Format {
        let at = match standing {
            Standing::Body => 0,
            Standing::TotalColumn => 1,
            Standing::TotalRow => 2,
        };
        &self.formats[at + 3 * usize::from(small)]
    }
}

fn boxed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(RULE)
}

/// Totals are told apart by weight, tint and rule, so that they still are on a black-and-white print.
fn total_row(format: Format) -> Format {
    total_column(format)
        .set_border_top(FormatBorder::Thin)
        .set_border_top_color(STRONG_RULE)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(STRONG_RULE)
}

fn total_column(format: Format) -> Format {
    format.set_bold().set_background_color(TOTAL_FILL)
}

fn number_format(measure: &MeasureFormat) -> String {
    let digits = match measure.decimals {
        0 => String::new(),
        count => format!(".{}", "0".repeat(usize::from(count))),
    };
    if measure.percent { format!("0{digits}%") } else { format!("#,##0{digits}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_formats_follow_the_measure() {
        let measure =
            |decimals, percent| MeasureFormat { name: String::new(), decimals, percent, definition: String::new() };
        assert_eq!(number_format(&measure(0, false)), "#,##0");
        assert_eq!(number_format(&measure(2, false)), "#,##0.00");
        assert_eq!(number_format(&measure(2, true)), "0.00%");
        assert_eq!(number_format(&measure(0, true)), "0%");
    }
}
