//! Files made to do harm: each ends as an error that a person can read, in bounded time and memory, and none as a panic.

use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{authorities, read, rules};
use crate::intake::{FormFormat, ReceivedForm, blank_form, read_applications};

/// Generous for a debug build on a busy machine; what is not bounded takes minutes or all memory.
const LONGEST: Duration = Duration::from_mins(1);

fn received(name: &str, bytes: &[u8]) -> Vec<ReceivedForm> {
    read_applications(name, bytes, &authorities(), &rules()).forms
}

/// The blank form of `format` with some parts replaced by others, or added.
fn with_parts(format: FormFormat, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(blank_form(format).unwrap())).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).unwrap();
        if parts.iter().all(|(name, _)| part.name().unwrap() != *name) {
            writer.raw_copy_file(part).unwrap();
        }
    }
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const SHEET_HEAD: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
const SHEET_TAIL: &str = "</sheetData></worksheet>";

fn sheet(rows: &str) -> Vec<u8> {
    with_parts(FormFormat::Xlsx, &[(SHEET, format!("{SHEET_HEAD}{rows}{SHEET_TAIL}").as_bytes())])
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
         <table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    with_parts(FormFormat::Ods, &[("content.xml", content.as_bytes())])
}

fn mail_with(name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: a@example.gov.tw\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Disposition: attachment; \
         filename=\"{name}\"\nContent-Transfer-Encoding: 8bit\n\n"
    );
    [head.as_bytes(), bytes, b"\n--m--\n"].concat()
}

/// Name, file name, bytes, and the rule that must be reported.
fn hostile_files() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let zeros = vec![b' '; 80 * 1024 * 1024];
    let filled = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let corner = format!(
        "<table:table-row>{filled}</table:table-row><table:table-row table:number-rows-repeated=\"1000000\">\
         <table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated=\"16000\"/>\
         {filled}</table:table-row>"
    );
    let repeated = format!(
        "<table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>",
        filled.replace("office:value", "table:number-columns-repeated=\"16000\" office:value")
    );
    let long_text =
        format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "x".repeat(1024 * 1024));
    let many_cells: Vec<String> =
        (1..=210_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    let nested_mail = "Content-Type: message/rfc822\n\n".repeat(1_000);
    let nested_parts: Vec<String> =
        (0..1_000).map(|index| format!("Content-Type: multipart/mixed; boundary=b{index}\n\n--b{index}\n")).collect();
    let many_parts =
        format!("Subject: x\nContent-Type: multipart/mixed; boundary=m\n\n{}--m--\n", "--m\n\nx\n".repeat(100_000));
    vec![
        ("a bomb in a sheet", "a.xlsx", with_parts(FormFormat::Xlsx, &[(SHEET, &zeros)]), "too-large"),
        (
            "a bomb beside the sheets",
            "a.xlsx",
            with_parts(FormFormat::Xlsx, &[("xl/media/a.png", &zeros)]),
            "too-large",
        ),
        ("a bomb in a document", "a.docx", with_parts(FormFormat::Xlsx, &[("word/document.xml", &zeros)]), "too-large"),
        (
            "entities in a sheet",
            "a.xlsx",
            with_parts(FormFormat::Xlsx, &[(SHEET, format!("{bomb}{SHEET_HEAD}{SHEET_TAIL}").as_bytes())]),
            "unreadable-file",
        ),
        (
            "entities in ods",
            "a.ods",
            with_parts(FormFormat::Ods, &[("content.xml", format!("{bomb}<w>&b;</w>").as_bytes())]),
            "unreadable-file",
        ),
        (
            "entities in a document",
            "a.odt",
            with_parts(FormFormat::Ods, &[("content.xml", format!("{bomb}<w>&b;</w>").as_bytes())]),
            "unreadable-file",
        ),
        ("a million empty rows", "a.xlsx", sheet(&"<row/>".repeat(1_000_000)), "no-form"),
        ("a corner of ods", "a.ods", ods(&corner), "too-large"),
        ("repeated cells of ods", "a.ods", ods(&repeated), "too-large"),
        ("a text without end", "a.xlsx", sheet(&long_text), "too-large"),
        ("too many cells", "a.xlsx", sheet(&many_cells.concat()), "too-large"),
        ("a file above the limit", "a.xlsx", vec![b'P'; 21 * 1024 * 1024], "too-large"),
        ("mails in mails", "a.eml", format!("Subject: x\n{nested_mail}").into_bytes(), "too-large"),
        ("parts in parts", "a.eml", format!("Subject: x\n{}", nested_parts.concat()).into_bytes(), "too-large"),
        ("parts without end", "a.eml", many_parts.into_bytes(), "too-large"),
        (
            "a bomb in a mail",
            "a.eml",
            mail_with("a.zip", &with_parts(FormFormat::Xlsx, &[("a.txt", &zeros)])),
            "unreadable-attachment",
        ),
        (
            "html without end",
            "a.eml",
            format!("Subject: x\nContent-Type: text/html\n\n{}", "<table><tr><td>".repeat(200_000)).into_bytes(),
            "no-form",
        ),
        (
            "a line without end",
            "a.eml",
            format!("Subject: x\n\n申請人姓名：{}", "姓名： ".repeat(1_000_000)).into_bytes(),
            "no-form",
        ),
        ("headers without end", "a.eml", format!("Subject: x\n{}", "X: y\n".repeat(1_000_000)).into_bytes(), "no-form"),
        ("nothing but zeros", "a.eml", vec![0; 1024 * 1024], "unreadable-file"),
    ]
}

#[test]
fn hostile_files_end_as_errors_in_bounded_time() {
    for (what, name, bytes, rule) in hostile_files() {
        let begun = Instant::now();
        let found = received(name, &bytes);
        let took = begun.elapsed();
        let rules: Vec<&str> =
            found.iter().flat_map(|form| &form.reading.problems).map(|problem| problem.rule.as_str()).collect();
        assert!(rules.contains(&rule), "{what}: {rules:?}");
        assert!(found.iter().all(|form| form.reading.application.is_none()), "{what}");
        assert!(took < LONGEST, "{what}: {took:?}");
    }
}

#[test]
fn files_cut_at_any_length_end_as_errors() {
    for (name, bytes) in [
        ("a.xlsx", blank_form(FormFormat::Xlsx).unwrap()),
        ("a.ods", blank_form(FormFormat::Ods).unwrap()),
        ("a.eml", mail_with("a.xlsx", &blank_form(FormFormat::Xlsx).unwrap())),
    ] {
        for length in (0..bytes.len()).step_by(37) {
            let found = received(name, &bytes[..length]);
            assert!(found.iter().all(|form| form.reading.application.is_none() && !form.reading.problems.is_empty()));
        }
    }
}

#[test]
fn changed_bytes_in_a_mail_never_panic() {
    let page = "<table><tr><td rowspan=2>申請人事機構<td>甲</table><p>申請人姓名：乙&nbsp;</p>";
    let text = format!(
        "From: =?big5?B?pdO90A==?= <a@b>\nContent-Type: multipart/mixed; boundary=\"m\"\n\n--m\nContent-Type: multipart/alternative; \
         boundary=a\n\n--a\nContent-Transfer-Encoding: quoted-printable\n\n=E7=94=B3\n--a\nContent-Type: text/html\n\n{page}\n--a--\n\
         --m\nContent-Disposition: attachment; filename*0*=big5''%A5%D3; filename*1=\"x.xlsx\"\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--m--\n"
    );
    for at in 0..text.len() {
        for change in [0x01, 0x20, 0x80] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= change;
            assert!(!received("a.eml", &bytes).is_empty());
        }
    }
}

#[test]
fn macros_and_links_are_told_and_the_saved_values_count() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>申請人事機構</t></is></c><c r=\"B1\" t=\"str\"><f>[1]Sheet1!A1</f>\
                <v>勞動部人事處</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>申請人姓名</t></is></c>\
                <c r=\"B2\" t=\"inlineStr\"><is><t>林\u{202e}○○</t></is></c></row>";
    let content = format!("{SHEET_HEAD}{rows}{SHEET_TAIL}");
    let bytes = with_parts(FormFormat::Xlsx, &[(SHEET, content.as_bytes()), ("xl/vbaProject.bin", b"x")]);
    let found = read("申請.xlsm", &bytes);
    let notes: Vec<&str> = found.problems.iter().map(|problem| problem.rule.as_str()).collect();
    for rule in ["macros", "external-link", "hidden-characters"] {
        assert!(notes.contains(&rule), "{notes:?}");
    }
    // The agency is there, so nobody asks for it.
    let missing = found.problems.iter().filter(|problem| problem.rule == "missing-field");
    assert!(missing.clone().count() > 0 && missing.clone().all(|problem| !problem.message.contains("申請人事機構")));
}
