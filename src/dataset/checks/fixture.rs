//! Small datasets written by hand, for the tests of the checks and of the faults.

use jiff::civil::Date;

use crate::dataset::dataset::Dataset;
use crate::dataset::epoch_day::epoch_day;
use crate::dataset::synth::tests::dictionary as default_dictionary;
use crate::dataset::table_builder::{TableBuilder, Value};
use crate::domain::{AsOf, Dictionary, Disclosure, Field, FieldType, IDENTITY, TableDef, parse_date};

/// The day for which they speak.
pub(crate) fn as_of() -> AsOf {
    AsOf::new(Date::constant(2025, 12, 31))
}

/// The dictionary, with 銓審 where it does not have it yet.
pub(crate) fn dictionary() -> Dictionary {
    let mut dictionary = default_dictionary();
    if dictionary.table("銓審").is_none() {
        let model = dictionary.table("考試").unwrap().fields[0].clone();
        let field = |(name, kind): (&str, FieldType)| Field {
            name: name.to_owned(),
            aliases: Vec::new(),
            kind,
            required: false,
            codes: None,
            disclosure: Disclosure::None,
            ..model.clone()
        };
        let fields = [
            (IDENTITY, FieldType::Text),
            ("核定日期", FieldType::Date),
            ("審查結果", FieldType::Text),
            ("官等", FieldType::Text),
            ("職等", FieldType::Integer),
            ("生效日期", FieldType::Date),
        ];
        dictionary.tables.push(TableDef {
            name: "銓審".into(),
            parent: Some("人員".into()),
            source: String::new(),
            definition: String::new(),
            fields: fields.map(field).into(),
        });
    }
    dictionary
}

/// Rows of tables: `("經歷", "A1 到職日=0990301 離職日=1000101")`. The first word is the identity number.
pub(crate) fn dataset(rows: &[(&str, &str)]) -> Dataset {
    let dictionary = dictionary();
    let tables = dictionary.tables.iter().map(|table| {
        let mut builder = TableBuilder::new(table, 0);
        for (_, row) in rows.iter().filter(|(name, _)| *name == table.name) {
            let mut cells = row.split(' ');
            let identity = cells.next().unwrap();
            let cells: Vec<(&str, &str)> = cells.map(|cell| cell.split_once('=').unwrap()).collect();
            for (name, _) in &cells {
                assert!(table.fields.iter().any(|field| field.name == *name), "{name} is no field of {}", table.name);
            }
            builder.push(|column| {
                let field = &table.fields[column];
                if field.name == IDENTITY {
                    return Value::Text(identity);
                }
                match cells.iter().find(|(name, _)| *name == field.name) {
                    None => Value::Null,
                    Some((_, text)) => value(field.kind, text),
                }
            });
        }
        (table.name.clone(), builder.finish().unwrap())
    });
    Dataset::new(tables.collect())
}

fn value(kind: FieldType, text: &str) -> Value<'_> {
    match kind {
        FieldType::Date => Value::Day(epoch_day(parse_date(text).unwrap())),
        FieldType::Integer => Value::Integer(text.parse().unwrap()),
        _ => Value::Text(text),
    }
}
