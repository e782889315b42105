//! The fields within reach of a query, and what is to be said of each field it uses.

use std::collections::BTreeMap;

use super::plan::{Column, ColumnHow};
use crate::domain::{CodeList, Derived, Dictionary, Disclosure, Field, FieldType, PERSON, SNAPSHOT_DATE, TableDef};
use crate::expr::{Expr, Scope, ScopeField};

/// What the cover of a workbook says of one field.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldUse {
    /// Its name.
    pub name: String,
    /// Its table; 衍生 or 本案自訂 for a field that no export holds.
    pub table: String,
    /// What it means.
    pub definition: String,
    /// Which cell of the form it comes from.
    pub origin: String,
    /// What values it has.
    pub kind: FieldType,
    /// Its personal-data class.
    pub disclosure: Disclosure,
    /// The values of its code list, where it has one of reasonable length.
    pub values: Vec<String>,
    /// Whether the dictionary's entry is confirmed by a source.
    pub verified: bool,
}

/// The scope of `unit`: its own fields, those of 人員, the derived fields, the as-of date.
#[must_use]
pub fn scope_of(dictionary: &Dictionary, unit: &TableDef) -> Scope {
    let mut scope = Scope::new();
    let person = dictionary.table(PERSON);
    let reach: Vec<&TableDef> = person.into_iter().filter(|person| person.name != unit.name).chain([unit]).collect();
    // The unit comes last: a field of its own hides the person's of the same name.
    for table in &reach {
        for field in &table.fields {
            scope.add(scope_field(dictionary, field));
        }
    }
    for derived in &dictionary.derived {
        scope.add(scope_derived(dictionary, derived));
    }
    scope.add(ScopeField { name: SNAPSHOT_DATE.to_owned(), kind: FieldType::Date, values: BTreeMap::new() });
    for table in reach.iter().rev() {
        for field in &table.fields {
            for alias in &field.aliases {
                scope.add_alias(alias, &field.name);
            }
        }
    }
    for derived in &dictionary.derived {
        for alias in &derived.aliases {
            scope.add_alias(alias, &derived.name);
        }
    }
    for table in dictionary.tables.iter().filter(|table| !reach.iter().any(|reached| reached.name == table.name)) {
        for field in &table.fields {
            scope.add_elsewhere(&field.name, &table.name);
        }
    }
    scope
}

fn scope_field(dictionary: &Dictionary, field: &Field) -> ScopeField {
    let mut values = BTreeMap::new();
    if let Some(list) = dictionary.codes_of(field) {
        for value in &list.values {
            for alias in value.aliases.iter().chain([&value.code]).filter(|alias| !alias.is_empty()) {
                values.entry(alias.clone()).or_insert_with(|| value.label.clone());
            }
        }
        // A label always means itself.
        values.extend(list.labels().map(|label| (label.to_owned(), label.to_owned())));
    }
    ScopeField { name: field.name.clone(), kind: field.kind, values }
}

fn scope_derived(dictionary: &Dictionary, derived: &Derived) -> ScopeField {
    let labels = dictionary.ordered_values(PERSON, &derived.name).unwrap_or_default();
    let values = labels.into_iter().map(|label| (label.clone(), label)).collect();
    ScopeField { name: derived.name.clone(), kind: derived.kind, values }
}

/// What the dictionary says of `name`, seen from `unit`.
pub(super) fn describe(dictionary: &Dictionary, unit: &str, name: &str) -> Option<FieldUse> {
    /// Longer code lists are named, not printed.
    const SHORT_LIST: usize = 30;
    if name == SNAPSHOT_DATE {
        return Some(FieldUse {
            name: name.to_owned(),
            table: "衍生".to_owned(),
            definition: "資料快照所代表的日期。".to_owned(),
            origin: String::new(),
            kind: FieldType::Date,
            disclosure: Disclosure::None,
            values: Vec::new(),
            verified: true,
        });
    }
    for table in [unit, PERSON] {
        let Some(field) = dictionary.table(table).and_then(|table| table.field(name)) else { continue };
        let list = dictionary.codes_of(field);
        let values: Vec<String> = list.map(|list| list.labels().map(ToOwned::to_owned).collect()).unwrap_or_default();
        return Some(FieldUse {
            name: field.name.clone(),
            table: table.to_owned(),
            definition: field.definition.clone(),
            origin: field.origin.clone(),
            kind: field.kind,
            disclosure: field.disclosure,
            values: if values.len() > SHORT_LIST { Vec::new() } else { values },
            verified: field.verified && list.is_none_or(|list| list.verified),
        });
    }
    let derived = dictionary.derived(name)?;
    Some(FieldUse {
        name: derived.name.clone(),
        table: "衍生".to_owned(),
        definition: derived.definition.clone(),
        origin: String::new(),
        kind: derived.kind,
        disclosure: derived.disclosure,
        values: Vec::new(),
        verified: true,
    })
}

/// The code list that the values of a field come from, also through the query's own `columns`.
pub(super) fn code_list_of<'a>(
    dictionary: &'a Dictionary,
    unit: &str,
    columns: &[Column],
    name: &str,
) -> Option<&'a CodeList> {
    let of = |table: &str, name: &str| {
        dictionary.table(table).and_then(|table| table.field(name)).and_then(|field| dictionary.codes_of(field))
    };
    match columns.iter().find(|column| column.name == name).map(|column| &column.how) {
        None => of(unit, name).or_else(|| of(PERSON, name)),
        Some(ColumnHow::Child(take)) => {
            let taken = take.of.as_deref()?;
            of(&take.table, taken).or_else(|| of(PERSON, taken))
        }
        Some(ColumnHow::Expression(Expr::Field { name: other, .. }) | ColumnHow::Recode { of: other, .. }) => {
            (other != name).then(|| code_list_of(dictionary, unit, columns, other))?
        }
        Some(ColumnHow::Expression(_) | ColumnHow::Band { .. }) => None,
    }
}
