//! SELECT, clause by clause, in the order in which SQL means them: FROM, WHERE, GROUP BY, HAVING, the output, ORDER BY.

use sqlparser::ast::{
    Distinct, Expr as Sql, GroupByExpr, OrderByExpr, Select, SelectItem, SelectItemQualifiedWildcardKind, Value,
};

use super::compiler::Compiler;
use super::context::{Clause, Context, Inside};
use super::kinds::gravest;
use super::piece::sort_key;
use super::relation::SqlColumn;
use super::to_sql::quote_name;
use crate::domain::{Disclosure, FieldType};
use crate::source::Span;

/// A SELECT as SQLite reads it.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) sql: String,
    pub(super) columns: Vec<SqlColumn>,
    /// What each column is, as it is written in the file.
    pub(super) definitions: Vec<String>,
    /// The gravest class of what chooses its rows.
    pub(super) conditions: Disclosure,
    /// Whether it gives one row at most.
    pub(super) one_row: bool,
}

impl Compiled {
    /// Its columns where it is used as a table: each is as grave as all that the SELECT looks at.
    pub(super) fn seen_from_outside(&self) -> Vec<SqlColumn> {
        let graver = |column: &SqlColumn| SqlColumn { class: gravest(column.class, self.conditions), ..column.clone() };
        self.columns.iter().map(graver).collect()
    }
}

/// What is asked of a SELECT from outside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) order: &'a [OrderByExpr],
    /// Whether rows must stand in a total order: the outermost, and where a limit cuts rows off.
    pub(super) total: bool,
    /// Whether each column needs a name.
    pub(super) named: bool,
}

/// One column of the output.
struct Output {
    text: String,
    column: SqlColumn,
    definition: String,
}

impl Compiler<'_> {
    pub(super) fn select(&mut self, select: &Select, asked: Asked<'_>) -> Option<Compiled> {
        self.contexts.push(Context::new());
        let compiled = self.clauses(select, asked);
        self.contexts.pop();
        compiled
    }

    fn clauses(&mut self, select: &Select, asked: Asked<'_>) -> Option<Compiled> {
        // What is not looked at below must not be there.
        let mut rest = select.clone();
        rest.projection.clear();
        rest.from.clear();
        (rest.distinct, rest.selection, rest.having) = (None, None, None);
        rest.group_by = GroupByExpr::Expressions(Vec::new(), Vec::new());
        let rest = rest.to_string();
        let rest = rest.trim_start_matches("SELECT").trim();
        let known = if rest.is_empty() { Some(()) } else { self.unsupported(self.span(select), rest) };
        let distinct = match &select.distinct {
            None | Some(Distinct::All) => Some(""),
            Some(Distinct::Distinct) => Some("DISTINCT "),
            Some(Distinct::On(_)) => self.unsupported(self.span(select), "DISTINCT ON"),
        };
        let from = self.from(&select.from);
        self.context().aliases = select.projection.iter().filter_map(alias_of).collect();
        let condition = match &select.selection {
            Some(condition) => self.within(Clause::Where, |compiler| compiler.condition(condition)).map(Some),
            None => Some(None),
        };
        let group = self.group_by(select);
        let having = match &select.having {
            Some(having) => self.within(Clause::Having, |compiler| compiler.condition(having)).map(Some),
            None => Some(None),
        };
        let outputs = self.within(Clause::Output, |compiler| compiler.outputs(select, asked.named));
        // The order can only be read beside an output that could be.
        let outputs = outputs?;
        let order = self.within(Clause::OrderBy, |compiler| compiler.order_by(&outputs, asked));
        let grouped = !self.context().group_keys.is_empty() || self.context().aggregates || select.having.is_some();
        if grouped {
            self.refuse_bare_columns()?;
        }
        let ((), distinct, (from, joined), condition, group, having, order) =
            (known?, distinct?, from?, condition?, group?, having?, order?);

        let columns: Vec<String> =
            outputs.iter().map(|output| format!("{} AS {}", output.text, quote_name(&output.column.name))).collect();
        let mut parts = vec![format!("SELECT {distinct}{}", columns.join(", "))];
        let mut class = joined;
        if !from.is_empty() {
            parts.push(format!("FROM {from}"));
        }
        if let Some(condition) = condition {
            parts.push(format!("WHERE {}", condition.text));
            class = gravest(class, condition.class);
        }
        if !group.is_empty() {
            parts.push(format!("GROUP BY {}", group.join(", ")));
        }
        if let Some(having) = having {
            parts.push(format!("HAVING {}", having.text));
            class = gravest(class, having.class);
        }
        let sql = format!("{}{order}", parts.join(" "));
        let one_row = grouped && group.is_empty();
        let (columns, definitions) = outputs.into_iter().map(|output| (output.column, output.definition)).unzip();
        Some(Compiled { sql, columns, definitions, conditions: class, one_row })
    }

    /// Reads a part as one of `clause`.
    fn within<T>(&mut self, clause: Clause, read: impl FnOnce(&mut Self) -> T) -> T {
        self.context().clause = clause;
        read(self)
    }

    fn group_by(&mut self, select: &Select) -> Option<Vec<String>> {
        let GroupByExpr::Expressions(keys, modifiers) = &select.group_by else {
            return self.unsupported(self.span(select), &select.group_by.to_string());
        };
        if !modifiers.is_empty() {
            return self.unsupported(self.span(select), &select.group_by.to_string());
        }
        self.context().clause = Clause::GroupBy;
        let mut texts = Vec::new();
        let mut clean = true;
        for key in keys {
            let meant = match (ordinal(key), key) {
                (Some(place), _) => self.output_at(place, select, self.span(key)),
                (None, Sql::Identifier(name)) => Some(self.alias(&name.value).unwrap_or_else(|| key.clone())),
                (None, other) => Some(other.clone()),
            };
            self.context().expanding = true;
            let finished = meant.as_ref().and_then(|meant| self.finished(meant));
            self.context().expanding = false;
            if let (Some(finished), Some(meant)) = (finished, meant) {
                let context = self.context();
                if finished.column.is_some() {
                    context.group_columns.push(finished.text.clone());
                }
                context.group_keys.push(meant);
                texts.push(finished.text);
            } else {
                // A key that could not be read is one all the same.
                self.context().group_keys.push(key.clone());
                clean = false;
            }
        }
        clean.then_some(texts)
    }

    /// What the output at this place stands for.
    fn output_at(&mut self, place: usize, select: &Select, span: Span) -> Option<Sql> {
        match place.checked_sub(1).and_then(|index| select.projection.get(index)) {
            Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => Some(expr.clone()),
            _ => self.refuse("sql-ordinal", span, format!("沒有第 {place} 欄"), ""),
        }
    }

    fn outputs(&mut self, select: &Select, named: bool) -> Option<Vec<Output>> {
        let mut outputs = Vec::new();
        let mut clean = true;
        for item in &select.projection {
            let read = match item {
                SelectItem::UnnamedExpr(expr) => self.output(expr, None, named).map(|output| vec![output]),
                SelectItem::ExprWithAlias { expr, alias } => {
                    self.output(expr, Some(&alias.value), named).map(|output| vec![output])
                }
                SelectItem::Wildcard(options) if options.to_string().is_empty() => self.starred(None),
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(table), options)
                    if options.to_string().is_empty() =>
                {
                    let name = table.to_string();
                    if self.context().relations.iter().any(|relation| relation.alias == name) {
                        self.starred(Some(&name))
                    } else {
                        self.refuse("unknown-table", self.span(item), format!("FROM 裡沒有「{name}」"), "")
                    }
                }
                other => self.unsupported(self.span(other), &other.to_string()),
            };
            match read {
                Some(read) => outputs.extend(read),
                None => clean = false,
            }
        }
        for (index, output) in outputs.iter().enumerate().filter(|_| named) {
            if outputs[..index].iter().any(|other| other.column.name == output.column.name) {
                let message = format!("「{}」這個欄名出現兩次", output.column.name);
                self.refuse::<()>("duplicate-field", self.span(select), message, "用 AS 取不同的名稱");
                clean = false;
            }
        }
        clean.then_some(outputs)
    }

    fn output(&mut self, expr: &Sql, alias: Option<&str>, named: bool) -> Option<Output> {
        let finished = self.finished(expr)?;
        let definition = expr.to_string();
        let name = match (alias, &finished.column) {
            (Some(alias), _) => alias.to_owned(),
            (None, Some(column)) => column.name.clone(),
            (None, None) if named => {
                let message = format!("「{definition}」這一欄要用 AS 取名");
                return self.refuse("missing-name", self.span(expr), message, "例如 COUNT(*) AS 人數");
            }
            (None, None) => definition.clone(),
        };
        let origin = finished.column.and_then(|column| column.origin);
        let kind = finished.kind.unwrap_or(FieldType::Text);
        Some(Output {
            text: finished.text,
            column: SqlColumn { name, kind, class: finished.class, origin },
            definition,
        })
    }

    /// `*`: the columns of all tables, or of one.
    fn starred(&mut self, table: Option<&str>) -> Option<Vec<Output>> {
        let depth = self.contexts.len() - 1;
        let relations = self.contexts[depth].relations.clone();
        let mut outputs = Vec::new();
        for (index, relation) in relations.into_iter().enumerate() {
            if table.is_some_and(|table| table != relation.alias) {
                continue;
            }
            if relation.broken {
                return None;
            }
            for column in relation.columns.into_iter().take(relation.starred) {
                let definition = format!("{}.{}", relation.alias, column.name);
                let named = self.use_column(depth, index, column, Span::default());
                outputs.push(Output { text: named.sql, column: named.column, definition });
            }
        }
        Some(outputs)
    }

    /// ` ORDER BY …`, with every column of the output behind it, so that equal rows are all that is left to chance.
    fn order_by(&mut self, outputs: &[Output], asked: Asked<'_>) -> Option<String> {
        let mut keys = Vec::new();
        let mut clean = true;
        for key in asked.order {
            let (sorted, direction) = (self.sorted(&key.expr, outputs), self.direction(key));
            match (sorted, direction) {
                (Some(sorted), Some(direction)) => keys.push(format!("{sorted}{direction}")),
                _ => clean = false,
            }
        }
        if asked.total || !keys.is_empty() {
            keys.extend((0..outputs.len()).map(|index| format!("{} NULLS LAST", self.place_of(outputs, index))));
        }
        clean.then(|| if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) })
    }

    fn sorted(&mut self, key: &Sql, outputs: &[Output]) -> Option<String> {
        if let Some(place) = ordinal(key) {
            let Some(index) = place.checked_sub(1).filter(|index| *index < outputs.len()) else {
                return self.refuse("sql-ordinal", self.span(key), format!("沒有第 {place} 欄"), "");
            };
            return Some(self.place_of(outputs, index));
        }
        if let Sql::Identifier(name) = key
            && self.alias(&name.value).is_some()
            && let Some(index) = outputs.iter().position(|output| output.column.name == name.value)
        {
            return Some(self.place_of(outputs, index));
        }
        let finished = self.finished(key)?;
        let labels = self.order_of(finished.column.as_ref());
        Some(sort_key(&finished.text, labels.as_deref()))
    }

    /// An output to sort by: by its number, so that it is not written a second time; a code by the order of its list.
    fn place_of(&self, outputs: &[Output], index: usize) -> String {
        let output = &outputs[index];
        match self.order_of(Some(&output.column)) {
            Some(labels) => sort_key(&output.text, Some(&labels)),
            None => (index + 1).to_string(),
        }
    }

    /// In a grouped SELECT a column that is neither a key nor inside an aggregate is some row's, nobody can say whose.
    fn refuse_bare_columns(&mut self) -> Option<()> {
        debug_assert_eq!(self.context().inside, Inside::Nothing, "a part leaves what it entered");
        let mut bare = std::mem::take(&mut self.context().bare);
        bare.sort_unstable();
        bare.dedup();
        for (span, name) in &bare {
            let message = format!("「{name}」沒有彙總，也不在 GROUP BY");
            let hint = "放進 GROUP BY，或用 MIN、MAX、COUNT 這類函數";
            self.refuse::<()>("not-grouped", *span, message, hint);
        }
        bare.is_empty().then_some(())
    }
}

fn alias_of(item: &SelectItem) -> Option<(String, Sql)> {
    match item {
        SelectItem::ExprWithAlias { expr, alias } => Some((alias.value.clone(), expr.clone())),
        _ => None,
    }
}

/// `2` in ORDER BY 2: the place of an output.
pub(super) fn ordinal(key: &Sql) -> Option<usize> {
    match key {
        Sql::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
