//! A list as a sheet: head with a filter, one row a record. Lists are long: their rows do not pass through the writer.

use polars::prelude::{Column, DataType, PolarsError};

use super::DeliveryError;
use super::column_widths::{ColumnWidths, lines_of, width_of};
use super::cores::Cores;
use super::list_body::ListBody;
use super::list_column::look;
use super::plain_text::plain_text;
use super::sheet::{COLUMNS, ROWS, Sheet};
use super::styles::LINE;
use super::table_frame::{HEAD_ROW, check_size, write_foot, write_title};
use super::workbook::Frame;
use crate::query::{RawList, Value, value_at};

/// More rows than these do not change a width that people would notice.
const MEASURED: usize = 4_000;

/// Writes one list, but for its rows: the first of them is a sample of their looks.
pub(super) fn write_list<'a>(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    list: &'a RawList,
) -> Result<ListBody<'a>, DeliveryError> {
    let head = HEAD_ROW as usize;
    let body = head + 1;
    let (rows, columns) = (list.frame().height(), list.columns().len());
    check_size(frame, (body + rows + frame.table.notes().len() + 8, ROWS), (columns, COLUMNS))?;
    let failed = |source| DeliveryError::Frame { table: frame.table.title().to_owned(), source };

    let mut widths = ColumnWidths::new(columns);
    for (index, column) in list.frame().columns().iter().enumerate() {
        if let Some(field) = list.columns().get(index) {
            // The button of the filter takes room beside the name.
            widths.add(index, width_of(&field.name).min(20) + 2);
        }
        widths.add(index, widest(column).map_err(failed)?);
    }
    let widths = widths.finished();
    sheet.widths(&widths)?;
    write_title(sheet, frame, &widths, Some(&format!("共 {} 筆", thousands(rows))))?;
    let mut lines = 1;
    for (index, field) in list.columns().iter().enumerate() {
        sheet.text(head, index, &plain_text(&field.name), &frame.styles.header)?;
        lines = lines.max(lines_of(&field.name, widths.get(index).map_or(8, |width| width - 2)));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    sheet.height(head, LINE.mul_add(lines as f64, 6.0))?;
    for (index, column) in list.frame().columns().iter().enumerate() {
        sheet.blank(body, index, look(frame.styles, column.dtype()))?;
    }
    write_foot(sheet, frame, body + rows, &widths, None)?;

    let last_column = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
    let last_row = u32::try_from(head + rows).unwrap_or(HEAD_ROW);
    let layout = sheet.layout();
    layout.autofilter(HEAD_ROW, 0, last_row, last_column)?;
    layout.set_freeze_panes(HEAD_ROW + 1, 0)?;
    layout.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    layout.set_screen_gridlines(false);
    sheet.page(&widths, frame.cover, frame.table.verdict());
    ListBody::new(list.frame(), frame.table.title(), sheet.name(), body, Cores::all())
}

fn widest(column: &Column) -> Result<usize, PolarsError> {
    let column = column.head(Some(MEASURED));
    if let DataType::String = column.dtype() {
        return Ok(column.str()?.iter().flatten().map(width_of).max().unwrap_or(0));
    }
    let mut widest = 0;
    for row in 0..column.len() {
        widest = widest.max(match value_at(&column, row)? {
            Value::Null => 0,
            Value::Date(_) => 10,
            value => width_of(&value.label()),
        });
    }
    Ok(widest)
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 290_000].map(thousands), ["0", "999", "1,000", "290,000"]);
    }
}
