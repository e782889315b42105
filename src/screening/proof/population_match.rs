//! Population and scope: the query's rows must be among the entry's, and what the query leaves out must be a choice of
//! cells of the cross.

use super::demand::{Axis, Demand};
use super::reach::{Cross, Reach, coarsened};
use crate::domain::{AUTHORITY, canonical_name};
use crate::expr::{Conditions, Expr, ValueSet, in_words, values_where};
use crate::screening::catalogue::{Channel, Entry, EntryScope};
use crate::screening::{Condition, CoverageReason};

const AGENCY: &str = "服務機關";
/// A condition on one of these asks for somebody's own figures.
const WHOSE: [&str; 4] = [AUTHORITY, AGENCY, "主管機關代碼", "服務機關代碼"];

/// Cells of the cross that are chosen to leave the query's population.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screening) struct Selection {
    /// The field that the condition is on.
    pub(in crate::screening) field: String,
    /// The condition in words.
    pub(in crate::screening) words: String,
    /// Whether it leaves one value.
    pub(in crate::screening) single: bool,
    /// The field of the cross whose cells are chosen.
    pub(in crate::screening) via: String,
    /// The conditions themselves.
    pub(in crate::screening) conditions: Vec<Expr>,
}

/// Whether the query is about one authority or agency.
pub(in crate::screening) fn asks_for_one(demand: &Demand<'_>) -> bool {
    WHOSE.iter().any(|field| demand.conditions.values_of(field).is_single())
}

/// Whether the entry shows figures of those whom the query asks about. Gives the fields whose condition is met by whose
/// figures one looks at, not by a choice of cells.
pub(in crate::screening) fn match_scope(demand: &Demand<'_>, entry: &Entry) -> Result<Vec<&'static str>, String> {
    let shown = entry.shown();
    let one = |field: &str| {
        let set = demand.conditions.values_of(field);
        set.texts().filter(|_| set.is_single()).and_then(|texts| texts.first().map(|text| (*text).to_owned()))
    };
    let (authority, agency) = (one(AUTHORITY), one(AGENCY));
    if entry.channel == Channel::Published {
        return match (entry.scope, authority, agency) {
            (EntryScope::National, ..) => Ok(Vec::new()),
            (EntryScope::Authority, Some(_), _) => Ok(vec![AUTHORITY]),
            (EntryScope::Authority, None, _) => Err(format!("{shown}由各主管機關各自公布，查詢沒有限定一個主管機關")),
            (EntryScope::Agency, _, Some(_)) => Ok(vec![AGENCY]),
            (EntryScope::Agency, _, None) => Err(format!("{shown}由各機關各自公布，查詢沒有限定一個機關")),
        };
    }
    // WebHR shows one's own agency and, for an authority, its subordinate agencies (`domain.md` §5).
    let Some(own) = demand.context.applicant_authority.as_deref() else {
        return Err("不知道申請人的主管機關；WebHR 只看得到本機關及其所屬機關".to_owned());
    };
    let own_authority = authority.as_deref().is_some_and(|name| canonical_name(name) == canonical_name(own));
    let agencies = demand.conditions.values_of(AGENCY);
    let own_agencies =
        agencies.texts().is_some_and(|names| !names.is_empty() && names.iter().all(|name| is_within(name, own)));
    let restricted = if authority.is_some() { own_authority } else { own_agencies };
    if !restricted {
        let asked = match (&authority, own_authority) {
            (Some(name), false) => format!("查詢的是「{name}」"),
            _ => format!("查詢沒有限定「{own}」"),
        };
        return Err(format!("WebHR 只看得到本機關及其所屬機關，{asked}，「{own}」無法在 WebHR 自行產製"));
    }
    if entry.scope == EntryScope::Agency && agency.is_none() {
        return Err(format!("{shown}只看得到本機關，查詢沒有限定一個機關"));
    }
    let mut granted = vec![AUTHORITY];
    if agencies.is_single() {
        granted.push(AGENCY);
    }
    Ok(granted)
}

/// Whether an agency belongs to an authority by its name alone. Says no where the name does not show it: 行政院人事行政總處
/// is not under 行政院, 雲林縣議會 not under 雲林縣政府.
fn is_within(agency: &str, authority: &str) -> bool {
    let (agency, authority) = (canonical_name(agency), canonical_name(authority));
    if agency == authority {
        return true;
    }
    let local = authority.strip_suffix("政府").filter(|name| name.chars().count() >= 3);
    let council = agency.contains("議會");
    authority != "行政院" && agency.starts_with(&authority) && !council
        || local.is_some_and(|name| agency.starts_with(name) && !council)
}

/// Checks that the query's rows are among the entry's and that its further conditions choose cells of the cross.
///
/// `granted` are the fields whose condition [`match_scope`] has met; none where the scope has failed already.
pub(in crate::screening) fn match_population(
    demand: &Demand<'_>,
    entry: &Entry,
    cross: Cross<'_>,
    granted: Option<&[&str]>,
) -> Result<Vec<Selection>, Vec<CoverageReason>> {
    let mut failures = Vec::new();
    let mut fail = |condition, message: String| failures.push(CoverageReason { condition, message });
    let shown = entry.shown();
    let asked = &demand.conditions;
    let theirs = &entry.conditions;
    for field in theirs.fields() {
        if !implies(demand, asked, field, &theirs.values_of(field)) {
            let words = joined(theirs.parts_of(field));
            fail(Condition::Population, format!("{shown}只含{words}者，查詢的母體沒有這個限定"));
        }
    }
    for part in theirs.opaque().iter().filter(|part| !implies_part(demand, asked, part)) {
        fail(Condition::Population, format!("{shown}只含{}者，查詢的母體沒有這個限定", in_words(part)));
    }
    let mut selections = Vec::new();
    for field in asked.fields() {
        // A condition that the entry's whole population meets chooses nothing.
        if is_met_by(demand, &theirs.values_of(field), field, &asked.values_of(field)) {
            continue;
        }
        let whose = WHOSE.contains(&field);
        if whose && granted.is_none_or(|granted| granted.contains(&field)) {
            continue;
        }
        if let Some(selection) = choose(demand, entry, cross, asked, field) {
            selections.push(selection);
            continue;
        }
        let words = joined(asked.parts_of(field));
        if whose {
            fail(Condition::Scope, format!("{shown}是各機關合計的數字，沒有「{field}」，看不出{words}者"));
        } else {
            fail(Condition::Population, format!("{shown}的表無法挑出{words}者"));
        }
    }
    let left_open = asked.opaque().iter().filter_map(|part| beyond(demand, theirs, part));
    for part in left_open.filter(|part| !is_part_met_by(demand, &[asked, theirs], part)) {
        let words = in_words(&part);
        if let Some(picked) = pick_opaque(demand, entry, cross, &part) {
            // The words and the condition stand once, whatever the number of its fields.
            let (mut words, mut conditions) = (words, vec![part.clone()]);
            for (field, via) in picked {
                let (words, conditions) = (std::mem::take(&mut words), std::mem::take(&mut conditions));
                selections.push(Selection { field, words, single: false, via, conditions });
            }
        } else {
            let message = format!("條件（{words}）無法證明能由{shown}同一張表的格子組成");
            fail(Condition::Population, message);
        }
    }
    if failures.is_empty() { Ok(selections) } else { Err(failures) }
}

/// The cells of the cross that make up the rows with the values that `asked` leaves `field`.
fn choose(demand: &Demand<'_>, entry: &Entry, cross: Cross<'_>, asked: &Conditions, field: &str) -> Option<Selection> {
    let set = asked.values_of(field);
    // A published table names its categories; whether it has one for 空白 is not said.
    if set.has_null() && !entry.detail {
        return None;
    }
    if let Some(via) = pick(demand, cross, field, &set) {
        let conditions: Vec<Expr> = asked.parts_of(field).cloned().collect();
        let words = joined(conditions.iter());
        return Some(Selection { field: field.to_owned(), words, single: set.is_single(), via, conditions });
    }
    cross.fields.iter().find_map(|coarse| {
        let condition = coarsened(demand.dictionary, &demand.scope, field, &set, coarse)?;
        cross.reach(demand, &demand.axis(coarse)).filter(|reach| *reach == Reach::Same)?;
        let (words, via) = (in_words(&condition), coarse.clone());
        let single = matches!(&condition, Expr::In { list, .. } if list.len() == 1);
        Some(Selection { field: via.clone(), words, single, via, conditions: vec![condition] })
    })
}

/// The conditions on cells that choose, among the rows of the query, those that `asked` chooses further; none where a
/// part of it is no choice of cells.
pub(in crate::screening) fn choose_among(
    demand: &Demand<'_>,
    entry: &Entry,
    cross: Cross<'_>,
    asked: &Conditions,
) -> Option<Vec<Expr>> {
    let known = [&demand.conditions, &entry.conditions];
    let mut chosen = Vec::new();
    for field in asked.fields() {
        let values = known.iter().fold(ValueSet::any(), |set, known| set.intersect(&known.values_of(field)));
        if !is_met_by(demand, &values, field, &asked.values_of(field)) {
            chosen.extend(choose(demand, entry, cross, asked, field)?.conditions);
        }
    }
    for part in asked.opaque() {
        if known.iter().any(|known| known.has_opaque(part)) || is_part_met_by(demand, &known, part) {
            continue;
        }
        pick_opaque(demand, entry, cross, part)?;
        chosen.push(part.clone());
    }
    Some(chosen)
}

/// Whether whoever has one of the values `known` has one of `values`.
fn is_met_by(demand: &Demand<'_>, known: &ValueSet, field: &str, values: &ValueSet) -> bool {
    known.is_subset_of(values) || is_everybody(demand, field, values)
}

/// Whether an OR holds for whoever meets `known`, for the values that they leave single fields: one branch always does.
fn is_part_met_by(demand: &Demand<'_>, known: &[&Conditions], part: &Expr) -> bool {
    let meets = |branch: &Expr| {
        let branch = Conditions::read(Some(branch), &demand.scope);
        let met = |field: &str| {
            let values = known.iter().fold(ValueSet::any(), |set, known| set.intersect(&known.values_of(field)));
            is_met_by(demand, &values, field, &branch.values_of(field))
        };
        branch.opaque().is_empty() && branch.fields().all(met)
    };
    branches(part).is_some_and(|some| some.iter().any(meets))
}

/// The field of the cross whose cells make up the rows with these values of `field`.
pub(in crate::screening) fn pick(
    demand: &Demand<'_>,
    cross: Cross<'_>,
    field: &str,
    values: &ValueSet,
) -> Option<String> {
    match cross.reach(demand, &demand.axis(field)) {
        Some(Reach::Same | Reach::Computed) => Some(field.to_owned()),
        Some(Reach::From(finer)) => Some(finer),
        None => {
            let Axis::Field(number) = demand.axis(field) else { return None };
            let whole = demand.is_whole(&number);
            let mut bands = cross.edges(demand.dictionary, &number);
            bands.find(|(_, edges)| values.is_union_of_bands(edges, whole)).map(|(band, _)| band.to_owned())
        }
    }
}

/// The same for a condition that is no set of values of one field: whether it has one answer for each cell. Gives its fields, each
/// with the field of the cross by which it is told.
pub(in crate::screening) fn pick_opaque(
    demand: &Demand<'_>,
    entry: &Entry,
    cross: Cross<'_>,
    condition: &Expr,
) -> Option<Vec<(String, String)>> {
    if let Some((field, set)) = values_where(condition, &demand.scope) {
        // A published table names its categories; whether it has one for 空白 is not said.
        if set.has_null() && !entry.detail {
            return None;
        }
        let via = pick(demand, cross, &field, &set)?;
        return Some(vec![(field, via)]);
    }
    let parts: Vec<&Expr> = match condition {
        Expr::And(left, right) | Expr::Or(left, right) => vec![left, right],
        Expr::Not(of) => vec![of],
        _ => {
            // Whatever it says, it says of values that the cells show.
            let fields = condition.fields();
            let told = fields.into_iter().map(|field| {
                let via = match cross.reach(demand, &demand.axis(&field))? {
                    Reach::Same | Reach::Computed => field.clone(),
                    Reach::From(finer) => finer,
                };
                Some((field, via))
            });
            let told: Option<Vec<(String, String)>> = told.collect();
            return told.filter(|told| !told.is_empty() && !may_ask_for_null(condition));
        }
    };
    let mut told: Vec<(String, String)> = Vec::new();
    for part in parts {
        for field in pick_opaque(demand, entry, cross, part)? {
            if !told.contains(&field) {
                told.push(field);
            }
        }
    }
    Some(told)
}

/// Whether a condition can hold where a value is missing: what a published table does not show.
fn may_ask_for_null(condition: &Expr) -> bool {
    !matches!(condition, Expr::Like { .. } | Expr::Compare { .. } | Expr::Between { .. } | Expr::In { .. })
}

/// The condition without what the entry's whole population meets, which chooses nothing; none where nothing is left. What
/// stands under a NOT is left as it is.
pub(super) fn beyond(demand: &Demand<'_>, theirs: &Conditions, condition: &Expr) -> Option<Expr> {
    match condition {
        Expr::And(left, right) => match (beyond(demand, theirs, left), beyond(demand, theirs, right)) {
            (Some(left), Some(right)) => Some(Expr::And(Box::new(left), Box::new(right))),
            (one, other) => one.or(other),
        },
        Expr::Or(left, right) => {
            let (left, right) = (beyond(demand, theirs, left)?, beyond(demand, theirs, right)?);
            Some(Expr::Or(Box::new(left), Box::new(right)))
        }
        _ => {
            let met = values_where(condition, &demand.scope).is_some_and(|(field, set)| {
                theirs.values_of(&field).is_subset_of(&set) || is_everybody(demand, &field, &set)
            });
            (!met && !theirs.has_opaque(condition)).then(|| condition.clone())
        }
    }
}

/// Whether every person has one of these values: they are the whole code list of a field that is never empty.
pub(super) fn is_everybody(demand: &Demand<'_>, field: &str, values: &ValueSet) -> bool {
    let of_unit = demand.dictionary.table(demand.query.unit());
    let required = of_unit.and_then(|unit| unit.field(field)).is_some_and(|field| field.required);
    let (Some(known), Some(listed)) = (demand.scope.find(field), values.texts()) else { return false };
    required && !known.values.is_empty() && known.values.values().all(|label| listed.contains(&label.as_str()))
}

/// Whether whoever meets `asked` has one of `values` in `field`.
pub(super) fn implies(demand: &Demand<'_>, asked: &Conditions, field: &str, values: &ValueSet) -> bool {
    let known = asked.values_of(field);
    let of_branch = |branch: &Expr| {
        let branch = Conditions::read(Some(branch), &demand.scope);
        branch.values_of(field).intersect(&known).is_subset_of(values)
    };
    known.is_subset_of(values)
        || asked.opaque().iter().any(|part| branches(part).is_some_and(|all| all.iter().all(of_branch)))
}

/// Whether whoever meets `asked` meets `part`.
pub(super) fn implies_part(demand: &Demand<'_>, asked: &Conditions, part: &Expr) -> bool {
    let meets = |branch: &Expr| {
        let branch = Conditions::read(Some(branch), &demand.scope);
        branch.fields().all(|field| implies(demand, asked, field, &branch.values_of(field)))
            && branch.opaque().iter().all(|part| asked.has_opaque(part))
    };
    asked.has_opaque(part) || branches(part).is_some_and(|some| some.iter().any(meets))
}

/// The branches of an OR; what is not both is one of the two not.
fn branches(condition: &Expr) -> Option<Vec<Expr>> {
    let of = |side: Expr| branches(&side).unwrap_or_else(|| vec![side]);
    match condition {
        Expr::Or(left, right) => Some([of(left.as_ref().clone()), of(right.as_ref().clone())].concat()),
        Expr::Not(inner) => match inner.as_ref() {
            Expr::And(left, right) => Some([of(Expr::Not(left.clone())), of(Expr::Not(right.clone()))].concat()),
            _ => None,
        },
        _ => None,
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a Expr>) -> String {
    parts.map(in_words).collect::<Vec<_>>().join("，且")
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn an_agency_is_within_only_where_its_name_shows_it() {
        for (agency, authority, within) in [
            ("勞動部勞工保險局", "勞動部", true),
            ("台北市政府警察局", "臺北市政府", true),
            ("雲林縣斗六市公所", "雲林縣政府", true),
            ("雲林縣議會", "雲林縣政府", false),
            ("行政院人事行政總處", "行政院", false),
            ("法務部矯正署", "勞動部", false),
            ("新竹縣竹北市公所", "新竹市政府", false),
        ] {
            assert_eq!(is_within(agency, authority), within, "{agency} {authority}");
        }
    }
}
