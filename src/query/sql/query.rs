//! WITH, UNION and its kin, ORDER BY and LIMIT: what stands around SELECTs.

use sqlparser::ast::{
    Expr as Sql, LimitClause, OrderByExpr, OrderByKind, Query, SetExpr, SetOperator, SetQuantifier, With,
};

use super::compiler::Compiler;
use super::kinds::{common, comparable, gravest};
use super::relation::SqlColumn;
use super::select::{Asked, Compiled, ordinal};
use super::to_sql::quote_name;

impl Compiler<'_> {
    /// A whole SELECT: `outermost` where it is the file's, `named` where its columns need names.
    pub(super) fn query(&mut self, query: &Query, outermost: bool, named: bool) -> Option<Compiled> {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        let known = fetch.is_none()
            && locks.is_empty()
            && for_clause.is_none()
            && settings.is_none()
            && format_clause.is_none()
            && pipe_operators.is_empty();
        if !known {
            return self.unsupported(self.span(query), "FETCH、FOR、SETTINGS、FORMAT 或 |>");
        }
        if let (None, None, None, SetExpr::Query(inner)) = (with, order_by, limit_clause, body.as_ref()) {
            return self.query(inner, outermost, named);
        }
        let before = self.named_selects.len();
        let with = match with {
            Some(with) => self.with(with),
            None => Some(String::new()),
        };
        let order: Option<&[OrderByExpr]> = match order_by {
            None => Some(&[]),
            Some(order) => match &order.kind {
                OrderByKind::Expressions(keys) if order.interpolate.is_none() => Some(keys),
                _ => self.unsupported(self.span(query), &order.to_string()),
            },
        };
        let limit = match limit_clause {
            Some(limit) => self.limit(limit, query),
            None => Some((String::new(), false)),
        };
        let asked = Asked { order: order.unwrap_or(&[]), total: outermost || limit_clause.is_some(), named };
        let body = self.body(body, asked);
        self.named_selects.truncate(before);
        let (with, _, (limit, one), body) = (with?, order?, limit?, body?);
        Some(Compiled { sql: format!("{with}{}{limit}", body.sql), one_row: body.one_row || one, ..body })
    }

    fn with(&mut self, with: &With) -> Option<String> {
        if with.recursive {
            let span = self.places.span(with.with_token.0.span);
            let names = with.cte_tables.iter().map(|select| (select.alias.name.value.clone(), None));
            self.named_selects.extend(names);
            return self.refuse("sql-recursive", span, "不支援 WITH RECURSIVE", "請用 JOIN 或視窗函數");
        }
        let mut texts = Vec::new();
        let mut clean = true;
        for select in &with.cte_tables {
            let (name, span) = (select.alias.name.value.clone(), self.places.span(select.alias.name.span));
            let taken =
                self.dictionary.table(&name).is_some() || self.named_selects.iter().any(|(known, _)| *known == name);
            if taken {
                self.refuse::<()>(
                    "duplicate-table",
                    span,
                    format!("「{name}」已經是資料表或 WITH 的名稱"),
                    "換一個名稱",
                );
                clean = false;
            }
            if !select.alias.columns.is_empty() || select.from.is_some() {
                self.unsupported::<()>(span, &select.to_string());
                clean = false;
            }
            let compiled = self.apart(|compiler| compiler.query(&select.query, false, true));
            clean &= compiled.is_some();
            let columns = compiled.as_ref().map(Compiled::seen_from_outside);
            texts.push(format!(
                "{} AS ({})",
                quote_name(&name),
                compiled.map(|compiled| compiled.sql).unwrap_or_default()
            ));
            self.named_selects.push((name, columns));
        }
        clean.then(|| format!("WITH {} ", texts.join(", ")))
    }

    fn body(&mut self, body: &SetExpr, asked: Asked<'_>) -> Option<Compiled> {
        /// A SELECT takes more of the stack than an operator.
        const STEPS: usize = 3;
        self.enter(STEPS, body)?;
        let compiled = self.set(body, asked);
        self.leave(STEPS);
        compiled
    }

    fn set(&mut self, body: &SetExpr, asked: Asked<'_>) -> Option<Compiled> {
        match body {
            SetExpr::Select(select) => self.select(select, asked),
            SetExpr::Query(query) => {
                let inner = self.query(query, false, asked.named)?;
                let order = self.order_of_union(&inner.columns, asked)?;
                Some(Compiled { sql: format!("SELECT * FROM ({}){order}", inner.sql), ..inner })
            }
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                let word = match (op, set_quantifier) {
                    (SetOperator::Union, SetQuantifier::All) => "UNION ALL",
                    (SetOperator::Union, SetQuantifier::None | SetQuantifier::Distinct) => "UNION",
                    (SetOperator::Except, SetQuantifier::None | SetQuantifier::Distinct) => "EXCEPT",
                    (SetOperator::Intersect, SetQuantifier::None | SetQuantifier::Distinct) => "INTERSECT",
                    _ => return self.unsupported(self.span(body), &format!("{op} {set_quantifier}")),
                };
                let inner = Asked { order: &[], total: false, named: asked.named };
                let left_side = self.body(left, inner);
                let right_side = self.body(right, Asked { named: false, ..inner });
                let (left_side, right_side) = (left_side?, right_side?);
                // SQLite joins from left to right and knows no brackets here.
                let right_sql = match right.as_ref() {
                    SetExpr::SetOperation { .. } => format!("SELECT * FROM ({})", right_side.sql),
                    _ => right_side.sql.clone(),
                };
                let columns = self.united(&left_side, &right_side, right)?;
                let order = self.order_of_union(&columns, asked)?;
                Some(Compiled {
                    sql: format!("{} {word} {right_sql}{order}", left_side.sql),
                    columns,
                    definitions: left_side.definitions,
                    conditions: gravest(left_side.conditions, right_side.conditions),
                    one_row: false,
                })
            }
            other => self.unsupported(self.span(other), &other.to_string()),
        }
    }

    /// The columns of two SELECTs one under the other.
    fn united(&mut self, left: &Compiled, right: &Compiled, place: &SetExpr) -> Option<Vec<SqlColumn>> {
        let span = self.span(place);
        if left.columns.len() != right.columns.len() {
            let message = format!("上下兩個 SELECT 的欄數不同：{} 與 {}", left.columns.len(), right.columns.len());
            return self.refuse("sql-union", span, message, "");
        }
        let mut columns = Vec::new();
        for (above, below) in left.columns.iter().zip(&right.columns) {
            if !comparable(Some(above.kind), Some(below.kind)) {
                let (a, b) = (above.kind.name(), below.kind.name());
                return self.refuse("sql-union", span, format!("「{}」上面是{a}，下面是{b}", above.name), "");
            }
            let same = above.origin == below.origin || above.is_identity() && below.is_identity();
            columns.push(SqlColumn {
                name: above.name.clone(),
                kind: common(Some(above.kind), Some(below.kind)).unwrap_or(above.kind),
                class: gravest(above.class, below.class),
                origin: if same { above.origin.clone() } else { None },
            });
        }
        Some(columns)
    }

    /// Behind a UNION, or behind brackets, only outputs can be sorted by.
    fn order_of_union(&mut self, columns: &[SqlColumn], asked: Asked<'_>) -> Option<String> {
        let mut keys = Vec::new();
        for key in asked.order {
            let place = match (&key.expr, ordinal(&key.expr)) {
                (_, Some(place)) => Some(place).filter(|place| (1..=columns.len()).contains(place)),
                (Sql::Identifier(name), None) => {
                    columns.iter().position(|column| column.name == name.value).map(|index| index + 1)
                }
                _ => None,
            };
            let Some(place) = place else {
                let hint = "UNION 之後只能依輸出欄位排序";
                return self.refuse("sql-ordinal", self.span(&key.expr), format!("沒有「{}」這一欄", key.expr), hint);
            };
            keys.push(format!("{place}{}", self.direction(key)?));
        }
        if asked.total || !keys.is_empty() {
            keys.extend((1..=columns.len()).map(|place| format!("{place} NULLS LAST")));
        }
        Some(if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) })
    }

    /// ` LIMIT …`, and whether it leaves one row at most.
    fn limit(&mut self, limit: &LimitClause, query: &Query) -> Option<(String, bool)> {
        let (count, skipped) = match limit {
            LimitClause::LimitOffset { limit, offset, limit_by } if limit_by.is_empty() => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            LimitClause::OffsetCommaLimit { offset, limit } => (Some(limit), Some(offset)),
            LimitClause::LimitOffset { .. } => return self.unsupported(self.span(query), &limit.to_string()),
        };
        let number = |key: Option<&Sql>| key.map_or(Some(None), |key| ordinal(key).map(Some));
        let (Some(count), Some(skipped)) = (number(count), number(skipped)) else {
            return self.refuse("sql-limit", self.span(query), "LIMIT、OFFSET 後面要是數字", "");
        };
        // SQLite wants a LIMIT before an OFFSET; one below zero is none.
        let limit = count.map_or_else(|| "-1".to_owned(), |count| count.to_string());
        let text = format!(" LIMIT {limit} OFFSET {}", skipped.unwrap_or(0));
        Some((text, count.is_some_and(|count| count <= 1)))
    }
}
