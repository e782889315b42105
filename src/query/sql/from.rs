//! FROM: tables of the dictionary, names of WITH, SELECTs used as tables, and how they are joined.

use sqlparser::ast::{Join, JoinConstraint, JoinOperator, ObjectName, TableFactor, TableWithJoins};

use super::compiler::Compiler;
use super::context::Clause;
use super::kinds::gravest;
use super::relation::Relation;
use super::to_sql::quote_name;
use crate::domain::Disclosure;
use crate::source::{Span, did_you_mean};

impl Compiler<'_> {
    /// The tables, and the gravest class of what joins them.
    pub(super) fn from(&mut self, tables: &[TableWithJoins]) -> Option<(String, Disclosure)> {
        let (mut text, mut class, mut clean) = (String::new(), Disclosure::None, true);
        for table in tables {
            let first = self.factor(&table.relation);
            clean &= first.is_some();
            if !text.is_empty() {
                // CROSS JOIN would fix the order in which SQLite walks the tables; JOIN without ON does not.
                text.push_str(" JOIN ");
            }
            text.push_str(&first.unwrap_or_default());
            for join in &table.joins {
                match self.join(join) {
                    Some((joined, by)) => {
                        text.push_str(&joined);
                        class = gravest(class, by);
                    }
                    None => clean = false,
                }
            }
        }
        clean.then_some((text, class))
    }

    fn join(&mut self, join: &Join) -> Option<(String, Disclosure)> {
        let right = self.factor(&join.relation);
        let span = self.span(join);
        let (kind, constraint) = match &join.join_operator {
            JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) | JoinOperator::CrossJoin(constraint) => {
                (" JOIN ", constraint)
            }
            JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => (" LEFT JOIN ", constraint),
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => (" RIGHT JOIN ", constraint),
            JoinOperator::FullOuter(constraint) => (" FULL JOIN ", constraint),
            _ => return self.unsupported(span, &join.to_string()),
        };
        self.context().clause = Clause::On;
        let (condition, class) = match constraint {
            // Every row with every row is hardly ever meant, and of two large tables it never ends.
            JoinConstraint::None if !matches!(join.join_operator, JoinOperator::CrossJoin(_)) => {
                let hint = "例如 ON p.身分證統一編號 = e.身分證統一編號；真的要每列配每列時，寫 CROSS JOIN";
                return self.refuse("sql-join", span, "JOIN 少了 ON：依什麼連結", hint);
            }
            JoinConstraint::None => (String::new(), Disclosure::None),
            JoinConstraint::On(condition) => {
                let condition = self.condition(condition)?;
                (format!(" ON {}", condition.text), condition.class)
            }
            JoinConstraint::Using(columns) if matches!(kind, " JOIN " | " LEFT JOIN ") => self.using(columns, span)?,
            JoinConstraint::Using(_) => {
                return self.refuse("sql-using", span, "RIGHT JOIN、FULL JOIN 請用 ON", "例如 ON a.年度 = b.年度");
            }
            JoinConstraint::Natural | JoinConstraint::UsingAlias(..) => {
                return self.refuse("sql-natural", span, "NATURAL JOIN 看不出用什麼連結", "請用 ON 或 USING 寫明");
            }
        };
        if join.global {
            return self.unsupported(span, "GLOBAL");
        }
        Some((format!("{kind}{}{condition}", right?), class))
    }

    /// `USING (a, b)` as ON: the last table and the first before it that has the column.
    fn using(&mut self, columns: &[ObjectName], span: Span) -> Option<(String, Disclosure)> {
        let depth = self.contexts.len() - 1;
        let (mut parts, mut class) = (Vec::new(), Disclosure::None);
        for column in columns {
            let name = column.to_string();
            let context = &self.contexts[depth];
            let last = context.relations.len() - 1;
            let find = |index: usize| context.relations[index].column(&name, self.dictionary).cloned();
            let left = (0..last).find_map(|index| Some((index, find(index)?)));
            let right = find(last);
            let ((at, left), right) = match (left, right) {
                (Some(left), Some(right)) => (left, right),
                _ if context.relations.iter().any(|relation| relation.broken) => return None,
                _ => {
                    let message = format!("USING 的「{name}」不是兩邊都有的欄位");
                    return self.refuse("unknown-field", span, message, "請用 ON 寫明怎麼連結");
                }
            };
            if !(left.is_identity() && right.is_identity()) {
                class = gravest(class, gravest(left.class, right.class));
            }
            self.context().shared.push(left.name.clone());
            let left = self.use_column(depth, at, left, span);
            let right = self.use_column(depth, last, right, span);
            parts.push(format!("{} = {}", left.sql, right.sql));
        }
        Some((format!(" ON {}", parts.join(" AND ")), class))
    }

    /// One table; it can be named from here on, even where it could not be read.
    fn factor(&mut self, factor: &TableFactor) -> Option<String> {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let mut rest = factor.clone();
                if let TableFactor::Table { alias, .. } = &mut rest {
                    *alias = None;
                }
                let plain = alias.as_ref().is_none_or(|alias| alias.columns.is_empty() && alias.at.is_none());
                let written = name.to_string();
                let shown = alias.as_ref().map_or_else(|| bare_name(name), |alias| alias.name.value.clone());
                if !plain || rest.to_string() != written {
                    self.context().relations.push(Relation::broken(shown));
                    return self.unsupported(self.span(factor), &factor.to_string());
                }
                self.table(&bare_name(name), shown, self.span(name))
            }
            TableFactor::Derived { lateral: false, subquery, alias, sample: None } => {
                let Some(alias) = alias.as_ref().filter(|alias| alias.columns.is_empty() && alias.at.is_none()) else {
                    let hint = "例如 FROM (SELECT …) AS 甲";
                    self.context().relations.push(Relation::broken(String::new()));
                    return self.refuse("missing-name", self.span(factor), "FROM 的子查詢要用 AS 取名", hint);
                };
                let name = alias.name.value.clone();
                let compiled = self.apart(|compiler| compiler.query(subquery, false, true));
                let relation = match &compiled {
                    Some(compiled) => Relation::of_select(name.clone(), compiled.seen_from_outside()),
                    None => Relation::broken(name.clone()),
                };
                self.add(relation, self.places.span(alias.name.span))?;
                Some(format!("({}) AS {}", compiled?.sql, quote_name(&name)))
            }
            other => {
                self.context().relations.push(Relation::broken(String::new()));
                self.unsupported(self.span(other), &other.to_string())
            }
        }
    }

    fn table(&mut self, name: &str, alias: String, span: Span) -> Option<String> {
        let text = format!("{} AS {}", quote_name(name), quote_name(&alias));
        if let Some((_, columns)) = self.named_selects.iter().rev().find(|(known, _)| known == name) {
            let relation = match columns {
                Some(columns) => Relation::of_select(alias, columns.clone()),
                None => Relation::broken(alias),
            };
            self.add(relation, span)?;
            return Some(text);
        }
        let Some(table) = self.dictionary.table(name) else {
            let names = self.dictionary.tables.iter().map(|table| table.name.as_str());
            let names = names.chain(self.named_selects.iter().map(|(name, _)| name.as_str()));
            let problem = self.problem("unknown-table", span, format!("沒有資料表「{name}」"));
            let hint =
                format!("{}可用 `hrstat fields` 列出資料表與欄位。", did_you_mean(name, names).unwrap_or_default());
            self.problems.push(problem.hint(hint));
            self.context().relations.push(Relation::broken(alias));
            return None;
        };
        self.table_uses += 1;
        self.reads.entry(table.name.clone()).or_default();
        let relation = Relation::of_table(table, alias, self.dictionary, self.several_snapshots);
        self.add(relation, span)?;
        Some(text)
    }

    fn add(&mut self, relation: Relation, span: Span) -> Option<()> {
        let twice = self.context().relations.iter().any(|other| other.alias == relation.alias);
        if twice {
            let message = format!("FROM 裡有兩個「{}」", relation.alias);
            self.context().relations.push(Relation::broken(relation.alias));
            return self.refuse("duplicate-table", span, message, "用 AS 取不同的名稱，例如 經歷 AS 前職");
        }
        self.context().relations.push(relation);
        Some(())
    }

    /// Reads a SELECT that sees nothing of those around it.
    pub(super) fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::take(&mut self.contexts);
        let out = read(self);
        self.contexts = around;
        out
    }
}

/// A name without its quotes. One with a schema before it is kept whole, and so is the name of no table.
fn bare_name(name: &ObjectName) -> String {
    match name.0.as_slice() {
        [part] => part.as_ident().map_or_else(|| name.to_string(), |ident| ident.value.clone()),
        _ => name.to_string(),
    }
}
