//! `hrstat data import`

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::checked::{Checked, check_snapshot};
use super::interrupt::clear_when_interrupted;
use super::listing::describe;
use super::recorded::{Recording, record_written};
use super::{Bars, parse_as_of, refuse_future};
use crate::cli::context::Context;
use crate::cli::desk::registry;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::dataset::{
    Encoding, Import, ImportError, ImportRules, Manifest, Rejected, RowCount, SnapshotDraft, SnapshotSource,
    import_folder, rejected_csv,
};
use crate::domain::{AsOf, Dictionary, Digest};
use crate::settings::{ImportSettings, Workspace, write_private_new};
use crate::source::Problem;
use crate::ui::{Page, Report};

/// 匯入一個資料夾的匯出檔（CSV、.xlsx、.ods、.parquet）為一份快照；全有或全無
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat data import 匯出 --as-of 114.12.31\n  hrstat data import 匯出-big5 --as-of 114.12.31 --encoding big5"
)]
pub(super) struct Args {
    /// 匯出檔所在的資料夾，內有 人員.csv、考績.csv 等檔案
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// 資料截止日，例如 2025-12-31 或 114.12.31
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    as_of: AsOf,
    /// CSV 的編碼：utf-8、utf-16、big5（即 CP950）；未指定時依 hrstat.toml
    #[arg(long, value_name = "ENCODING", value_parser = parse_encoding)]
    encoding: Option<Encoding>,
    /// 因退件太多而不匯入時，另存完整的退件清單（CSV，內有個人資料，只有本人可讀）
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
}

fn parse_encoding(text: &str) -> Result<Encoding, String> {
    Encoding::parse(text).ok_or_else(|| format!("沒有「{text}」這種編碼；可用的編碼：{}", Encoding::names().join("、")))
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    refuse_future(args.as_of, context.today())?;
    let settings = load::settings(&workspace)?;
    let dictionary = load::dictionary(&workspace)?;
    let rules = rules(&settings.import, args.encoding, &workspace)?;
    let mut registry = registry(&workspace)?;
    if let Some(path) = args.rejected.as_ref().filter(|path| path.exists()) {
        return Err(CommandError::io(path, &std::io::ErrorKind::AlreadyExists.into()));
    }
    let draft = SnapshotDraft::begin(&workspace.snapshots_dir(), args.as_of)?;
    clear_when_interrupted(&draft, context);
    let source =
        SnapshotSource::Import { folder: args.dir.display().to_string(), encoding: rules.encoding.name().to_owned() };
    let begun = json!({ "as_of": args.as_of, "source": source });
    let mut recording = Recording::begin("import-snapshot", &begun, &mut registry, context)?;
    match import(args, context, &dictionary, &rules, draft, source, &mut recording) {
        Ok(imported) => {
            record_written(&mut recording, &imported.manifest)?;
            Ok(Outcome::done(imported))
        }
        Err(error) => {
            recording.abandon(&json!({ "as_of": args.as_of, "exit": error.exit().code() }))?;
            Err(error)
        }
    }
}

fn rules(
    settings: &ImportSettings,
    encoding: Option<Encoding>,
    workspace: &Workspace,
) -> Result<ImportRules, CommandError> {
    Ok(ImportRules {
        max_rejected_share: settings.max_rejected_share,
        reject_bad_identity: settings.bad_identity == "reject",
        // The settings accept only names that are known.
        encoding: encoding.or_else(|| Encoding::parse(&settings.encoding)).unwrap_or_default(),
        eudc: load::eudc(workspace)?,
    })
}

fn import(
    args: &Args,
    context: &Context,
    dictionary: &Dictionary,
    rules: &ImportRules,
    mut draft: SnapshotDraft,
    source: SnapshotSource,
    recording: &mut Recording<'_>,
) -> Result<Imported, CommandError> {
    let bars = Bars(context.printer.progress());
    let read = import_folder(&args.dir, dictionary, rules, &mut draft, &bars);
    if let (Err(ImportError::TooManyRejected { rejected, .. }), Some(path)) = (&read, &args.rejected) {
        write_rejected(path, rejected, recording)?;
        context.printer.say(&format!("退件清單：{}（內有個人資料，用畢請刪除）", path.display()));
    }
    let Import { rejected, counts, mut notes } = read?;
    draft.sort_tables(dictionary);
    draft.write_rejected(&rejected)?;
    let snapshots = context.workspace()?.snapshots_dir();
    let checked = check_snapshot(&draft, dictionary, &snapshots, None)?;
    draft.write_report(&checked.report(&counts, &rejected, context)?, checked.findings())?;
    notes.extend(checked.warning.clone());
    context.printer.tell(|page| notes.iter().for_each(|note| page.problem(note)));
    context.printer.tell(|page| checked.human(page));
    let counts = counts.into_iter().map(|count| RowCount {
        file: count.file,
        rows: count.rows,
        loaded: count.loaded,
        rejected: count.rejected,
    });
    let manifest = draft.commit(source, counts.collect(), context.now)?;
    Ok(Imported { manifest, notes, checked })
}

/// Writes what was left out; it names persons and no snapshot holds it, so the log has it first.
fn write_rejected(path: &Path, rejected: &[Rejected], recording: &mut Recording<'_>) -> Result<(), CommandError> {
    let io = |error: std::io::Error| CommandError::io(path, &error);
    let bytes = rejected_csv(rejected).map_err(io)?;
    let detail = json!({ "path": path.display().to_string(), "rows": rejected.len(), "sha256": Digest::of(&bytes) });
    recording.note("rejected-written", &detail)?;
    write_private_new(path, &bytes).map_err(io)
}

/// What was imported. People have read the notes and the checks on stderr before the snapshot was there.
struct Imported {
    manifest: Manifest,
    notes: Vec<Problem>,
    checked: Checked,
}

impl Report for Imported {
    fn json(&self) -> Value {
        json!({ "snapshot": self.manifest, "notes": self.notes, "checks": self.checked.json() })
    }

    fn human(&self, page: &mut Page) {
        describe(&self.manifest, "已建立快照", page);
    }
}
