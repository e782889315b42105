//! The fields that a part of an invented query can name, and the literals that make sense beside them.

use std::collections::BTreeSet;

use hrstat::domain::{AUTHORITY, Dictionary, FieldType, Formula, IDENTITY, PERSON, SNAPSHOT_DATE};
use rusqlite::types::Value;

use crate::vocabulary::{AUTHORITY_ORDER, DAYS, values_of};

/// A field, and literals for it as they are written in an expression.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) kind: FieldType,
    pub(crate) literals: Vec<String>,
    /// How many values it can have, where that is known: `complete` shows all of them.
    pub(crate) listed: Option<usize>,
    /// The name of its code list.
    pub(crate) list: Option<String>,
}

impl Known {
    /// A field of which nothing is known but its kind.
    pub(crate) fn computed(name: &str, kind: FieldType) -> Self {
        let listed = (kind == FieldType::Bool).then_some(2);
        Self { name: name.to_owned(), kind, literals: literals_of(kind), listed, list: None }
    }
}

/// Fields within reach.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) fields: Vec<Known>,
}

/// A text literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Scope {
    /// What a query over `unit` sees before it derives anything.
    pub(crate) fn of(dictionary: &Dictionary, unit: &str) -> Self {
        let mut hidden = BTreeSet::new();
        let mut fields = Vec::new();
        for table in [unit, PERSON] {
            for field in &dictionary.table(table).unwrap().fields {
                if field.name != IDENTITY && hidden.insert(&field.name) {
                    let literals = match field.kind {
                        FieldType::Bool => literals_of(FieldType::Bool),
                        _ => values_of(dictionary, field).iter().map(literal).collect(),
                    };
                    let listed = match field.kind {
                        FieldType::Bool => Some(2),
                        _ if field.name == AUTHORITY => Some(AUTHORITY_ORDER.len()),
                        _ => dictionary.codes_of(field).map(|list| list.values.len()),
                    };
                    let (name, list) = (field.name.clone(), field.codes.clone());
                    fields.push(Known { name, kind: field.kind, literals, listed, list });
                }
            }
        }
        for derived in &dictionary.derived {
            let literals: Vec<String> = match &derived.formula {
                Formula::Band { band, .. } => band.labels().iter().map(|label| quoted(label)).collect(),
                Formula::Expression(_) => literals_of(derived.kind),
            };
            let listed = match &derived.formula {
                Formula::Band { .. } => Some(literals.len()),
                Formula::Expression(_) => (derived.kind == FieldType::Bool).then_some(2),
            };
            fields.push(Known { name: derived.name.clone(), kind: derived.kind, literals, listed, list: None });
        }
        fields.push(Known::computed(SNAPSHOT_DATE, FieldType::Date));
        Self { fields }
    }

    /// The fields whose values are of a kind for which `fits` holds.
    pub(crate) fn of_kind(&self, fits: impl Fn(FieldType) -> bool) -> Vec<&Known> {
        self.fields.iter().filter(|field| fits(field.kind)).collect()
    }
}

/// Literals for a computed value.
pub(crate) fn literals_of(kind: FieldType) -> Vec<String> {
    let all = |literals: &[&str]| literals.iter().map(|literal| (*literal).to_owned()).collect();
    match kind {
        FieldType::Text | FieldType::Code => all(&["'中央'", "'甲'", "'地方'", "''"]),
        FieldType::Integer => all(&["0", "1", "3", "12", "29", "41", "-2", "5000000000"]),
        FieldType::Decimal => all(&["0.0", "0.5", "2.5", "1", "-1.5", "33.25"]),
        FieldType::Date => DAYS.iter().map(|day| quoted(day)).collect(),
        FieldType::Bool => all(&["TRUE", "FALSE"]),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        other => panic!("no literal of {other:?}"),
    }
}
