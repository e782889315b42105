//! `hrstat show request-42`

use serde_json::{Value, json};

use super::audit::action_words;
use super::context::Context;
use super::desk::{registry, warn_of_killed_runs};
use super::error::CommandError;
use super::outcome::Outcome;
use super::question::Question;
use crate::domain::{RequestId, format_roc};
use crate::registry::{AuditEntry, ReleaseFilter, ReleaseRecord, RequestRecord};
use crate::ui::{Page, Report, safe_text};

/// 顯示一件申請案：申請內容、階段、問題、涵蓋情形、釋出與歷程
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat show request-1")]
pub(super) struct Args {
    /// 申請案編號
    #[arg(value_name = "REQUEST")]
    request: RequestId,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let registry = registry(&workspace)?;
    warn_of_killed_runs(&registry, &workspace, context)?;
    let record = registry.request(args.request)?;
    let releases = registry.releases(ReleaseFilter { request: Some(args.request), state: None })?;
    let history = registry.history(args.request)?;
    let moments = history.iter().map(|entry| Context::shown(entry.at)).collect();
    let received = Context::shown(record.summary.received_at);
    let query = Question::path(&workspace, args.request);
    let query = query.is_file().then(|| workspace.shown(&query));
    Ok(Outcome::done(Request { record, releases, history, moments, received, query }))
}

struct Request {
    record: RequestRecord,
    releases: Vec<ReleaseRecord>,
    history: Vec<AuditEntry>,
    moments: Vec<String>,
    received: String,
    query: Option<String>,
}

impl Report for Request {
    fn json(&self) -> Value {
        let summary = &self.record.summary;
        let (difficulty, why) =
            summary.difficulty.in_force().map_or((None, None), |(d, why)| (Some(d.number()), Some(why)));
        let releases = self.releases.iter().map(|release| {
            json!({ "release": release.id.number(), "state": release.state, "snapshots": release.snapshots,
                "prepared_at": release.prepared_at, "released_at": release.released_at, "outputs": release.outputs })
        });
        let history = self.history.iter().map(|entry| {
            json!({ "seq": entry.seq, "at": entry.at, "operator": entry.operator, "action": entry.action, "detail": entry.detail })
        });
        json!({
            "request": summary.id, "stage": summary.stage, "stage_since": summary.stage_since,
            "received_at": summary.received_at, "file": summary.file_name, "sha256": summary.digest,
            "authority": summary.authority, "agency": summary.agency, "difficulty": difficulty, "difficulty_why": why,
            "application": self.record.application, "problems": self.record.problems, "coverage": self.record.coverage,
            "query": self.query, "releases": releases.collect::<Vec<_>>(), "history": history.collect::<Vec<_>>(),
        })
    }

    fn human(&self, page: &mut Page) {
        let summary = &self.record.summary;
        let form = &self.record.application;
        page.heading(&format!("{}　{}", summary.id, summary.stage));
        let contact =
            [form.phone.as_str(), form.email.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let declared = match form.personal_data {
            Some(true) => "是",
            Some(false) => "否",
            None => "未勾選，或兩者都勾選",
        };
        let entries = [
            ("申請機構", form.agency.clone()),
            ("主管機關", form.authority.clone().unwrap_or_else(|| "（不明）".to_owned())),
            ("申請人", form.applicant.clone()),
            ("申請日期", format_roc(form.applied_on)),
            ("聯絡方式", contact.join("、")),
            ("申請理由", form.reason.clone()),
            ("需求", form.description.trim().to_owned()),
            ("是否含個資", declared.to_owned()),
            ("主管機關核准", form.authority_approval.clone().unwrap_or_else(|| "（空白）".to_owned())),
            ("已查來源", form.checked_sources.join("、")),
            ("收件", format!("{}　{}（SHA-256 {}…）", self.received, summary.file_name, summary.digest.short())),
            ("查詢檔", self.query.clone().unwrap_or_else(|| format!("（尚無）queries/{}.toml", summary.id))),
        ];
        for (label, value) in entries.iter().filter(|(_, value)| !value.is_empty()) {
            page.entry(label, safe_text(value));
        }
        if let Some((difficulty, why)) = summary.difficulty.in_force() {
            page.entry("難易度", format!("{}：{why}", difficulty.number()));
        }
        if !self.record.problems.is_empty() {
            page.gap();
            page.heading("問題");
            for problem in &self.record.problems {
                page.problem(problem);
            }
        }
        if !self.releases.is_empty() {
            page.gap();
            page.heading("釋出");
            for release in &self.releases {
                for output in release.outputs.as_array().into_iter().flatten() {
                    let encrypted = if output["encrypted"] == Value::Bool(true) { "，已加密" } else { "" };
                    page.line(format!(
                        "第 {} 號（{}）{}{encrypted}",
                        release.id,
                        release.state,
                        output["path"].as_str().unwrap_or_default()
                    ));
                }
            }
        }
        page.gap();
        page.heading("歷程");
        let rows = self.history.iter().zip(&self.moments).map(|(entry, at)| {
            let reason = entry.detail["reason"].as_str().or_else(|| entry.detail["why"].as_str()).unwrap_or_default();
            vec![at.clone(), safe_text(&entry.operator), action_words(&entry.action).to_owned(), safe_text(reason)]
        });
        page.table(&["時間", "承辦人", "動作", "理由"], rows.collect(), &[]);
    }
}
