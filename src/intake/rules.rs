//! Findings of the regulation on a form: each a named rule with its article.

use super::raw_form::{RawForm, approval};
use super::{BoxMark, FormField, IntakeRules, agency_rules, asked_personal_words, find_deadlines, parse_box};
use crate::domain::{Application, Authorities, format_roc};
use crate::source::{Problem, Problems, Span};

/// What shows that the applicant has looked elsewhere first.
const LOOKED_FIRST: &[&str] = &["已查詢", "經查", "查無", "WebHR", "WEBHR", "webhr", "全球資訊網", "無法產製", "年報"];
/// What shows that a sample is enclosed.
const SAMPLE_ENCLOSED: &[&str] = &["如附", "檢附", "附件", "附檔", "格式範例", "後附"];

/// Every finding on `form`, and on the `application` that was read from it where it is complete: who has to correct a
/// date should hear of the missing approval at the same time.
pub(super) fn check_form(
    application: Option<&Application>,
    form: &RawForm,
    authorities: &Authorities,
    rules: &IntakeRules,
    problems: &Problems,
) {
    agency_rules::check_agency(form, authorities, problems);
    check_deadlines(form, rules, problems);
    check_box(form, problems);
    check_approval(form, problems);
    if let Some(application) = application {
        check_date(application, form, rules, problems);
        check_sources(application, form, problems);
        check_sample(application, form, problems);
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

fn check_box(form: &RawForm, problems: &Problems) {
    if form.reported.contains(&FormField::PersonalData) {
        return;
    }
    let place = form.place(FormField::PersonalData);
    let written = form.text(FormField::PersonalData);
    match parse_box(written) {
        BoxMark::Neither => {
            let message = match written {
                "" => "是否含個資沒有填，應勾選「是」或「否」（要點三；申請表附件）".to_owned(),
                text => {
                    format!("是否含個資兩格都沒有勾選（原文「{text}」），應勾選「是」或「否」（要點三；申請表附件）")
                }
            };
            problems.push(Problem::error("box-missing", message).at(place));
        }
        BoxMark::Both => {
            let message =
                format!("是否含個資同時勾選「是」與「否」（原文「{written}」），互相矛盾（要點三；申請表附件）");
            problems.push(Problem::error("box-missing", message).at(place));
        }
        BoxMark::Yes => {}
        BoxMark::No => {
            let words = asked_personal_words(form.text(FormField::Description));
            if !words.is_empty() {
                let message = format!(
                    "是否含個資勾選「否」，但需求描述要求「{}」，產出可能含個人資料，將依含個資處理（要點三、五(三)）",
                    words.join("」、「")
                );
                problems.push(
                    Problem::warning("box-understated", message)
                        .at(place)
                        .hint("請向申請人確認：改勾「是」並敘明法定職務之必要，或改為彙總統計"),
                );
            }
        }
    }
}

fn check_approval(form: &RawForm, problems: &Problems) {
    if approval(form.text(FormField::Approval)).is_none() {
        let message = match form.text(FormField::Approval) {
            "" => "主管機關人事機構審核空白，尚未經主管機關人事機構核准（要點五(一)）".to_owned(),
            text => format!("主管機關人事機構審核欄寫「{text}」，看不出已核准（要點五(一)）"),
        };
        problems.push(
            Problem::warning("approval-missing", message)
                .at(form.place(FormField::Approval))
                .hint("請申請人送主管機關人事機構核准後再送；補件前不排入處理"),
        );
    }
}

fn check_sources(application: &Application, form: &RawForm, problems: &Problems) {
    let says_so = |text: &str| LOOKED_FIRST.iter().any(|words| text.contains(words));
    if application.checked_sources.is_empty() && !says_so(&application.description) && !says_so(&application.reason) {
        let message =
            "未說明已查過既有統計（要點四：總處全球資訊網或其他機關公布之統計、WebHR 系統）；由涵蓋檢查代為查核";
        problems.push(Problem::note("sources-unchecked", message).at(form.place(FormField::CheckedSources)));
    }
}

fn check_sample(application: &Application, form: &RawForm, problems: &Problems) {
    let enclosed = |text: &str| SAMPLE_ENCLOSED.iter().any(|words| text.contains(words));
    if application.sample.is_none() && !enclosed(&application.description) {
        let message = "未檢附需求資料格式範例（要點五(一)及申請表附註：請儘量檢附，以加速處理時效）";
        problems.push(Problem::note("sample-missing", message).at(form.place(FormField::Sample)));
    }
}
