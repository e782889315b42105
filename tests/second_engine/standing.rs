//! The queries that people start from, `queries/` and those of `examples/`, over synthetic persons.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hrstat::dataset::{Dataset, NoProgress, SynthError, SynthOptions, synthesize_years};
use hrstat::domain::{AsOf, Dictionary, FieldType, parse_authorities};
use hrstat::query::{Orders, Value, value_at};
use hrstat::settings::DEFAULT_AUTHORITIES;
use hrstat::source::{Problems, SourceText};
use rusqlite::types::Value as Stored;

use crate::both::{Both, dictionary};
use crate::snapshot::{Rows, Snapshot};

/// Enough for every authority to have somebody.
const PERSONS: u64 = 3_000;

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

fn synthetic(dictionary: &Dictionary) -> (Vec<Snapshot>, Orders) {
    let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
    let authorities = parse_authorities(&source, &Problems::new()).unwrap();
    let options = SynthOptions { persons: PERSONS, seed: 7, as_of: AsOf::new("2025-12-31".parse().unwrap()) };
    let mut snapshots = Vec::new();
    let mut keep = |as_of, dataset: Dataset| {
        let tables =
            dictionary.tables.iter().map(|table| (table.name.clone(), rows(dictionary, &table.name, &dataset)));
        snapshots.push(Snapshot::new(as_of, tables.collect()));
        Ok::<_, SynthError>(())
    };
    synthesize_years(dictionary, &authorities, &options, 1, &NoProgress, &mut keep).unwrap();
    (snapshots, Orders::new())
}

#[test]
fn the_queries_of_the_repository_have_one_answer() {
    let dictionary = dictionary();
    let (snapshots, orders) = synthetic(&dictionary);
    let both = Both::new(&dictionary, snapshots, orders);
    let files = query_files();
    let of = |folder: &str| files.keys().filter(|name| name.starts_with(folder)).count();
    assert!(of("queries") >= 11 && of("examples") >= 5, "{:?}", files.keys());
    let mut told = Vec::new();
    for (name, toml) in &files {
        let (first, _) = both.answers(&both.plan(toml).unwrap()).unwrap();
        assert!(first.rows > 0, "{name} is about nobody");
        told.extend(both.difference(toml).map(|difference| format!("{name}: {difference}")));
    }
    assert!(told.is_empty(), "the engines differ:\n{}", told.join("\n"));
}
