//! What became of the applications of a file, for programs and for people.

use serde_json::{Value, json};

use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::domain::{Application, RequestId, Stage};
use crate::screening::{Coverage, Verdict};
use crate::source::{Location, Problem, Severity};
use crate::ui::{Page, Report, safe_text};

/// What became of one application.
pub(in crate::cli) struct Intake {
    /// Where the form stood.
    pub(super) file: String,
    /// The names of what came with it.
    pub(super) attachments: Vec<String>,
    /// The request that was made of it.
    pub(in crate::cli) request: Option<RequestId>,
    /// The request that was made of the same form before.
    pub(super) duplicate_of: Option<RequestId>,
    /// The earlier version whose place it has taken: the same number where that one still waited.
    pub(super) supersedes: Option<RequestId>,
    /// Where the request stands.
    pub(super) stage: Option<Stage>,
    /// Everything that was found.
    pub(super) problems: Vec<Problem>,
    /// The form.
    pub(super) application: Option<Application>,
    /// Whether the catalogue answers it.
    pub(super) coverage: Option<Coverage>,
    /// How it ended.
    pub(super) exit: Exit,
}

/// What became of every application of every file.
pub(super) struct Results(pub(super) Vec<Intake>);

impl Report for Results {
    fn json(&self) -> Value {
        self.0.iter().map(Intake::json).collect()
    }

    fn human(&self, page: &mut Page) {
        for (index, intake) in self.0.iter().enumerate() {
            if index > 0 {
                page.gap();
            }
            intake.human(page);
        }
    }
}

impl Intake {
    /// Nothing was registered.
    pub(super) fn refused(file: &str, problems: Vec<Problem>, exit: Exit) -> Self {
        Self {
            file: file.to_owned(),
            attachments: Vec::new(),
            request: None,
            duplicate_of: None,
            supersedes: None,
            stage: None,
            problems,
            application: None,
            coverage: None,
            exit,
        }
    }

    /// Nothing could be registered.
    pub(super) fn failed(file: &str, error: &CommandError) -> Self {
        let problem = Problem::error("io", error.message()).at(Location::File { file: file.to_owned() });
        Self::refused(file, vec![problem], error.exit())
    }

    fn json(&self) -> Value {
        json!({
            "file": self.file, "request": self.request, "duplicate_of": self.duplicate_of,
            "supersedes": self.supersedes, "stage": self.stage, "problems": self.problems,
            "personal_declared": self.application.as_ref().and_then(|application| application.personal_data),
            "application": self.application, "coverage": self.coverage, "attachments": self.attachments,
        })
    }

    /// For people.
    pub(in crate::cli) fn human(&self, page: &mut Page) {
        let file = safe_text(&self.file);
        match (self.request, self.duplicate_of, self.stage) {
            (Some(request), _, Some(stage)) if self.supersedes == Some(request) => {
                page.heading(&format!("{file}　→　{request} 的新版（{stage}），沿用原編號與順序"));
            }
            (Some(request), _, Some(stage)) => page.heading(&format!("{file}　→　{request}（{stage}）")),
            (_, Some(known), Some(stage)) => {
                page.heading(&format!("{file}　已登記為 {known}（{stage}），不重複登記"));
            }
            _ => page.heading(&format!("{file}　沒有登記")),
        }
        if let Some(application) = &self.application {
            page.entry("申請機構", safe_text(&application.agency));
        }
        if !self.attachments.is_empty() {
            page.entry("其他附件", safe_text(&self.attachments.join("、")));
        }
        for problem in &self.problems {
            page.problem(problem);
        }
        if let Some(coverage) = &self.coverage
            && coverage.verdict != Verdict::Undetermined
        {
            page.entry("既有統計", coverage.verdict.name());
        }
        if let Some(hint) = self.hint() {
            page.hint(hint);
        }
    }

    fn hint(&self) -> Option<String> {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let Some(request) = self.request else {
            // A path that leads nowhere is the statistician's own slip.
            let what = if self.exit == Exit::Io {
                "請確認檔名與路徑；整個資料夾可用 hrstat intake --watch 資料夾 --once。"
            } else {
                "請申請機構依上列各點補正後重新送件；原有資料沒有更動。"
            };
            return (errors > 0).then(|| what.to_owned());
        };
        Some(match self.stage? {
            Stage::Queued if self.application.as_ref().is_some_and(|application| application.query.is_none()) => {
                format!(
                    "由需求描述擬查詢：hrstat draft {request}；核對後 hrstat draft {request} --accept，再執行 hrstat run {request}"
                )
            }
            Stage::Queued => format!("產製前確認：hrstat check {request}"),
            Stage::AwaitingApproval => format!("主管機關核准後：hrstat accept {request} --reason \"主管機關 …… 核准\""),
            _ => format!(
                "退回補正：hrstat return {request} --reason \"……\"；仍要受理：hrstat accept {request} --reason \"……\""
            ),
        })
    }
}
