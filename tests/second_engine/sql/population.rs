//! The rows of a query: one table `population` with every field and the number of its snapshot.

use hrstat::domain::{Band, FieldType, IDENTITY, PERSON, SNAPSHOT_DATE};
use hrstat::expr::Expr;
use hrstat::query::{Column, ColumnHow, Otherwise, Query};
use rusqlite::Row;

use super::child::taken;
use super::expression::in_sql;
use super::store::{Store, stored};
use super::{branches, quote, text};

/// A column of `asked`: the rows of one table or list.
pub(super) fn of_asked(name: &str) -> String {
    format!("asked.{}", quote(name))
}

/// A column of `unit`: the rows of one snapshot while fields are added.
pub(super) fn of_unit(name: &str) -> String {
    format!("unit.{}", quote(name))
}

/// The label of the band in which `value` falls.
pub(super) fn in_band(value: &str, band: &Band) -> String {
    let labels = band.labels();
    let (last, below) = labels.split_last().unwrap();
    let edges = band.breaks().iter().zip(below);
    let bands = branches(edges.map(|(edge, label)| (format!("{value} < {edge:?}"), text(label))));
    format!("CASE WHEN {value} IS NULL THEN NULL{bands} ELSE {} END", text(last))
}

/// Other values in the place of some; null stays null.
fn recoded(value: &str, values: &[(String, String)], otherwise: &Otherwise) -> String {
    let pairs = branches(values.iter().map(|(old, new)| (format!("{value} = {}", text(old)), text(new))));
    let rest = match otherwise {
        Otherwise::Stays => value.to_owned(),
        Otherwise::Becomes(rest) => text(rest),
        Otherwise::Null => "NULL".to_owned(),
    };
    format!("CASE WHEN {value} IS NULL THEN NULL{pairs} ELSE {rest} END")
}

/// The value of a query's own field in a row of `unit`.
fn derived(column: &Column, snapshot: usize) -> String {
    match &column.how {
        ColumnHow::Expression(expr) => in_sql(expr, &of_unit),
        ColumnHow::Band { of, band } => in_band(&of_unit(of), band),
        ColumnHow::Child(take) => taken(take, snapshot),
        ColumnHow::Recode { of, values, otherwise } => recoded(&of_unit(of), values, otherwise),
    }
}

impl Store<'_> {
    /// Makes the table `population`. Gives the rows and persons of which its condition is unknown: of persons the fewest of
    /// one snapshot, as is said to people.
    pub(super) fn assemble(&self, query: &Query, snapshots: &[usize]) -> Option<(u64, u64)> {
        self.run("DROP TABLE IF EXISTS population");
        self.first_day.set(snapshots.iter().map(|snapshot| self.days[*snapshot]).min());
        let mut unknown: Option<(u64, u64)> = None;
        for (place, snapshot) in snapshots.iter().enumerate() {
            self.run(&format!("CREATE TEMP TABLE unit AS SELECT * FROM {}", stored(*snapshot, query.unit())));
            self.run(&format!("CREATE INDEX of_unit ON unit ({})", quote(IDENTITY)));
            for column in query.derived().iter().filter(|column| column.own) {
                self.fill("unit", &column.name, &derived(column, *snapshot));
            }
            let condition = query.population().map_or_else(|| "1".to_owned(), |condition| in_sql(condition, &of_unit));
            if let Some((rows, persons)) = self.unknown("unit", &condition) {
                let (before, fewest) = unknown.unwrap_or((0, persons));
                unknown = Some((before + rows, fewest.min(persons)));
            }
            let rows = format!("SELECT {place} AS _snapshot, unit.* FROM unit WHERE {condition}");
            let target = if place == 0 { "CREATE TEMP TABLE population AS" } else { "INSERT INTO population" };
            self.run(&format!("{target} {rows}; DROP TABLE unit"));
        }
        unknown
    }

    /// Makes the view `asked`: the population, narrowed for one table or list. Gives the rows and persons of which that is
    /// unknown.
    pub(super) fn ask(&self, condition: Option<&Expr>) -> Option<(u64, u64)> {
        let of_population = |name: &str| format!("population.{}", quote(name));
        let condition = condition.map_or_else(|| "1".to_owned(), |condition| in_sql(condition, &of_population));
        self.run("DROP VIEW IF EXISTS asked");
        self.run(&format!("CREATE TEMP VIEW asked AS SELECT * FROM population WHERE {condition}"));
        self.unknown("population", &condition)
    }

    /// The rows of `table`, and their persons, where `value` is null; none where there are none.
    pub(super) fn unknown(&self, table: &str, value: &str) -> Option<(u64, u64)> {
        let identity = quote(IDENTITY);
        let sql = format!("SELECT COUNT(*), COUNT(DISTINCT {table}.{identity}) FROM {table} WHERE {value} IS NULL");
        let read = |row: &Row<'_>| Ok((row.get::<_, u32>(0)?.into(), row.get::<_, u32>(1)?.into()));
        let (rows, persons) =
            self.connection.query_row(&sql, [], read).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        (rows > 0).then_some((rows, persons))
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
