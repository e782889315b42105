//! A part of a table that an entry gives though it does not give the table: a margin of it, some of its measures, the persons
//! whom the entry counts, all kinds of agencies together, another day. What is left of the question is proven like any
//! other; what it is not stands beside it.

use jiff::civil::Date;

use super::assessment::{Answer, Assessment, Wanted, assess};
use super::demand::Demand;
use super::measure_match::MeasureMatch;
use super::population_match::{beyond, implies, implies_part, is_everybody, match_scope, pick, pick_opaque};
use super::reach::{Cross, Reach};
use crate::domain::{SNAPSHOT_DATE, format_roc};
use crate::expr::{ArithmeticOp, Expr, in_words};
use crate::query::{CrossTab, Measure, MeasureKind, Statistic};
use crate::screening::catalogue::{Availability, Entry};
use crate::screening::{Condition, CoverageReason};

/// Whom nearly every statistic counts: those in service, the civil servants. A query about more people is answered for them.
const IN_SERVICE: &str = "在職";
const STAFF: (&str, &str) = ("人員類別", "公務人員");
/// Where a table has all kinds of agencies together, one kind is not had; nearly all persons of the question are counted.
const KINDS_OF_AGENCY: [&str; 3] = ["機關類別", "機關層級", "中央地方"];
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
    let mut promising: Vec<Candidate<'a>> =
        crosses.filter_map(|(entry, fields)| Candidate::of(demand, table, entry, fields)).collect();
    promising.sort_by_key(Candidate::rank);
    let mut best: Option<Part<'a, 'd>> = None;
    for candidate in promising.into_iter().take(MOST_PROVEN) {
        let hope = (candidate.fields_lost, candidate.missing.len());
        if best.as_ref().is_some_and(|best| (best.fields_lost, best.conditions) < hope || best.is_best_of(hope)) {
            break;
        }
        let part = candidate.proven(demand, table).filter(&can_be_told);
        best = match (best, part) {
            (Some(best), Some(part)) => Some(if part.rank() < best.rank() { part } else { best }),
            (best, part) => best.or(part),
        };
    }
    best
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
    fn of(demand: &Demand<'_>, table: &CrossTab, entry: &'a Entry, fields: &'a [String]) -> Option<Self> {
        if entry.unit != demand.query.unit() || !entry.has_figures() {
            return None;
        }
        let cross = Cross::of(entry, fields);
        let wanted = Wanted::Table(table).fields();
        let one_valued = |name: &str| demand.is_fixed(name) || name == IN_SERVICE || name == STAFF.0;
        let reaches: Vec<Option<Reach>> = wanted
            .iter()
            .map(|name| cross.reach(demand, &demand.axis(name)).or_else(|| one_valued(name).then_some(Reach::Same)))
            .collect();
        let kept = reaches.iter().flatten().count();
        // Of a table by some fields the total alone is hardly a part.
        if kept == 0 && !wanted.is_empty() {
            return None;
        }
        let mut missing = Vec::new();
        let added = added(demand, entry, &mut missing)?;
        let dropped = dropped(demand, entry, cross, &mut missing)?;
        let days = days(demand, table, entry, &mut missing)?;
        let added_up = reaches.iter().flatten().filter(|reach| **reach != Reach::Same).count();
        Some(Self { entry, fields, added, dropped, days, missing, fields_lost: wanted.len() - kept, added_up })
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

/// The conditions of the entry that the question does not have and takes over; none where one of them makes it another one.
fn added(demand: &Demand<'_>, entry: &Entry, missing: &mut Vec<CoverageReason>) -> Option<Vec<Expr>> {
    let (asked, theirs) = (&demand.conditions, &entry.conditions);
    let mut added: Vec<Expr> = Vec::new();
    for field in theirs.fields() {
        let values = theirs.values_of(field);
        if implies(demand, asked, field, &values) {
            continue;
        }
        let is_usual =
            field == IN_SERVICE || field == STAFF.0 && values.texts().is_some_and(|texts| texts.contains(&STAFF.1));
        if !is_usual || asked.values_of(field).intersect(&values).is_empty() {
            return None;
        }
        let words: Vec<String> = theirs.parts_of(field).map(in_words).collect();
        let message = format!("{}只含{}者，查詢的母體沒有這個限定", entry.shown(), words.join("，且"));
        missing.push(CoverageReason { condition: Condition::Population, message });
        added.extend(theirs.parts_of(field).cloned());
    }
    theirs.opaque().iter().all(|part| implies_part(demand, asked, part)).then_some(added)
}

/// The fields whose condition the cross cannot meet and the question gives up; none where it is another question without.
fn dropped(
    demand: &Demand<'_>,
    entry: &Entry,
    cross: Cross<'_>,
    missing: &mut Vec<CoverageReason>,
) -> Option<Vec<String>> {
    let granted = match_scope(demand, entry).ok()?;
    let (asked, theirs) = (&demand.conditions, &entry.conditions);
    let mut dropped = Vec::new();
    for field in asked.fields() {
        let set = asked.values_of(field);
        let met = theirs.values_of(field).is_subset_of(&set)
            || is_everybody(demand, field, &set)
            || granted.contains(&field)
            || (!set.has_null() || entry.detail) && pick(demand, cross, field, &set).is_some();
        if met {
            continue;
        }
        if !KINDS_OF_AGENCY.contains(&field) {
            return None;
        }
        let words: Vec<String> = asked.parts_of(field).map(in_words).collect();
        let message =
            format!("{}沒有按「{field}」分，挑不出{}者，是全部機關合計的數字", entry.shown(), words.join("，且"));
        missing.push(CoverageReason { condition: Condition::Population, message });
        dropped.push(field.to_owned());
    }
    let can_be_picked = |part: Expr| pick_opaque(demand, entry, cross, &part).is_some();
    let mut further = asked.opaque().iter().filter_map(|part| beyond(demand, theirs, part));
    further.all(can_be_picked).then_some(dropped)
}

/// The days that the entry has, of the one day that it has not the period before it.
fn days(demand: &Demand<'_>, table: &CrossTab, entry: &Entry, missing: &mut Vec<CoverageReason>) -> Option<Vec<Date>> {
    let today = demand.context.today;
    let of = |day: &Date| entry.periods.availability(*day, today);
    let had: Vec<Date> = demand
        .days
        .iter()
        .copied()
        .filter(|day| !matches!(of(day), Availability::NotCounted | Availability::OutOfRange))
        .collect();
    let mut refused =
        demand.days.iter().filter(|day| !had.contains(day)).map(|day| format_roc(*day)).collect::<Vec<_>>();
    refused.dedup();
    if refused.is_empty() {
        return (!had.is_empty()).then_some(had);
    }
    let shown = entry.shown();
    if !had.is_empty() {
        let message = format!("{shown}沒有{}的數字", refused.join("、"));
        missing.push(CoverageReason { condition: Condition::Period, message });
        return Some(had);
    }
    let [day] = demand.days.as_slice() else { return None };
    let earlier = entry.periods.last_before(*day)?;
    if demand.floats() && !names_the_day(demand, table) {
        // Any latest day will do: the assessment takes the entry's.
        return Some(vec![*day]);
    }
    if of(&earlier) != Availability::Published || names_the_day(demand, table) {
        return None;
    }
    let message = format!(
        "{shown}的資料時間是{}，沒有{}的數字，最近一期是{}",
        entry.periods.every.name(),
        format_roc(*day),
        format_roc(earlier)
    );
    missing.push(CoverageReason { condition: Condition::Period, message });
    Some(vec![earlier])
}

fn names_the_day(demand: &Demand<'_>, table: &CrossTab) -> bool {
    table.fields().iter().any(|name| name == SNAPSHOT_DATE) || demand.names_the_day()
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
