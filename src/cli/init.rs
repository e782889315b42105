//! `hrstat init DIR`

use std::path::PathBuf;

use serde_json::json;

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Outcome, Plain};
use crate::registry::Registry;
use crate::settings::Workspace;

/// 建立工作區：設定、資料字典、主管機關清單、既有統計目錄與標準查詢
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat init office")]
pub(super) struct Args {
    /// 工作區資料夾；要是空的或還不存在
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Makes the registry of a workspace that is being made.
pub(super) fn with_registry(draft: &Workspace) -> Result<(), CommandError> {
    drop(Registry::open(&draft.registry())?);
    Ok(())
}

pub(super) fn run(args: &Args, _context: &Context) -> Result<Outcome, CommandError> {
    let workspace = Workspace::create(&args.dir, with_registry)?;
    let shown = args.dir.display();
    let lines = [
        format!("已在 {shown} 建立工作區。"),
        String::new(),
        "接下來：".to_owned(),
        format!("  cd {shown}"),
        "  hrstat data import 匯出資料夾 --as-of 2025-12-31    匯入履歷資料".to_owned(),
        "  hrstat recipient add 憑證.asc --agency 機關人事機構 --confirmed 確認方式    登錄收件人憑證".to_owned(),
        "  hrstat intake 申請表.xlsx    登記申請案".to_owned(),
    ];
    Ok(Outcome::done(Plain::new(json!({ "workspace": workspace.root() }), lines)))
}
