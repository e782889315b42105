//! 欄位定義: what every field and measure means, so that 要點七 is answered before it is asked.

use super::column_widths::lines_of;
use super::plain_text::plain_text;
use super::sheet::Sheet;
use super::styles::{LINE, Styles};
use super::workbook::{COVER_SHEET, FIELDS_SHEET};
use super::{Cover, DeliveryError};
use crate::disclosure::Cleared;
use crate::query::RawContent;

/// Head and width of each column.
const COLUMNS: [(&str, usize); 8] = [
    ("欄位", 18),
    ("資料表", 10),
    ("型別", 8),
    ("定義", 46),
    ("代碼內容", 36),
    ("履歷表來源", 24),
    ("個資類別", 10),
    ("查證", 8),
];

/// Writes the sheet.
pub(super) fn write_fields(
    sheet: &mut Sheet,
    cover: &Cover,
    cleared: &Cleared,
    styles: &Styles,
) -> Result<(), DeliveryError> {
    let widths = COLUMNS.map(|(_, width)| width);
    sheet.widths(&widths)?;
    sheet.text(0, 0, FIELDS_SHEET, &styles.title)?;
    sheet.height(0, LINE * 1.5)?;
    let line = "本案使用的欄位與量數。「未查證」表示定義或代碼尚未與權責機關的原始文件核對，運用前請先向本總處確認。";
    sheet.block((1, 0), (1, COLUMNS.len() - 1), line, &styles.subtitle)?;
    sheet.height(1, LINE + 3.0)?;
    sheet.link(2, 0, COVER_SHEET, "← 回封面", &styles.link)?;
    for (column, (name, _)) in COLUMNS.iter().enumerate() {
        sheet.text(3, column, name, &styles.header)?;
    }
    sheet.height(3, LINE + 6.0)?;
    let mut row = 4;
    for field in &cover.uses {
        let cells = [
            plain_text(&field.name),
            plain_text(&field.table),
            field.kind.name().to_owned(),
            plain_text(&field.definition),
            plain_text(&field.values.join("、")),
            plain_text(&field.origin),
            field.disclosure.name().to_owned(),
            if field.verified { "已查證" } else { "未查證" }.to_owned(),
        ];
        write_row(sheet, row, &cells, styles)?;
        row += 1;
    }
    let last_field = row;
    row = write_measures(sheet, cleared, styles, row + 1)?;
    if row == last_field + 1 && cover.uses.is_empty() {
        sheet.text(4, 0, "本案沒有使用個別欄位。", &styles.note)?;
    }
    sheet.layout().set_freeze_panes(4, 1)?;
    sheet.layout().set_repeat_rows(3, 3)?;
    sheet.layout().set_screen_gridlines(false);
    sheet.page(&widths, cover, cleared.verdict());
    Ok(())
}

/// Writes the measures of all tables, each once; returns the next row.
fn write_measures(sheet: &mut Sheet, cleared: &Cleared, styles: &Styles, first: usize) -> Result<usize, DeliveryError> {
    let mut known: Vec<(&str, &str)> = Vec::new();
    for table in cleared.tables() {
        let RawContent::CrossTab(content) = table.content() else { continue };
        for measure in content.measures() {
            let entry = (measure.name.as_str(), measure.definition.as_str());
            if !known.contains(&entry) {
                known.push(entry);
            }
        }
    }
    if known.is_empty() {
        return Ok(first);
    }
    sheet.text(first, 0, "量數", &styles.header)?;
    sheet.block((first, 1), (first, 3), "定義", &styles.header)?;
    sheet.height(first, LINE + 6.0)?;
    let mut row = first + 1;
    for (name, definition) in known {
        sheet.text(row, 0, &plain_text(name), &styles.cell_text)?;
        sheet.block((row, 1), (row, 3), &plain_text(definition), &styles.cell_text)?;
        let width: usize = COLUMNS[1..4].iter().map(|(_, width)| width).sum();
        set_height(sheet, row, lines_of(definition, width - 2).max(lines_of(name, COLUMNS[0].1 - 2)))?;
        row += 1;
    }
    Ok(row)
}

fn write_row(sheet: &mut Sheet, row: usize, cells: &[String], styles: &Styles) -> Result<(), DeliveryError> {
    let mut lines = 1;
    for (column, (text, (_, width))) in cells.iter().zip(COLUMNS).enumerate() {
        if text.is_empty() {
            sheet.blank(row, column, &styles.cell_text)?;
        } else {
            sheet.text(row, column, text, &styles.cell_text)?;
        }
        lines = lines.max(lines_of(text, width - 2));
    }
    set_height(sheet, row, lines)
}

fn set_height(sheet: &mut Sheet, row: usize, lines: usize) -> Result<(), DeliveryError> {
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    sheet.height(row, LINE.mul_add(lines as f64, 4.0))
}
