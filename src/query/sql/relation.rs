//! What stands behind FROM: the columns that can be named there, and where their values come from.

use crate::domain::{Dictionary, Disclosure, FieldType, IDENTITY, PERSON, SNAPSHOT_DATE, TableDef};

/// A column that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SqlColumn {
    pub(super) name: String,
    pub(super) kind: FieldType,
    /// The gravest class of what it is computed from.
    pub(super) class: Disclosure,
    /// Table and field of the dictionary, where its values are that field's as they stand.
    pub(super) origin: Option<(String, String)>,
}

impl SqlColumn {
    /// Whether it holds the identity of persons, so that its distinct values are persons.
    pub(super) fn is_identity(&self) -> bool {
        self.origin.as_ref().is_some_and(|(_, field)| field == IDENTITY)
    }
}

/// A table, or a SELECT used as one.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    /// The name before the point.
    pub(super) alias: String,
    /// The table of the dictionary; none for a SELECT.
    pub(super) table: Option<String>,
    pub(super) columns: Vec<SqlColumn>,
    /// How many of them `*` stands for.
    pub(super) starred: usize,
    /// Whether it could not be read, so that nothing can be said of its columns.
    pub(super) broken: bool,
}

impl Relation {
    /// A table of the dictionary: its fields, 資料截止日, and for 人員 the derived fields. `*` stands for the fields, and for
    /// 資料截止日 where it tells rows apart.
    pub(super) fn of_table(table: &TableDef, alias: String, dictionary: &Dictionary, several_snapshots: bool) -> Self {
        let column = |name: &str, kind, class| SqlColumn {
            name: name.to_owned(),
            kind,
            class,
            origin: Some((table.name.clone(), name.to_owned())),
        };
        let mut columns: Vec<SqlColumn> =
            table.fields.iter().map(|field| column(&field.name, field.kind, field.disclosure)).collect();
        let starred = columns.len() + usize::from(several_snapshots);
        columns.push(column(SNAPSHOT_DATE, FieldType::Date, Disclosure::None));
        if table.name == PERSON {
            let derived = dictionary.derived.iter();
            columns.extend(derived.map(|derived| column(&derived.name, derived.kind, derived.disclosure)));
        }
        Self { alias, table: Some(table.name.clone()), columns, starred, broken: false }
    }

    /// A SELECT used as a table.
    pub(super) fn of_select(alias: String, columns: Vec<SqlColumn>) -> Self {
        let starred = columns.len();
        Self { alias, table: None, columns, starred, broken: false }
    }

    /// Stands for what could not be read; the mistake is reported.
    pub(super) fn broken(alias: String) -> Self {
        Self { alias, table: None, columns: Vec::new(), starred: 0, broken: true }
    }

    /// The column of this name; of a table, also by the aliases of the dictionary.
    pub(super) fn column(&self, name: &str, dictionary: &Dictionary) -> Option<&SqlColumn> {
        let find = |name: &str| self.columns.iter().find(|column| column.name == name);
        if let Some(column) = find(name) {
            return Some(column);
        }
        let table = self.table.as_deref()?;
        let field = dictionary.table(table).and_then(|table| table.field(name)).map(|field| field.name.as_str());
        let derived = || dictionary.derived(name).map(|derived| derived.name.as_str());
        find(field.or_else(derived)?)
    }
}
