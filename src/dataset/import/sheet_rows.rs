//! The rows of an export that is a spreadsheet (.xlsx, .ods), as text: one row of strings for each row that holds anything.
//!
//! A cell gives what its owner sees with no format of its own: numbers in their shortest form, dates as `2025-12-31`,
//! formulas by the value that was saved with them or as [`NO_VALUE`], errors as `#N/A`. Judging a value is left to the
//! importer.
//!
//! What would make rows disappear refuses the whole file: merged cells, whose value stands in the first of them only, and a
//! second sheet with rows of the same table. Merged cells of .ods cannot be told from empty ones.

mod cell_text;
mod collected;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{
    CellType, Data, DataType, Error as CalamineError, Ods, OdsError, Range, Reader, SheetType, Sheets, Xlsx, XlsxError,
    open_workbook_auto_from_rs,
};

pub(super) use self::cell_text::NO_VALUE;
use self::cell_text::cell_text;
use self::collected::Collected;
use super::folder::belongs_to;
use crate::source::{Location, Problem, cell_name, declared_size};

/// A full sheet of forty columns unpacks to less; what is larger belongs into CSV or Parquet.
const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// Filled cells of a sheet: a million rows of fifty columns.
const MAX_CELLS: usize = 50_000_000;
/// No table has nearly as many fields, and a stray cell in the last column would widen every row.
const MAX_COLUMNS: u32 = 1_000;

/// Of another sheet so many filled rows are searched for a header.
const LOOKED_THROUGH: usize = 10;
/// Names that a row must share with a header to be a header of the same table.
const SHARED_NAMES: usize = 2;

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
    #[error("除了工作表「{table}」，還有 {} 張工作表有它的資料（{}），不能只讀一張", .sheets.len(), .sheets.join("、"))]
    Split { table: String, sheets: Vec<String> },
    #[error("工作表「{sheet}」在 {cell} 有合併的儲存格")]
    Merged { sheet: String, cell: String },
}

const MIB: u64 = 1024 * 1024;

impl SheetError {
    fn problem(&self, file: &str) -> Problem {
        let rule = match self {
            Self::Io(_) | Self::Unreadable { .. } | Self::Encrypted => "unreadable-file",
            Self::TooLarge(_) | Self::TooManyCells { .. } | Self::TooWide { .. } => "too-large",
            Self::Empty => "no-rows",
            Self::Ambiguous { .. } | Self::Split { .. } => "which-sheet",
            Self::Merged { .. } => "merged-cells",
        };
        let problem = Problem::error(rule, format!("{file}：{self}"));
        let problem = match self {
            Self::TooWide { sheet, cell } | Self::Merged { sheet, cell } => {
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
            Self::Split { table, .. } => problem
                .hint(format!("「{table}」的資料請合併成一個 {table}.csv；別的資料表請各存成一個檔案"))
                .hint("不匯入的工作表請刪除"),
            Self::Merged { .. } => {
                problem.hint("請取消合併儲存格，在每一列填上各自的值；合併的值只存在第一格，其餘各列會變成空白")
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
        let rows = sheet_rows(book, table, usize::MAX)?;
        let Some(header) = rows.first() else { return Err(SheetError::Empty) };
        check_others(book, table, header, &names)?;
        check_merged(book, table, &rows)?;
        return Ok(rows);
    }
    let mut filled = Vec::new();
    for name in names {
        if !sheet_rows(book, &name, 1)?.is_empty() {
            filled.push(name);
        }
    }
    match filled.as_slice() {
        [] => Err(SheetError::Empty),
        [only] => {
            let rows = sheet_rows(book, only, usize::MAX)?;
            check_merged(book, only, &rows)?;
            Ok(rows)
        }
        _ => Err(SheetError::Ambiguous { table: table.to_owned(), sheets: filled }),
    }
}

/// A sheet ends at a million rows, so that a larger table goes on in a second one, named like it or with its header.
fn check_others(book: &mut Book<'_>, table: &str, header: &SheetRow, names: &[String]) -> Result<(), SheetError> {
    let is_name =
        |cell: &&String| !cell.trim().is_empty() && header.cells.iter().any(|name| name.trim() == cell.trim());
    let mut others = Vec::new();
    for name in names.iter().filter(|name| *name != table) {
        let rows = sheet_rows(book, name, LOOKED_THROUGH)?;
        let repeats = |row: &SheetRow| row.cells.iter().filter(is_name).count() >= SHARED_NAMES;
        if !rows.is_empty() && (belongs_to(name, table) || rows.iter().any(repeats)) {
            others.push(name.clone());
        }
    }
    if others.is_empty() { Ok(()) } else { Err(SheetError::Split { table: table.to_owned(), sheets: others }) }
}

/// A title may be merged, rows may not: all but the first of them would lose the value that people see in each.
fn check_merged(book: &mut Book<'_>, sheet: &str, rows: &[SheetRow]) -> Result<(), SheetError> {
    let Sheets::Xlsx(book) = book else { return Ok(()) };
    let (Some(header), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
    let regions = book.merge_cells_by_sheet_name(sheet).map_err(|error| translate(CalamineError::Xlsx(error)))?;
    // Row numbers count from 1, those of regions from 0.
    let among_rows = regions
        .iter()
        .filter(|region| u64::from(region.end.0) >= header.number && u64::from(region.start.0) < last.number);
    match among_rows.map(|region| region.start).min() {
        Some((row, column)) => Err(SheetError::Merged { sheet: sheet.to_owned(), cell: cell_name(row, column) }),
        None => Ok(()),
    }
}

/// The first `limit` rows. xlsx is read cell by cell: its range is dense, and one cell in the last corner would make 17
/// billion.
fn sheet_rows(book: &mut Book<'_>, sheet: &str, limit: usize) -> Result<Vec<SheetRow>, SheetError> {
    let mut rows = Collected::new(sheet, limit);
    match book {
        Sheets::Xlsx(book) => {
            let failed = |error: XlsxError| translate(CalamineError::Xlsx(error));
            let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
            while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(failed)? {
                let text = cell_text(&Data::from(cell.value), cell.formula.is_some());
                if !rows.put(cell.pos, text)? {
                    break;
                }
            }
        }
        Sheets::Ods(book) => {
            let failed = |error: OdsError| translate(CalamineError::Ods(error));
            let (values, formulas) =
                (book.worksheet_range(sheet).map_err(failed)?, book.worksheet_formula(sheet).map_err(failed)?);
            let is_missing = |at| values.get_value(at).is_none_or(Data::is_empty);
            let mut missing = placed(&formulas).map(|(at, _)| at).filter(|at| is_missing(*at)).peekable();
            // Both go from row to row, and so must what they make together.
            let mut more = true;
            for (at, value) in placed(&values) {
                while let Some(earlier) = missing.next_if(|missing| *missing < at) {
                    more = more && rows.put(earlier, cell_text(&Data::Empty, true))?;
                }
                more = more && rows.put(at, cell_text(value, false))?;
                if !more {
                    break;
                }
            }
            for at in missing {
                more = more && rows.put(at, cell_text(&Data::Empty, true))?;
            }
        }
        Sheets::Xls(_) | Sheets::Xlsb(_) => {
            return Err(SheetError::Unreadable { cause: "內容是 .xls 或 .xlsb".to_owned() });
        }
    }
    Ok(rows.finish())
}

/// The cells of a range that hold anything, with their places in the sheet.
fn placed<T: CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (top, left) = range.start().unwrap_or_default();
    let offset = |start: u32, index: usize| start.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
    range.used_cells().map(move |(row, column, value)| ((offset(top, row), offset(left, column)), value))
}
