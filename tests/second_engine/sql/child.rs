//! A child table brought back to one value a row: a correlated subquery.

use hrstat::domain::IDENTITY;
use hrstat::query::{ChildTake, Take};

use super::expression::in_sql;
use super::population::of_unit;
use super::store::stored;
use super::{branches, quote, text};

/// The value that `take` gives the row of `unit`.
pub(super) fn taken(take: &ChildTake, snapshot: usize) -> String {
    let of_child = |name: &str| format!("child.{}", quote(name));
    let of_pair =
        |name: &str| if take.outer.iter().any(|outer| outer == name) { of_unit(name) } else { of_child(name) };
    let condition = take.condition.as_ref().map_or_else(|| "1".to_owned(), |condition| in_sql(condition, &of_pair));
    let rows = format!(
        "FROM {} AS child WHERE {} = {} AND {condition}",
        stored(snapshot, &take.table),
        of_child(IDENTITY),
        of_unit(IDENTITY)
    );
    let of = || of_child(take.of.as_deref().unwrap());
    let nth = |direction: &str| {
        let by = of_child(take.order_by.as_deref().unwrap());
        format!(
            "(SELECT {} {rows} AND {by} IS NOT NULL ORDER BY {by} {direction}, child._row {direction} LIMIT 1)",
            of()
        )
    };
    match take.take {
        Take::Count => format!("(SELECT COUNT(*) {rows})"),
        Take::Any => format!("EXISTS (SELECT 1 {rows})"),
        Take::Min => extreme("MIN", &of(), &take.order, &rows),
        Take::Max => extreme("MAX", &of(), &take.order, &rows),
        Take::Sum => format!("(SELECT SUM({}) {rows})", of()),
        Take::Mean => format!("(SELECT AVG({}) {rows})", of()),
        Take::First => nth("ASC"),
        Take::Last => nth("DESC"),
    }
}

/// The least or greatest value: of codes by their place in `order`.
fn extreme(aggregate: &str, of: &str, order: &[String], rows: &str) -> String {
    if order.is_empty() {
        return format!("(SELECT {aggregate}({of}) {rows})");
    }
    let places = || order.iter().enumerate().map(|(place, label)| (text(label), place.to_string()));
    let (there, back) = (branches(places()), branches(places().map(|(label, place)| (place, label))));
    format!("(CASE (SELECT {aggregate}(CASE {of}{there} END) {rows}){back} END)")
}
