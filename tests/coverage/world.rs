//! Every combination of the choices of the facets that a question mentions, with what each table shows of it.

use std::collections::{BTreeMap, BTreeSet};

use hrstat::domain::{Band, SNAPSHOT_DATE};
use hrstat::expr::Expr;
use hrstat::query::{ColumnHow, Query, Value};

use crate::brute_force::Asked;
use crate::judge::{and, or, truth};
use crate::office::Office;
use crate::possible::{Facet, Named, facet, named_in, place_in};

/// A person: which choice of each facet.
pub(crate) type Person = Vec<usize>;

/// All combinations of the facets that a query mentions. What it does not mention is independent of it, and cannot help.
pub(crate) struct World {
    facets: Vec<Facet>,
    /// Facet and place in it of each field.
    pub(crate) places: BTreeMap<String, (usize, usize)>,
    pub(crate) persons: Vec<Person>,
}

impl World {
    pub(crate) fn new(query: &Query, asked: &Asked<'_>, office: &Office) -> Self {
        let mut named = Named::new();
        for condition in asked.condition.iter().chain(&asked.counts) {
            named_in(condition, &mut named);
        }
        let own: Vec<(&str, &str, &Band)> = query
            .derived()
            .iter()
            .filter(|column| column.own)
            .map(|column| match &column.how {
                ColumnHow::Band { of, band } => (column.name.as_str(), of.as_str(), band),
                other => panic!("not among the random queries: {other:?}"),
            })
            .collect();
        let mut edges: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (_, of, band) in &own {
            edges.entry((*of).to_owned()).or_default().extend(band.breaks());
        }
        let mut world = Self { facets: Vec::new(), places: BTreeMap::new(), persons: Vec::new() };
        for field in asked.mentioned() {
            let field = own.iter().find(|(name, ..)| *name == field).map_or(field.as_str(), |(_, of, _)| of).to_owned();
            if world.places.contains_key(&field) {
                continue;
            }
            let mut facet = facet(&field, &named, &edges, &office.dictionary);
            for (name, of, band) in &own {
                let Some(place) = facet.fields.iter().position(|field| field == of) else { continue };
                facet.fields.push((*name).to_owned());
                let labels = band.labels();
                for choice in &mut facet.choices {
                    let Value::Integer(number) = choice[place] else { panic!("{of}") };
                    choice.push(Value::Text(labels[place_in(band.breaks(), number)].clone()));
                }
            }
            for (place, field) in facet.fields.iter().enumerate() {
                world.places.insert(field.clone(), (world.facets.len(), place));
            }
            world.facets.push(facet);
        }
        for at in 0..world.facets.len() {
            world.merge_alike(at, asked, office);
        }
        let mut persons: Vec<Person> = vec![Vec::new()];
        for facet in &world.facets {
            let more = |person: &Person| {
                (0..facet.choices.len()).map(|choice| [person.as_slice(), &[choice]].concat()).collect::<Vec<Person>>()
            };
            persons = persons.iter().flat_map(more).collect();
        }
        world.persons = persons;
        world
    }

    pub(crate) fn value(&self, person: &Person, field: &str) -> &Value {
        let (facet, place) = self.places[field];
        &self.facets[facet].choices[person[facet]][place]
    }

    /// Leaves one of the choices that look alike to the question, to every population and to every table of figures.
    fn merge_alike(&mut self, at: usize, asked: &Asked<'_>, office: &Office) {
        let populations = office.catalogue.iter().filter_map(|entry| entry.population.as_ref());
        let conditions: Vec<&Expr> =
            asked.condition.into_iter().chain(asked.counts.iter().copied()).chain(populations).collect();
        let mut leaves = Vec::new();
        for condition in conditions {
            leaves_of(condition, &mut leaves);
        }
        let facet = &self.facets[at];
        leaves.retain(|leaf| leaf.fields().iter().all(|field| field == SNAPSHOT_DATE || facet.fields.contains(field)));
        let published = office.catalogue.iter().filter(|entry| !entry.detail);
        let shown: BTreeSet<&String> =
            published.flat_map(|entry| entry.crosses.iter().flatten()).chain(&asked.fields).collect();
        let mut known: Vec<Vec<String>> = Vec::new();
        let mut choices = Vec::new();
        for values in &facet.choices {
            let look = |field: &str| values[facet.fields.iter().position(|other| other == field).unwrap()].clone();
            let looks =
                facet.fields.iter().filter(|field| shown.contains(field)).map(|field| format!("{:?}", look(field)));
            let truths = leaves.iter().map(|leaf| format!("{:?}", truth(leaf, &look)));
            let missing = values.iter().map(|value| (*value == Value::Null).to_string());
            let seen: Vec<String> = looks.chain(truths).chain(missing).collect();
            if !known.contains(&seen) {
                known.push(seen);
                choices.push(values.clone());
            }
        }
        self.facets[at].choices = choices;
    }

    pub(crate) fn all_holding(&self, condition: Option<&Expr>) -> Vec<bool> {
        let Some(condition) = condition else { return vec![true; self.persons.len()] };
        let tree = self.judged(condition);
        self.persons.iter().map(|person| tree.truth(person) == Some(true)).collect()
    }

    /// The condition with what it says of one facet judged once for each of its choices.
    fn judged(&self, condition: &Expr) -> Judged {
        let facets: BTreeSet<usize> = condition
            .fields()
            .iter()
            .filter(|field| *field != SNAPSHOT_DATE)
            .map(|field| self.places[field].0)
            .collect();
        match (condition, facets.len()) {
            (_, 1) => {
                let facet = facets.into_iter().next().unwrap();
                let of = &self.facets[facet];
                let judge = |values: &Vec<Value>| {
                    truth(condition, &|field| {
                        values[of.fields.iter().position(|other| other == field).unwrap()].clone()
                    })
                };
                Judged::Leaf(facet, of.choices.iter().map(judge).collect())
            }
            (Expr::And(left, right), _) => Judged::And(Box::new(self.judged(left)), Box::new(self.judged(right))),
            (Expr::Or(left, right), _) => Judged::Or(Box::new(self.judged(left)), Box::new(self.judged(right))),
            (Expr::Not(of), _) => Judged::Not(Box::new(self.judged(of))),
            (other, _) => panic!("not among the random queries: {other:?}"),
        }
    }

    /// The cells of a table with these fields; fields that are in no facet are the same for everybody as far as the question
    /// goes.
    pub(crate) fn cells(&self, fields: &[String], bands: &BTreeMap<String, Vec<f64>>) -> Cells<'_> {
        let mut classes: Vec<Vec<usize>> = self.facets.iter().map(|facet| vec![0; facet.choices.len()]).collect();
        for (at, facet) in self.facets.iter().enumerate() {
            let shown: Vec<usize> =
                (0..facet.fields.len()).filter(|place| fields.contains(&facet.fields[*place])).collect();
            let mut known: Vec<Vec<String>> = Vec::new();
            for (choice, values) in facet.choices.iter().enumerate() {
                let looks: Vec<String> = shown.iter().map(|place| look(facet, values, *place, bands)).collect();
                let class = known.iter().position(|other| *other == looks).unwrap_or_else(|| {
                    known.push(looks);
                    known.len() - 1
                });
                classes[at][choice] = class;
            }
        }
        Cells { world: self, classes }
    }
}

/// The cells of one table.
pub(crate) struct Cells<'a> {
    world: &'a World,
    /// Of each facet the choices that look alike.
    classes: Vec<Vec<usize>>,
}

impl Cells<'_> {
    /// The number of the cell that a person is counted in, below the number of persons.
    pub(crate) fn of(&self, person: usize) -> usize {
        let choices = self.world.persons[person].iter().zip(&self.world.facets).zip(&self.classes);
        choices.fold(0, |number, ((choice, facet), classes)| number * facet.choices.len() + classes[*choice])
    }
}

/// A condition over several facets.
enum Judged {
    /// What it is for each choice of one facet.
    Leaf(usize, Vec<Option<bool>>),
    And(Box<Judged>, Box<Judged>),
    Or(Box<Judged>, Box<Judged>),
    Not(Box<Judged>),
}

impl Judged {
    fn truth(&self, person: &Person) -> Option<bool> {
        match self {
            Self::Leaf(facet, truths) => truths[person[*facet]],
            Self::And(left, right) => and(left.truth(person), right.truth(person)),
            Self::Or(left, right) => or(left.truth(person), right.truth(person)),
            Self::Not(of) => of.truth(person).map(|truth| !truth),
        }
    }
}

/// The parts that no AND, OR or NOT holds together.
fn leaves_of<'a>(condition: &'a Expr, leaves: &mut Vec<&'a Expr>) {
    match condition {
        Expr::And(left, right) | Expr::Or(left, right) => {
            leaves_of(left, leaves);
            leaves_of(right, leaves);
        }
        Expr::Not(of) => leaves_of(of, leaves),
        leaf => leaves.push(leaf),
    }
}

/// What a published table shows of one field; its own bands where it has some.
fn look(facet: &Facet, values: &[Value], place: usize, bands: &BTreeMap<String, Vec<f64>>) -> String {
    if let Some(edges) = bands.get(&facet.fields[place])
        && let Some(Value::Integer(number)) = values.iter().find(|value| matches!(value, Value::Integer(_)))
    {
        return place_in(edges, *number).to_string();
    }
    format!("{:?}", values[place])
}
