//! A list: one SELECT with ORDER BY and LIMIT.

use std::collections::BTreeSet;

use hrstat::domain::IDENTITY;
use hrstat::query::{ListPlan, Orders, Query};
use rusqlite::types::Value as Stored;

use super::axis::Values;
use super::population::of_asked;
use super::store::Store;
use super::{branches, text, value_of};
use crate::answer::ListAnswer;

impl Store<'_> {
    pub(super) fn list(&self, query: &Query, list: &ListPlan, orders: &Orders) -> ListAnswer {
        let names: Vec<String> = list.columns.iter().map(|column| column.name.clone()).collect();
        let shown: Vec<String> = [IDENTITY.to_owned()].iter().chain(&names).map(|name| of_asked(name)).collect();
        let values = Values { dictionary: self.dictionary, query, orders };
        let mut by = Vec::new();
        for (name, descending) in &list.order_by {
            let (field, direction) = (of_asked(name), if *descending { "DESC" } else { "ASC" });
            by.push(format!("({field} IS NULL)"));
            let order = values.in_order(name);
            let places = branches(order.iter().enumerate().map(|(place, label)| (text(label), place.to_string())));
            if !places.is_empty() {
                by.push(format!("CASE {field}{places} ELSE 1000000 END {direction}"));
            }
            by.push(format!("{field} {direction}"));
        }
        // Ties stay in the order of the snapshots and of their rows.
        by.extend(["asked._snapshot".to_owned(), "asked._row".to_owned()]);
        let sql = format!("SELECT {} FROM asked ORDER BY {}", shown.join(", "), by.join(", "));
        let all = self.rows(&sql);
        let cut = list.limit.map_or(all.len(), |limit| (limit as usize).min(all.len()));
        let truncated_from = (cut < all.len()).then_some(all.len());
        let mut persons = BTreeSet::new();
        let mut rows = Vec::new();
        for row in all.into_iter().take(cut) {
            let mut row = row.into_iter();
            let Some(Stored::Text(identity)) = row.next() else { panic!("a row of nobody") };
            persons.insert(identity);
            rows.push(
                names.iter().zip(row).map(|(name, stored)| value_of(stored, self.kind_of(query, name))).collect(),
            );
        }
        ListAnswer { columns: names, rows, persons: persons.len() as u64, truncated_from }
    }
}
