//! A mail as it arrives: every application in it, however it was sent.
//!
//! ```text
//! bytes ─ mime ─▶ Mail ─ collect ─▶ forms, samples, scans, the covering letter ─ read_mail ─▶ ReceivedForm…
//!          header, charset, transfer   typed_form, html, letter, archive
//! ```
//!
//! What a mail says beside its forms is told and never taken for what a form says: who sent it is no contact, a sentence
//! of agreement is no approval.

mod archive;
mod attachment;
mod charset;
mod collect;
mod file_name;
mod header;
mod html;
mod html_table;
mod letter;
mod mime;
mod same_form;
mod transfer;
mod typed_form;

use self::collect::{Collected, FoundForm, collect};
use self::mime::{Envelope, MimeError, parse_mail};
use super::raw_form::RawField;
use super::reading::{check_reading, no_form, unsupported};
use super::received::ReceivedForm;
use super::{FormField, IntakeRules, Reading};
use crate::domain::Authorities;
use crate::source::{Location, Problem};

/// How many sentences of agreement are shown.
const MAX_AGREEMENTS: usize = 5;
/// An Outlook file, whatever its name says.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

/// Reads every application in the mail `bytes`; never empty.
pub(super) fn read_mail(
    file_name: &str,
    bytes: &[u8],
    authorities: &Authorities,
    rules: &IntakeRules,
) -> Vec<ReceivedForm> {
    if bytes.starts_with(OLE) {
        return refused(file_name, Vec::new(), vec![unsupported("msg")]);
    }
    let mail = match parse_mail(bytes) {
        Ok(Some(mail)) => mail,
        Ok(None) => {
            let problem = Problem::error("unreadable-file", "無法開啟：不是郵件檔（.eml），或檔案不完整");
            return refused(file_name, Vec::new(), vec![problem.hint("請在郵件軟體重新另存為 .eml，再登記一次")]);
        }
        Err(error) => return refused(file_name, Vec::new(), vec![too_nested(error)]),
    };
    let mut collected = collect(file_name, mail, rules);
    same_form::drop_repeated(&mut collected);
    let Collected { forms, failed, samples, sample_columns, mut others, letters, problems, .. } = collected;
    let names = samples.join("、");
    others.splice(0..0, samples);
    if forms.is_empty() && failed.is_empty() {
        return refused(file_name, others, std::iter::once(no_form_in_mail()).chain(problems).collect());
    }
    let mut agreed: Vec<Problem> = letters.iter().flat_map(|(envelope, letter)| agreement(envelope, letter)).collect();
    agreed.truncate(MAX_AGREEMENTS);
    let mut received: Vec<ReceivedForm> = Vec::new();
    for found in forms {
        let FoundForm { name, mut form, problems: own, part, envelope, .. } = found;
        let whole = Location::File { file: name.clone() };
        if !names.is_empty() && form.text(FormField::Sample).is_empty() {
            let field = RawField { text: names.clone(), place: whole.clone(), span: None, date_cell: None };
            form.fields.insert(FormField::Sample, field);
        }
        own.extend(sender_note(form.text(FormField::Email).is_empty(), &envelope).map(|note| note.at(whole.clone())));
        if form.text(FormField::Approval).is_empty() {
            own.extend(agreed.iter().cloned().map(|note| note.at(whole.clone())));
        }
        own.extend(problems.iter().cloned());
        let mut reading = check_reading(&form, own, authorities, rules);
        if let Some(application) = &mut reading.application {
            application.sample_columns.clone_from(&sample_columns);
        }
        received.push(ReceivedForm { name, part: Some(part), attachments: others.clone(), reading });
    }
    received.extend(failed.into_iter().map(|(name, part, problems)| {
        let reading = Reading { application: None, problems };
        ReceivedForm { name, part: Some(part), attachments: Vec::new(), reading }
    }));
    received
}

fn refused(file_name: &str, attachments: Vec<String>, problems: Vec<Problem>) -> Vec<ReceivedForm> {
    let place = |problem: Problem| match problem.location {
        Some(_) => problem,
        None => problem.at(Location::File { file: file_name.to_owned() }),
    };
    let problems = problems.into_iter().map(place).collect();
    let reading = Reading { application: None, problems };
    vec![ReceivedForm { name: file_name.to_owned(), part: None, attachments, reading }]
}

fn too_nested(error: MimeError) -> Problem {
    Problem::error("too-large", error.to_string()).hint("請把其中的申請表附件另存新檔，再對該檔執行 `hrstat intake`")
}

fn no_form_in_mail() -> Problem {
    let problem = no_form();
    Problem { message: "郵件內文與附件都找不到申請表".to_owned(), ..problem }
}

/// Who sent the mail, where the form does not say how to reach the applicant.
fn sender_note(lacks_address: bool, envelope: &Envelope) -> Option<Problem> {
    if !lacks_address || envelope.from.is_empty() {
        return None;
    }
    let sent = if envelope.date.is_empty() { String::new() } else { format!("，{} 寄出", envelope.date) };
    let message = format!("表上沒有電子郵件；這封信的寄件者是 {}{sent}", envelope.from);
    Some(Problem::note("mail-sender", message).hint("請與申請人確認後再填，程式不代填"))
}

/// Sentences of agreement in a covering letter.
fn agreement(envelope: &Envelope, letter: &str) -> Vec<Problem> {
    let from = if envelope.from.is_empty() { String::new() } else { format!("（寄件者 {}）", envelope.from) };
    let note = |sentence: String| {
        Problem::note("approval-in-mail", format!("來信寫道「{sentence}」{from}；審核欄空白，未當作核准（要點五(一)）"))
            .hint("確認是主管機關人事機構的核准後：hrstat accept 案號 --reason \"……\"")
    };
    letter::approvals(letter).into_iter().map(note).collect()
}
