//! Small datasets written by hand, for the tests of the checks and of the faults.

use jiff::civil::Date;
use polars::prelude::{BooleanChunked, NewChunkedArray};

use super::history_table::HistoryTable;
use super::persons::{Persons, RowsByPerson};
use super::post_table::PostTable;
use crate::dataset::dataset::Dataset;
use crate::dataset::faults::frame_edits::{FrameEdits, NewCell};
use crate::dataset::synth::tests::{authorities, dictionary as default_dictionary};
use crate::dataset::table_builder::{TableBuilder, Value};
use crate::dataset::{NoProgress, SynthOptions, synthesize};
use crate::domain::epoch_day;
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

/// Invented persons, for 31 December 2025.
pub(crate) fn synthetic(persons: u64, seed: u64) -> Dataset {
    let options = SynthOptions { persons, seed, as_of: as_of() };
    synthesize(&default_dictionary(), &authorities(), &options, &NoProgress).unwrap()
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

/// 人員 as it must have been on an earlier day, by what `dataset` records: who had not come yet is not there, who has moved
/// since is where she was.
pub(crate) fn rewound(dataset: &Dataset, earlier: AsOf) -> Dataset {
    let dictionary = default_dictionary();
    let source = dataset.at(earlier);
    let day = epoch_day(earlier.date());
    let persons = Persons::read(&source, Some(&dictionary), &[]).unwrap();
    let table = HistoryTable::read(&source, &dictionary, "經歷", &[IDENTITY, "主管機關", "到職日", "離職日"]);
    let table = table.unwrap().unwrap();
    let authorities = table.texts("主管機關").unwrap().clone();
    let rows = RowsByPerson::gather(&persons.index(), persons.len(), Some(&table));
    let posts = PostTable::new(&table, rows).unwrap();
    let mut edits = FrameEdits::default();
    let mut line = Vec::new();
    let mut there = Vec::new();
    for person in 0..persons.len() {
        there.push(persons.first[person].unwrap() <= day);
        posts.read_posts(person, &mut line);
        if let Some(post) = line.iter().rfind(|post| post.start <= day)
            && persons.arrival[person].unwrap() > day
        {
            // Away without pay on that day, and back since.
            if !post.holds(day) {
                edits.set("離職日", person, NewCell::Day(post.end));
            }
            edits.set("到職日", person, NewCell::Day(Some(post.start)));
            // On leave on that day, and back since.
            edits.set("離職日", person, NewCell::Day(post.end.filter(|end| *end <= day)));
            let authority = authorities.get(post.row).map(ToOwned::to_owned);
            edits.set("主管機關", person, NewCell::Text(authority));
        }
    }
    let frame = edits.apply(dataset.table("人員").unwrap(), IDENTITY).unwrap();
    let mask = BooleanChunked::from_iter_values("there".into(), there.into_iter());
    Dataset::new(vec![("人員".to_owned(), frame.filter(&mask).unwrap())])
}
