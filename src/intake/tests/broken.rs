//! Broken forms: every problem at once, each with its place.

use rust_xlsxwriter::Workbook;

use super::{findings, read};
use crate::intake::{FormFormat, blank_form};

#[test]
fn a_sheet_with_gaps_names_every_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (label, text)) in (0..).zip([
        ("申請人事機構", ""),
        ("申請人姓名", "林○○"),
        ("申請日期", "10/5"),
        ("聯絡電話", ""),
        ("電子郵件", "hr01.example.gov.tw"),
        ("需求描述及說明", "  "),
    ]) {
        sheet.write_string(row, 0, label).unwrap();
        sheet.write_string(row, 1, text).unwrap();
    }
    let reading = read("申請.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(reading.application, None);
    let mut found = findings(&reading);
    found.sort();
    assert_eq!(
        found,
        [
            "approval-missing 申請.xlsx",
            "bad-date 申請.xlsx［Sheet1］B3",
            "bad-email 申請.xlsx［Sheet1］B5",
            "box-missing 申請.xlsx",
            "missing-field 申請.xlsx",
            "missing-field 申請.xlsx［Sheet1］B1",
            "missing-field 申請.xlsx［Sheet1］B6",
        ]
    );
    assert!(reading.problems.iter().any(|problem| problem.message.contains("「10/5」")), "{:#?}", reading.problems);
}

#[test]
fn a_toml_with_mistakes_names_every_line() {
    let text = "agency = \"\"\naplicant = \"林○○\"\napplied_on = \"115.2.30\"\nphone = 285900000\nemail = \"x\"\n\
                reason = \"r\"\ndescription = \"d\"\npersonal_data = \"否\"\n";
    let reading = read("申請.toml", text.as_bytes());
    assert_eq!(reading.application, None);
    let mut found = findings(&reading);
    found.sort();
    assert_eq!(
        found,
        [
            "approval-missing 申請.toml",
            "bad-date 申請.toml:3:14",
            "bad-email 申請.toml:5:9",
            "missing-field 申請.toml",
            "missing-field 申請.toml:1:10",
            "unknown-key 申請.toml:2:1",
            "wrong-type 申請.toml:4:9",
            "wrong-type 申請.toml:8:17",
        ]
    );
    let unknown = reading.problems.iter().find(|problem| problem.rule == "unknown-key").unwrap();
    assert!(unknown.hints[0].contains("applicant"), "{unknown:?}");
}

#[test]
fn files_that_are_no_forms_are_refused_with_what_to_do() {
    let whole = blank_form(FormFormat::Xlsx).unwrap();
    let ods = blank_form(FormFormat::Ods).unwrap();
    let mut other = Workbook::new();
    other.add_worksheet().write_string(0, 0, "人數").unwrap();
    let other = other.save_to_buffer().unwrap();
    for (name, bytes, rule) in [
        ("申請.pdf", &b"%PDF-1.7"[..], "unsupported-format"),
        ("申請.doc", &whole[..], "unsupported-format"),
        ("申請.docx", &whole[..], "unreadable-file"),
        ("申請.docx", &b"not a document"[..], "unreadable-file"),
        ("申請.odt", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"[..], "unreadable-file"),
        ("申請.eml", &b"From: x"[..], "unsupported-format"),
        ("申請", &b"x"[..], "unsupported-format"),
        ("申請.xlsx", &b"not a workbook"[..], "unreadable-file"),
        ("申請.xlsx", &whole[..whole.len() / 2], "unreadable-file"),
        ("申請.ods", &ods[..ods.len() / 2], "unreadable-file"),
        ("申請.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"[..], "unreadable-file"),
        ("申請.xlsb", &b""[..], "unreadable-file"),
        ("申請.xlsx", &other[..], "no-form"),
        ("申請.toml", &b"agency = \n"[..], "toml-syntax"),
        ("申請.toml", &b"agency = \"\xa4\xa4\"\n"[..], "not-utf8"),
    ] {
        let reading = read(name, bytes);
        assert_eq!(reading.application, None);
        let [problem] = &reading.problems[..] else { panic!("{name}: {:#?}", reading.problems) };
        assert_eq!(problem.rule, rule, "{name}");
        assert!(problem.location.is_some() && !problem.hints.is_empty(), "{name}: {problem:?}");
    }
    // The wrong extension of a readable workbook does not matter.
    assert!(read("申請.ods", &whole).problems.iter().all(|problem| problem.rule != "unreadable-file"));
}

#[test]
fn what_is_too_large_is_refused() {
    let reading = read("申請.xlsx", &vec![0; 20 * 1024 * 1024 + 1]);
    assert_eq!(findings(&reading), ["too-large 申請.xlsx"]);
    // One cell in the last corner is no reason to take the memory of 17 billion.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "申請人事機構").unwrap();
    sheet.write_string(1_048_575, 16_383, "角落").unwrap();
    let reading = read("申請.xlsx", &book.save_to_buffer().unwrap());
    assert!(findings(&reading).iter().all(|finding| finding.contains("missing")), "{:#?}", reading.problems);
}

#[test]
fn damaged_bytes_never_panic() {
    for format in FormFormat::ALL {
        let bytes = blank_form(format).unwrap();
        for step in [61, 97, 151] {
            for at in (0..bytes.len()).step_by(step) {
                let mut damaged = bytes.clone();
                damaged[at] ^= 0x55;
                let _ = read(&format!("a.{}", format.extension()), &damaged);
            }
        }
    }
}
