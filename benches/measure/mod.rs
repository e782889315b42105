//! A command measured from start to exit: time, and the most memory it held.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a command took, and the most memory it held, in MiB.
pub(crate) struct Run {
    time: Duration,
    memory: Option<u64>,
}

/// Runs it; it must succeed.
pub(crate) fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    // To look for the end every few milliseconds would lengthen a short command, hence a thread that looks at the memory.
    let (ended, has_ended) = mpsc::channel::<()>();
    let memory = thread::spawn(move || {
        let mut memory = None;
        while has_ended.recv_timeout(Duration::from_millis(10)) == Err(RecvTimeoutError::Timeout) {
            memory = peak(&status).or(memory);
        }
        memory
    });
    let exit = child.wait().unwrap();
    let time = start.elapsed();
    drop(ended);
    assert!(exit.success(), "{command:?}");
    Run { time, memory: memory.join().unwrap() }
}

fn peak(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// `hrstat` in the workspace.
pub(crate) fn hrstat(office: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hrstat"));
    command.current_dir(office).arg("--quiet");
    command
}

/// Prints the median, and gives it.
pub(crate) fn shown(name: &str, runs: &mut [Run]) -> Duration {
    runs.sort_by_key(|run| run.time);
    let median = runs[runs.len() / 2].time;
    let memory = runs.iter().filter_map(|run| run.memory).max();
    let memory = memory.map_or_else(String::new, |mib| format!(", at most {mib} MiB"));
    println!("{name}: median {median:.2?} of {}{memory}", runs.len());
    median
}
