//! Writes the form as ods.

use spreadsheet_ods::color::Rgb;
use spreadsheet_ods::format::ValueFormatText;
use spreadsheet_ods::style::units::{
    Border, CellAlignVertical, PrintCentering, PrintOrientation, TextAlign, WrapOption,
};
use spreadsheet_ods::style::{FontFaceDecl, MasterPage, PageStyle, TableStyle};
use spreadsheet_ods::{CellStyle, CellStyleRef, OdsError, Sheet, WorkBook, mm, pt, write_ods_buf};

use super::form_layout::{BlockStyle, SheetLayout};

const FONT: &str = "標楷體";

/// The workbook.
pub(super) fn to_ods(sheets: &[SheetLayout]) -> Result<Vec<u8>, OdsError> {
    let mut book = WorkBook::new_empty();
    let mut font = FontFaceDecl::new(FONT);
    font.set_font_family(FONT);
    book.add_font(font);
    let table_style = add_page(&mut book);
    let styles = [BlockStyle::Title, BlockStyle::Label, BlockStyle::Line, BlockStyle::Passage, BlockStyle::Note]
        .map(|style| (style, add_style(&mut book, style)));
    for layout in sheets {
        let mut sheet = Sheet::new(layout.name);
        sheet.set_style(&table_style);
        for (column, width) in (0..).zip(layout.widths) {
            sheet.set_col_width(column, mm!(*width));
        }
        for (row, height) in (0..).zip(&layout.heights) {
            sheet.set_row_height(row, pt!(*height));
        }
        for block in &layout.blocks {
            let Some((_, style)) = styles.iter().find(|(style, _)| *style == block.style) else { continue };
            let columns = u32::from(block.first.1)..=u32::from(block.last.1);
            for row in block.first.0..=block.last.0 {
                for column in columns.clone() {
                    sheet.set_cellstyle(row, column, style);
                }
            }
            let (row, column) = (block.first.0, u32::from(block.first.1));
            if !block.text.is_empty() {
                sheet.set_styled_value(row, column, block.text.as_str(), style);
            }
            sheet.set_row_span(row, column, block.last.0 - block.first.0 + 1);
            sheet.set_col_span(row, column, u32::from(block.last.1 - block.first.1) + 1);
        }
        book.push_sheet(sheet);
    }
    write_ods_buf(&mut book, Vec::new())
}

/// A4 upright.
fn add_page(book: &mut WorkBook) -> spreadsheet_ods::style::TableStyleRef {
    let mut page = PageStyle::new("form_page");
    page.set_page_width(mm!(210.0));
    page.set_page_height(mm!(297.0));
    page.set_print_orientation(PrintOrientation::Portrait);
    page.set_margin(mm!(18.0));
    page.set_table_centering(PrintCentering::Horizontal);
    let page = book.add_pagestyle(page);
    let mut master = MasterPage::new("form_master");
    master.set_pagestyle(&page);
    let master = book.add_masterpage(master);
    let mut table = TableStyle::new("form_table");
    table.set_master_page(&master);
    book.add_tablestyle(table)
}

fn add_style(book: &mut WorkBook, style: BlockStyle) -> CellStyleRef {
    let name = format!("form_{style:?}").to_lowercase();
    let mut text_format = ValueFormatText::new_named(format!("{name}_text"));
    text_format.part_text_content().build();
    let text_format = book.add_text_format(text_format);
    let mut cell = CellStyle::new(&name, &text_format);
    let size = match style {
        BlockStyle::Title => 16.0,
        BlockStyle::Note => 11.0,
        BlockStyle::Label | BlockStyle::Line | BlockStyle::Passage => 12.0,
    };
    cell.set_font_name(FONT);
    cell.set_font_name_asian(FONT);
    cell.set_font_size(pt!(size));
    cell.set_font_size_asian(pt!(size));
    cell.set_wrap_option(WrapOption::Wrap);
    let top = style == BlockStyle::Passage;
    cell.set_vertical_align(if top { CellAlignVertical::Top } else { CellAlignVertical::Middle });
    if matches!(style, BlockStyle::Title | BlockStyle::Label) {
        cell.set_text_align(TextAlign::Center);
    }
    if style == BlockStyle::Title {
        cell.set_font_bold();
        cell.set_font_bold_asian();
    }
    if matches!(style, BlockStyle::Label | BlockStyle::Line | BlockStyle::Passage) {
        cell.set_border(pt!(0.5), Border::Solid, Rgb::new(0, 0, 0));
    }
    book.add_cellstyle(cell)
}
