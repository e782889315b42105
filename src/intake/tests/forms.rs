//! Findings of the regulation on complete applications.

use super::{findings, read};
use crate::source::Severity;

fn toml(changes: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("agency", "\"勞動部人事處\""),
        ("applicant", "\"林○○\""),
        ("applied_on", "\"115.10.5\""),
        ("phone", "\"02-0000-0000\""),
        ("reason", "\"研議\""),
        ("description", "\"請提供各主管機關人數，檢附格式範例。經查WebHR無法產製。\""),
        ("personal_data", "false"),
        ("authority_approval", "\"勞動部人事處 核准\""),
    ];
    for (key, value) in changes {
        pairs.retain(|(known, _)| known != key);
        if !value.is_empty() {
            pairs.push((key, value));
        }
    }
    let lines: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    lines.join("\n")
}

#[test]
fn every_rule_of_the_regulation_is_found_and_cites_its_article() {
    for (changes, rule, severity, article) in [
        (&[("authority_approval", "\"\"")][..], "approval-missing", Severity::Warning, "要點五(一)"),
        (&[("authority_approval", "")], "approval-missing", Severity::Warning, "要點五(一)"),
        (&[("personal_data", "")], "box-missing", Severity::Error, "要點三"),
        (&[("reason", "\"議會質詢，請於9月20日前提供\"")], "deadline", Severity::Warning, "要點五(三)"),
        (&[("agency", "\"立法院人事處\"")], "not-eligible", Severity::Error, "要點一"),
        (&[("agency", "\"某某股份有限公司\"")], "not-eligible", Severity::Error, "要點一"),
        (
            &[("agency", "\"某某局人事室\""), ("authority_approval", "\"核准\"")],
            "unknown-agency",
            Severity::Error,
            "要點一",
        ),
        (&[("authority", "\"經濟部\"")], "authority-mismatch", Severity::Warning, "要點五(一)"),
        (&[("authority", "\"勞動局\"")], "authority-mismatch", Severity::Warning, "要點五(一)"),
        (
            &[("description", "\"檢附格式。經查無法產製，請提供人員名冊\"")],
            "box-understated",
            Severity::Warning,
            "要點三",
        ),
        (&[("applied_on", "2026-12-01")], "applied-in-future", Severity::Warning, "要點五(三)"),
        (&[("description", "\"檢附格式範例\"")], "sources-unchecked", Severity::Note, "要點四"),
        (&[("description", "\"經查無法產製\"")], "sample-missing", Severity::Note, "要點五(一)"),
    ] {
        let reading = read("申請.toml", toml(changes).as_bytes());
        assert!(reading.application.is_some(), "{changes:?} {:#?}", reading.problems);
        let [problem] = &reading.problems[..] else { panic!("{changes:?} {:#?}", reading.problems) };
        assert_eq!((problem.rule.as_str(), problem.severity), (rule, severity), "{changes:?}");
        assert!(problem.message.contains(article) && problem.location.is_some(), "{problem:?}");
    }
}

#[test]
fn a_clean_application_has_no_problems_and_a_known_authority_is_enough() {
    for changes in [
        &[][..],
        &[("agency", "\"某某館人事室\""), ("authority", "\"教育部\""), ("authority_approval", "\"教育部人事處 核准\"")],
        &[("agency", "\"國立某大學人事室\""), ("authority_approval", "\"教育部人事處 核准\"")],
        &[("agency", "\"行政院農業部人事處\""), ("authority_approval", "\"農業部人事處 核准\"")],
    ] {
        let reading = read("申請.toml", toml(changes).as_bytes());
        assert_eq!(reading.problems, [], "{changes:?}");
    }
    let both = read("申請.toml", toml(&[("agency", "\"行政院農業部人事處\"")]).as_bytes());
    assert_eq!(both.application.unwrap().authority.as_deref(), Some("農業部"));
}

#[test]
fn a_deadline_in_toml_is_shown_at_its_words() {
    let reading = read("申請.toml", toml(&[("reason", "\"議會，請於9月20日前提供\"")]).as_bytes());
    assert_eq!(findings(&reading), ["deadline 申請.toml:8:14"]);
}
