//! What an application is for and what it asks, by the words of the vocabulary (要點一至三).

use super::super::clause::has_any;
use super::super::raw_form::RawForm;
use super::super::word_finding::WordFinding;
use super::super::{FormField, Vocabulary};
use crate::domain::squeeze;
use crate::source::{Location, Problem, Problems, Severity, Span};

/// Every `[[finding]]` of the vocabulary that the form shows: `purpose`, `outside-resume`, `special-category`, …
pub(super) fn check_words(form: &RawForm, personal: bool, vocabulary: &Vocabulary, problems: &Problems) {
    // Findings of one rule and kind are one: 「病假」 and 「出勤」 are told together.
    let mut told: Vec<(&WordFinding, Severity, Vec<String>, Location)> = Vec::new();
    for finding in &vocabulary.findings {
        let severity = if personal { finding.with_personal_data.or(finding.severity) } else { finding.severity };
        let Some(severity) = severity else { continue };
        for (field, looked_at) in
            [(FormField::Reason, finding.in_reason), (FormField::Description, finding.in_description)]
        {
            if !looked_at {
                continue;
            }
            let text = form.text(field);
            let refers = has_any(text, &vocabulary.background_refers);
            let background = (!finding.background && !refers).then_some(&vocabulary.background);
            for hit in finding.find(text, &vocabulary.denials, background) {
                let known =
                    told.iter_mut().find(|(known, ..)| known.rule == finding.rule && known.message == finding.message);
                match known {
                    Some((_, _, words, _)) if words.contains(&hit.words) => {}
                    Some((_, _, words, _)) => words.push(hit.words),
                    None => {
                        let place = form.place_inside(field, Span::new(hit.at, hit.at + hit.length));
                        told.push((finding, severity, vec![hit.words], place));
                    }
                }
            }
        }
    }
    for (finding, severity, words, place) in told {
        let message = finding.message.replace("{words}", &words.join("」、「"));
        let problem = Problem { severity, ..Problem::note(&finding.rule, message) };
        problems.push(problem.at(place).hint_if(finding.hint.clone()));
    }
}

/// Findings `vague-reason`, `vague-description`: 要點五(一) asks for both to be stated.
pub(super) fn check_vague(form: &RawForm, personal: bool, vocabulary: &Vocabulary, problems: &Problems) {
    let reason = bare(form.text(FormField::Reason));
    if vocabulary.vague_reasons.contains(&reason) {
        let message = format!("申請理由只寫「{reason}」，看不出與人事管理及法定職務之關係（要點三、五(一)）");
        let problem =
            if personal { Problem::warning("vague-reason", message) } else { Problem::note("vague-reason", message) };
        problems.push(problem.at(form.place(FormField::Reason)).hint("請申請人補述用途"));
    }
    let description = bare(form.text(FormField::Description));
    let asked = description.strip_prefix("請提供").unwrap_or(&description);
    if vocabulary.vague_descriptions.iter().any(|vague| vague == asked) {
        let message = format!(
            "需求描述只寫「{description}」，沒有敘明欄位及條件（要點五(一)；申請表：請詳細說明需求欄位及條件等）"
        );
        problems.push(
            Problem::warning("vague-description", message)
                .at(form.place(FormField::Description))
                .hint("請申請人寫明範圍、條件、分組與要的數值或欄位"),
        );
    }
}

/// Without white space and the marks at both ends.
fn bare(text: &str) -> String {
    squeeze(text).trim_matches(|c: char| c.is_ascii_punctuation() || "。，、；：．".contains(c)).to_owned()
}
