//! The fields that a part of an invented query can name, and the literals that make sense beside them.

use std::collections::BTreeSet;

use hrstat::domain::{Dictionary, FieldType, Formula, IDENTITY, PERSON, SNAPSHOT_DATE};
use rusqlite::types::Value;

use crate::vocabulary::{DAYS, values_of};

/// A field, and literals for it as they are written in an expression.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) kind: FieldType,
    pub(crate) literals: Vec<String>,
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
                    fields.push(Known { name: field.name.clone(), kind: field.kind, literals });
                }
            }
        }
        for derived in &dictionary.derived {
            let literals = match &derived.formula {
                Formula::Band { band, .. } => band.labels().iter().map(|label| quoted(label)).collect(),
                Formula::Expression(_) => literals_of(derived.kind),
            };
            fields.push(Known { name: derived.name.clone(), kind: derived.kind, literals });
        }
        let literals = literals_of(FieldType::Date);
        fields.push(Known { name: SNAPSHOT_DATE.to_owned(), kind: FieldType::Date, literals });
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
