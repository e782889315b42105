//! A part of a SELECT: as long as it stays inside the little language it is a tree of it, so that the language's own checks
//! hold for it; beyond that it is SQL with a type.

use std::collections::BTreeMap;

use super::relation::SqlColumn;
use super::to_sql::{call, quote_text, to_sql};
use crate::domain::{Disclosure, FieldType};
use crate::expr::{Expr, Function, Literal};

/// A column where it is named.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// As SQLite is to read it.
    pub(super) sql: String,
    pub(super) column: SqlColumn,
}

/// A tree of the little language. Its fields are spelled as in the file, `p.官等`, and looked up here.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    pub(super) expr: Expr,
    pub(super) fields: BTreeMap<String, Named>,
}

impl Plain {
    pub(super) fn literal(expr: Expr) -> Self {
        Self { expr, fields: BTreeMap::new() }
    }

    /// In SQLite's SQL; the tree must have been checked.
    pub(super) fn to_sql(&self, checked: &Expr) -> String {
        // Every field of a plain tree was resolved when it was made.
        to_sql(checked, &|name| self.fields.get(name).map_or_else(|| "NULL".to_owned(), |named| named.sql.clone()))
    }
}

/// What it is.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Inside the little language.
    Plain(Plain),
    /// Beyond it: SQL, and what it gives; no type for a bare null.
    Sql { text: String, kind: Option<FieldType> },
}

/// A part, and the gravest class of what it is computed from.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) form: Form,
    pub(super) class: Disclosure,
}

impl Piece {
    pub(super) fn sql(text: String, kind: Option<FieldType>, class: Disclosure) -> Self {
        Self { form: Form::Sql { text, kind }, class }
    }

    pub(super) fn plain(plain: Plain, class: Disclosure) -> Self {
        Self { form: Form::Plain(plain), class }
    }

    /// The column, where it is nothing but one.
    pub(super) fn column(&self) -> Option<&Named> {
        match &self.form {
            Form::Plain(Plain { expr: Expr::Field { name, .. }, fields }) => fields.get(name),
            _ => None,
        }
    }

    pub(super) fn is_identity(&self) -> bool {
        self.column().is_some_and(|named| named.column.is_identity())
    }

    /// The text, where it is nothing but one.
    pub(super) fn text_literal(&self) -> Option<&str> {
        match &self.form {
            Form::Plain(Plain { expr: Expr::Literal { value: Literal::Text(text), .. }, .. }) => Some(text),
            _ => None,
        }
    }

    /// Several parts as one tree, where all of them are trees.
    pub(super) fn trees(parts: &[&Self]) -> Option<(Vec<Expr>, BTreeMap<String, Named>)> {
        let mut trees = Vec::with_capacity(parts.len());
        let mut fields = BTreeMap::new();
        for part in parts {
            let Form::Plain(plain) = &part.form else { return None };
            trees.push(plain.expr.clone());
            fields.extend(plain.fields.clone());
        }
        Some((trees, fields))
    }
}

/// A part as SQLite reads it.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) kind: Option<FieldType>,
    pub(super) class: Disclosure,
    /// Where it is nothing but a column.
    pub(super) column: Option<SqlColumn>,
}

/// A call of a function of the language with arguments beyond it.
pub(super) fn call_text(function: Function, arguments: &[Finished]) -> String {
    call(function, &arguments.iter().map(|argument| argument.text.clone()).collect::<Vec<_>>())
}

/// Sorts as the language sorts: codes by the order of their list, what has no value last.
pub(super) fn sort_key(text: &str, labels: Option<&[String]>) -> String {
    match labels {
        Some(labels) if !labels.is_empty() => {
            let ranks: Vec<String> = labels
                .iter()
                .enumerate()
                .map(|(place, label)| format!("WHEN {} THEN {place}", quote_text(label)))
                .collect();
            let unknown = labels.len();
            format!("CASE {text} {} ELSE CASE WHEN {text} IS NOT NULL THEN {unknown} END END", ranks.join(" "))
        }
        _ => text.to_owned(),
    }
}
