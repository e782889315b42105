//! `hrstat intake --watch DIR`: takes what arrives in a folder, each file once, and moves nothing.
//!
//! Polls, since a folder on a file server tells nobody of its changes. A file is taken when it has stopped growing; what
//! was taken is recorded by the digest of its bytes, so that neither a restart nor another name makes it a second one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, SystemTime};

use super::bounded::{Bytes, read_bytes};
use super::intake_report::{Intake, Results};
use super::register::register_bytes;
use super::{Args, exit_of};
use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::outcome::{Exit, Outcome};
use crate::domain::{Digest, RequestId};
use crate::screening::Catalogue;
use crate::source::Problem;

/// What has not been written to for this long has stopped growing.
const SETTLED: Duration = Duration::from_secs(2);
/// What shells give for a command that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// A file as the folder shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
}

/// The folder, and what is known of its files.
struct Watch<'a> {
    folder: &'a Path,
    /// Files that were looked at, and as what; a file that changes afterwards is looked at again.
    done: BTreeMap<PathBuf, Seen>,
    /// Files that may still be growing.
    growing: BTreeMap<PathBuf, Seen>,
}

/// Takes what arrives in `folder` until somebody ends it; with `--once`, what is there.
pub(super) fn watch(
    folder: &Path,
    args: &Args,
    desk: &mut Desk,
    catalogue: &Catalogue,
    context: &Context,
) -> Result<Outcome, CommandError> {
    check_folder(folder, desk)?;
    let mut watch = Watch { folder, done: BTreeMap::new(), growing: BTreeMap::new() };
    if args.once {
        return watch.once(desk, catalogue, context);
    }
    let ended = ended_by_person();
    let interval = Duration::from_secs(u64::from(args.interval));
    context.printer.say(&format!("監看 {}，每 {} 秒看一次；按 Ctrl-C 結束。", folder.display(), args.interval));
    let mut ends = Vec::new();
    loop {
        let now = context.renewed();
        for path in watch.settled(&now)? {
            let taken = watch.take(&path, desk, catalogue, &now);
            if !taken.is_empty() {
                ends.push(exit_of(taken.iter().map(|intake| intake.exit)));
                context
                    .printer
                    .result(&Results(taken))
                    .map_err(|error| CommandError::io(Path::new("stdout"), &error))?;
            }
            if ended.try_recv().is_ok() {
                return Ok(stopped(&ends, context));
            }
        }
        match ended.recv_timeout(interval) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(stopped(&ends, context)),
        }
    }
}

/// Every result has been shown as it came.
fn stopped(ends: &[Exit], context: &Context) -> Outcome {
    context.printer.say(&format!("已停止監看；這次取了 {} 個檔案。", ends.len()));
    Outcome::silent()
}

fn check_folder(folder: &Path, desk: &Desk) -> Result<(), CommandError> {
    let failed = |error: std::io::Error| CommandError::io(folder, &error).hint("請確認路徑，或先建立收件資料夾再監看");
    if !fs::metadata(folder).map_err(failed)?.is_dir() {
        return Err(CommandError::new(Exit::Usage, format!("{} 不是資料夾", folder.display()))
            .hint("要登記單一檔案：hrstat intake 檔案"));
    }
    let inside = |own: &Path| fs::canonicalize(own).ok().is_some_and(|own| fs::canonicalize(folder).ok() == Some(own));
    if inside(desk.workspace.root()) || inside(&desk.workspace.inbox_dir()) {
        return Err(CommandError::new(Exit::Usage, "不能監看工作區自己的資料夾").hint("請另設一個收件資料夾"));
    }
    Ok(())
}

/// Tells when a person or the system asks to end. The file that is being registered is finished; who asks twice does not
/// want to wait for it.
fn ended_by_person() -> Receiver<()> {
    let (sender, receiver) = channel();
    let mut asked = false;
    let handler = move || {
        if std::mem::replace(&mut asked, true) || sender.send(()).is_err() {
            std::process::exit(INTERRUPTED);
        }
    };
    // Where the system has no room for a handler, the command ends as every other does.
    let _ = ctrlc::set_handler(handler);
    receiver
}

impl Watch<'_> {
    fn once(&mut self, desk: &mut Desk, catalogue: &Catalogue, context: &Context) -> Result<Outcome, CommandError> {
        let mut paths = self.settled(context)?;
        if !self.growing.is_empty() {
            std::thread::sleep(SETTLED);
            paths = self.settled(&context.renewed())?;
        }
        let taken: Vec<Intake> =
            paths.iter().flat_map(|path| self.take(path, desk, catalogue, &context.renewed())).collect();
        for path in self.growing.keys() {
            context.printer.say(&format!("{} 還在寫入，這次不取。", path.display()));
        }
        if taken.is_empty() {
            context.printer.say("沒有新的來件。");
        }
        let exit = exit_of(taken.iter().map(|intake| intake.exit));
        Ok(Outcome::with_exit(Results(taken), exit))
    }

    /// The files that have stopped growing and were not looked at, by name.
    fn settled(&mut self, now: &Context) -> Result<Vec<PathBuf>, CommandError> {
        let failed = |error: std::io::Error| CommandError::io(self.folder, &error);
        let mut settled = Vec::new();
        let mut growing = BTreeMap::new();
        for entry in fs::read_dir(self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // What is gone by now, or is no file itself, has not arrived; a link may lead anywhere.
            let Ok(metadata) = entry.metadata() else { continue };
            if !metadata.is_file() || is_temporary(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            let seen = Seen { length: metadata.len(), modified: metadata.modified().ok() };
            if self.done.get(&path) == Some(&seen) {
                continue;
            }
            let still = seen.modified.and_then(|modified| now.system_time().duration_since(modified).ok());
            if still.is_some_and(|age| age >= SETTLED) || self.growing.get(&path) == Some(&seen) {
                settled.push(path);
            } else {
                growing.insert(path, seen);
            }
        }
        self.growing = growing;
        settled.sort();
        Ok(settled)
    }

    /// Takes one file; it is not looked at again before it changes.
    fn take(&mut self, path: &Path, desk: &mut Desk, catalogue: &Catalogue, now: &Context) -> Vec<Intake> {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let seen =
            fs::metadata(path).ok().map(|metadata| Seen { length: metadata.len(), modified: metadata.modified().ok() });
        self.done.extend(seen.map(|seen| (path.to_owned(), seen)));
        register(path, &name, desk, catalogue, now).unwrap_or_else(|error| vec![Intake::failed(&name, &error)])
    }
}

/// Registers one file, unless its bytes were taken before.
fn register(
    path: &Path,
    name: &str,
    desk: &mut Desk,
    catalogue: &Catalogue,
    now: &Context,
) -> Result<Vec<Intake>, CommandError> {
    let rules = desk.intake_rules(now)?;
    let bytes = match read_bytes(path, name, rules.limits.file_bytes)? {
        Bytes::Read(bytes) => bytes,
        Bytes::Refused(problem) => return Ok(vec![Intake::refused(name, vec![problem], Exit::BadInput)]),
    };
    let digest = Digest::of(&bytes);
    if desk.registry.has_arrived(&digest)? {
        return Ok(Vec::new());
    }
    let mut taken = register_bytes(name, bytes, &rules, desk, catalogue, now);
    // What failed for want of room on the disk is tried again by the next watch.
    if taken.iter().all(|intake| intake.exit != Exit::Io) {
        let requests: Vec<RequestId> =
            taken.iter().filter_map(|intake| intake.request.or(intake.duplicate_of)).collect();
        if let Err(error) = desk.registry.record_arrival(&now.actor(), &digest, name, &requests)
            && let Some(first) = taken.first_mut()
        {
            let error = CommandError::from(error);
            first.problems.push(Problem::warning("io", format!("沒有記下這個檔案已取：{}", error.message())));
        }
    }
    Ok(taken)
}

/// Names under which programs write what is not whole, or for themselves.
fn is_temporary(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = |end: &&str| lower.ends_with(*end);
    lower.starts_with(['.', '~'])
        || matches!(lower.as_str(), "thumbs.db" | "desktop.ini")
        || [".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".opdownload", ".swp", ".lock", "~"]
            .iter()
            .any(ends)
}

#[cfg(test)]
mod tests {
    use super::is_temporary;

    /// Why: half a download, or the lock of an open spreadsheet, taken for an application is a false refusal to somebody.
    #[test]
    fn what_is_not_whole_is_left_alone() {
        for name in [
            "~$申請表.xlsx",
            ".~lock.申請表.ods#",
            "申請表.xlsx.part",
            "a.CRDOWNLOAD",
            "a.tmp",
            ".DS_Store",
            "Thumbs.db",
            "a.eml~",
        ] {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["申請表.xlsx", "part.xlsx", "tmp.eml"] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
