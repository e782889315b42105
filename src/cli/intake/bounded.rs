//! Reads a file within bounds: its size before it is opened, its time while it is read.
//!
//! What a file unpacks to and how many cells it makes is bounded where it is read. The clock here is the last line: a file
//! that is slow in a way nobody thought of must not hold up the others.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::cli::error::CommandError;
use crate::domain::Authorities;
use crate::intake::{IntakeRules, Reading, Received, ReceivedForm, read_applications};
use crate::source::{Location, Problem};

/// Readers of nested formats call themselves; a main thread has as much.
const STACK: usize = 8 * 1024 * 1024;

/// The bytes of a file, or why it is not read.
pub(super) enum Bytes {
    /// All of them.
    Read(Vec<u8>),
    /// It is too large, or no file.
    Refused(Problem),
}

/// Reads the file at `path`, unless it is larger than `limit`. Devices and pipes have no size, and are no applications.
pub(super) fn read_bytes(path: &Path, name: &str, limit: u64) -> Result<Bytes, CommandError> {
    let failed = |error: std::io::Error| CommandError::io(path, &error);
    let refused = |problem: Problem| Ok(Bytes::Refused(problem.at(Location::File { file: name.to_owned() })));
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() && !metadata.is_dir() {
        return refused(Problem::error("unreadable-file", "不是一般檔案，不讀取").hint("請指定申請表檔案"));
    }
    if metadata.len() > limit {
        return refused(too_large(metadata.len(), limit));
    }
    let mut bytes = Vec::new();
    // It may have grown since.
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(failed)?;
    let length = bytes.len() as u64;
    if length > limit { refused(too_large(length, limit)) } else { Ok(Bytes::Read(bytes)) }
}

fn too_large(length: u64, limit: u64) -> Problem {
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    Problem::error("too-large", format!("檔案約 {} MiB，超過上限 {} MiB，沒有讀取", mib(length), mib(limit)))
        .hint("申請表請單獨成檔，大型附件另以其他方式提供")
        .hint("上限是 hrstat.toml 的 [intake] max_file_mib")
}

/// The applications in `bytes`, and the bytes again; within `seconds`, or a refusal that says so.
pub(super) fn read_within(
    name: &str,
    bytes: Vec<u8>,
    authorities: &Authorities,
    rules: &IntakeRules,
    seconds: u32,
) -> (Received, Vec<u8>) {
    let (sender, receiver) = channel();
    let (inner_name, authorities, rules) = (name.to_owned(), authorities.clone(), rules.clone());
    let work = move || {
        let applications = read_applications(&inner_name, &bytes, &authorities, &rules);
        // Nobody listens any more where it took too long.
        let _ = sender.send((applications, bytes));
    };
    let refused = |problem: Problem| {
        let problems = vec![problem.at(Location::File { file: name.to_owned() })];
        let reading = Reading { application: None, problems };
        let form = ReceivedForm { name: name.to_owned(), part: None, attachments: Vec::new(), reading };
        (Received { forms: vec![form] }, Vec::new())
    };
    if std::thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
        return refused(Problem::error("io", "系統資源不足，沒有讀取").hint("請稍後再登記一次"));
    }
    match receiver.recv_timeout(Duration::from_secs(u64::from(seconds))) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => refused(
            Problem::error("too-slow", format!("讀取超過 {seconds} 秒，已放棄；檔案不像申請表"))
                .hint("請用試算表或文書軟體開啟後另存，申請表單獨成檔，再送一次")
                .hint("上限是 hrstat.toml 的 [intake] max_seconds"),
        ),
        Err(RecvTimeoutError::Disconnected) => refused(
            Problem::error("unreadable-file", "檔案結構損毀，無法讀取")
                .hint("請用試算表或文書軟體開啟後另存，再送一次"),
        ),
    }
}
