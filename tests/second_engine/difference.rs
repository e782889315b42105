//! Where two answers differ: everything is compared exactly but decimals, which are added up in another order.

use hrstat::query::{AxisKey, Value};

use crate::answer::{Answer, Content, CrossTabAnswer, Figure, ListAnswer};

/// Decimals may differ by this part of themselves.
const TOLERANCE: f64 = 1e-9;
/// And by this: values that are all the same have no deviation, or one of this size where a mean was rounded.
const NEXT_TO_NOTHING: f64 = 1e-12;

/// The first difference between the answers of polars and of SQLite, in words.
pub(crate) fn difference(first: &Answer, second: &Answer) -> Option<String> {
    let counts = [("persons", first.persons, second.persons), ("rows", first.rows, second.rows)];
    for (what, first, second) in counts {
        if first != second {
            return Some(format!("{what} of the population: polars {first}, SQLite {second}"));
        }
    }
    assert_eq!(first.tables.len(), second.tables.len());
    first.tables.iter().zip(&second.tables).enumerate().find_map(|(at, (first, second))| {
        let difference = match (&first.content, &second.content) {
            (Content::CrossTab(first), Content::CrossTab(second)) => of_crosstabs(first, second),
            (Content::List(first), Content::List(second)) => of_lists(first, second),
            _ => Some("a crosstab and a list".to_owned()),
        };
        let missing = || {
            let (first, second) = (&first.missing, &second.missing);
            (first != second).then(|| format!("missing rows and persons: polars {first:?}, SQLite {second:?}"))
        };
        difference.or_else(missing).map(|difference| format!("table {}: {difference}", at + 1))
    })
}

fn of_crosstabs(first: &CrossTabAnswer, second: &CrossTabAnswer) -> Option<String> {
    let names = [
        ("row fields", &first.row_fields, &second.row_fields),
        ("column fields", &first.column_fields, &second.column_fields),
        ("measures", &first.measures, &second.measures),
    ];
    for (what, first, second) in names {
        if first != second {
            return Some(format!("{what}: polars {first:?}, SQLite {second:?}"));
        }
    }
    let keys = [("rows", &first.row_keys, &second.row_keys), ("columns", &first.column_keys, &second.column_keys)];
    for (what, first, second) in keys {
        if let Some(at) = (0..first.len().max(second.len())).find(|at| !same_key(first.get(*at), second.get(*at))) {
            let (first, second) = (first.get(at), second.get(at));
            return Some(format!("{what}, member {}: polars {first:?}, SQLite {second:?}", at + 1));
        }
    }
    if first.cells.len() != second.cells.len() {
        return Some(format!("{} and {} cells", first.cells.len(), second.cells.len()));
    }
    let at = first.cells.iter().zip(&second.cells).position(|(first, second)| !same_figure(first, second))?;
    let (measures, columns) = (first.measures.len(), first.column_keys.len());
    Some(format!(
        "row {:?}, column {:?}, {}: polars {:?}, SQLite {:?}",
        first.row_keys[at / measures / columns],
        first.column_keys[at / measures % columns],
        first.measures[at % measures],
        first.cells[at],
        second.cells[at]
    ))
}

fn of_lists(first: &ListAnswer, second: &ListAnswer) -> Option<String> {
    if first.columns != second.columns {
        return Some(format!("columns: polars {:?}, SQLite {:?}", first.columns, second.columns));
    }
    for at in 0..first.rows.len().max(second.rows.len()) {
        let (first, second) = (first.rows.get(at), second.rows.get(at));
        let same = first.zip(second).is_some_and(|(first, second)| same_values(first, second));
        if !same {
            return Some(format!("row {}: polars {first:?}, SQLite {second:?}", at + 1));
        }
    }
    if (first.persons, first.truncated_from) != (second.persons, second.truncated_from) {
        let of = |list: &ListAnswer| format!("{} persons, cut from {:?}", list.persons, list.truncated_from);
        return Some(format!("polars {}, SQLite {}", of(first), of(second)));
    }
    None
}

fn same_key(first: Option<&AxisKey>, second: Option<&AxisKey>) -> bool {
    match (first, second) {
        (Some(Some(first)), Some(Some(second))) => same_values(first, second),
        (Some(None), Some(None)) => true,
        _ => false,
    }
}

fn same_values(first: &[Value], second: &[Value]) -> bool {
    first.len() == second.len() && first.iter().zip(second).all(|(first, second)| same(first, second))
}

fn same(first: &Value, second: &Value) -> bool {
    match (first, second) {
        (Value::Decimal(first), Value::Decimal(second)) => close(*first, *second),
        (first, second) => first == second,
    }
}

/// A whole figure may come as a whole number or as a decimal: a sum of decimals that is whole is shown as whole.
fn same_figure(first: &Figure, second: &Figure) -> bool {
    if first.open || second.open || first.behind != second.behind {
        return first == second;
    }
    match (&first.value, &second.value) {
        #[expect(clippy::cast_precision_loss, reason = "figures of a test are small")]
        (Value::Integer(whole), Value::Decimal(number)) | (Value::Decimal(number), Value::Integer(whole)) => {
            close(*whole as f64, *number)
        }
        (first, second) => same(first, second),
    }
}

fn close(first: f64, second: f64) -> bool {
    (first - second).abs() <= (TOLERANCE * first.abs().max(second.abs())).max(NEXT_TO_NOTHING)
}
