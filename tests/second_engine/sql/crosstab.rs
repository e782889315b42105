//! A crosstab: for each level of grouping one SELECT, for each cell the group that it shows.

use std::collections::HashMap;

use hrstat::domain::IDENTITY;
use hrstat::query::{AxisKey, CrossTab, Orders, Query, Value};
use rusqlite::types::Value as Stored;

use super::axis::Values;
use super::cell::Place;
use super::measure::{COLUMNS, Group};
use super::population::of_asked;
use super::store::Store;
use super::value_of;
use crate::answer::CrossTabAnswer;

/// The groups of one level, by the values of the row fields and the column fields that it groups by.
type Level = HashMap<String, Group>;

/// The values of the fields that a member of an axis holds fast; a total holds none.
fn held(key: &AxisKey) -> &[Value] {
    key.as_deref().unwrap_or_default()
}

/// `Value` has no hash of its own; the type belongs to the key.
fn spelled(row: &[Value], column: &[Value]) -> String {
    format!("{row:?} {column:?}")
}

impl Store<'_> {
    pub(super) fn crosstab(&self, query: &Query, table: &CrossTab, orders: &Orders) -> CrossTabAnswer {
        let row_keys = self.axis(query, table, &table.rows, orders);
        let column_keys = self.axis(query, table, &table.columns, orders);
        let mut levels: HashMap<(usize, usize), Level> = HashMap::new();
        let mut cells = Vec::new();
        for row in &row_keys {
            for column in &column_keys {
                let (row, column) = (held(row), held(column));
                for depths in [(row.len(), column.len()), (row.len(), 0), (0, column.len()), (0, 0)] {
                    levels.entry(depths).or_insert_with(|| self.level(query, table, depths));
                }
                let group =
                    |row: &[Value], column: &[Value]| levels[&(row.len(), column.len())].get(&spelled(row, column));
                cells.extend(self.cells(table, &Place { row, column, group: &group }));
            }
        }
        CrossTabAnswer {
            row_fields: table.rows.clone(),
            column_fields: table.columns.clone(),
            measures: table.measures.iter().map(|measure| measure.name.clone()).collect(),
            row_keys,
            column_keys,
            cells,
        }
    }

    fn axis(&self, query: &Query, table: &CrossTab, fields: &[String], orders: &Orders) -> Vec<AxisKey> {
        if fields.is_empty() {
            return vec![Some(Vec::new())];
        }
        let columns: Vec<String> = fields.iter().map(|field| of_asked(field)).collect();
        let found = self.rows(&format!("SELECT DISTINCT {} FROM asked", columns.join(", ")));
        let found: Vec<Vec<Value>> = found.into_iter().map(|row| self.typed(query, fields, row)).collect();
        let fields: Vec<_> = fields.iter().map(|name| (name.clone(), self.kind_of(query, name))).collect();
        let values = Values { dictionary: self.dictionary, query, orders };
        values.members(table, &fields, &found, self.first_day.get().unwrap())
    }

    fn typed(&self, query: &Query, fields: &[String], row: Vec<Stored>) -> Vec<Value> {
        fields.iter().zip(row).map(|(field, stored)| value_of(stored, self.kind_of(query, field))).collect()
    }

    /// The groups by the first so many row fields and the first so many column fields.
    fn level(&self, query: &Query, table: &CrossTab, (rows, columns): (usize, usize)) -> Level {
        let fields: Vec<String> = [&table.rows[..rows], &table.columns[..columns]].concat();
        let by: Vec<String> = fields.iter().map(|field| of_asked(field)).collect();
        let persons = format!("COUNT(DISTINCT {})", of_asked(IDENTITY));
        let figures = table.measures.iter().flat_map(|measure| self.figure(query, measure));
        let shown: Vec<String> = by.iter().cloned().chain([persons]).chain(figures).collect();
        let grouping = if by.is_empty() { String::new() } else { format!(" GROUP BY {}", by.join(", ")) };
        let mut level = Level::new();
        for mut row in self.rows(&format!("SELECT {} FROM asked{grouping}", shown.join(", "))) {
            let mut figures = row.split_off(fields.len());
            let key = self.typed(query, &fields, row);
            let Stored::Integer(persons) = figures.remove(0) else { panic!("a group of nobody knows how many") };
            let measures = table.measures.iter().zip(figures.chunks(COLUMNS));
            let measures = measures.map(|(measure, stored)| self.read(query, measure, stored)).collect();
            let group = Group { persons: u64::try_from(persons).unwrap(), measures };
            level.insert(spelled(&key[..rows], &key[rows..]), group);
        }
        level
    }

    pub(super) fn rows(&self, sql: &str) -> Vec<Vec<Stored>> {
        let mut statement = self.connection.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
        rows.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{sql}"))
    }
}
