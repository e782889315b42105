//! The query's own fields: bands and expressions; `recode` and `child` make the others.

use super::Checker;
use crate::domain::{Band, Disclosure, FieldType};
use crate::expr::{self, Expr, Literal, ScopeField, in_words};
use crate::query::fields::FieldUse;
use crate::query::plan::{Column, ColumnHow};
use crate::query::spec::{DeriveHow, DeriveSpec};
use crate::source::{At, Span};

/// How a field is made, its type, its class, its values, and its definition in words.
pub(super) type Made = (ColumnHow, FieldType, Disclosure, Vec<String>, String);

/// More edges than these are no bands.
const MOST_BREAKS: usize = 200;

impl Checker<'_> {
    pub(super) fn derive(&mut self, spec: &DeriveSpec) {
        let made = match &spec.how {
            DeriveHow::Band { of, breaks, span } => self.band(of, breaks, *span),
            DeriveHow::Expression(text) => self.expression(&spec.name, text),
            DeriveHow::Recode { of, through, otherwise } => self.recode(of, through, otherwise.as_ref()),
            DeriveHow::Child { from, condition, take, of, order_by } => {
                self.child(from, condition.as_ref(), take, of.as_ref(), order_by.as_ref())
            }
            DeriveHow::Unreadable => None,
        };
        // An alias may be taken: who names a field means the own one from then on.
        if let Some(known) = self.scope.find(&spec.name.value).filter(|known| known.name == spec.name.value) {
            let message = format!("「{}」已經是一個欄位，自訂欄位要用別的名稱", known.name);
            let hint = format!("例如 name = \"本案{}\"", known.name);
            self.error("name-taken", &spec.name, message, Some(hint));
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
        if breaks.len() > MOST_BREAKS {
            let problem = self.source.error("breaks", span, format!("breaks 超過 {MOST_BREAKS} 個"));
            self.problems.push(problem.hint("分組太細就不是分組；請減少界限"));
            return None;
        }
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

    fn expression(&mut self, name: &At<String>, text: &At<String>) -> Option<Made> {
        let (checked, kind) = self.typed(text)?;
        self.sizes.insert(name.value.clone(), self.size_of(&checked));
        let fields = checked.fields();
        let disclosure = fields.iter().map(|name| self.disclosure_of(name)).max().unwrap_or(Disclosure::None);
        let definition = format!("{}。", in_words(&checked));
        let values = self.values_of(&checked);
        // What can only be one of a few texts is a code: its values have an order, and others are mistakes.
        let kind = if kind == FieldType::Text && !values.is_empty() { FieldType::Code } else { kind };
        Some((ColumnHow::Expression(checked), kind, disclosure, values, definition))
    }

    /// The values that an expression can have, in order: those of the field that it is, or the texts that it chooses from.
    fn values_of(&self, expr: &Expr) -> Vec<String> {
        match expr {
            Expr::Field { name, .. } => self.values_in_order(name),
            Expr::Case { branches, otherwise, .. } => {
                let mut values: Vec<String> = Vec::new();
                for result in branches.iter().map(|(_, result)| result).chain(otherwise.as_deref()) {
                    match result {
                        Expr::Literal { value: Literal::Text(text), .. } if values.contains(text) => {}
                        Expr::Literal { value: Literal::Text(text), .. } => values.push(text.clone()),
                        Expr::Literal { value: Literal::Null, .. } => {}
                        _ => return Vec::new(),
                    }
                }
                values
            }
            _ => Vec::new(),
        }
    }
}
