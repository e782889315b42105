//! Why: the help is the manual that people read. All of it stands in one snapshot, so that a change is seen; and every
//! example in it is run.

use std::fs;
use std::process::Command;

use crate::office::Office;

/// Every command path, such as `data import`, with its help.
fn helps(office: &Office) -> Vec<(Vec<String>, String)> {
    let mut open = vec![Vec::<String>::new()];
    let mut helps = Vec::new();
    while let Some(path) = open.pop() {
        let help = office.hrstat(path.iter().map(String::as_str).chain(["--help"])).expect(0).stdout;
        let mut inner: Vec<Vec<String>> = help
            .lines()
            .skip_while(|line| !line.starts_with("指令"))
            .skip(1)
            .take_while(|line| line.starts_with("  "))
            .filter_map(|line| line.split_whitespace().next())
            .map(|name| path.iter().cloned().chain([name.to_owned()]).collect())
            .collect();
        inner.reverse();
        open.extend(inner);
        helps.push((path, help));
    }
    helps
}

#[test]
fn the_whole_help() {
    let office = Office::new();
    let text: Vec<String> =
        helps(&office).into_iter().map(|(path, help)| format!("$ hrstat {} --help\n{help}", path.join(" "))).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[cfg(unix)]
#[test]
fn every_example_in_the_help_runs() {
    let office = Office::demo();
    // What the examples name.
    fs::copy(office.path("applications/05-not-approved.xlsx"), office.path("申請表.xlsx")).unwrap();
    fs::create_dir(office.path("收件")).unwrap();
    fs::copy(office.path("applications/05-not-approved.xlsx"), office.path("收件/一.xlsx")).unwrap();
    fs::copy(office.path("applications/01-chief-ratio.toml"), office.path("紙本.toml")).unwrap();
    fs::write(office.path("來信.eml"), format!("Subject: x\n\n{}", crate::mails::form("勞動部人事處", "研議")))
        .unwrap();
    let certificate = fs::read_dir(office.path("recipients")).unwrap().next().unwrap().unwrap().path();
    let listed = office.json(["recipient", "list"]);
    let fingerprint = certificate.file_stem().unwrap().to_string_lossy().into_owned();
    let agency = listed.as_array().unwrap().iter().find(|entry| entry["fingerprint"] == fingerprint.as_str()).unwrap();
    let agency = agency["agency"].as_str().unwrap().to_owned();
    fs::copy(certificate, office.path("hr.asc")).unwrap();
    let synth = ["data", "synth", "--persons", "300", "--seed", "1", "--as-of", "2024-12-31", "--csv", "匯出"];
    office.hrstat(synth).expect(0);
    fs::create_dir(office.path("匯出-big5")).unwrap();
    for entry in fs::read_dir(office.path("匯出")).unwrap().map(|entry| entry.unwrap()) {
        let text = fs::read_to_string(entry.path()).unwrap();
        let (bytes, _, lossy) = encoding_rs::BIG5.encode(text.trim_start_matches('\u{feff}'));
        assert!(!lossy);
        fs::write(office.path("匯出-big5").join(entry.file_name()), bytes).unwrap();
    }

    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_hrstat")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for (command, help) in helps(&office) {
        let examples: Vec<&str> = help
            .lines()
            .skip_while(|line| *line != "範例：")
            .skip(1)
            .take_while(|line| line.starts_with("  "))
            .map(str::trim)
            .collect();
        assert!(command.is_empty() || !examples.is_empty(), "`hrstat {}` has no example", command.join(" "));
        for example in examples {
            count += 1;
            // Each example begins in the same workspace; the agency is that of the certificate at hand.
            let fresh = tempfile::tempdir().unwrap();
            let copied = Command::new("cp")
                .args(["-a", office.path("").to_str().unwrap(), "office"])
                .current_dir(fresh.path())
                .status();
            assert!(copied.unwrap().success());
            let work = fresh.path().join("office");
            if ["2025-12-31", "114.12.31"].iter().any(|day| example.contains(day))
                && !["verify", "check"].iter().any(|reading| example.contains(reading))
            {
                fs::remove_dir_all(work.join("snapshots/2025-12-31")).unwrap();
            }
            if example.starts_with("hrstat form -o") {
                fs::remove_file(work.join("申請表.xlsx")).unwrap();
            }
            let example = example
                .replace("勞動部人事處", &agency)
                .replace("~/.local/share/bash-completion/completions/hrstat", "completion");
            let output = Command::new("sh")
                .args(["-c", &example])
                .current_dir(&work)
                .env("PATH", &path)
                .env("HOME", fresh.path())
                .output()
                .unwrap();
            // 0, or 1 where the demonstration's own state forbids it (a request that is released cannot be withdrawn).
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{example}: {:?}\n{said}", output.status.code());
            assert!(
                output.status.success() || said.contains("錯誤：") || !output.stdout.is_empty(),
                "{example}: {said}"
            );
        }
    }
    assert!(count > 35, "only {count} examples were found");
}
