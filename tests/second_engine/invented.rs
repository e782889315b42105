//! Invented snapshots: a hundred persons with nulls in every field, events without a person, persons without an event,
//! many events on one day, and in every snapshot other rows in another order.

use std::collections::BTreeMap;

use hrstat::domain::{AsOf, Dictionary, IDENTITY, PERSON, TableDef};
use rusqlite::types::Value;

use crate::dice::Dice;
use crate::snapshot::{Rows, Snapshot};
use crate::vocabulary::{SNAPSHOT_DAYS, values_of};

/// Persons that exist in some snapshot.
const PERSONS: usize = 120;

/// One snapshot for each of [`SNAPSHOT_DAYS`].
pub(crate) fn invented_snapshots(dictionary: &Dictionary) -> Vec<Snapshot> {
    let snapshots = SNAPSHOT_DAYS.iter().zip(1..).map(|(day, seed)| {
        let mut dice = Dice::new(seed);
        let mut identities: Vec<usize> = (1..=PERSONS).filter(|_| dice.chance(85)).collect();
        identities = dice.several(&identities, identities.len());
        let tables = dictionary.tables.iter().map(|table| {
            let owners = if table.name == PERSON { identities.clone() } else { owners(&mut dice, &table.name) };
            (table.name.clone(), rows(&mut dice, dictionary, table, &owners))
        });
        let tables: BTreeMap<String, Rows> = tables.collect();
        Snapshot::new(AsOf::new(day.parse().unwrap()), tables)
    });
    snapshots.collect()
}

/// Whose the rows of a child table are: a third of the persons have none, a few have many, and some rows have nobody.
fn owners(dice: &mut Dice, table: &str) -> Vec<usize> {
    let rows = match table {
        "考績" | "經歷" => 240,
        "考試" | "語文" | "訓練" | "家屬" => 120,
        // A table of which nobody has a row.
        "兼職" => 0,
        _ => 40,
    };
    let owner = |dice: &mut Dice| match dice.below(20) {
        0 => PERSONS + 1 + dice.below(3),
        1..=5 => 1 + dice.below(8),
        _ => 1 + dice.below(PERSONS * 2 / 3),
    };
    (0..rows).map(|_| owner(dice)).collect()
}

fn rows(dice: &mut Dice, dictionary: &Dictionary, table: &TableDef, owners: &[usize]) -> Rows {
    let pools: Vec<Vec<Value>> = table.fields.iter().map(|field| values_of(dictionary, field)).collect();
    let row = |dice: &mut Dice, owner: usize| -> Vec<Value> {
        let cells = table.fields.iter().zip(&pools).map(|(field, pool)| {
            if field.name == IDENTITY {
                // No identity number looks like this.
                return Value::Text(format!("P{owner:06}"));
            }
            let empty = match field.name.as_str() {
                "離職日" => 50,
                "暫支俸點" => 95,
                "護照號碼" => 100,
                _ if field.required => 4,
                _ => 20,
            };
            if dice.chance(empty) { Value::Null } else { dice.pick(pool).clone() }
        });
        cells.collect()
    };
    Rows {
        fields: table.fields.iter().map(|field| (field.name.clone(), field.kind)).collect(),
        rows: owners.iter().map(|owner| row(dice, *owner)).collect(),
    }
}
