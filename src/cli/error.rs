//! Errors sorted by whose fault they are: one place turns them into words, hints and an exit code.

use std::path::Path;

use serde_json::{Value, json};

use super::outcome::Exit;
use crate::dataset::{ExportError, ImportError, SnapshotError, SynthError};
use crate::delivery::{CertificateError, DeliveryError, DemoKeyError, SealError};
use crate::intake::FormError;
use crate::query::{RunError, SqlError};
use crate::registry::RegistryError;
use crate::screening::FollowError;
use crate::settings::WorkspaceError;
use crate::source::Problem;
use crate::ui::Page;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) struct CommandError {
    exit: Exit,
    message: String,
    hints: Vec<String>,
    problems: Vec<Problem>,
}

impl CommandError {
    /// An error that ends with `exit`.
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), hints: Vec::new(), problems: Vec::new() }
    }

    /// A rule forbids it.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::new(Exit::No, message)
    }

    /// What somebody wrote cannot be used.
    pub(super) fn bad_input(message: impl Into<String>, problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::new(Exit::BadInput, message) }
    }

    /// A file could not be read or written.
    pub(super) fn io(path: &Path, source: &std::io::Error) -> Self {
        let reason = match source.kind() {
            std::io::ErrorKind::NotFound => "沒有這個檔案或資料夾".to_owned(),
            std::io::ErrorKind::PermissionDenied => "沒有權限".to_owned(),
            std::io::ErrorKind::AlreadyExists => "已經存在".to_owned(),
            std::io::ErrorKind::IsADirectory => "是資料夾，不是檔案".to_owned(),
            std::io::ErrorKind::NotADirectory => "不是資料夾，或路徑中有一段不是資料夾".to_owned(),
            std::io::ErrorKind::StorageFull => "磁碟空間不足".to_owned(),
            _ => source.to_string(),
        };
        Self::new(Exit::Io, format!("無法存取 {}：{reason}", path.display()))
    }

    /// The same with a hint: best a command that can be pasted.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with problems.
    #[must_use]
    pub(super) fn problems(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    /// How the command ends.
    #[must_use]
    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    /// What went wrong, in words.
    #[must_use]
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Whether errors were found, and every one is of `rule`.
    #[must_use]
    pub(super) fn is_only(&self, rule: &str) -> bool {
        let mut errors = self.problems.iter().filter(|problem| problem.is_error()).peekable();
        errors.peek().is_some() && errors.all(|problem| problem.rule == rule)
    }

    /// What was found; the message itself where nothing was found in particular.
    #[must_use]
    pub(super) fn into_problems(self) -> Vec<Problem> {
        if self.problems.is_empty() { vec![Problem::error(self.exit.kind(), self.message)] } else { self.problems }
    }

    /// The JSON document of a failure.
    #[must_use]
    pub(super) fn json(&self) -> Value {
        json!({ "error": {
            "code": self.exit.code(),
            "kind": self.exit.kind(),
            "message": self.message,
            "hints": self.hints,
            "problems": self.problems,
        }})
    }

    /// The words of a failure.
    pub(super) fn human(&self, page: &mut Page) {
        for problem in &self.problems {
            page.problem(problem);
        }
        page.line(format!("錯誤：{}", crate::ui::safe_text(&self.message)));
        for hint in &self.hints {
            page.hint(hint);
        }
    }
}

impl From<WorkspaceError> for CommandError {
    fn from(error: WorkspaceError) -> Self {
        let exit = match &error {
            WorkspaceError::NotFound(_) | WorkspaceError::NotAWorkspace(_) => Exit::Config,
            WorkspaceError::Exists(_) | WorkspaceError::NotEmpty(_) => Exit::Usage,
            WorkspaceError::Io { path, source } => return Self::io(path, source),
        };
        let hint = match &error {
            WorkspaceError::Exists(_) => "直接使用即可，例如：hrstat queue",
            WorkspaceError::NotEmpty(_) => "請指定另一個資料夾，例如：hrstat init office",
            _ => "先建立工作區：hrstat init office；或用 --workspace 指定，例如：hrstat --workspace office queue",
        };
        Self::new(exit, error.to_string()).hint(hint)
    }
}

impl From<RegistryError> for CommandError {
    fn from(error: RegistryError) -> Self {
        let exit = match &error {
            RegistryError::UnknownRequest(_) | RegistryError::UnknownRelease(_) | RegistryError::MissingReason => {
                Exit::Usage
            }
            RegistryError::BadFingerprint(_) => Exit::BadInput,
            RegistryError::IllegalStep { .. }
            | RegistryError::InitialStage(_)
            | RegistryError::NotADecision(_)
            | RegistryError::ReleaseState { .. }
            | RegistryError::AlreadyPrepared { .. }
            | RegistryError::RunWentOn(_)
            | RegistryError::BoundElsewhere { .. } => Exit::No,
            RegistryError::Newer { .. } | RegistryError::NotARegistry { .. } => Exit::Config,
            _ => Exit::Io,
        };
        let hint = match &error {
            RegistryError::UnknownRequest(_) => Some("列出待處理的申請案：hrstat queue"),
            RegistryError::UnknownRelease(_) => Some("列出釋出紀錄：hrstat release list"),
            RegistryError::MissingReason => Some("用 --reason 說明理由，例如：--reason \"已與申請人確認\""),
            RegistryError::Missing { .. } => Some("請確認工作區完整，或由備份還原 registry.sqlite"),
            _ => None,
        };
        let failure = Self::new(exit, error.to_string());
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<SnapshotError> for CommandError {
    fn from(error: SnapshotError) -> Self {
        let exit = match &error {
            SnapshotError::Exists { .. } => Exit::No,
            SnapshotError::Missing { .. } => Exit::BadInput,
            SnapshotError::WriteManifest(_) | SnapshotError::Table { .. } => Exit::Bug,
            SnapshotError::Io { path, source } => return Self::io(path, source),
            _ => Exit::Io,
        };
        error.hints().into_iter().fold(Self::new(exit, error.to_string()), Self::hint)
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        match error {
            ImportError::Io { path, source } => Self::io(&path, &source),
            ImportError::Unusable { problems } => {
                Self::bad_input(message, problems).hint("沒有匯入任何資料；修正匯出檔後再匯入一次")
            }
            ImportError::TooManyRejected { problems, .. } => Self::bad_input(message, problems)
                .hint("沒有匯入任何資料；請匯出機關修正，或確認後調整 hrstat.toml 的上限"),
            ImportError::Snapshot(error) => error.into(),
            ImportError::Frame(_) | ImportError::Hopeless | ImportError::Uncounted { .. } => {
                Self::new(Exit::Bug, message)
            }
        }
    }
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        Self::new(Exit::Io, error.to_string())
    }
}

impl From<SynthError> for CommandError {
    fn from(error: SynthError) -> Self {
        let exit = if matches!(error, SynthError::NoAuthority) { Exit::Config } else { Exit::Bug };
        Self::new(exit, error.to_string())
    }
}

impl From<DeliveryError> for CommandError {
    fn from(error: DeliveryError) -> Self {
        let exit = match &error {
            DeliveryError::TooManyRows { .. }
            | DeliveryError::TooManyColumns { .. }
            | DeliveryError::CellTooLong { .. }
            | DeliveryError::TooLarge { .. } => Exit::BadInput,
            DeliveryError::Io { path, source } => return Self::io(path, source),
            _ => Exit::Bug,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<SealError> for CommandError {
    fn from(error: SealError) -> Self {
        let exit = match &error {
            SealError::NoRecipient { .. } | SealError::Unusable { .. } => Exit::No,
            SealError::Encryption(_) => Exit::Bug,
        };
        Self::new(exit, error.to_string()).hint("檢查憑證：hrstat recipient check")
    }
}

impl From<CertificateError> for CommandError {
    fn from(error: CertificateError) -> Self {
        Self::new(Exit::BadInput, error.to_string()).hint(error.remedy())
    }
}

impl From<DemoKeyError> for CommandError {
    fn from(error: DemoKeyError) -> Self {
        Self::new(Exit::Bug, error.to_string())
    }
}

impl From<FormError> for CommandError {
    fn from(error: FormError) -> Self {
        Self::new(Exit::Bug, error.to_string())
    }
}

impl From<SqlError> for CommandError {
    fn from(error: SqlError) -> Self {
        let exit = match error {
            SqlError::Equivalent(error) => return error.into(),
            SqlError::Frame(_) => {
                return Self::new(Exit::Io, error.to_string()).hint("檢查資料快照：hrstat data verify");
            }
            SqlError::WrongKind { .. } => Exit::BadInput,
            _ => Exit::Bug,
        };
        Self::new(exit, error.to_string()).hint("請檢查 SELECT；若看來沒有問題，請連同查詢檔回報")
    }
}

impl From<FollowError> for CommandError {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Run(error) => error.into(),
            // A table that the catalogue promises and the data does not bear out: the entry is what must be looked at.
            error @ (FollowError::NoTable { .. } | FollowError::NotOneClass { .. }) => {
                Self::bad_input(error.to_string(), Vec::new()).hint("請核對目錄項目的母體與交叉：hrstat catalogue lint")
            }
            FollowError::Compute(_) => Self::new(Exit::Bug, error.to_string()),
        }
    }
}

impl From<RunError> for CommandError {
    fn from(error: RunError) -> Self {
        match &error {
            RunError::Frame(_) => Self::new(Exit::Io, error.to_string()).hint("檢查資料快照：hrstat data verify"),
            RunError::TooLarge { .. } => Self::bad_input(error.to_string(), Vec::new())
                .hint("減少分類欄位、改用較粗的分組，或縮小 complete；逐筆的資料請用 [[list]]"),
            RunError::Compute(_) => {
                Self::new(Exit::Bug, error.to_string()).hint("這是 hrstat 的錯誤，請連同查詢檔回報")
            }
        }
    }
}
