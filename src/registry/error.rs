//! What can go wrong in the registry.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::{ReleaseId, ReleaseState};
use crate::domain::{Event, IllegalStep, RequestId, Stage};

/// Why the registry did not do what was asked; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no registry here.
    #[error("找不到登記簿 {path}")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file cannot be made or opened.
    #[error("無法開啟登記簿 {path}：{source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is a database of something else.
    #[error("{path} 是資料庫，但不是 hrstat 的登記簿")]
    NotARegistry {
        /// The file.
        path: PathBuf,
    },
    /// The file is no database, or a damaged one.
    #[error("登記簿 {path} 已損壞或不是資料庫（{reason}）；請以備份還原，勿直接修改此檔")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// A newer hrstat wrote it.
    #[error("登記簿 {path} 由較新版的 hrstat 建立（結構第 {found} 版，本程式只認得到第 {known} 版）；請更新 hrstat")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The tables could not be brought up to date.
    #[error("登記簿 {path} 無法更新結構：{reason}")]
    Migration {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Somebody else has been writing for longer than the time to wait.
    #[error("登記簿使用中，等候逾時；請稍後再試")]
    Busy,
    /// SQLite failed.
    #[error("登記簿讀寫失敗：{0}")]
    Sqlite(rusqlite::Error),
    /// A stored value cannot be read.
    #[error("登記簿資料表「{table}」第 {row} 列的「{column}」無法解讀：{reason}")]
    Damaged {
        /// Table.
        table: &'static str,
        /// Row.
        row: String,
        /// Column.
        column: &'static str,
        /// Why.
        reason: String,
    },
    /// There is no such request.
    #[error("沒有 {0} 這件申請案")]
    UnknownRequest(RequestId),
    /// There is no such release.
    #[error("沒有第 {0} 號釋出紀錄")]
    UnknownRelease(ReleaseId),
    /// The request is in a stage in which this cannot happen.
    #[error("{request}：{step}")]
    IllegalStep {
        /// The request.
        request: RequestId,
        /// The step.
        #[source]
        step: IllegalStep,
    },
    /// A newer version came when it was too late to replace the old one.
    #[error("{request} 的階段是「{stage}」，不能再以新版取代")]
    NotReplaceable {
        /// The request.
        request: RequestId,
        /// Its stage.
        stage: Stage,
    },
    /// No application begins in this stage.
    #[error("申請案不能以「{0}」階段登記")]
    InitialStage(Stage),
    /// The event is none of the reviewer's decisions.
    #[error("「{0}」不是審查決定")]
    NotADecision(Event),
    /// A decision without a reason.
    #[error("請說明理由")]
    MissingReason,
    /// The release is not in the state that this asks for.
    #[error("第 {release} 號釋出紀錄的狀態是「{state}」，不能這樣處理")]
    ReleaseState {
        /// The release.
        release: ReleaseId,
        /// Its state.
        state: ReleaseState,
    },
    /// The request has a release that was prepared and never confirmed.
    #[error("{request} 已有第 {release} 號釋出在準備中；請先完成或放棄")]
    AlreadyPrepared {
        /// The request.
        request: RequestId,
        /// The release.
        release: ReleaseId,
    },
    /// A run that was taken for dead has moved.
    #[error("{0} 的處理並未中斷，或已由他人處理；請重新檢視")]
    RunWentOn(RequestId),
    /// The text is no full fingerprint.
    #[error("「{0}」不是完整的金鑰指紋（應為 40 或 64 個十六進位數字）")]
    BadFingerprint(String),
    /// The certificate belongs to another agency.
    #[error("憑證 {fingerprint} 已登記給「{agency}」，不能再登記給其他機關")]
    BoundElsewhere {
        /// The certificate.
        fingerprint: String,
        /// Whose it is.
        agency: String,
    },
}

impl From<rusqlite::Error> for RegistryError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}
