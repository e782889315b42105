//! A list of 290,000 persons and 12 columns, from the snapshot to the encrypted workbook in the outbox: `cargo bench --bench
//! list`, or with `HRSTAT_BENCH_PERSONS=20000` while working.
//!
//! The peer is duckdb with xlsxwriter (Python packages, `benches/peers/list.py`), which encrypts nothing. Both run in turn;
//! what counts is the ratio of the medians.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

mod measure;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use measure::{Run, hrstat, run, shown};

const RUNS: usize = 5;
const ROWS: usize = 290_000;
const COLUMNS: [&str; 12] = [
    "身分證統一編號",
    "姓名",
    "性別",
    "出生日期",
    "主管機關",
    "服務機關",
    "單位",
    "職稱",
    "官等",
    "職等",
    "職系",
    "到職日",
];

fn main() {
    let persons = std::env::var("HRSTAT_BENCH_PERSONS").unwrap_or_else(|_| "400000".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    // The workspace of the demonstration has a request, and the certificate of its applicant.
    run(hrstat(at).args(["demo", "office"]));
    let office = at.join("office");
    run(hrstat(&office).args(["data", "synth", "--persons", &persons, "--as-of", "2026-06-30"]));
    let query = format!(
        "title = \"名冊\"\nsnapshot = \"2026-06-30\"\nunit = \"人員\"\nwhere = \"在職\"\n\n\
         [[list]]\ntitle = \"名冊\"\ncolumns = {COLUMNS:?}\nlimit = {ROWS}\n"
    );
    fs::write(office.join("list.toml"), query).unwrap();

    let has_peer = Command::new("python3").args(["-c", "import duckdb, xlsxwriter"]).stderr(Stdio::null()).status();
    let has_peer = has_peer.is_ok_and(|status| status.success());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/list.py");
    let snapshot = office.join("snapshots/2026-06-30/人員.parquet");
    let (mut lists, mut peers): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        run(hrstat(&office).args(["accept", "request-2", "--reason", "重新產製"]));
        lists.push(run(hrstat(&office).args(["run", "request-2", "--query", "list.toml", "--yes"])));
        if has_peer {
            let output = at.join("peer.xlsx");
            let mut peer = Command::new("python3");
            peer.arg(&script).arg(&snapshot).arg(&output).arg(ROWS.to_string()).args(COLUMNS);
            peers.push(run(&mut peer));
        }
    }
    let list = shown(&format!("run: at most {ROWS} rows × {} columns, encrypted", COLUMNS.len()), &mut lists);
    if has_peer {
        let peer = shown("peer (duckdb, xlsxwriter)", &mut peers);
        println!("ratio: {:.1} times as fast", peer.as_secs_f64() / list.as_secs_f64());
    } else {
        println!("SKIPPED: no peer, the Python packages duckdb and xlsxwriter are not both installed");
    }
}
