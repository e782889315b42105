//! The résumé dataset: synthetic persons, exports, snapshots.
//!
//! The room answers for the rows: that every row of an export is loaded or accounted for, that nothing becomes silently
//! different, that what cannot be true is told, that a snapshot appears whole, private and for good, and that synthetic
//! persons are invented, calibrated and repeatable.
//!
//! It leaves to others: what a field means (`domain`, the dictionary), which limits hold (`settings`, passed in), what is
//! counted (`query`, which reads through [`FrameSource`](crate::query::FrameSource)), what may be shown (`disclosure`),
//! the clock (`created_at` is passed in) and the terminal ([`Progress`] is drawn by `ui`).
//!
//! ```text
//! synthesize_years ─▶ Dataset ── write_snapshot ─┐
//!         │                                      ▼
//!         │                    import_folder ─▶ SnapshotDraft ─ commit ─▶ snapshots/2025-12-31/ ─▶ SnapshotReader
//!         ▼                        ▲                │ a FrameSource                                  │ a FrameSource
//! write_csv_folder ─▶ export ──────┘                └──▶ check_histories, check_flow ◀───────────────┘
//!         └─ plant_faults                                     └─▶ 檢核報告.xlsx
//! ```
//!
//! An imported value is shown masked ([`Rejected::as_problem`]); whole it stands only in the snapshot's `rejected.csv` and
//! report.

mod checks;
#[expect(clippy::module_inception, reason = "a file is named after its main type")]
mod dataset;
mod export;
mod faults;
mod import;
mod ordered_frame;
mod progress;
mod rejected;
mod snapshot;
mod synth;
mod table_builder;

pub use checks::{
    Finding, Flow, FlowCounts, FlowRow, HistoryCheck, RULES, ReportContents, Rule, Scope, SkippedRule, check_flow,
    check_histories, report_workbook, rules_as_markdown, severity_in_words,
};
pub use dataset::{Dataset, DatasetAt};
pub use export::{ExportError, write_csv_folder};
pub use faults::{
    ANY_RULE, FAULTS_FILE, FaultError, FileFault, LogicFault, PlantedFault, RowFault, plant_faults, plant_file_fault,
    plant_logic_faults, read_faults,
};
pub use import::{Encoding, Eudc, FileCount, Import, ImportError, ImportRules, TableSink, import_folder, parse_eudc};
pub use ordered_frame::OrderedFrame;
pub use progress::{NoProgress, Progress};
pub use rejected::{Rejected, rejected_csv};
pub use snapshot::{
    FileEntry, Manifest, RowCount, SnapshotDraft, SnapshotError, SnapshotReader, SnapshotSource, TableEntry,
    clear_unfinished, latest, list_snapshots, snapshot_days, verify_snapshot, write_snapshot,
};
pub use synth::{Calibration, Figure, SynthError, SynthOptions, Unit, calibrate, synthesize, synthesize_years};
