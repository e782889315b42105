//! Findings of the regulation on a form: each a named rule with its article.
//!
//! An error keeps an application out of the queue until a reviewer has decided; a warning is told and does not; a note is
//! for who reads on. What words decide stands in the vocabulary (`intake.toml`), what follows from names, boxes and dates
//! stands here.

mod approval;
mod evidence;
mod personal_box;
mod question;
mod scope;
mod subject;

use super::raw_form::RawForm;
use super::{FormField, IntakeRules, agency_rules, asked_personal_words, find_deadlines, parse_box};
use crate::domain::{Application, Authorities, format_roc};
use crate::source::{Problem, Problems, Span};

/// Every finding on `form`, and on the `application` that was read from it where it is complete: who has to correct a
/// date should hear of the missing approval at the same time.
pub(super) fn check_form(
    application: Option<&Application>,
    form: &RawForm,
    authorities: &Authorities,
    rules: &IntakeRules,
    problems: &Problems,
) {
    let vocabulary = &rules.vocabulary;
    let personal_words = asked_personal_words(form.text(FormField::Description), vocabulary);
    let declared = parse_box(form.text(FormField::PersonalData)).declared();
    let personal = declared == Some(true) || !personal_words.is_empty();
    agency_rules::check_agency(form, authorities, vocabulary, problems);
    check_deadlines(form, rules, problems);
    personal_box::check_box(form, &personal_words, vocabulary, problems);
    approval::check_approval(form, authorities, vocabulary, problems);
    subject::check_words(form, personal, vocabulary, problems);
    subject::check_vague(form, personal, vocabulary, problems);
    if !personal_words.is_empty() {
        scope::check_scope(form, authorities, vocabulary, problems);
    }
    question::check_question(form, vocabulary, problems);
    if let Some(application) = application {
        check_date(application, form, rules, problems);
        evidence::check_sources(application, form, vocabulary, problems);
        evidence::check_sample(application, form, vocabulary, problems);
    }
}

fn check_date(application: &Application, form: &RawForm, rules: &IntakeRules, problems: &Problems) {
    if application.applied_on > rules.today {
        let message = format!(
            "申請日期 {} 晚於今天 {}，請確認年月日；申請順序以收受為準（要點五(三)）",
            format_roc(application.applied_on),
            format_roc(rules.today)
        );
        problems.push(Problem::warning("applied-in-future", message).at(form.place(FormField::AppliedOn)));
    }
}

/// 要點五(三): 申請時勿指定完成期限.
fn check_deadlines(form: &RawForm, rules: &IntakeRules, problems: &Problems) {
    for field in [FormField::Reason, FormField::Description] {
        for deadline in find_deadlines(form.text(field), &rules.deadline_words) {
            let message = format!(
                "「{}」指定了完成期限，不予採計（要點五(三)：申請時勿指定完成期限，由總處綜合考量排定順序）",
                deadline.words
            );
            let place = form.place_inside(field, Span::new(deadline.span.start, deadline.span.end));
            problems
                .push(Problem::warning("deadline", message).at(place).hint("請通知申請人：期限已略去，依排定順序處理"));
        }
    }
}
