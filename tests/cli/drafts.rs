//! Why: a draft is a proposal until a statistician takes it. What is edited stays, what is open is said, and what becomes a
//! query is in the log.

use std::fs;

use crate::office::Office;

#[test]
fn a_draft_becomes_a_query_when_it_is_accepted() {
    let office = Office::demo();
    let drafted = office.json(["draft", "request-5"]);
    let text = drafted["query"].as_str().unwrap();
    assert!(text.contains("unit = \"人員\"") && text.contains("# 出自「"), "{text}");
    assert_eq!(office.read("drafts/request-5.toml"), text.as_bytes());
    assert!(!office.path("queries/request-5.toml").exists(), "a draft is no query");
    // Before: the way to it is said.
    let waiting = office.hrstat(["check", "request-5"]).expect(0);
    assert!(waiting.stdout.contains("hrstat draft request-5"), "{}", waiting.stdout);

    office.hrstat(["draft", "request-5", "--accept", "--reason", "已核對"]).expect(0);
    assert_eq!(office.read("queries/request-5.toml"), text.as_bytes());
    let log = office.json(["audit", "log"]);
    let actions: Vec<&str> = log.as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert!(actions.contains(&"draft") && actions.contains(&"accept-draft"), "{actions:?}");
    office.hrstat(["check", "request-5"]).expect(0);
}

#[test]
fn what_somebody_has_written_is_not_written_over() {
    let office = Office::demo();
    office.hrstat(["draft", "request-5"]).expect(0);
    let edited = fs::read_to_string(office.path("drafts/request-5.toml")).unwrap().replace("擬案 ", "");
    office.write("drafts/request-5.toml", &edited);
    let again = office.hrstat(["draft", "request-5"]).expect(0);
    assert!(again.stdout.contains("沒有覆寫"), "{}", again.stdout);
    assert_eq!(office.read("drafts/request-5.toml"), edited.as_bytes());

    // The edited draft is what is accepted; a query that is there already is replaced only where that is said.
    office.write("queries/request-5.toml", "title = \"自己寫的\"\n[[table]]\ntitle = \"表1\"\nrows = [\"性別\"]\n");
    let refused = office.hrstat(["draft", "request-5", "--accept", "--reason", "已核對"]).expect(1);
    assert!(refused.stderr.contains("--replace"), "{}", refused.stderr);
    office.hrstat(["draft", "request-5", "--accept", "--replace", "--reason", "已核對"]).expect(0);
    assert_eq!(office.read("queries/request-5.toml"), edited.as_bytes());
}

#[test]
fn open_questions_ask_for_a_reason() {
    let office = Office::demo();
    let drafted = office.json(["draft", "request-6"]);
    assert_ne!(drafted["questions"].as_array().unwrap().len(), 0);
    let refused = office.hrstat(["draft", "request-6", "--accept"]).expect(1);
    assert!(refused.stderr.contains("個問題沒有答案") && refused.stderr.contains("--reason"), "{}", refused.stderr);
}

#[test]
fn a_text_is_tried_without_a_trace() {
    let office = Office::new();
    let before = office.files();
    let tried = office.json(["draft", "--text", "六都政府公務人員人數，按官等及性別分，截至114年底。"]);
    assert!(tried["query"].as_str().unwrap().contains("rows = [\"主管機關\", \"官等\"]"), "{tried}");
    let spans = tried["understood"].as_array().unwrap();
    assert_eq!(spans[0]["start"], 0);
    assert_eq!(office.files(), before);
    office.hrstat(["draft"]).expect(2);
}
