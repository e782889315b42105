//! The snapshots, for people and programs.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::dataset::{Manifest, SnapshotError, SnapshotReader, SnapshotSource, snapshot_days};
use crate::domain::AsOf;
use crate::ui::{Page, Report};

/// A line of a value, beside its label, on a screen of 80 columns.
const VALUE: usize = 66;

/// The snapshots that are there; one that cannot be read does not hide the others.
pub(super) struct Snapshots(Vec<Listed>);

enum Listed {
    Whole(Box<Manifest>),
    Unreadable { as_of: AsOf, path: PathBuf, reason: String },
}

impl Snapshots {
    /// All in the folder `snapshots`.
    pub(super) fn read(snapshots: &Path) -> Result<Self, SnapshotError> {
        let listed = |as_of: AsOf| match SnapshotReader::open(snapshots, as_of) {
            Ok(reader) => Listed::Whole(Box::new(reader.manifest().clone())),
            Err(error) => {
                let reason = error.to_string().lines().next().unwrap_or_default().to_owned();
                Listed::Unreadable { as_of, path: snapshots.join(as_of.to_string()), reason }
            }
        };
        Ok(Self(snapshot_days(snapshots)?.into_iter().map(listed).collect()))
    }
}

impl Report for Snapshots {
    fn json(&self) -> Value {
        let listed = self.0.iter().map(|listed| match listed {
            Listed::Whole(manifest) => json!(manifest),
            Listed::Unreadable { as_of, path, reason } => json!({ "as_of": as_of, "path": path, "error": reason }),
        });
        Value::Array(listed.collect())
    }

    fn human(&self, page: &mut Page) {
        if self.0.is_empty() {
            page.line("還沒有資料快照。");
            page.hint("匯入：hrstat data import 匯出資料夾 --as-of 2025-12-31");
        }
        for listed in &self.0 {
            match listed {
                Listed::Whole(manifest) => describe(manifest, "快照", page),
                Listed::Unreadable { as_of, path, .. } => {
                    page.heading(&format!("快照 {as_of}（{}）無法讀取", as_of.roc()));
                    page.entry("路徑", path.display().to_string());
                    page.hint(format!("檢查快照：hrstat data verify --as-of {as_of}"));
                }
            }
        }
    }
}

/// What a snapshot holds; `words` say whether it is new.
pub(super) fn describe(manifest: &Manifest, words: &str, page: &mut Page) {
    page.heading(&format!("{words} {}（{}）", manifest.as_of, manifest.as_of.roc()));
    let source = match &manifest.source {
        SnapshotSource::Synth { persons, seed } => format!("合成資料，{persons} 人，種子 {seed}"),
        SnapshotSource::Import { folder, encoding } if encoding.is_empty() => format!("匯入自 {folder}"),
        SnapshotSource::Import { folder, encoding } => format!("匯入自 {folder}（{encoding}）"),
    };
    page.entry("來源", source);
    let tables = manifest.tables.iter().map(|table| format!("{} {}", table.name, table.rows));
    page.entry("載入列數", in_lines(tables));
    if let Some(report) = &manifest.report {
        page.entry("檢核", format!("{} 筆需查對，見快照內的 {}", report.rows, report.file));
    }
    if let Some(rejected) = &manifest.rejected {
        page.entry("未載入", format!("{} 列不合規則，見快照內的 {}", rejected.rows, rejected.file));
    }
}

/// An enumeration in lines that a screen holds, broken between its parts only.
fn in_lines(parts: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    let mut width = 0;
    for part in parts {
        let wanted = part.width() + "、".width();
        if !text.is_empty() {
            text.push('、');
            if width + wanted > VALUE {
                text.push('\n');
                width = 0;
            }
        }
        text.push_str(&part);
        width += wanted;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal breaks a long line in the middle of a number.
    #[test]
    fn an_enumeration_is_broken_between_its_parts() {
        let parts: Vec<String> = (0..20).map(|number| format!("資料表{number} 598153")).collect();
        let text = in_lines(parts.iter().cloned());
        assert!(text.lines().count() > 3 && text.lines().all(|line| line.width() <= VALUE), "{text}");
        assert_eq!(text.replace('\n', ""), parts.join("、"), "nothing is lost");
    }
}
