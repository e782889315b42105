//! Why: the whole road, from an empty folder to a reply that GnuPG opens, as the issue that began hrstat describes it, with
//! the binary and nothing else.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use crate::office::Office;
use calamine::{Data, Reader as _, open_workbook_auto, open_workbook_auto_from_rs};
use hrstat::dataset::SnapshotReader;
use hrstat::domain::AsOf;
use hrstat::query::FrameSource as _;
use pgp::composed::{Deserializable as _, Message, SignedSecretKey};
use pgp::types::Password;
use rust_xlsxwriter::Workbook;
use serde_json::json;

/// Fills in the blank form cell by cell: every cell of the form stays where it is, values go beside their labels.
fn fill_in(blank: &Path, filled: &Path, values: &[(&str, &str)]) {
    let mut form = open_workbook_auto(blank).unwrap();
    let name = form.sheet_names()[0].clone();
    let range = form.worksheet_range(&name).unwrap();
    let (top, left) = range.start().unwrap();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name(&name).unwrap();
    let mut missing: Vec<&str> = values.iter().map(|(label, _)| *label).collect();
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, cell) in (left..).zip(cells) {
            let Data::String(text) = cell else { continue };
            let squeezed: String = text.split_whitespace().collect();
            let value = values.iter().find(|(label, _)| squeezed.starts_with(label) && !squeezed.contains("填寫"));
            let column = u16::try_from(column).unwrap();
            if squeezed.contains("□是") {
                sheet.write_string(row, column, "■是　□否").unwrap();
                continue;
            }
            sheet.write_string(row, column, text).unwrap();
            if let Some((label, value)) = value {
                sheet.write_string(row, column + 1, *value).unwrap();
                missing.retain(|missing| missing != label);
            }
        }
    }
    assert!(missing.is_empty(), "the form has no label {missing:?}");
    workbook.save(filled).unwrap();
}

const VALUES: [(&str, &str); 8] = [
    ("申請人事機構", "勞動部人事處"),
    ("申請人姓名", "林○○"),
    ("申請日期", "115年11月2日"),
    ("聯絡電話", "(02)8590-0000#1234"),
    ("電子郵件", "hr01@example.gov.tw"),
    ("申請理由", "辦理主管人員培訓"),
    ("需求描述及說明", "請提供本部及所屬主管人員名冊。"),
    ("主管機關人事機構審核", "勞動部人事處 115.11.3 核准"),
];

/// Decrypts with rPGP, an OpenPGP implementation that shares no code with the one that encrypted.
fn decrypt(secret_key: &[u8], message: &[u8]) -> Vec<u8> {
    let (key, _) = SignedSecretKey::from_armor_single(secret_key).unwrap();
    let message = Message::from_bytes(message).unwrap();
    let mut decrypted = message.decrypt(&Password::empty(), &key).unwrap();
    let mut plain = Vec::new();
    decrypted.read_to_end(&mut plain).unwrap();
    plain
}

fn installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        println!("SKIPPED: {program} is not installed");
    }
    found
}

#[test]
fn from_a_blank_form_to_a_reply_that_the_applicant_opens() {
    let office = Office::demo();
    office.hrstat(["form", "-o", "form.xlsx"]).expect(0);
    let filled = office.path("filled.xlsx");
    fill_in(&office.path("form.xlsx"), &filled, &VALUES);

    let intake = office.json(["intake", "filled.xlsx"]);
    assert_eq!(intake[0]["request"], "request-8");
    assert_eq!(intake[0]["stage"], "queued");
    assert_eq!(intake[0]["personal_declared"], true);
    assert_eq!(intake[0]["application"]["agency"], "勞動部人事處");
    assert_eq!(intake[0]["coverage"]["verdict"], "undetermined");
    // Byte for byte, under its SHA-256.
    let bytes = fs::read(&filled).unwrap();
    let digest = hrstat::domain::Digest::of(&bytes);
    assert_eq!(office.read(&format!("inbox/{digest}")), bytes);

    let again = office.json(["intake", "filled.xlsx"]);
    assert_eq!(again[0]["request"], json!(null));
    assert_eq!(again[0]["duplicate_of"], "request-8");

    let queue = office.json(["queue"]);
    let turn = queue.as_array().unwrap().iter().find(|turn| turn["request"] == "request-8").unwrap();
    let factors: Vec<&str> =
        turn["factors"].as_array().unwrap().iter().map(|factor| factor["name"].as_str().unwrap()).collect();
    assert_eq!(factors, ["arrival", "difficulty", "fair_share"]);
    let explained = office.hrstat(["queue", "--explain"]).expect(0).stdout;
    assert!(explained.contains("request-8") && explained.contains("申請順序"), "{explained}");

    // A list of persons of the applicant's own authority is in WebHR already (要點四(二)); a reviewer can overrule that.
    let refused = office.hrstat(["run", "request-8", "--query", "queries/主管名冊.toml"]).expect(1).stderr;
    assert!(refused.contains("選員") && refused.contains("hrstat accept request-8"), "{refused}");
    office.hrstat(["accept", "request-8", "--reason", "該機關 WebHR 權限尚未開通"]).expect(0);
    let run = office.json(["run", "request-8", "--query", "queries/主管名冊.toml"]);
    let output = &run["outputs"][0];
    assert_eq!(output["encrypted"], true);
    assert_eq!(output["personal"]["verdict"], "direct");
    let path = output["path"].as_str().unwrap();
    assert!(path.starts_with("outbox/request-8/") && path.ends_with(".xlsx.pgp"), "{path}");
    let sealed = office.read(path);
    assert_eq!(output["sha256"], hrstat::domain::Digest::of(&sealed).as_str());

    let plain = decrypt(&office.read("demo-keys/mol.secret.asc"), &sealed);
    let mut workbook = open_workbook_auto_from_rs(std::io::Cursor::new(plain.clone())).unwrap();
    let names = workbook.sheet_names();
    assert_eq!(names.first().map(String::as_str), Some("封面"));
    let cover = workbook.worksheet_range("封面").unwrap();
    let cover: Vec<String> = cover.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    for expected in ["request-8", "114年12月31日"] {
        assert!(cover.iter().any(|cell| cell.contains(expected)), "{expected}: {cover:#?}");
    }
    assert!(cover.iter().any(|cell| cell.contains("銷毀")), "the duty of 要點六: {cover:#?}");

    with_gnupg(&office, path, &plain);
    with_libreoffice(&office, &plain);
    office.hrstat(["audit", "verify"]).expect(0);
}

/// GnuPG opens what was encrypted, and gives the same bytes.
fn with_gnupg(office: &Office, path: &str, plain: &[u8]) {
    if !installed("gpg") {
        return;
    }
    // The socket of its agent must have a short path.
    let home = tempfile::Builder::new().prefix("gpg").tempdir().unwrap();
    let gpg = |arguments: &[&str]| {
        let output = Command::new("gpg")
            .args(["--batch", "--quiet"])
            .args(arguments)
            .current_dir(office.path(""))
            .env("GNUPGHOME", home.path())
            .output();
        output.unwrap()
    };
    assert!(gpg(&["--import", "demo-keys/mol.secret.asc"]).status.success());
    let output = gpg(&["--decrypt", path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout == plain, "GnuPG and rPGP decrypt the same");
    let _ = Command::new("gpgconf").args(["--kill", "all"]).env("GNUPGHOME", home.path()).status();
}

/// LibreOffice opens the workbook; and a form that it saved is read like the one that hrstat wrote.
fn with_libreoffice(office: &Office, plain: &[u8]) {
    if !installed("soffice") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let convert = |from: &str, to: &str| {
        let output = Command::new("soffice")
            .args([
                "--headless",
                &format!("-env:UserInstallation=file://{}/profile", folder.path().display()),
                "--convert-to",
                to,
                from,
            ])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    fs::write(folder.path().join("reply.xlsx"), plain).unwrap();
    convert("reply.xlsx", "pdf");
    assert!(fs::read(folder.path().join("reply.pdf")).unwrap().starts_with(b"%PDF"));

    let mut values = VALUES;
    values[5].1 = "以 LibreOffice 存檔";
    fill_in(&office.path("form.xlsx"), &folder.path().join("saved.xlsx"), &values);
    convert("saved.xlsx", "ods");
    fs::copy(folder.path().join("saved.ods"), office.path("saved.ods")).unwrap();
    let intake = office.json(["intake", "saved.ods"]);
    assert_eq!(intake[0]["request"], "request-9", "{intake:#}");
    assert_eq!(intake[0]["application"]["reason"], "以 LibreOffice 存檔");
}

#[test]
fn large_cells_are_plain_small_ones_encrypted_and_named() {
    let office = Office::demo();
    let releases = office.json(["release", "list"]);
    let of = |request: &str| {
        let found = releases.as_array().unwrap().iter().find(|release| release["request"] == request);
        found.unwrap_or_else(|| panic!("{request} was not released: {releases:#}"))["outputs"][0].clone()
    };
    let large = of("request-1");
    assert_eq!((&large["encrypted"], &large["personal"]["verdict"]), (&json!(false), &json!("none")));
    let mut workbook = open_workbook_auto(office.path(large["path"].as_str().unwrap())).unwrap();
    assert!(
        workbook
            .worksheet_range_at(1)
            .unwrap()
            .unwrap()
            .used_cells()
            .any(|(_, _, cell)| matches!(cell, Data::Float(_)))
    );

    let small = of("request-2");
    assert_eq!((&small["encrypted"], &small["personal"]["verdict"]), (&json!(true), &json!("indirect")));
    let reason = small["personal"]["reasons"][0].as_str().unwrap();
    assert!(reason.contains("少於 3 人") && reason.contains("列「") && reason.contains("欄「"), "{reason}");

    let names = of("request-3");
    assert_eq!((&names["encrypted"], &names["personal"]["verdict"]), (&json!(true), &json!("direct")));
}

#[test]
fn without_a_certificate_a_personal_request_leaves_nothing() {
    let office = Office::demo();
    let before = office.files();
    let outbox = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        files.iter().filter(|(path, _)| path.starts_with(office.path("outbox"))).cloned().collect::<Vec<_>>()
    };
    let run = office.hrstat(["run", "request-6"]).expect(1);
    assert!(run.stderr.contains("憑證") && run.stderr.contains("hrstat recipient add"), "{}", run.stderr);
    assert!(!office.path("outbox/request-6").exists());
    assert_eq!(outbox(&before), outbox(&office.files()));
    let shown = office.json(["show", "request-6"]);
    assert_eq!(shown["stage"], "queued");
    let failure = office.hrstat(["run", "request-6", "--format", "json"]).expect(1).json();
    assert_eq!(failure["error"]["code"], 1);
    assert_eq!(failure["error"]["kind"], "refused");
}

/// Names and identity numbers of 300 persons stand in no file outside `snapshots/`, neither after the demonstration nor
/// after a list of names was run; and nothing is left in the temporary folder.
#[test]
fn no_person_is_found_in_plain_outside_the_snapshots() {
    let office = Office::demo();
    office.hrstat(["accept", "request-3", "--reason", "再產製一次"]).expect(0);
    office.hrstat(["run", "request-3"]).expect(0);
    let as_of = AsOf::new("2025-12-31".parse().unwrap());
    let reader = SnapshotReader::open(&office.path("snapshots"), as_of).unwrap();
    let frame = reader.read("人員", &["姓名".to_owned(), "身分證統一編號".to_owned()]).unwrap();
    let mut needles = Vec::new();
    for column in frame.columns() {
        needles.extend(column.str().unwrap().iter().flatten().step_by(67).map(ToOwned::to_owned));
    }
    assert!(needles.len() > 500, "{} names and numbers", needles.len());
    let files = office.files();
    assert!(files.iter().any(|(path, _)| path.extension().is_some_and(|extension| extension == "pgp")));
    for (path, bytes) in files {
        for needle in &needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "{} holds a person of the snapshot", path.display());
        }
    }
    let left: Vec<_> = fs::read_dir(office.around().join("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_workspace() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = Office::demo();
    for entry in walkdir::WalkDir::new(office.path("")) {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let expected = if entry.file_type().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{}: {mode:o}", entry.path().display());
    }
}

/// A killed run: the log says that it began, and nothing more. The next run says so, takes the unconfirmed reply out of
/// the outbox, and puts the request back.
#[test]
fn what_a_killed_run_left_is_named_and_put_back() {
    use hrstat::domain::Digest;
    use hrstat::registry::{Actor, Registry, ReleasePlan};
    let office = Office::demo();
    let request = "request-6".parse().unwrap();
    {
        let mut registry = Registry::open_existing(&office.path("registry.sqlite")).unwrap();
        let actor = Actor { operator: "前一人".to_owned(), at: jiff::Timestamp::now() };
        registry.start(&actor, request).unwrap();
        let plan = ReleasePlan {
            snapshots: vec![AsOf::new("2025-12-31".parse().unwrap())],
            query_sha256: Digest::of(b""),
            parameters: json!({}),
            policy: json!({}),
            program: "hrstat".to_owned(),
            outputs: json!([]),
        };
        let release = registry.prepare_release(&actor, request, &plan).unwrap();
        fs::create_dir_all(office.path("outbox/request-6")).unwrap();
        office.write(&format!("outbox/request-6/request-6-r{}.xlsx.pgp", release.number()), b"half");
    }
    let run = office.hrstat(["run", "request-6"]).expect(1);
    assert!(run.stderr.contains("上次沒有做完") && run.stderr.contains("前一人"), "{}", run.stderr);
    assert!(!office.path("outbox/request-6").exists());
    assert_eq!(office.json(["show", "request-6"])["stage"], "queued");
    office.hrstat(["audit", "verify"]).expect(0);
}

#[test]
fn the_same_query_gives_the_same_plaintext() {
    let office = Office::demo();
    let first = office.read("outbox/request-1/request-1-r1.xlsx");
    office.hrstat(["accept", "request-1", "--reason", "再產製一次"]).expect(0);
    let run = office.json(["run", "request-1"]);
    assert!(office.read(run["outputs"][0]["path"].as_str().unwrap()) == first, "byte for byte");
}

#[test]
fn tampering_with_the_log_is_found_and_named() {
    let office = Office::demo();
    let whole = office.json(["audit", "verify"]);
    assert_eq!(whole["valid"], true);
    let head = format!("{}:{}", whole["rows"], whole["head"].as_str().unwrap());
    office.hrstat(["audit", "verify", "--head", &head]).expect(0);
    {
        let registry = rusqlite::Connection::open(office.path("registry.sqlite")).unwrap();
        registry
            .execute_batch("DROP TRIGGER audit_is_never_changed; UPDATE audit SET operator = '別人' WHERE seq = 7")
            .unwrap();
    }
    let broken = office.hrstat(["audit", "verify"]).expect(1);
    assert!(broken.stdout.contains("第 7 列"), "{}", broken.stdout);
}

/// What an intake did not come to (its query file) is done when the same file comes again; what somebody changed stays.
#[test]
fn the_same_file_again_completes_what_was_left_undone() {
    let office = Office::demo();
    let query = "queries/request-1.toml";
    let written = office.read(query);
    fs::remove_file(office.path(query)).unwrap();
    let again = office.json(["intake", "applications/01-chief-ratio.toml"]);
    assert_eq!((&again[0]["request"], &again[0]["duplicate_of"]), (&json!(null), &json!("request-1")));
    assert_eq!(office.read(query), written);
    office.write(query, "# 承辦人改過\n");
    office.hrstat(["intake", "applications/01-chief-ratio.toml"]).expect(0);
    assert_eq!(office.read(query), "# 承辦人改過\n".as_bytes());

    // Registered, and then nothing can be written: the number is told, and the second time completes it.
    let form = String::from_utf8(office.read("applications/01-chief-ratio.toml")).unwrap();
    office.write("again.toml", form.replace("林○○", "陳○○"));
    fs::rename(office.path("queries"), office.path("elsewhere")).unwrap();
    office.write("queries", "");
    let failed = office.hrstat(["intake", "again.toml", "--format=json"]).expect(74).json();
    assert_eq!((&failed[0]["request"], &failed[0]["duplicate_of"]), (&json!("request-8"), &json!(null)));
    let problems = failed[0]["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["rule"] == "io"), "{failed:#}");
    fs::remove_file(office.path("queries")).unwrap();
    fs::rename(office.path("elsewhere"), office.path("queries")).unwrap();
    assert!(office.json(["show", "request-8"])["difficulty"].is_u64());
    let completed = office.hrstat(["intake", "again.toml", "--format=json"]).expect(0).json();
    assert_eq!(completed[0]["duplicate_of"], "request-8");
    assert!(office.path("queries/request-8.toml").is_file());

    // A query that is there before its request is kept, and said.
    let kept = "# 先寫好的查詢\n";
    office.write("queries/request-9.toml", kept);
    office.write("ninth.toml", form.replace("林○○", "王○○"));
    let ninth = office.hrstat(["intake", "ninth.toml", "--format=json"]).expect(0).json();
    assert_eq!(ninth[0]["request"], "request-9");
    assert!(ninth[0]["problems"].as_array().unwrap().iter().any(|problem| problem["rule"] == "query-exists"));
    assert_eq!(office.read("queries/request-9.toml"), kept.as_bytes());
}

/// The next start of whatever command says what was under way; while a run holds the lock, it is not dead.
#[test]
fn a_killed_run_is_named_by_the_next_command() {
    use hrstat::registry::{Actor, Registry};
    let office = Office::demo();
    {
        let mut registry = Registry::open_existing(&office.path("registry.sqlite")).unwrap();
        let actor = Actor { operator: "前一人".to_owned(), at: jiff::Timestamp::now() };
        registry.start(&actor, "request-6".parse().unwrap()).unwrap();
    }
    let before = office.state();
    for command in [vec!["queue"], vec!["show", "request-1"], vec!["recipient", "list"]] {
        let ended = office.hrstat(&command);
        assert!(
            ended.stderr.contains("上次沒有做完：request-6") && ended.stderr.contains("前一人"),
            "{}",
            ended.stderr
        );
        assert!(ended.stderr.contains("hrstat run"), "{}", ended.stderr);
    }
    assert_eq!(office.hrstat(["queue", "--quiet"]).expect(0).stderr, "");
    {
        let lock = fs::File::options().write(true).open(office.path(".run.lock")).unwrap();
        lock.try_lock().unwrap();
        assert_eq!(office.hrstat(["queue"]).expect(0).stderr, "");
    }
    assert!(office.state() == before, "to look changes nothing");
    let run = office.hrstat(["run", "request-6"]).expect(1);
    assert_eq!(run.stderr.matches("上次沒有做完").count(), 1, "{}", run.stderr);
    assert_eq!(office.hrstat(["queue"]).expect(0).stderr, "");
}

/// Of what stopped a run the log keeps fixed words; before a reply is in the outbox it knows its name and digest, and
/// before a snapshot is written, how many rows it will have.
#[test]
fn the_log_announces_what_comes_and_quotes_nothing() {
    let office = Office::demo();
    office.hrstat(["run", "request-6"]).expect(1);
    let log = office.json(["audit", "log"]);
    let log = log.as_array().unwrap();
    let of = |action: &str| log.iter().filter(|entry| entry["action"] == action).collect::<Vec<_>>();
    let aborted = of("abort");
    assert!(!aborted.is_empty());
    for entry in aborted {
        assert_eq!(entry["detail"]["why"], "結果含個人資料，而申請機構沒有可用的憑證");
    }
    let (prepared, released) = (of("prepare-release"), of("release"));
    assert_eq!(prepared.len(), released.len());
    for (prepared, released) in prepared.iter().zip(&released) {
        let (planned, actual) = (&prepared["detail"]["outputs"][0], &released["detail"]["outputs"][0]);
        assert_eq!((&planned["path"], &planned["sha256"]), (&actual["path"], &actual["sha256"]));
        assert_eq!(planned["sha256"].as_str().map(str::len), Some(64));
    }
    let release = &office.json(["release", "list"])[0];
    assert!(release.get("destroyed_at").is_some() && release.get("destruction_reported_at").is_some());

    let (begun, written) = (of("synth-snapshot"), of("snapshot-written"));
    assert_eq!((begun.len(), written.len()), (1, 1));
    assert_eq!(begun[0]["detail"]["as_of"], "2025-12-31");
    assert_eq!(begun[0]["detail"]["rows"], written[0]["detail"]["rows"]);
    assert_eq!(written[0]["detail"]["manifest_sha256"].as_str().map(str::len), Some(64));

    // A snapshot of a day that is taken is refused, and nothing of it is in the log.
    office.hrstat(["data", "synth", "--persons", "10", "--as-of", "2025-12-31"]).expect(1);
    assert_eq!(office.json(["audit", "log"]).as_array().unwrap().len(), log.len());
    let ended = office.hrstat(["data", "synth", "--persons", "10", "--as-of", "2024-12-31", "--csv", "export"]);
    ended.expect(0);
    office.hrstat(["data", "import", "export", "--as-of", "2023-12-31"]).expect(0);
    let log = office.json(["audit", "log"]);
    let actions: Vec<&str> = log.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert!(actions.ends_with(&["synth-snapshot", "snapshot-written", "import-snapshot", "snapshot-written"]));
    office.hrstat(["audit", "verify"]).expect(0);
}

#[test]
fn a_workspace_is_made_whole_and_once() {
    let office = Office::new();
    let around = office.around();
    let left = || {
        let names = fs::read_dir(around).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.')).collect::<Vec<_>>()
    };
    assert!(fs::metadata(office.path("registry.sqlite")).unwrap().len() > 0);
    let before = office.files();
    let again = office.run_in(around, ["init", "office"]).expect(2).stderr;
    assert!(again.contains("已經是工作區"), "{again}");
    assert!(before == office.files());

    // A folder that is there and empty becomes private, also the one that the user stands in.
    for (name, target) in [("empty", "empty"), ("here", ".")] {
        let folder = around.join(name);
        fs::create_dir(&folder).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let start = if target == "." { &folder } else { around };
        office.run_in(start, ["init", target]).expect(0);
        for entry in walkdir::WalkDir::new(&folder) {
            let entry = entry.unwrap();
            assert!(!entry.file_name().to_string_lossy().starts_with(".hrstat-"), "{}", entry.path().display());
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
                let expected = if entry.file_type().is_dir() { 0o700 } else { 0o600 };
                assert_eq!(mode, expected, "{}: {mode:o}", entry.path().display());
            }
        }
        office.run_in(&folder, ["queue"]).expect(0);
    }
    fs::create_dir(around.join("full")).unwrap();
    fs::write(around.join("full/notes.txt"), "x").unwrap();
    office.run_in(around, ["init", "full"]).expect(2);
    assert_eq!(fs::read_dir(around.join("full")).unwrap().count(), 1);
    assert_eq!(left(), Vec::<String>::new());
}

/// 65 if any form failed; 74 only where nothing but reading failed.
#[test]
fn a_batch_ends_as_its_files_did() {
    let office = Office::new();
    office.write("bad.toml", "agency = \n");
    let both = office.hrstat(["intake", "missing.toml", "bad.toml", "--format=json"]).expect(65).json();
    assert_eq!(both.as_array().unwrap().len(), 2);
    office.hrstat(["intake", "bad.toml", "missing.toml"]).expect(65);
    office.hrstat(["intake", "missing.toml", "absent.toml"]).expect(74);
}

/// Where nobody can tell whether a reply is in the outbox, its release stays in preparation, and the next run ends it.
#[test]
fn what_cannot_be_cleared_away_stays_in_preparation() {
    let office = Office::demo();
    office.hrstat(["accept", "request-1", "--reason", "再產製一次"]).expect(0);
    fs::rename(office.path("outbox/request-1"), office.path("elsewhere")).unwrap();
    office.write("outbox/request-1", "");
    let failed = office.hrstat(["run", "request-1", "--format=json"]).expect(74).json();
    let hints = failed["error"]["hints"].to_string();
    assert!(failed["error"]["message"].as_str().unwrap().contains("outbox"), "the first error: {failed:#}");
    assert!(hints.contains("沒能放回排序") && hints.contains("hrstat run"), "the second is a hint: {failed:#}");
    assert_eq!(office.json(["show", "request-1"])["stage"], "running");
    fs::remove_file(office.path("outbox/request-1")).unwrap();
    fs::rename(office.path("elsewhere"), office.path("outbox/request-1")).unwrap();
    // Of the dead release, and of another whose number begins alike.
    let dead = office.json(["release", "list"]).as_array().unwrap().last().unwrap()["release"].as_u64().unwrap();
    let (half, other) =
        (format!("outbox/request-1/request-1-r{dead}.xlsx"), format!("outbox/request-1/request-1-r{dead}0.xlsx"));
    office.write(&half, "half");
    office.write(&other, "other");
    let run = office.hrstat(["run", "request-1"]).expect(0);
    assert!(run.stderr.contains("上次沒有做完：request-1"), "{}", run.stderr);
    assert!(!office.path(&half).exists() && office.path(&other).exists());
    assert_eq!(office.json(["show", "request-1"])["stage"], "released");
    office.hrstat(["audit", "verify"]).expect(0);
}
