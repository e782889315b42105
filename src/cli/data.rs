//! `hrstat data import`, `synth`, `list`, `verify`

use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::context::Context;
use super::desk::registry;
use super::error::CommandError;
use super::load;
use super::outcome::{Exit, Outcome};
use crate::dataset::{
    Dataset, Manifest, Progress, Rejected, SnapshotSource, SynthOptions, list_snapshots, read_csv_folder, synthesize,
    verify_snapshot, write_csv_folder, write_snapshot,
};
use crate::domain::{AsOf, Digest, parse_date};
use crate::registry::Registry;
use crate::settings::Workspace;
use crate::source::Problem;
use crate::ui::{Page, ProgressBars, Report};

/// 資料快照：匯入、合成、列出、驗證
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat data import 匯出 --as-of 2025-12-31\n  hrstat data list")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 匯入 UTF-8 CSV 資料夾（人員.csv、考績.csv……）為一份快照；全有或全無
    #[command(after_help = "範例：\n  hrstat data import 匯出 --as-of 114.12.31")]
    Import {
        /// 匯出檔所在的資料夾
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// 資料截止日，例如 2025-12-31 或 114.12.31
        #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
        as_of: AsOf,
    },
    /// 產生合成資料（人員全屬虛構，身分證統一編號檢查碼故意不正確）
    #[command(after_help = "範例：\n  hrstat data synth --persons 20000 --seed 1 --as-of 2025-12-31")]
    Synth {
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
    },
    /// 列出快照
    #[command(after_help = "範例：\n  hrstat data list")]
    List,
    /// 驗證快照檔案與當初匯入時相同
    #[command(after_help = "範例：\n  hrstat data verify\n  hrstat data verify --as-of 2025-12-31")]
    Verify {
        /// 只驗證這一份
        #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
        as_of: Option<AsOf>,
    },
}

fn parse_as_of(text: &str) -> Result<AsOf, String> {
    parse_date(text).map(AsOf::new).map_err(|error| error.to_string())
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

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let snapshots = workspace.snapshots_dir();
    let bars = Bars(context.printer.progress());
    match &args.action {
        Action::Import { dir, as_of } => {
            refuse_future(*as_of, context.today())?;
            let settings = load::settings(&workspace)?;
            let dictionary = load::dictionary(&workspace)?;
            let mut registry = registry(&workspace)?;
            let import = read_csv_folder(dir, &dictionary, &settings.import, &bars)?;
            context.printer.tell(|page| import.notes.iter().for_each(|note| page.problem(note)));
            let source = SnapshotSource::Import { folder: dir.display().to_string() };
            let new = NewSnapshot { as_of: *as_of, dataset: &import.dataset, rejected: &import.rejected, source };
            let manifest = write_recorded(new, &mut registry, &workspace, context, &bars)?;
            Ok(Outcome::done(Snapshots { manifests: vec![manifest], new: true }))
        }
        Action::Synth { persons, seed, as_of, csv } => {
            let dictionary = load::dictionary(&workspace)?;
            let authorities = load::authorities(&workspace)?;
            let mut registry = registry(&workspace)?;
            let options = SynthOptions { persons: *persons, seed: *seed, as_of: *as_of };
            let dataset = synthesize(&dictionary, &authorities, &options, &bars)?;
            let source = SnapshotSource::Synth { persons: *persons, seed: *seed };
            let new = NewSnapshot { as_of: *as_of, dataset: &dataset, rejected: &[], source };
            let manifest = write_recorded(new, &mut registry, &workspace, context, &bars)?;
            if let Some(folder) = csv {
                write_csv_folder(&dataset, &dictionary, folder)?;
            }
            Ok(Outcome::done(Snapshots { manifests: vec![manifest], new: true }))
        }
        Action::List => Ok(Outcome::done(Snapshots { manifests: list_snapshots(&snapshots)?, new: false })),
        Action::Verify { as_of } => {
            let mut verified = Vec::new();
            let known = list_snapshots(&snapshots)?;
            let chosen: Vec<AsOf> = match as_of {
                Some(as_of) => vec![*as_of],
                None => known.iter().map(|manifest| manifest.as_of).collect(),
            };
            for as_of in chosen {
                let findings = verify_snapshot(&snapshots, as_of)?;
                verified.push((as_of, findings));
            }
            let broken = verified.iter().any(|(_, findings)| !findings.is_empty());
            Ok(Outcome::with_exit(Verified(verified), if broken { Exit::No } else { Exit::Done }))
        }
    }
}

/// Rows that are about to become a snapshot.
pub(super) struct NewSnapshot<'a> {
    /// 資料截止日.
    pub(super) as_of: AsOf,
    /// The rows.
    pub(super) dataset: &'a Dataset,
    /// The rows that are left out.
    pub(super) rejected: &'a [Rejected],
    /// Where they come from.
    pub(super) source: SnapshotSource,
}

/// Writes a snapshot, with an audit row before it and one after it: from here on personal data rests on this disk. The rows
/// hold counts and digests, nothing of a person.
pub(super) fn write_recorded(
    new: NewSnapshot<'_>,
    registry: &mut Registry,
    workspace: &Workspace,
    context: &Context,
    bars: &Bars,
) -> Result<Manifest, CommandError> {
    let NewSnapshot { as_of, dataset, rejected, source } = new;
    let snapshots = workspace.snapshots_dir();
    // A day that is taken is refused below; what does not begin leaves no row.
    let taken = list_snapshots(&snapshots)?.iter().any(|manifest| manifest.as_of == as_of);
    if !taken {
        let action = match source {
            SnapshotSource::Import { .. } => "import-snapshot",
            SnapshotSource::Synth { .. } => "synth-snapshot",
        };
        let rows: Map<String, Value> =
            dataset.tables().map(|(name, frame)| (name.to_owned(), json!(frame.height()))).collect();
        let detail = json!({ "as_of": as_of, "source": source, "rows": rows, "rejected": rejected.len() });
        registry.record(&context.actor(), action, None, &detail)?;
    }
    let manifest = write_snapshot(&snapshots, as_of, dataset, rejected, source, context.now, bars)?;
    let rows: Map<String, Value> =
        manifest.tables.iter().map(|table| (table.name.clone(), json!(table.rows))).collect();
    let detail = json!({
        "as_of": as_of, "source": manifest.source, "rows": rows,
        "rejected": manifest.rejected.as_ref().map_or(0, |rejected| rejected.rows),
        "manifest_sha256": manifest_sha256(&manifest),
    });
    registry.record(&context.actor(), "snapshot-written", None, &detail)?;
    Ok(manifest)
}

/// What a release and the audit log name a snapshot by: its manifest holds the digest of every file.
pub(super) fn manifest_sha256(manifest: &Manifest) -> Digest {
    Digest::of(json!(manifest).to_string().as_bytes())
}

fn refuse_future(as_of: AsOf, today: Date) -> Result<(), CommandError> {
    if as_of.date() > today {
        return Err(CommandError::new(Exit::Usage, format!("資料截止日 {as_of} 還沒有到")));
    }
    Ok(())
}

struct Snapshots {
    manifests: Vec<Manifest>,
    new: bool,
}

impl Report for Snapshots {
    fn json(&self) -> Value {
        json!(self.manifests)
    }

    fn human(&self, page: &mut Page) {
        if self.manifests.is_empty() {
            page.line("還沒有資料快照。");
            page.hint("匯入：hrstat data import 匯出資料夾 --as-of 2025-12-31");
            return;
        }
        for manifest in &self.manifests {
            let words = if self.new { "已建立快照" } else { "快照" };
            page.heading(&format!("{words} {}（{}）", manifest.as_of, manifest.as_of.roc()));
            let source = match &manifest.source {
                SnapshotSource::Synth { persons, seed } => format!("合成資料，{persons} 人，種子 {seed}"),
                SnapshotSource::Import { folder } => format!("匯入自 {folder}"),
            };
            page.entry("來源", source);
            let tables: Vec<String> =
                manifest.tables.iter().map(|table| format!("{} {}", table.name, table.rows)).collect();
            page.entry("載入列數", tables.join("、"));
            if let Some(rejected) = &manifest.rejected {
                page.entry("未載入", format!("{} 列不合規則，見快照內的 {}", rejected.rows, rejected.file));
            }
        }
    }
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
