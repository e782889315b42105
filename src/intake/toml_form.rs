//! Applications typed as TOML (`contract.md` §5).

use std::collections::{BTreeMap, BTreeSet};

use super::FormField;
use super::query_text::extract_query;
use super::raw_form::{RawField, RawForm, tidy};
use crate::source::{At, Location, Problem, Problems, SourceText, Table, parse_toml};

/// Reads the TOML; none where it is no TOML. Unknown keys and wrong types are reported, and reading goes on.
pub(super) fn parse_toml_form(file_name: &str, bytes: &[u8], problems: &Problems) -> Option<RawForm> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            problems.push(not_utf8(file_name, bytes, error.valid_up_to()));
            return None;
        }
    };
    let source = SourceText::new(file_name, text);
    let (fields, reported) = parse_toml(&source, problems, read_fields)?;
    Some(RawForm { file: file_name.to_owned(), source: Some(source), fields, reported })
}

fn not_utf8(file_name: &str, bytes: &[u8], valid: usize) -> Problem {
    let before = &bytes[..valid];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let location = Location::Text {
        file: file_name.to_owned(),
        line: before.split(|byte| *byte == b'\n').count(),
        column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
        width: 1,
        excerpt: String::new(),
    };
    Problem::error("not-utf8", "TOML 檔不是 UTF-8 編碼")
        .at(location)
        .hint("請以 UTF-8 編碼另存（記事本：另存新檔→編碼 UTF-8）")
}

type Fields = (BTreeMap<FormField, RawField>, BTreeSet<FormField>);

fn read_fields(root: &Table<'_>) -> Fields {
    let mut fields = BTreeMap::new();
    let mut reported = BTreeSet::new();
    for field in FormField::ALL {
        let key = field.key();
        let found = match field {
            FormField::AppliedOn => root.date_text(key),
            FormField::PersonalData => {
                root.boolean(key).map(|flag| At::new(if flag.value { "是" } else { "否" }.to_owned(), flag.span))
            }
            FormField::CheckedSources => {
                let span = root.span_of(key);
                let sources: Vec<String> =
                    root.one_or_more_strings(key).into_iter().map(|text| text.value.replace('\n', " ")).collect();
                (!sources.is_empty()).then(|| At::new(sources.join("\n"), span))
            }
            FormField::Query => root.table(key, |table| {
                table.accept_all_keys();
                At::new(extract_query(root.source().text()), table.span())
            }),
            _ => root.string(key),
        };
        match found {
            Some(at) => {
                let place = root.source().location(at.span);
                let text = if field == FormField::Query { at.value } else { tidy(field, &at.value) };
                fields.insert(field, RawField { text, place, span: Some(at.span), date_cell: None });
            }
            None if root.has(key) => {
                reported.insert(field);
            }
            None => {}
        }
    }
    (fields, reported)
}
