//! A witness that a table cannot be had from what is published: two tiny sets of made-up persons that agree in every
//! published figure and differ in what is asked. Whoever sees the figures only cannot tell which of the two is true.

mod figures;
mod people;
mod relevant;
mod search;
#[cfg(test)]
mod tests;
mod variations;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use self::figures::{Figures, Place, difference, figures, figures_of_each, published};
use self::people::{People, Person};
use self::relevant::relevant;
use self::search::{Groups, candidates, sum_of};
use self::variations::{Variation, ordinary, variations, world};
use super::catalogue::{Availability, Catalogue, Channel, Entry};
use super::proof::{Demand, match_scope};
use crate::domain::{AsOf, Dictionary, PERSON};
use crate::expr::ValueSet;
use crate::query::{Query, RunError, Value};
use crate::screening::{CoverageContext, check_coverage};

/// Two sets of persons that agree in what is published and differ in what is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The title of the table.
    pub title: String,
    /// The one set: of each person the fields that matter.
    pub left: Vec<BTreeMap<String, String>>,
    /// The other.
    pub right: Vec<BTreeMap<String, String>>,
    /// How many published figures were compared and found equal.
    pub figures_compared: usize,
    /// The entries that they stand in.
    pub entries: Vec<String>,
    /// The one entry that the sets agree in, where none were found that agree in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Where the answers differ, in words.
    pub difference: String,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The table cannot be had: here is why.
    Found(Box<Witness>),
    /// No witness, which shows nothing: the reason in words.
    None(String),
}

/// An entry that the applicant can look up, with its tables as a query.
struct Published<'a> {
    entry: &'a Entry,
    query: Query,
}

/// Seeks a witness for the table in place `table` of `query`.
///
/// # Errors
/// When the engine fails.
pub fn find_witness(
    query: &Query,
    table: usize,
    catalogue: &Catalogue,
    dictionary: &Dictionary,
    context: &CoverageContext,
) -> Result<Finding, RunError> {
    let none = |reason: &str| Ok(Finding::None(reason.to_owned()));
    let Some(wanted) = query.tables().get(table) else { return none("清冊要的是個別的人，不必舉反例") };
    if query.unit() != PERSON {
        return none("查詢不以人員為單位，沒有嘗試");
    }
    let Some(demand) = Demand::new(query, dictionary, context) else {
        return none("資料字典沒有這個資料表");
    };
    let Some(day) = demand.days.iter().max().copied() else { return none("還沒有資料快照") };
    let Some(mut relevant) = relevant(query, wanted) else {
        return none("查詢用到人員以外的資料表，沒有嘗試");
    };
    let narrowed = demand.narrowed(wanted.condition.as_ref());
    if narrowed.is_about_nobody() {
        return none("條件互相矛盾，沒有人符合；不論哪些人，答案都是 0，沒有反例可舉");
    }
    let is_visible =
        |entry: &&Entry| entry.unit == PERSON && is_out(entry, day, &narrowed) && match_scope(&narrowed, entry).is_ok();
    let mut visible = Vec::new();
    for entry in catalogue.iter().filter(is_visible) {
        // One that is left out might tell the two sets apart.
        let Some(query) = published(entry, dictionary, true) else {
            return Ok(Finding::None(format!("{}的表寫不成查詢，沒有嘗試", entry.shown())));
        };
        visible.push(Published { entry, query });
    }
    if visible.is_empty() {
        return none("這個資料時間沒有可供比對的既有統計");
    }
    let coverage = check_coverage(query, catalogue, dictionary, context);
    let nearest = coverage.tables.get(table).and_then(|table| table.nearest.clone().or(table.source.clone()));
    let seek = Seek { query, table, dictionary, day, visible };
    if let Some(witness) = seek.within(&relevant, None)? {
        return Ok(Finding::Found(Box::new(witness)));
    }
    // Perhaps those whom the publications leave out make the difference.
    for field in ["人員類別", "離職日"] {
        relevant.entry(field.to_owned()).or_default();
    }
    if let Some(witness) = seek.within(&relevant, None)? {
        return Ok(Finding::Found(Box::new(witness)));
    }
    // Edges that the population does not reach take the place of those that count.
    let within = reached(&relevant, &narrowed);
    if within != relevant
        && let Some(witness) = seek.within(&within, None)?
    {
        return Ok(Finding::Found(Box::new(witness)));
    }
    match seek.within(&relevant, nearest.as_deref().or(Some("")))? {
        Some(witness) => Ok(Finding::Found(Box::new(witness))),
        None => none("在試過的小資料中沒有找到反例；這不表示可以由既有統計取得"),
    }
}

/// The same fields, without the numbers that the conditions of the query leave nobody.
fn reached(relevant: &relevant::Relevant, demand: &Demand) -> relevant::Relevant {
    let is_left = |field: &String, value: &Value| match value {
        #[expect(clippy::cast_precision_loss, reason = "years: small numbers")]
        Value::Integer(number) => {
            let one = ValueSet::from_to(Some(*number as f64), Some(*number as f64 + 1.0));
            !demand.conditions.values_of(field).intersect(&one).is_empty()
        }
        _ => true,
    };
    let kept = |(field, values): (&String, &Vec<Value>)| {
        (field.clone(), values.iter().filter(|value| is_left(field, value)).cloned().collect())
    };
    relevant.iter().map(kept).collect()
}

/// Whether the figures of `day` can be looked up, or will be; where no day is asked for, those of any other.
fn is_out(entry: &Entry, day: Date, demand: &Demand<'_>) -> bool {
    let context = demand.context;
    let past = context.latest_snapshot.is_some_and(|latest| day < latest.date());
    let available = entry.periods.availability(day, context.today);
    !(past && entry.channel == Channel::Webhr && entry.detail)
        && match available {
            Availability::Published | Availability::Due(_) => true,
            Availability::NotCounted => demand.floats() && entry.periods.last_before(day).is_some(),
            Availability::OutOfRange => false,
        }
}

struct Seek<'a> {
    query: &'a Query,
    table: usize,
    dictionary: &'a Dictionary,
    day: Date,
    visible: Vec<Published<'a>>,
}

impl Seek<'_> {
    fn people<'b>(&'b self, persons: Vec<&'b Person>) -> People<'b> {
        People { dictionary: self.dictionary, day: AsOf::new(self.day), persons }
    }

    /// A witness among the persons that differ in these fields, against one entry or all of them.
    fn within(&self, relevant: &relevant::Relevant, against: Option<&str>) -> Result<Option<Witness>, RunError> {
        let variations: Vec<Variation> = variations(relevant, self.dictionary, self.day);
        let (persons, corners) = world(&ordinary(self.dictionary, self.day), variations);
        let people = self.people(persons.iter().collect());
        let mut seen = vec![0_u64; persons.len()];
        let taken: Vec<&Published<'_>> =
            self.visible.iter().filter(|known| against.is_none_or(|id| known.entry.id == id)).collect();
        if taken.is_empty() && against.is_some() {
            return Ok(None);
        }
        for known in &taken {
            let Some(query) = published(known.entry, self.dictionary, false) else { continue };
            for (sum, figures) in seen.iter_mut().zip(figures_of_each(&query, &people)?) {
                *sum = sum.wrapping_add(sum_of(&known.entry.id, &figures));
            }
        }
        let asked = figures_of_each(self.query, &people)?;
        let asked: Vec<u64> = asked.into_iter().map(|figures| sum_of("", &self.of_table(figures))).collect();
        for groups in candidates(&seen, &asked, &corners) {
            let (left, right) = &groups;
            let of = |group: &[usize]| group.iter().map(|place| persons[*place].clone()).collect::<Vec<Person>>();
            if let Some((compared, words)) = self.holds(&of(left), &of(right), &taken)? {
                return Ok(Some(self.told(&persons, &groups, compared, words, &taken, against)));
            }
        }
        Ok(None)
    }

    /// How many published figures are equal, and where the answers differ; none where it is no witness.
    fn holds(
        &self,
        left: &[Person],
        right: &[Person],
        taken: &[&Published<'_>],
    ) -> Result<Option<(usize, String)>, RunError> {
        let (left, right) = (self.people(left.iter().collect()), self.people(right.iter().collect()));
        let mut compared = 0;
        for known in taken {
            let (here, there) = (figures(&known.query, &left)?, figures(&known.query, &right)?);
            if difference(&here, &there).is_some() {
                return Ok(None);
            }
            compared += here.len();
        }
        let here = self.of_table(figures(self.query, &left)?);
        let there = self.of_table(figures(self.query, &right)?);
        Ok(difference(&here, &there).map(|place| (compared, told_difference(place, &here, &there))))
    }

    fn of_table(&self, figures: Figures) -> Figures {
        figures.into_iter().filter(|((table, ..), _)| *table == self.table).collect()
    }

    fn told(
        &self,
        persons: &[Person],
        (left, right): &Groups,
        figures_compared: usize,
        difference: String,
        taken: &[&Published<'_>],
        against: Option<&str>,
    ) -> Witness {
        let all: Vec<&Person> = left.iter().chain(right).map(|place| &persons[*place]).collect();
        // What all of them have in common says nothing; one person alone is shown as he differs from the ordinary.
        let common = ordinary(self.dictionary, self.day);
        let fields: Vec<&String> = all
            .iter()
            .flat_map(|person| person.keys())
            .filter(|field| all.iter().any(|person| person.get(*field) != common.get(*field)))
            .collect();
        let shown = |group: &[usize]| {
            let one = |place: &usize| {
                let value = |field: &&String| persons[*place].get(*field).unwrap_or(&Value::Null).label();
                fields.iter().map(|field| ((*field).clone(), value(field))).collect()
            };
            group.iter().map(one).collect()
        };
        Witness {
            title: self.query.tables().get(self.table).map(|table| table.title.clone()).unwrap_or_default(),
            left: shown(left),
            right: shown(right),
            figures_compared,
            entries: taken.iter().map(|known| known.entry.id.clone()).collect(),
            against: against.map(ToOwned::to_owned),
            difference,
        }
    }
}

fn told_difference(place: &Place, left: &Figures, right: &Figures) -> String {
    let (_, labels, measure) = place;
    let cell = if labels.is_empty() { "總計".to_owned() } else { format!("「{}」", labels.join("×")) };
    let value = |figures: &Figures| figures.get(place).map_or_else(|| "0".to_owned(), Value::label);
    format!("{cell}的{measure}，甲組是 {}，乙組是 {}", value(left), value(right))
}
