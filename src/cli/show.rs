//! `hrstat show request-42`

use serde_json::{Value, json};

use super::audit::action_words;
use super::context::Context;
use super::desk::{registry, warn_of_killed_runs};
use super::error::CommandError;
use super::outcome::Outcome;
use super::question::Question;
use crate::domain::{Application, RequestId, format_roc, format_roc_short, squeeze};
use crate::registry::{AuditEntry, ReleaseFilter, ReleaseRecord, RequestRecord, VersionKind, VersionRecord};
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
    let renewed =
        (record.version_received_at != record.summary.received_at).then(|| Context::shown(record.version_received_at));
    let versions = registry.versions(args.request)?;
    let versions = versions.into_iter().map(|version| (Context::shown(version.received_at), version)).collect();
    let query = Question::path(&workspace, args.request);
    let query = query.is_file().then(|| workspace.shown(&query));
    Ok(Outcome::done(Request { record, releases, history, moments, received, renewed, versions, query }))
}

struct Request {
    record: RequestRecord,
    releases: Vec<ReleaseRecord>,
    history: Vec<AuditEntry>,
    moments: Vec<String>,
    received: String,
    /// When the version that counts came, where it is not the first.
    renewed: Option<String>,
    /// The versions that do not count, each with its moment in words.
    versions: Vec<(String, VersionRecord)>,
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
        let versions = self.versions.iter().map(|(_, version)| {
            json!({ "kind": version.kind, "file": version.file_name, "sha256": version.digest,
                "received_at": version.received_at, "stage": version.stage, "application": version.application,
                "problems": version.problems })
        });
        json!({
            "request": summary.id, "stage": summary.stage, "stage_since": summary.stage_since,
            "received_at": summary.received_at, "file": summary.file_name, "sha256": summary.digest,
            "authority": summary.authority, "agency": summary.agency, "difficulty": difficulty, "difficulty_why": why,
            "application": self.record.application, "problems": self.record.problems, "coverage": self.record.coverage,
            "supersedes": summary.supersedes, "superseded_by": self.record.superseded_by,
            "version_received_at": self.record.version_received_at, "versions": versions.collect::<Vec<_>>(),
            "query": self.query, "releases": releases.collect::<Vec<_>>(), "history": history.collect::<Vec<_>>(),
        })
    }

    fn human(&self, page: &mut Page) {
        let summary = &self.record.summary;
        let form = &self.record.application;
        page.heading(&format!("{}　{}", summary.id, summary.stage));
        let contact: Vec<String> = [beside(form.phone.clone(), &form.original.phone), form.email.clone()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let declared = match form.personal_data {
            Some(true) => "是",
            Some(false) => "否",
            None => "未勾選，或兩者都勾選",
        };
        let entries = [
            ("申請機構", beside(form.agency.clone(), &form.original.agency)),
            ("主管機關", form.authority.clone().unwrap_or_else(|| "（不明）".to_owned())),
            ("申請人", form.applicant.clone()),
            ("申請日期", applied_on(form)),
            ("聯絡方式", contact.join("、")),
            ("申請理由", form.reason.clone()),
            ("需求", form.description.trim().to_owned()),
            ("是否含個資", declared.to_owned()),
            ("主管機關核准", form.authority_approval.clone().unwrap_or_else(|| "（空白）".to_owned())),
            ("已查來源", form.checked_sources.join("、")),
            ("收件", self.receipt()),
            ("取代前案", summary.supersedes.map(|request| request.to_string()).unwrap_or_default()),
            (
                "已有更正案",
                self.record.superseded_by.map(|request| format!("{request}（本案請勿再處理）")).unwrap_or_default(),
            ),
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
        self.versions(page);
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

impl Request {
    fn receipt(&self) -> String {
        let summary = &self.record.summary;
        let file = format!("{}（SHA-256 {}…）", summary.file_name, summary.digest.short());
        match &self.renewed {
            None => format!("{}　{file}", self.received),
            Some(renewed) => format!("{}；現行版 {renewed}　{file}", self.received),
        }
    }

    /// The other versions: where they say something else than the one that counts, both are shown.
    fn versions(&self, page: &mut Page) {
        if self.versions.is_empty() {
            return;
        }
        page.gap();
        page.heading("其他版本");
        let current = &self.record.application;
        for (moment, version) in &self.versions {
            let kind = match version.kind {
                VersionKind::Earlier => "前一版",
                VersionKind::Resent => "同件再送",
            };
            let file = safe_text(&version.file_name);
            page.line(format!(
                "{kind}：{moment}　{file}（SHA-256 {}…，當時{}）",
                version.digest.short(),
                version.stage
            ));
            let old = &version.application;
            let approval = |text: &Option<String>| text.clone().unwrap_or_else(|| "（空白）".to_owned());
            let pairs = [
                ("申請理由", old.reason.clone(), current.reason.clone()),
                ("需求", old.description.trim().to_owned(), current.description.trim().to_owned()),
                ("主管機關核准", approval(&old.authority_approval), approval(&current.authority_approval)),
            ];
            for (label, then, now) in pairs.into_iter().filter(|(_, then, now)| then != now) {
                page.entry(label, safe_text(&format!("{then}　→　{now}")));
            }
        }
    }
}

/// A normalised value with the words of the form, where these are others.
fn beside(value: String, written: &str) -> String {
    if written.is_empty() || squeeze(written) == squeeze(&value) {
        value
    } else {
        format!("{value}（原文：{written}）")
    }
}

fn applied_on(form: &Application) -> String {
    let shown = format_roc(form.applied_on);
    let plain = form.original.applied_on == format_roc_short(form.applied_on);
    if plain { shown } else { beside(shown, &form.original.applied_on) }
}
