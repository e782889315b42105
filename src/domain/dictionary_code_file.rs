//! Reads and writes code files: the values of one code list, or one mapping, as CSV with a header row. A row with a mistake
//! is left out, so that the rest of the file is read too.

use std::collections::HashMap;

use jiff::civil::Date;

use super::dictionary_csv::each_row;
use super::{CodeList, CodeValue, Mapping, MappingEntry};
use crate::source::{Problems, SourceText, Span};

const CODE_COLUMNS: [&str; 8] = ["code", "label", "aliases", "parent", "valid_from", "valid_to", "verified", "note"];
const MAPPING_COLUMNS: [&str; 4] = ["old", "new", "verified", "note"];
/// Between the aliases of one value: names have commas and 、 in them.
const ALIAS_SEPARATOR: char = '；';

/// The values of a code file, and the place of each value's parent. `verified` is what holds where a row says nothing.
pub(super) fn read_code_file(source: &SourceText, verified: bool, problems: &Problems) -> (Vec<CodeValue>, Vec<Span>) {
    let mut values: Vec<CodeValue> = Vec::new();
    let mut spans = Vec::new();
    let mut taken: HashMap<String, &'static str> = HashMap::new();
    each_row(source, &CODE_COLUMNS, &["label"], problems, |row| {
        let label = row.required("label");
        let (valid_from, valid_to) = (row.date("valid_from"), row.date("valid_to"));
        let verified = row.flag("verified", verified);
        let (label, valid_from, valid_to, verified) = (label?, valid_from.ok()?, valid_to.ok()?, verified?);
        if valid_from.zip(valid_to).is_some_and(|(from, to)| from > to) {
            row.error("date-order", "valid_to", "valid_to 早於 valid_from");
            return None;
        }
        let code = match row.text("code") {
            "" => label,
            code => code,
        };
        let others = if code == label { vec![("label", label)] } else { vec![("label", label), ("code", code)] };
        for (column, spelling) in &others {
            if let Some(kind) = taken.get(*spelling) {
                row.error("duplicate", column, &format!("「{spelling}」和另一列的{kind}相同"));
                return None;
            }
        }
        for (column, spelling) in others {
            taken.insert(spelling.to_owned(), if column == "code" { "代碼" } else { "名稱" });
        }
        let aliases = row.text("aliases").split(ALIAS_SEPARATOR).map(str::trim).filter(|alias| !alias.is_empty());
        values.push(CodeValue {
            code: code.to_owned(),
            label: label.to_owned(),
            aliases: aliases.map(ToOwned::to_owned).collect(),
            parent: Some(row.text("parent")).filter(|parent| !parent.is_empty()).map(ToOwned::to_owned),
            valid_from,
            valid_to,
            verified,
            note: row.text("note").to_owned(),
        });
        spans.push(row.span("parent"));
        Some(())
    });
    (values, spans)
}

/// The entries of a mapping file, and the places of their old and new values.
pub(super) fn read_mapping_file(
    source: &SourceText,
    verified: bool,
    problems: &Problems,
) -> (Vec<MappingEntry>, Vec<(Span, Span)>) {
    let mut entries: Vec<MappingEntry> = Vec::new();
    let mut spans = Vec::new();
    each_row(source, &MAPPING_COLUMNS, &["old", "new"], problems, |row| {
        let (old, verified) = (row.required("old"), row.flag("verified", verified));
        let (old, verified) = (old?, verified?);
        if entries.iter().any(|entry| entry.old == old) {
            row.error("duplicate", "old", &format!("「{old}」出現兩次；分入數個新值者請留空 new 並在 note 說明"));
            return None;
        }
        let new = Some(row.text("new")).filter(|new| !new.is_empty()).map(ToOwned::to_owned);
        entries.push(MappingEntry { old: old.to_owned(), new, verified, note: row.text("note").to_owned() });
        spans.push((row.span("old"), row.span("new")));
        Some(())
    });
    (entries, spans)
}

/// The code file of `list`: what `read_code_file` reads.
#[must_use]
pub fn code_file_text(list: &CodeList) -> String {
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let rows = list.values.iter().map(|value| {
        let code = if value.has_code() { value.code.clone() } else { String::new() };
        let parent = value.parent.clone().unwrap_or_default();
        let (from, to) = (day(value.valid_from), day(value.valid_to));
        let aliases = value.aliases.join(&ALIAS_SEPARATOR.to_string());
        [code, value.label.clone(), aliases, parent, from, to, value.verified.to_string(), value.note.clone()]
    });
    csv_text(&CODE_COLUMNS, rows)
}

/// The file of `mapping`: what `read_mapping_file` reads.
#[must_use]
pub fn mapping_file_text(mapping: &Mapping) -> String {
    let rows = mapping.entries.iter().map(|entry| {
        [entry.old.clone(), entry.new.clone().unwrap_or_default(), entry.verified.to_string(), entry.note.clone()]
    });
    csv_text(&MAPPING_COLUMNS, rows)
}

fn csv_text<const N: usize>(header: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let quoted = |cell: &str| {
        let plain = !cell.contains([',', '"', '\n', '\r']);
        if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    let mut lines = vec![header.join(",")];
    lines.extend(rows.map(|row| row.each_ref().map(|cell| quoted(cell)).join(",")));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(problems: Problems) -> Vec<String> {
        let sorted = problems.into_sorted();
        sorted.iter().map(|found| format!("{} {}", found.rule, found.location.as_ref().unwrap())).collect()
    }

    fn codes(text: &str) -> (Vec<CodeValue>, Vec<String>) {
        let problems = Problems::new();
        let (values, spans) = read_code_file(&SourceText::new("codes/甲.csv", text), false, &problems);
        assert_eq!(values.len(), spans.len());
        (values, places(problems))
    }

    /// Columns in any order, most of them absent; spreadsheets add carriage returns and write TRUE.
    #[test]
    fn a_file_says_as_much_as_it_knows() {
        let (values, problems) = codes(
            "label,code,verified,aliases,valid_to\r\n\r\n甲,01,TRUE,舊甲；甲、乙; 丙；,109.1.15\r\n\"乙,丁\",,,,\r\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!((values[0].code.as_str(), values[0].verified), ("01", true));
        assert_eq!(values[0].aliases, ["舊甲", "甲、乙; 丙"]);
        assert_eq!(values[0].valid_to, Some(Date::constant(2020, 1, 15)));
        // Without a code the label stands for it; without a verdict that of the list holds.
        assert_eq!((values[1].code.as_str(), values[1].has_code(), values[1].verified), ("乙,丁", false, false));
    }

    #[test]
    fn every_mistake_is_reported_in_its_cell_and_the_rest_is_read() {
        let (values, problems) = codes(concat!(
            "code,label,valid_from,valid_to,verified\n",
            "1,甲,昨天,,\n",
            "2,,,,\n",
            "3,丙,2020-01-16,2020-01-15,\n",
            "4,\"丁\",,,也許\n",
            "5,戊,,,\n",
            "5,己,,,\n",
            "6,戊,,,\n",
            "戊,庚,,,\n",
            "7,辛,,,,,\n",
        ));
        assert_eq!(values.iter().map(|value| value.label.as_str()).collect::<Vec<_>>(), ["戊"]);
        let expected = [
            "date codes/甲.csv:2:5",
            "empty codes/甲.csv:3:3",
            "date-order codes/甲.csv:4:16",
            "flag codes/甲.csv:5:9",
            "duplicate codes/甲.csv:7:1",
            "duplicate codes/甲.csv:8:3",
            "duplicate codes/甲.csv:9:1",
            "columns codes/甲.csv:10:8",
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn a_header_is_known_and_complete() {
        assert_eq!(
            codes("code,lable\n1,甲\n").1,
            ["missing-column codes/甲.csv:1:1", "unknown-column codes/甲.csv:1:6"]
        );
        assert_eq!(codes("label,label\n甲,甲\n").1, ["duplicate codes/甲.csv:1:7"]);
        assert_eq!(codes("").1, ["columns codes/甲.csv:1:1"]);
    }

    #[test]
    fn an_old_value_has_one_successor_at_most() {
        let problems = Problems::new();
        let source = SourceText::new("codes/乙.csv", "old,new,note\n甲,乙,\n甲,丙,\n丁,,對照未查得\n");
        let (entries, _) = read_mapping_file(&source, false, &problems);
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[1].new.as_deref(), entries[1].note.as_str()), (None, "對照未查得"));
        assert_eq!(places(problems), ["duplicate codes/乙.csv:3:1"]);
    }

    /// What is printed for a workspace to change must be read as what it was.
    #[test]
    fn a_list_survives_being_written_and_read() {
        let (values, _) = codes(
            "code,label,aliases,parent,valid_from,valid_to,verified,note\n1,甲,\"一,1；壹\",上,2020-01-16,,true,\"他說\"\"好\"\"\"\n,乙,,,,2020-01-15,false,\n",
        );
        let list = CodeList {
            name: "甲".to_owned(),
            definition: String::new(),
            source: None,
            verified: true,
            ascending: false,
            parent: Some("上".to_owned()),
            values: values.clone(),
        };
        assert_eq!(codes(&code_file_text(&list)), (values, Vec::new()));
    }
}
