//! From the query file as written to one that can be run: names, types and the order of derived fields. Finds every
//! mistake that the dictionary can show.

use std::collections::BTreeMap;

use crate::domain::{Band, Dictionary, Disclosure, FieldType, Formula, IDENTITY, PERSON, SNAPSHOT_DATE, TableDef};
use crate::expr::{self, Expr, Fault, Scope, ScopeField, in_words};
use crate::source::{At, Problems, SourceText, did_you_mean};

use super::fields::{FieldUse, describe, scope_of};
use super::plan::{
    ChildTake, Column, ColumnHow, CrossTab, ListPlan, Measure, MeasureKind, Query, ShareBase, Statistic, Take,
};
use super::spec::{DeriveHow, DeriveSpec, ListSpec, MeasureHow, MeasureSpec, QuerySpec, Snapshots, TableSpec};

/// Resolves `spec` against the dictionary.
pub fn check_query(
    spec: &QuerySpec,
    dictionary: &Dictionary,
    source: &SourceText,
    problems: &Problems,
) -> Option<Query> {
    let Some(unit) = dictionary.table(&spec.unit.value) else {
        let names = dictionary.tables.iter().map(|table| table.name.as_str());
        let message = format!("沒有資料表「{}」", spec.unit.value);
        problems.push(
            source.error("unknown-table", spec.unit.span, message).hint_if(did_you_mean(&spec.unit.value, names)),
        );
        return None;
    };
    let mut checker = Checker::new(dictionary, unit, source, problems);
    checker.several_snapshots = matches!(&spec.snapshots, Snapshots::Dates(dates) if dates.len() > 1);
    for derive in &spec.derives {
        checker.derive(derive);
    }
    let population = spec.population.as_ref().and_then(|text| checker.condition(text));
    let tables = spec.tables.iter().map(|table| checker.table(table)).collect();
    let lists = spec.lists.iter().map(|list| checker.list(list)).collect();
    if problems.has_errors() {
        return None;
    }
    let mut query = Query {
        title: spec.title.clone(),
        snapshots: spec.snapshots.clone(),
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
    for index in 0..query.tables.len() {
        let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
        names.extend(names_of_table(&query.tables[index]));
        let used = uses(&query, names, dictionary, &checker.own_uses);
        let direct = used.into_iter().filter(|field| field.disclosure == Disclosure::Direct);
        query.tables[index].direct_fields = direct.map(|field| field.name).collect();
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
}

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
        }
    }

    fn error(&self, rule: &str, at: &At<impl Sized>, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(self.source.error(rule, at.span, message).hint_if(hint));
    }

    fn report(&self, faults: Vec<Fault>, text: &At<String>) {
        self.problems.extend(faults.into_iter().map(|fault| fault.into_problem(self.source, text.span, &text.value)));
    }

    /// Parses and checks a condition, and computes what it needs.
    fn condition(&mut self, text: &At<String>) -> Option<Expr> {
        let checked = expr::parse(&text.value).and_then(|parsed| expr::check_condition(&parsed, &self.scope));
        match checked {
            Ok(checked) => {
                self.require_all(&checked.fields());
                Some(checked)
            }
            Err(faults) => {
                self.report(faults, text);
                None
            }
        }
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
            self.error(
                "type-mismatch",
                name,
                format!("{what}只能用在數字欄位，「{}」是{}", field.name, field.kind.name()),
                None,
            );
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

    fn derive(&mut self, spec: &DeriveSpec) {
        let made = match &spec.how {
            DeriveHow::Band { of, breaks, span } => self.band(of, breaks, *span),
            DeriveHow::Expression(text) => self.expression(text),
            DeriveHow::Child { from, condition, take, of, order_by } => {
                self.child(from, condition.as_ref(), take, of.as_ref(), order_by.as_ref())
            }
        };
        // An alias may be taken: who names a field means the own one from then on.
        if let Some(known) = self.scope.find(&spec.name.value).filter(|known| known.name == spec.name.value) {
            let message = format!("「{}」已經是一個欄位，自訂欄位要用別的名稱", known.name);
            self.error("name-taken", &spec.name, message, None);
            return;
        }
        // A field that could not be made is still named, so that its uses are not reported a second time.
        let (how, kind, disclosure, values, definition) = made.unwrap_or((
            ColumnHow::Expression(Expr::Literal { value: expr::Literal::Null, span: spec.name.span }),
            FieldType::Text,
            Disclosure::Direct,
            Vec::new(),
            String::new(),
        ));
        let name = spec.name.value.clone();
        let labels = values.iter().map(|label| (label.clone(), label.clone())).collect();
        self.scope.add(ScopeField { name: name.clone(), kind, values: labels });
        self.columns.push(Column { name: name.clone(), kind, how, disclosure, own: true });
        let field = FieldUse {
            name: name.clone(),
            table: "本案自訂".to_owned(),
            definition,
            origin: String::new(),
            kind,
            disclosure,
            values,
            verified: true,
        };
        self.own_uses.insert(name, field);
    }

    fn band(&mut self, of: &At<String>, breaks: &[f64], span: crate::source::Span) -> Option<Made> {
        let field = self.number(of, "分組")?;
        let whole = self.scope.find(&field).is_some_and(|field| field.kind == FieldType::Integer);
        let Some(band) = Band::new(breaks.to_vec(), whole) else {
            self.problems.push(
                self.source
                    .error("breaks", span, "breaks 要是由小到大、不重複的數字")
                    .hint("例如 breaks = [30, 40, 50, 60]"),
            );
            return None;
        };
        let labels = band.labels();
        let definition = format!("{field}分組：{}。", labels.join("、"));
        // A band says less than the number: it stays below what identifies.
        Some((ColumnHow::Band { of: field, band }, FieldType::Code, Disclosure::None, labels, definition))
    }

    fn expression(&mut self, text: &At<String>) -> Option<Made> {
        let checked = expr::parse(&text.value).and_then(|parsed| expr::check(&parsed, &self.scope));
        let checked = match checked {
            Ok(checked) => checked,
            Err(faults) => {
                self.report(faults, text);
                return None;
            }
        };
        let Some(kind) = checked.kind else {
            self.error("no-type", text, "這個算式永遠是空白", None);
            return None;
        };
        let fields = checked.expr.fields();
        self.require_all(&fields);
        let disclosure = fields.iter().map(|name| self.disclosure_of(name)).max().unwrap_or(Disclosure::None);
        let definition = format!("{}。", in_words(&checked.expr));
        Some((ColumnHow::Expression(checked.expr), kind, disclosure, Vec::new(), definition))
    }

    fn child(
        &mut self,
        from: &At<String>,
        condition: Option<&At<String>>,
        take: &At<String>,
        of: Option<&At<String>>,
        order_by: Option<&At<String>>,
    ) -> Option<Made> {
        let children: Vec<&str> = self
            .dictionary
            .tables
            .iter()
            .filter(|table| table.parent.is_some())
            .map(|table| table.name.as_str())
            .collect();
        let Some(table) = self.dictionary.table(&from.value).filter(|table| table.parent.is_some()) else {
            let hint = did_you_mean(&from.value, children.iter().copied()).unwrap_or_default();
            let hint = format!("{hint}可用：{}", children.join("、"));
            self.error("unknown-table", from, format!("沒有子資料表「{}」", from.value), Some(hint));
            return None;
        };
        let Some((_, taken)) = Take::CODES.into_iter().find(|(code, _)| *code == take.value) else {
            let hint = format!("可用 {}", Take::CODES.map(|(code, _)| code).join("、"));
            self.error("unknown-take", take, format!("take 沒有「{}」", take.value), Some(hint));
            return None;
        };
        // Conditions and fields of the child are checked in the child's own scope.
        let mut inner = Checker::new(self.dictionary, table, self.source, self.problems);
        let condition_given = condition.is_some();
        let condition = condition.and_then(|text| inner.condition(text));
        let needs_of = !matches!(taken, Take::Count | Take::Any);
        let of = match (needs_of, of) {
            (true, Some(of)) => Some(inner.field(of)?),
            (true, None) => {
                self.error("take-of", take, format!("take = \"{}\" 要有 of：取哪一個欄位", take.value), None);
                return None;
            }
            (false, Some(of)) => {
                self.error("take-of", of, format!("take = \"{}\" 不用 of", take.value), None);
                return None;
            }
            (false, None) => None,
        };
        let ordered = matches!(taken, Take::First | Take::Last);
        let order_by = match (ordered, order_by) {
            (true, Some(by)) => Some(inner.field(by)?.name),
            (true, None) => {
                self.error(
                    "take-order",
                    take,
                    format!("take = \"{}\" 要有 order_by：依哪一個欄位排序", take.value),
                    None,
                );
                return None;
            }
            (false, Some(by)) => {
                self.error("take-order", by, format!("take = \"{}\" 不用 order_by", take.value), None);
                return None;
            }
            (false, None) => None,
        };
        if let (Some(of), Some(at)) = (&of, of.as_ref().map(|_| take))
            && matches!(taken, Take::Sum | Take::Mean)
            && !of.kind.is_number()
        {
            self.error(
                "type-mismatch",
                at,
                format!("{}只能用在數字欄位，「{}」是{}", taken.words(), of.name, of.kind.name()),
                None,
            );
            return None;
        }
        let order = match &of {
            Some(of) if of.kind == FieldType::Code && matches!(taken, Take::Min | Take::Max) => {
                let list = table.field(&of.name).and_then(|field| self.dictionary.codes_of(field));
                let Some(list) = list.filter(|list| list.ascending) else {
                    let hint = "改用 take = \"last\" 與 order_by，或 take = \"any\" 與 where".to_owned();
                    self.error("code-order", take, format!("「{}」的代碼沒有大小之分", of.name), Some(hint));
                    return None;
                };
                list.labels().map(ToOwned::to_owned).collect()
            }
            _ => Vec::new(),
        };
        if condition_given && condition.is_none() {
            return None;
        }
        let kind = match taken {
            Take::Count => FieldType::Integer,
            Take::Any => FieldType::Bool,
            Take::Mean => FieldType::Decimal,
            _ => of.as_ref().map_or(FieldType::Text, |field| field.kind),
        };
        let which = condition.as_ref().map(|condition| format!("（{}）", in_words(condition))).unwrap_or_default();
        let whose = of.as_ref().map_or("", |field| &field.name);
        let definition = format!("{}資料{which}的{whose}{}。", table.name, taken.words());
        let disclosure = of.as_ref().map_or(Disclosure::None, |field| inner.disclosure_of(&field.name));
        let values = of
            .as_ref()
            .filter(|_| kind == FieldType::Code)
            .map(|field| unique(field.values.values()))
            .unwrap_or_default();
        let columns = inner.columns;
        let of = of.map(|field| field.name);
        let take = ChildTake { table: table.name.clone(), condition, columns, take: taken, of, order, order_by };
        Some((ColumnHow::Child(take), kind, disclosure, values, definition))
    }

    fn disclosure_of(&self, name: &str) -> Disclosure {
        if let Some(own) = self.own_uses.get(name) {
            return own.disclosure;
        }
        // Unknown is unsafe.
        describe(self.dictionary, &self.unit.name, name).map_or(Disclosure::Direct, |field| field.disclosure)
    }

    fn table(&mut self, spec: &TableSpec) -> CrossTab {
        let mut axis = |names: &[At<String>]| -> Vec<String> {
            names.iter().filter_map(|name| self.field(name).map(|field| field.name)).collect()
        };
        let (rows, mut columns) = (axis(&spec.rows), axis(&spec.columns));
        if self.several_snapshots && !rows.iter().chain(&columns).any(|name| name == SNAPSHOT_DATE) {
            columns.insert(0, SNAPSHOT_DATE.to_owned());
        }
        let written: Vec<&At<String>> = spec.rows.iter().chain(&spec.columns).collect();
        let resolved: Vec<&str> =
            written.iter().filter_map(|name| Some(self.scope.find(&name.value)?.name.as_str())).collect();
        for (index, name) in resolved.iter().enumerate() {
            // What could not be resolved is reported already, and then the two lists do not run side by side.
            if resolved[..index].contains(name) && resolved.len() == written.len() {
                self.error("duplicate-field", written[index], format!("「{name}」在同一張表裡用了兩次"), None);
            }
        }
        let over_time = self.several_snapshots;
        let mut measures: Vec<Measure> = Vec::new();
        for measure in &spec.measures {
            let kind = self.measure(measure, &measures);
            if over_time && let Some(MeasureKind::Share(_, base)) = &kind {
                let across =
                    if columns.iter().any(|name| name == SNAPSHOT_DATE) { ShareBase::Row } else { ShareBase::Column };
                if *base == across || *base == ShareBase::Total {
                    let message = "多個資料截止日的人數不能相加，這個占比沒有意義";
                    let hint = "改用另一個方向的 of，或分成幾個查詢".to_owned();
                    self.error("share-over-time", &measure.name, message, Some(hint));
                }
            }
            if measures.iter().any(|other| other.name == measure.name.value) {
                self.error("duplicate-measure", &measure.name, format!("量數「{}」出現兩次", measure.name.value), None);
            }
            // A measure that could not be read is still named, so that its uses are not reported a second time.
            let kind = kind.unwrap_or(MeasureKind::Persons);
            let percent = matches!(&measure.how, MeasureHow::Ratio { percent: true, .. } | MeasureHow::Share { .. });
            let decimals = measure.decimals.unwrap_or(match &kind {
                MeasureKind::Statistic(Statistic::Mean | Statistic::Median | Statistic::Quantile(_), _)
                | MeasureKind::Ratio(..)
                | MeasureKind::Share(..) => 2,
                _ => 0,
            });
            measures.push(Measure { name: measure.name.value.clone(), kind, decimals, percent });
        }
        CrossTab {
            title: spec.title.clone(),
            rows,
            columns,
            measures,
            totals: spec.totals,
            over_time,
            direct_fields: Vec::new(),
        }
    }

    fn measure(&mut self, spec: &MeasureSpec, before: &[Measure]) -> Option<MeasureKind> {
        let names: Vec<&str> = before.iter().map(|measure| measure.name.as_str()).collect();
        let earlier = |checker: &Self, name: &At<String>| {
            let index = before.iter().position(|measure| measure.name == name.value);
            if index.is_none() {
                let hint = did_you_mean(&name.value, names.iter().copied());
                let hint = hint.unwrap_or_else(|| "要先在同一張表的 measures 裡、這個量數之前定義它".to_owned());
                checker.error("unknown-measure", name, format!("前面沒有量數「{}」", name.value), Some(hint));
            }
            index
        };
        match &spec.how {
            MeasureHow::Named => match spec.name.value.as_str() {
                "人數" => Some(MeasureKind::Persons),
                "件數" | "人次" | "筆數" => Some(MeasureKind::Rows),
                other => {
                    let hint = "可用「人數」「件數」，或 { name = \"…\", count = \"條件\" } 這類寫法".to_owned();
                    self.error("unknown-measure", &spec.name, format!("沒有量數「{other}」"), Some(hint));
                    None
                }
            },
            MeasureHow::Count(text) => Some(MeasureKind::CountIf(self.condition(text)?)),
            MeasureHow::Ratio { parts, .. } => {
                let (numerator, denominator) = (earlier(self, &parts[0]), earlier(self, &parts[1]));
                Some(MeasureKind::Ratio(numerator?, denominator?))
            }
            MeasureHow::Statistic { statistic, of, at } => {
                let statistic = match *statistic {
                    "mean" => Statistic::Mean,
                    "median" => Statistic::Median,
                    "sum" => Statistic::Sum,
                    "min" => Statistic::Min,
                    "max" => Statistic::Max,
                    _ => match at {
                        Some(q) if (0.0..=1.0).contains(&q.value) => Statistic::Quantile(q.value),
                        _ => {
                            self.error(
                                "quantile",
                                &spec.name,
                                "quantile 要有 q，介於 0 與 1 之間",
                                Some("例如 q = 0.9".to_owned()),
                            );
                            return None;
                        }
                    },
                };
                if at.is_some() && !matches!(statistic, Statistic::Quantile(_)) {
                    self.error("quantile", &spec.name, "只有 quantile 用得到 q", None);
                }
                Some(MeasureKind::Statistic(statistic, self.number(of, "統計量")?))
            }
            MeasureHow::Share { of, base } => {
                let index = earlier(self, of);
                let base = match base.value.as_str() {
                    "row" => ShareBase::Row,
                    "column" => ShareBase::Column,
                    "total" => ShareBase::Total,
                    other => {
                        self.error(
                            "unknown-base",
                            base,
                            format!("of 沒有「{other}」"),
                            Some("可用 row、column、total".to_owned()),
                        );
                        return None;
                    }
                };
                let index = index?;
                if !matches!(before[index].kind, MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_)) {
                    self.error("share", of, format!("占比只能用在人數這類可加總的量數，「{}」不是", of.value), None);
                    return None;
                }
                Some(MeasureKind::Share(index, base))
            }
        }
    }

    fn list(&mut self, spec: &ListSpec) -> ListPlan {
        let mut columns = Vec::new();
        if self.several_snapshots && !spec.columns.iter().any(|name| name.value == SNAPSHOT_DATE) {
            columns.extend(describe(self.dictionary, &self.unit.name, SNAPSHOT_DATE));
        }
        for name in &spec.columns {
            let Some(field) = self.field(name) else { continue };
            if columns.iter().any(|column: &FieldUse| column.name == field.name) {
                self.error("duplicate-field", name, format!("「{}」在同一份清冊裡用了兩次", field.name), None);
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
            if let Some(field) = self.field(&At::new(name.to_owned(), text.span)) {
                order_by.push((field.name, descending));
            }
        }
        ListPlan { title: spec.title.clone(), columns, order_by, limit: spec.limit }
    }
}

type Made = (ColumnHow, FieldType, Disclosure, Vec<String>, String);

fn whole(text: &str) -> crate::source::Span {
    crate::source::Span::new(0, text.len())
}

fn unique<'a>(values: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in values {
        if !seen.contains(value) {
            seen.push(value.clone());
        }
    }
    seen
}

/// Adds the dictionary's derived field `name` after everything that it needs.
///
/// Its formula speaks of the person: a field of a child table that has the same name is another field.
fn require_derived(dictionary: &Dictionary, columns: &mut Vec<Column>, name: &str) {
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
        let complain = |message: String| problems.push(source.error("derived", whole(""), message));
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

/// The fields that the query names, before derived ones are followed.
fn all_names(query: &Query) -> Vec<String> {
    let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
    names.extend(query.tables.iter().flat_map(names_of_table));
    for list in &query.lists {
        names.extend(list.columns.iter().map(|column| column.name.clone()));
        names.extend(list.order_by.iter().map(|(name, _)| name.clone()));
    }
    names
}

fn names_of_table(table: &CrossTab) -> Vec<String> {
    let mut names: Vec<String> = table.rows.iter().chain(&table.columns).cloned().collect();
    for measure in &table.measures {
        match &measure.kind {
            MeasureKind::CountIf(condition) => names.extend(condition.fields()),
            MeasureKind::Statistic(_, of) => names.push(of.clone()),
            _ => {}
        }
    }
    names
}

/// Every field behind `open`, in order of first use, each with what is to be said of it.
fn uses(
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
                for field in fields.filter(|field| field != IDENTITY) {
                    if !uses.iter().any(|known| known.name == field) {
                        uses.extend(describe(dictionary, &child.table, &field));
                    }
                }
            }
        }
    }
    uses
}
