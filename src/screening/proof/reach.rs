//! Which fields can be had from a cross: those in it, what they roll up to, and bands whose edges it has.
//!
//! Stricter than [`Dictionary::rolls_up`]: a field of a child table does not roll up to a person's field. 主管機關 of an
//! earlier post says nothing of the level of the present one.

use std::collections::BTreeMap;

use super::demand::{Axis, Demand};
use crate::domain::{Band, Dictionary, Formula, PERSON};
use crate::expr::{self, Expr, Literal, Scope, ValueSet, values_where};
use crate::screening::catalogue::Entry;
use crate::source::Span;

/// Fields that stand jointly in one table of an entry.
#[derive(Clone, Copy)]
pub(in crate::screening) struct Cross<'a> {
    pub(in crate::screening) fields: &'a [String],
    breaks: &'a BTreeMap<String, Vec<f64>>,
    /// Whether they are the columns of a list of persons, of which one can compute whatever one likes.
    is_list: bool,
}

/// How a field is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::screening) enum Reach {
    /// It is there.
    Same,
    /// By adding up the values of this finer field.
    From(String),
    /// By computing it in each row of a list.
    Computed,
}

impl<'a> Cross<'a> {
    pub(in crate::screening) fn of(entry: &'a Entry, fields: &'a [String]) -> Self {
        Self { fields, breaks: &entry.breaks, is_list: entry.detail }
    }

    /// How `axis` is had from these fields, if it is.
    pub(in crate::screening) fn reach(&self, demand: &Demand<'_>, axis: &Axis) -> Option<Reach> {
        match axis {
            Axis::Period => Some(Reach::Same),
            Axis::Own => None,
            Axis::Computed(of) => {
                let had = |name: &String| self.reach(demand, &demand.axis(name)).is_some();
                (self.is_list && of.iter().all(had)).then_some(Reach::Computed)
            }
            Axis::Band { of, breaks } => self.band(demand.dictionary, of, breaks),
            Axis::Field(name) => {
                if self.fields.contains(name) && !self.breaks.contains_key(name) {
                    return Some(Reach::Same);
                }
                if let Some((of, band)) = band_of(demand.dictionary, name)
                    && let Some(reach) = self.band(demand.dictionary, of, band.breaks())
                {
                    return Some(if self.fields.contains(name) { Reach::Same } else { reach });
                }
                let unit = demand.query.unit();
                let finer = self.fields.iter().filter(|fine| !self.breaks.contains_key(*fine));
                let mut finer = finer.filter(|fine| rolls_up(demand.dictionary, unit, fine, name));
                finer.next().map(|fine| Reach::From(fine.clone()))
            }
        }
    }

    /// Whether the table of the entry has bands of its own for this field.
    pub(in crate::screening) fn has_own_bands(&self, field: &str) -> bool {
        self.breaks.contains_key(field)
    }

    fn band(&self, dictionary: &Dictionary, of: &str, breaks: &[f64]) -> Option<Reach> {
        if self.fields.iter().any(|field| field == of) {
            return Some(Reach::From(of.to_owned()));
        }
        let mut banded = self.edges(dictionary, of);
        banded
            .find(|(_, edges)| breaks.iter().all(|wanted| edges.iter().any(|edge| same(*edge, *wanted))))
            .map(|(field, _)| Reach::From(field.to_owned()))
    }

    /// The bands of the number `of` that stand in the cross, each with its edges.
    pub(in crate::screening) fn edges<'b>(
        &'b self,
        dictionary: &'b Dictionary,
        of: &'b str,
    ) -> impl Iterator<Item = (&'b str, &'b [f64])> {
        self.fields.iter().filter_map(move |field| {
            let (number, band) = band_of(dictionary, field)?;
            let edges = self.breaks.get(field).map_or(band.breaks(), Vec::as_slice);
            (number == of).then_some((field.as_str(), edges))
        })
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < f64::EPSILON
}

/// The values of `coarse` that have just these values of the finer field, as a condition: 中央地方 is 地方 where 機關層級 is not 中央.
/// None where `coarse` is not computed from that field alone, or the values are only a part of one of its.
pub(in crate::screening) fn coarsened(
    dictionary: &Dictionary,
    scope: &Scope,
    fine: &str,
    values: &ValueSet,
    coarse: &str,
) -> Option<Expr> {
    let derived = dictionary.derived(coarse).filter(|derived| derived.name == coarse)?;
    let Formula::Expression(text) = &derived.formula else { return None };
    let formula = expr::parse(text).ok().filter(|formula| formula.fields().iter().all(|name| name == fine))?;
    let Expr::Case { branches, otherwise, .. } = &formula else { return None };
    let result = |value: &ValueSet| {
        let holds = |when: &Expr| values_where(when, scope).is_some_and(|(_, set)| value.is_subset_of(&set));
        let fitting = branches.iter().find(|(when, _)| holds(when)).map(|(_, then)| then);
        match fitting.or(otherwise.as_deref())? {
            Expr::Literal { value: Literal::Text(text), .. } => Some(text.clone()),
            _ => None,
        }
    };
    let span = Span::default();
    let (mut inside, mut outside): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    // Every branch has to be read, or one that is not could be the one that holds.
    branches.iter().all(|(when, _)| values_where(when, scope).is_some()).then_some(())?;
    for label in scope.find(fine)?.values.values() {
        let of = Box::new(Expr::Field { name: fine.to_owned(), span });
        let label = Expr::Literal { value: Literal::Text(label.clone()), span };
        let (_, one) = values_where(&Expr::In { of, list: vec![label], negated: false }, scope)?;
        let side = if one.is_subset_of(values) { &mut inside } else { &mut outside };
        let result = result(&one)?;
        if !side.contains(&result) {
            side.push(result);
        }
    }
    let apart = !inside.is_empty() && !values.has_null() && inside.iter().all(|label| !outside.contains(label));
    let list = inside.into_iter().map(|label| Expr::Literal { value: Literal::Text(label), span }).collect();
    let of = Box::new(Expr::Field { name: coarse.to_owned(), span });
    apart.then_some(Expr::In { of, list, negated: false })
}

/// The number and the bands of a field of bands.
pub(in crate::screening) fn band_of<'a>(dictionary: &'a Dictionary, name: &str) -> Option<(&'a str, &'a Band)> {
    match &dictionary.derived(name).filter(|derived| derived.name == name)?.formula {
        Formula::Band { of, band } => Some((of, band)),
        Formula::Expression(_) => None,
    }
}

/// Where a field lives, seen from a unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Unit,
    Person,
    Derived,
}

fn rolls_up(dictionary: &Dictionary, unit: &str, fine: &str, coarse: &str) -> bool {
    let mut open = vec![fine.to_owned()];
    let mut seen: Vec<String> = Vec::new();
    while let Some(name) = open.pop() {
        let Some((home, levels)) = levels(dictionary, unit, &name) else { continue };
        for level in levels {
            let Some((level_home, _)) = self::levels(dictionary, unit, level) else { continue };
            let joined = home == Home::Derived || level_home == Home::Derived || home == level_home;
            if joined && level == coarse {
                return true;
            }
            if joined && !seen.contains(level) {
                seen.push(level.clone());
                open.push(level.clone());
            }
        }
    }
    false
}

fn levels<'a>(dictionary: &'a Dictionary, unit: &str, name: &str) -> Option<(Home, &'a [String])> {
    for (table, home) in [(unit, Home::Unit), (PERSON, Home::Person)] {
        let fields = dictionary.table(table).map(|table| table.fields.as_slice()).unwrap_or_default();
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            return Some((home, &field.levels));
        }
    }
    let derived = dictionary.derived.iter().find(|derived| derived.name == name)?;
    Some((Home::Derived, &derived.levels))
}
