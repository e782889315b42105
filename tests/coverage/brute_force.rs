//! Whether one published table answers a query, found by trying: a table of an entry tells for each possible person which cell
//! he is counted in; it answers where persons of one cell are never told apart by the question and nobody asked about is left
//! out. Nothing here is taken from the proof: neither how conditions are taken apart nor what rolls up to what.
//!
//! Each table of each entry is tried by itself; several are not joined. Scope and day are not what is tried: WebHR shows the
//! applicant's own authority, an authority's own publication serves a question about one authority, and figures that are out
//! are out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hrstat::domain::{AUTHORITY as WHOSE, PERSON, SNAPSHOT_DATE};
use hrstat::expr::Expr;
use hrstat::query::{MeasureKind, Query, Statistic, Value};
use hrstat::screening::{Channel, Entry, EntryMeasure, EntryScope};

use crate::office::{AUTHORITY, LAST_DAY, Office};
use crate::world::{Cells, World};

/// What trying came to.
pub(crate) enum Tried {
    /// Nobody can be meant: every table answers.
    Nobody,
    /// No table answers.
    NoTable,
    /// This one does.
    Table { entry: String, cross: Vec<String> },
}

/// What is asked, and of whom.
pub(crate) struct Asked<'a> {
    /// The fields that are told apart.
    pub(crate) fields: Vec<String>,
    /// The fields of each level of the table, with its totals.
    levels: Vec<Vec<String>>,
    pub(crate) counts: Vec<&'a Expr>,
    means: Vec<&'a str>,
    pub(crate) condition: Option<&'a Expr>,
    is_list: bool,
}

impl<'a> Asked<'a> {
    fn of(query: &'a Query) -> Self {
        let condition = query.population();
        let Some(table) = query.tables().first() else {
            let list = &query.lists()[0];
            let columns = list.columns.iter().map(|column| column.name.clone());
            let fields = columns.chain(list.order_by.iter().map(|(name, _)| name.clone())).collect();
            return Self {
                fields,
                levels: Vec::new(),
                counts: Vec::new(),
                means: Vec::new(),
                condition,
                is_list: true,
            };
        };
        let (mut counts, mut means) = (Vec::new(), Vec::new());
        for measure in &table.measures {
            match &measure.kind {
                MeasureKind::CountIf(condition) => counts.push(condition),
                MeasureKind::Statistic(Statistic::Mean, of) => means.push(of.as_str()),
                MeasureKind::Persons | MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => {}
                other => panic!("not among the random queries: {other:?}"),
            }
        }
        let prefixes = |fields: &[String]| -> Vec<Vec<String>> {
            match (table.subtotals, table.totals) {
                (true, _) => (0..=fields.len()).map(|count| fields[..count].to_vec()).collect(),
                (false, true) => vec![Vec::new(), fields.to_vec()],
                (false, false) => vec![fields.to_vec()],
            }
        };
        let columns = prefixes(&table.columns);
        let levels = prefixes(&table.rows).into_iter();
        let levels = levels.flat_map(|rows| columns.iter().map(move |columns| [rows.as_slice(), columns].concat()));
        let fields = [table.rows.as_slice(), &table.columns].concat();
        Self { fields, levels: levels.collect(), counts, means, condition, is_list: false }
    }

    /// The fields that it says anything about.
    pub(crate) fn mentioned(&self) -> BTreeSet<String> {
        let mut fields: BTreeSet<String> = self.fields.iter().cloned().collect();
        for condition in self.condition.iter().chain(&self.counts) {
            fields.extend(condition.fields());
        }
        fields.extend(self.means.iter().map(|of| (*of).to_owned()));
        fields.remove(SNAPSHOT_DATE);
        fields
    }
}

/// Whether persons of one cell always have one answer; nobody outside the entry is in a cell.
fn tells(cells: &Cells<'_>, inside: &[bool], answer: impl Fn(usize) -> usize) -> bool {
    /// From one person to the next, far away: most tables fail early then. A prime is in step with no number of persons.
    const STRIDE: usize = 1_000_003;
    let count = inside.len();
    let mut first: Vec<Option<usize>> = vec![None; count];
    (0..count).map(|step| step * STRIDE % count).filter(|person| inside[*person]).all(|person| {
        let answer = answer(person);
        *first[cells.of(person)].get_or_insert(answer) == answer
    })
}

/// Tries every published table, up to the first that answers.
pub(crate) fn try_everything(query: &Query, office: &Office) -> Tried {
    assert_eq!(query.unit(), PERSON);
    let asked = Asked::of(query);
    let world = World::new(query, &asked, office);
    let meant = world.all_holding(asked.condition);
    if !meant.contains(&true) {
        return Tried::Nobody;
    }
    let no_bands = BTreeMap::new();
    let keys = world.cells(&asked.fields, &no_bands);
    let counted: Vec<Vec<bool>> = asked.counts.iter().map(|condition| world.all_holding(Some(condition))).collect();
    // Those who are not meant are all alike.
    let answer = |person: usize| {
        let told = counted.iter().fold(1 + keys.of(person), |number, holds| number * 2 + usize::from(holds[person]));
        if meant[person] { told } else { 0 }
    };
    let answers: Vec<usize> = (0..world.persons.len()).map(answer).collect();
    let mut populations: HashMap<String, Option<Vec<bool>>> = HashMap::new();
    for entry in office.catalogue.iter().filter(|entry| is_countable(entry)) {
        if asked.is_list && !entry.detail {
            continue;
        }
        let key = format!("{:?} {:?} {}", entry.channel, entry.scope, entry.population_text);
        let inside = populations.entry(key).or_insert_with(|| population(entry, &world, &meant));
        let Some(inside) = inside else { continue };
        let whole = [Vec::new()];
        let crosses = if entry.crosses.is_empty() { &whole[..] } else { &entry.crosses };
        for cross in crosses {
            let cells = world.cells(cross, &entry.breaks);
            let has_means = || {
                asked.means.iter().all(|of| {
                    let listed = cross.iter().any(|field| field == of);
                    listed || asked.levels.iter().all(|level| has_mean(entry, &world, of, level, inside, &meant))
                })
            };
            if tells(&cells, inside, |person| answers[person]) && has_means() {
                return Tried::Table { entry: entry.id.clone(), cross: cross.clone() };
            }
        }
    }
    Tried::NoTable
}

/// Whether its figures are exact, out, and of persons.
fn is_countable(entry: &Entry) -> bool {
    let counts = entry.measures.iter().any(|measure| matches!(measure, EntryMeasure::Count(_)));
    let exact = entry.rounded_to.is_none() && entry.suppressed_below.is_none();
    let (periods, today) = (&entry.periods, Office::context().today);
    let out = periods.from <= LAST_DAY && periods.to.is_none_or(|to| to >= LAST_DAY);
    entry.unit == PERSON && counts && exact && out && periods.release_of(LAST_DAY) <= today
}

/// Who is in the entry's figures as they are shown to the applicant; none where somebody is meant who is not.
fn population(entry: &Entry, world: &World, meant: &[bool]) -> Option<Vec<bool>> {
    let fields = entry.population.iter().flat_map(Expr::fields).filter(|field| field != SNAPSHOT_DATE);
    // What the question says nothing of can be otherwise.
    fields.into_iter().all(|field| world.places.contains_key(&field)).then_some(())?;
    let mut inside = world.all_holding(entry.population.as_ref());
    let whose = |person: usize| world.places.contains_key(WHOSE).then(|| world.value(&world.persons[person], WHOSE));
    if entry.channel == Channel::Webhr {
        let own = Value::Text(AUTHORITY.to_owned());
        for (person, inside) in inside.iter_mut().enumerate() {
            *inside &= whose(person) == Some(&own);
        }
    } else if entry.scope != EntryScope::National {
        let mut authorities = (0..inside.len()).filter(|person| meant[*person]).map(whose);
        let first = authorities.next()??;
        authorities.all(|other| other == Some(first)).then_some(())?;
        let first = first.clone();
        for (person, inside) in inside.iter_mut().enumerate() {
            *inside &= whose(person) == Some(&first);
        }
    }
    meant.iter().zip(&inside).all(|(meant, inside)| *inside || !*meant).then_some(inside)
}

/// Whether the means of `of` in the groups of one level are made of published ones: each group is one published group, or some
/// whose counts stand in a table, with a value for everybody.
fn has_mean(entry: &Entry, world: &World, of: &str, level: &[String], inside: &[bool], meant: &[bool]) -> bool {
    let groups = world.cells(level, &BTreeMap::new());
    let answer = |person: usize| if meant[person] { 1 + groups.of(person) } else { 0 };
    entry.measures.iter().any(|measure| {
        let EntryMeasure::Mean { mean, by, .. } = measure else { return false };
        let cells = world.cells(by, &entry.breaks);
        if mean != of || !tells(&cells, inside, answer) {
            return false;
        }
        let counted = entry.crosses.iter().any(|cross| by.iter().all(|field| cross.contains(field)));
        let everybody = (0..inside.len()).filter(|person| inside[*person]);
        let known = everybody.map(|person| world.value(&world.persons[person], of)).all(|value| *value != Value::Null);
        counted && known || tells(&groups, meant, |person| cells.of(person))
    })
}
