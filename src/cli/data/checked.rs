//! What the checks of a snapshot found: numbers for the screen, names for the report only.

use std::path::Path;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::dataset::{
    FileCount, Flow, FlowCounts, HistoryCheck, Rejected, ReportContents, Rule, SkippedRule, SnapshotReader, check_flow,
    check_histories, report_workbook, snapshot_days,
};
use crate::domain::{AsOf, Dictionary};
use crate::query::FrameSource;
use crate::source::Problem;
use crate::ui::{Page, Report};

/// What was found.
pub(super) struct Checked {
    as_of: AsOf,
    check: HistoryCheck,
    flow: Option<Flow>,
    /// That the snapshot before could not be used.
    pub(super) warning: Option<Problem>,
}

/// Checks the histories of `source`, and stock and flow since `against`, or since the snapshot before it.
///
/// The snapshot before was not asked for by name: where it is damaged or of an older shape, what depends on it is left
/// out with a warning, and the histories are checked all the same.
pub(super) fn check_snapshot(
    source: &dyn FrameSource,
    dictionary: &Dictionary,
    snapshots: &Path,
    against: Option<AsOf>,
) -> Result<Checked, CommandError> {
    let as_of = source.as_of();
    let check = check_histories(source, dictionary)?;
    let mut checked = Checked { as_of, check, flow: None, warning: None };
    if let Some(day) = against {
        checked.flow = Some(flow_since(day, source, snapshots)?);
    } else if let Some(day) = snapshot_days(snapshots)?.into_iter().rfind(|day| *day < as_of) {
        match flow_since(day, source, snapshots) {
            Ok(flow) => checked.flow = Some(flow),
            Err(error) => checked.skip_flow(day, error.message()),
        }
    }
    Ok(checked)
}

fn flow_since(day: AsOf, source: &dyn FrameSource, snapshots: &Path) -> Result<Flow, CommandError> {
    Ok(check_flow(&SnapshotReader::open(snapshots, day)?, source)?)
}

impl Checked {
    fn skip_flow(&mut self, day: AsOf, reason: &str) {
        let reason = format!("前一份快照 {day} 無法使用（{}）", reason.lines().next().unwrap_or_default());
        let warning = Problem::warning("flow-skipped", format!("未核對存量與流量：{reason}"));
        self.warning = Some(warning.hint(format!("檢查快照：hrstat data verify --as-of {day}")));
        self.check.skipped.push(SkippedRule { rule: "flow-imbalance", reason });
    }

    /// 檢核報告.xlsx.
    pub(super) fn report(
        &self,
        files: &[FileCount],
        rejected: &[Rejected],
        context: &Context,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        let contents = ReportContents {
            as_of: self.as_of,
            made_on: context.today(),
            files,
            rejected,
            findings: &self.check.findings,
            skipped: &self.check.skipped,
            flow: self.flow.as_ref(),
        };
        report_workbook(&contents).map_err(|error| CommandError::new(Exit::Bug, format!("無法製作檢核報告：{error}")))
    }

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
        let title = |name| Rule::find(name).map_or(name, |rule| rule.title);
        if counts.is_empty() {
            page.line("沒有發現矛盾的紀錄。");
        } else {
            let row =
                |(name, count): (&'static str, u64)| vec![title(name).to_owned(), count.to_string(), name.to_owned()];
            page.table(&["檢核項目", "筆數", "規則"], counts.into_iter().map(row).collect(), &[1]);
        }
        for skipped in &self.check.skipped {
            page.entry("未檢核", format!("{}：{}", title(skipped.rule), skipped.reason));
        }
        match &self.flow {
            Some(flow) => page.entry("存量與流量", equation(flow.from, flow.to, &flow.total)),
            None if self.warning.is_some() => {}
            None => page.line("沒有更早的快照，未核對存量與流量。"),
        }
    }
}

/// Stock and flow as a sum that is true: where it does not come out at the later stock, both numbers are given.
fn equation(from: AsOf, to: AsOf, counts: &FlowCounts) -> String {
    let FlowCounts { start, joined, returned, moved_in, left, moved_out, end } = *counts;
    let missing = counts.imbalance();
    // Moves between authorities cancel out over all of them; where they do not, the sum needs them.
    let (came, went) = if moved_in == moved_out {
        (String::new(), String::new())
    } else {
        (format!(" ＋ 調入 {moved_in}"), format!(" − 調出 {moved_out}"))
    };
    let flows = format!("＋ 新進 {joined} ＋ 回任 {returned}{came}\n− 離職 {left}{went}");
    let end = if missing == 0 {
        format!("＝ {to} 在職 {end}")
    } else {
        let expected = i128::from(end) + i128::from(missing);
        let sign = if missing > 0 { '−' } else { '＋' };
        format!("＝ {expected}，後一份快照在職 {end}（差 {sign}{}）", missing.unsigned_abs())
    };
    format!("{from} 在職 {start}\n{flows}\n{end}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Printed as a sum it is read as one: what stands right of the sign must be what comes out.
    #[test]
    fn the_equation_is_true_whether_or_not_it_balances() {
        let (from, to) = (AsOf::new(date(2024, 12, 31)), AsOf::new(date(2025, 12, 31)));
        let balanced = FlowCounts { start: 10, joined: 2, left: 1, end: 11, ..FlowCounts::default() };
        assert!(equation(from, to, &balanced).ends_with("＝ 2025-12-31 在職 11"));
        let short = equation(from, to, &FlowCounts { end: 8, ..balanced });
        assert!(short.ends_with("＝ 11，後一份快照在職 8（差 −3）"), "{short}");
        let over = equation(from, to, &FlowCounts { moved_in: 1, end: 14, ..balanced });
        assert!(over.contains("調入 1\n") && over.ends_with("＝ 12，後一份快照在職 14（差 ＋2）"), "{over}");
    }
}
