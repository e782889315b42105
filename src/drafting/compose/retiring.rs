//! Those who will reach the age of retirement.

use super::divisions;
use crate::drafting::Brief;
use crate::drafting::period::Period;
use crate::drafting::proposal::{DerivePart, Part, Proposal};
use crate::drafting::reading::{Reading, Wanted};
use crate::drafting::vocabulary::TopicKind;

/// Narrows a table to those who reach 65 in the coming years.
pub(super) fn add(
    wanted: &Wanted,
    proposal: &mut Proposal,
    conditions: &mut Vec<Part>,
    reading: &mut Reading,
    brief: &Brief<'_>,
) {
    let Some(said) = wanted.topic(TopicKind::Retiring) else { return };
    let this_year = i64::from(brief.today.year()) - 1911;
    let (from, to) = wanted
        .periods
        .iter()
        .find_map(|period| match &period.what {
            Period::NextYears(count) => Some((this_year + 1, this_year + count)),
            Period::Years(years) if years.last().is_some_and(|last| *last >= this_year) => {
                Some((*years.first()?, *years.last()?))
            }
            _ => None,
        })
        .unwrap_or((this_year + 1, this_year + 5));
    reading.ask("屆齡以滿 65 歲計，危勞職務的屆退年齡另有規定；是否只計屆齡退休，不含自願退休？");
    divisions::add(proposal, DerivePart::expression("屆齡日", "ADD_YEARS(出生日期, 65)").said(&said.words));
    divisions::add(proposal, DerivePart::expression("屆齡年度", "ROC_YEAR(屆齡日)").said(&said.words));
    let mut words = said.words.clone();
    for period in wanted.periods.iter().filter(|said| matches!(said.what, Period::Years(_) | Period::NextYears(_))) {
        words = format!("{words}」「{}", period.words);
    }
    conditions.push(Part::new(format!("屆齡年度 BETWEEN {from} AND {to}"), words));
}
