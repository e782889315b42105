//! What was released, for people and programs.

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::delivery::Receipt;
use crate::disclosure::{Cleared, ClearedTable, PersonalVerdict};
use crate::domain::{AsOf, Digest, RequestId};
use crate::registry::{AuditHead, ReleaseId};
use crate::ui::{Page, Report};

/// What was released.
pub(in crate::cli) struct Released {
    pub(super) request: RequestId,
    pub(super) release: ReleaseId,
    pub(super) snapshots: Vec<AsOf>,
    pub(super) query_sha256: Digest,
    pub(super) parameters: Value,
    pub(super) outputs: Value,
    pub(super) head: AuditHead,
    pub(super) agency: String,
    pub(super) notes: Vec<String>,
    pub(super) verdict: PersonalVerdict,
    pub(super) reasons: Vec<String>,
}

impl Report for Released {
    fn json(&self) -> Value {
        // One date where there is one snapshot, as `contract.md` shows it; several where the query asks several.
        let snapshot = match self.snapshots.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        json!({
            "request": self.request, "snapshot": snapshot, "query_sha256": self.query_sha256,
            "parameters": self.parameters, "outputs": self.outputs,
            "release": self.release.number(), "audit_head": { "rows": self.head.rows, "hash": self.head.hash },
            "notes": self.notes,
        })
    }

    fn human(&self, page: &mut Page) {
        page.heading(&format!("{}　已釋出（第 {} 號）", self.request, self.release));
        let parameters = self.parameters.as_object().into_iter().flatten();
        let parameters: Vec<String> =
            parameters.map(|(name, value)| format!("{name}＝{}", value.as_str().unwrap_or_default())).collect();
        if !parameters.is_empty() {
            page.entry("參數", parameters.join("、"));
        }
        page.entry("判定", self.verdict.words());
        for reason in &self.reasons {
            page.entry("", reason);
        }
        for note in &self.notes {
            page.entry("注意", note);
        }
        for output in self.outputs.as_array().into_iter().flatten() {
            page.entry("檔案", output["path"].as_str().unwrap_or_default());
            let recipients = output["recipients"].as_array().map_or(0, Vec::len);
            let sealed = if output["encrypted"] == Value::Bool(true) {
                format!("已加密給「{}」的 {recipients} 份憑證", self.agency)
            } else {
                "未加密".to_owned()
            };
            page.entry("加密", sealed);
        }
        page.entry("稽核鏈首", format!("{}:{}", self.head.rows, self.head.hash));
    }
}

pub(super) fn tables(cleared: &Cleared) -> Vec<Value> {
    let of = |table: &ClearedTable| {
        let (rows, columns) = table.size();
        json!({ "title": table.title(), "rows": rows, "columns": columns, "small_cells": table.small_cells().len(), "suppressed": 0 })
    };
    cleared.tables().iter().map(of).collect()
}

pub(super) fn output(receipt: &Receipt, cleared: &Cleared, desk: &Desk) -> Value {
    json!({
        "path": desk.workspace.shown(receipt.path()), "sha256": receipt.sha256(), "encrypted": receipt.is_encrypted(),
        "recipients": receipt.recipients(), "personal": { "verdict": cleared.verdict(), "reasons": cleared.reasons() },
        "tables": tables(cleared),
    })
}
