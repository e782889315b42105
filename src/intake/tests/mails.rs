//! Mails as they arrive, whole: every application in them comes out, and nothing that they say besides is taken for more.

use base64_text::encode;

use super::{authorities, rules};
use crate::intake::{FormFormat, ReceivedForm, filled_form, read_applications};
use crate::source::Severity;

/// Base64 as mail has it, 76 letters a line.
mod base64_text {
    pub(super) fn encode(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for (index, chunk) in bytes.chunks(3).enumerate() {
            if index > 0 && index % 19 == 0 {
                out.push_str("\r\n");
            }
            let value =
                chunk.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
            for place in 0..4 {
                let letter = char::from(LETTERS[value >> (18 - 6 * place) & 63]);
                out.push(if place <= chunk.len() { letter } else { '=' });
            }
        }
        out
    }
}

const FORM: &str = "申請人事機構：勞動部人事處\n申請人姓名：林○○\n申請日期：115.10.5\n聯絡電話：(02)0000-0000\n電子郵件：hr01@example.gov.tw\n\
                    申請理由：研議\n需求描述及說明：請提供各主管機關人數，檢附格式範例。經查WebHR無法產製。\n是否含個資：□是 ■否\n";

/// The form of [`FORM`] as a workbook.
fn workbook(format: FormFormat) -> Vec<u8> {
    let received = received("內文.eml", &text_mail("x", FORM));
    filled_form(received[0].reading.application.as_ref().unwrap(), format).unwrap()
}

fn received(name: &str, bytes: &[u8]) -> Vec<ReceivedForm> {
    read_applications(name, bytes, &authorities(), &rules()).forms
}

fn text_mail(subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: =?utf-8?B?{}?= <hr01@example.gov.tw>\r\nDate: Mon, 5 Oct 2026 10:00:00 +0800\r\nSubject: {subject}\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        encode("林".as_bytes()),
        encode(text.as_bytes())
    )
    .into_bytes()
}

fn attachment(name: &str, bytes: &[u8]) -> String {
    format!(
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''{}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        name.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat(),
        encode(bytes)
    )
}

fn part(text: &str) -> String {
    format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n")
}

fn mixed(parts: &[String]) -> Vec<u8> {
    let mut mail =
        "From: a@example.gov.tw\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=\"m m\"\r\n\r\n".to_owned();
    for part in parts {
        mail.extend(["--m m\r\n", part, "\r\n"]);
    }
    mail.push_str("--m m--\r\n");
    mail.into_bytes()
}

fn rules_of(form: &ReceivedForm) -> Vec<&str> {
    form.reading.problems.iter().map(|problem| problem.rule.as_str()).collect()
}

#[test]
fn a_form_typed_into_the_text_is_read_in_every_encoding() {
    let big5 = encoding_rs::BIG5.encode(FORM).0.into_owned();
    let html = FORM.lines().map(|line| format!("<p>{line}</p>")).collect::<Vec<_>>().concat();
    let rows = FORM.lines().map(|line| format!("<tr><td>{}</td></tr>", line.replace('：', "</td><td>")));
    let table = rows.collect::<Vec<_>>().concat();
    let quoted: String =
        FORM.bytes().map(|byte| if byte == b'\n' { "\r\n".to_owned() } else { format!("={byte:02X}") }).collect();
    let head = "From: a@example.gov.tw\r\nSubject: x\r\n";
    for (way, mail) in [
        ("base64", text_mail("x", FORM)),
        ("big5", [format!("{head}Content-Type: text/plain; charset=big5\r\n\r\n").as_bytes(), &big5].concat()),
        ("undeclared big5", [format!("{head}\r\n").as_bytes(), &big5].concat()),
        ("quoted-printable", format!("{head}Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}").into_bytes()),
        ("html", format!("{head}Content-Type: text/html; charset=utf-8\r\n\r\n{html}").into_bytes()),
        ("html table", format!("{head}Content-Type: text/html\r\n\r\n<meta charset=utf-8><table>{table}</table>").into_bytes()),
        ("quoted reply", format!("{head}\r\n轉寄如下\r\n{}", FORM.lines().map(|line| format!("> {line}\r\n")).collect::<Vec<_>>().concat()).into_bytes()),
    ] {
        let found = received("來信.eml", &mail);
        let [form] = &found[..] else { panic!("{way}: {found:#?}") };
        let application = form.reading.application.as_ref().unwrap_or_else(|| panic!("{way}: {:#?}", form.reading));
        assert_eq!(
            (application.agency.as_str(), application.applicant.as_str(), application.phone.as_str(), application.reason.as_str()),
            ("勞動部人事處", "林○○", "(02)0000-0000", "研議"),
            "{way}"
        );
        assert_eq!((application.personal_data, form.name.as_str()), (Some(false), "來信.eml › 郵件內文"), "{way}");
        assert_eq!(rules_of(form), ["approval-missing"], "{way}");
    }
}

#[test]
fn a_problem_in_a_text_stands_at_its_line() {
    let found = received("來信.eml", &text_mail("x", &FORM.replace("115.10.5", "10/5")));
    let problem = found[0].reading.problems.iter().find(|problem| problem.rule == "bad-date").unwrap();
    assert_eq!(problem.location.as_ref().unwrap().to_string(), "來信.eml › 郵件內文:3:1");
}

#[test]
fn two_forms_in_a_mail_are_two_applications_and_one_broken_does_not_stop_the_other() {
    let first = workbook(FormFormat::Xlsx);
    let other = FORM
        .replace("勞動部", "經濟部")
        .replace("研議", "修法")
        .replace("各主管機關人數", "各職等人數")
        .replace("林○○", "王○○");
    let second = filled_form(
        received("b.eml", &text_mail("x", &other))[0].reading.application.as_ref().unwrap(),
        FormFormat::Ods,
    )
    .unwrap();
    let mail = mixed(&[
        part("檢送兩案"),
        attachment("申請表一.xlsx", &first),
        attachment("壞.xlsx", &first[..first.len() / 2]),
        attachment("申請表二.ods", &second),
    ]);
    let found = received("來信.eml", &mail);
    let told: Vec<_> = found
        .iter()
        .map(|form| (form.name.as_str(), form.reading.application.is_some(), form.part.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("來信.eml › 申請表一.xlsx", true, true),
            ("來信.eml › 申請表二.ods", true, true),
            ("來信.eml › 壞.xlsx", false, true)
        ]
    );
    assert_eq!(found[0].part.as_deref(), Some(&first[..]));
    assert_eq!(rules_of(&found[2]), ["unreadable-file"]);
}

#[test]
fn the_same_application_twice_in_a_mail_is_one_and_the_attached_one_counts() {
    let (xlsx, ods) = (workbook(FormFormat::Xlsx), workbook(FormFormat::Ods));
    let found = received("來信.eml", &mixed(&[part(FORM), attachment("a.xlsx", &xlsx), attachment("a.ods", &ods)]));
    let [form] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(
        (form.name.as_str(), &form.attachments[..], rules_of(form)),
        ("來信.eml › a.xlsx", &["a.ods".to_owned()][..], vec!["approval-missing"])
    );
    let changed = FORM.replace("(02)0000-0000", "(02)1111-1111");
    let found = received("來信.eml", &mixed(&[part(&changed), attachment("a.xlsx", &xlsx)]));
    let [form] = &found[..] else { panic!("{found:#?}") };
    let problem = form.reading.problems.iter().find(|problem| problem.rule == "mail-differs").unwrap();
    assert!(problem.message.contains("聯絡電話") && problem.severity == Severity::Warning, "{problem:?}");
    assert_eq!(form.reading.application.as_ref().unwrap().phone, "(02)0000-0000");
}

#[test]
fn two_questions_of_one_office_and_one_question_of_two_are_two_applications() {
    let form = |text: &str, format| {
        filled_form(received("b.eml", &text_mail("x", text))[0].reading.application.as_ref().unwrap(), format).unwrap()
    };
    let first = form(FORM, FormFormat::Xlsx);
    for other in
        [FORM.replace("各主管機關人數", "各職等離職率").replace("研議", "修法"), FORM.replace("勞動部", "財政部")]
    {
        let second = form(&other, FormFormat::Xlsx);
        let found = received("來信.eml", &mixed(&[attachment("a.xlsx", &first), attachment("b.xlsx", &second)]));
        assert_eq!(found.len(), 2, "{other}");
    }
}

#[test]
fn what_comes_with_a_form_is_named() {
    let mut sample = rust_xlsxwriter::Workbook::new();
    let sheet = sample.add_worksheet();
    for (column, head) in (0..).zip(["主管機關", "職等", "人數"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    let sample = sample.save_to_buffer().unwrap();
    let found = received(
        "來信.eml",
        &mixed(&[
            part("如附件"),
            attachment("../../etc/申請表.xlsx", &workbook(FormFormat::Xlsx)),
            attachment("想要的格式.xlsx", &sample),
            attachment("掃描.pdf", b"%PDF-1.7"),
            attachment("winmail.dat", b"\x78\x9f\x3e\x22"),
            attachment("invite.ics", b"BEGIN:VCALENDAR"),
            attachment("舊.doc", b"\xd0\xcf\x11\xe0"),
        ]),
    );
    let [form] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(form.name, "來信.eml › 申請表.xlsx");
    assert_eq!(form.attachments, ["想要的格式.xlsx", "掃描.pdf", "winmail.dat", "舊.doc"]);
    assert_eq!(form.reading.application.as_ref().unwrap().sample.as_deref(), Some("想要的格式.xlsx"));
    assert_eq!(form.reading.application.as_ref().unwrap().sample_columns, ["主管機關", "職等", "人數"]);
    assert_eq!(rules_of(form), ["scanned", "unreadable-attachment", "unreadable-attachment", "approval-missing"]);
}

#[test]
fn forwarded_mails_are_opened_and_agreement_is_quoted_but_not_taken() {
    let inner =
        String::from_utf8(text_mail("=?big5?B?pdO90A==?=", &FORM.replace("電子郵件：hr01@example.gov.tw\n", "")))
            .unwrap();
    let mail = mixed(&[part("本案業經本處核准，請惠予提供。"), format!("Content-Type: message/rfc822\r\n\r\n{inner}")]);
    let found = received("轉來.eml", &mail);
    let [form] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(form.name, "轉來.eml › 申請 › 郵件內文");
    let application = form.reading.application.as_ref().unwrap();
    assert_eq!((application.authority_approval.as_deref(), application.email.as_str()), (None, ""));
    let note = |rule: &str| &form.reading.problems.iter().find(|problem| problem.rule == rule).unwrap().message;
    assert!(note("approval-in-mail").contains("本案業經本處核准"), "{form:#?}");
    assert!(note("mail-sender").contains("林 <hr01@example.gov.tw>"), "{form:#?}");
    // The same, forwarded into the text.
    let inline =
        format!("您好，同意轉送，本處核准。\n\n-----原始郵件-----\n寄件者：林○○\n主旨：申請\n\n{FORM}\n林○○ 敬上\n");
    let found = received("轉來.eml", &text_mail("x", &inline));
    assert_eq!(rules_of(&found[0]), ["approval-in-mail", "approval-missing"]);
}

#[test]
fn an_archive_is_opened_one_level_deep() {
    let archive = |name: &str, bytes: &[u8]| {
        use std::io::Write as _;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    };
    let form = workbook(FormFormat::Xlsx);
    let inner = archive("申請表.xlsx", &form);
    let found = received("來信.eml", &mixed(&[attachment("附件.zip", &inner)]));
    assert_eq!((found.len(), found[0].name.as_str()), (1, "來信.eml › 附件.zip › 申請表.xlsx"));
    assert_eq!(found[0].part.as_deref(), Some(&form[..]));
    let found = received("來信.eml", &mixed(&[attachment("附件.zip", &archive("b.zip", &inner))]));
    assert_eq!(rules_of(&found[0]), ["no-form", "unreadable-attachment"]);
    assert!(found[0].reading.problems[1].hints[0].contains("請先解壓縮"));
}

#[test]
fn mails_without_a_form_say_what_to_do() {
    for (name, mail, rules) in [
        ("a.eml", text_mail("x", "請問如何申請？\n林○○\n電話：02-0000-0000"), vec!["no-form"]),
        ("a.eml", mixed(&[part("如附件"), attachment("申請表.pdf", b"%PDF")]), vec!["no-form", "scanned"]),
        ("a.eml", mixed(&[attachment("原信.msg", b"\xd0\xcf\x11\xe0")]), vec!["no-form", "unreadable-attachment"]),
        ("a.eml", b"\xd0\xcf\x11\xe0".to_vec(), vec!["unsupported-format"]),
        ("a.msg", b"\xd0\xcf\x11\xe0".to_vec(), vec!["unsupported-format"]),
        ("a.eml", b"".to_vec(), vec!["unreadable-file"]),
        ("a.eml", b"PK\x03\x04".to_vec(), vec!["unreadable-file"]),
    ] {
        let found = received(name, &mail);
        let [form] = &found[..] else { panic!("{found:#?}") };
        assert_eq!((form.reading.application.is_some(), rules_of(form)), (false, rules));
        assert!(
            form.reading.problems.iter().all(|problem| !problem.hints.is_empty() && problem.location.is_some()),
            "{form:#?}"
        );
    }
}
