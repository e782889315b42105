//! From the query file as written to one that can be run: names, types and the order of derived fields. Finds every
//! mistake that the dictionary can show.

mod child;
mod derive;
mod dictionary_columns;
mod measure;
mod parameters;
mod recode;
mod snapshots;
mod table;
mod uses;

use std::collections::BTreeMap;

pub use dictionary_columns::check_dictionary;

pub(super) use self::dictionary_columns::require_derived;
use self::uses::{all_names, uses};
use super::arguments::Arguments;
use super::fields::{FieldUse, describe, scope_of};
use super::plan::{Column, Labels, ListPlan, Query};
use super::spec::{Bound, ListSpec, QuerySpec, Snapshots};
use crate::domain::{Dictionary, Disclosure, FieldType, SNAPSHOT_DATE, TableDef};
use crate::expr::{self, Expr, Fault, Parameters, Scope, ScopeField};
use crate::source::{At, Problems, SourceText, Span, did_you_mean};

/// Resolves `spec` against the dictionary, its parameters set to `arguments`.
pub fn check_query(
    spec: &QuerySpec,
    dictionary: &Dictionary,
    source: &SourceText,
    arguments: &Arguments,
    problems: &Problems,
) -> Option<Query> {
    let bound = parameters::bind(&spec.parameters, arguments, source, problems);
    let Some(unit) = dictionary.table(&spec.unit.value) else {
        let names = dictionary.tables.iter().map(|table| table.name.as_str());
        let message = format!("沒有資料表「{}」", spec.unit.value);
        problems.push(
            source
                .error("unknown-table", spec.unit.span, message)
                .hint_if(did_you_mean(&spec.unit.value, names))
                .hint("可用 `hrstat fields` 列出所有資料表；計算人數用 unit = \"人員\""),
        );
        return None;
    };
    let mut checker = Checker::new(dictionary, unit, source, problems);
    checker.bound = bound;
    let of = |bound: &Bound| (bound.name.clone(), bound.value.clone());
    checker.parameters = checker.bound.iter().map(of).collect();
    checker.declared.clone_from(&spec.declared);
    let snapshots = snapshots::resolve(&spec.snapshots, &checker.parameters, &spec.declared, source, problems);
    checker.several_snapshots = matches!(&snapshots, Snapshots::Dates(dates) if dates.len() > 1);
    checker.scope.add_later(spec.derives.iter().map(|derive| derive.name.value.clone()));
    for derive in &spec.derives {
        checker.derive(derive);
    }
    let population = spec.population.as_ref().and_then(|text| checker.condition(text));
    let tables = spec.tables.iter().map(|table| checker.table(table)).collect();
    let lists = spec.lists.iter().map(|list| checker.list(list)).collect();
    let title = checker.title(&spec.title);
    if problems.has_errors() {
        return None;
    }
    let mut query = Query {
        title,
        parameters: checker.bound.clone(),
        snapshots,
        unit: unit.name.clone(),
        population,
        columns: checker.columns,
        tables,
        lists,
        threshold: spec.disclosure.threshold,
        small_cells: spec.disclosure.small_cells.unwrap_or_default(),
        uses: Vec::new(),
    };
    query.uses = uses(&query, all_names(&query), dictionary, &checker.own_uses);
    let harmless = |name: &String| {
        let field = checker.own_uses.get(name).cloned().or_else(|| describe(dictionary, &unit.name, name));
        field.is_some_and(|field| {
            field.disclosure == Disclosure::None || matches!(field.kind, FieldType::Code | FieldType::Bool)
        })
    };
    for index in 0..query.tables.len() {
        let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
        names.extend(query.tables[index].fields());
        let used = uses(&query, names, dictionary, &checker.own_uses);
        let direct = used.into_iter().filter(|field| field.disclosure == Disclosure::Direct);
        query.tables[index].direct_fields = direct.map(|field| field.name).collect();
        let table = &query.tables[index];
        let all = table.rows.iter().chain(&table.columns).all(harmless);
        query.tables[index].labels = if all { Labels::Harmless } else { Labels::Telling };
    }
    for index in 0..query.lists.len() {
        let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
        names.extend(query.lists[index].fields());
        let used = uses(&query, names, dictionary, &checker.own_uses);
        let direct = used.into_iter().filter(|field| field.disclosure == Disclosure::Direct);
        query.lists[index].direct_fields = direct.map(|field| field.name).collect();
    }
    Some(query)
}

struct Checker<'a> {
    dictionary: &'a Dictionary,
    unit: &'a TableDef,
    source: &'a SourceText,
    problems: &'a Problems,
    scope: Scope,
    /// Columns to compute, in order.
    columns: Vec<Column>,
    /// What the cover says of the query's own fields.
    own_uses: BTreeMap<String, FieldUse>,
    /// Whether 資料截止日 is one more field to group by.
    several_snapshots: bool,
    /// The parameters of the query, for titles.
    bound: Vec<Bound>,
    /// Their values, for expressions.
    parameters: Parameters,
    /// The names of all parameters, also of those without a value, which is reported.
    declared: Vec<String>,
    /// How many parts each own expression has, those of the own expressions in it written out.
    sizes: BTreeMap<String, usize>,
}

/// An expression with more parts than these, own fields written out, is refused: what is made of it would not end.
const LARGEST: usize = 2_000;

impl<'a> Checker<'a> {
    fn new(dictionary: &'a Dictionary, unit: &'a TableDef, source: &'a SourceText, problems: &'a Problems) -> Self {
        let scope = scope_of(dictionary, unit);
        Self {
            dictionary,
            unit,
            source,
            problems,
            scope,
            columns: Vec::new(),
            own_uses: BTreeMap::new(),
            several_snapshots: false,
            bound: Vec::new(),
            parameters: Parameters::new(),
            declared: Vec::new(),
            sizes: BTreeMap::new(),
        }
    }

    fn error(&self, rule: &str, at: &At<impl Sized>, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(self.source.error(rule, at.span, message).hint_if(hint));
    }

    fn report(&self, faults: Vec<Fault>, text: &At<String>) {
        let known = |fault: &Fault| {
            let named = text.value.get(fault.span.start..fault.span.end).unwrap_or_default();
            fault.rule == "unknown-parameter" && self.is_declared(named.trim_start_matches(':'))
        };
        let faults = faults.into_iter().filter(|fault| !known(fault));
        self.problems.extend(faults.map(|fault| fault.into_problem(self.source, text.span, &text.value)));
    }

    fn is_declared(&self, name: &str) -> bool {
        self.declared.iter().any(|declared| declared == name)
    }

    /// Parses and checks a condition, and computes what it needs.
    fn condition(&mut self, text: &At<String>) -> Option<Expr> {
        let checked = expr::parse_with(&text.value, &self.parameters)
            .and_then(|parsed| expr::check_condition(&parsed, &self.scope));
        match checked {
            Ok(checked) => {
                self.bounded(&checked, text)?;
                self.require_all(&checked.fields());
                Some(checked)
            }
            Err(faults) => {
                self.report(faults, text);
                None
            }
        }
    }

    /// Parses and checks an expression that has a value, and computes what it needs.
    fn typed(&mut self, text: &At<String>) -> Option<(Expr, FieldType)> {
        let checked =
            expr::parse_with(&text.value, &self.parameters).and_then(|parsed| expr::check(&parsed, &self.scope));
        let checked = match checked {
            Ok(checked) => checked,
            Err(faults) => {
                self.report(faults, text);
                return None;
            }
        };
        let Some(kind) = checked.kind else {
            self.error("no-type", text, "這個算式永遠是空白", Some("請改成會有值的算式，或刪去它".to_owned()));
            return None;
        };
        self.bounded(&checked.expr, text)?;
        self.require_all(&checked.expr.fields());
        Some((checked.expr, kind))
    }

    /// Refuses an expression that is too large when its own fields are written out; gives its size.
    fn bounded(&self, expr: &Expr, text: &At<String>) -> Option<usize> {
        let size = self.size_of(expr);
        if size > LARGEST {
            let message = format!("自訂欄位展開以後，這個算式超過 {LARGEST} 項");
            self.error("expression-too-long", text, message, Some("請減少層層引用的自訂欄位".to_owned()));
            return None;
        }
        Some(size)
    }

    fn size_of(&self, expr: &Expr) -> usize {
        let own = match expr {
            Expr::Field { name, .. } => self.sizes.get(name).copied().unwrap_or(1),
            _ => 1,
        };
        expr.parts().into_iter().fold(own, |sum, part| sum.saturating_add(self.size_of(part)))
    }

    /// A title with the values of the parameters in the place of `{name}`.
    fn title(&self, title: &At<String>) -> String {
        for (start, _) in title.value.match_indices('{') {
            let Some(end) = title.value[start..].find('}') else { continue };
            let name = &title.value[start + 1..start + end];
            if self.is_declared(name) {
                continue;
            }
            let place = self.source.inside(title.span, &title.value, Span::new(start, start + end + 1));
            let hint = did_you_mean(name, self.declared.iter().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("先用 [[parameter]] name = \"{name}\" 宣告，或刪去大括號"));
            let message = format!("標題裡的「{name}」不是參數");
            self.problems.push(self.source.error("unknown-parameter", place, message).hint(hint));
        }
        // In one pass: what a value says is not looked at again.
        let mut pieces = title.value.split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| {
            let found = piece.split_once('}');
            let bound =
                found.and_then(|(name, rest)| Some((self.bound.iter().find(|bound| bound.name == name)?, rest)));
            match bound {
                Some((bound, rest)) => text + &bound.shown + rest,
                None => text + "{" + piece,
            }
        })
    }

    /// The field of this name, computed where it must be.
    fn field(&mut self, name: &At<String>) -> Option<ScopeField> {
        let Some(field) = self.scope.find(&name.value).cloned() else {
            let (rule, message, hint) = match self.scope.elsewhere(&name.value) {
                Some(table) => (
                    "field-of-other-table",
                    format!("「{}」是資料表「{table}」的欄位，這裡不能直接用", name.value),
                    format!("先用 [[derive]] from = \"{table}\" 把它歸成每人一個值"),
                ),
                None => ("unknown-field", format!("沒有「{}」這個欄位", name.value), self.scope.hint(&name.value)),
            };
            self.problems.push(
                self.source
                    .error(rule, self.source.inside(name.span, &name.value, whole(&name.value)), message)
                    .hint(hint),
            );
            return None;
        };
        self.require(&field.name);
        Some(field)
    }

    fn number(&mut self, name: &At<String>, what: &str) -> Option<String> {
        let field = self.field(name)?;
        if !field.kind.is_number() {
            let message = format!("{what}只能用在數字欄位，「{}」是{}", field.name, field.kind.name());
            let hint = "可用 `hrstat fields` 查欄位的型別；日期先用 YEARS_BETWEEN 算成年數".to_owned();
            self.error("type-mismatch", name, message, Some(hint));
            return None;
        }
        Some(field.name)
    }

    fn require_all(&mut self, names: &[String]) {
        for name in names {
            self.require(name);
        }
    }

    /// Adds the dictionary's derived field `name`, and what it is derived from, to the columns to compute.
    fn require(&mut self, name: &str) {
        require_derived(self.dictionary, &mut self.columns, name);
    }

    fn disclosure_of(&self, name: &str) -> Disclosure {
        if let Some(own) = self.own_uses.get(name) {
            return own.disclosure;
        }
        // Unknown is unsafe.
        describe(self.dictionary, &self.unit.name, name).map_or(Disclosure::Direct, |field| field.disclosure)
    }

    fn list(&mut self, spec: &ListSpec) -> ListPlan {
        let condition = spec.condition.as_ref().and_then(|text| self.condition(text));
        let mut columns = Vec::new();
        if self.several_snapshots && !spec.columns.iter().any(|name| name.value == SNAPSHOT_DATE) {
            columns.extend(describe(self.dictionary, &self.unit.name, SNAPSHOT_DATE));
        }
        for name in &spec.columns {
            let Some(field) = self.field(name) else { continue };
            if columns.iter().any(|column: &FieldUse| column.name == field.name) {
                let message = format!("「{}」在同一份清冊裡用了兩次", field.name);
                self.error("duplicate-field", name, message, Some("刪去其中一個".to_owned()));
            }
            let own = self.own_uses.get(&field.name).cloned();
            columns.extend(own.or_else(|| describe(self.dictionary, &self.unit.name, &field.name)));
        }
        let mut order_by = Vec::new();
        for text in &spec.order_by {
            let (name, descending) = match text.value.trim().rsplit_once(' ') {
                Some((name, direction)) if direction.eq_ignore_ascii_case("desc") => (name.trim(), true),
                Some((name, direction)) if direction.eq_ignore_ascii_case("asc") => (name.trim(), false),
                _ => (text.value.trim(), false),
            };
            if let Some((name, direction)) = name.rsplit_once(' ')
                && self.scope.find(name.trim()).is_some()
            {
                let hint = format!("由大到小寫成 \"{0} desc\"，由小到大寫成 \"{0}\"", name.trim());
                self.error("order-direction", text, format!("排序方向沒有「{direction}」"), Some(hint));
                continue;
            }
            if let Some(field) = self.field(&At::new(name.to_owned(), text.span)) {
                order_by.push((field.name, descending));
            }
        }
        ListPlan {
            title: self.title(&spec.title),
            columns,
            order_by,
            limit: spec.limit,
            condition,
            direct_fields: Vec::new(),
        }
    }
}

fn whole(text: &str) -> Span {
    Span::new(0, text.len())
}
