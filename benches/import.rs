//! Import and synthesis at full size: `cargo bench --bench import`, or with `HRSTAT_BENCH_PERSONS=20000` while working.
//!
//! Import has a peer: duckdb (the Python package) reads the same CSV files into Parquet with all columns typed
//! (`benches/peers/import.py`). Both run five times in turn; what counts is the ratio of the medians. Memory is the peak of the
//! resident set, where the system tells it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

mod measure;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use measure::{Run, hrstat, run, shown};

const RUNS: usize = 5;

fn main() {
    let persons = std::env::var("HRSTAT_BENCH_PERSONS").unwrap_or_else(|_| "400000".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run(Command::new(env!("CARGO_BIN_EXE_hrstat")).current_dir(at).args(["init", "office"]));
    let office = at.join("office");
    let snapshots = office.join("snapshots");
    let synth = ["data", "synth", "--persons", &persons, "--as-of", "2025-12-31"];
    let mut runs: Vec<Run> = (0..RUNS)
        .map(|_| {
            let _ = fs::remove_dir_all(&snapshots);
            run(hrstat(&office).args(synth))
        })
        .collect();
    shown(&format!("data synth of {persons} persons"), &mut runs);

    let export = at.join("export");
    fs::remove_dir_all(&snapshots).unwrap();
    run(hrstat(&office).args(synth).arg("--csv").arg(&export));
    fs::remove_dir_all(&snapshots).unwrap();
    let files: Vec<_> = fs::read_dir(&export).unwrap().map(|entry| entry.unwrap().path()).collect();
    let size: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    println!("export: {} files, {} MB", files.len(), size / 1_000_000);

    let fields =
        Command::new(env!("CARGO_BIN_EXE_hrstat")).current_dir(&office).args(["fields", "--format", "json"]).output();
    let fields_file = at.join("fields.json");
    fs::write(&fields_file, fields.unwrap().stdout).unwrap();
    let duckdb = Command::new("python3").args(["-c", "import duckdb"]).stderr(Stdio::null()).status();
    let has_peer = duckdb.is_ok_and(|status| status.success());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/import.py");
    let (mut imports, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let _ = fs::remove_dir_all(&snapshots);
        imports.push(run(hrstat(&office).args(["data", "import"]).arg(&export).args(["--as-of", "2025-12-31"])));
        if has_peer {
            let output = at.join("peer");
            fs::create_dir_all(&output).unwrap();
            peers.push(run(Command::new("python3").arg(&script).arg(&fields_file).arg(&export).arg(&output)));
            fs::remove_dir_all(&output).unwrap();
        }
    }
    let import = shown("data import", &mut imports);
    if has_peer {
        let peer = shown("peer (duckdb)", &mut peers);
        println!("ratio: {:.2} of the peer's time", import.as_secs_f64() / peer.as_secs_f64());
    } else {
        println!("SKIPPED: no peer, the Python package duckdb is not installed");
    }
}
