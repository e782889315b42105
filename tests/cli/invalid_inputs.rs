//! Why: a person who made three mistakes wants to hear of three, each with its place and remedy, and wants to find
//! everything as it was.
//!
//! Every file of `tests/cli/cases/invalid` is named after its flaws; a file without an expectation here fails the test.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::office::Office;
use serde_json::Value;

fn cases(kind: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli/cases/invalid").join(kind);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// `rule line:column` or `rule cell` of every error.
fn places(problems: &Value) -> Vec<String> {
    let errors = problems.as_array().unwrap().iter().filter(|problem| problem["severity"] == "error");
    errors
        .map(|problem| {
            assert!(!problem["message"].as_str().unwrap().is_empty());
            let at = &problem["location"];
            assert!(at["file"].is_string(), "no place: {problem:#}");
            match (&at["line"], &at["cell"]) {
                (Value::Number(line), _) => format!("{} {line}:{}", problem["rule"].as_str().unwrap(), at["column"]),
                (_, Value::String(cell)) => format!("{} {cell}", problem["rule"].as_str().unwrap()),
                _ => format!("{} -", problem["rule"].as_str().unwrap()),
            }
        })
        .collect()
}

#[test]
fn broken_queries_give_every_mistake_with_its_place_and_change_nothing() {
    let expected = BTreeMap::from([
        ("child-field-and-take-without-of.toml", vec!["field-of-other-table 3:10", "take-of 7:8"]),
        ("full-width-and-unfinished.toml", vec!["full-width 3:13", "expression-syntax 6:15"]),
        ("toml-syntax.toml", vec!["toml-syntax 2:11", "toml-syntax 4:9"]),
        ("unknown-field-and-code.toml", vec!["unknown-field 3:10", "unknown-code 3:29"]),
        ("wrong-type-unknown-key-and-breaks.toml", vec!["unknown-key 3:1", "type-mismatch 4:17", "breaks 8:10"]),
    ]);
    let office = Office::demo();
    let before = office.state();
    let paths = cases("queries");
    assert!(paths.len() >= 5);
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let ended =
            office.hrstat(["run", "request-6", "--query", path.to_str().unwrap(), "--format", "json"]).expect(65);
        let error = &ended.json()["error"];
        assert_eq!((&error["code"], &error["kind"]), (&Value::from(65), &Value::from("bad-input")));
        assert_eq!(
            Some(&places(&error["problems"])),
            expected.get(name).map(|list| list.iter().map(|s| (*s).to_owned()).collect()).as_ref(),
            "{name}: {error:#}"
        );
        // People see the line and what to do.
        let shown = office.hrstat(["run", "request-6", "--query", path.to_str().unwrap()]).expect(65).stderr;
        assert!(shown.contains("╭▸") && shown.contains("提示："), "{name}: {shown}");
        // The same mistakes are found by check.
        office.hrstat(["check", "request-6", "--query", path.to_str().unwrap()]).expect(65);
    }
    assert_eq!(office.state(), before);
}

#[test]
fn broken_forms_give_every_mistake_with_its_place_and_change_nothing() {
    let expected = BTreeMap::from([
        ("comma-separated.csv", vec!["unsupported-format -"]),
        ("empty-and-ambiguous.toml", vec!["missing-field 3:13", "bad-date 4:14", "bad-email 5:9"]),
        ("toml-syntax.toml", vec!["toml-syntax 1:10"]),
        ("truncated.xlsx", vec!["unreadable-file -"]),
        ("unknown-key-and-wrong-type.toml", vec!["unknown-key 2:1", "wrong-type 5:9", "wrong-type 8:17"]),
    ]);
    let office = Office::demo();
    let before = office.state();
    let paths = cases("forms");
    assert!(paths.len() >= 5);
    for path in &paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let ended = office.hrstat(["intake", path.to_str().unwrap(), "--format", "json"]).expect(65);
        let intake = &ended.json()[0];
        assert_eq!((&intake["request"], &intake["application"]), (&Value::Null, &Value::Null), "{name}");
        let found = places(&intake["problems"]);
        let wanted: Vec<String> = expected
            .get(name)
            .unwrap_or_else(|| panic!("no expectation for {name}"))
            .iter()
            .map(|s| (*s).to_owned())
            .collect();
        for place in &wanted {
            assert!(found.contains(place), "{name}: {place} is missing in {found:?}: {intake:#}");
        }
        let hints = intake["problems"].as_array().unwrap().iter().filter(|problem| problem["hints"].is_array()).count();
        assert!(hints > 0, "{name} says nothing of what to do: {intake:#}");
    }
    assert_eq!(office.state(), before);
    // One bad file does not stop the others.
    office.write("good.toml", fs::read(office.path("applications/01-chief-ratio.toml")).unwrap().repeat(1));
    let mut text = String::from_utf8(office.read("applications/01-chief-ratio.toml")).unwrap();
    text = text.replace("林○○", "陳○○");
    office.write("good.toml", text);
    let both = office.hrstat(["intake", paths[0].to_str().unwrap(), "good.toml", "--format", "json"]).expect(65).json();
    assert_eq!((&both[0]["request"], &both[1]["request"]), (&Value::Null, &Value::from("request-8")));
}
