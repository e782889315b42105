//! The members of an axis and their order: that of their code list or bands, then their own, and what has no value last.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use hrstat::domain::{AsOf, CodeList, Dictionary, FieldType, Formula, PERSON, SNAPSHOT_DATE};
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
            Some(ColumnHow::Expression(_)) => Vec::new(),
            Some(ColumnHow::Band { band, .. }) => band.labels(),
            Some(ColumnHow::Recode { of, values, otherwise }) => self.recoded(of, values, otherwise),
            Some(ColumnHow::Child(take)) => {
                let of = take.of.as_deref().unwrap_or_default();
                labels(self.list_of(name)).unwrap_or_else(|| self.bands(of))
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

    /// The new values: of the list above or the new list in its order, else as they are written down.
    fn recoded(&self, of: &str, values: &[(String, String)], otherwise: &Otherwise) -> Vec<String> {
        let mapping = self.dictionary.mappings.iter().find(|mapping| {
            let pairs = mapping.entries.iter().filter_map(|entry| Some((&entry.old, entry.new.as_ref()?)));
            pairs.eq(values.iter().map(|(old, new)| (old, new)))
        });
        let above = || self.list_of(of)?.parent.as_deref();
        let first: Vec<String> = match (mapping, otherwise) {
            (Some(mapping), _) => self.labels(&mapping.to),
            (None, Otherwise::Null) => self.labels(above().unwrap()),
            _ => values.iter().map(|(_, new)| new.clone()).collect(),
        };
        let replaced: BTreeSet<&String> = values.iter().map(|(old, _)| old).collect();
        let stays = |labels: Vec<String>| labels.into_iter().filter(|label| !replaced.contains(label)).collect();
        let first = if mapping.is_some() { stays(first) } else { first };
        let rest = match otherwise {
            Otherwise::Stays => stays(self.in_order(of)),
            Otherwise::Becomes(value) => vec![value.clone()],
            Otherwise::Null => Vec::new(),
        };
        let mut seen = BTreeSet::new();
        first.into_iter().chain(rest).filter(|label| seen.insert(label.clone())).collect()
    }

    fn labels(&self, list: &str) -> Vec<String> {
        self.dictionary.code_list(list).unwrap().labels().map(ToOwned::to_owned).collect()
    }

    /// The members of an axis in order: the keys that were found, those that are to appear all the same, subtotals, a total.
    pub(super) fn members(
        &self,
        table: &CrossTab,
        fields: &[(String, FieldType)],
        found: Vec<Vec<Value>>,
        first_day: AsOf,
    ) -> Vec<AxisKey> {
        let complete: Vec<Option<Vec<Value>>> = fields
            .iter()
            .map(|(name, kind)| table.complete.contains(name).then(|| self.all(name, *kind, first_day)))
            .collect();
        let mut keys: Vec<Vec<Value>> = Vec::new();
        for key in &found {
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
