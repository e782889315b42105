//! The registry over real files: what is kept, what is refused, and what a crash leaves.

mod audit;
mod opening;
mod recipients;
mod releases;
mod requests;
mod versions;

use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::domain::{Application, AsOf, Digest, Original, RequestId, Stage};
use crate::source::Problem;

/// A workspace folder with a registry in it.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("registry.sqlite")
    }

    fn open(&self) -> Registry {
        Registry::open(&self.path()).unwrap()
    }

    /// A connection that knows no rules.
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

/// `minutes` after a fixed moment.
fn actor(minutes: i64) -> Actor {
    let start: jiff::Timestamp = "2026-10-05T01:00:00.5Z".parse().unwrap();
    Actor { operator: "王小明".to_owned(), at: start + minutes.minutes() }
}

fn new_request(name: &str, stage: Stage) -> NewRequest {
    NewRequest {
        application: Application {
            agency: "勞動部勞工保險局人事室".to_owned(),
            authority: Some("勞動部".to_owned()),
            applicant: "林○○".to_owned(),
            applied_on: date(2026, 10, 5),
            phone: "(02)8590-0000#1234".to_owned(),
            email: "hr01@example.gov.tw".to_owned(),
            reason: "職務所需".to_owned(),
            description: format!("{name}：各職等人數"),
            personal_data: Some(false),
            authority_approval: None,
            checked_sources: vec!["銓敘部統計年報".to_owned()],
            sample: None,
            sample_columns: Vec::new(),
            query: None,
            original: Original { phone: "02-85900000轉1234".to_owned(), ..Original::default() },
        },
        problems: vec![Problem::warning("deadline", "不得指定完成期限")],
        stage,
        file_name: format!("{name}.xlsx"),
        digest: Digest::of(name.as_bytes()),
        coverage: None,
        estimate: None,
    }
}

fn register(registry: &mut Registry, name: &str, stage: Stage) -> RequestId {
    match registry.register(&actor(0), &new_request(name, stage)).unwrap() {
        Registration::New(request) => request,
        other => panic!("{} is there already", other.request()),
    }
}

fn plan() -> ReleasePlan {
    ReleasePlan {
        snapshots: vec![AsOf::new(date(2025, 12, 31))],
        query_sha256: Digest::of(b"query"),
        parameters: json!({ "年度": "114" }),
        policy: json!({ "threshold": 3, "small_cells": "encrypt" }),
        program: "hrstat 0.1.0".to_owned(),
        outputs: json!([{ "path": "outbox/request-1/reply.pgp", "recipients": ["AB"] }]),
    }
}

fn actions(registry: &Registry) -> Vec<String> {
    registry.audit_log(AuditFilter::default()).unwrap().into_iter().map(|entry| entry.action).collect()
}
