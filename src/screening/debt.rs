//! Coverage debt: which published table, with which one field more, would have answered most requests.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Catalogue, Channel, Entry};
use super::coverage::{CoverageContext, Verdict, check_coverage};
use super::proof::{Axis, Demand};
use crate::domain::{Dictionary, RequestId, SNAPSHOT_DATE};
use crate::query::{CrossTab, Query};

/// A field that one table lacks, and the requests that it would have answered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Debt {
    /// The entry.
    pub entry: String,
    /// The fields of its table.
    pub cross: Vec<String>,
    /// The field that it lacks.
    pub field: String,
    /// The requests that would need no computation.
    pub requests: Vec<RequestId>,
}

/// For `asked`, each with the query that answers it and what is known of who asks: the tables with one field more that would
/// have answered a request wholly, those that answer most first. A request that is covered already has no part in it.
#[must_use]
pub fn coverage_debt(
    asked: &[(RequestId, Query, CoverageContext)],
    catalogue: &Catalogue,
    dictionary: &Dictionary,
) -> Vec<Debt> {
    let mut debts: BTreeMap<(String, Vec<String>, String), Vec<RequestId>> = BTreeMap::new();
    for (request, query, context) in asked {
        let now = check_coverage(query, catalogue, dictionary, context);
        if now.verdict == Verdict::Covered || now.tables.is_empty() {
            continue;
        }
        let fields = needed(query, dictionary, context);
        let published =
            catalogue.iter().filter(|entry| entry.channel == Channel::Published && entry.unit == query.unit());
        for entry in published {
            for (at, cross) in entry.crosses.iter().enumerate() {
                for field in fields.iter().filter(|field| !cross.contains(field)) {
                    let wider = Catalogue::of(vec![with_field(entry, at, field)]);
                    let then = check_coverage(query, &wider, dictionary, context);
                    let all = now
                        .tables
                        .iter()
                        .zip(&then.tables)
                        .all(|(now, then)| now.verdict == Verdict::Covered || then.verdict == Verdict::Covered);
                    if all {
                        let debt = (entry.id.clone(), cross.clone(), field.clone());
                        debts.entry(debt).or_default().push(*request);
                    }
                }
            }
        }
    }
    let mut debts: Vec<Debt> =
        debts.into_iter().map(|((entry, cross, field), requests)| Debt { entry, cross, field, requests }).collect();
    debts.sort_by_key(|debt| std::cmp::Reverse(debt.requests.len()));
    debts
}

/// The entry with one field more in one of its tables, and nothing else changed.
fn with_field(entry: &Entry, cross: usize, field: &str) -> Entry {
    let mut wider = entry.clone();
    wider.crosses[cross].push(field.to_owned());
    wider
}

/// The fields of the dictionary by which the query groups and chooses.
fn needed(query: &Query, dictionary: &Dictionary, context: &CoverageContext) -> BTreeSet<String> {
    let Some(demand) = Demand::new(query, dictionary, context) else { return BTreeSet::new() };
    let mut named: Vec<String> = query.tables().iter().flat_map(CrossTab::fields).collect();
    named.extend(demand.conditions.fields().map(ToOwned::to_owned));
    named.extend(demand.conditions.opaque().iter().flat_map(crate::expr::Expr::fields));
    let stored = named.iter().filter_map(|name| match demand.axis(name) {
        Axis::Field(field) => Some(field),
        Axis::Band { of, .. } => Some(of),
        Axis::Period | Axis::Computed(_) | Axis::Own => None,
    });
    stored.filter(|field| field != SNAPSHOT_DATE).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{AsOf, parse_dictionary};
    use crate::query::{Arguments, check_query, parse_query};
    use crate::screening::parse_catalogue;
    use crate::settings::DEFAULT_DICTIONARY;
    use crate::source::{Problems, SourceText};

    #[test]
    fn the_field_that_would_have_answered_most_comes_first() {
        let problems = Problems::new();
        let dictionary = parse_dictionary(&SourceText::new("d", DEFAULT_DICTIONARY), &problems).unwrap();
        let entry = "[[entry]]\nid = \"T\"\nchannel = \"published\"\npublisher = \"某\"\ntitle = \"某\"\npopulation = \"在職\"\n\
            crosses = [[\"性別\"]]\nmeasures = [\"人數\"]\nperiods = { every = \"year-end\", from = \"2016-12-31\" }";
        let catalogue = parse_catalogue(&[SourceText::new("c", entry)], &dictionary, &problems).unwrap();
        let context = CoverageContext {
            today: date(2026, 10, 5),
            applicant_authority: None,
            latest_snapshot: Some(AsOf::new(date(2025, 12, 31))),
        };
        let asked = |number: u32, rows: &str, population: &str| {
            let text = format!("title = \"試\"\nwhere = \"{population}\"\n[[table]]\ntitle = \"表\"\nrows = [{rows}]");
            let source = SourceText::new("q", text.as_str());
            let spec = parse_query(&source, &problems).unwrap();
            let query = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems).unwrap();
            (format!("request-{number}").parse::<RequestId>().unwrap(), query, context.clone())
        };
        let debts = coverage_debt(
            &[
                asked(1, "\"性別\"", "在職"),
                asked(2, "\"性別\", \"縣市\"", "在職"),
                asked(3, "\"縣市\"", "在職"),
                asked(4, "\"性別\"", "在職 AND 官等 = '簡任'"),
                asked(5, "\"縣市\"", "在職 AND 官等 = '簡任'"),
                asked(6, "\"縣市\"", "NOT 在職"),
            ],
            &catalogue,
            &dictionary,
        );
        // Request 1 is answered; 5 lacks two fields; 6 is about other persons.
        let said: Vec<String> = debts
            .iter()
            .map(|debt| {
                let requests: Vec<String> = debt.requests.iter().map(ToString::to_string).collect();
                format!("{} {}", debt.field, requests.join(" "))
            })
            .collect();
        assert_eq!(said, ["縣市 request-2 request-3", "官等 request-4"]);
    }
}
