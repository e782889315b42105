//! The query's own fields: bands, expressions, child tables brought back to one value a person.

use super::Checker;
use crate::domain::{Band, Disclosure, FieldType};
use crate::expr::{self, Expr, ScopeField, in_words};
use crate::query::fields::FieldUse;
use crate::query::plan::{ChildTake, Column, ColumnHow, Take};
use crate::query::spec::{DeriveHow, DeriveSpec};
use crate::source::{At, Span, did_you_mean};

/// How a field is made, its type, its class, its values, and its definition in words.
type Made = (ColumnHow, FieldType, Disclosure, Vec<String>, String);

impl Checker<'_> {
    pub(super) fn derive(&mut self, spec: &DeriveSpec) {
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

    fn band(&mut self, of: &At<String>, breaks: &[f64], span: Span) -> Option<Made> {
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
