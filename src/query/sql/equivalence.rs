//! The proof: a SELECT that the query language can say as well, translated into it.
//!
//! `SELECT 官等, COUNT(DISTINCT 身分證統一編號) AS 人數 FROM 人員 WHERE 在職 GROUP BY 官等` is a crosstab with 官等 down the side.
//! The translation is a query file; it is checked and computed as one written by hand, and its cells carry the persons
//! behind them. Hence no argument about what SQL might let through is needed: the SELECT itself is not run.
//!
//! Translated is one plain SELECT over one table, whose output is its group keys and counts. A group key must be a field
//! of class `none` as it stands. HAVING, DISTINCT, LIMIT, WITH, UNION, joins, subqueries, windows and other expressions are not
//! translated: they choose groups or persons in ways that the persons of a cell do not show.

use sqlparser::ast::{
    DuplicateTreatment, Expr as Sql, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, OrderByKind,
    Query as Tree, Select, SelectItem, SetExpr, TableFactor,
};

use super::compiler::Compiler;
use super::context::{Clause, Context};
use super::header::Header;
use super::language_text::language_text;
use super::piece::Form;
use super::places::Places;
use super::relation::{Relation, SqlColumn};
use super::select::ordinal;
use crate::domain::{Dictionary, Disclosure, IDENTITY, PERSON, SNAPSHOT_DATE};
use crate::query::plan::Query;
use crate::query::{Arguments, Snapshots, check_query, parse_query};
use crate::source::{Problems, SourceText};

/// A query that says the same.
#[derive(Clone, Debug)]
pub(super) struct Equivalent {
    pub(super) query: Query,
    pub(super) text: String,
    /// The names of the counts, as the SELECT names them.
    pub(super) measures: Vec<String>,
    /// Whether the order that the SELECT asks for is given up for that of the table.
    pub(super) reordered: bool,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Persons,
    Rows,
}

/// The query that says what `tree` says, where there is one.
pub(super) fn equivalent(
    tree: &Tree,
    header: &Header,
    dictionary: &Dictionary,
    source: &SourceText,
    places: &Places<'_>,
) -> Option<Equivalent> {
    let select = lone_select(tree)?;
    let [from] = select.from.as_slice() else { return None };
    let TableFactor::Table { name, alias, .. } = &from.relation else { return None };
    let table = dictionary.table(name.0.first()?.as_ident()?.value.as_str()).filter(|_| from.joins.is_empty())?;
    let shown = alias.as_ref().map_or(table.name.as_str(), |alias| alias.name.value.as_str());

    // The same reader as before, over this one table; its complaints were made then.
    let problems = Problems::new();
    let several = header.several_snapshots();
    let mut compiler = Compiler::new(dictionary, source, places, &problems, several);
    compiler.contexts.push(Context::new());
    compiler.context().clause = Clause::Where;
    let relation = Relation::of_table(table, shown.to_owned(), dictionary, several);
    compiler.context().relations.push(relation);

    let GroupByExpr::Expressions(keys, _) = &select.group_by else { return None };
    let mut rows: Vec<String> = Vec::new();
    for key in keys {
        let meant = match ordinal(key).map(|place| select.projection.get(place.wrapping_sub(1))) {
            None => key,
            Some(Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. })) => expr,
            Some(_) => return None,
        };
        let column = plain_column(&mut compiler, meant).filter(|column| column.class == Disclosure::None)?;
        rows.push(column.name);
    }
    let (mut shown_keys, mut measures) = (Vec::new(), Vec::new());
    for item in &select.projection {
        let (expr, alias) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, None),
            SelectItem::ExprWithAlias { expr, alias } => (expr, Some(alias.value.clone())),
            _ => return None,
        };
        match (count(&mut compiler, expr), alias) {
            (Some(count), Some(name)) => measures.push((count, name)),
            // A field under another name is no longer the field that the table's head would name.
            (None, alias) => {
                let column = plain_column(&mut compiler, expr)?;
                if alias.is_some_and(|alias| alias != column.name) {
                    return None;
                }
                shown_keys.push(column.name);
            }
            (Some(_), None) => return None,
        }
    }
    let same_keys = shown_keys.len() == rows.len() && rows.iter().all(|row| shown_keys.contains(row));
    let twice = (1..rows.len()).any(|index| rows[..index].contains(&rows[index]));
    // Persons are counted once a day, not once over all days.
    let mixed_days = several && !rows.iter().any(|row| row == SNAPSHOT_DATE);
    if !same_keys || twice || mixed_days || measures.is_empty() {
        return None;
    }
    let condition = match &select.selection {
        None => None,
        Some(condition) => match compiler.piece(condition)?.form {
            Form::Plain(plain) => {
                let name =
                    |key: &str| plain.fields.get(key).map_or_else(String::new, |named| named.column.name.clone());
                Some(language_text(&plain.expr, &name))
            }
            Form::Sql { .. } => return None,
        },
    };
    if problems.has_errors() {
        return None;
    }
    let text = query_text(header, &table.name, condition.as_deref(), &shown_keys, &measures);
    let file = SourceText::new(source.name(), text.as_str());
    let spec = parse_query(&file, &problems)?;
    let query = check_query(&spec, dictionary, &file, &Arguments::none(), &problems)?;
    let measures = measures.into_iter().map(|(_, name)| name).collect();
    Some(Equivalent { query, text, measures, reordered: tree.order_by.is_some() })
}

/// The one SELECT of the file, where nothing stands around it and none of its clauses chooses among groups.
fn lone_select(tree: &Tree) -> Option<&Select> {
    let ordered = tree.order_by.as_ref().is_none_or(|order| matches!(order.kind, OrderByKind::Expressions(_)));
    match tree.body.as_ref() {
        SetExpr::Select(select)
            if ordered
                && tree.with.is_none()
                && tree.limit_clause.is_none()
                && select.distinct.is_none()
                && select.having.is_none() =>
        {
            Some(select)
        }
        _ => None,
    }
}

fn plain_column(compiler: &mut Compiler<'_>, sql: &Sql) -> Option<SqlColumn> {
    if !matches!(sql, Sql::Identifier(_) | Sql::CompoundIdentifier(_)) {
        return None;
    }
    compiler.piece(sql)?.column().map(|named| named.column.clone())
}

/// `COUNT(DISTINCT 身分證統一編號)` or `COUNT(*)`, which of 人員 are the same.
fn count(compiler: &mut Compiler<'_>, sql: &Sql) -> Option<Count> {
    let Sql::Function(call) = sql else { return None };
    let FunctionArguments::List(list) = &call.args else { return None };
    if !call.name.to_string().eq_ignore_ascii_case("COUNT") || call.filter.is_some() || call.over.is_some() {
        return None;
    }
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    match list.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] if !distinct => {
            let of_persons =
                compiler.context().relations.iter().all(|relation| relation.table.as_deref() == Some(PERSON));
            Some(if of_persons { Count::Persons } else { Count::Rows })
        }
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(of))] if distinct => {
            let column = plain_column(compiler, of)?;
            (column.name == IDENTITY).then_some(Count::Persons)
        }
        _ => None,
    }
}

fn query_text(
    header: &Header,
    unit: &str,
    condition: Option<&str>,
    rows: &[String],
    measures: &[(Count, String)],
) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    let snapshot = match &header.snapshots {
        Snapshots::Latest => quoted("latest"),
        Snapshots::Dates(days) => list(days.iter().map(|day| quoted(&day.to_string())).collect()),
    };
    let title = quoted(&header.title);
    let population = condition.map_or_else(String::new, |condition| format!("where = {}\n", quoted(condition)));
    let head = format!("title = {title}\nsnapshot = {snapshot}\nunit = {}\n{population}", quoted(unit));
    let rows = list(rows.iter().map(|row| quoted(row)).collect());
    let kinds = measures.iter().map(|(count, _)| match count {
        Count::Persons => "人數",
        Count::Rows => "件數",
    });
    // The same count twice is refused when this file is checked, and then the SELECT stays a list.
    let measures = list(kinds.map(quoted).collect());
    format!("{head}\n[[table]]\ntitle = {title}\nrows = {rows}\nmeasures = {measures}\n")
}
