//! Child tables brought back to one value a person, or a row of the unit.

use super::Checker;
use super::derive::Made;
use crate::domain::{Disclosure, FieldType};
use crate::expr::{Expr, in_words};
use crate::query::plan::{ChildTake, ColumnHow, Take};
use crate::source::{At, did_you_mean};

impl Checker<'_> {
    pub(super) fn child(
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
        inner.parameters = self.parameters.clone();
        let condition_given = condition.is_some();
        let (condition, outer) = match condition {
            Some(text) => self.child_condition(&mut inner, text).unzip(),
            None => (None, None),
        };
        let outer = outer.unwrap_or_default();
        let needs_of = !matches!(taken, Take::Count | Take::Any);
        let of = match (needs_of, of) {
            (true, Some(of)) => Some(inner.field(of)?),
            (true, None) => {
                self.error(
                    "take-of",
                    take,
                    format!("take = \"{}\" 要有 of：取哪一個欄位", take.value),
                    Some("例如 of = \"年度\"".to_owned()),
                );
                return None;
            }
            (false, Some(of)) => {
                self.error("take-of", of, format!("take = \"{}\" 不用 of", take.value), Some("請刪去 of".to_owned()));
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
                    Some("例如 order_by = \"年度\"".to_owned()),
                );
                return None;
            }
            (false, Some(by)) => {
                self.error(
                    "take-order",
                    by,
                    format!("take = \"{}\" 不用 order_by", take.value),
                    Some("請刪去 order_by".to_owned()),
                );
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
                Some("文字和代碼可用 count、any、first、last".to_owned()),
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
            .and_then(|field| self.dictionary.ordered_values(&table.name, &field.name))
            .unwrap_or_default();
        let columns = inner.columns;
        let of = of.map(|field| field.name);
        let take = ChildTake { table: table.name.clone(), condition, columns, take: taken, of, order, order_by, outer };
        Some((ColumnHow::Child(take), kind, disclosure, values, definition))
    }

    /// The condition of a child: in the child's own scope, and behind it the own fields of the unit's row. Comes with the
    /// names of those that it uses.
    fn child_condition(&self, inner: &mut Checker<'_>, text: &At<String>) -> Option<(Expr, Vec<String>)> {
        let own_scope = inner.scope.clone();
        let mut outer = Vec::new();
        for column in self.columns.iter().filter(|column| column.own) {
            if own_scope.find(&column.name).is_none()
                && let Some(field) = self.scope.find(&column.name)
            {
                inner.scope.add(field.clone());
                outer.push(column.name.clone());
            }
        }
        let condition = inner.condition(text);
        inner.scope = own_scope;
        let condition = condition?;
        let fields = condition.fields();
        outer.retain(|name| fields.contains(name));
        Some((condition, outer))
    }
}
