//! Opens a spreadsheet and takes its filled cells; formulas count by the value that was saved with them.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, Error as CalamineError, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Sheets,
    Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError, open_workbook_auto_from_rs,
};
use jiff::civil::Date;

use super::IntakeLimits;
use super::compound_file::{chains_end, is_compound};
use super::grid::{CellValue, Grid, Region};
use super::ods_extent::ods_extent;
use super::package::{Package, PackageError, inspect_package, is_package};
use super::xls_extent::xls_extent;
use crate::source::Problem;

/// A form has some thirty filled cells; a sheet with this many is a data set.
const MAX_CELLS: usize = 200_000;
const MAX_SHEETS: usize = 100;
/// Cells, empty ones between filled ones included: what readers of full rectangles keep in memory.
const MAX_AREA: u64 = 2_000_000;
/// Text of all cells, in bytes; a text that many cells share counts each time.
const MAX_TEXT: usize = 16 * 1024 * 1024;
/// The longest text that a cell of any spreadsheet program holds is half of this.
const MAX_CELL_TEXT: usize = 64 * 1024 * 3;
/// A form has a few dozen.
const MAX_MERGED: usize = 20_000;

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
    /// Cells without end between the filled ones.
    #[error("工作表展開後超過 {MAX_AREA} 格，不像申請表")]
    TooMuchArea,
    /// Text without end.
    #[error("儲存格的文字超過上限，不像申請表")]
    TooMuchText,
    /// The archive is not handed on to its reader.
    #[error(transparent)]
    Package(PackageError),
}

impl WorkbookError {
    /// As a problem for the person who handed in the file.
    pub(super) fn problem(&self) -> Problem {
        match self {
            Self::Unreadable { cause, .. } | Self::Package(PackageError::Damaged(cause)) => {
                Problem::error("unreadable-file", self.to_string())
                    .hint("請用試算表軟體開啟後另存為 .xlsx 或 .ods，再送一次")
                    .hint(format!("技術訊息：{cause}"))
            }
            Self::Encrypted => {
                Problem::error("unreadable-file", self.to_string()).hint("請申請人取消開啟密碼後另存，再送一次")
            }
            Self::Package(PackageError::Encrypted) => {
                Problem::error("unreadable-file", self.to_string()).hint("請申請人取消密碼後另存，再送一次")
            }
            Self::Package(PackageError::Entities) => Problem::error("unreadable-file", self.to_string())
                .hint("請用試算表軟體開啟後另存為 .xlsx 或 .ods，再送一次"),
            Self::TooManyCells { .. }
            | Self::TooManySheets(_)
            | Self::TooMuchArea
            | Self::TooMuchText
            | Self::Package(PackageError::TooLarge(_) | PackageError::TooManyParts(_)) => {
                Problem::error("too-large", self.to_string()).hint("申請表請單獨成檔，資料範例另附")
            }
        }
    }
}

/// A spreadsheet that was read.
#[derive(Debug)]
pub(super) struct Workbook {
    /// Every worksheet, in the order of the workbook.
    pub(super) grids: Vec<Grid>,
    /// What somebody should know who opens the file.
    pub(super) remarks: Vec<Problem>,
}

/// Reads the worksheets in `bytes`, once it is known that this costs no more than the limits.
pub(super) fn parse_workbook(extension: &str, bytes: &[u8], limits: IntakeLimits) -> Result<Workbook, WorkbookError> {
    if !chains_end(bytes) {
        let cause = "磁區鏈不完整".to_owned();
        return Err(WorkbookError::Unreadable { extension: extension.to_owned(), cause });
    }
    // Damaged files reach corners of the readers that nobody has tried; a panic there is a damaged file, no bug here.
    catch_unwind(AssertUnwindSafe(|| {
        let remarks = inspect(extension, bytes, limits)?;
        Ok(Workbook { grids: read_grids(extension, bytes)?, remarks })
    }))
    .unwrap_or_else(|_| Err(damaged(extension)))
}

fn damaged(extension: &str) -> WorkbookError {
    WorkbookError::Unreadable { extension: extension.to_owned(), cause: "檔案結構損毀".to_owned() }
}

/// What the content is decides, not what the name says: the readers go by the content too.
fn inspect(extension: &str, bytes: &[u8], limits: IntakeLimits) -> Result<Vec<Problem>, WorkbookError> {
    if is_package(bytes) {
        let package = inspect_package(bytes, limits.unpacked_bytes).map_err(|error| match error {
            // Every damaged file says what it should have been.
            PackageError::Damaged(cause) => WorkbookError::Unreadable { extension: extension.to_owned(), cause },
            other => WorkbookError::Package(other),
        })?;
        let extent = ods_extent(bytes)
            .map_err(|error| WorkbookError::Unreadable { extension: extension.to_owned(), cause: error.to_string() })?;
        if let Some(extent) = extent {
            check_extent(extent.cells, extent.text)?;
        }
        return Ok(package.remarks());
    }
    if is_compound(bytes)
        && let Some(extent) = xls_extent(bytes)
    {
        check_extent(extent.cells, extent.text)?;
        return Ok(Package { macros: extent.macros, external: None }.remarks());
    }
    Ok(Vec::new())
}

fn check_extent(cells: u64, text: u64) -> Result<(), WorkbookError> {
    if cells > MAX_AREA {
        return Err(WorkbookError::TooMuchArea);
    }
    if text > MAX_TEXT as u64 { Err(WorkbookError::TooMuchText) } else { Ok(()) }
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
    let mut text = 0;
    for sheet in sheets {
        let grid =
            Grid { sheet: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible, ..Grid::default() };
        let mut filling = Filling { grid, text };
        fill(&mut book, &mut filling, extension)?;
        text = filling.text;
        grids.push(filling.grid);
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
fn fill(book: &mut Book<'_>, filling: &mut Filling, extension: &str) -> Result<(), WorkbookError> {
    let name = filling.grid.sheet.clone();
    match book {
        Sheets::Xlsx(book) => {
            filling.grid.merged = regions(book.merge_cells_by_sheet_name(&name).unwrap_or_default());
            let failed = |error: XlsxError| translate(extension, &CalamineError::Xlsx(error));
            let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                filling.put(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xlsb(book) => {
            let failed = |error: XlsbError| translate(extension, &CalamineError::Xlsb(error));
            let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                filling.put(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xls(book) => {
            filling.grid.merged = regions(book.merge_cells_by_sheet_name(&name).unwrap_or_default());
            let range =
                book.worksheet_range(&name).map_err(|error| translate(extension, &CalamineError::Xls(error)))?;
            filling.put_range(&range)?;
        }
        Sheets::Ods(book) => {
            let range =
                book.worksheet_range(&name).map_err(|error| translate(extension, &CalamineError::Ods(error)))?;
            filling.put_range(&range)?;
        }
    }
    Ok(())
}

/// A sheet that is being filled, and the text of all sheets so far.
struct Filling {
    grid: Grid,
    text: usize,
}

impl Filling {
    fn put_range(&mut self, range: &calamine::Range<Data>) -> Result<(), WorkbookError> {
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let offset = |start: u32, index: usize| start.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
            self.put((offset(top, row), offset(left, column)), value)?;
        }
        Ok(())
    }

    fn put(&mut self, at: (u32, u32), value: &Data) -> Result<(), WorkbookError> {
        let Some(value) = cell_value(value) else { return Ok(()) };
        if let CellValue::Text(text) = &value {
            self.text += text.len();
            if text.len() > MAX_CELL_TEXT || self.text > MAX_TEXT {
                return Err(WorkbookError::TooMuchText);
            }
        }
        self.grid.cells.insert(at, value);
        if self.grid.cells.len() > MAX_CELLS {
            return Err(WorkbookError::TooManyCells { sheet: self.grid.sheet.clone() });
        }
        Ok(())
    }
}

fn regions(dimensions: Vec<Dimensions>) -> Vec<Region> {
    dimensions.into_iter().take(MAX_MERGED).map(|region| Region { start: region.start, end: region.end }).collect()
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
