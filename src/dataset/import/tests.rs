//! Rows in are rows loaded plus rows left out, and every flaw is named.

use std::fs;

use polars::prelude::DataFrame;
use tempfile::TempDir;

use super::super::synth::tests::{authorities, dictionary};
use super::super::{Dataset, NoProgress, SynthOptions, synthesize, write_csv_folder};
use super::*;
use crate::domain::AsOf;
use crate::source::SourceText;

const HEADER: &str =
    "身分證號,中文姓名,性別,生日,主管機關,機關,機關層級,機關類別,職稱,人員區分,人員類別,到職日期,職等\n";
const GOOD: &str = "A123456789,陳甲松,1,0690203,勞動部,勞動部,中央,行政機關,科員,簡薦委,職員,1000101,６\n";

fn settings(bad_identity: &str, share: (i64, i64)) -> ImportRules {
    ImportRules {
        max_rejected_share: Ratio::new(share.0, share.1),
        reject_bad_identity: bad_identity == "reject",
        encoding: Encoding::Utf8,
        eudc: Eudc::default(),
    }
}

/// An export that was read, and its tables.
#[derive(Debug)]
struct Read {
    dataset: Dataset,
    rejected: Vec<Rejected>,
    counts: Vec<FileCount>,
    notes: Vec<Problem>,
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn read(dir: &TempDir, rules: &ImportRules) -> Result<Read, ImportError> {
    let mut dataset = Dataset::default();
    let Import { rejected, counts, notes } =
        import_folder(dir.path(), &dictionary(), rules, &mut dataset, &NoProgress)?;
    Ok(Read { dataset, rejected, counts, notes })
}

/// The sum that `contract.md` §6 promises.
fn assert_nothing_lost(import: &Read) {
    for count in &import.counts {
        assert_eq!(count.rows, count.loaded + count.rejected, "{}", count.file);
        assert_eq!(import.dataset.rows(&count.table) as u64, count.loaded);
        assert_eq!(import.rejected.iter().filter(|row| row.file == count.file).count() as u64, count.rejected);
    }
}

fn problems_of(result: Result<Read, ImportError>) -> Vec<Problem> {
    match result {
        Err(ImportError::Unusable { problems } | ImportError::TooManyRejected { problems, .. }) => problems,
        other => panic!("{other:?}"),
    }
}

/// What is written as an export comes back as the same dataset.
#[test]
fn a_synthetic_export_comes_back() {
    let dictionary = dictionary();
    let as_of = AsOf::new(jiff::civil::date(2025, 12, 31));
    let options = SynthOptions { persons: 400, seed: 1, as_of };
    let dataset = synthesize(&dictionary, &authorities(), &options, &NoProgress).unwrap();
    let dir = tempfile::tempdir().unwrap();
    write_csv_folder(&dataset, &dictionary, dir.path()).unwrap();
    let import = read(&dir, &settings("note", (0, 1))).unwrap();
    assert_nothing_lost(&import);
    for (name, frame) in dataset.tables() {
        let back: &DataFrame = import.dataset.table(name).unwrap();
        let sorted = OrderedFrame::sorted(name, frame).and_then(OrderedFrame::into_frame).unwrap();
        assert!(sorted.equals_missing(back), "{name}");
    }
    // Synthetic identities fail their checksum on purpose.
    assert!(import.notes.iter().any(|note| note.rule == "identity-checksum" && note.message.contains("400")));
}

#[test]
fn aliases_codes_and_widths_are_understood_and_missing_children_noted() {
    let with_mark = [b"\xef\xbb\xbf", HEADER.as_bytes(), GOOD.as_bytes()].concat();
    let import = read(&folder(&[("人員.csv", &with_mark)]), &settings("reject", (0, 1))).unwrap();
    assert_nothing_lost(&import);
    let frame = import.dataset.table("人員").unwrap();
    assert_eq!(frame.column("性別").unwrap().str().unwrap().get(0), Some("男"));
    assert_eq!(frame.column("人員類別").unwrap().str().unwrap().get(0), Some("公務人員"));
    assert_eq!(frame.column("職等").unwrap().i32().unwrap().get(0), Some(6));
    let missing = import.notes.iter().find(|note| note.rule == "missing-file").unwrap();
    let children = dictionary().tables.into_iter().filter(|table| table.name != PERSON);
    assert!(children.into_iter().all(|table| missing.message.contains(&table.name)), "{missing:?}");
    assert_eq!(import.dataset.rows("考績"), 0);
}

/// One flaw a row; each is rejected by its own rule and the good rows stay.
#[test]
fn every_bad_row_is_rejected_by_its_rule() {
    let bad = [
        ("required", GOOD.replace("陳甲松", "　").replace("A123456789", "A100000001")),
        ("unknown-code", GOOD.replace(",1,069", ",3,069").replace("A123456789", "A100000001")),
        ("date", GOOD.replace("0690203", "0690230").replace("A123456789", "A100000001")),
        ("integer", GOOD.replace('６', "六").replace("A123456789", "A100000001")),
        ("field-count", GOOD.replace("中央,", "").replace("A123456789", "A100000001")),
        ("field-count", GOOD.replace("中央,", "中央,多,").replace("A123456789", "A100000001")),
        ("quote", GOOD.replace("陳甲松", "\"陳\n甲松\"").replace("A123456789", "A100000001")),
        ("duplicate-identity", GOOD.to_owned()),
    ];
    let mut text = HEADER.to_owned() + GOOD;
    for (_, row) in &bad {
        text.push_str(row);
    }
    let children = "身分證號,年度,區分,等次\nA123456789,113,1,甲\nA100000001,113,1,1\nA123456789,x,1,1\n";
    let dir = folder(&[("人員.csv", text.as_bytes()), ("考績.csv", children.as_bytes())]);
    let import = read(&dir, &settings("note", (1, 1))).unwrap();
    assert_nothing_lost(&import);
    // The row with a line break counts as the two lines that it is.
    let count = &import.counts[0];
    assert_eq!((count.rows, count.loaded, count.rejected), (10, 1, 9));
    let rules: Vec<&str> = import.rejected.iter().map(|row| row.rule.as_str()).collect();
    let mut wanted: Vec<&str> = bad.iter().map(|(rule, _)| *rule).collect();
    wanted.insert(7, "quote");
    wanted.extend(["orphan", "integer"]);
    assert_eq!(rules, wanted);
    assert_eq!(import.rejected[0].line, 3);
}

/// A quotation mark that is never closed would swallow the rest of the file for a lenient reader; here it costs its own line.
#[test]
fn an_unclosed_quotation_mark_loses_no_row() {
    let mut text = HEADER.to_owned() + GOOD + &GOOD.replace("陳甲松", "\"陳甲松").replace("A123456789", "A100000001");
    for number in 0..50 {
        text.push_str(&GOOD.replace("A123456789", &format!("B1000000{number:02}")));
    }
    let dir = folder(&[("人員.csv", text.as_bytes())]);
    let import = read(&dir, &settings("note", (1, 1))).unwrap();
    assert_nothing_lost(&import);
    let count = &import.counts[0];
    assert_eq!((count.rows, count.loaded, count.rejected), (52, 51, 1));
    assert_eq!((import.rejected[0].line, import.rejected[0].rule.as_str()), (3, "quote"));
    assert!(matches!(read(&dir, &settings("note", (1, 100))), Err(ImportError::TooManyRejected { .. })));
}

#[test]
fn a_failing_checksum_is_noted_or_rejected_as_the_settings_say() {
    let text = HEADER.to_owned() + &GOOD.replace("A123456789", "A123456780");
    let dir = folder(&[("人員.csv", text.as_bytes())]);
    assert_eq!(read(&dir, &settings("note", (1, 1))).unwrap().dataset.rows("人員"), 1);
    let import = read(&dir, &settings("reject", (1, 1))).unwrap();
    assert_eq!((import.dataset.rows("人員"), import.rejected[0].rule.as_str()), (0, "identity-checksum"));
}

/// What is shown when an import stops must not tell who was in it.
#[test]
fn too_many_rejections_stop_the_import_and_are_masked() {
    let text = HEADER.to_owned() + GOOD + GOOD;
    let dir = folder(&[("人員.csv", text.as_bytes())]);
    let error = read(&dir, &settings("note", (1, 10))).unwrap_err();
    assert!(error.to_string().contains("人員.csv 讀了 2 列，退件 1 列"), "{error}");
    let problems = problems_of(Err(error));
    assert_eq!(problems[0].location.as_ref().unwrap().to_string(), "人員.csv:3:1");
    assert!(problems[0].message.contains("A12*****89") && !problems[0].message.contains("A123456789"));
    // Exactly at the limit is allowed.
    assert!(read(&dir, &settings("note", (1, 2))).is_ok());
}

#[test]
fn headers_and_files_name_what_is_wrong() {
    let text = HEADER.replace("職等", "職級等").replace("中文姓名,", "") + GOOD;
    let found = problems_of(read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))));
    let rules: Vec<&str> = found.iter().map(|problem| problem.rule.as_str()).collect();
    assert!(rules.contains(&"unknown-column") && rules.contains(&"missing-column"), "{rules:?}");
    let unknown = found.iter().find(|problem| problem.rule == "unknown-column").unwrap();
    assert!(unknown.message.contains("人員.csv") && unknown.hints[0].contains("職等"), "{unknown:?}");

    let found = problems_of(read(&folder(&[("考績.csv", b"x\n")]), &settings("note", (1, 1))));
    assert!(found.iter().any(|problem| problem.rule == "missing-file" && problem.message.contains("人員.csv")));

    let text = HEADER.to_owned() + GOOD;
    let found = problems_of(read(
        &folder(&[("人員.csv", text.as_bytes()), ("家庭家屬.csv", b"x\n")]),
        &settings("note", (1, 1)),
    ));
    assert!(found[0].rule == "unknown-file" && found[0].hints[0].contains("家屬"), "{found:?}");
}

/// A file that is wholly in another encoding is refused at its header, with what to do; a single broken row is left out.
#[test]
fn a_file_in_another_encoding_is_refused() {
    let (big5, _, _) = encoding_rs::BIG5.encode(HEADER);
    let found = problems_of(read(&folder(&[("人員.csv", &big5)]), &settings("note", (1, 1))));
    assert_eq!(found[0].rule, "encoding");
    assert_eq!(found[0].location.as_ref().unwrap().to_string(), "人員.csv:1:1");
    assert!(found[0].hints[0].contains("--encoding big5"));

    let utf16: Vec<u8> = [0xfeff].into_iter().chain(HEADER.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let found = problems_of(read(&folder(&[("人員.csv", &utf16)]), &settings("note", (1, 1))));
    assert!(found[0].rule == "encoding" && found[0].hints[0].contains("--encoding utf-16"), "{found:?}");

    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(GOOD.as_bytes());
    bytes.extend(b"A100000001,\xb3\xaf\xa5\xd2,1\n");
    let import = read(&folder(&[("人員.csv", &bytes)]), &settings("note", (1, 1))).unwrap();
    assert_nothing_lost(&import);
    assert_eq!((import.rejected[0].line, import.rejected[0].rule.as_str()), (3, "encoding"));
}

/// The same rows in every encoding that agencies declare, and with their own characters: never another character.
#[test]
fn declared_encodings_give_the_same_rows() {
    let text = HEADER.to_owned() + GOOD;
    let (big5, _, _) = encoding_rs::BIG5.encode(&text);
    let own = [&big5[..big5.len() - 1], b"\nA100000001,\x87\x42\xfa\x40,1,0690203,"].concat();
    let row = GOOD.split_once("0690203,").unwrap().1;
    let own = [&own[..], &encoding_rs::BIG5.encode(row).0].concat();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    for (encoding, bytes) in [
        (Encoding::Utf8, text.as_bytes().to_vec()),
        (Encoding::Utf16, utf16(u16::to_le_bytes)),
        (Encoding::Utf16, utf16(u16::to_be_bytes)),
        (Encoding::Big5, own),
    ] {
        let rules = ImportRules { encoding, ..settings("note", (0, 1)) };
        let import = read(&folder(&[("人員.csv", &bytes)]), &rules).unwrap();
        assert_nothing_lost(&import);
        let names = import.dataset.table("人員").unwrap().column("姓名").unwrap().clone();
        let names: Vec<_> = names.str().unwrap().iter().flatten().map(ToOwned::to_owned).collect();
        assert!(names.contains(&"陳甲松".to_owned()), "{encoding:?} {names:?}");
        if encoding == Encoding::Big5 {
            assert!(names.contains(&"\u{f268}\u{e000}".to_owned()), "{names:?}");
            let note = import.notes.iter().find(|note| note.rule == "user-defined-character").unwrap();
            assert!(note.message.contains("FA40（U+E000）、8742（U+F268）"), "{note:?}");
        }
    }
}

/// An agency's own characters become what its 造字對照表 says, in every encoding.
#[test]
fn own_characters_become_what_the_table_says() {
    let table = SourceText::new("造字對照表.csv", "code,character,note\nFA40,堃,\nU+F268,U+7553,\n");
    let problems = Problems::new();
    let eudc = parse_eudc(&table, &problems);
    assert_eq!(problems.into_sorted(), []);
    let text = HEADER.to_owned() + &GOOD.replace("陳甲松", "陳\u{e000}\u{f268}");
    let big5 = [&encoding_rs::BIG5.encode(HEADER).0[..], b"A123456789,\xb3\xaf\xfa\x40\x87\x42,1,0690203,"].concat();
    let big5 = [&big5[..], &encoding_rs::BIG5.encode(GOOD.split_once("0690203,").unwrap().1).0].concat();
    for (encoding, bytes) in [(Encoding::Utf8, text.into_bytes()), (Encoding::Big5, big5)] {
        let rules = ImportRules { encoding, eudc: eudc.clone(), ..settings("note", (0, 1)) };
        let import = read(&folder(&[("人員.csv", &bytes)]), &rules).unwrap();
        let names = import.dataset.table("人員").unwrap().column("姓名").unwrap().clone();
        assert_eq!(names.str().unwrap().get(0), Some("陳堃畓"), "{encoding:?}");
        assert!(import.notes.iter().all(|note| note.rule != "user-defined-character"));
    }
}

/// A present post gets the present name of its organ, and whoever imports is told what was changed.
#[test]
fn old_organs_are_renamed_and_told() {
    let text = HEADER.to_owned() + &GOOD.replace(",勞動部,勞動部,", ",行政院勞工委員會,台北市　政府,");
    let text = text + &GOOD.replace(",勞動部,勞動部,", ",不存在委員會,x,").replace("A123456789", "A100000001");
    let import = read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (0, 1))).unwrap();
    let authorities = import.dataset.table("人員").unwrap().column("主管機關").unwrap().clone();
    let authorities: Vec<_> = authorities.str().unwrap().iter().flatten().map(ToOwned::to_owned).collect();
    assert!(authorities.contains(&"勞動部".to_owned()), "{authorities:?}");
    let note = |rule: &str| import.notes.iter().find(|note| note.rule == rule).unwrap().message.clone();
    assert!(note("renamed-organ").contains("行政院勞工委員會→勞動部（1 列）"), "{}", note("renamed-organ"));
    assert!(!note("renamed-organ").contains("臺北市政府"), "spelling is not a change of name");
    assert!(note("unknown-organ").contains("不存在委員會（1 列）"));
}

/// What is wrong with the shape of a file refuses it as a whole, with the line and what to do.
#[test]
fn files_of_another_shape_are_refused() {
    let header = HEADER.trim_end();
    let cases = [
        ("empty-file", String::new()),
        ("preamble", format!("公務人員履歷匯出,,\n製表日期,1150101\n{HEADER}{GOOD}")),
        ("wrong-delimiter", format!("{HEADER}{GOOD}").replace(',', ";")),
        ("wrong-delimiter", format!("{HEADER}{GOOD}").replace(',', "\t")),
        ("second-header", format!("{HEADER}{HEADER}{GOOD}")),
        ("second-header", format!("{HEADER}IDNO,NAME,SEX,BIRTH,ORG,ORG2,LV,KIND,TITLE,X,Y,DATE,GRADE\n{GOOD}")),
        ("duplicate-column", format!("{header},姓名\n{}", GOOD.replace('\n', ",x\n"))),
    ];
    for (rule, text) in cases {
        let found = problems_of(read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))));
        assert_eq!(found.len(), 1, "{rule}: {found:?}");
        assert_eq!(found[0].rule, rule);
        assert!(found[0].location.is_some(), "{rule}");
    }
    let twice = folder(&[("人員.csv", HEADER.as_bytes()), ("人員.xlsx", b"x")]);
    assert_eq!(problems_of(read(&twice, &settings("note", (1, 1))))[0].rule, "duplicate-file");
}

/// What stands in the place of a header may be a person: the message names the place and shows nothing.
#[test]
fn a_file_without_a_header_shows_nobody() {
    let good = HEADER.to_owned() + GOOD;
    let cases = [
        ("no-header", GOOD.to_owned()),
        ("quote", HEADER.replace("生日", "\"生日") + GOOD),
        ("quote", "\"匯出日期\",x\"y\n".to_owned() + &good),
        ("line-ends", good.replace('\n', "\r")),
    ];
    for (rule, text) in cases {
        let found = problems_of(read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))));
        assert_eq!(found.len(), 1, "{rule}: {found:?}");
        assert!(found[0].rule == rule && !found[0].hints.is_empty(), "{found:?}");
        assert_eq!(found[0].location.as_ref().unwrap().to_string(), "人員.csv:1:1");
        let told = format!("{found:?}");
        assert!(!told.contains("A123456789") && !told.contains("陳甲松") && !told.contains("0690203"), "{told}");
    }
    // A name among the columns that looks like a value is told by its length only.
    let odd = HEADER.replace("職等", "0912345678") + GOOD;
    let found = problems_of(read(&folder(&[("人員.csv", odd.as_bytes())]), &settings("note", (1, 1))));
    assert!(found[0].message.contains("第 13 欄「（10 個字）」"), "{found:?}");
}

/// A column that was empty where its notation is looked for, and holds both further down, is refused as a whole.
#[test]
fn eras_that_mix_late_in_a_file_are_refused() {
    let header = HEADER.replace("職等", "離職日");
    let row = |number: u32, day: &str| GOOD.replace('６', day).replace("A123456789", &format!("B10000{number:04}"));
    let mut text = (0..2_100).fold(header, |text, number| text + &row(number, ""));
    text = text + &row(2_100, "1140101") + &row(2_101, "1969-02-03");
    let found = problems_of(read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))));
    assert!(found[0].rule == "date-notation" && found[0].message.contains("「離職日」"), "{found:?}");
}

/// One bad person is one fault: the rows that hang on her are left out with her and do not stop the import.
#[test]
fn rows_that_follow_a_bad_person_do_not_count_against_their_file() {
    let mut text = HEADER.to_owned() + &GOOD.replace(",1,069", ",9,069");
    for number in 0..199 {
        text.push_str(&GOOD.replace("A123456789", &format!("B10000{number:04}")));
    }
    let children = "身分證號,年度,區分,等次\nA123456789,112,1,甲\nA123456789,113,1,甲\nB100000001,113,1,甲\n";
    let files = [("人員.csv", text.as_bytes()), ("考績.csv", children.as_bytes())];
    let import = read(&folder(&files), &settings("note", (1, 100))).unwrap();
    assert_nothing_lost(&import);
    let rules: Vec<&str> = import.rejected.iter().map(|row| row.rule.as_str()).collect();
    assert_eq!(rules, ["unknown-code", "orphan", "orphan"]);
    // A row of somebody who was never there is a fault of its own.
    let strangers = children.replace("B100000001", "C100000001");
    let files = [("人員.csv", text.as_bytes()), ("考績.csv", strangers.as_bytes())];
    let error = read(&folder(&files), &settings("note", (1, 100))).unwrap_err();
    let told = format!("{:?}", problems_of(Err(error)));
    assert!(told.contains("人員.csv") && told.contains("考績.csv"), "the cause is shown too: {told}");
}

/// A field that the file does not have is empty for everybody, and that is told.
#[test]
fn absent_columns_are_named() {
    let import =
        read(&folder(&[("人員.csv", (HEADER.to_owned() + GOOD).as_bytes())]), &settings("note", (0, 1))).unwrap();
    let note = import.notes.iter().find(|note| note.rule == "absent-column").unwrap();
    assert!(note.message.contains("職系") && !note.message.contains("外國國籍"), "{note:?}");
}

/// UTF-16 takes more room as UTF-8: an import must not give up on a file because it looks shorter than it is.
#[test]
fn a_long_utf16_file_is_read_to_its_end() {
    let mut text = HEADER.to_owned();
    for number in 0..120_000 {
        let row = GOOD.replace("A123456789", &format!("B1{number:08}"));
        // Nine in a hundred are bad, most of them early.
        let bad = number < 10_800;
        text.push_str(&if bad { row.replace(",1,069", ",9,069") } else { row });
    }
    let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let rules = ImportRules { encoding: Encoding::Utf16, ..settings("note", (1, 10)) };
    let import = read(&folder(&[("人員.csv", &bytes)]), &rules).unwrap();
    assert_eq!(import.counts[0].rejected, 10_800);
}

/// Names of columns that changed places fit every type where both hold text; what stands in them tells.
#[test]
fn columns_of_names_that_changed_places_are_refused() {
    let rows = (0..60).fold(String::new(), |text, number| {
        text + &GOOD
            .replace("A123456789", &format!("B10000{number:04}"))
            .replace(",勞動部,勞動部,", ",勞動部,勞動部第一科,")
    });
    for (one, other, fields) in
        [("中文姓名", "機關,", ["姓名", "服務機關"]), ("職稱", ",機關,", ["服務機關", "服務機關"])]
    {
        let bare = other.trim_matches(',');
        let header = HEADER.replace(&format!(",{one},"), ",@,").replace(&format!(",{bare},"), &format!(",{one},"));
        let text = header.replace(",@,", &format!(",{bare},")) + &rows;
        let found = problems_of(read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))));
        for field in fields {
            let named = |problem: &Problem| problem.rule == "column-content" && problem.message.contains(field);
            assert!(found.iter().any(named), "{one} and {bare}: {found:?}");
        }
    }
    let sound = HEADER.to_owned() + &rows;
    assert!(read(&folder(&[("人員.csv", sound.as_bytes())]), &settings("note", (0, 1))).is_ok());
}

/// A column without a value was not exported; in a file of few rows it may be chance, and a note says so.
#[test]
fn an_all_empty_column_is_refused() {
    let file = |rows: u32| {
        let row = |number| GOOD.replace('６', "").replace("A123456789", &format!("B10000{number:04}"));
        (0..rows).fold(HEADER.to_owned(), |text, number| text + &row(number))
    };
    let few = read(&folder(&[("人員.csv", file(20).as_bytes())]), &settings("note", (0, 1))).unwrap();
    assert!(few.notes.iter().any(|note| note.rule == "empty-column" && note.message.contains("職等")));
    let many = problems_of(read(&folder(&[("人員.csv", file(1200).as_bytes())]), &settings("note", (0, 1))));
    assert_eq!(many[0].rule, "empty-column");
    assert!(many[0].message.contains("人員.csv 有整欄空白的欄位：職等"), "{many:?}");
}

/// Spreadsheets change what they show: each change is told by its own rule, never loaded as something else.
#[test]
fn what_a_spreadsheet_did_is_named() {
    let with = |from: &str, to: &str| GOOD.replace(from, to).replace("A123456789", "A100000001");
    let bad = [
        ("excel-date", with("0690203", "1900/1/5")),
        ("excel-date", with("0690203", "25236")),
        ("date-notation", with("0690203", "1969-02-03")),
        ("lost-leading-zero", with("0690203", "690203")),
        ("identity-format", GOOD.replace("A123456789", "A12345678")),
        ("misplaced-identity", with("陳甲松", "A123456789")),
        ("repeated-header", HEADER.to_owned()),
        ("control-character", with("陳甲松", "陳\u{1}松")),
        ("encoding", with("陳甲松", "陳\u{fffd}松")),
        ("quote", with("陳甲松", "陳\"甲松")),
        ("line-break", with("陳甲松", "陳\r甲松")),
        ("control-character", with("陳甲松", "陳\u{85}甲松")),
        ("empty-date", with("0690203", "0001-01-01")),
        ("too-long", with("陳甲松", &"長".repeat(5_000))),
        ("spreadsheet-error", with("科員", "#REF!")),
    ];
    let text = bad.iter().fold(HEADER.to_owned() + GOOD, |text, (_, row)| text + row);
    let import = read(&folder(&[("人員.csv", text.as_bytes())]), &settings("note", (1, 1))).unwrap();
    assert_nothing_lost(&import);
    let found: Vec<(u64, &str)> = import.rejected.iter().map(|row| (row.line, row.rule.as_str())).collect();
    assert_eq!(found, (3..).zip(bad.iter().map(|(rule, _)| *rule)).collect::<Vec<_>>());
}
