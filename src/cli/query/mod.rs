//! `hrstat query check`: what can be done with a query file without computing it.

mod check;

use std::path::PathBuf;

use super::context::Context;
use super::error::CommandError;
use super::outcome::Outcome;
use super::parameters::Set;

/// 查詢檔：檢查寫得對不對
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat query check queries/年齡結構.toml")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
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
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    match &args.action {
        Action::Check { files, set } => check::run(files, &set.arguments()?, context),
    }
}
