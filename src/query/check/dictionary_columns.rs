//! The dictionary's derived fields: which of them a query needs, and whether their formulas make sense.

use crate::domain::{Dictionary, Formula, PERSON};
use crate::expr;
use crate::query::fields::scope_of;
use crate::query::plan::{Column, ColumnHow};
use crate::source::{Problems, SourceText, Span};

/// Adds the dictionary's derived field `name` after everything that it needs.
///
/// Its formula speaks of the person: a field of a child table that has the same name is another field.
pub(in crate::query) fn require_derived(dictionary: &Dictionary, columns: &mut Vec<Column>, name: &str) {
    let Some(derived) = dictionary.derived(name) else { return };
    if columns.iter().any(|column| column.name == derived.name) {
        return;
    }
    let how = match &derived.formula {
        Formula::Band { of, band } => ColumnHow::Band { of: of.clone(), band: band.clone() },
        Formula::Expression(text) => {
            // The dictionary's formulas are checked when it is loaded; see `check_dictionary`.
            let Some(person) = dictionary.table(PERSON) else { return };
            let scope = scope_of(dictionary, person);
            let Ok(checked) = expr::parse(text).and_then(|parsed| expr::check(&parsed, &scope)) else { return };
            ColumnHow::Expression(checked.expr)
        }
    };
    for input in how.inputs().iter().filter(|input| **input != derived.name) {
        require_derived(dictionary, columns, input);
    }
    columns.push(Column {
        name: derived.name.clone(),
        kind: derived.kind,
        how,
        disclosure: derived.disclosure,
        own: false,
    });
}

/// Checks the formulas of the dictionary's derived fields: each is valid, of its declared type, and uses only fields of
/// 人員 and derived fields before it.
pub fn check_dictionary(dictionary: &Dictionary, source: &SourceText, problems: &Problems) {
    let Some(person) = dictionary.table(PERSON) else { return };
    let scope = scope_of(dictionary, person);
    for (index, derived) in dictionary.derived.iter().enumerate() {
        let complain = |message: String| problems.push(source.error("derived", Span::default(), message));
        let inputs = match &derived.formula {
            Formula::Band { of, .. } => vec![of.clone()],
            Formula::Expression(text) => match expr::parse(text).and_then(|parsed| expr::check(&parsed, &scope)) {
                Ok(checked) => {
                    let fits = checked
                        .kind
                        .is_some_and(|kind| kind == derived.kind || kind.is_text() && derived.kind.is_text());
                    if !fits {
                        complain(format!("衍生欄位「{}」的算式不是{}", derived.name, derived.kind.name()));
                    }
                    checked.expr.fields()
                }
                Err(faults) => {
                    for fault in faults {
                        complain(format!("衍生欄位「{}」：{}", derived.name, fault.message));
                    }
                    continue;
                }
            },
        };
        for input in inputs {
            if dictionary.derived.iter().skip(index).any(|later| later.name == input) {
                complain(format!("衍生欄位「{}」用到排在它後面的「{input}」", derived.name));
            }
        }
    }
}
