//! What contradicts itself in an entry, and what of it says nothing that is not said elsewhere.

use super::{Catalogue, Channel, Entry, EntryMeasure};
use crate::domain::{Dictionary, format_roc};
use crate::expr::Conditions;
use crate::query::scope_of;
use crate::source::Problem;

/// What contradicts itself or repeats itself in one entry.
pub(super) fn contradictions(entry: &Entry, dictionary: &Dictionary) -> Vec<Problem> {
    let warn = |rule: &str, message: String| Problem::warning(rule, message).at(entry.location.clone());
    let id = &entry.id;
    let mut found = Vec::new();
    let mut population_fields: Vec<String> = Vec::new();
    if let Some(unit) = dictionary.table(&entry.unit) {
        let scope = scope_of(dictionary, unit);
        let conditions = Conditions::read(entry.population.as_ref(), &scope);
        population_fields = conditions.fields().map(str::to_owned).collect();
        if let Some(field) = population_fields.iter().find(|field| conditions.values_of(field).is_empty()) {
            let message = format!("{id} 的 population 對「{field}」的條件互相矛盾，沒有人符合");
            found.push(warn("impossible-population", message));
        }
    }
    for (at, cross) in entry.crosses.iter().enumerate() {
        let wider =
            entry.crosses.iter().enumerate().find(|(other, wide)| {
                *other != at && is_part(cross, wide) && (wide.len() > cross.len() || *other < at)
            });
        if let Some((_, wide)) = wider {
            let message = format!("{id} 的交叉 {} 已包含在 {} 裡", cross.join("×"), wide.join("×"));
            found.push(warn("covered-cross", message).hint("刪去較小的一組，加總較大的一組即得"));
        }
        // A list shows both; a table has no cell more for it.
        let pairs = cross.iter().flat_map(|fine| cross.iter().map(move |coarse| (fine, coarse)));
        if let Some((fine, coarse)) =
            pairs.filter(|_| !entry.detail).find(|(fine, coarse)| dictionary.rolls_up(fine, coarse))
        {
            let message = format!("{id} 的同一組 crosses 有「{fine}」就不必再寫「{coarse}」，前者可歸併為後者");
            found.push(warn("redundant-field", message));
        }
    }
    for measure in &entry.measures {
        let EntryMeasure::Mean { mean, by, .. } = measure else { continue };
        let known = by.iter().all(|field| entry.crosses.iter().any(|cross| cross.contains(field)));
        if known && !by.is_empty() && !entry.crosses.iter().any(|cross| is_part(by, cross)) {
            let message = format!("{id} 的平均{mean}按{}分，但沒有一組 crosses 同時有這些欄位", by.join("、"));
            found.push(warn("stray-mean", message));
        }
    }
    for broken in &entry.series_breaks {
        if !entry.crosses.iter().flatten().chain(&population_fields).any(|field| *field == broken.field) {
            let message = format!("{id} 的 series_breaks 寫了「{}」，但 crosses 與 population 都沒有", broken.field);
            found.push(warn("stray-field", message));
        }
        if broken.on <= entry.periods.from {
            let message = format!("{id} 的資料從{}起，沒有更早的數字會斷開", format_roc(entry.periods.from));
            found.push(warn("idle-break", message));
        }
    }
    let periods = entry.periods;
    for (key, day) in [("from", Some(periods.from)), ("to", periods.to)] {
        if let Some(day) = day.filter(|day| !periods.every.ends_on(*day)) {
            let message = format!("{id} 的資料時間是{}，{key} 卻寫{}", periods.every.name(), format_roc(day));
            found.push(warn("off-period", message));
        }
    }
    if entry.detail && (entry.rounded_to.is_some() || entry.suppressed_below.is_some()) {
        found.push(warn("rounded-list", format!("{id} 是名單，不會有 rounded_to 或 suppressed_below")));
    }
    if entry.channel == Channel::Webhr && periods.next_release.is_some() {
        found.push(warn("webhr-release", format!("{id} 是 WebHR 功能，沒有發布日（next_release）")));
    }
    found
}

/// A published entry all of whose figures another one of the same publisher has. Functions of WebHR are screens, each with
/// its own way: the narrower one is the easier.
pub(super) fn dead(entry: &Entry, catalogue: &Catalogue) -> Option<Problem> {
    let holds = |other: &&Entry| {
        other.id != entry.id
            && (&other.publisher, other.channel, &other.unit, other.scope, other.detail)
                == (&entry.publisher, entry.channel, &entry.unit, entry.scope, entry.detail)
            && other.population == entry.population
            && other.breaks == entry.breaks
            && other.rounded_to == entry.rounded_to
            && other.suppressed_below == entry.suppressed_below
            && entry.other_fields.iter().all(|word| other.other_fields.contains(word))
            && entry.crosses.iter().all(|cross| other.crosses.iter().any(|wide| is_part(cross, wide)))
            && entry.measures.iter().all(|measure| other.measures.contains(measure))
            && other.periods.every == entry.periods.every
            && other.periods.from <= entry.periods.from
            && other.periods.to.is_none_or(|to| entry.periods.to.is_some_and(|until| until <= to))
    };
    let comparable = entry.channel == Channel::Published
        && entry.has_figures()
        && !entry.crosses.is_empty()
        && !entry.measures.is_empty();
    let other = catalogue.iter().filter(|_| comparable).find(holds)?;
    let message = format!("{} 的數字全在 {} 裡，有沒有它都一樣", entry.id, other.id);
    Some(Problem::warning("dead-entry", message).at(entry.location.clone()))
}

fn is_part(fields: &[String], of: &[String]) -> bool {
    fields.iter().all(|field| of.contains(field))
}
