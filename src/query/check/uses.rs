//! What a query uses: every field behind its tables and lists, for the cover and for clearance.

use std::collections::BTreeMap;

use crate::domain::{Dictionary, IDENTITY};
use crate::expr::Expr;
use crate::query::fields::{FieldUse, describe};
use crate::query::plan::{ColumnHow, CrossTab, MeasureKind, Query};

/// The fields that the query names, before derived ones are followed.
pub(super) fn all_names(query: &Query) -> Vec<String> {
    let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
    names.extend(query.tables.iter().flat_map(names_of_table));
    for list in &query.lists {
        names.extend(list.condition.iter().flat_map(Expr::fields));
        names.extend(list.columns.iter().map(|column| column.name.clone()));
        names.extend(list.order_by.iter().map(|(name, _)| name.clone()));
    }
    names
}

pub(super) fn names_of_table(table: &CrossTab) -> Vec<String> {
    let mut names: Vec<String> = table.rows.iter().chain(&table.columns).cloned().collect();
    names.extend(table.condition.iter().flat_map(Expr::fields));
    for measure in &table.measures {
        names.extend(measure.window_ends.iter().flat_map(Expr::fields));
        match &measure.kind {
            MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => names.extend(condition.fields()),
            MeasureKind::Statistic(_, of) => names.push(of.clone()),
            MeasureKind::Persons
            | MeasureKind::Rows
            | MeasureKind::Ratio(..)
            | MeasureKind::Share(..)
            | MeasureKind::Formula(_) => {}
        }
    }
    names
}

/// Every field behind `open`, in order of first use, each with what is to be said of it.
pub(super) fn uses(
    query: &Query,
    mut open: Vec<String>,
    dictionary: &Dictionary,
    own: &BTreeMap<String, FieldUse>,
) -> Vec<FieldUse> {
    let mut uses: Vec<FieldUse> = Vec::new();
    let mut at = 0;
    while at < open.len() {
        let name = open[at].clone();
        at += 1;
        if uses.iter().any(|field| field.name == name) {
            continue;
        }
        uses.extend(own.get(&name).cloned().or_else(|| describe(dictionary, &query.unit, &name)));
        if let Some(column) = query.columns.iter().find(|column| column.name == name) {
            open.extend(column.how.inputs());
            if let ColumnHow::Child(child) = &column.how {
                // Fields of the child are described from the child.
                let fields =
                    child.condition.iter().flat_map(Expr::fields).chain(child.of.clone()).chain(child.order_by.clone());
                for field in fields.filter(|field| field != IDENTITY && !child.outer.contains(field)) {
                    if !uses.iter().any(|known| known.name == field) {
                        uses.extend(describe(dictionary, &child.table, &field));
                    }
                }
            }
        }
    }
    uses
}
