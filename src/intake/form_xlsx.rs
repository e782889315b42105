//! Writes the form as xlsx. Every text is written as a string: what begins with `=` stays text.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::form_layout::{Block, BlockStyle, SheetLayout};

/// The face of Taiwanese official documents.
const FONT: &str = "標楷體";
const A4: u8 = 9;
/// Millimetres of one unit of column width at the standard face.
const MM_PER_WIDTH: f64 = 1.95;

/// The workbook.
pub(super) fn to_xlsx(sheets: &[SheetLayout]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for layout in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(layout.name)?;
        for (column, width) in (0_u16..).zip(layout.widths) {
            sheet.set_column_width(column, width / MM_PER_WIDTH)?;
        }
        for (row, height) in (0_u32..).zip(&layout.heights) {
            sheet.set_row_height(row, *height)?;
        }
        for block in &layout.blocks {
            let Block { first, last, text, style } = block;
            if first == last {
                sheet.write_string_with_format(first.0, first.1, text, &format(*style))?;
            } else {
                sheet.merge_range(first.0, first.1, last.0, last.1, "", &format(*style))?;
                sheet.write_string_with_format(first.0, first.1, text, &format(*style))?;
            }
        }
        sheet.set_paper_size(A4).set_portrait().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_margins(0.7, 0.7, 0.75, 0.75, 0.3, 0.3);
    }
    book.save_to_buffer()
}

fn format(style: BlockStyle) -> Format {
    let base =
        Format::new().set_font_name(FONT).set_font_size(12).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    match style {
        BlockStyle::Title => base.set_font_size(16).set_bold().set_align(FormatAlign::Center),
        BlockStyle::Label => base.set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
        // Text format keeps 115.10.5 and telephone numbers as they are typed.
        BlockStyle::Line => base.set_border(FormatBorder::Thin).set_num_format("@"),
        BlockStyle::Passage => base.set_border(FormatBorder::Thin).set_num_format("@").set_align(FormatAlign::Top),
        BlockStyle::Note => base.set_font_size(11),
    }
}
