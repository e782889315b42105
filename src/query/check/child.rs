//! Child tables brought back to one value a person, or a row of the unit.

use super::Checker;
use super::derive::Made;
use crate::domain::{Disclosure, FieldType, TableDef};
use crate::expr::{Expr, ScopeField, in_words};
use crate::query::plan::{ChildTake, ColumnHow, Take};
use crate::source::{At, did_you_mean};

impl<'a> Checker<'a> {
    pub(super) fn child(
        &mut self,
        from: &At<String>,
        condition: Option<&At<String>>,
        take: &At<String>,
        of: Option<&At<String>>,
        order_by: Option<&At<String>>,
    ) -> Option<Made> {
        let table = self.child_table(from)?;
        let Some((_, taken)) = Take::CODES.into_iter().find(|(code, _)| *code == take.value) else {
            let hint = format!("可用 {}", Take::CODES.map(|(code, _)| code).join("、"));
            self.error("unknown-take", take, format!("take 沒有「{}」", take.value), Some(hint));
            return None;
        };
        // Conditions and fields of the child are checked in the child's own scope.
        let mut inner = Checker::new(self.dictionary, table, self.source, self.problems);
        inner.parameters = self.parameters.clone();
        inner.declared.clone_from(&self.declared);
        let condition_given = condition.is_some();
        let (condition, outer) = match condition {
            Some(text) => self.child_condition(&mut inner, text).unzip(),
            None => (None, None),
        };
        let outer = outer.unwrap_or_default();
        let needs_of = !matches!(taken, Take::Count | Take::Any);
        let of = inner.wanted("take-of", "of", "取哪一個欄位", take, of, needs_of)?;
        let ordered = matches!(taken, Take::First | Take::Last);
        let order_by = inner.wanted("take-order", "order_by", "依哪一個欄位排序", take, order_by, ordered)?;
        let order_by = order_by.map(|field| field.name);
        let order = match &of {
            Some(of) => self.order_of_values(table, of, take, taken)?,
            None => Vec::new(),
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

    fn child_table(&self, from: &At<String>) -> Option<&'a TableDef> {
        let found = self.dictionary.table(&from.value).filter(|table| table.parent.is_some());
        if found.is_none() {
            let children = self.dictionary.tables.iter().filter(|table| table.parent.is_some());
            let children: Vec<&str> = children.map(|table| table.name.as_str()).collect();
            let hint = did_you_mean(&from.value, children.iter().copied()).unwrap_or_default();
            let hint = format!("{hint}可用：{}", children.join("、"));
            self.error("unknown-table", from, format!("沒有子資料表「{}」", from.value), Some(hint));
        }
        found
    }

    /// The field that a `take` needs, or none where it needs none. None outside where there is a mistake.
    #[expect(clippy::option_option, reason = "a mistake is another thing than a field that is not needed")]
    fn wanted(
        &mut self,
        rule: &str,
        key: &str,
        what: &str,
        take: &At<String>,
        given: Option<&At<String>>,
        needed: bool,
    ) -> Option<Option<ScopeField>> {
        match (needed, given) {
            (true, Some(given)) => Some(Some(self.field(given)?)),
            (false, None) => Some(None),
            (true, None) => {
                let message = format!("take = \"{}\" 要有 {key}：{what}", take.value);
                self.error(rule, take, message, Some(format!("例如 {key} = \"年度\"")));
                None
            }
            (false, Some(given)) => {
                let message = format!("take = \"{}\" 不用 {key}", take.value);
                self.error(rule, given, message, Some(format!("請刪去 {key}")));
                None
            }
        }
    }

    /// The values of a code field from least to greatest, for min and max; none for other fields and takes.
    fn order_of_values(
        &self,
        table: &TableDef,
        of: &ScopeField,
        take: &At<String>,
        taken: Take,
    ) -> Option<Vec<String>> {
        if matches!(taken, Take::Sum | Take::Mean) && !of.kind.is_number() {
            let message = format!("{}只能用在數字欄位，「{}」是{}", taken.words(), of.name, of.kind.name());
            let hint = "文字和代碼可用 count、any、first、last".to_owned();
            self.error("type-mismatch", take, message, Some(hint));
            return None;
        }
        if of.kind != FieldType::Code || !matches!(taken, Take::Min | Take::Max) {
            return Some(Vec::new());
        }
        let list = table.field(&of.name).and_then(|field| self.dictionary.codes_of(field));
        let Some(list) = list.filter(|list| list.ascending) else {
            let hint = "改用 take = \"last\" 與 order_by，或 take = \"any\" 與 where".to_owned();
            self.error("code-order", take, format!("「{}」的代碼沒有大小之分", of.name), Some(hint));
            return None;
        };
        Some(list.labels().map(ToOwned::to_owned).collect())
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
        inner.scope.add_later(self.scope.later().cloned());
        let condition = inner.condition(text);
        inner.scope = own_scope;
        let condition = condition?;
        let fields = condition.fields();
        outer.retain(|name| fields.contains(name));
        Some((condition, outer))
    }
}
