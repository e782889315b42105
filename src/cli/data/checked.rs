//! What the checks of a snapshot found: numbers for the screen, names for the report only.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::check::before;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::dataset::{
    FileCount, Flow, HistoryCheck, Rejected, RejectedCount, ReportContents, Rule, SnapshotReader, check_flow,
    check_histories, report_workbook,
};
use crate::domain::{AsOf, Dictionary};
use crate::query::FrameSource;
use crate::ui::{Page, Report};

/// What was found.
pub(super) struct Checked {
    as_of: AsOf,
    check: HistoryCheck,
    flow: Option<Flow>,
    /// 檢核報告.xlsx.
    pub(super) report: Zeroizing<Vec<u8>>,
}

/// Checks the histories of `source`, and stock and flow since `against`, or since the snapshot before it.
pub(super) fn check_snapshot(
    source: &dyn FrameSource,
    dictionary: &Dictionary,
    snapshots: &Path,
    against: Option<AsOf>,
    files: &[FileCount],
    rejected: &[Rejected],
    context: &Context,
) -> Result<Checked, CommandError> {
    let as_of = source.as_of();
    let check = check_histories(source, dictionary)?;
    let earlier = against.map_or_else(|| before(snapshots, as_of), |day| Ok(Some(day)))?;
    let flow = match earlier {
        Some(day) => Some(check_flow(&SnapshotReader::open(snapshots, day)?, source)?),
        None => None,
    };
    let contents = ReportContents {
        as_of,
        made_on: context.today(),
        files,
        rejected: &by_rule(rejected),
        findings: &check.findings,
        skipped: &check.skipped,
        flow: flow.as_ref(),
    };
    let failed = |error: rust_xlsxwriter::XlsxError| CommandError::new(Exit::Bug, format!("無法製作檢核報告：{error}"));
    let report = report_workbook(&contents).map_err(failed)?;
    Ok(Checked { as_of, check, flow, report })
}

fn by_rule(rejected: &[Rejected]) -> Vec<RejectedCount> {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in rejected {
        *counts.entry((&row.file, &row.rule)).or_default() += 1;
    }
    let counted =
        |((file, rule), rows): ((&str, &str), u64)| RejectedCount { file: file.into(), rule: rule.into(), rows };
    counts.into_iter().map(counted).collect()
}

impl Checked {
    /// How many findings there are.
    pub(super) fn findings(&self) -> u64 {
        let of_flow = self.flow.as_ref().map_or(0, |flow| flow.findings.len());
        u64::try_from(self.check.findings.len() + of_flow).unwrap_or(u64::MAX)
    }

    /// Findings by rule, in the order in which they were found.
    fn counts(&self) -> Vec<(&'static str, u64)> {
        let mut counts: Vec<(&'static str, u64)> = Vec::new();
        let of_flow = self.flow.iter().flat_map(|flow| &flow.findings);
        for finding in self.check.findings.iter().chain(of_flow) {
            match counts.iter_mut().find(|(rule, _)| *rule == finding.rule) {
                Some((_, count)) => *count += 1,
                None => counts.push((finding.rule, 1)),
            }
        }
        counts
    }
}

impl Report for Checked {
    fn json(&self) -> Value {
        let counts = self.counts().into_iter().map(|(rule, count)| json!({ "rule": rule, "count": count }));
        let flow = self.flow.as_ref().map(|flow| {
            json!({ "from": flow.from, "to": flow.to, "total": flow.total, "imbalance": flow.total.imbalance(),
                    "by_authority": flow.by_authority, "reasons": flow.reasons })
        });
        json!({
            "snapshot": self.as_of, "findings": counts.collect::<Vec<_>>(), "skipped": self.check.skipped, "flow": flow,
        })
    }

    fn human(&self, page: &mut Page) {
        page.heading(&format!("檢核 {}（{}）", self.as_of, self.as_of.roc()));
        let counts = self.counts();
        if counts.is_empty() {
            page.line("沒有發現矛盾的紀錄。");
        } else {
            let row = |(name, count): (&str, u64)| {
                let title = Rule::find(name).map_or(name, |rule| rule.title);
                vec![title.to_owned(), count.to_string(), name.to_owned()]
            };
            page.table(&["檢核項目", "筆數", "規則"], counts.into_iter().map(row).collect(), &[1]);
        }
        for skipped in &self.check.skipped {
            page.entry("未檢核", format!("{}：{}", skipped.rule, skipped.reason));
        }
        match &self.flow {
            None => page.line("沒有更早的快照，未核對存量與流量。"),
            Some(flow) => {
                let total = &flow.total;
                page.entry(
                    "存量與流量",
                    format!(
                        "{} 在職 {} ＋ 新進 {} ＋ 回任 {} − 離職 {} ＝ {} 在職 {}{}",
                        flow.from,
                        total.start,
                        total.joined,
                        total.returned,
                        total.left,
                        flow.to,
                        total.end,
                        if total.imbalance() == 0 { String::new() } else { format!("，差 {}", total.imbalance()) }
                    ),
                );
            }
        }
    }
}
