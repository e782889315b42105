//! From the tree of a SELECT to SQLite's SQL: names are looked up, types are checked, and only what is known is written out
//! again. Nothing of the file's own text reaches the engine.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::{Expr as Sql, Ident, Spanned};

use super::piece::{Finished, Form, Named, Piece};
use super::places::Places;
use super::relation::{Relation, SqlColumn};
use super::to_sql::quote_name;
use crate::domain::{Dictionary, Disclosure, FieldType, SNAPSHOT_DATE, parse_date};
use crate::expr::{self, Expr, Fault, Literal, Scope, ScopeField};
use crate::query::fields::scope_of;
use crate::source::{Problem, Problems, SourceText, Span, did_you_mean, nearest};

/// Longer code lists are not sorted by their order.
const LONGEST_ORDER: usize = 120;

/// Where in a SELECT a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    On,
    Where,
    GroupBy,
    Having,
    Output,
    OrderBy,
}

impl Clause {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::On => "ON",
            Self::Where => "WHERE",
            Self::GroupBy => "GROUP BY",
            Self::Having => "HAVING",
            Self::Output => "SELECT",
            Self::OrderBy => "ORDER BY",
        }
    }

    /// Whether groups have been formed before it.
    fn is_after_groups(self) -> bool {
        matches!(self, Self::Having | Self::Output | Self::OrderBy)
    }
}

/// Inside what a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Aggregate,
    GroupKey,
}

/// One SELECT while it is read.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) relations: Vec<Relation>,
    /// Columns joined by USING: the same on both sides.
    pub(super) shared: Vec<String>,
    /// The names of the output, and what they stand for.
    pub(super) aliases: Vec<(String, Sql)>,
    pub(super) clause: Clause,
    pub(super) inside: Inside,
    pub(super) group_keys: Vec<Sql>,
    /// Those of them that are columns, in SQLite's spelling.
    pub(super) group_columns: Vec<String>,
    /// Whether the name of an output is being replaced by what it stands for, which names columns only.
    pub(super) expanding: bool,
    /// Whether an aggregate was met.
    pub(super) aggregates: bool,
    /// Columns outside aggregates that are no group keys: in a grouped SELECT they are any row's.
    pub(super) bare: Vec<(Span, String)>,
}

impl Context {
    pub(super) fn new() -> Self {
        Self {
            relations: Vec::new(),
            shared: Vec::new(),
            aliases: Vec::new(),
            clause: Clause::On,
            inside: Inside::Nothing,
            group_keys: Vec::new(),
            group_columns: Vec::new(),
            expanding: false,
            aggregates: false,
            bare: Vec::new(),
        }
    }

    pub(super) fn is_group_key(&self, sql: &Sql) -> bool {
        self.inside == Inside::Nothing && self.clause.is_after_groups() && self.group_keys.contains(sql)
    }
}

/// Compiles one file.
pub(super) struct Compiler<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) source: &'a SourceText,
    pub(super) places: &'a Places<'a>,
    pub(super) problems: &'a Problems,
    pub(super) several_snapshots: bool,
    /// The innermost SELECT last.
    pub(super) contexts: Vec<Context>,
    /// What WITH has named so far; no columns where it could not be read.
    pub(super) named_selects: Vec<(String, Option<Vec<SqlColumn>>)>,
    /// The columns of each table that are named.
    pub(super) reads: BTreeMap<String, BTreeSet<String>>,
    /// How many times FROM names a table of the dictionary.
    pub(super) table_uses: usize,
    /// How deep in an expression the reading is.
    pub(super) depth: usize,
    /// Whether it is said that it was too deep.
    pub(super) too_deep: bool,
    scopes: BTreeMap<String, Scope>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        dictionary: &'a Dictionary,
        source: &'a SourceText,
        places: &'a Places<'a>,
        problems: &'a Problems,
        several_snapshots: bool,
    ) -> Self {
        Self {
            dictionary,
            source,
            places,
            problems,
            several_snapshots,
            contexts: Vec::new(),
            named_selects: Vec::new(),
            reads: BTreeMap::new(),
            table_uses: 0,
            depth: 0,
            too_deep: false,
            scopes: BTreeMap::new(),
        }
    }

    pub(super) fn span(&self, node: &impl Spanned) -> Span {
        self.places.span(node.span())
    }

    pub(super) fn problem(&self, rule: &str, span: Span, message: impl Into<String>) -> Problem {
        self.source.error(rule, span, message)
    }

    /// Reports an error; none, for the caller to hand on.
    pub(super) fn refuse<T>(&self, rule: &str, span: Span, message: impl Into<String>, hint: &str) -> Option<T> {
        let problem = self.problem(rule, span, message);
        self.problems.push(if hint.is_empty() { problem } else { problem.hint(hint) });
        None
    }

    pub(super) fn unsupported<T>(&self, span: Span, what: &str) -> Option<T> {
        let what: String = what.chars().take(40).collect();
        let hint = "可用：SELECT、WITH、JOIN、子查詢、UNION、視窗函數，和 WHERE、GROUP BY、HAVING、ORDER BY、LIMIT";
        self.refuse("sql-unsupported", span, format!("不支援「{what}」"), hint)
    }

    /// The SELECT that is being read.
    pub(super) fn context(&mut self) -> &mut Context {
        self.contexts.last_mut().expect("parts are read inside a SELECT")
    }

    /// What an output of this name stands for, where the clause may name outputs. GROUP BY and HAVING look for a column
    /// first, ORDER BY for an output.
    pub(super) fn alias(&self, name: &str) -> Option<Sql> {
        let context = self.contexts.last()?;
        let column = || context.relations.iter().any(|relation| relation.column(name, self.dictionary).is_some());
        let allowed = match context.clause {
            Clause::OrderBy => !context.expanding,
            Clause::GroupBy | Clause::Having => !context.expanding && !column(),
            Clause::On | Clause::Where | Clause::Output => false,
        };
        let (_, meant) = context.aliases.iter().find(|(alias, _)| allowed && alias == name)?;
        Some(meant.clone())
    }

    /// The column of this name, from the innermost SELECT outwards.
    pub(super) fn resolve(&mut self, table: Option<&Ident>, name: &Ident) -> Option<Named> {
        let span = self.places.span(name.span);
        for depth in (0..self.contexts.len()).rev() {
            let context = &self.contexts[depth];
            let mut found: Vec<(usize, SqlColumn)> = Vec::new();
            let mut table_is_here = false;
            for (index, relation) in context.relations.iter().enumerate() {
                if table.is_some_and(|table| table.value != relation.alias) {
                    continue;
                }
                table_is_here = true;
                found.extend(relation.column(&name.value, self.dictionary).map(|column| (index, column.clone())));
            }
            if table.is_some() && table_is_here && found.is_empty() {
                return self.unknown_column(table, name);
            }
            let several = found.len() > 1 && !context.shared.contains(&found[0].1.name);
            if several {
                let tables: Vec<&str> =
                    found.iter().map(|(index, _)| context.relations[*index].alias.as_str()).collect();
                let message = format!("「{}」在 {} 都有，要寫明是哪一個", name.value, tables.join("、"));
                let hint = format!("例如 {}.{}", tables[0], name.value);
                return self.refuse("ambiguous-column", span, message, &hint);
            }
            if let Some((index, column)) = found.into_iter().next() {
                return Some(self.use_column(depth, index, column, span));
            }
        }
        self.unknown_column(table, name)
    }

    /// Notes that a column is read, and whether it stands bare in a grouped SELECT.
    pub(super) fn use_column(&mut self, depth: usize, relation: usize, column: SqlColumn, span: Span) -> Named {
        let context = &mut self.contexts[depth];
        let relation = &context.relations[relation];
        let sql = format!("{}.{}", quote_name(&relation.alias), quote_name(&column.name));
        if let Some(table) = &relation.table {
            self.reads.entry(table.clone()).or_default().insert(column.name.clone());
        }
        let free = context.inside == Inside::Nothing && context.clause.is_after_groups();
        if free && !context.group_columns.contains(&sql) {
            context.bare.push((span, column.name.clone()));
        }
        Named { sql, column }
    }

    fn unknown_column<T>(&self, table: Option<&Ident>, name: &Ident) -> Option<T> {
        let span = self.places.span(name.span);
        if self.contexts.iter().flat_map(|context| &context.relations).any(|relation| relation.broken) {
            // It may well be a column of what could not be read; that is reported already.
            return None;
        }
        let relations = || self.contexts.iter().rev().flat_map(|context| &context.relations);
        if let Some(table) = table {
            let aliases: Vec<&str> = relations().map(|relation| relation.alias.as_str()).collect();
            if !aliases.contains(&table.value.as_str()) {
                let problem = self.problem(
                    "unknown-table",
                    self.places.span(table.span),
                    format!("FROM 裡沒有「{}」", table.value),
                );
                self.problems.push(problem.hint_if(did_you_mean(&table.value, aliases)));
                return None;
            }
        }
        let here = relations().filter(|relation| table.is_none_or(|table| table.value == relation.alias));
        let names: Vec<&str> = here.flat_map(|relation| &relation.columns).map(|column| column.name.as_str()).collect();
        let elsewhere = self.dictionary.tables.iter().find(|table| table.field(&name.value).is_some());
        let hint = match (nearest(&name.value, names), elsewhere) {
            (_, Some(other)) => format!("「{}」是資料表「{}」的欄位，要先在 FROM 加上它", name.value, other.name),
            (Some(near), None) => format!("您是不是要找「{near}」？可用 `hrstat fields {near}` 查詢定義。"),
            (None, None) => "可用 `hrstat fields` 列出所有欄位。".to_owned(),
        };
        self.refuse("unknown-field", span, format!("沒有「{}」這個欄位", name.value), &hint)
    }

    /// A part as SQLite reads it, checked as the little language checks where it is inside it.
    pub(super) fn finish(&mut self, piece: Piece) -> Option<Finished> {
        let column = piece.column().map(|named| named.column.clone());
        match piece.form {
            Form::Sql { text, kind } => Some(Finished { text, kind, class: piece.class, column }),
            Form::Plain(plain) => {
                let mut scope = Scope::new();
                for (key, named) in &plain.fields {
                    let values = self.values_of(&named.column);
                    scope.add(ScopeField { name: key.clone(), kind: named.column.kind, values });
                }
                match expr::check(&plain.expr, &scope) {
                    Ok(checked) => Some(Finished {
                        text: plain.to_sql(&checked.expr),
                        kind: checked.kind,
                        class: piece.class,
                        column,
                    }),
                    Err(faults) => {
                        self.report(faults);
                        None
                    }
                }
            }
        }
    }

    /// A part that will be compared with something of `kind`: a text beside a day is a day.
    pub(super) fn finish_beside(&mut self, piece: Piece, kind: Option<FieldType>, span: Span) -> Option<Finished> {
        let Some(text) = piece.text_literal().filter(|_| kind == Some(FieldType::Date)) else {
            return self.finish(piece);
        };
        match parse_date(text) {
            Ok(day) => {
                let literal = Expr::Literal { value: Literal::Date(day), span };
                self.finish(Piece::plain(super::piece::Plain::literal(literal), piece.class))
            }
            Err(error) => self.refuse("bad-date", span, error.to_string(), ""),
        }
    }

    fn report(&self, faults: Vec<Fault>) {
        let (text, whole) = (self.source.text(), self.places.whole());
        self.problems.extend(faults.into_iter().map(|fault| fault.into_problem(self.source, whole, text)));
    }

    /// The values that a column can have, and other spellings of them.
    fn values_of(&mut self, column: &SqlColumn) -> BTreeMap<String, String> {
        let Some((table, field)) = &column.origin else { return BTreeMap::new() };
        let Some(definition) = self.dictionary.table(table) else { return BTreeMap::new() };
        let scope = self.scopes.entry(table.clone()).or_insert_with(|| scope_of(self.dictionary, definition));
        scope.find(field).map(|field| field.values.clone()).unwrap_or_default()
    }

    /// The order of the values of a column, where it has one of its own.
    pub(super) fn order_of(&self, column: Option<&SqlColumn>) -> Option<Vec<String>> {
        let (table, field) = column?.origin.as_ref()?;
        let labels = self.dictionary.ordered_values(table, field)?;
        (labels.len() <= LONGEST_ORDER).then_some(labels)
    }

    /// Whether 資料截止日 of some table is named.
    pub(super) fn names_snapshot_date(&self) -> bool {
        self.reads.values().any(|columns| columns.contains(SNAPSHOT_DATE))
    }
}

/// The gravest of two classes.
pub(super) fn gravest(left: Disclosure, right: Disclosure) -> Disclosure {
    left.max(right)
}
