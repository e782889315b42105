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
