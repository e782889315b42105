//! Opens a spreadsheet and takes its filled cells; formulas count by the value that was saved with them.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, Error as CalamineError, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Sheets,
    Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError, open_workbook_auto_from_rs,
};
use jiff::civil::Date;

use super::IntakeLimits;
use super::compound_file::chains_end;
use super::grid::{CellValue, Grid, Region};
use crate::source::{Problem, declared_size};

/// A form has some thirty filled cells; a sheet with this many is a data set.
const MAX_CELLS: usize = 200_000;
const MAX_SHEETS: usize = 100;

/// Why a spreadsheet cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum WorkbookError {
    /// Not what its extension says, truncated, or damaged.
    #[error("無法開啟：不是 .{extension} 試算表，或檔案不完整")]
    Unreadable {
        /// What the file name says.
        extension: String,
        /// What the reader of spreadsheets says.
        cause: String,
    },
    /// Encrypted.
    #[error("試算表設有開啟密碼，無法讀取")]
    Encrypted,
    /// Too many filled cells.
    #[error("工作表「{sheet}」的儲存格超過 {MAX_CELLS} 格，不像申請表")]
    TooManyCells {
        /// Which.
        sheet: String,
    },
    /// Too many sheets.
    #[error("有 {0} 張工作表，超過上限 {MAX_SHEETS} 張，不像申請表")]
    TooManySheets(usize),
    /// Unpacks to too much.
    #[error("解壓縮後約 {0} MiB，超過上限，不像申請表")]
    TooLarge(u64),
}

impl WorkbookError {
    /// As a problem for the person who handed in the file.
    pub(super) fn problem(&self) -> Problem {
        match self {
            Self::Unreadable { cause, .. } => Problem::error("unreadable-file", self.to_string())
                .hint("請用試算表軟體開啟後另存為 .xlsx 或 .ods，再送一次")
                .hint(format!("技術訊息：{cause}")),
            Self::Encrypted => {
                Problem::error("unreadable-file", self.to_string()).hint("請申請人取消開啟密碼後另存，再送一次")
            }
            Self::TooManyCells { .. } | Self::TooManySheets(_) | Self::TooLarge(_) => {
                Problem::error("too-large", self.to_string()).hint("申請表請單獨成檔，資料範例另附")
            }
        }
    }
}

/// Every worksheet in `bytes`, in the order of the workbook.
pub(super) fn parse_workbook(extension: &str, bytes: &[u8], limits: IntakeLimits) -> Result<Vec<Grid>, WorkbookError> {
    let unpacked = declared_size(bytes);
    if unpacked > limits.unpacked_bytes {
        return Err(WorkbookError::TooLarge(unpacked / (1024 * 1024)));
    }
    if !chains_end(bytes) {
        return Err(WorkbookError::Unreadable {
            extension: extension.to_owned(), cause: "磁區鏈不完整".to_owned()
        });
    }
    // Damaged files reach corners of the readers that nobody has tried; a panic there is a damaged file, no bug here.
    catch_unwind(AssertUnwindSafe(|| read_grids(extension, bytes))).unwrap_or_else(|_| {
        Err(WorkbookError::Unreadable { extension: extension.to_owned(), cause: "檔案結構損毀".to_owned() })
    })
}

type Book<'a> = Sheets<Cursor<&'a [u8]>>;

fn read_grids(extension: &str, bytes: &[u8]) -> Result<Vec<Grid>, WorkbookError> {
    let mut book = open(extension, bytes).map_err(|error| translate(extension, &error))?;
    let sheets: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    if sheets.len() > MAX_SHEETS {
        return Err(WorkbookError::TooManySheets(sheets.len()));
    }
    let mut grids = Vec::new();
    for sheet in sheets {
        let mut grid =
            Grid { sheet: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible, ..Grid::default() };
        fill(&mut book, &mut grid, extension)?;
        grids.push(grid);
    }
    Ok(grids)
}

/// By its extension; a workbook with the wrong extension by what it is.
fn open<'a>(extension: &str, bytes: &'a [u8]) -> Result<Book<'a>, CalamineError> {
    let data = || Cursor::new(bytes);
    let opened = match extension {
        "xls" => Xls::new(data()).map(Sheets::Xls).map_err(CalamineError::Xls),
        "xlsb" => Xlsb::new(data()).map(Sheets::Xlsb).map_err(CalamineError::Xlsb),
        "ods" => Ods::new(data()).map(Sheets::Ods).map_err(CalamineError::Ods),
        _ => Xlsx::new(data()).map(Sheets::Xlsx).map_err(CalamineError::Xlsx),
    };
    opened.or_else(|error| open_workbook_auto_from_rs(data()).map_err(|_| error))
}

fn translate(extension: &str, error: &CalamineError) -> WorkbookError {
    match error {
        CalamineError::Xlsx(XlsxError::Password)
        | CalamineError::Xls(XlsError::Password)
        | CalamineError::Xlsb(XlsbError::Password)
        | CalamineError::Ods(OdsError::Password) => WorkbookError::Encrypted,
        CalamineError::Ods(OdsError::CellLimitExceeded { .. }) => {
            WorkbookError::TooManyCells { sheet: "（未明）".to_owned() }
        }
        other => WorkbookError::Unreadable { extension: extension.to_owned(), cause: other.to_string() },
    }
}

/// xlsx and xlsb are read cell by cell: their ranges are dense, and one cell in the last corner would make 17 billion.
fn fill(book: &mut Book<'_>, grid: &mut Grid, extension: &str) -> Result<(), WorkbookError> {
    let name = grid.sheet.clone();
    match book {
        Sheets::Xlsx(book) => {
            grid.merged = regions(book.merge_cells_by_sheet_name(&name).unwrap_or_default());
            let failed = |error: XlsxError| translate(extension, &CalamineError::Xlsx(error));
            let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                put(grid, cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xlsb(book) => {
            let failed = |error: XlsbError| translate(extension, &CalamineError::Xlsb(error));
            let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                put(grid, cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xls(book) => {
            grid.merged = regions(book.merge_cells_by_sheet_name(&name).unwrap_or_default());
            let range =
                book.worksheet_range(&name).map_err(|error| translate(extension, &CalamineError::Xls(error)))?;
            put_range(grid, &range)?;
        }
        Sheets::Ods(book) => {
            let range =
                book.worksheet_range(&name).map_err(|error| translate(extension, &CalamineError::Ods(error)))?;
            put_range(grid, &range)?;
        }
    }
    Ok(())
}

fn put_range(grid: &mut Grid, range: &calamine::Range<Data>) -> Result<(), WorkbookError> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let offset = |start: u32, index: usize| start.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
        put(grid, (offset(top, row), offset(left, column)), value)?;
    }
    Ok(())
}

fn put(grid: &mut Grid, at: (u32, u32), value: &Data) -> Result<(), WorkbookError> {
    let Some(value) = cell_value(value) else { return Ok(()) };
    grid.cells.insert(at, value);
    if grid.cells.len() > MAX_CELLS {
        return Err(WorkbookError::TooManyCells { sheet: grid.sheet.clone() });
    }
    Ok(())
}

fn regions(dimensions: Vec<Dimensions>) -> Vec<Region> {
    dimensions.into_iter().map(|region| Region { start: region.start, end: region.end }).collect()
}

fn cell_value(value: &Data) -> Option<CellValue> {
    match value {
        Data::Empty | Data::Error(_) => None,
        Data::String(text) | Data::DurationIso(text) => (!text.is_empty()).then(|| CellValue::Text(text.clone())),
        #[expect(clippy::cast_precision_loss, reason = "cells hold doubles; larger numbers do not occur in one")]
        Data::Int(number) => Some(CellValue::Number(*number as f64)),
        Data::Float(number) => Some(CellValue::Number(*number)),
        Data::Bool(flag) => Some(CellValue::Flag(*flag)),
        Data::DateTime(date) => Some(serial_date(*date).map_or(CellValue::Number(date.as_f64()), CellValue::Date)),
        Data::DateTimeIso(text) => Some(iso_date(text)),
    }
}

/// Days before 1 are times without a date.
fn serial_date(date: ExcelDateTime) -> Option<Date> {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let parts = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    (date.is_datetime() && date.as_f64() >= 1.0).then(|| Date::new(parts.0, parts.1, parts.2).ok()).flatten()
}

/// A 民國 year that LibreOffice took for one of the first centuries (`0115-05-01`) stays text, and is read as 民國.
fn iso_date(text: &str) -> CellValue {
    let day = text.split('T').next().unwrap_or(text);
    match day.parse::<Date>() {
        Ok(date) if date.year() >= 1000 => CellValue::Date(date),
        _ => CellValue::Text(day.to_owned()),
    }
}
