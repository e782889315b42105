//! Ctrl-C, and a system that asks to end, while a snapshot is being written: what lies half written goes away at once.
//!
//! A process that is killed outright cannot do this; then the next `hrstat data` command does.

use std::fs;

use crate::cli::context::Context;
use crate::dataset::SnapshotDraft;

/// What shells give for a command that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;
/// Another thread may have begun a file while the folder was being emptied.
const TRIES: usize = 5;

/// From now on an interruption removes the folder of `draft`. After the draft has become a snapshot there is nothing left at
/// that place to be removed.
pub(super) fn clear_when_interrupted(draft: &SnapshotDraft, context: &Context) {
    let folder = draft.folder().to_owned();
    let printer = context.printer.clone();
    let handler = move || {
        // A snapshot that is whole stays; the command was about to end.
        let unfinished = folder.exists();
        for _ in 0..TRIES {
            if fs::remove_dir_all(&folder).is_ok() {
                break;
            }
        }
        if unfinished {
            printer.say("已中斷，沒有匯入任何資料。");
        }
        std::process::exit(INTERRUPTED);
    };
    // Where the system has no room for a handler, the next command clears up as after a kill.
    let _ = ctrlc::set_handler(handler);
}
