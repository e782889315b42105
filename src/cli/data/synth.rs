//! `hrstat data synth`

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::dirty::write_dirty;
use super::listing::describe;
use super::recorded::{NewSnapshot, write_recorded};
use super::{Bars, parse_as_of, refuse_future};
use crate::cli::context::Context;
use crate::cli::desk::registry;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::{Exit, Outcome};
use crate::dataset::{
    Calibration, Figure, Manifest, SnapshotSource, SynthOptions, Unit, calibrate, snapshot_days, synthesize_years,
    write_csv_folder,
};
use crate::domain::AsOf;
use crate::settings::Workspace;
use crate::ui::{Page, Report};

/// 產生合成資料（人員全屬虛構，身分證統一編號檢查碼故意不正確）
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat data synth --persons 20000 --seed 1 --as-of 2025-12-31\n  \
                        hrstat data synth --persons 3000 --years 2 --as-of 2025-12-31 --dirty 試驗")]
pub(super) struct Args {
    /// 人數：最後一份快照的「人員」列數
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    persons: u64,
    /// 亂數種子；同一個種子產生同樣的資料
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// 資料截止日，例如 2025-12-31 或 114.12.31
    #[arg(long, value_name = "DATE", value_parser = parse_as_of)]
    as_of: AsOf,
    /// 連續幾個年度的快照，最後一份為 --as-of；各份之間有人到職、調動、陞遷、離職
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// 另外把最後一份寫成 CSV 匯出檔，可供 data import 試用
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// 把最後一份寫成幾組藏有已知錯誤的匯出檔，並列出藏了哪些；最後一份因此不建立快照
    #[arg(long, value_name = "DIR", conflicts_with = "csv")]
    dirty: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    refuse_future(args.as_of, context.today())?;
    for folder in args.csv.iter().chain(&args.dirty) {
        refuse_filled(folder)?;
    }
    refuse_existing(args, &workspace)?;
    let bars = Bars(context.printer.progress());
    let dictionary = load::dictionary(&workspace)?;
    let authorities = load::authorities(&workspace)?;
    let mut registry = registry(&workspace)?;
    let options = SynthOptions { persons: args.persons, seed: args.seed, as_of: args.as_of };
    let mut made = Synthesized { manifests: Vec::new(), calibration: Calibration::default(), faults: None };
    synthesize_years(&dictionary, &authorities, &options, args.years, &bars, &mut |as_of, dataset| {
        let last = as_of == args.as_of;
        if last {
            made.calibration = calibrate(&dataset.at(as_of))?;
        }
        if let (true, Some(folder)) = (last, &args.dirty) {
            made.faults = Some(write_dirty(&dataset, &dictionary, &authorities, &options, folder)?);
            return Ok(());
        }
        let source = SnapshotSource::Synth { persons: args.persons, seed: args.seed };
        let new = NewSnapshot { as_of, dataset: &dataset, source };
        made.manifests.push(write_recorded(new, &mut registry, &workspace, context, &bars)?);
        match &args.csv {
            Some(folder) if last => Ok(write_csv_folder(&dataset, &dictionary, folder)?),
            _ => Ok::<_, CommandError>(()),
        }
    })?;
    Ok(Outcome::done(made))
}

/// Years that belong together are made together: none is written beside one of another making.
fn refuse_existing(args: &Args, workspace: &Workspace) -> Result<(), CommandError> {
    let wanted: Vec<AsOf> = (0..args.years).filter_map(|back| years_before(args.as_of, back)).collect();
    // The last is not written where its exports are to hold faults.
    let written = wanted.iter().filter(|day| args.dirty.is_none() || **day != args.as_of);
    let known = snapshot_days(&workspace.snapshots_dir())?;
    let existing: Vec<String> = written.filter(|day| known.contains(day)).map(AsOf::to_string).collect();
    if existing.is_empty() {
        return Ok(());
    }
    let message = format!("資料快照 {} 已經存在，快照一經建立不再更動；什麼都還沒有產生", existing.join("、"));
    Err(CommandError::refused(message)
        .hint("換一個資料截止日，或在新的工作區產生：hrstat init 試驗，再加 --workspace 試驗"))
}

fn years_before(as_of: AsOf, years: u32) -> Option<AsOf> {
    as_of.date().checked_sub(jiff::Span::new().years(i64::from(years))).ok().map(AsOf::new)
}

/// Exports written over others would leave a mixture of the two.
fn refuse_filled(folder: &Path) -> Result<(), CommandError> {
    let first = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|error| CommandError::io(folder, &error))?.next(),
    };
    match first {
        None => Ok(()),
        Some(_) => Err(CommandError::new(Exit::Usage, format!("{} 不是空的資料夾", folder.display()))
            .hint(format!("請指定另一個資料夾，例如：{}-2；什麼都還沒有產生", folder.display()))),
    }
}

/// What was made.
struct Synthesized {
    manifests: Vec<Manifest>,
    calibration: Calibration,
    /// Where faults were planted, and how many.
    faults: Option<(PathBuf, usize)>,
}

impl Report for Synthesized {
    fn json(&self) -> Value {
        let figures = self.calibration.figures.iter().map(|figure| {
            json!({ "name": figure.name, "target": figure.target, "found": figure.found,
                    "deviation": figure.deviation(), "limit": figure.limit(), "within": figure.within(),
                    "source": figure.source, "sourced": figure.sourced })
        });
        json!({
            "snapshots": self.manifests, "calibration": figures.collect::<Vec<_>>(),
            "faults": self.faults.as_ref().map(|(folder, count)| json!({ "folder": folder, "count": count })),
        })
    }

    fn human(&self, page: &mut Page) {
        for manifest in &self.manifests {
            describe(manifest, "已建立快照", page);
        }
        if let Some((folder, count)) = &self.faults {
            page.heading(&format!("已在 {} 寫入 {count} 處已知錯誤", folder.display()));
            page.entry("rows", "逐列的錯誤，清單見 faults.csv");
            page.entry("histories", "履歷邏輯的矛盾，清單見 logic-faults.csv");
            page.entry("files", "整檔的錯誤，一種一個資料夾，清單見 file-faults.csv");
        }
        if self.calibration.figures.is_empty() {
            return;
        }
        page.heading("與公布數字的差距（在職公務人員）");
        let rows = self.calibration.figures.iter().map(row).collect();
        page.table(&["指標", "目標", "合成", "差距", "出處", ""], rows, &[1, 2, 3]);
        let outside = self.calibration.outside().count();
        page.line(format!(
            "{} 項中 {} 項在限內（1 個百分點或 0.3 年）。",
            self.calibration.figures.len(),
            self.calibration.figures.len() - outside
        ));
    }
}

fn row(figure: &Figure) -> Vec<String> {
    let unit = match figure.unit {
        Unit::Percent => "%",
        Unit::Years => " 年",
    };
    let mark = if figure.within() { "" } else { "超出" };
    vec![
        figure.name.clone(),
        format!("{:.2}{unit}", figure.target),
        format!("{:.2}", figure.found),
        format!("{:+.2}", figure.deviation()),
        figure.source.to_owned(),
        mark.to_owned(),
    ]
}
