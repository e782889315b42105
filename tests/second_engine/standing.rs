//! The queries that people start from, `queries/` and those of `examples/`, over synthetic persons.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use hrstat::dataset::{Dataset, NoProgress, SynthError, SynthOptions, synthesize_years};
use hrstat::domain::{AsOf, Dictionary, FieldType, PERSON, parse_authorities};
use hrstat::query::{ColumnHow, Orders, Query, Snapshots, Value, value_at};
use hrstat::settings::DEFAULT_AUTHORITIES;
use hrstat::source::{Problems, SourceText};
use jiff::civil::{Date, date};
use rusqlite::types::Value as Stored;

use crate::both::{Both, dictionary, plan};
use crate::difference::difference;
use crate::snapshot::{Rows, Snapshot};

/// Enough for almost every query to be about somebody.
const PERSONS: u64 = 6_000;
/// Year-ends, the last of them [`LAST_DAY`].
const YEARS: u32 = 5;
const LAST_DAY: Date = date(2025, 12, 31);

/// Every query file, by its name: of an application form what stands under `[query]`.
fn query_files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for folder in ["queries", "examples"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let path = entry.unwrap().into_path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let parsed: toml::Table = text.parse().unwrap();
            let query = match parsed.get("query") {
                Some(query) => toml::to_string(query).unwrap(),
                None if parsed.contains_key("table") || parsed.contains_key("list") => text,
                None => continue,
            };
            files.insert(path.strip_prefix(root).unwrap().display().to_string(), query);
        }
    }
    files
}

fn rows(dictionary: &Dictionary, table: &str, dataset: &Dataset) -> Rows {
    let frame = dataset.table(table).unwrap();
    let fields: Vec<(String, FieldType)> =
        dictionary.table(table).unwrap().fields.iter().map(|field| (field.name.clone(), field.kind)).collect();
    let cell = |name: &str, row: usize| match value_at(frame.column(name).unwrap(), row).unwrap() {
        Value::Null => Stored::Null,
        Value::Bool(flag) => Stored::Integer(flag.into()),
        Value::Integer(number) => Stored::Integer(number),
        Value::Decimal(number) => Stored::Real(number),
        Value::Date(day) => Stored::Text(day.to_string()),
        Value::Text(text) => Stored::Text(text),
    };
    let row = |row: usize| fields.iter().map(|(name, _)| cell(name, row)).collect();
    Rows { rows: (0..frame.height()).map(row).collect(), fields }
}

/// The tables that `queries` read, by day.
fn tables_read(queries: &BTreeMap<String, Query>) -> BTreeMap<AsOf, BTreeSet<String>> {
    let mut read: BTreeMap<AsOf, BTreeSet<String>> = BTreeMap::new();
    for query in queries.values() {
        let days = match query.snapshots() {
            Snapshots::Latest => vec![AsOf::new(LAST_DAY)],
            Snapshots::Dates(days) => days.clone(),
        };
        let children = query.derived().iter().filter_map(|column| match &column.how {
            ColumnHow::Child(take) => Some(take.table.clone()),
            _ => None,
        });
        let tables: Vec<String> = children.chain([PERSON.to_owned(), query.unit().to_owned()]).collect();
        for day in days {
            read.entry(day).or_default().extend(tables.iter().cloned());
        }
    }
    read
}

/// Synthetic year-ends with those tables; a day after the last of them sees the same persons.
fn synthetic(dictionary: &Dictionary, read: &BTreeMap<AsOf, BTreeSet<String>>) -> Vec<Snapshot> {
    let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
    let authorities = parse_authorities(&source, &Problems::new()).unwrap();
    let options = SynthOptions { persons: PERSONS, seed: 20, as_of: AsOf::new(LAST_DAY) };
    let mut snapshots = Vec::new();
    let mut keep = |as_of: AsOf, dataset: Dataset| {
        let last = as_of.date() == LAST_DAY;
        let asked = read.iter().filter(|(day, _)| **day == as_of || last && day.date() > LAST_DAY);
        for (day, tables) in asked {
            let tables = tables.iter().map(|table| (table.clone(), rows(dictionary, table, &dataset)));
            snapshots.push(Snapshot::new(*day, tables.collect()));
        }
        Ok::<_, SynthError>(())
    };
    synthesize_years(dictionary, &authorities, &options, YEARS, &NoProgress, &mut keep).unwrap();
    snapshots
}

#[test]
fn the_queries_of_the_repository_have_one_answer() {
    let dictionary = dictionary();
    let files = query_files();
    let of = |folder: &str| files.keys().filter(|name| name.starts_with(folder)).count();
    assert!(of("queries") >= 30 && of("examples") >= 15, "{:?}", files.keys());
    let planned = |(name, toml): (&String, &String)| (name.clone(), plan(&dictionary, toml).unwrap());
    let queries: BTreeMap<String, Query> = files.iter().map(planned).collect();
    let snapshots = synthetic(&dictionary, &tables_read(&queries));
    let both = Both::new(&dictionary, snapshots, AsOf::new(LAST_DAY), Orders::new());
    let (mut told, mut nobody) = (Vec::new(), Vec::new());
    for (name, query) in &queries {
        let (first, second) = both.answers(query).unwrap();
        told.extend(difference(&first, &second).map(|difference| format!("{name}: {difference}")));
        nobody.extend((first.rows == 0).then_some(name));
    }
    assert!(told.is_empty(), "the engines differ:\n{}", told.join("\n"));
    assert!(nobody.len() <= 4, "about nobody: {nobody:?}");
}
