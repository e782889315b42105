//! `hrstat data synth`

use std::path::PathBuf;

use super::listing::Snapshots;
use super::recorded::{NewSnapshot, write_recorded};
use super::{Bars, parse_as_of};
use crate::cli::context::Context;
use crate::cli::desk::registry;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::dataset::{SnapshotSource, SynthOptions, synthesize, write_csv_folder};
use crate::domain::AsOf;

/// 產生合成資料（人員全屬虛構，身分證統一編號檢查碼故意不正確）
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat data synth --persons 20000 --seed 1 --as-of 2025-12-31")]
pub(super) struct Args {
    /// 人數
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    persons: u64,
    /// 亂數種子；同一個種子產生同樣的資料
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// 資料截止日，例如 2025-12-31 或 114.12.31
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    as_of: AsOf,
    /// 另外寫成 CSV 匯出檔的資料夾，可供 data import 試用
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let bars = Bars(context.printer.progress());
    let dictionary = load::dictionary(&workspace)?;
    let authorities = load::authorities(&workspace)?;
    let mut registry = registry(&workspace)?;
    let options = SynthOptions { persons: args.persons, seed: args.seed, as_of: args.as_of };
    let dataset = synthesize(&dictionary, &authorities, &options, &bars)?;
    let source = SnapshotSource::Synth { persons: args.persons, seed: args.seed };
    let new = NewSnapshot { as_of: args.as_of, dataset: &dataset, source };
    let manifest = write_recorded(new, &mut registry, &workspace, context, &bars)?;
    if let Some(folder) = &args.csv {
        write_csv_folder(&dataset, &dictionary, folder)?;
    }
    Ok(Outcome::done(Snapshots { manifests: vec![manifest], new: true }))
}
