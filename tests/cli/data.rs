//! Why: the answers are as good as the data under them. What was planted into an export must come out by name, what cannot
//! be imported must leave no trace, and a figure must be the same whatever file it came in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::office::Office;

/// The rows of a CSV file as lists of cells, without its header and byte-order mark.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// The cells of a sheet of a workbook, as text.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    use calamine::Reader as _;
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The snapshots folder, names only; the lock is no trace.
fn snapshots(office: &Office) -> Vec<String> {
    let Ok(entries) = fs::read_dir(office.path("snapshots")) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| name != ".lock").collect();
    names.sort();
    names
}

/// The whole trial: two years, the second as exports with known faults, and the importer asked for each of them.
#[test]
fn every_planted_fault_comes_out_by_name() {
    let office = Office::new();
    let synth = ["data", "synth", "--persons", "3000", "--seed", "5", "--as-of", "2025-12-31"];
    office.hrstat(synth.iter().chain(&["--years", "2", "--dirty", "trial"])).expect(0);
    assert_eq!(snapshots(&office), ["2024-12-31"], "the year with faults is an export, not a snapshot");

    // Rows.
    office.write("hrstat.toml", "[import]\nmax_rejected_share = 0.5\n");
    office.hrstat(["data", "import", "trial/rows", "--as-of", "2025-12-31"]).expect(0);
    let found: BTreeSet<(String, String, String)> = rows(&office.read("snapshots/2025-12-31/rejected.csv"))
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone(), row[4].clone()))
        .collect();
    let planted = rows(&office.read("trial/faults.csv"));
    assert!(planted.len() > 60, "{}", planted.len());
    for fault in &planted {
        let hit = found
            .iter()
            .any(|(file, line, rule)| *file == fault[0] && *line == fault[1] && (*rule == fault[3] || fault[3] == "*"));
        assert!(hit, "not found: {fault:?}");
    }
    assert_eq!(found.len(), planted.len(), "nothing else is rejected");

    // Histories; the year before is there, so that stock and flow are held against it.
    fs::remove_dir_all(office.path("snapshots/2025-12-31")).unwrap();
    office.hrstat(["data", "import", "trial/histories", "--as-of", "2025-12-31"]).expect(0);
    let details = sheet(&office.path("snapshots/2025-12-31/檢核報告.xlsx"), "明細");
    let planted = rows(&office.read("trial/logic-faults.csv"));
    assert!(planted.len() > 20, "{}", planted.len());
    for fault in &planted {
        let (rule, identity, authority) = (&fault[0], &fault[1], &fault[2]);
        let hit = details.iter().any(|row| row.contains(rule) && (row.contains(identity) || row.contains(authority)));
        assert!(hit, "not found: {fault:?}");
    }
    assert!(!details.iter().flatten().any(|cell| cell.starts_with('=')));

    // Files.
    for fault in rows(&office.read("trial/file-faults.csv")) {
        let export = format!("trial/files/{}", fault[0]);
        let refused = office.json(["data", "import", &export, "--as-of", "2023-12-31"]);
        assert_eq!(refused["error"]["code"], 65, "{refused}");
        let problems = refused["error"]["problems"].as_array().unwrap();
        let named = |problem: &Value| problem["rule"] == fault[2].as_str() || fault[2] == "*";
        assert!(!problems.is_empty() && problems.iter().all(named), "{fault:?}: {refused}");
        assert!(problems.iter().all(|problem| problem["location"]["file"].is_string()), "{refused}");
    }
    assert_eq!(snapshots(&office), ["2024-12-31", "2025-12-31"], "what is refused leaves nothing");
}

/// Clean data: no finding, no rejected row, and the stock-and-flow equation holds for every authority.
#[test]
fn years_that_belong_together_raise_no_alarm() {
    let office = Office::new();
    let synth = ["data", "synth", "--persons", "2500", "--seed", "9", "--as-of", "2025-12-31", "--years", "3"];
    let made = office.json(synth.iter().chain(&["--csv", "export"]));
    assert_eq!(made["snapshots"].as_array().unwrap().len(), 3);
    assert!(made["calibration"].as_array().unwrap().len() > 20);
    for (day, before) in [("2025-12-31", "2024-12-31"), ("2024-12-31", "2023-12-31")] {
        let checked = office.json(["data", "check", "--as-of", day]);
        assert_eq!(checked["findings"], serde_json::json!([]), "{checked}");
        assert_eq!(checked["skipped"], serde_json::json!([]), "{checked}");
        assert_eq!(checked["flow"]["from"], before);
        assert_eq!(checked["flow"]["imbalance"], 0);
        assert!(checked["flow"]["total"]["left"].as_u64().unwrap() > 0);
    }
    let export = office.path("export").display().to_string();
    fs::remove_dir_all(office.path("snapshots/2025-12-31")).unwrap();
    office.write("hrstat.toml", "[import]\nmax_rejected_share = 0.0\n");
    let ended = office.hrstat(["data", "import", &export, "--as-of", "2025-12-31"]).expect(0);
    assert!(ended.stderr.contains("沒有發現矛盾的紀錄"), "{}", ended.stderr);
    assert_eq!(office.json(["data", "check"])["flow"]["imbalance"], 0);
    let manifest = String::from_utf8(office.read("snapshots/2025-12-31/manifest.toml")).unwrap();
    assert!(manifest.contains("loaded = 2500") && !manifest.contains("[rejected]"), "{manifest}");
    office.hrstat(["data", "verify"]).expect(0);
}

/// Neither a disk without room nor a killed process leaves a trace: no snapshot, and no half of one.
#[cfg(unix)]
#[test]
fn a_full_disk_and_a_kill_leave_nothing() {
    let office = Office::new();
    office.hrstat(["data", "synth", "--persons", "4000", "--as-of", "2025-12-31", "--csv", "export"]).expect(0);
    let before = snapshots(&office);
    let shell = |script: &str| {
        std::process::Command::new("bash")
            .args(["-c", script, "bash", env!("CARGO_BIN_EXE_hrstat")])
            .current_dir(office.path(""))
            .env("TMPDIR", office.around().join("tmp"))
            .output()
            .unwrap()
    };
    // A limit on the size of files stands for the full disk: writing fails in the same place, with the same kind of error.
    let full = shell("trap '' XFSZ; ulimit -f 400; exec \"$1\" data import export --as-of 2024-12-31");
    let words = String::from_utf8(full.stderr).unwrap();
    assert_eq!(full.status.code(), Some(74), "{words}");
    assert!(words.contains("錯誤：無法存取") && words.contains("snapshots"), "{words}");
    assert_eq!(snapshots(&office), before);

    // Without the trap the same limit kills the process in the middle of a table.
    let killed = shell("ulimit -c 0; ulimit -f 400; exec \"$1\" data import export --as-of 2024-12-31");
    assert_eq!(killed.status.code(), None, "killed by a signal");
    office.hrstat(["data", "list"]).expect(0);
    assert_eq!(snapshots(&office), before, "the next command clears away what was left");
    office.hrstat(["data", "import", "export", "--as-of", "2024-12-31"]).expect(0);
    let log = office.hrstat(["audit", "log", "--format=json"]).stdout;
    assert!(log.contains("snapshot-abandoned") && log.contains("snapshot-written"), "{log}");
    office.hrstat(["audit", "verify"]).expect(0);
}

/// Ctrl-C in the middle: the half-written folder is gone before the process is, and it says so.
#[cfg(unix)]
#[test]
fn an_interrupted_import_clears_up_after_itself() {
    use std::os::unix::process::CommandExt as _;
    let office = Office::new();
    office.hrstat(["data", "synth", "--persons", "20000", "--as-of", "2025-12-31", "--csv", "export"]).expect(0);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_hrstat"))
        .args(["data", "import", "export", "--as-of", "2024-12-31"])
        .current_dir(office.path(""))
        .stderr(std::process::Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    // As soon as the first table lies there.
    let begun = || {
        let partial = snapshots(&office).into_iter().find(|name| name.contains(".partial-"));
        partial.is_some_and(|name| office.path("snapshots").join(name).join("人員.parquet").exists())
    };
    while !begun() {
        assert!(child.try_wait().unwrap().is_none(), "the import was over before it could be interrupted");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert!(String::from_utf8(ended.stderr).unwrap().contains("已中斷，沒有匯入任何資料"));
    assert_eq!(snapshots(&office), ["2025-12-31"]);
    office.hrstat(["data", "verify"]).expect(0);
}

/// An import that is refused for its rejected rows tells the first, masked, and keeps the whole list for its owner alone.
#[test]
fn the_whole_list_of_rejections_can_be_had() {
    let office = Office::new();
    office.hrstat(["data", "synth", "--persons", "400", "--as-of", "2025-12-31", "--csv", "export"]).expect(0);
    let text = String::from_utf8(office.read("export/人員.csv")).unwrap();
    let lines: Vec<String> = text
        .split("\r\n")
        .enumerate()
        .map(|(at, line)| if (5..45).contains(&at) { line.replacen(',', ",,", 1) } else { line.to_owned() })
        .collect();
    office.write("export/人員.csv", lines.join("\r\n"));
    let import = ["data", "import", "export", "--as-of", "2024-12-31", "--rejected", "退件.csv"];
    let ended = office.hrstat(import).expect(65);
    let list = rows(&office.read("退件.csv"));
    assert!(list.len() >= 40 && list.iter().filter(|row| row[0] == "人員.csv").count() == 40, "{}", list.len());
    assert!(ended.stderr.contains("人員.csv 共退件 40 列"), "{}", ended.stderr);
    let people = rows(text.as_bytes());
    for person in &people[4..44] {
        assert!(!ended.stderr.contains(&person[0]) && !ended.stderr.contains(&person[1]), "{}", ended.stderr);
    }
    assert!(office.hrstat(["audit", "log"]).stdout.contains("另存退件清單"));
    office.hrstat(import).expect(74);
    assert_eq!(snapshots(&office), ["2025-12-31"]);
}

/// One table as CSV, spreadsheet and Parquet: the same rows.
#[test]
fn every_format_gives_the_same_rows() {
    let office = Office::new();
    office.hrstat(["data", "synth", "--persons", "300", "--as-of", "2025-12-31", "--csv", "export"]).expect(0);
    let people = rows(&fs::read(office.path("export/人員.csv")).unwrap());
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    let header = String::from_utf8(office.read("export/人員.csv")).unwrap();
    let header = header.trim_start_matches('\u{feff}').lines().next().unwrap().to_owned();
    for (row, cells) in
        std::iter::once(header.split(',').map(ToOwned::to_owned).collect()).chain(people.clone()).enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            page.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    fs::create_dir(office.path("sheets")).unwrap();
    book.save(office.path("sheets/人員.xlsx")).unwrap();
    fs::create_dir(office.path("parquet")).unwrap();
    fs::copy(office.path("snapshots/2025-12-31/人員.parquet"), office.path("parquet/人員.parquet")).unwrap();
    let mut digests = BTreeSet::new();
    for (folder, day) in [("export", "2024-12-31"), ("sheets", "2024-12-30"), ("parquet", "2024-12-29")] {
        let made = office.json(["data", "import", folder, "--as-of", day]);
        let tables = made["snapshot"]["table"].as_array().unwrap();
        let people = tables.iter().find(|table| table["name"] == "人員").unwrap();
        assert_eq!(people["rows"], 300, "{folder}");
        digests.insert(people["sha256"].as_str().unwrap().to_owned());
    }
    assert_eq!(digests.len(), 1, "the same rows give the same file");
}

/// What a newcomer gets wrong: each message says what and how.
#[test]
fn mistakes_are_answered_with_what_to_do() {
    let office = Office::new();
    for (arguments, code, words) in [
        (&["data", "check"][..], 1, "還沒有資料快照"),
        (&["data", "import", "nowhere", "--as-of", "2025-12-31"], 74, "沒有這個檔案或資料夾"),
        (&["data", "import", ".", "--as-of", "2025-12-31"], 65, "資料夾裡沒有 人員.csv"),
        (&["data", "import", ".", "--as-of", "2025-12-31", "--encoding", "gbk"], 2, "可用的編碼：utf-8、utf-16、big5"),
        (&["data", "import", ".", "--as-of", "2199-12-31"], 2, "還沒有到"),
        (&["data", "synth", "--persons", "300", "--as-of", "2199-12-31"], 2, "還沒有到"),
    ] {
        let ended = office.hrstat(arguments).expect(code);
        assert!(ended.stderr.contains(words), "{arguments:?}: {}", ended.stderr);
    }
    office.write("造字對照表.csv", "code,character,note\nFA40,\u{e001},x\n");
    let ended = office.hrstat(["data", "import", ".", "--as-of", "2025-12-31"]).expect(78);
    assert!(ended.stderr.contains("造字對照表.csv:2:"), "{}", ended.stderr);
    assert_eq!(snapshots(&office), Vec::<String>::new());
}

/// Offices correct what the report names: a report made later must say the same of the rejected rows, and the log must
/// know that personal data left the snapshot.
#[test]
fn a_report_made_later_has_the_rejected_rows_and_is_on_record() {
    let office = Office::new();
    office.hrstat(["data", "synth", "--persons", "1500", "--as-of", "2025-12-31", "--dirty", "trial"]).expect(0);
    office.write("hrstat.toml", "[import]\nmax_rejected_share = 0.5\n");
    let made = office.json(["data", "import", "trial/rows", "--as-of", "2025-12-31"]);
    assert!(made["notes"].is_array() && made["checks"]["snapshot"] == "2025-12-31", "{made}");
    let check = ["data", "check", "-o", "report.xlsx"];
    office.hrstat(check).expect(0);
    for name in ["退件", "退件明細"] {
        let later = sheet(&office.path("report.xlsx"), name);
        assert_eq!(later, sheet(&office.path("snapshots/2025-12-31/檢核報告.xlsx"), name));
    }
    let rejected = rows(&office.read("snapshots/2025-12-31/rejected.csv"));
    assert_eq!(sheet(&office.path("report.xlsx"), "退件明細").len(), rejected.len() + 1);
    let log = office.json(["audit", "log"]);
    let written = |log: &Value| -> Vec<Value> {
        let all = log.as_array().unwrap().iter();
        all.filter(|row| row["action"] == "report-written").map(|row| row["detail"].clone()).collect()
    };
    assert_eq!(written(&log).len(), 1);
    assert_eq!(written(&log)[0]["path"], "report.xlsx");
    assert!(office.hrstat(["audit", "log"]).stdout.contains("另存檢核報告"));

    // A file that is there is not written over, and nothing is recorded that does not happen.
    let refused = office.hrstat(check).expect(74);
    assert!(refused.stderr.contains("已經存在"), "{}", refused.stderr);
    office.write("snapshots/2025-12-31/rejected.csv", "file,line,field,value,rule\n");
    let refused = office.hrstat(["data", "check", "-o", "second.xlsx"]).expect(74);
    assert!(refused.stderr.contains("rejected.csv") && refused.stderr.contains("損壞"), "{}", refused.stderr);
    assert_eq!(written(&office.json(["audit", "log"])).len(), 1);
}

/// One damaged snapshot must not take the others with it, nor stop the next month's import.
#[test]
fn a_damaged_snapshot_stands_alone() {
    let office = Office::new();
    let synth = ["data", "synth", "--persons", "400", "--years", "2", "--as-of", "2024-12-31", "--csv", "export"];
    office.hrstat(synth).expect(0);
    office.write("snapshots/2024-12-31/manifest.toml", "as_of = ");
    let listed = office.json(["data", "list"]);
    assert_eq!(listed[0]["as_of"], "2023-12-31");
    assert!(listed[0]["table"].is_array() && listed[1]["error"].is_string(), "{listed}");
    let listed = office.hrstat(["data", "list"]).expect(0).stdout;
    assert!(listed.contains("快照 2024-12-31（113年12月31日）無法讀取") && listed.contains("2023-12-31"), "{listed}");
    let verified = office.hrstat(["data", "verify"]).expect(1).stdout;
    assert!(verified.contains("快照 2023-12-31 完整") && verified.contains("manifest.toml 不是有效"), "{verified}");

    let made = office.json(["data", "import", "export", "--as-of", "2025-12-31"]);
    assert_eq!(made["snapshot"]["as_of"], "2025-12-31", "{made}");
    assert!(made["notes"].as_array().unwrap().iter().any(|note| note["rule"] == "flow-skipped"), "{made}");
    assert_eq!(made["checks"]["flow"], Value::Null);
    let told = office.hrstat(["data", "check"]).expect(0);
    assert!(told.stderr.contains("前一份快照 2024-12-31 無法使用"), "{}", told.stderr);
    assert!(told.stdout.contains("未檢核") && !told.stdout.contains("沒有更早的快照"), "{}", told.stdout);
    office.hrstat(["data", "check", "--against", "2024-12-31"]).expect(74);

    // An older shape: the table that the comparison needs is not there.
    let manifest = String::from_utf8(office.read("snapshots/2023-12-31/manifest.toml")).unwrap();
    office.write("snapshots/2024-12-31/manifest.toml", manifest.split("[[table]]").next().unwrap());
    fs::remove_dir_all(office.path("snapshots/2025-12-31")).unwrap();
    let ended = office.hrstat(["data", "import", "export", "--as-of", "2025-12-31"]).expect(0);
    assert!(ended.stderr.contains("未核對存量與流量"), "{}", ended.stderr);
}

/// Two exports in one folder would be a mixture that nobody made.
#[test]
fn an_export_never_goes_into_a_folder_that_holds_something() {
    let office = Office::new();
    fs::create_dir(office.path("full")).unwrap();
    office.write("full/人員.csv", "x");
    for option in ["--csv", "--dirty"] {
        let synth = ["data", "synth", "--persons", "300", "--as-of", "2025-12-31", option];
        let refused = office.hrstat(synth.iter().chain(&["full"])).expect(2);
        assert!(refused.stderr.contains("不是空的資料夾") && refused.stderr.contains("提示"), "{}", refused.stderr);
        let refused = office.hrstat(synth.iter().chain(&["full/人員.csv"])).expect(74);
        assert!(refused.stderr.contains("不是資料夾"), "{}", refused.stderr);
    }
    assert_eq!(snapshots(&office), Vec::<String>::new());
    assert_eq!(office.read("full/人員.csv"), b"x");
    let ended =
        office.hrstat(["data", "synth", "--persons", "300", "--as-of", "2025-12-31", "--dirty", "new"]).expect(0);
    assert!(!ended.stdout.contains("還沒有資料快照"), "{}", ended.stdout);
}
