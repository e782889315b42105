//! `hrstat release list`

use serde_json::{Value, json};

use super::context::Context;
use super::desk::registry;
use super::error::CommandError;
use super::outcome::Outcome;
use crate::domain::RequestId;
use crate::registry::{ReleaseFilter, ReleaseRecord};
use crate::ui::{Page, Report};

/// 釋出紀錄：什麼時候、把什麼、交給誰
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat release list")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 列出釋出紀錄
    #[command(after_help = "範例：\n  hrstat release list --request request-3")]
    List {
        /// 只列某一件申請案
        #[arg(long, value_name = "REQUEST")]
        request: Option<RequestId>,
    },
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let Action::List { request } = &args.action;
    let registry = registry(&context.workspace()?)?;
    let records = registry.releases(ReleaseFilter { request: *request, state: None })?;
    let moments =
        records.iter().map(|record| Context::shown(record.released_at.unwrap_or(record.prepared_at))).collect();
    Ok(Outcome::done(Releases { records, moments }))
}

struct Releases {
    records: Vec<ReleaseRecord>,
    moments: Vec<String>,
}

impl Report for Releases {
    fn json(&self) -> Value {
        let records = self.records.iter().map(|record| {
            json!({
                "release": record.id.number(), "request": record.request, "state": record.state,
                "snapshots": record.snapshots, "query_sha256": record.query_sha256, "parameters": record.parameters,
                "policy": record.policy, "program": record.program, "outputs": record.outputs, "prepared_at": record.prepared_at,
                "prepared_by": record.prepared_by, "released_at": record.released_at, "released_by": record.released_by,
                "destroyed_at": record.destroyed_at, "destruction_reported_at": record.destruction_reported_at,
            })
        });
        Value::Array(records.collect())
    }

    fn human(&self, page: &mut Page) {
        if self.records.is_empty() {
            page.line("還沒有釋出紀錄。");
            return;
        }
        let rows = self.records.iter().zip(&self.moments).map(|(record, at)| {
            let paths = record.outputs.as_array().into_iter().flatten().filter_map(|output| output["path"].as_str());
            vec![
                record.id.to_string(),
                record.request.to_string(),
                record.state.to_string(),
                at.clone(),
                record.prepared_by.clone(),
                paths.collect::<Vec<_>>().join("、"),
            ]
        });
        page.table(&["釋出", "申請案", "狀態", "時間", "承辦人", "檔案"], rows.collect(), &[0]);
    }
}
