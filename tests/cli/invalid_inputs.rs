//! Why: a person who made a mistake wants to read where it is, why it is one, and what to do; a person who made three wants
//! to hear of three; and both want to find everything as it was.
//!
//! Every file of `tests/cases/invalid` has one flaw, is named after it, and says it in its first line. Beside it stands what
//! hrstat says, as people see it (`cargo insta review` shows what a change does to the words).

use std::fs;
use std::path::{Path, PathBuf};

use crate::office::Office;
use hrstat::domain::{Dictionary, built_in_code_file, parse_dictionary_with};
use hrstat::query::{Arguments, check_query, parse_query, parse_sql_query};
use hrstat::source::{Problem, Problems, SourceText};
use hrstat::ui::render_problem;
use serde_json::Value;

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/invalid").join(kind)
}

/// The names of the files, without what hrstat says of them.
fn cases(kind: &str) -> Vec<String> {
    let entries = fs::read_dir(folder(kind)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.contains(".snap")).collect();
    names.sort();
    names
}

/// What is said of `file` stands beside it, under its name.
fn assert_words(kind: &str, file: &str, words: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(kind));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(file, words));
}

/// What is missing: every error has its place, its reason and what to do.
fn incomplete(file: &str, problems: &Value) -> Vec<String> {
    let errors = problems.as_array().unwrap().iter().filter(|problem| problem["severity"] == "error");
    let errors: Vec<&Value> = errors.collect();
    let lacks = |error: &Value| {
        error["location"]["file"].is_null()
            || error["message"].as_str().is_none_or(str::is_empty)
            || error["hints"].as_array().is_none_or(Vec::is_empty)
    };
    if errors.is_empty() {
        return vec![format!("{file}: no error")];
    }
    errors.into_iter().filter(|error| lacks(error)).map(|error| format!("{file}: {error:#}")).collect()
}

/// Every mistake of a query file.
fn problems_of(file: &str, dictionary: &Dictionary) -> Vec<Problem> {
    let source = SourceText::new(file, fs::read_to_string(folder("queries").join(file)).unwrap());
    let problems = Problems::new();
    if std::path::Path::new(file).extension().is_some_and(|extension| extension == "sql") {
        let _ = parse_sql_query(&source, dictionary, &problems);
    } else if let Some(spec) = parse_query(&source, &problems) {
        let _ = check_query(&spec, dictionary, &source, &Arguments::none(), &problems);
    }
    problems.into_sorted()
}

#[test]
fn every_broken_query_gets_place_reason_and_help() {
    let files = cases("queries");
    assert!(files.len() > 100, "{} files", files.len());
    let none = Problems::new();
    let dictionary = SourceText::new("內建資料字典", hrstat::settings::DEFAULT_DICTIONARY);
    let dictionary = parse_dictionary_with(&dictionary, &built_in_code_file, &none).unwrap();
    let mut lacking = Vec::new();
    let mut all = Vec::new();
    for file in &files {
        let problems = problems_of(file, &dictionary);
        lacking.extend(incomplete(file, &serde_json::json!(problems)));
        let words: Vec<String> = problems.iter().map(|problem| render_problem(problem, false, 100)).collect();
        assert_words("queries", file, &words.join("\n"));
        all.extend(problems);
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
    // The command says the same; no workspace is needed to check a query.
    let check = ["query", "check"].into_iter().chain(files.iter().map(String::as_str));
    let error = &Office::new().run_in(&folder("queries"), check.chain(["--format", "json"])).expect(65).json()["error"];
    assert_eq!((&error["code"], &error["kind"]), (&Value::from(65), &Value::from("bad-input")));
    assert_eq!(error["problems"], serde_json::json!(all));
}

/// `run` and `check` read a query as `query check` does: they say the same, and nothing has happened.
#[test]
fn a_broken_query_is_neither_run_nor_recorded() {
    let office = Office::demo();
    let before = office.state();
    for file in ["toml-text-without-quotes.toml", "unknown-field.toml", "take-without-of.toml"] {
        let path = folder("queries").join(file).display().to_string();
        let said = office.json(["query", "check", &path]);
        assert_eq!(incomplete(file, &said["error"]["problems"]), Vec::<String>::new());
        assert_eq!(office.json(["run", "request-6", "--query", &path])["error"]["problems"], said["error"]["problems"]);
        assert_eq!(
            office.json(["check", "request-6", "--query", &path])["error"]["problems"],
            said["error"]["problems"]
        );
        assert!(office.hrstat(["run", "request-6", "--query", &path]).expect(65).stderr.contains("╭▸"));
    }
    assert_eq!(office.state(), before);
}

/// Three mistakes in three parts of a file, and three in one condition, are told in one go.
#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let office = Office::new();
    office.write("three.toml", "titel = \"t\"\nwhere = \"職等級 >= 10 AND 官等 = '簡任官' AND 到職日 >= 110\"\n[[list]]\ntitle = \"名冊\"\ncolumns = [\"姓名\"]\nlimit = 0\n");
    let error = &office.json(["query", "check", "three.toml"])["error"];
    let rules: Vec<&str> =
        error["problems"].as_array().unwrap().iter().map(|problem| problem["rule"].as_str().unwrap()).collect();
    assert_eq!(
        rules,
        ["missing-key", "unknown-key", "unknown-field", "unknown-code", "type-mismatch", "out-of-range"],
        "{error:#}"
    );
    // Several files at once: the sound one does not hide the broken one.
    let both = office.hrstat(["query", "check", "queries/年齡結構.toml", "three.toml"]).expect(65);
    assert!(both.stderr.contains("three.toml:2:10"), "{}", both.stderr);
    // A form tells all of its mistakes as well.
    office.write("form.toml", "agancy = \"勞動部人事處\"\napplicant = \"\"\napplied_on = \"5/1\"\nphone = 85900000\n");
    let said = &office.json(["intake", "form.toml"])[0]["problems"];
    for rule in ["unknown-key", "missing-field", "bad-date", "wrong-type"] {
        assert!(said.as_array().unwrap().iter().any(|problem| problem["rule"] == rule), "{rule}: {said:#}");
    }
}

#[test]
fn every_broken_form_gets_place_reason_and_help() {
    let office = Office::demo();
    let before = office.state();
    let files = cases("forms");
    assert!(files.len() > 10, "{} files", files.len());
    for file in &files {
        let intake = |format| {
            office.run_in(
                &folder("forms"),
                ["--workspace", office.path("").to_str().unwrap(), "intake", file, "--format", format],
            )
        };
        let said = &intake("json").expect(65).json()[0];
        assert_eq!((&said["request"], &said["application"]), (&Value::Null, &Value::Null), "{file}");
        assert_eq!(incomplete(file, &said["problems"]), Vec::<String>::new());
        assert_words("forms", file, &intake("human").expect(65).stdout);
    }
    assert_eq!(office.state(), before);
    // One bad file does not stop the others.
    let text = String::from_utf8(office.read("applications/01-chief-ratio.toml")).unwrap();
    office.write("good.toml", text.replace("林○○", "陳○○"));
    let bad = folder("forms").join(&files[0]).display().to_string();
    let both = office.hrstat(["intake", &bad, "good.toml", "--format", "json"]).expect(65).json();
    assert_eq!((&both[0]["request"], &both[1]["request"]), (&Value::Null, &Value::from("request-8")));
}
