//! `hrstat audit log` and `hrstat audit verify`

use serde_json::{Value, json};

use super::context::Context;
use super::desk::registry;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use crate::domain::{Digest, RequestId};
use crate::registry::{AuditEntry, AuditFilter, AuditHead, AuditVerdict};
use crate::ui::{Page, Report, safe_text};

/// 稽核紀錄：誰、何時、做了什麼；每一列與前一列以雜湊值相連
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat audit log\n  hrstat audit verify")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 列出紀錄
    #[command(after_help = "範例：\n  hrstat audit log --request request-3\n  hrstat audit log --limit 50")]
    Log {
        /// 只列某一件申請案
        #[arg(long, value_name = "REQUEST")]
        request: Option<RequestId>,
        /// 只列最近幾列
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// 驗證紀錄未遭更動、刪除、對調或截去
    #[command(
        after_help = "範例：\n  hrstat audit verify\n  hrstat audit verify --head 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    Verify {
        /// 先前記下的列數與雜湊值（run 會顯示），用來發現尾端遭截去
        #[arg(long, value_name = "ROWS:HASH", value_parser = parse_head)]
        head: Option<AuditHead>,
    },
}

fn parse_head(text: &str) -> Result<AuditHead, String> {
    let usage = || "請寫成 列數:雜湊值，例如 42:9f86…（64 個十六進位數字）".to_owned();
    let (rows, hash) = text.split_once(':').ok_or_else(usage)?;
    let rows = rows.parse().map_err(|_| usage())?;
    let whole = hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit());
    if whole { Ok(AuditHead { rows, hash: Digest::from_stored(hash.to_ascii_lowercase()) }) } else { Err(usage()) }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let registry = registry(&context.workspace()?)?;
    match &args.action {
        Action::Log { request, limit } => {
            let entries = registry.audit_log(AuditFilter { request: *request, limit: *limit })?;
            let shown = entries.iter().map(|entry| Context::shown(entry.at)).collect();
            Ok(Outcome::done(Log { entries, shown }))
        }
        Action::Verify { head } => {
            let verdict = registry.verify_audit(head.as_ref())?;
            let exit = if verdict.is_whole() { Exit::Done } else { Exit::No };
            Ok(Outcome::with_exit(Verdict(verdict), exit))
        }
    }
}

struct Log {
    entries: Vec<AuditEntry>,
    shown: Vec<String>,
}

impl Report for Log {
    fn json(&self) -> Value {
        let entries = self.entries.iter().map(|entry| {
            json!({
                "seq": entry.seq, "at": entry.at, "operator": entry.operator, "action": entry.action,
                "request": entry.request, "detail": entry.detail, "hash": entry.hash,
            })
        });
        Value::Array(entries.collect())
    }

    fn human(&self, page: &mut Page) {
        let rows = self.entries.iter().zip(&self.shown).map(|(entry, at)| {
            vec![
                entry.seq.to_string(),
                at.clone(),
                safe_text(&entry.operator),
                action_words(&entry.action).to_owned(),
                entry.request.map(|request| request.to_string()).unwrap_or_default(),
                safe_text(&in_short(&entry.detail)),
            ]
        });
        page.table(&["列", "時間", "承辦人", "動作", "申請案", "內容"], rows.collect(), &[0]);
        page.hint("完整內容：hrstat audit log --format json");
    }
}

/// What an action of the log is called; an action that this version does not know keeps its code.
pub(super) fn action_words(action: &str) -> &str {
    match action {
        "register" => "登記",
        "arrival" => "收件匣來件",
        "resend" => "同件再送",
        "supersede" => "以新版取代",
        "estimate-difficulty" => "估計難易度",
        "override-difficulty" => "改定難易度",
        "coverage" => "比對既有統計",
        "draft" => "擬查詢",
        "accept-draft" => "採用擬案",
        "derive" => "照取得方式推算",
        "accept" => "受理",
        "return" => "退回補正",
        "decline" => "不予受理",
        "withdraw" => "撤回",
        "start" => "開始處理",
        "abort" => "中止處理",
        "prepare-release" => "備妥釋出",
        "release" => "釋出",
        "abandon-release" => "放棄釋出",
        "recover" => "中斷後放回",
        "add-recipient" => "登錄憑證",
        "renew-recipient" => "更新憑證",
        "import-snapshot" => "匯入資料",
        "synth-snapshot" => "合成資料",
        "snapshot-written" => "快照完成",
        "snapshot-abandoned" => "快照未完成",
        "report-written" => "另存檢核報告",
        "rejected-written" => "另存退件清單",
        other => other,
    }
}

/// The detail in one short line.
fn in_short(detail: &Value) -> String {
    const LONGEST: usize = 80;
    let Some(object) = detail.as_object() else { return detail.to_string() };
    let parts = object.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| match value.as_str() {
        Some(text) => format!("{key}={text}"),
        None => format!("{key}={value}"),
    });
    let text = parts.collect::<Vec<_>>().join(" ");
    if text.chars().count() > LONGEST { text.chars().take(LONGEST).chain(['…']).collect() } else { text }
}

struct Verdict(AuditVerdict);

impl Report for Verdict {
    fn json(&self) -> Value {
        json!({
            "valid": self.0.is_whole(), "rows": self.0.rows, "head": self.0.head.hash,
            "findings": self.0.findings.iter().map(|finding| json!({ "seq": finding.seq(), "message": finding.to_string() })).collect::<Vec<_>>(),
        })
    }

    fn human(&self, page: &mut Page) {
        let AuditVerdict { rows, head, findings } = &self.0;
        if self.0.is_whole() {
            page.line(format!("稽核紀錄完整：{rows} 列，雜湊鏈相連。"));
            page.line(format!("鏈首：{}:{}", head.rows, head.hash));
        } else {
            page.line(format!("稽核紀錄有 {} 處不符：", findings.len()));
            for finding in findings {
                page.line(format!("  {finding}"));
            }
            page.hint("請停止使用這份登記簿，保留現狀並通報資安窗口，再由備份還原。");
        }
    }
}
