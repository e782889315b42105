//! `hrstat query list`, `check`, `explain`: what can be known of a query without computing it.

mod check;
mod explain;
mod list;

use std::path::PathBuf;

use super::context::Context;
use super::error::CommandError;
use super::outcome::Outcome;
use super::parameters::Set;

/// 查詢檔：有哪些、寫得對不對、會讀哪些資料
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat query list\n  hrstat query check queries/年齡結構.toml")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 列出查詢檔：回答什麼問題、有哪些參數
    #[command(after_help = "範例：\n  hrstat query list --format json")]
    List,
    /// 檢查查詢檔；有錯時，逐項指出位置、原因與改法
    #[command(
        after_help = "範例：\n  hrstat query check queries/年齡結構.toml\n  hrstat query check queries/*.toml --format json"
    )]
    Check {
        /// 查詢檔
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        set: Set,
    },
    /// 說明查詢讀哪些資料表與欄位，以及計算引擎的執行計畫
    #[command(
        after_help = "範例：\n  hrstat query explain queries/年齡結構.toml\n  hrstat query explain queries/離職率.toml --set 年度=113"
    )]
    Explain {
        /// 查詢檔
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        set: Set,
    },
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    match &args.action {
        Action::List => list::run(context),
        Action::Check { files, set } => check::run(files, &set.arguments()?, context),
        Action::Explain { file, set } => explain::run(file, &set.arguments()?, context),
    }
}
