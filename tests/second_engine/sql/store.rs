//! Snapshots in SQLite: every table with the person's fields and the dictionary's derived fields beside its own.

use std::cell::Cell;

use hrstat::domain::{AsOf, Dictionary, Formula, IDENTITY, PERSON, SNAPSHOT_DATE};
use hrstat::expr;
use hrstat::query::{MeasureKind, Orders, Query, scope_of};
use rusqlite::{Connection, params_from_iter};

use super::expression::in_sql;
use super::population::{in_band, of_asked};
use super::{quote, text};
use crate::answer::{Answer, Content, TableAnswer};
use crate::snapshot::Rows;

/// The second engine and its data.
pub(crate) struct Store<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) connection: Connection,
    pub(super) days: Vec<AsOf>,
    /// The first day that the present query asks.
    pub(super) first_day: Cell<Option<AsOf>>,
}

/// The name of `table` in the snapshot with this number.
pub(super) fn stored(snapshot: usize, table: &str) -> String {
    quote(&format!("{snapshot}:{table}"))
}

impl<'a> Store<'a> {
    /// Nothing yet.
    pub(crate) fn new(dictionary: &'a Dictionary) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        // LIKE of the language tells A from a.
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA case_sensitive_like = ON;").unwrap();
        Self { dictionary, connection, days: Vec::new(), first_day: Cell::new(None) }
    }

    /// Answers `query` from the snapshots with these numbers.
    pub(crate) fn answer(&self, query: &Query, snapshots: &[usize], orders: &Orders) -> Answer {
        let undecided = self.assemble(query, snapshots);
        let count = |what: &str| -> u64 {
            let sql = format!("SELECT {what} FROM population");
            self.connection.query_row(&sql, [], |row| row.get::<_, u32>(0)).unwrap().into()
        };
        let (persons, rows) = (count(&format!("COUNT(DISTINCT {})", quote(IDENTITY))), count("COUNT(*)"));
        let mut tables = Vec::new();
        for table in query.tables() {
            let narrowed = self.ask(table.condition.as_ref());
            let content = Content::CrossTab(self.crosstab(query, table, orders));
            let measures = table.measures.iter().map(|measure| match &measure.kind {
                MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
                    self.unknown("asked", &in_sql(condition, &of_asked))
                }
                MeasureKind::Statistic(_, of) => self.unknown("asked", &of_asked(of)),
                _ => None,
            });
            let missing = [undecided, narrowed].into_iter().chain(measures).flatten().collect();
            tables.push(TableAnswer { content, missing });
        }
        for list in query.lists() {
            let narrowed = self.ask(list.condition.as_ref());
            let content = Content::List(self.list(query, list, orders));
            tables.push(TableAnswer { content, missing: [undecided, narrowed].into_iter().flatten().collect() });
        }
        Answer { tables, persons, rows }
    }

    /// Takes in the next snapshot, 人員 first.
    pub(crate) fn add(&mut self, as_of: AsOf, tables: &[(&str, &Rows)]) {
        let snapshot = self.days.len();
        self.days.push(as_of);
        for (name, rows) in tables {
            self.insert(&quote("given"), rows);
            if *name == PERSON {
                self.person(snapshot);
            } else {
                self.child(snapshot, name);
            }
            self.run("DROP TABLE given");
        }
    }

    pub(super) fn run(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    /// Adds the column `name` to `table` and fills it.
    pub(super) fn fill(&self, table: &str, name: &str, value: &str) {
        let name = quote(name);
        self.run(&format!("ALTER TABLE {table} ADD COLUMN {name}; UPDATE {table} SET {name} = {value}"));
    }

    fn insert(&self, table: &str, rows: &Rows) {
        // Columns without a type: SQLite keeps every value as it is.
        let names: Vec<String> = rows.fields.iter().map(|(name, _)| quote(name)).collect();
        self.run(&format!("CREATE TABLE {table} (_row INTEGER PRIMARY KEY, {})", names.join(", ")));
        let places = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", "));
        let mut statement = self.connection.prepare(&sql).unwrap();
        self.run("BEGIN");
        for row in &rows.rows {
            statement.execute(params_from_iter(row)).unwrap();
        }
        self.run("COMMIT");
    }

    fn day(&self, snapshot: usize) -> String {
        text(&self.days[snapshot].date().to_string())
    }

    fn person(&self, snapshot: usize) {
        let table = stored(snapshot, PERSON);
        self.run(&format!("CREATE TABLE {table} AS SELECT * FROM given"));
        self.fill(&table, SNAPSHOT_DATE, &self.day(snapshot));
        let scope = scope_of(self.dictionary, self.dictionary.table(PERSON).unwrap());
        for derived in &self.dictionary.derived {
            let value = match &derived.formula {
                Formula::Expression(formula) => {
                    let checked = expr::check(&expr::parse(formula).unwrap(), &scope).unwrap();
                    in_sql(&checked.expr, &|name| format!("{table}.{}", quote(name)))
                }
                Formula::Band { of, band } => in_band(&quote(of), band),
            };
            self.fill(&table, &derived.name, &value);
        }
        self.run(&format!("CREATE INDEX {} ON {table} ({})", quote(&format!("{snapshot}:of")), quote(IDENTITY)));
    }

    /// A child table: its own fields, then what it does not hide of the person's.
    fn child(&self, snapshot: usize, name: &str) {
        let table = stored(snapshot, name);
        let (own, person) = (self.columns("given"), self.columns(&stored(snapshot, PERSON)));
        let person = person.iter().filter(|name| !own.contains(name) && *name != SNAPSHOT_DATE);
        let shown: Vec<String> = person.map(|name| format!("person.{}", quote(name))).collect();
        let identity = quote(IDENTITY);
        self.run(&format!(
            "CREATE TABLE {table} AS SELECT given.*, {} FROM given LEFT JOIN {} AS person ON person.{identity} = given.{identity};
             CREATE INDEX {} ON {table} ({identity})",
            shown.join(", "),
            stored(snapshot, PERSON),
            quote(&format!("{snapshot}:of:{name}")),
        ));
        self.fill(&table, SNAPSHOT_DATE, &self.day(snapshot));
    }

    pub(super) fn columns(&self, table: &str) -> Vec<String> {
        let statement = self.connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        statement.column_names().into_iter().map(ToOwned::to_owned).collect()
    }
}
