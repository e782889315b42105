//! `hrstat data verify`

use serde_json::{Value, json};

use super::parse_as_of;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::outcome::{Exit, Outcome};
use crate::dataset::{snapshot_days, verify_snapshot};
use crate::domain::AsOf;
use crate::source::Problem;
use crate::ui::{Page, Report};

/// 驗證快照檔案與當初匯入時相同
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat data verify\n  hrstat data verify --as-of 2025-12-31")]
pub(super) struct Args {
    /// 只驗證這一份
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    as_of: Option<AsOf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let snapshots = context.workspace()?.snapshots_dir();
    let chosen: Vec<AsOf> = match args.as_of {
        Some(as_of) => vec![as_of],
        None => snapshot_days(&snapshots)?,
    };
    let mut verified = Vec::new();
    for as_of in chosen {
        verified.push((as_of, verify_snapshot(&snapshots, as_of)?));
    }
    let broken = verified.iter().any(|(_, findings)| !findings.is_empty());
    Ok(Outcome::with_exit(Verified(verified), if broken { Exit::No } else { Exit::Done }))
}

struct Verified(Vec<(AsOf, Vec<Problem>)>);

impl Report for Verified {
    fn json(&self) -> Value {
        let snapshots = self
            .0
            .iter()
            .map(|(as_of, findings)| json!({ "snapshot": as_of, "valid": findings.is_empty(), "findings": findings }));
        Value::Array(snapshots.collect())
    }

    fn human(&self, page: &mut Page) {
        if self.0.is_empty() {
            page.line("還沒有資料快照。");
        }
        for (as_of, findings) in &self.0 {
            if findings.is_empty() {
                page.line(format!("快照 {as_of} 完整。"));
            } else {
                page.line(format!("快照 {as_of} 有 {} 處不符：", findings.len()));
                for finding in findings {
                    page.problem(finding);
                }
            }
        }
    }
}
