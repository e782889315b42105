//! From what is asked to the query that answers it: the table whose rows are counted, then its parts.

mod cohort;
mod conditions;
mod divisions;
mod events;
mod lists;
mod measures;
mod outputs;
mod retiring;
mod scopes;
mod tenure;
mod times;

use self::conditions::{child_of, field_for};
use super::Brief;
use super::lexicon::FieldRef;
use super::proposal::Proposal;
use super::reading::{Asked, Division, Reading, Test, Wanted};
use super::vocabulary::TopicKind;
use crate::domain::{Dictionary, PERSON};

/// The query that answers `reading`.
pub(super) fn compose(reading: &mut Reading, brief: &Brief<'_>, dictionary: &Dictionary) -> Proposal {
    inherit(reading);
    if let Some(proposal) = tenure::compose(reading, brief) {
        return proposal;
    }
    let unit = unit_of(reading);
    match unit.as_str() {
        "考試" if is_cohort(reading) => cohort::compose(reading, brief, dictionary),
        "經歷" => events::compose(reading, brief, dictionary),
        unit => outputs::compose(reading, unit, brief, dictionary),
    }
}

/// A first part that only says of whom goes for all that follow; what has no demand at all is given as a head count.
fn inherit(reading: &mut Reading) {
    if reading.wanted.len() > 1 && !reading.wanted[0].has_demand() {
        let first = reading.wanted.remove(0);
        for wanted in &mut reading.wanted {
            for test in &first.tests {
                if !wanted.tests.iter().any(|known| known.what.rivals(&test.what)) {
                    wanted.tests.insert(0, test.clone());
                }
            }
            wanted.periods.splice(0..0, first.periods.iter().cloned());
            wanted.exam_periods.splice(0..0, first.exam_periods.iter().cloned());
        }
    }
    // A list behind a table is of the same persons, narrowed.
    if let [table, lists @ ..] = reading.wanted.as_mut_slice()
        && !table.list
    {
        for list in lists.iter_mut().filter(|wanted| wanted.list) {
            for test in &table.tests {
                if !list.tests.iter().any(|known| known.what.rivals(&test.what)) {
                    list.tests.insert(0, test.clone());
                }
            }
        }
    }
    if reading.wanted.is_empty() {
        reading.wanted.push(Wanted::default());
    }
}

/// Whether those who passed an examination are followed.
fn is_cohort(reading: &Reading) -> bool {
    reading.wanted.iter().any(|wanted| {
        let exam = wanted.tests.iter().any(|test| is_exam(&test.what));
        let followed = [TopicKind::Retention, TopicKind::Remaining, TopicKind::Onboard, TopicKind::Cohort]
            .into_iter()
            .any(|kind| wanted.topic(kind).is_some());
        exam && followed && !wanted.list
    })
}

fn is_exam(test: &Test) -> bool {
    match test {
        Test::Values { candidates, .. } => candidates.iter().any(|value| value.field.table == "考試"),
        Test::Says { table, .. } => table.as_deref() == Some("考試"),
        Test::Like { table, .. } => table == "考試",
        Test::Within { .. } | Test::Texts { .. } => false,
    }
}

/// The table whose rows are counted.
fn unit_of(reading: &Reading) -> String {
    if is_cohort(reading) {
        return "考試".to_owned();
    }
    let happens = |wanted: &Wanted| {
        wanted.events().next().is_some()
            || wanted.topic(TopicKind::Rate).is_some()
            || wanted.topic(TopicKind::AtEvent).is_some()
    };
    let demanding: Vec<&Wanted> = reading.wanted.iter().filter(|wanted| wanted.has_demand()).collect();
    if !demanding.is_empty() && demanding.iter().all(|wanted| happens(wanted) && !wanted.list) {
        return "經歷".to_owned();
    }
    // A table that is named, and has one of the fields that are asked for.
    for wanted in &reading.wanted {
        for table in &wanted.tables {
            let of = |fields: &[FieldRef]| fields.iter().any(|field| field.table == *table);
            let columns = wanted.columns.iter().any(|said| of(&said.what));
            let divisions =
                wanted.divisions.iter().any(|said| matches!(&said.what, Division::Field(fields) if of(fields)));
            let cases = wanted.asked.iter().any(|said| said.what == Asked::Cases);
            let others = wanted
                .columns
                .iter()
                .any(|said| field_for(&said.what, table).and_then(|field| child_of(field, table)).is_some());
            if (columns || divisions || cases) && !others {
                return table.clone();
            }
        }
    }
    let mut tables: Vec<String> = Vec::new();
    let mut add = |fields: &[FieldRef]| {
        if let Some(table) = field_for(fields, PERSON).and_then(|field| child_of(field, PERSON))
            && !tables.contains(&table)
        {
            tables.push(table);
        }
    };
    for wanted in &reading.wanted {
        for division in &wanted.divisions {
            match &division.what {
                Division::Field(fields) => add(fields),
                Division::Split(split) => {
                    if let Some(table) = &split.table {
                        add(&[FieldRef { table: table.clone(), ..placeholder() }]);
                    }
                }
                Division::Bands { of, .. } => add(std::slice::from_ref(of)),
                Division::Year => {}
            }
        }
        for column in &wanted.columns {
            add(&column.what);
        }
        for asked in &wanted.asked {
            match &asked.what {
                Asked::Part { tests, .. } => {
                    for test in tests {
                        if let Test::Values { candidates, .. } = test {
                            add(&candidates.iter().map(|value| value.field.clone()).collect::<Vec<_>>());
                        }
                    }
                }
                Asked::Cases => {
                    for test in &wanted.tests {
                        if let Test::Values { candidates, .. } = &test.what {
                            add(&candidates.iter().map(|value| value.field.clone()).collect::<Vec<_>>());
                        }
                    }
                }
                _ => {}
            }
        }
    }
    match tables.as_slice() {
        [one] => one.clone(),
        _ => PERSON.to_owned(),
    }
}

fn placeholder() -> FieldRef {
    use crate::domain::{Disclosure, FieldType};
    FieldRef { table: String::new(), name: String::new(), kind: FieldType::Text, disclosure: Disclosure::None }
}
