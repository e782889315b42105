//! `hrstat data check`: the histories of a snapshot, and stock and flow against an earlier one.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::checked::{Checked, check_snapshot};
use super::parse_as_of;
use crate::cli::context::Context;
use crate::cli::desk::registry;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::dataset::{FileCount, Manifest, SnapshotReader, latest};
use crate::domain::{AsOf, Digest};
use crate::settings::{Workspace, write_private_new};

/// 檢核快照的履歷邏輯，並與前一份快照核對存量與流量
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat data check\n  hrstat data check --as-of 2025-12-31 --against 2024-12-31 -o 檢核報告.xlsx"
)]
pub(super) struct Args {
    /// 要檢核的快照；未指定時為最新的一份
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    as_of: Option<AsOf>,
    /// 核對存量與流量的前一份快照；未指定時為它之前最近的一份
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    against: Option<AsOf>,
    /// 另存檢核報告（.xlsx，內有個人資料，只有本人可讀）
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let dictionary = load::dictionary(&workspace)?;
    let snapshots = workspace.snapshots_dir();
    let Some(as_of) = args.as_of.map_or_else(|| latest(&snapshots), |as_of| Ok(Some(as_of)))? else {
        return Err(
            CommandError::refused("還沒有資料快照").hint("匯入：hrstat data import 匯出資料夾 --as-of 2025-12-31")
        );
    };
    if args.against.is_some_and(|against| against >= as_of) {
        return Err(CommandError::refused(format!("--against 要早於 {as_of}")).hint("現有快照：hrstat data list"));
    }
    let reader = SnapshotReader::open(&snapshots, as_of)?;
    if let Some(path) = args.output.as_ref().filter(|path| path.exists()) {
        return Err(CommandError::io(path, &std::io::ErrorKind::AlreadyExists.into()));
    }
    let checked = check_snapshot(&reader, &dictionary, &snapshots, args.against)?;
    if let Some(warning) = &checked.warning {
        context.printer.tell(|page| page.problem(warning));
    }
    if let Some(path) = &args.output {
        write(path, &checked, &reader, &workspace, context)?;
        context.printer.say(&format!("檢核報告：{}（內有個人資料，用畢請刪除）", path.display()));
    }
    Ok(Outcome::done(checked))
}

/// Writes the report; it names persons and leaves the snapshot, so the log has it first.
fn write(
    path: &Path,
    checked: &Checked,
    reader: &SnapshotReader,
    workspace: &Workspace,
    context: &Context,
) -> Result<(), CommandError> {
    let report = checked.report(&counts(reader.manifest()), &reader.rejected()?, context)?;
    let detail = json!({
        "as_of": reader.manifest().as_of, "path": path.display().to_string(), "findings": checked.findings(),
        "sha256": Digest::of(&report),
    });
    registry(workspace)?.record(&context.actor(), "report-written", None, &detail)?;
    write_private_new(path, &report).map_err(|error| CommandError::io(path, &error))
}

/// The rows of the files that an imported snapshot was made of.
fn counts(manifest: &Manifest) -> Vec<FileCount> {
    let of = |file: &str| file.rsplit_once('.').map_or(file, |(table, _)| table).to_owned();
    let count = |count: &crate::dataset::RowCount| FileCount {
        table: of(&count.file),
        file: count.file.clone(),
        rows: count.rows,
        loaded: count.loaded,
        rejected: count.rejected,
    };
    manifest.counts.iter().map(count).collect()
}

impl From<crate::query::FrameError> for CommandError {
    fn from(error: crate::query::FrameError) -> Self {
        Self::new(crate::cli::outcome::Exit::Io, error.to_string()).hint("檢查資料快照：hrstat data verify")
    }
}
