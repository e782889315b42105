//! The file of a proposal: private, and never written over what somebody has edited.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::domain::{Digest, RequestId};
use crate::drafting::Draft;
use crate::settings::{Workspace, create_private_dir, write_private};

/// The action of the audit log.
const DRAFT: &str = "draft";

/// What became of the file.
pub(super) struct Kept {
    /// As people see it.
    pub(super) path: String,
    /// Whether somebody has edited it, so that it was left alone.
    pub(super) edited: bool,
}

impl Kept {
    /// What is to be said of it.
    pub(super) fn in_words(&self) -> String {
        if self.edited {
            format!("{} 已有人編修，沒有覆寫；要重新擬案請先刪除或改名。", self.path)
        } else {
            format!("擬案存在 {}。", self.path)
        }
    }
}

/// `drafts/request-42.toml`.
pub(super) fn path_of(workspace: &Workspace, request: RequestId) -> PathBuf {
    workspace.root().join("drafts").join(format!("{request}.toml"))
}

/// Writes the proposal of `request`, unless its file was edited since the last one was written.
pub(super) fn keep(
    request: RequestId,
    draft: &Draft,
    desk: &mut Desk,
    context: &Context,
) -> Result<Kept, CommandError> {
    let path = path_of(&desk.workspace, request);
    let shown = desk.workspace.shown(&path);
    let wanted = Digest::of(draft.query.as_bytes());
    if path.is_file() {
        let present = std::fs::read(&path).map_err(|error| CommandError::io(&path, &error))?;
        let present = Digest::of(&present);
        if present == wanted {
            return Ok(Kept { path: shown, edited: false });
        }
        if last_written(request, desk)?.as_deref() != Some(present.as_str()) {
            return Ok(Kept { path: shown, edited: true });
        }
    }
    // No word of the applicant gets into the log: it can never be erased.
    let detail = json!({
        "query_sha256": wanted, "not_understood": draft.not_understood.len(), "questions": draft.questions.len(),
    });
    desk.registry.record(&context.actor(), DRAFT, Some(request), &detail)?;
    let folder = desk.workspace.root().join("drafts");
    create_private_dir(&folder).map_err(|error| CommandError::io(&folder, &error))?;
    write_private(&path, draft.query.as_bytes()).map_err(|error| CommandError::io(&path, &error))?;
    Ok(Kept { path: shown, edited: false })
}

/// The digest of the proposal that was written last.
fn last_written(request: RequestId, desk: &Desk) -> Result<Option<String>, CommandError> {
    let history = desk.registry.history(request)?;
    let last = history.iter().rev().find(|entry| entry.action == DRAFT);
    Ok(last.and_then(|entry| entry.detail["query_sha256"].as_str()).map(ToOwned::to_owned))
}
