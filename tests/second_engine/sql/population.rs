//! The rows of a query: one table `population` with every field and the number of its snapshot.

use hrstat::domain::{Band, FieldType, IDENTITY, PERSON, SNAPSHOT_DATE};
use hrstat::query::{Column, ColumnHow, Query};

use super::child::taken;
use super::expression::in_sql;
use super::store::{Store, stored};
use super::{quote, text};

/// A column of `population`.
pub(super) fn of_population(name: &str) -> String {
    format!("population.{}", quote(name))
}

/// A column of `unit`: the rows of one snapshot while fields are added.
pub(super) fn of_unit(name: &str) -> String {
    format!("unit.{}", quote(name))
}

/// The label of the band in which `value` falls.
pub(super) fn in_band(value: &str, band: &Band) -> String {
    let labels = band.labels();
    let (last, below) = labels.split_last().unwrap();
    let branches: String = band
        .breaks()
        .iter()
        .zip(below)
        .map(|(edge, label)| format!(" WHEN {value} < {edge:?} THEN {}", text(label)))
        .collect();
    format!("CASE WHEN {value} IS NULL THEN NULL{branches} ELSE {} END", text(last))
}

impl Store<'_> {
    /// Makes the table `population`.
    pub(super) fn assemble(&self, query: &Query, snapshots: &[usize]) {
        self.run("DROP TABLE IF EXISTS population");
        for (place, snapshot) in snapshots.iter().enumerate() {
            self.run(&format!("CREATE TEMP TABLE unit AS SELECT * FROM {}", stored(*snapshot, query.unit())));
            self.run(&format!("CREATE INDEX of_unit ON unit ({})", quote(IDENTITY)));
            for column in query.derived().iter().filter(|column| column.own) {
                self.fill("unit", &column.name, &self.derived(column, *snapshot));
            }
            let condition = query.population().map_or_else(|| "1".to_owned(), |condition| in_sql(condition, &of_unit));
            let rows = format!("SELECT {place} AS _snapshot, unit.* FROM unit WHERE {condition}");
            let target = if place == 0 { "CREATE TEMP TABLE population AS" } else { "INSERT INTO population" };
            self.run(&format!("{target} {rows}; DROP TABLE unit"));
        }
    }

    fn derived(&self, column: &Column, snapshot: usize) -> String {
        match &column.how {
            ColumnHow::Expression(expr) => in_sql(expr, &of_unit),
            ColumnHow::Band { of, band } => in_band(&of_unit(of), band),
            ColumnHow::Child(take) => taken(take, snapshot),
        }
    }

    /// What values the field `name` of the query's rows has.
    pub(super) fn kind_of(&self, query: &Query, name: &str) -> FieldType {
        if name == SNAPSHOT_DATE {
            return FieldType::Date;
        }
        if let Some(own) = query.derived().iter().find(|column| column.own && column.name == name) {
            return own.kind;
        }
        let of_table = |table: &str| self.dictionary.table(table)?.fields.iter().find(|field| field.name == name);
        let stored = of_table(query.unit()).or_else(|| of_table(PERSON)).map(|field| field.kind);
        let derived =
            || self.dictionary.derived.iter().find(|derived| derived.name == name).map(|derived| derived.kind);
        stored.or_else(derived).unwrap_or_else(|| panic!("no field {name}"))
    }
}
