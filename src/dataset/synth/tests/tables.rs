//! Tables, codes, numbers of persons and agencies.

use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::domain::{FieldType, checksum_holds};

/// The same seed gives the same dataset, whatever thread made which part; another seed another.
#[test]
fn the_seed_decides() {
    // Several chunks, so that several threads take part.
    let (one, again, other) = (made(9_000, 1), made(9_000, 1), persons_only(9_000, 2));
    for ((name, frame), (_, same)) in one.tables().zip(again.tables()) {
        assert!(frame.equals_missing(same), "{name}");
    }
    assert!(!one.table("人員").unwrap().equals_missing(other.table("人員").unwrap()));
}

/// No number may belong to a real person, and each is there once.
#[test]
fn identity_numbers_are_unique_and_belong_to_nobody() {
    let dataset = made(3_000, 3);
    let identities = texts(dataset.table("人員").unwrap(), "身分證統一編號");
    let unique: HashSet<_> = identities.iter().flatten().collect();
    assert_eq!(unique.len(), 3_000);
    let relatives = texts(dataset.table("家屬").unwrap(), "家屬身分證號");
    assert!(identities.iter().chain(&relatives).flatten().all(|id| id.len() == 10 && !checksum_holds(id)));
}

/// Every field gets its type and, where it is a code, a label of its list; only sparse fields stay empty.
#[test]
fn every_code_is_in_its_list() {
    let (dataset, dictionary) = (made(3_000, 4), dictionary());
    for table in &dictionary.tables {
        let frame = dataset.table(&table.name).unwrap();
        assert!(frame.height() > 0, "{}", table.name);
        let fields: Vec<_> = table.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(frame.get_column_names(), fields);
        for field in &table.fields {
            let nulls = frame.column(&field.name).unwrap().null_count();
            assert!(!field.required || nulls == 0, "{}.{}", table.name, field.name);
            assert!(nulls < frame.height() || field.sparse, "{}.{} is empty", table.name, field.name);
            if field.kind == FieldType::Code {
                let list = dictionary.codes_of(field).unwrap();
                for label in texts(frame, &field.name).into_iter().flatten().collect::<HashSet<_>>() {
                    assert!(list.labels().any(|known| known == label), "{}.{}: {label}", table.name, field.name);
                }
            }
        }
    }
}

/// One head an agency; some agencies so small that counts of them are disclosive.
#[test]
fn agencies_have_one_head_and_some_are_tiny() {
    let dataset = persons_only(20_000, 5);
    let frame = dataset.table("人員").unwrap();
    let (agencies, chiefs, leave) = (texts(frame, "服務機關"), texts(frame, "主管級別"), days(frame, "離職日"));
    let mut sizes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in 0..frame.height() {
        let size = sizes.entry(agencies[row].as_deref().unwrap()).or_default();
        size.0 += 1;
        size.1 += u32::from(chiefs[row].as_deref() == Some("機關首長") && leave[row].is_none());
    }
    assert!(sizes.values().all(|(_, heads)| *heads <= 1));
    assert!(sizes.values().filter(|(size, _)| *size <= 2).count() > 10);
    assert!(sizes.len() > 500, "{}", sizes.len());
}

/// A national snapshot is as large as the real one: about six posts, fifteen appraisals, twenty trainings a person.
#[test]
fn tables_are_as_long_as_they_are_nationwide() {
    let dataset = made(4_000, 10);
    let a_person = |table: &str| percent(dataset.rows(table), 100 * dataset.rows("人員"));
    for (table, from, to) in [("經歷", 5.5, 6.5), ("考績", 13.5, 16.0), ("訓練", 19.0, 21.0), ("銓審", 4.5, 7.0)]
    {
        assert!((from..to).contains(&a_person(table)), "{table}: {}", a_person(table));
    }
    assert_eq!(dataset.rows("緊急通知人"), 4_000);
}
