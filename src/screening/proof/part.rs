//! A part of a table that an entry gives though it does not give the table: a margin of it, some of its measures, the persons
//! whom the entry counts, all kinds of agencies together, another day. What is left of the question is proven like any
//! other; what it is not stands beside it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::assessment::{Answer, Assessment, Wanted, assess};
use super::concession::{IN_SERVICE, STAFF, added, days, dropped};
use super::demand::{Axis, Demand};
use super::measure_match::MeasureMatch;
use super::reach::{Cross, Reach};
use crate::expr::{ArithmeticOp, Expr};
use crate::query::{CrossTab, Measure, MeasureKind, Statistic};
use crate::screening::catalogue::Entry;
use crate::screening::{Condition, CoverageReason};

/// So many of the most promising tables are looked at closely.
const MOST_PROVEN: usize = 200;
/// Tables with more fields are not tried with every choice of them.
const MOST_FIELDS: usize = 5;

/// What is left of a question, with the proof.
pub(in crate::screening) struct Part<'a, 'd> {
    pub(in crate::screening) demand: Demand<'d>,
    pub(in crate::screening) table: CrossTab,
    pub(in crate::screening) found: Assessment<'a>,
    /// In what it is not the whole, the first condition first.
    pub(in crate::screening) missing: Vec<CoverageReason>,
    fields_lost: usize,
    conditions: usize,
    measures_lost: usize,
}

impl Part<'_, '_> {
    /// Whether nothing better is to be hoped for: it lost what all others lose too, and no measure, and it is out.
    fn is_best_of(&self, hope: (usize, usize)) -> bool {
        self.found.answer == Answer::Whole && self.measures_lost == 0 && (self.fields_lost, self.conditions) == hope
    }

    /// Sorts the best first: what loses the fewest fields, then the fewest conditions and measures.
    pub(in crate::screening) fn rank(&self) -> impl Ord + use<> {
        let (entry, cross) = (self.found.entry, self.found.cross);
        let added_up = self.found.reached.iter().filter(|(_, reach)| *reach != Reach::Same).count();
        let given_up = (self.fields_lost, self.conditions, self.measures_lost);
        (self.found.answer, given_up, added_up, !entry.verified, cross.fields.len(), entry.crosses.len())
    }
}

/// The largest part of `table` that any of these crosses gives, if one gives any; `can_be_told` has the last word.
pub(in crate::screening) fn largest_part<'a, 'd>(
    demand: &Demand<'d>,
    table: &CrossTab,
    crosses: impl Iterator<Item = (&'a Entry, &'a [String])>,
    can_be_told: impl Fn(&Part<'a, 'd>) -> bool,
) -> Option<Part<'a, 'd>> {
    let sought = Sought::new(demand, table);
    // By the number of fields that are lost at least: what is worse is not looked at once something is found.
    let mut levels: BTreeMap<usize, Vec<Loss<'a>>> = BTreeMap::new();
    for (entry, fields) in crosses {
        if let Some(loss) = sought.loss(demand, entry, fields) {
            levels.entry(loss.fields_lost).or_default().push(loss);
        }
    }
    let mut best: Option<Part<'a, 'd>> = None;
    for (fields_lost, losses) in levels {
        if best.as_ref().is_some_and(|best| best.fields_lost < fields_lost) {
            break;
        }
        let mut promising: Vec<Candidate<'a>> =
            losses.into_iter().filter_map(|loss| Candidate::of(demand, table, &loss)).collect();
        promising.sort_by_key(Candidate::rank);
        for candidate in promising.into_iter().take(MOST_PROVEN) {
            let hope = (fields_lost, candidate.missing.len());
            if best.as_ref().is_some_and(|best| (best.fields_lost, best.conditions) < hope || best.is_best_of(hope)) {
                break;
            }
            let part = candidate.proven(demand, table).filter(&can_be_told);
            best = match (best, part) {
                (Some(best), Some(part)) => Some(if part.rank() < best.rank() { part } else { best }),
                (best, part) => best.or(part),
            };
        }
    }
    best
}

/// The fields of the table, as every cross is asked for them.
struct Sought {
    axes: Vec<Axis>,
    one_valued: Vec<bool>,
}

/// What a cross lacks of the fields.
struct Loss<'a> {
    entry: &'a Entry,
    fields: &'a [String],
    fields_lost: usize,
    added_up: usize,
}

impl Sought {
    fn new(demand: &Demand<'_>, table: &CrossTab) -> Self {
        let wanted = Wanted::Table(table).fields();
        // What the usual conditions of a statistic leave one value is fixed once they are taken over.
        let one_valued = |name: &&str| demand.is_fixed(name) || *name == IN_SERVICE || *name == STAFF.0;
        Self {
            axes: wanted.iter().map(|name| demand.axis(name)).collect(),
            one_valued: wanted.iter().map(one_valued).collect(),
        }
    }

    fn loss<'a>(&self, demand: &Demand<'_>, entry: &'a Entry, fields: &'a [String]) -> Option<Loss<'a>> {
        if entry.unit != demand.query.unit() || !entry.has_figures() {
            return None;
        }
        let cross = Cross::of(entry, fields);
        let (mut kept, mut added_up) = (0, 0);
        for (axis, one_valued) in self.axes.iter().zip(&self.one_valued) {
            let reach = cross.reach(demand, axis);
            kept += usize::from(*one_valued || reach.is_some());
            added_up += usize::from(reach.is_some_and(|reach| reach != Reach::Same));
        }
        // Of a table by some fields the total alone is hardly a part.
        (kept > 0 || self.axes.is_empty()).then(|| Loss {
            entry,
            fields,
            fields_lost: self.axes.len() - kept,
            added_up,
        })
    }
}

/// A cross whose entry counts nearly whom the question is about, not looked at closely yet.
struct Candidate<'a> {
    entry: &'a Entry,
    fields: &'a [String],
    /// Conditions of the entry that the question has to take over.
    added: Vec<Expr>,
    /// Fields whose conditions the question has to give up.
    dropped: Vec<String>,
    days: Vec<Date>,
    missing: Vec<CoverageReason>,
    /// At least so many fields are lost.
    fields_lost: usize,
    added_up: usize,
}

impl<'a> Candidate<'a> {
    fn of(demand: &Demand<'_>, table: &CrossTab, loss: &Loss<'a>) -> Option<Self> {
        let Loss { entry, fields, fields_lost, added_up } = *loss;
        let cross = Cross::of(entry, fields);
        let mut missing = Vec::new();
        let added = added(demand, entry, &mut missing)?;
        let dropped = dropped(demand, entry, cross, &mut missing)?;
        let days = days(demand, table, entry, &mut missing)?;
        Some(Self { entry, fields, added, dropped, days, missing, fields_lost, added_up })
    }

    /// Sorts the most promising first.
    fn rank(&self) -> impl Ord + use<> {
        let (fields, crosses) = (self.fields.len(), self.entry.crosses.len());
        (self.fields_lost, self.missing.len(), self.added_up, !self.entry.verified, fields, crosses)
    }

    /// What of the table is proven to be had from it.
    fn proven<'d>(self, demand: &Demand<'d>, table: &CrossTab) -> Option<Part<'a, 'd>> {
        let (entry, cross) = (self.entry, Cross::of(self.entry, self.fields));
        let asked = &demand.conditions;
        let kept = asked.fields().filter(|field| !self.dropped.iter().any(|dropped| dropped == field));
        let population = kept.flat_map(|field| asked.parts_of(field)).chain(asked.opaque()).chain(&self.added).cloned();
        let population = population.reduce(|left, right| Expr::And(Box::new(left), Box::new(right)));
        let less = demand.with(population, self.days);
        let wanted = Wanted::Table(table).fields();
        let counts = |name: &&str| !less.is_fixed(name);
        let reached = |name: &&str| !counts(name) || cross.reach(&less, &less.axis(name)).is_some();
        let kept: Vec<&str> = wanted.iter().copied().filter(reached).collect();
        if wanted.iter().any(counts) && !kept.iter().any(counts) {
            return None;
        }
        let conditions = self.missing.len();
        let whole = assess(&less, Wanted::Table(table), entry, self.fields);
        let of_dimensions = whole.reasons.into_iter().filter(|reason| reason.condition == Condition::Dimensions);
        let missing: Vec<CoverageReason> = self.missing.into_iter().chain(of_dimensions).collect();
        let mut tries = vec![(kept.clone(), true), (kept.clone(), false)];
        let of_means = |measure: &Measure| matches!(measure.kind, MeasureKind::Statistic(Statistic::Mean, _));
        if kept.len() <= MOST_FIELDS && entry.has_means() && table.measures.iter().any(of_means) {
            // A mean may be printed for fewer fields than the counts.
            tries.extend(choices(&kept).into_iter().filter(|some| some.iter().any(counts)).map(|some| (some, false)));
        }
        let (fields, table, found, missing) = tries.into_iter().find_map(|(kept, totals)| {
            let (part, reasons) = cut(&less, table, entry, cross, &kept, totals)?;
            let found = assess(&less, Wanted::Table(&part), entry, self.fields);
            let is_had = matches!(found.answer, Answer::Whole | Answer::Due);
            let reasons = reasons.into_iter().chain(found.reasons.iter().cloned());
            let mut missing: Vec<CoverageReason> = missing.iter().cloned().chain(reasons).collect();
            missing.sort_by_key(|reason| reason.condition);
            is_had.then_some((kept.len(), part, found, missing))
        })?;
        let measures_lost = missing.iter().filter(|reason| reason.condition == Condition::Measure).count();
        let fields_lost = wanted.len() - fields;
        Some(Part { demand: less, table, found, missing, fields_lost, conditions, measures_lost })
    }
}

/// Every choice of some of the fields, the largest first, without that of all.
fn choices<'n>(fields: &[&'n str]) -> Vec<Vec<&'n str>> {
    let all = (1_usize << fields.len()) - 1;
    let mut found: Vec<Vec<&str>> = (1..all)
        .map(|bits| fields.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, name)| *name).collect())
        .collect();
    found.sort_by_key(|some| std::cmp::Reverse(some.len()));
    found
}

/// The table with these fields and with the measures that are had; with its totals, if asked to keep them.
fn cut(
    demand: &Demand<'_>,
    table: &CrossTab,
    entry: &Entry,
    cross: Cross<'_>,
    kept: &[&str],
    totals: bool,
) -> Option<(CrossTab, Vec<CoverageReason>)> {
    let among =
        |names: &[String]| names.iter().filter(|name| kept.contains(&name.as_str())).cloned().collect::<Vec<_>>();
    let mut part = table.clone();
    (part.rows, part.columns, part.complete) = (among(&table.rows), among(&table.columns), among(&table.complete));
    part.condition = None;
    if !totals {
        (part.totals, part.subtotals) = (false, false);
    }
    let selections = assess(demand, Wanted::Table(&part), entry, cross.fields).selections;
    let decided = MeasureMatch { demand, entry, cross, table: &part, selections: &selections }.decide();
    let had: Vec<bool> = decided.iter().map(Result::is_ok).collect();
    if !had.iter().enumerate().any(|(at, had_it)| *had_it && !is_base_only(&table.measures, &had, at)) {
        return None;
    }
    let mut missing: Vec<CoverageReason> = decided
        .into_iter()
        .filter_map(Result::err)
        .map(|message| CoverageReason { condition: Condition::Measure, message })
        .collect();
    if !totals && (table.totals || table.subtotals) {
        let message = format!("{}得不出合計", entry.shown());
        missing.push(CoverageReason { condition: Condition::Measure, message });
    }
    part.measures = remaining(&table.measures, &had);
    Some((part, missing))
}

/// Whether the measure is there only for a rate to be taken of it that is not had: 「人數」 beside 「比率」 of it.
fn is_base_only(measures: &[Measure], had: &[bool], at: usize) -> bool {
    let place = |name: &String| measures.iter().position(|measure| measure.name == *name);
    measures.iter().any(|measure| match &measure.kind {
        MeasureKind::Ratio(numerator, base) => *base == at && !had[*numerator],
        MeasureKind::Formula(Expr::Arithmetic { op: ArithmeticOp::Divide, left, right, .. }) => {
            right.fields().iter().any(|name| place(name) == Some(at))
                && left.fields().iter().any(|name| place(name).is_some_and(|place| !had[place]))
        }
        _ => false,
    })
}

/// The measures that are had, with the places of those they are made of.
fn remaining(measures: &[Measure], had: &[bool]) -> Vec<Measure> {
    let place = |old: usize| had[..old].iter().filter(|had| **had).count();
    let kept = measures.iter().zip(had).filter(|(_, had)| **had).map(|(measure, _)| measure.clone());
    kept.map(|mut measure| {
        measure.kind = match measure.kind {
            MeasureKind::Ratio(numerator, base) => MeasureKind::Ratio(place(numerator), place(base)),
            MeasureKind::Share(of, base) => MeasureKind::Share(place(of), base),
            kind => kind,
        };
        measure
    })
    .collect()
}
