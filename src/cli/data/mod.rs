//! `hrstat data import`, `synth`, `check`, `list`, `verify`

mod check;
mod checked;
mod dirty;
mod import;
mod interrupt;
mod listing;
mod recorded;
mod synth;
mod verify;

use jiff::civil::Date;

use self::listing::Snapshots;
pub(super) use self::recorded::{NewSnapshot, manifest_sha256, write_recorded};
use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use crate::dataset::{Progress, clear_unfinished};
use crate::domain::{AsOf, parse_date};
use crate::ui::ProgressBars;

/// 資料快照：匯入、合成、檢核、列出、驗證
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat data import 匯出 --as-of 2025-12-31\n  hrstat data list")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Import(import::Args),
    Synth(synth::Args),
    Check(check::Args),
    /// 列出快照
    #[command(after_help = "範例：\n  hrstat data list")]
    List,
    Verify(verify::Args),
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let snapshots = context.workspace()?.snapshots_dir();
    clear_unfinished(&snapshots)?;
    match &args.action {
        Action::Import(args) => import::run(args, context),
        Action::Synth(args) => synth::run(args, context),
        Action::Check(args) => check::run(args, context),
        Action::List => Ok(Outcome::done(Snapshots::read(&snapshots)?)),
        Action::Verify(args) => verify::run(args, context),
    }
}

fn parse_as_of(text: &str) -> Result<AsOf, String> {
    parse_date(text).map(AsOf::new).map_err(|error| error.to_string())
}

fn refuse_future(as_of: AsOf, today: Date) -> Result<(), CommandError> {
    if as_of.date() > today {
        return Err(CommandError::new(Exit::Usage, format!("資料截止日 {as_of} 還沒有到")));
    }
    Ok(())
}

/// The dataset room tells its progress; `ui` shows it.
pub(super) struct Bars(pub ProgressBars);

impl Progress for Bars {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.0.begin(what, total);
    }

    fn advance(&self, rows: u64) {
        self.0.advance(rows);
    }

    fn finish(&self) {
        self.0.finish();
    }
}
