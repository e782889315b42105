//! The rows of an export that is a spreadsheet (.xlsx, .ods), as text: one row of strings for each row that holds anything.
//!
//! A cell gives what its owner sees with no format of its own: numbers in their shortest form, dates as `2025-12-31`,
//! formulas by the value that was saved with them, errors as `#N/A`. Judging a value is left to the importer.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{
    Data, Error as CalamineError, ExcelDateTime, Ods, OdsError, Reader, SheetType, Sheets, Xlsx, XlsxError,
    open_workbook_auto_from_rs,
};

use crate::source::{Location, Problem, cell_name, declared_size};

/// A full sheet of forty columns unpacks to less; what is larger belongs into CSV or Parquet.
const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// Filled cells of a sheet: a million rows of fifty columns.
const MAX_CELLS: usize = 50_000_000;
/// No table has nearly as many fields, and a stray cell in the last column would widen every row.
const MAX_COLUMNS: u32 = 1_000;
/// The text of a formula without a saved value; the importer rejects its row.
pub(super) const NO_VALUE: &str = "#無計算結果";

/// One row of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// Its number in the sheet, from 1.
    pub(super) number: u64,
    /// Its cells from column A on, at least as many as the first row has.
    pub(super) cells: Vec<String>,
}

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
enum SheetError {
    #[error("讀不到檔案：{0}")]
    Io(#[from] std::io::Error),
    #[error("無法開啟：不是 .xlsx 或 .ods 試算表，或檔案不完整")]
    Unreadable { cause: String },
    #[error("試算表設有開啟密碼，無法讀取")]
    Encrypted,
    #[error("解壓縮後約 {0} MiB，超過上限 {limit} MiB", limit = MAX_UNPACKED / MIB)]
    TooLarge(u64),
    #[error("工作表「{sheet}」的儲存格超過上限 {MAX_CELLS} 格")]
    TooManyCells { sheet: String },
    #[error("工作表「{sheet}」在 {cell} 有內容，超過上限 {MAX_COLUMNS} 欄")]
    TooWide { sheet: String, cell: String },
    #[error("試算表裡沒有資料")]
    Empty,
    #[error("有 {} 張工作表有內容（{}），但沒有一張叫「{table}」，看不出該讀哪一張", .sheets.len(), .sheets.join("、"))]
    Ambiguous { table: String, sheets: Vec<String> },
}

const MIB: u64 = 1024 * 1024;

impl SheetError {
    fn problem(&self, file: &str) -> Problem {
        let rule = match self {
            Self::Io(_) | Self::Unreadable { .. } | Self::Encrypted => "unreadable-file",
            Self::TooLarge(_) | Self::TooManyCells { .. } | Self::TooWide { .. } => "too-large",
            Self::Empty => "no-rows",
            Self::Ambiguous { .. } => "which-sheet",
        };
        let problem = Problem::error(rule, format!("{file}：{self}"));
        let problem = match self {
            Self::TooWide { sheet, cell } => {
                problem.at(Location::Cell { file: file.to_owned(), sheet: sheet.clone(), cell: cell.clone() })
            }
            _ => problem.at(Location::File { file: file.to_owned() }),
        };
        match self {
            Self::Io(_) => problem.hint("請確認檔案沒有被其他程式開啟，且目前的使用者可以讀取"),
            Self::Unreadable { cause } => problem
                .hint("請用試算表軟體開啟後另存為 .xlsx 或 .ods，或改用 CSV 匯出")
                .hint(format!("技術訊息：{cause}")),
            Self::Encrypted => problem.hint("請取消開啟密碼後另存，再匯入一次"),
            Self::TooLarge(_) | Self::TooManyCells { .. } => problem.hint("請改用 CSV 或 Parquet 匯出"),
            Self::TooWide { .. } => problem.hint("請刪除資料欄位以外的內容後另存"),
            Self::Empty => problem.hint("第一列應為欄名，以下每人或每筆一列"),
            Self::Ambiguous { table, .. } => {
                problem.hint(format!("請把要匯入的工作表改名為「{table}」，或刪除其他工作表"))
            }
        }
    }
}

/// The rows of the sheet named like the table, or of the only sheet that holds anything. `file` is the file name shown to
/// people; without its ending it is the table's name.
///
/// # Errors
/// A problem with the file, what is wrong and what to do.
pub(super) fn read_sheet(path: &Path, file: &str) -> Result<Vec<SheetRow>, Box<Problem>> {
    let rows = std::fs::read(path).map_err(SheetError::from).and_then(|bytes| parse_sheet(&bytes, file));
    rows.map_err(|error| Box::new(error.problem(file)))
}

fn parse_sheet(bytes: &[u8], file: &str) -> Result<Vec<SheetRow>, SheetError> {
    let unpacked = declared_size(bytes);
    if unpacked > MAX_UNPACKED {
        return Err(SheetError::TooLarge(unpacked / MIB));
    }
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    // Damaged files reach corners of the readers that nobody has tried; a panic there is a damaged file, no bug here.
    catch_unwind(AssertUnwindSafe(|| {
        let mut book = open(ending, bytes)?;
        choose_sheet(&mut book, stem)
    }))
    .unwrap_or_else(|_| Err(SheetError::Unreadable { cause: "檔案結構損毀".to_owned() }))
}

type Book<'a> = Sheets<Cursor<&'a [u8]>>;

/// By its ending; a workbook with the wrong ending by what it is.
fn open<'a>(ending: &str, bytes: &'a [u8]) -> Result<Book<'a>, SheetError> {
    let data = || Cursor::new(bytes);
    let opened = if ending.eq_ignore_ascii_case("ods") {
        Ods::new(data()).map(Sheets::Ods).map_err(CalamineError::Ods)
    } else {
        Xlsx::new(data()).map(Sheets::Xlsx).map_err(CalamineError::Xlsx)
    };
    opened.or_else(|error| open_workbook_auto_from_rs(data()).map_err(|_| translate(error)))
}

fn translate(error: CalamineError) -> SheetError {
    match error {
        CalamineError::Xlsx(XlsxError::Password) | CalamineError::Ods(OdsError::Password) => SheetError::Encrypted,
        CalamineError::Ods(OdsError::CellLimitExceeded { .. }) => {
            SheetError::TooManyCells { sheet: "（未明）".to_owned() }
        }
        other => SheetError::Unreadable { cause: other.to_string() },
    }
}

/// Hidden sheets count: whoever hid one may not know that it is there.
fn choose_sheet(book: &mut Book<'_>, table: &str) -> Result<Vec<SheetRow>, SheetError> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    if names.iter().any(|name| name == table) {
        let rows = sheet_rows(book, table)?;
        return if rows.is_empty() { Err(SheetError::Empty) } else { Ok(rows) };
    }
    let mut filled = Vec::new();
    for name in names {
        let rows = sheet_rows(book, &name)?;
        if !rows.is_empty() {
            filled.push((name, rows));
        }
    }
    match filled.len() {
        0 => Err(SheetError::Empty),
        1 => Ok(filled.remove(0).1),
        _ => {
            let sheets = filled.into_iter().map(|(name, _)| name).collect();
            Err(SheetError::Ambiguous { table: table.to_owned(), sheets })
        }
    }
}

/// xlsx is read cell by cell: its range is dense, and one cell in the last corner would make 17 billion.
fn sheet_rows(book: &mut Book<'_>, sheet: &str) -> Result<Vec<SheetRow>, SheetError> {
    let mut rows = Collected::new(sheet);
    match book {
        Sheets::Xlsx(book) => {
            let failed = |error: XlsxError| translate(CalamineError::Xlsx(error));
            let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
            while let Some(cell) = cells.next_cell().map_err(failed)? {
                rows.put(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Ods(book) => {
            let range = book.worksheet_range(sheet).map_err(|error| translate(CalamineError::Ods(error)))?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                let offset = |start: u32, index: usize| start.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
                rows.put((offset(top, row), offset(left, column)), value)?;
            }
        }
        Sheets::Xls(_) | Sheets::Xlsb(_) => {
            return Err(SheetError::Unreadable { cause: "內容是 .xls 或 .xlsb".to_owned() });
        }
    }
    Ok(rows.finish())
}

/// The rows of a sheet while its cells come in.
struct Collected<'a> {
    sheet: &'a str,
    rows: Vec<SheetRow>,
    cells: usize,
}

impl<'a> Collected<'a> {
    fn new(sheet: &'a str) -> Self {
        Self { sheet, rows: Vec::new(), cells: 0 }
    }

    fn put(&mut self, at: (u32, u32), value: &Data) -> Result<(), SheetError> {
        let text = cell_text(value);
        // A cell of blanks is an empty one that somebody touched; it must not lengthen a row.
        if text.trim().is_empty() {
            return Ok(());
        }
        let (row, column) = at;
        if column >= MAX_COLUMNS {
            return Err(SheetError::TooWide { sheet: self.sheet.to_owned(), cell: cell_name(row, column) });
        }
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(SheetError::TooManyCells { sheet: self.sheet.to_owned() });
        }
        let number = u64::from(row) + 1;
        match self.rows.last() {
            Some(last) if last.number == number => {}
            Some(last) if last.number > number => {
                return Err(SheetError::Unreadable {
                    cause: format!("第 {number} 列排在第 {} 列之後", last.number)
                });
            }
            last => {
                let width = last.map_or(0, |last| last.cells.len());
                self.rows.push(SheetRow { number, cells: Vec::with_capacity(width) });
            }
        }
        let cells = &mut self.rows.last_mut().expect("a row was added where there was none").cells;
        let column = usize::try_from(column).expect("below MAX_COLUMNS");
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    /// Empty cells at the end of a row are there all the same: the first row says how many columns there are.
    fn finish(mut self) -> Vec<SheetRow> {
        let width = self.rows.first().map_or(0, |row| row.cells.len());
        for row in &mut self.rows {
            if row.cells.len() < width {
                row.cells.resize(width, String::new());
            }
        }
        self.rows
    }
}

fn cell_text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // `{}` writes whole numbers without a point and never an exponent: 1150526 stays a date, a long code a code.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::DateTime(date) => serial_text(*date),
        Data::DateTimeIso(text) => iso_text(text),
        Data::Error(error) => error.to_string(),
    }
}

/// Days below 1 are times of a day, and formats like `[h]:mm` spans of time; both show as the number that they are.
fn serial_text(serial: ExcelDateTime) -> String {
    if !serial.is_datetime() || serial.as_f64() < 1.0 {
        return serial.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

/// `2025-12-31T00:00:00` is a date, and stays western whatever its year: `0115-05-26` is for the importer to judge.
fn iso_text(text: &str) -> String {
    match text.split_once('T') {
        Some((date, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.')) => date.to_owned(),
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
