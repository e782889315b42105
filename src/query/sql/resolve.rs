//! Names: the column that is meant, from the innermost SELECT outwards, and what to say where there is none.

use sqlparser::ast::{Expr as Sql, Ident};

use super::compiler::{Compiler, usual_hint};
use super::context::{Clause, Inside};
use super::piece::Named;
use super::relation::SqlColumn;
use super::to_sql::quote_name;
use crate::source::{Span, did_you_mean, nearest};

impl Compiler<'_> {
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
                let hint =
                    did_you_mean(&table.value, aliases).unwrap_or_else(|| usual_hint("unknown-table").to_owned());
                self.problems.push(problem.hint(hint));
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
}
