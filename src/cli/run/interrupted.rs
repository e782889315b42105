//! One run at a time, and what a killed one left: named, taken out of the outbox, put back into the queue.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::domain::RequestId;
use crate::registry::{ReleaseId, Unfinished, UnfinishedKind};
use crate::settings::open_lock;
use crate::ui::safe_text;

/// One run at a time: whoever holds the lock knows that every other run that began is dead.
pub(super) fn lock(desk: &Desk) -> Result<File, CommandError> {
    // Commands that ask whether a run is dead hold the lock for a moment.
    const MOMENT: Duration = Duration::from_millis(20);
    let path = desk.workspace.run_lock();
    let io = |error: std::io::Error| CommandError::io(&path, &error);
    let file = open_lock(&path).map_err(io)?;
    let mut tries = 10;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(MOMENT),
            Err(TryLockError::WouldBlock) => {
                let busy = CommandError::new(Exit::Io, "另一個 hrstat run 正在這個工作區執行");
                return Err(busy.hint("等它結束後再執行一次"));
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        tries -= 1;
    }
}

/// Removes what killed writes left in the inbox and the outbox. Where that fails the run goes on: such files are private.
pub(super) fn clear_unfinished(desk: &Desk, context: &Context) {
    let yesterday = context.system_time().checked_sub(Duration::from_hours(24));
    if let Some(Err(error)) = yesterday.map(|before| desk.workspace.remove_unfinished(before)) {
        context.printer.say(&format!("沒能清除中斷時留下的暫存檔：{error}"));
    }
}

/// Says what a killed run left, takes unconfirmed replies out of the outbox, and puts its requests back into the queue.
pub(super) fn recover(desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    let unfinished = desk.registry.unfinished()?;
    if unfinished.is_empty() {
        return Ok(());
    }
    for run in &unfinished {
        remove_unconfirmed(run, desk)?;
    }
    desk.registry.recover(&context.actor(), &unfinished)?;
    for run in &unfinished {
        let words = format!("上次沒有做完：{run}。沒有釋出任何檔案，已放回排序。");
        context.printer.say(&safe_text(&words));
    }
    Ok(())
}

/// Takes the reply of an unconfirmed release out of the outbox, if it is there.
pub(super) fn remove_unconfirmed(run: &Unfinished, desk: &Desk) -> Result<(), CommandError> {
    let UnfinishedKind::Prepared(release) = run.kind else { return Ok(()) };
    let folder = desk.workspace.outbox(run.request);
    let io = |error: std::io::Error| CommandError::io(&folder, &error);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(io)?,
    };
    let stem = file_stem(run.request, release);
    for entry in entries {
        let entry = entry.map_err(io)?;
        if is_named_after(&stem, &entry.file_name().to_string_lossy()) {
            remove_if_there(&entry.path())?;
        }
    }
    // The folder stays where earlier replies are in it.
    let _ = std::fs::remove_dir(&folder);
    Ok(())
}

/// Whether a file belongs to the release of this stem, and not to one whose number begins alike.
pub(super) fn is_named_after(stem: &str, name: &str) -> bool {
    name.strip_prefix(stem).is_some_and(|rest| rest.starts_with(['.', '-']))
}

pub(super) fn remove_if_there(path: &Path) -> Result<(), CommandError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(CommandError::io(path, &error)),
        _ => Ok(()),
    }
}

/// `request-7-r3`: no two releases share it, and nothing in it says what is inside.
pub(super) fn file_stem(request: RequestId, release: ReleaseId) -> String {
    format!("{request}-r{}", release.number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_the_files_of_its_own_number_only() {
        let of = |name| is_named_after("request-7-r3", name);
        assert!(of("request-7-r3.xlsx") && of("request-7-r3.xlsx.pgp") && of("request-7-r3-2.xlsx"));
        assert!(!of("request-7-r30.xlsx") && !of("request-7-r3") && !of("request-77-r3.xlsx"));
    }
}
