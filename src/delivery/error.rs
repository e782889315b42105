//! Why a reply could not be written.

use std::path::PathBuf;

use polars::prelude::PolarsError;
use rust_xlsxwriter::XlsxError;
use zip::result::ZipError;

/// Why there is no workbook, or no file in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// There is nothing to deliver.
    #[error("查詢沒有產出任何表，沒有可以回復的內容")]
    NoTables,
    /// A table is longer than a sheet.
    #[error(
        "「{table}」連同表頭與註記有 {rows} 列，超過 Excel 工作表的上限 {limit} 列；請在查詢加上 limit，或拆成幾個查詢"
    )]
    TooManyRows {
        /// The table.
        table: String,
        /// Rows it would take.
        rows: usize,
        /// Rows a sheet has.
        limit: usize,
    },
    /// A table is wider than a sheet.
    #[error("「{table}」有 {columns} 欄，超過 Excel 工作表的上限 {limit} 欄；請把欄的分類移到列，或減少量數")]
    TooManyColumns {
        /// The table.
        table: String,
        /// Columns it would take.
        columns: usize,
        /// Columns a sheet has.
        limit: usize,
    },
    /// A text is longer than a cell.
    #[error("工作表「{sheet}」的 {cell} 有 {length} 個字元，超過 Excel 儲存格的上限 {limit} 個")]
    CellTooLong {
        /// The sheet.
        sheet: String,
        /// The cell, such as `D7`.
        cell: String,
        /// Characters, as Excel counts them.
        length: usize,
        /// Characters a cell holds.
        limit: usize,
    },
    /// The rows of a list could not be read back.
    #[error("讀不到「{table}」的資料：{source}")]
    Frame {
        /// The table.
        table: String,
        /// What polars says.
        source: PolarsError,
    },
    /// A part of the workbook is larger than a package holds.
    #[error("活頁簿的 {part} 有 {bytes} 位元組，超過 Excel 檔的上限 4 GiB；請減少欄位，或拆成幾個查詢")]
    TooLarge {
        /// The part.
        part: String,
        /// Bytes it has.
        bytes: u64,
    },
    /// The writer made a part in another way than the one its lists are put in by.
    #[error("Excel 檔的 {part} 與預期不同，無法放入名冊的資料列")]
    UnexpectedPart {
        /// The part.
        part: String,
    },
    /// What the writer made cannot be taken apart.
    #[error("無法拆解產生的 Excel 檔：{0}")]
    Package(#[from] ZipError),
    /// The writer refused.
    #[error("無法產生 Excel 檔：{0}")]
    Writer(#[from] XlsxError),
    /// A name that is not safe as a file name everywhere.
    #[error("「{0}」不能當檔名：只能用英文字母、數字、連字號與底線")]
    FileName(String),
    /// The outbox could not be written.
    #[error("無法寫入 {path}：{source}", path = .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}
