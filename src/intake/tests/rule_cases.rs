//! Sentences and what they show: each rule with what it must find and what it must leave alone.

use super::{authorities, read, vocabulary};
use crate::domain::{built_in_code_file, parse_dictionary_with};
use crate::intake::asked_personal_words;
use crate::settings::DEFAULT_DICTIONARY;
use crate::source::{Problems, Severity, SourceText};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Debug, serde::Deserialize)]
struct Case {
    agency: Option<String>,
    reason: Option<String>,
    description: Option<String>,
    #[serde(rename = "box")]
    box_mark: Option<String>,
    approval: Option<String>,
    rules: Vec<String>,
}

/// Every finding on a form with these words; a warning has no severity before its name.
fn found(case: &Case) -> Vec<String> {
    let agency = case.agency.as_deref().unwrap_or("勞動部人事處");
    let approval = case.approval.as_deref().unwrap_or("勞動部人事處 115.10.7 核准");
    let reason = case.reason.as_deref().unwrap_or("人力規劃");
    let description = case.description.as_deref().unwrap_or("請提供本部及所屬現職人數，按官等及性別分。");
    let personal = case.box_mark.as_deref() == Some("是");
    let text = format!(
        "agency = {agency:?}\napplicant = \"林○○\"\napplied_on = \"115.10.5\"\nphone = \"02-0000-0000\"\n\
         reason = {reason:?}\ndescription = {description:?}\npersonal_data = {personal}\nauthority_approval = {approval:?}\n"
    );
    let mut rules: Vec<String> = read("申請.toml", text.as_bytes())
        .problems
        .iter()
        .filter(|problem| !["sources-unchecked", "sample-missing"].contains(&problem.rule.as_str()))
        .map(|problem| match problem.severity {
            Severity::Error => format!("error {}", problem.rule),
            Severity::Warning => problem.rule.clone(),
            Severity::Note => format!("note {}", problem.rule),
        })
        .collect();
    rules.sort();
    rules
}

#[test]
fn every_case_shows_its_findings_and_no_other() {
    let cases = toml::from_str::<Cases>(include_str!("../testdata/rule_cases.toml")).unwrap().case;
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let found = found(case);
            (found != case.rules).then(|| format!("{case:?}\n  found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What the résumé holds can be asked for: no name of a field and no value of it may look like something else.
#[test]
fn nothing_of_the_resume_is_taken_for_something_outside_it() {
    let problems = Problems::new();
    let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
    let dictionary = parse_dictionary_with(&source, &built_in_code_file, &problems).unwrap();
    let words = vocabulary();
    let mut texts: Vec<String> = Vec::new();
    for field in dictionary.tables.iter().flat_map(|table| &table.fields) {
        texts.push(field.name.clone());
        texts.extend(field.aliases.iter().cloned());
    }
    for code in dictionary.codes.iter().flat_map(|list| &list.values) {
        texts.push(code.label.clone());
        texts.extend(code.aliases.iter().cloned());
    }
    for authority in authorities().iter().filter(|authority| authority.eligible) {
        texts.push(authority.name.clone());
        texts.extend(authority.aliases.iter().cloned());
    }
    assert!(texts.len() > 1000, "{}", texts.len());
    let mut wrong: Vec<String> = Vec::new();
    for text in texts {
        let asked = format!("請提供本部及所屬{text}之人數");
        for finding in &words.findings {
            // An organ outside the 行政院 is a value of the field 機關, and told.
            let loud =
                finding.severity.is_some_and(|severity| severity != Severity::Note) && finding.rule != "outside-organs";
            let hits = finding.find(&asked, &words.denials, None);
            if loud && !hits.is_empty() {
                wrong.push(format!("{text}: {} {}", finding.rule, hits[0].words));
            }
        }
        if asked_personal_words(&asked, &words).iter().any(|word| !word.direct) {
            wrong.push(format!("{text}: personal"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
