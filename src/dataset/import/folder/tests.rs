//! Why: a file that belongs to a table and is not read makes every count of that table too small, and nobody sees it.

use super::*;
use crate::domain::parse_dictionary;
use crate::settings::DEFAULT_DICTIONARY;
use crate::source::{Severity, SourceText};

/// What is said about a folder with these files: the errors, the notes, the tables that have a file.
fn look(names: &[&str]) -> (Vec<Problem>, Vec<Problem>, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    for name in names {
        match name.strip_suffix('/') {
            Some(name) => std::fs::create_dir(dir.path().join(name)).unwrap(),
            None => std::fs::write(dir.path().join(name), b"x").unwrap(),
        }
    }
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
    let mut notes = Vec::new();
    let folder = list_files(dir.path()).unwrap();
    let assigned = assign(&dictionary, &folder, &problems, &mut notes);
    let read = assigned.iter().filter_map(|(_, file)| Some(file.as_ref()?.name.clone())).collect();
    (problems.into_sorted(), notes, read)
}

fn rules(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|found| (found.rule.as_str(), found.location.as_ref().unwrap().file())).collect()
}

#[test]
fn a_table_in_a_format_that_is_not_read_is_an_error() {
    for name in [
        "學歷.xls",
        "學歷.XLSM",
        "學歷.xlsb",
        "學歷.txt",
        "學歷.tsv",
        "學歷.zip",
        "學歷.csv.gz",
        "學歷",
        "學歷 (2).xls",
    ] {
        let (errors, _, read) = look(&["人員.csv", name]);
        assert_eq!(rules(&errors), [("file-format", name)]);
        assert_eq!(errors[0].message, format!("{name} 的格式不能匯入"));
        assert!(errors[0].hints[0].contains("學歷.xlsx") && read == ["人員.csv"], "{:?}", errors[0]);
    }
    // The other file of the table does not make up for it.
    assert_eq!(rules(&look(&["人員.csv", "學歷.csv", "學歷.xls"]).0), [("file-format", "學歷.xls")]);
    // Programs that write Parquet in parts write a folder.
    assert_eq!(rules(&look(&["人員.csv", "學歷.parquet/"]).0), [("file-format", "學歷.parquet")]);
}

/// That 人員.csv is missing would send somebody to look for a file that lies there.
#[test]
fn persons_in_another_format_are_named_and_not_missing() {
    let (errors, notes, _) = look(&["人員.xls"]);
    assert_eq!(rules(&errors), [("file-format", "人員.xls")]);
    assert!(notes.iter().all(|note| !note.message.contains("人員")), "{notes:?}");
    assert_eq!(rules(&look(&["考績.csv"]).0), [("missing-file", "人員.csv")]);
}

#[test]
fn a_second_part_of_a_table_is_an_error() {
    for name in ["考績_2.csv", "考績 (2).csv", "考績2.xlsx", "考績（二）.parquet", "考績-113.ods", " 考績.csv"]
    {
        let (errors, _, read) = look(&["人員.csv", "考績.csv", name]);
        assert_eq!(rules(&errors), [("unknown-file", name)]);
        assert!(errors[0].hints[0].contains("合併為一個 考績.csv"), "{:?}", errors[0]);
        assert_eq!(read.len(), 2);
    }
}

/// Notes of the agency and what systems leave behind must not stop an import.
#[test]
fn what_has_nothing_to_do_with_a_table_is_left_alone() {
    let (errors, notes, _) =
        look(&["人員.csv", "說明.docx", "檢查表.csv", "人員異動說明.pdf", "舊檔/", "~$人員.xlsx", "Thumbs.db"]);
    assert_eq!(errors, []);
    let unread: Vec<&str> = rules(&notes[..4]).into_iter().map(|(_, file)| file).collect();
    assert_eq!(unread, ["人員異動說明.pdf", "舊檔", "說明.docx", "檢查表.csv"]);
    assert!(notes[..4].iter().all(|note| note.rule == "unknown-file" && note.severity == Severity::Warning));
    assert!(notes[4].rule == "missing-file" && notes.len() == 5, "{notes:?}");
}
