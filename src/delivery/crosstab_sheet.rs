//! A crosstab as a sheet: title, head of several levels, rows, notes.

use rust_xlsxwriter::Format;

use super::DeliveryError;
use super::column_widths::{ColumnWidths, lines_of, width_of, width_of_number};
use super::plain_text::plain_text;
use super::sheet::{COLUMNS, ROWS, Sheet};
use super::styles::{LINE, MeasureStyles, Standing};
use super::table_frame::{HEAD_ROW, check_size, write_foot, write_title};
use super::workbook::Frame;
use crate::query::{AxisKey, CellState, RawCrossTab, Value};

/// What a header cell of the total says.
const TOTAL: &str = "合計";
/// What the label of a subtotal says, in the place of the first field that it adds up.
const SUBTOTAL: &str = "小計";
/// The row label where nothing is broken down by rows.
const WHOLE: &str = "全體";

/// Writes one crosstab.
pub(super) fn write_crosstab(sheet: &mut Sheet, frame: &Frame<'_>, table: &RawCrossTab) -> Result<(), DeliveryError> {
    let layout = Layout::of(table);
    let foot = frame.table.notes().len() + 8;
    check_size(frame, (layout.body + table.row_keys().len() + foot, ROWS), (layout.columns, COLUMNS))?;
    let widths = measure(table, &layout);
    sheet.widths(&widths)?;
    write_title(sheet, frame, &widths, extra(table, &layout).as_deref())?;
    write_head(sheet, frame, table, &layout, &widths)?;
    let empty = write_body(sheet, frame, table, &layout)?;
    let row = layout.body + table.row_keys().len();
    let more = empty.then(|| "空白的格子沒有可計算的資料。".to_owned());
    write_foot(sheet, frame, row, &widths, more)?;
    let stubs = u16::try_from(layout.stubs).unwrap_or(1);
    let body = u32::try_from(layout.body).unwrap_or(0);
    sheet.layout().set_freeze_panes(body, stubs)?;
    sheet.layout().set_repeat_rows(HEAD_ROW, body - 1)?;
    sheet.layout().set_repeat_columns(0, stubs - 1)?;
    sheet.layout().set_screen_gridlines(false);
    sheet.page(&widths, frame.cover, frame.table.verdict());
    Ok(())
}

/// Where things stand.
struct Layout {
    /// Columns of row labels, at least one.
    stubs: usize,
    /// All columns.
    columns: usize,
    /// The first row of numbers.
    body: usize,
    /// Whether the head names the measures in a line of their own.
    measure_line: bool,
}

impl Layout {
    fn of(table: &RawCrossTab) -> Self {
        let (fields, measures) = (table.column_fields().len(), table.measures().len());
        let stubs = table.row_fields().len().max(1);
        // One measure under column labels is named in the line under the title.
        let measure_line = fields == 0 || measures > 1;
        // One line names the fields across, one each holds their values.
        let lines = if fields == 0 { 0 } else { fields + 1 } + usize::from(measure_line);
        let columns = stubs + table.column_keys().len() * measures;
        Self { stubs, columns, body: HEAD_ROW as usize + lines, measure_line }
    }
}

fn extra(table: &RawCrossTab, layout: &Layout) -> Option<String> {
    let only = table.measures().first().filter(|_| !layout.measure_line)?;
    Some(format!("量數 {}{}", only.name, if only.percent { "（％）" } else { "" }))
}

fn measure(table: &RawCrossTab, layout: &Layout) -> Vec<usize> {
    /// More rows than these do not change a width that people would notice.
    const MEASURED: usize = 5_000;
    let mut widths = ColumnWidths::new(layout.columns);
    let measures = table.measures();
    for (stub, field) in table.row_fields().iter().enumerate() {
        widths.add(stub, width_of(field));
    }
    for (row, key) in table.row_keys().iter().enumerate().take(MEASURED) {
        for stub in 0..layout.stubs {
            widths.add(stub, width_of(&stub_label(key, stub)));
        }
        for column in 0..table.column_keys().len() {
            for (index, format) in measures.iter().enumerate() {
                let Some(cell) = table.cell(row, column, index) else { continue };
                let width = match &cell.value {
                    #[expect(clippy::cast_precision_loss, reason = "only its width is asked")]
                    Value::Integer(number) => width_of_number(*number as f64, format.decimals),
                    Value::Decimal(share) if format.percent => width_of_number(share * 100.0, format.decimals) + 1,
                    Value::Decimal(number) => width_of_number(*number, format.decimals),
                    Value::Date(_) => 10,
                    _ if cell.state == CellState::WindowOpen => width_of(CellState::WINDOW_OPEN),
                    other => width_of(&other.label()),
                };
                widths.add(layout.stubs + column * measures.len() + index, width);
            }
        }
    }
    for (column, key) in table.column_keys().iter().enumerate() {
        let first = layout.stubs + column * measures.len();
        if layout.measure_line {
            for (index, format) in measures.iter().enumerate() {
                // Long names of measures wrap after a while.
                widths.add(first + index, width_of(&format.name).min(20));
            }
        }
        for level in 0..table.column_fields().len() {
            let label = column_label(key, level);
            widths.spread(first, measures.len(), width_of(&label).min(20) + 2);
        }
    }
    widths.finished()
}

fn write_head(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    table: &RawCrossTab,
    layout: &Layout,
    widths: &[usize],
) -> Result<(), DeliveryError> {
    let header = &frame.styles.header;
    let top = HEAD_ROW as usize;
    let bottom = layout.body - 1;
    for stub in 0..layout.stubs {
        let name = table.row_fields().get(stub).map_or("範圍", String::as_str);
        sheet.block((top, stub), (bottom, stub), name, header)?;
    }
    let (fields, measures) = (table.column_fields().len(), table.measures().len());
    let first_of = |column: usize| layout.stubs + column * measures;
    if fields > 0 {
        let members = table.column_keys().iter().filter(|key| key.is_some()).count();
        if members > 0 {
            let name = table.column_fields().join("／");
            sheet.block((top, layout.stubs), (top, first_of(members) - 1), &name, header)?;
        }
        for level in 0..fields {
            for (start, end) in runs(&table.column_keys()[..members], level) {
                let label = column_label(&table.column_keys()[start], level);
                let row = top + 1 + level;
                // The label of a subtotal reaches down over the fields that it adds up.
                let depth = table.column_keys()[start].as_ref().map_or(0, Vec::len);
                if depth <= level {
                    if depth == level {
                        sheet.block((row, first_of(start)), (top + fields, first_of(end) - 1), SUBTOTAL, header)?;
                    }
                    continue;
                }
                sheet.block((row, first_of(start)), (row, first_of(end) - 1), &plain_text(&label), header)?;
            }
        }
        if members < table.column_keys().len() {
            sheet.block((top, first_of(members)), (top + fields, first_of(members + 1) - 1), TOTAL, header)?;
        }
    }
    let mut lines = 1;
    if layout.measure_line {
        for column in 0..table.column_keys().len() {
            for (index, format) in table.measures().iter().enumerate() {
                let at = first_of(column) + index;
                sheet.text(bottom, at, &plain_text(&format.name), header)?;
                lines = lines.max(lines_of(&format.name, widths[at].saturating_sub(1)));
            }
        }
    }
    for row in top..=bottom {
        let lines = if row == bottom { lines } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        sheet.height(row, LINE.mul_add(lines as f64, 6.0))?;
    }
    Ok(())
}

/// Neighbours that have the same values down to `level`, as half-open ranges.
fn runs(keys: &[AxisKey], level: usize) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let upto = |key: &AxisKey| key.as_ref().and_then(|values| values.get(..=level).map(<[Value]>::to_vec));
    for (at, key) in keys.iter().enumerate() {
        match out.last_mut() {
            Some((start, end)) if upto(key).is_some() && upto(&keys[*start]) == upto(key) => *end = at + 1,
            _ => out.push((at, at + 1)),
        }
    }
    out
}

/// Writes the numbers; tells whether a cell stayed empty.
fn write_body(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    table: &RawCrossTab,
    layout: &Layout,
) -> Result<bool, DeliveryError> {
    let looks: Vec<MeasureStyles> = (0..table.measures().len()).map(|index| look(table, index)).collect();
    // In reading order, so that one walk finds them all.
    let mut small = frame.table.small_cells().iter().map(|cell| (cell.row, cell.column, cell.measure)).peekable();
    let mut empty = false;
    for (row, key) in table.row_keys().iter().enumerate() {
        let at = layout.body + row;
        write_stub(sheet, frame, layout, at, key)?;
        for (column, column_key) in table.column_keys().iter().enumerate() {
            let is_whole = |key: &AxisKey, fields: &[String]| key.as_ref().is_some_and(|key| key.len() == fields.len());
            let standing = if !is_whole(key, table.row_fields()) {
                Standing::TotalRow
            } else if !is_whole(column_key, table.column_fields()) {
                Standing::TotalColumn
            } else {
                Standing::Body
            };
            for (index, looks) in looks.iter().enumerate() {
                let Some(cell) = table.cell(row, column, index) else { continue };
                let is_small = small.next_if_eq(&(row, column, index)).is_some();
                let place = layout.stubs + column * table.measures().len() + index;
                let format = looks.of(standing, is_small);
                if cell.state == CellState::WindowOpen {
                    sheet.text(at, place, CellState::WINDOW_OPEN, format)?;
                    continue;
                }
                empty |= cell.value == Value::Null;
                write_value(sheet, (at, place), &cell.value, format)?;
            }
        }
    }
    Ok(empty)
}

fn look(table: &RawCrossTab, measure: usize) -> MeasureStyles {
    let rows = 0..table.row_keys().len();
    let mut values = rows.flat_map(|row| (0..table.column_keys().len()).map(move |column| (row, column)));
    let dates = values
        .any(|(row, column)| table.cell(row, column, measure).is_some_and(|cell| matches!(cell.value, Value::Date(_))));
    MeasureStyles::new(&table.measures()[measure], dates)
}

fn write_stub(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    layout: &Layout,
    row: usize,
    key: &AxisKey,
) -> Result<(), DeliveryError> {
    let styles = frame.styles;
    let depth = key.as_ref().map_or(0, Vec::len);
    for stub in 0..layout.stubs {
        if stub >= depth && depth > 0 {
            let label = if stub == depth { SUBTOTAL } else { "" };
            sheet.text(row, stub, label, &styles.stub_total)?;
            continue;
        }
        match key.as_ref().map(|values| values.get(stub)) {
            None if stub == 0 => sheet.text(row, stub, TOTAL, &styles.stub_total)?,
            None => sheet.blank(row, stub, &styles.stub_total)?,
            Some(None) => sheet.text(row, stub, WHOLE, &styles.stub)?,
            Some(Some(Value::Date(day))) => sheet.day(row, stub, *day, &styles.stub_date)?,
            #[expect(clippy::cast_precision_loss, reason = "Excel knows no other numbers")]
            Some(Some(Value::Integer(number))) => sheet.number(row, stub, *number as f64, &styles.stub)?,
            Some(Some(value)) => sheet.text(row, stub, &value.label(), &styles.stub)?,
        }
    }
    Ok(())
}

fn write_value(
    sheet: &mut Sheet,
    (row, column): (usize, usize),
    value: &Value,
    format: &Format,
) -> Result<(), DeliveryError> {
    match value {
        Value::Null => sheet.blank(row, column, format),
        #[expect(clippy::cast_precision_loss, reason = "Excel knows no other numbers")]
        Value::Integer(number) => sheet.number(row, column, *number as f64, format),
        Value::Decimal(number) => sheet.number(row, column, *number, format),
        Value::Date(day) => sheet.day(row, column, *day, format),
        Value::Bool(_) | Value::Text(_) => sheet.text(row, column, &value.label(), format),
    }
}

fn stub_label(key: &AxisKey, stub: usize) -> String {
    match key.as_ref().map(|values| values.get(stub)) {
        None => TOTAL.to_owned(),
        Some(None) if stub > 0 => SUBTOTAL.to_owned(),
        Some(None) => WHOLE.to_owned(),
        Some(Some(Value::Date(day))) => day.to_string(),
        Some(Some(value)) => value.label(),
    }
}

fn column_label(key: &AxisKey, level: usize) -> String {
    match key {
        None => TOTAL.to_owned(),
        Some(values) => values.get(level).map_or_else(|| SUBTOTAL.to_owned(), Value::label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_with_the_same_values_share_a_header() {
        let key = |a: &str, b: &str| Some(vec![Value::Text(a.into()), Value::Text(b.into())]);
        let keys = [key("男", "簡任"), key("男", "薦任"), key("女", "薦任"), key("女", "委任")];
        assert_eq!(runs(&keys, 0), [(0, 2), (2, 4)]);
        assert_eq!(runs(&keys, 1), [(0, 1), (1, 2), (2, 3), (3, 4)], "the second level never joins over the first");
    }
}
