//! The header row of an export: which column is which field.

use crate::domain::{Field, TableDef};
use crate::source::{Location, Problem, Problems, did_you_mean};

/// For each field of the table, the column in which it stands.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) columns: Vec<Option<usize>>,
    pub(super) width: usize,
}

/// Reads the header of `file`; every name that nobody knows and every missing field is a problem.
pub(super) fn parse_header(table: &TableDef, file: &str, names: &[String], problems: &Problems) -> Option<Header> {
    let at = |column: usize, name: &str| Location::Text {
        file: file.to_owned(),
        line: 1,
        column: column + 1,
        width: name.chars().count().max(1),
        excerpt: String::new(),
    };
    let mut columns: Vec<Option<usize>> = vec![None; table.fields.len()];
    let mut sound = true;
    for (column, name) in names.iter().enumerate() {
        let Some(field) = table.field(name) else {
            sound = false;
            let known = table.fields.iter().flat_map(spellings);
            problems.push(
                Problem::error(
                    "unknown-column",
                    format!("{file} 第 {} 欄「{name}」不是「{}」的欄位", column + 1, table.name),
                )
                .at(at(column, name))
                .hint_if(did_you_mean(name, known))
                .hint("不需要的欄位請先從匯出檔刪除；欄位清單見 hrstat fields"),
            );
            continue;
        };
        let index = table.fields.iter().position(|known| known.name == field.name).unwrap_or(0);
        if let Some(earlier) = columns[index].replace(column) {
            sound = false;
            let message = format!("{file} 第 {} 欄與第 {} 欄都是「{}」", earlier + 1, column + 1, field.name);
            problems.push(Problem::error("duplicate-column", message).at(at(column, name)));
        }
    }
    for (field, _) in table.fields.iter().zip(&columns).filter(|(field, column)| field.required && column.is_none()) {
        sound = false;
        let names: Vec<&str> = spellings(field).collect();
        problems.push(
            Problem::error("missing-column", format!("{file} 缺少必要欄位「{}」", field.name))
                .at(Location::File { file: file.to_owned() })
                .hint(format!("可用的欄名：{}", names.join("、"))),
        );
    }
    sound.then_some(Header { columns, width: names.len() })
}

fn spellings(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(field.name.as_str()).chain(field.aliases.iter().map(String::as_str))
}
