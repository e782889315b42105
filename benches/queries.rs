//! `hrstat run` at full size, from start to exit: `cargo bench --bench queries`.
//!
//! Four requests, each with encryption where the result is personal: A, a crosstab over two tables; B, a list of 290,000 persons;
//! C, five year-ends; D, a cohort. `benches/queries/*.toml` says what they ask. The peers in `benches/peers/query_*.py` read the
//! same Parquet files and write the same cells, without encryption, without a digest of what they read, without clearance. All run
//! in turn, five times; what counts is the ratio of the medians. pandas runs once: it is never the best, and takes a minute for B.
//!
//! `HRSTAT_BENCH_OFFICE` names a workspace whose five snapshots are there already (it gets requests, so take a copy of one that
//! matters). Without it, one is made of `HRSTAT_BENCH_PERSONS` (400,000). `HRSTAT_BENCH_LETTERS=AC` runs only these, and
//! `HRSTAT_BENCH_QUARTER=1` holds the time against that of a quarter of the persons.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot go on should stop")]

mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use measure::{Run, hrstat, run, shown};

const RUNS: u32 = 5;
const AGENCY: &str = "勞動部人事處";

fn seconds() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() * 1000
}

/// A workspace with snapshots, a certificate and requests to run.
struct Office {
    root: PathBuf,
    /// No two applications are alike: one that is there already is not registered again.
    applications: u64,
}

impl Office {
    fn new(root: PathBuf, persons: u64) -> Self {
        let office = Self { root, applications: seconds() };
        if !office.root.join("hrstat.toml").is_file() {
            run(Command::new(env!("CARGO_BIN_EXE_hrstat")).arg("init").arg(&office.root));
        }
        if !office.root.join("snapshots/2025-12-31").is_dir() {
            let persons = persons.to_string();
            let synth =
                ["data", "synth", "--persons", &persons, "--seed", "1", "--as-of", "2025-12-31", "--years", "5"];
            shown("five snapshots made", &mut [run(hrstat(&office.root).args(synth))]);
        }
        office.add_certificate();
        office
    }

    fn add_certificate(&self) {
        let list = hrstat(&self.root).args(["recipient", "list", "--format", "json"]).output().unwrap();
        if String::from_utf8_lossy(&list.stdout).contains(AGENCY) {
            return;
        }
        let key = hrstat::delivery::generate_certificate("bench <bench@example.gov.tw>", SystemTime::now()).unwrap();
        let path = self.root.join("bench.asc");
        fs::write(&path, &key.certificate).unwrap();
        run(hrstat(&self.root).args(["recipient", "add"]).arg(&path).args([
            "--agency",
            AGENCY,
            "--confirmed",
            "bench",
        ]));
    }

    /// Runs a query as often as is measured, once more before.
    fn answers(&mut self, query: &Path) -> Vec<Run> {
        let first = self.requests(RUNS + 1);
        self.answer(first, query);
        (first + 1..=first + RUNS).map(|request| self.answer(request, query)).collect()
    }

    /// Registers `count` requests; the number of the first.
    fn requests(&mut self, count: u32) -> u32 {
        let files: Vec<PathBuf> = (0..count).map(|_| self.application()).collect();
        let output = hrstat(&self.root).args(["intake", "--format", "json"]).args(&files).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let list = String::from_utf8(output.stdout).unwrap();
        let first = list.find("request-").map(|at| &list[at + "request-".len()..]).unwrap();
        let digits = first.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        digits.parse().unwrap()
    }

    fn application(&mut self) -> PathBuf {
        self.applications += 1;
        let number = self.applications;
        let text = format!(
            "agency = \"{AGENCY}\"\napplicant = \"申請人{number}\"\napplied_on = \"115.10.1\"\n\
             email = \"hr@example.gov.tw\"\nreason = \"研究\"\ndescription = \"請提供人數統計。\"\npersonal_data = true\n\
             authority_approval = \"核准\"\n"
        );
        let path = self.root.join(format!("inbox/bench-{}.toml", number % 10));
        fs::write(&path, text).unwrap();
        path
    }

    fn answer(&self, request: u32, query: &Path) -> Run {
        let request = format!("request-{request}");
        let answered = run(hrstat(&self.root).args(["run", &request, "--yes", "--query"]).arg(query));
        let _ = fs::remove_dir_all(self.root.join("outbox").join(&request));
        answered
    }
}

/// A peer that is installed: its name and its script.
struct Peer {
    name: &'static str,
    script: PathBuf,
    runs: u32,
}

fn peers() -> Vec<Peer> {
    let known = [
        ("polars + xlsxwriter", "import polars, xlsxwriter", "query_polars.py", RUNS),
        ("duckdb + xlsxwriter", "import duckdb, xlsxwriter", "query_duckdb.py", RUNS),
        ("pandas + openpyxl", "import pandas, pyarrow, openpyxl", "query_pandas.py", 1),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let mut found = Vec::new();
    for (name, imports, script, runs) in known {
        let status = Command::new("python3").args(["-c", imports]).stderr(Stdio::null()).status();
        if status.is_ok_and(|status| status.success()) {
            found.push(Peer { name, script: folder.join(script), runs });
        } else {
            println!("SKIPPED: {name}, the Python packages are not installed");
        }
    }
    found
}

fn rows_of_appraisals(office: &Office) -> String {
    let manifest = fs::read_to_string(office.root.join("snapshots/2025-12-31/manifest.toml")).unwrap();
    let entry = manifest.split("[[table]]").find(|entry| entry.contains("name = \"考績\"")).unwrap();
    let rows = entry.lines().find_map(|line| line.strip_prefix("rows = ")).unwrap();
    rows.to_owned()
}

fn main() {
    let persons = std::env::var("HRSTAT_BENCH_PERSONS").ok().map_or(400_000, |persons| persons.parse().unwrap());
    let letters = std::env::var("HRSTAT_BENCH_LETTERS").unwrap_or_else(|_| "ABCD".to_owned()).to_lowercase();
    let folder = tempfile::tempdir().unwrap();
    let named = std::env::var_os("HRSTAT_BENCH_OFFICE").map(PathBuf::from);
    let mut office = Office::new(named.unwrap_or_else(|| folder.path().join("office")), persons);
    let quarter = std::env::var_os("HRSTAT_BENCH_QUARTER").is_some();
    let mut quarter = quarter.then(|| Office::new(folder.path().join("quarter"), persons / 4));
    println!("考績: {} rows", rows_of_appraisals(&office));
    let peers = peers();
    for letter in letters.chars() {
        println!("{}:", letter.to_uppercase());
        let query = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/queries/{letter}.toml"));
        let time = beside_peers(letter, &query, &mut office, &peers, &folder.path().join("peer.xlsx"));
        if let Some(quarter) = &mut quarter {
            let mut runs = quarter.answers(&query);
            let of_quarter = shown("  a quarter of the persons", &mut runs);
            println!("  4 × the persons take {:.2} × the time", time.as_secs_f64() / of_quarter.as_secs_f64());
        }
    }
}

/// Runs one query and its peers in turn; the median of `hrstat run`.
fn beside_peers(letter: char, query: &Path, office: &mut Office, peers: &[Peer], output: &Path) -> Duration {
    let first = office.requests(RUNS + 1);
    // The file cache is warm from here on.
    office.answer(first, query);
    let mut own = Vec::new();
    let mut others: Vec<Vec<Run>> = peers.iter().map(|_| Vec::new()).collect();
    for round in 0..RUNS {
        own.push(office.answer(first + 1 + round, query));
        for (peer, runs) in peers.iter().zip(&mut others).filter(|(peer, _)| round < peer.runs) {
            let mut command = Command::new("python3");
            command.arg("-B").arg(&peer.script).arg(letter.to_string()).arg(office.root.join("snapshots")).arg(output);
            runs.push(run(&mut command));
        }
    }
    let time = shown("  hrstat run", &mut own);
    let taken = peers.iter().zip(&mut others).map(|(peer, runs)| shown(&format!("  {}", peer.name), runs));
    if let Some(best) = taken.min() {
        println!("  {:.2} × the speed of the best peer", best.as_secs_f64() / time.as_secs_f64());
    }
    time
}
