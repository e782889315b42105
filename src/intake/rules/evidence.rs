//! What should come with an application: what was looked up first (要點四), a sample of the wanted format (要點五(一)).

use super::super::clause::has_any;
use super::super::raw_form::RawForm;
use super::super::{FormField, Vocabulary};
use crate::domain::Application;
use crate::source::{Problem, Problems};

/// Finding `sources-unchecked`.
pub(super) fn check_sources(application: &Application, form: &RawForm, words: &Vocabulary, problems: &Problems) {
    let says_so = |text: &str| has_any(text, &words.looked_first);
    if application.checked_sources.is_empty() && !says_so(&application.description) && !says_so(&application.reason) {
        let message =
            "未說明已查過既有統計（要點四：總處全球資訊網或其他機關公布之統計、WebHR 系統）；由涵蓋檢查代為查核";
        problems.push(Problem::note("sources-unchecked", message).at(form.place(FormField::CheckedSources)));
    }
}

/// Finding `sample-missing`.
pub(super) fn check_sample(application: &Application, form: &RawForm, words: &Vocabulary, problems: &Problems) {
    if application.sample.is_none() && !has_any(&application.description, &words.sample_enclosed) {
        let message = "未檢附需求資料格式範例（要點五(一)及申請表附註：請儘量檢附，以加速處理時效）";
        problems.push(Problem::note("sample-missing", message).at(form.place(FormField::Sample)));
    }
}
