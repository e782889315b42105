//! What every sheet of a table has around it: title and data line above, notes and source below.

use super::DeliveryError;
use super::column_widths::lines_of;
use super::plain_text::plain_text;
use super::sheet::Sheet;
use super::styles::LINE;
use super::workbook::{COVER_SHEET, Frame};
use crate::domain::format_roc;
use crate::query::RawContent;

/// The first row of the head; title, data line and the way back stand above.
pub(super) const HEAD_ROW: u32 = 3;
/// Notes are at least so wide, in digits, however narrow the table.
const NOTE_WIDTH: usize = 64;
/// Notes are at most so wide: longer lines are hard to read.
const WIDEST_NOTE: usize = 150;
/// A column without content.
const SPARE_COLUMN: usize = 9;

/// Refuses what a sheet cannot hold: (needed, limit) of rows and of columns.
pub(super) fn check_size(
    frame: &Frame<'_>,
    (rows, row_limit): (usize, usize),
    (columns, column_limit): (usize, usize),
) -> Result<(), DeliveryError> {
    let table = || frame.table.title().to_owned();
    if rows > row_limit {
        return Err(DeliveryError::TooManyRows { table: table(), rows, limit: row_limit });
    }
    if columns > column_limit {
        return Err(DeliveryError::TooManyColumns { table: table(), columns, limit: column_limit });
    }
    Ok(())
}

/// Title, data line, and the link to the cover.
pub(super) fn write_title(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    widths: &[usize],
    extra: Option<&str>,
) -> Result<(), DeliveryError> {
    let (cover, styles) = (frame.cover, frame.styles);
    let (last, width) = span(widths);
    let title = plain_text(frame.table.title());
    sheet.block((0, 0), (0, last), &title, &styles.title)?;
    // The title's letters are larger than the width is counted in.
    sheet.height(0, height(&title, width * 3 / 4, 1.35))?;
    let mut parts = vec![
        format!("資料截止日 {}", cover.as_of_words()),
        format!("統計單位 {}", plain_text(&cover.unit)),
        format!("申請案 {}", cover.request),
    ];
    parts.extend(extra.map(plain_text));
    parts.push(frame.table.verdict().words().to_owned());
    let line = parts.join("　｜　");
    sheet.block((1, 0), (1, last), &line, &styles.subtitle)?;
    sheet.height(1, height(&line, width, 1.0))?;
    sheet.link(2, 0, COVER_SHEET, "← 回封面", &styles.link)
}

/// Notes and source, from `row` on with one row between.
pub(super) fn write_foot(
    sheet: &mut Sheet,
    frame: &Frame<'_>,
    row: usize,
    widths: &[usize],
    more: Option<String>,
) -> Result<(), DeliveryError> {
    let (cover, styles) = (frame.cover, frame.styles);
    let (last, width) = span(widths);
    let mut notes: Vec<String> = frame.table.notes().iter().map(|note| plain_text(note)).collect();
    if let RawContent::CrossTab(table) = frame.table.content() {
        let defined = |name: &str, definition: &str| format!("{name}：{definition}。");
        notes.extend(
            table.measures().iter().map(|m| plain_text(&defined(&m.name, m.definition.trim_end_matches('。')))),
        );
    }
    notes.extend(more);
    let mut at = row + 1;
    if !frame.table.small_cells().is_empty() {
        let note = format!("少於 {} 人的細格以底色標示，請勿外流。", frame.threshold);
        sheet.block((at, 0), (at, last), &note, &styles.small_note)?;
        sheet.height(at, height(&note, width, 1.0))?;
        at += 1;
    }
    for (index, note) in notes.iter().enumerate() {
        let mark = if notes.len() == 1 { "註：".to_owned() } else { format!("註{}：", index + 1) };
        let note = format!("{mark}{note}");
        sheet.block((at, 0), (at, last), &note, &styles.note)?;
        sheet.height(at, height(&note, width, 1.0))?;
        at += 1;
    }
    let source = format!(
        "資料來源：{}依公務人員履歷表資料產製（{}製表）。",
        plain_text(&cover.office.name),
        format_roc(cover.prepared_on)
    );
    sheet.block((at, 0), (at, last), &source, &styles.note)?;
    sheet.height(at, height(&source, width, 1.0))
}

/// The last column over which text runs, and the width down to there.
fn span(widths: &[usize]) -> (usize, usize) {
    let (mut last, mut width) = (0, 0);
    while last < widths.len() || width < NOTE_WIDTH {
        let next = widths.get(last).copied().unwrap_or(SPARE_COLUMN);
        if last > 0 && width + next > WIDEST_NOTE {
            break;
        }
        width += next;
        last += 1;
    }
    (last - 1, width)
}

/// The height of a row with this text, in points.
pub(super) fn height(text: &str, width: usize, scale: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let lines = lines_of(text, width.saturating_sub(1)) as f64;
    (LINE * scale).mul_add(lines, 3.0)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{LARGE, cleared, cover};
    use super::super::sheet::{COLUMNS, ROWS};
    use super::super::styles::Styles;
    use super::*;

    #[test]
    fn notes_are_neither_too_narrow_nor_too_wide() {
        assert_eq!(span(&[10, 10]), (6, 65));
        assert_eq!(span(&[30; 20]), (4, 150));
        assert_eq!(span(&[200]), (0, 200));
    }

    #[test]
    fn what_no_sheet_holds_is_refused_by_the_name_of_the_table() {
        let (cleared, query) = cleared(LARGE, 30);
        let (cover, styles) = (cover(&query), Styles::new());
        let frame = Frame { cover: &cover, styles: &styles, table: &cleared.tables()[0], threshold: 3 };
        assert!(check_size(&frame, (ROWS, ROWS), (COLUMNS, COLUMNS)).is_ok());
        let refused = check_size(&frame, (ROWS + 1, ROWS), (1, COLUMNS)).unwrap_err();
        assert!(matches!(&refused, DeliveryError::TooManyRows { table, .. } if table == "表1 人數按性別分"));
        let refused = check_size(&frame, (1, ROWS), (COLUMNS + 1, COLUMNS)).unwrap_err();
        assert!(matches!(refused, DeliveryError::TooManyColumns { .. }));
    }
}
