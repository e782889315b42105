//! Why: a generator that silently stops making something tests it no longer.

use hrstat::domain::{FieldType, PERSON};

use crate::both::{Both, dictionary};
use crate::generator::{Counts, invent};

/// Every construct of the language that an invented query can hold.
const CONSTRUCTS: &[&str] = &[
    // What is asked of.
    "latest",
    "one day",
    "several days",
    "day as a parameter",
    "人員",
    "經歷",
    "考試",
    "考績",
    "訓練",
    "語文",
    "兼職",
    "家屬",
    // Parameters.
    "integer parameter",
    "decimal parameter",
    "date parameter",
    "text parameter",
    "bool parameter",
    "parameter used",
    "parameter set from outside",
    // Conditions.
    "AND",
    "OR",
    "NOT",
    "CASE condition",
    "COALESCE condition",
    "comparison",
    "comparison of two values",
    "literal first",
    "IN",
    "NOT IN",
    "BETWEEN",
    "NOT BETWEEN",
    "LIKE",
    "NOT LIKE",
    "IS NULL",
    "bool",
    "TRUE and FALSE",
    // Values.
    "+",
    "-",
    "*",
    "minus",
    "/",
    "decimal arithmetic",
    "CASE of both numbers",
    "CASE WHEN",
    "CASE WHEN without ELSE",
    "CASE of a value",
    "COALESCE",
    "YEARS_BETWEEN",
    "MONTHS_BETWEEN",
    "DAYS_BETWEEN",
    "ROC_YEAR",
    "MONTH",
    "ADD_YEARS",
    "ADD_MONTHS",
    "too many steps",
    "day as text",
    // Derived fields.
    "another name for a field",
    "a choice of texts",
    "band",
    "expr",
    "recode",
    "recode through a mapping",
    "recode through the list above",
    "recode through pairs",
    "recode otherwise",
    "from",
    "from an empty table",
    "seen from the row",
    "take count",
    "take any",
    "take min",
    "take max",
    "take sum",
    "take mean",
    "take first",
    "take last",
    "take of an ordered code",
    // Crosstabs.
    "table where",
    "several row fields",
    "several column fields",
    "the day as an axis",
    "totals",
    "subtotals",
    "complete",
    // Measures.
    "人數",
    "件數",
    "人次",
    "count",
    "rows",
    "ratio",
    "share of row",
    "share of column",
    "share of total",
    "formula of numbers",
    "formula of texts",
    "window_ends",
    "mean",
    "median",
    "sum",
    "min",
    "max",
    "std",
    "quantile",
    "min of a day",
    "max of a day",
    // Lists.
    "list",
    "list where",
    "order_by",
    "desc",
    "limit",
];

/// How often each occurs at least in the first thousand queries.
const LEAST: u32 = 15;

#[test]
fn invented_queries_hold_every_construct() {
    let dictionary = dictionary();
    let mut counts = Counts::new();
    for seed in 1..=1_000 {
        for (construct, count) in invent(&dictionary, seed).1 {
            *counts.entry(construct).or_insert(0) += count;
        }
    }
    let rare: Vec<_> = CONSTRUCTS.iter().filter(|name| counts.get(*name).is_none_or(|count| *count < LEAST)).collect();
    assert!(rare.is_empty(), "hardly ever or never: {rare:?} of {counts:?}");
    let unknown: Vec<_> = counts.keys().filter(|name| !CONSTRUCTS.contains(name)).collect();
    assert!(unknown.is_empty(), "not asked for above: {unknown:?}");
}

#[test]
fn invented_persons_meet_the_edges() {
    let dictionary = dictionary();
    let both = Both::invented(&dictionary);
    for snapshot in &both.snapshots {
        let persons = &snapshot.tables[PERSON];
        for (at, (name, kind)) in persons.fields.iter().enumerate().skip(1) {
            let nulls = persons.rows.iter().filter(|row| row[at] == rusqlite::types::Value::Null).count();
            let all = *kind == FieldType::Text && name == "護照號碼";
            assert!(nulls > 0 && (nulls < persons.rows.len()) != all, "{name}: {nulls} nulls");
        }
        let owners = |table: &str| {
            let mut owners: Vec<String> =
                snapshot.tables[table].rows.iter().map(|row| format!("{:?}", row[0])).collect();
            let rows = owners.len();
            owners.sort();
            owners.dedup();
            (rows, owners)
        };
        let (_, all) = owners(PERSON);
        let (rows, with_appraisals) = owners("考績");
        assert!(rows > with_appraisals.len() * 2, "hardly anybody has several rows");
        assert!(all.iter().any(|person| !with_appraisals.contains(person)), "everybody has a row");
        assert!(with_appraisals.iter().any(|person| !all.contains(person)), "no row without a person");
    }
}
