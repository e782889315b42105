//! What only documents have: tracked changes, struck-out options, controls, symbols, text boxes, frames, passwords.

use hrstat::domain::Application;
use hrstat::intake::Reading;
use hrstat::source::Severity;

use super::Desk;
use super::write_docx::{archive, docx_of};
use super::write_odt::odt_of;

/// Everything but the box and the description, as lines.
const LINES: [&str; 7] = [
    "申請機關：勞動部人事處",
    "申請人姓名：林○○　　申請日期：115.10.5",
    "聯絡電話：02-85900000#12",
    "電子郵件：hr01@example.gov.tw",
    "申請理由：研議",
    "主管機關審核：核准",
    "需求描述：人數",
];

fn docx(extra: &str) -> Reading {
    let lines: String = LINES.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    Desk::new().read("申請.docx", &docx_of(&format!("{lines}{extra}")))
}

fn odt(extra: &str) -> Reading {
    let lines: String = LINES
        .iter()
        .map(|line| format!("<text:p>{}</text:p>", line.replace("　　", "<text:s text:c=\"3\"/>")))
        .collect();
    Desk::new().read("申請.odt", &odt_of(&format!("{lines}{extra}")))
}

fn application(reading: Reading) -> Application {
    reading.application.unwrap_or_else(|| panic!("{:#?}", reading.problems))
}

fn box_of(reading: Reading) -> Option<bool> {
    application(reading).personal_data
}

#[test]
fn a_form_that_was_typed_as_lines_is_read() {
    for reading in [docx(""), odt("")] {
        let found = application(reading);
        assert_eq!((found.agency.as_str(), found.applicant.as_str()), ("勞動部人事處", "林○○"));
        assert_eq!((found.applied_on.to_string().as_str(), found.phone.as_str()), ("2026-10-05", "(02)8590-0000#12"));
        assert_eq!((found.original.applied_on.as_str(), found.original.phone.as_str()), ("115.10.5", "02-85900000#12"));
        assert_eq!((found.description.as_str(), found.authority_approval.as_deref()), ("人數", Some("核准")));
    }
}

/// Each way in which Word and Writer show a box that is ticked, or an option that is not chosen.
#[test]
fn boxes_are_what_their_controls_say() {
    let line = |inside: &str| docx(&format!("<w:p><w:r><w:t>是否含個資：</w:t></w:r>{inside}</w:p>"));
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let sym = |font: &str, code: &str| format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>");
    let control = |ticked: u8, glyph: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{ticked}\"/></w14:checkbox></w:sdtPr><w:sdtContent>{glyph}</w:sdtContent></w:sdt>"
        )
    };
    let field = |inside: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox>{inside}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
        )
    };
    let struck = |text: &str| format!("<w:r><w:rPr><w:strike/></w:rPr><w:t>{text}</w:t></w:r>");
    for (inside, expected) in [
        ([sym("Wingdings", "F0FE"), run("是 "), sym("Wingdings", "F0A8"), run("否")].concat(), Some(true)),
        ([sym("Wingdings 2", "F0A3"), run("是 "), sym("Wingdings 2", "0052"), run("否")].concat(), Some(false)),
        ([sym("Wingdings", "F06F"), run("是 "), sym("Wingdings", "F06E"), run("否")].concat(), Some(false)),
        // The glyph is whatever the template's author chose; the control knows.
        ([control(1, &sym("Wingdings", "F0A8")), run("是 "), control(0, &run("☐")), run("否")].concat(), Some(true)),
        ([control(0, &run("☐")), run("是 "), control(1, &run("☒")), run("否")].concat(), Some(false)),
        ([control(0, &run("☐")), run("是 "), control(0, &run("☐")), run("否")].concat(), None),
        (
            [field("<w:default w:val=\"0\"/><w:checked/>"), run("是 "), field("<w:default w:val=\"0\"/>"), run("否")]
                .concat(),
            Some(true),
        ),
        (
            [
                field("<w:default w:val=\"1\"/><w:checked w:val=\"0\"/>"),
                run("是"),
                field("<w:default w:val=\"1\"/>"),
                run("否"),
            ]
            .concat(),
            Some(false),
        ),
        // A struck-out option is not chosen.
        ([struck("是"), run("　否")].concat(), Some(false)),
        ([run("■是 "), struck("■否")].concat(), Some(true)),
        ([struck("□是"), run(" □否")].concat(), None),
        // Tracked changes: what was inserted counts, what was deleted does not.
        (
            [
                "<w:del><w:r><w:delText>■</w:delText></w:r></w:del>".to_owned(),
                "<w:ins><w:r><w:t>□</w:t></w:r></w:ins>".to_owned(),
                run("是 "),
                "<w:ins><w:r><w:t>■</w:t></w:r></w:ins>".to_owned(),
                run("否"),
            ]
            .concat(),
            Some(false),
        ),
        (["<w:moveFrom><w:r><w:t>■是</w:t></w:r></w:moveFrom>".to_owned(), run("■否")].concat(), Some(false)),
    ] {
        assert_eq!(box_of(line(&inside)), expected, "{inside}");
    }
}

#[test]
fn boxes_of_writer_are_what_its_controls_say() {
    let forms = "<office:forms><form:form><form:checkbox form:id=\"a\" form:label=\"是\" form:current-state=\"checked\"/>\
        <form:checkbox form:id=\"b\" form:label=\"否\" form:state=\"unchecked\"/></form:form></office:forms>";
    let control = |ticked: bool| {
        format!("<loext:content-control loext:checkbox=\"true\" loext:checked=\"{ticked}\">☐</loext:content-control>")
    };
    for (text, expected) in [
        (
            format!(
                "{forms}<text:p>是否含個資：<draw:control draw:control=\"a\"/> <draw:control draw:control=\"b\"/></text:p>"
            ),
            Some(true),
        ),
        (format!("<text:p>是否含個資：{}是 {}否</text:p>", control(false), control(true)), Some(false)),
        ("<text:p>是否含個資：<text:span text:style-name=\"T1\">■是</text:span> ■否</text:p>".to_owned(), Some(false)),
        ("<text:p>是否含個資：\u{f0fe}是<text:s text:c=\"2\"/>\u{f0a8}否</text:p>".to_owned(), Some(true)),
        ("<text:p>是否含個資：□是 □否</text:p>".to_owned(), None),
    ] {
        assert_eq!(box_of(odt(&text)), expected, "{text}");
    }
}

/// A table in a frame, a nested sample inside the description, merged and covered cells, a deleted row.
#[test]
fn tables_are_read_as_they_are_seen() {
    let cell = |text: &str, properties: &str| {
        let lines: String = text.split('\n').map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let nested = format!("<w:tbl>{}</w:tbl>", row(&[cell("機關", ""), cell("人數", "")]));
    let wide = "<w:gridSpan w:val=\"3\"/>";
    let table = [
        row(&[cell("申請\n人事機構", "<w:vMerge w:val=\"restart\"/>"), cell("勞動部", wide)]),
        row(&[cell("", "<w:vMerge/>"), cell("人事處", wide)]),
        format!("<w:tr><w:trPr><w:del/></w:trPr>{}{}</w:tr>", cell("申請人姓名", ""), cell("陳○○", wide)),
        row(&[cell("申請人姓名", ""), cell("林○○", ""), cell("申　請　日　期", ""), cell("115年10月5日", "")]),
        row(&[cell("聯絡電話", ""), cell("02-85900000", wide)]),
        row(&[cell("申請事由", ""), cell("研議\n留任", wide)]),
        row(&[
            cell("需求說明", ""),
            format!("<w:tc><w:tcPr>{wide}</w:tcPr><w:p><w:r><w:t>請依下表：</w:t></w:r></w:p>{nested}<w:p/></w:tc>"),
        ]),
        row(&[cell("含個資否", ""), cell("□是", ""), cell("■否", "<w:gridSpan w:val=\"2\"/>")]),
        row(&[cell("主管機關審核", ""), cell("核准", wide)]),
    ]
    .concat();
    for body in [
        format!("<w:tbl>{table}</w:tbl>"),
        format!(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>框</w:t></w:r></w:p><w:tbl>{table}</w:tbl><w:p/></w:tc></w:tr></w:tbl>"
        ),
    ] {
        let reading = Desk::new().read("申請.docx", &docx_of(&body));
        assert!(reading.problems.iter().all(|problem| problem.severity == Severity::Note), "{:#?}", reading.problems);
        let found = application(reading);
        assert_eq!((found.agency.as_str(), found.applicant.as_str()), ("勞動部人事處", "林○○"));
        assert_eq!((found.applied_on.to_string().as_str(), found.reason.as_str()), ("2026-10-05", "研議\n留任"));
        assert_eq!(found.description, "請依下表：\n機關\t人數");
        assert_eq!((found.personal_data, found.authority_approval.as_deref()), (Some(false), Some("核准")));
    }
}

#[test]
fn prompts_are_no_answers_and_text_boxes_are_read_once() {
    let prompt = "<w:p><w:r><w:t>是否含個資：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>請選擇是</w:t></w:r></w:sdtContent></w:sdt></w:p>";
    let reading = docx(prompt);
    assert!(reading.problems.iter().any(|problem| problem.rule == "box-missing"), "{:#?}", reading.problems);
    let text_box = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>是否含個資：■是 □否</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>是否含個資：□是 ■否</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    assert_eq!(box_of(docx(text_box)), Some(true));
}

#[test]
fn a_place_in_a_document_is_a_table_and_a_cell() {
    let body = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>申請日期</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>10/5</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let reading = Desk::new().read("申請.docx", &docx_of(body));
    let problem = reading.problems.iter().find(|problem| problem.rule == "bad-date").unwrap();
    assert_eq!(problem.location.as_ref().unwrap().to_string(), "申請.docx［表格1］B1");
}

/// Passwords, old files under new names, other archives, entities: each with a word on what to do.
#[test]
fn what_cannot_be_read_is_said() {
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [old.clone(), name].concat();
    let locked_odt = archive(&[("content.xml", "xx"), ("META-INF/manifest.xml", "<manifest:encryption-data/>")]);
    let other = archive(&[("a.txt", "x")]);
    let laughs = archive(&[(
        "word/document.xml",
        "<!DOCTYPE x [<!ENTITY a \"申請人姓名：林○○\"><!ENTITY b \"&a;&a;\">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>",
    )]);
    let cut = archive(&[("word/document.xml", "<w:document><w:body><w:p>")]);
    for (file, bytes, rule, words) in [
        ("申請.docx", &old, "unreadable-file", ".doc"),
        ("申請.docx", &locked, "unreadable-file", "密碼"),
        ("申請.odt", &locked_odt, "unreadable-file", "密碼"),
        ("申請.docx", &other, "unreadable-file", "沒有文書內容"),
        ("申請.docx", &laughs, "unreadable-file", ""),
        ("申請.docx", &cut, "unreadable-file", "不完整"),
        ("申請.doc", &old, "unsupported-format", ".doc"),
    ] {
        let reading = Desk::new().read(file, bytes);
        let [problem] = &reading.problems[..] else { panic!("{file} {:#?}", reading.problems) };
        assert_eq!(problem.rule, rule, "{file}");
        assert!(problem.message.contains(words) && !problem.hints.is_empty(), "{problem:?}");
    }
}
