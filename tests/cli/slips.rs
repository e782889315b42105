//! Why: people mistype paths, leave options empty and give numbers out of range. Each gets its place and what to do, in
//! Chinese, and leaves everything as it was.

use std::process::Command;

use crate::office::Office;

#[test]
fn a_slip_is_told_with_its_remedy_and_changes_nothing() {
    let office = Office::new();
    let before = office.files();
    for (arguments, code, words) in [
        (&["intake", "沒有.eml"][..], 74, &["沒有這個檔案", "請確認檔名與路徑"][..]),
        (&["intake", "."], 74, &["是資料夾", "--watch"]),
        (&["intake", "--watch", "沒有", "--once"], 74, &["沒有這個檔案或資料夾", "先建立收件資料夾"]),
        (&["intake", "--watch", "..", "--interval", "0"], 2, &["要在 1 到 3600 之間"]),
        (&["intake", "--watch", "..", "--interval", "五"], 2, &["要是整數"]),
        (&["draft", "--text", "  "], 2, &["空白", "hrstat draft --text"]),
        (&["draft", "--file", "沒有.txt"], 74, &["沒有.txt", "沒有這個檔案"]),
        (&["draft", "request-9"], 2, &["沒有 request-9", "hrstat queue"]),
    ] {
        let ended = office.hrstat(arguments).expect(code);
        let said = ended.stdout + &ended.stderr;
        for word in words {
            assert!(said.contains(word), "{arguments:?} does not say {word}: {said}");
        }
        assert!(!said.contains("補正後重新送件"), "{arguments:?}: {said}");
    }
    assert_eq!(office.files(), before);
}

/// A variable that a script sets to nothing is no workspace, and no mistake.
#[test]
fn a_workspace_variable_set_to_nothing_is_not_set() {
    let office = Office::new();
    let queue = |workspace: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hrstat"));
        command.arg("queue").current_dir(office.path("")).env("HRSTAT_WORKSPACE", workspace);
        command.output().unwrap().status.code()
    };
    assert_eq!(queue(""), Some(0));
    assert_eq!(queue("沒有"), Some(78));
}
