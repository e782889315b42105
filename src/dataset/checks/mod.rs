//! Logic checks: histories that contradict themselves, and stock and flow between two snapshots.
//!
//! Import rejects what cannot be read; what can be read and cannot be true is loaded, and told. Findings go to the report
//! beside the snapshot, for the personnel offices that keep the data. Nothing here is dropped or corrected.
//!
//! ```text
//! FrameSource ──▶ check_histories ──▶ HistoryCheck ─┐
//! two of them ──▶ check_flow ───────▶ Flow ─────────┴─▶ report_workbook ──▶ 檢核報告.xlsx
//! ```
//!
//! The rules stand in one table, [`RULES`]. Checks read only the columns they need, work on days as numbers and make
//! texts for findings only: a national snapshot has millions of rows and few contradictions.

mod check_flow;
mod check_histories;
mod exam_checks;
mod finding;
mod finding_list;
mod flow;
mod flow_sources;
mod flow_tally;
mod future_checks;
pub(in crate::dataset) mod history_table;
mod person_checks;
pub(in crate::dataset) mod persons;
mod post_checks;
pub(in crate::dataset) mod post_table;
mod report;
mod report_rejected;
mod report_sheet;
mod rule;
mod service_line;

pub use self::check_flow::check_flow;
pub use self::check_histories::{HistoryCheck, check_histories};
pub use self::finding::{Finding, SkippedRule};
pub use self::flow::{Flow, FlowCounts, FlowRow};
pub use self::report::{ReportContents, report_workbook};
pub use self::rule::{RULES, Rule, Scope, rules_as_markdown, severity_in_words};

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod history_tests;
