//! Writes a form as .xlsx and .ods, with libraries that hrstat does not read with.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use spreadsheet_ods::{Sheet, WorkBook, write_ods_buf};

use super::page::{Page, Value};

pub(crate) fn to_xlsx(pages: &[Page]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let dated = Format::new().set_num_format("yyyy/mm/dd");
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(&page.name).unwrap();
        for block in &page.blocks {
            let (row, column) = (u32::try_from(block.row).unwrap(), u16::try_from(block.column).unwrap());
            if (block.rows, block.columns) != (1, 1) {
                let last =
                    (row + u32::try_from(block.rows - 1).unwrap(), column + u16::try_from(block.columns - 1).unwrap());
                sheet.merge_range(row, column, last.0, last.1, "", &plain).unwrap();
            }
            match &block.value {
                Value::Text(text) => drop(sheet.write_string(row, column, text).unwrap()),
                Value::Date(date) => {
                    let parts =
                        (u16::try_from(date.year()).unwrap(), date.month().unsigned_abs(), date.day().unsigned_abs());
                    let date = ExcelDateTime::from_ymd(parts.0, parts.1, parts.2).unwrap();
                    sheet.write_datetime_with_format(row, column, &date, &dated).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

pub(crate) fn to_ods(pages: &[Page]) -> Vec<u8> {
    let mut book = WorkBook::new_empty();
    for page in pages {
        let mut sheet = Sheet::new(&page.name);
        for block in &page.blocks {
            let (row, column) = (u32::try_from(block.row).unwrap(), u32::try_from(block.column).unwrap());
            // Dates go in as text in this format; LibreOffice's own files are tried elsewhere.
            sheet.set_value(row, column, block.value.text());
            sheet.set_row_span(row, column, u32::try_from(block.rows).unwrap());
            sheet.set_col_span(row, column, u32::try_from(block.columns).unwrap());
        }
        book.push_sheet(sheet);
    }
    write_ods_buf(&mut book, Vec::new()).unwrap()
}
