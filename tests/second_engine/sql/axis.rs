//! The members of an axis and their order: that of their code list or bands, then their own, and what has no value last.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use hrstat::domain::{AsOf, CodeList, Dictionary, FieldType, Formula, PERSON, SNAPSHOT_DATE};
use hrstat::expr::{Expr, Literal};
use hrstat::query::{AxisKey, ColumnHow, CrossTab, Orders, Otherwise, Query, Value};

/// What the values of a query's fields are, and in which order.
pub(super) struct Values<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) query: &'a Query,
    pub(super) orders: &'a Orders,
}

impl<'a> Values<'a> {
    /// The values of the field `name` in their order; none where it has no order.
    pub(super) fn in_order(&self, name: &str) -> Vec<String> {
        if let Some(order) = self.orders.get(name) {
            return order.clone();
        }
        let labels = |list: Option<&CodeList>| list.map(|list| list.labels().map(ToOwned::to_owned).collect());
        match self.own(name) {
            Some(ColumnHow::Expression(Expr::Field { name, .. })) => self.in_order(name),
            Some(ColumnHow::Expression(expr)) => chosen(expr).unwrap_or_default(),
            Some(ColumnHow::Band { band, .. }) => band.labels(),
            Some(ColumnHow::Recode { of, values, otherwise }) => self.recoded(of, values, otherwise),
            Some(ColumnHow::Child(take)) => {
                let of = take.of.as_deref().unwrap_or_default();
                let given = || self.orders.get(of).cloned();
                labels(self.list_of(name)).or_else(given).unwrap_or_else(|| self.bands(of))
            }
            None => labels(self.list_of(name)).unwrap_or_else(|| self.bands(name)),
        }
    }

    /// Every value that the field `name` can have on the day of the first snapshot or later.
    fn all(&self, name: &str, kind: FieldType, first_day: AsOf) -> Vec<Value> {
        if kind == FieldType::Bool {
            return vec![Value::Bool(false), Value::Bool(true)];
        }
        let ended = |label: &String| {
            let value = self.list_of(name).and_then(|list| list.values.iter().find(|value| value.label == *label));
            value.and_then(|value| value.valid_to).is_some_and(|last| last < first_day.date())
        };
        self.in_order(name).into_iter().filter(|label| !ended(label)).map(Value::Text).collect()
    }

    fn own(&self, name: &str) -> Option<&'a ColumnHow> {
        self.query.derived().iter().find(|column| column.own && column.name == name).map(|column| &column.how)
    }

    /// The code list of a field, or of the field that one of the query's own is taken from.
    fn list_of(&self, name: &str) -> Option<&'a CodeList> {
        let in_table = |table: &str, name: &str| {
            let field = |table: &str| self.dictionary.table(table)?.fields.iter().find(|field| field.name == name);
            field(table).or_else(|| field(PERSON)).and_then(|field| self.dictionary.codes_of(field))
        };
        match self.own(name) {
            Some(ColumnHow::Child(take)) => in_table(&take.table, take.of.as_deref()?),
            Some(ColumnHow::Expression(Expr::Field { name, .. })) => self.list_of(name),
            Some(ColumnHow::Recode { of, values, otherwise }) => {
                self.list_behind(of, values, otherwise).or_else(|| self.list_of(of))
            }
            Some(_) => None,
            None => in_table(self.query.unit(), name),
        }
    }

    fn bands(&self, name: &str) -> Vec<String> {
        match self.dictionary.derived.iter().find(|derived| derived.name == name).map(|derived| &derived.formula) {
            Some(Formula::Band { band, .. }) => band.labels(),
            _ => Vec::new(),
        }
    }

    /// The list that a recode leads to: that of its mapping, or the one above that of the field; none of its own pairs.
    fn list_behind(&self, of: &str, values: &[(String, String)], otherwise: &Otherwise) -> Option<&'a CodeList> {
        let mapping = self.dictionary.mappings.iter().find(|mapping| {
            let pairs = mapping.entries.iter().filter_map(|entry| Some((&entry.old, entry.new.as_ref()?)));
            pairs.eq(values.iter().map(|(old, new)| (old, new)))
        });
        let above = || (*otherwise == Otherwise::Null).then(|| self.list_of(of)?.parent.as_deref()).flatten();
        self.dictionary.code_list(mapping.map(|mapping| mapping.to.as_str()).or_else(above)?)
    }

    /// The new values: of the list behind in its order, else as they are written down; then those that stay.
    fn recoded(&self, of: &str, values: &[(String, String)], otherwise: &Otherwise) -> Vec<String> {
        let new = || values.iter().map(|(_, new)| new.clone());
        let (first, rest): (Vec<String>, Vec<String>) = match (self.list_behind(of, values, otherwise), otherwise) {
            (Some(list), _) => (list.labels().map(ToOwned::to_owned).collect(), Vec::new()),
            (None, Otherwise::Becomes(value)) => (new().collect(), vec![value.clone()]),
            (None, _) => (new().collect(), self.in_order(of)),
        };
        let (written, replaced): (BTreeSet<String>, BTreeSet<&String>) =
            (new().collect(), values.iter().map(|(old, _)| old).collect());
        let mut seen = BTreeSet::new();
        let all = first.into_iter().chain(rest).filter(|label| seen.insert(label.clone()));
        // What is replaced is there no longer, unless something else becomes it.
        let stays = *otherwise == Otherwise::Stays;
        all.filter(|label| !stays || written.contains(label) || !replaced.contains(label)).collect()
    }

    /// The members of an axis in order: the keys that were found, those that are to appear all the same, subtotals, a total.
    pub(super) fn members(
        &self,
        table: &CrossTab,
        fields: &[(String, FieldType)],
        found: &[Vec<Value>],
        first_day: AsOf,
    ) -> Vec<AxisKey> {
        let complete: Vec<Option<Vec<Value>>> = fields
            .iter()
            .map(|(name, kind)| table.complete.contains(name).then(|| self.all(name, *kind, first_day)))
            .collect();
        let mut keys: Vec<Vec<Value>> = Vec::new();
        for key in found {
            keys.extend(combinations(fields.len(), &|at| {
                let others = complete[at].iter().flatten().cloned();
                [key[at].clone()].into_iter().chain(others).collect()
            }));
        }
        if complete.iter().all(Option::is_some) {
            keys.extend(combinations(fields.len(), &|at| complete[at].clone().unwrap_or_default()));
        }
        // Persons are not added over the days.
        let adds_up =
            |level: usize| !(table.over_time && fields[level..].iter().any(|(name, _)| name == SNAPSHOT_DATE));
        let levels = (1..fields.len()).filter(|level| table.subtotals && adds_up(*level));
        let subtotals: Vec<Vec<Value>> =
            levels.flat_map(|level| keys.iter().map(move |key| key[..level].to_vec())).collect();
        keys.extend(subtotals);
        let orders: Vec<Vec<String>> = fields.iter().map(|(name, _)| self.in_order(name)).collect();
        keys.sort_by(|left, right| {
            let fields = left.iter().zip(right).zip(&orders);
            let unequal = fields.map(|((left, right), order)| compare(order, left, right)).find(|order| order.is_ne());
            // A subtotal, which is a shorter key, follows what it sums up.
            unequal.unwrap_or_else(|| right.len().cmp(&left.len()))
        });
        keys.dedup();
        keys.into_iter().map(Some).chain((table.totals && adds_up(0)).then_some(None)).collect()
    }
}

/// The texts that a CASE chooses from, where it does nothing else.
fn chosen(expr: &Expr) -> Option<Vec<String>> {
    let Expr::Case { branches, otherwise, .. } = expr else { return None };
    let mut texts: Vec<String> = Vec::new();
    for result in branches.iter().map(|(_, result)| result).chain(otherwise.as_deref()) {
        match result {
            Expr::Literal { value: Literal::Text(text), .. } => {
                texts.extend((!texts.contains(text)).then(|| text.clone()));
            }
            Expr::Literal { value: Literal::Null, .. } => {}
            _ => return None,
        }
    }
    Some(texts)
}

/// Every key of `length` values, each of those that its place can have.
fn combinations(length: usize, values: &dyn Fn(usize) -> Vec<Value>) -> Vec<Vec<Value>> {
    (0..length).fold(vec![Vec::new()], |keys, at| {
        let longer = |key: &Vec<Value>| {
            let key = key.clone();
            values(at).into_iter().map(move |value| [key.as_slice(), &[value]].concat()).collect::<Vec<_>>()
        };
        keys.iter().flat_map(longer).collect()
    })
}

/// Which of two values of one field comes first.
fn compare(order: &[String], left: &Value, right: &Value) -> Ordering {
    let place = |value: &Value| match value {
        Value::Text(text) => order.iter().position(|label| label == text).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    (*left == Value::Null)
        .cmp(&(*right == Value::Null))
        .then(place(left).cmp(&place(right)))
        .then_with(|| left.partial_cmp(right).unwrap())
}
