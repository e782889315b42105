//! Snapshots in the audit log: a row before anything of a person reaches the disk, and one when it is done or given up. The
//! rows hold counts and digests, nothing of a person.

use serde_json::{Map, Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::dataset::{Dataset, Manifest, Progress, SnapshotSource, snapshot_days, write_snapshot};
use crate::domain::{AsOf, Digest};
use crate::registry::Registry;
use crate::settings::Workspace;

/// A snapshot that has been announced to the log.
pub(super) struct Recording<'a> {
    registry: &'a mut Registry,
    context: &'a Context,
}

impl<'a> Recording<'a> {
    /// Writes the row before.
    pub(super) fn begin(
        action: &str,
        detail: &Value,
        registry: &'a mut Registry,
        context: &'a Context,
    ) -> Result<Self, CommandError> {
        registry.record(&context.actor(), action, None, detail)?;
        Ok(Self { registry, context })
    }

    /// Writes what happens on the way.
    pub(super) fn note(&mut self, action: &str, detail: &Value) -> Result<(), CommandError> {
        self.registry.record(&self.context.actor(), action, None, detail)?;
        Ok(())
    }

    /// Writes that there is no snapshot after all.
    pub(super) fn abandon(self, detail: &Value) -> Result<(), CommandError> {
        self.registry.record(&self.context.actor(), "snapshot-abandoned", None, detail)?;
        Ok(())
    }
}

/// Writes that the snapshot is there.
pub(super) fn record_written(recording: &mut Recording<'_>, manifest: &Manifest) -> Result<(), CommandError> {
    let rows: Map<String, Value> =
        manifest.tables.iter().map(|table| (table.name.clone(), json!(table.rows))).collect();
    let detail = json!({
        "as_of": manifest.as_of, "source": manifest.source, "rows": rows,
        "rejected": manifest.rejected.as_ref().map_or(0, |rejected| rejected.rows),
        "manifest_sha256": manifest_sha256(manifest),
    });
    recording.registry.record(&recording.context.actor(), "snapshot-written", None, &detail)?;
    Ok(())
}

/// Synthetic rows that are about to become a snapshot.
pub(in crate::cli) struct NewSnapshot<'a> {
    /// 資料截止日.
    pub(in crate::cli) as_of: AsOf,
    /// The rows.
    pub(in crate::cli) dataset: &'a Dataset,
    /// Where they come from.
    pub(in crate::cli) source: SnapshotSource,
}

/// Writes a snapshot of a dataset in memory.
pub(in crate::cli) fn write_recorded(
    new: NewSnapshot<'_>,
    registry: &mut Registry,
    workspace: &Workspace,
    context: &Context,
    progress: &dyn Progress,
) -> Result<Manifest, CommandError> {
    let NewSnapshot { as_of, dataset, source } = new;
    let snapshots = workspace.snapshots_dir();
    let write = |source| write_snapshot(&snapshots, as_of, dataset, source, context.now, progress);
    // A day that is taken is refused; what does not begin leaves no row.
    if snapshot_days(&snapshots)?.contains(&as_of) {
        return Ok(write(source)?);
    }
    let rows: Map<String, Value> =
        dataset.tables().map(|(name, frame)| (name.to_owned(), json!(frame.height()))).collect();
    let begun = json!({ "as_of": as_of, "source": source, "rows": rows });
    let mut recording = Recording::begin("synth-snapshot", &begun, registry, context)?;
    match write(source) {
        Ok(manifest) => {
            record_written(&mut recording, &manifest)?;
            Ok(manifest)
        }
        Err(error) => {
            recording.abandon(&json!({ "as_of": as_of }))?;
            Err(error.into())
        }
    }
}

/// What a release and the audit log name a snapshot by: its manifest holds the digest of every file.
pub(in crate::cli) fn manifest_sha256(manifest: &Manifest) -> Digest {
    Digest::of(json!(manifest).to_string().as_bytes())
}
