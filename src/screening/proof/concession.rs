//! What a question gives up so that a part of it is answered: persons whom the entry leaves out, kinds of agencies that it has
//! together only, a day that it does not have. What else stands in the way makes it another question.

use jiff::civil::Date;

use super::demand::Demand;
use super::population_match::{beyond, implies, implies_part, is_everybody, match_scope, pick, pick_opaque};
use super::reach::Cross;
use crate::domain::{SNAPSHOT_DATE, format_roc};
use crate::expr::{Expr, in_words};
use crate::query::CrossTab;
use crate::screening::catalogue::{Availability, Entry};
use crate::screening::{Condition, CoverageReason};

/// Whom nearly every statistic counts: those in service, the civil servants. A query about more people is answered for them.
pub(super) const IN_SERVICE: &str = "在職";
pub(super) const STAFF: (&str, &str) = ("人員類別", "公務人員");
/// Where a table has all kinds of agencies together, one kind is not had; nearly all persons of the question are counted.
const KINDS_OF_AGENCY: [&str; 3] = ["機關類別", "機關層級", "中央地方"];
/// The conditions of the entry that the question does not have and takes over; none where one of them makes it another one.
pub(super) fn added(demand: &Demand<'_>, entry: &Entry, missing: &mut Vec<CoverageReason>) -> Option<Vec<Expr>> {
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
pub(super) fn dropped(
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
pub(super) fn days(
    demand: &Demand<'_>,
    table: &CrossTab,
    entry: &Entry,
    missing: &mut Vec<CoverageReason>,
) -> Option<Vec<Date>> {
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
