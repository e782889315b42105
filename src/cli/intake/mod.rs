//! `hrstat intake FILE...`

mod intake_report;
mod own_query;
mod register;

use std::path::PathBuf;

use self::intake_report::{Intake, Results};
pub(super) use self::register::register_file;
use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::screen;

/// 登記申請案：讀申請表、檢查要點規定、比對既有統計
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat intake 申請表.xlsx\n  hrstat intake 收件/*.xlsx 紙本.toml --format json")]
pub(super) struct Args {
    /// 申請表檔案（.xlsx、.xls、.xlsb、.ods、.toml）
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let results: Vec<Intake> =
        args.files.iter().flat_map(|path| register_file(path, &mut desk, &catalogue, context)).collect();
    let exit = exit_of(results.iter().map(|result| result.exit));
    Ok(Outcome::with_exit(Results(results), exit))
}

/// An error of one file does not stop the others. The contract says 65 if any failed; only where nothing but reading and
/// writing failed, nobody has to correct a form, and the command says so.
fn exit_of(ended: impl Iterator<Item = Exit>) -> Exit {
    let failed: Vec<Exit> = ended.filter(|exit| *exit != Exit::Done).collect();
    if failed.is_empty() {
        Exit::Done
    } else if failed.iter().all(|exit| *exit == Exit::Io) {
        Exit::Io
    } else {
        Exit::BadInput
    }
}
