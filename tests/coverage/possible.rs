//! Possible persons: of each field that matters a few values, and every combination of them.
//!
//! Fields that say something of each other (職系 and 職組) stand in one facet and change together; facets are independent, so
//! whatever one of them is, the others can be anything. Numbers have one value between any two edges that somebody could
//! draw a line at; long code lists have those that are named, some beside them and none.

use std::collections::{BTreeMap, BTreeSet};

use hrstat::domain::{Dictionary, FieldType, Formula, PERSON};
use hrstat::expr::{Expr, Literal};
use hrstat::query::Value;
use jiff::civil::date;

/// The constants that a field is held against.
pub(crate) type Named = BTreeMap<String, BTreeSet<String>>;

/// Fields that change together: each choice sets all of them.
#[derive(Clone)]
pub(crate) struct Facet {
    pub(crate) fields: Vec<String>,
    pub(crate) choices: Vec<Vec<Value>>,
}

/// Fields of which the finer says the coarser.
const LEVELS: [[&str; 2]; 3] = [["人員區分", "人員類別"], ["職系", "職組"], ["進用考試種類", "考試類別"]];
const PLACE: [&str; 4] = ["服務機關", "主管機關", "機關層級", "中央地方"];
const RANK: [&str; 2] = ["職等", "官等"];

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// Collects the constants of a condition, by field.
pub(crate) fn named_in(condition: &Expr, named: &mut Named) {
    for part in condition.parts() {
        named_in(part, named);
    }
    let fields = condition.fields();
    let constants = condition.parts().into_iter().filter_map(|part| match part {
        Expr::Literal { value: Literal::Text(text), .. } => Some(text.clone()),
        Expr::Literal { value: Literal::Integer(number), .. } => Some(number.to_string()),
        _ => None,
    });
    for constant in constants {
        for field in &fields {
            named.entry(field.clone()).or_default().insert(constant.clone());
        }
    }
}

/// The facet of `field`; `named` are the constants, `edges` where the query's own bands begin.
pub(crate) fn facet(field: &str, named: &Named, edges: &BTreeMap<String, Vec<f64>>, dictionary: &Dictionary) -> Facet {
    let of = |field: &str| named.get(field).cloned().unwrap_or_default();
    if field == "在職" {
        return made(&[field], vec![vec![Value::Bool(true)], vec![Value::Bool(false)]]);
    }
    if PLACE.contains(&field) {
        let place = |authority: &str, level: &str, side: &str| {
            vec![text(&format!("{authority}某處")), text(authority), text(level), text(side)]
        };
        let choices = vec![
            place("勞動部", "中央", "中央"),
            place("臺北市政府", "直轄市", "地方"),
            place("新北市政府", "直轄市", "地方"),
            place("雲林縣政府", "縣市", "地方"),
        ];
        return made(&PLACE, choices);
    }
    if RANK.contains(&field) {
        let mut ranks: Vec<(Option<i64>, Option<&str>)> =
            (1..=14).map(|rank| (Some(rank), Some(rank_name(rank)))).collect();
        ranks.extend([(None, Some("特任")), (None, None)]);
        let choices = ranks
            .into_iter()
            .map(|(rank, name)| vec![rank.map_or(Value::Null, Value::Integer), name.map_or(Value::Null, text)]);
        return made(&RANK, choices.collect());
    }
    for number in ["年齡", "年資"] {
        let band = format!("{number}組");
        if field == number || field == band {
            return number_facet(number, &band, &of(number), edges, dictionary);
        }
    }
    if let Some(levels) = LEVELS.iter().find(|levels| levels.contains(&field)) {
        return level_facet(*levels, &of(levels[0]), &of(levels[1]), dictionary);
    }
    made(&[field], plain(field, &of(field), dictionary).into_iter().map(|value| vec![value]).collect())
}

fn made(fields: &[&str], choices: Vec<Vec<Value>>) -> Facet {
    Facet { fields: fields.iter().map(|field| (*field).to_owned()).collect(), choices }
}

fn rank_name(rank: i64) -> &'static str {
    match rank {
        1..=5 => "委任",
        6..=9 => "薦任",
        _ => "簡任",
    }
}

fn required(field: &str, dictionary: &Dictionary) -> bool {
    dictionary.table(PERSON).and_then(|table| table.field(field)).is_some_and(|field| field.required)
}

/// One number between any two edges, with its band in the dictionary.
fn number_facet(
    number: &str,
    band: &str,
    constants: &BTreeSet<String>,
    edges: &BTreeMap<String, Vec<f64>>,
    dictionary: &Dictionary,
) -> Facet {
    let bands = dictionary.derived(band).unwrap();
    let Formula::Band { band: bands, .. } = &bands.formula else { panic!("{band}") };
    #[expect(clippy::cast_possible_truncation, reason = "years: small whole numbers")]
    let mut at: BTreeSet<i64> =
        bands.breaks().iter().chain(edges.get(number).into_iter().flatten()).map(|edge| *edge as i64).collect();
    for constant in constants {
        let constant: i64 = constant.parse().unwrap();
        at.extend([constant, constant + 1]);
    }
    let least = *at.first().unwrap();
    at.insert(least - 1);
    let labels = bands.labels();
    let mut choices: Vec<Vec<Value>> = at
        .into_iter()
        .map(|value| vec![Value::Integer(value), text(&labels[place_in(bands.breaks(), value)])])
        .collect();
    // The day of birth is never missing, the day of the first post can be.
    if number == "年資" {
        choices.push(vec![Value::Null, Value::Null]);
    }
    made(&[number, band], choices)
}

/// How many of the edges are not above `value`.
#[expect(clippy::cast_precision_loss, reason = "years: small whole numbers")]
pub(crate) fn place_in(edges: &[f64], value: i64) -> usize {
    edges.iter().filter(|edge| **edge <= value as f64).count()
}

/// Finer values with the coarser ones above them: those named, two below each coarser one named, two below two others.
fn level_facet(
    [fine, coarse]: [&str; 2],
    named: &BTreeSet<String>,
    above: &BTreeSet<String>,
    dictionary: &Dictionary,
) -> Facet {
    let field = dictionary.table(PERSON).and_then(|table| table.field(fine)).unwrap();
    let list = dictionary.codes_of(field).unwrap();
    let mut chosen: Vec<(&str, Option<&str>)> = Vec::new();
    let mut parents: BTreeSet<&str> = BTreeSet::new();
    for value in &list.values {
        let parent = value.parent.as_deref();
        if named.contains(&value.label) || parent.is_some_and(|parent| above.contains(parent)) {
            parents.extend(parent);
        }
    }
    for value in list.values.iter().filter(|value| value.parent.is_some()) {
        if parents.len() < 3 {
            parents.extend(value.parent.as_deref());
        }
    }
    let mut below: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for value in &list.values {
        let parent = value.parent.as_deref();
        let count = below.entry(parent).or_default();
        let wanted = parent.map_or(!required(coarse, dictionary), |parent| parents.contains(parent));
        if wanted && *count < 2 || named.contains(&value.label) {
            *count += 1;
            chosen.push((&value.label, parent));
        }
    }
    let mut choices: Vec<Vec<Value>> =
        chosen.into_iter().map(|(fine, coarse)| vec![text(fine), coarse.map_or(Value::Null, text)]).collect();
    if !required(fine, dictionary) && !required(coarse, dictionary) {
        choices.push(vec![Value::Null, Value::Null]);
    }
    made(&[fine, coarse], choices)
}

/// Values of a field that stands alone.
fn plain(field: &str, named: &BTreeSet<String>, dictionary: &Dictionary) -> Vec<Value> {
    let known = dictionary.table(PERSON).and_then(|table| table.field(field)).unwrap_or_else(|| panic!("{field}"));
    let mut values = match known.kind {
        FieldType::Code => {
            let labels: Vec<&str> = dictionary.codes_of(known).unwrap().labels().collect();
            let others = labels.iter().filter(|label| !named.contains(**label)).take(8);
            let named = labels.iter().filter(|label| named.contains(**label));
            named.chain(others).map(|label| text(label)).collect()
        }
        FieldType::Text => ["國立甲大學", "國立乙大學", "丙大學"].map(text).to_vec(),
        FieldType::Date => vec![Value::Date(date(2025, 3, 1)), Value::Date(date(2010, 1, 1))],
        FieldType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FieldType::Integer | FieldType::Decimal => (1..6).map(Value::Integer).collect(),
    };
    if !known.required {
        values.push(Value::Null);
    }
    values
}
