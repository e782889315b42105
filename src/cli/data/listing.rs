//! What a snapshot holds, for people and programs.

use serde_json::{Value, json};

use crate::dataset::{Manifest, SnapshotSource};
use crate::ui::{Page, Report};

/// Snapshots that are there, or have just been made.
pub(super) struct Snapshots {
    pub(super) manifests: Vec<Manifest>,
    pub(super) new: bool,
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
                SnapshotSource::Import { folder, encoding } if encoding.is_empty() => format!("匯入自 {folder}"),
                SnapshotSource::Import { folder, encoding } => format!("匯入自 {folder}（{encoding}）"),
            };
            page.entry("來源", source);
            let tables: Vec<String> =
                manifest.tables.iter().map(|table| format!("{} {}", table.name, table.rows)).collect();
            page.entry("載入列數", tables.join("、"));
            if let Some(report) = &manifest.report {
                page.entry("檢核", format!("{} 筆需查對，見快照內的 {}", report.rows, report.file));
            }
            if let Some(rejected) = &manifest.rejected {
                page.entry("未載入", format!("{} 列不合規則，見快照內的 {}", rejected.rows, rejected.file));
            }
        }
    }
}
