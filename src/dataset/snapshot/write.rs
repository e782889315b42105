//! Writes a dataset that lies in memory as a snapshot.

use std::path::Path;

use jiff::Timestamp;
use polars::prelude::DataFrame;

use super::SnapshotError;
use super::draft::SnapshotDraft;
use super::manifest::{Manifest, SnapshotSource};
use crate::dataset::dataset::Dataset;
use crate::dataset::import::TableSink as _;
use crate::dataset::ordered_frame::OrderedFrame;
use crate::dataset::progress::Progress;
use crate::domain::AsOf;

/// Writes `dataset` as the snapshot of `as_of` into `snapshots`.
///
/// # Errors
/// When there is a snapshot of this day, another process is writing, or something cannot be written. Nothing is left
/// behind then.
pub fn write_snapshot(
    snapshots: &Path,
    as_of: AsOf,
    dataset: &Dataset,
    source: SnapshotSource,
    created_at: Timestamp,
    progress: &dyn Progress,
) -> Result<Manifest, SnapshotError> {
    let mut draft = SnapshotDraft::begin(snapshots, as_of)?;
    let rows = |frame: &DataFrame| u64::try_from(frame.height()).unwrap_or(u64::MAX);
    progress.begin("寫入資料快照", Some(dataset.tables().map(|(_, frame)| rows(frame)).sum()));
    for (name, frame) in dataset.tables() {
        let failed = |source| SnapshotError::Table { table: name.to_owned(), source };
        draft.table(name, OrderedFrame::sorted(name, frame).map_err(failed)?)?;
        progress.advance(rows(frame));
    }
    progress.finish();
    draft.commit(source, Vec::new(), created_at)
}
