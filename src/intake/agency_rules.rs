//! Whose authority an agency is under, and whether the service is for it (要點一).

use super::approving::mentions;
use super::clause::has_any;
use super::raw_form::{RawForm, approval};
use super::{FormField, Vocabulary};
use crate::domain::{Authorities, Authority, AuthorityKind, canonical_name};
use crate::source::{Problem, Problems};

/// The authority of the application: the declared one where it is known, else the one that the agency's name shows, else
/// the one whose personnel office approved it.
pub(super) fn authority_of<'a>(
    form: &RawForm,
    authorities: &'a Authorities,
    words: &Vocabulary,
) -> Option<&'a Authority> {
    declared(form, authorities)
        .or_else(|| derived_of(form.text(FormField::Agency), authorities, words))
        .or_else(|| approver(form, authorities))
}

/// Findings `unknown-agency`, `not-eligible`, `not-personnel-office`, `authority-mismatch`, `authority-from-approval`.
pub(super) fn check_agency(form: &RawForm, authorities: &Authorities, words: &Vocabulary, problems: &Problems) {
    let agency = form.text(FormField::Agency);
    let written = form.text(FormField::Authority);
    if agency.is_empty() {
        // Reported as missing already.
        return;
    }
    let place = || form.place(FormField::Agency);
    if let Some(word) = private_word(agency, words) {
        let message = format!("「{agency}」（{word}）不是行政院所屬或地方機關之人事機構，非本服務對象（要點一、三）");
        problems.push(Problem::error("not-eligible", message).at(place()));
        return;
    }
    let (declared, derived) = (declared(form, authorities), derived_of(agency, authorities, words));
    if declared.is_none() && derived.is_none() {
        if let Some(authority) = approver(form, authorities).filter(|authority| is_served(authority)) {
            let message = format!(
                "從「{agency}」看不出主管機關，依核准之人事機構認定為「{}」，請確認（要點五(一)）",
                authority.name
            );
            problems.push(Problem::note("authority-from-approval", message).at(place()));
        } else {
            let hint = authorities.hint(agency).or_else(|| authorities.hint(written));
            let message =
                format!("從「{agency}」看不出主管機關；本服務以行政院所屬及地方機關各級人事機構為對象（要點一）");
            problems.push(
                Problem::error("unknown-agency", message)
                    .at(place())
                    .hint_if(hint)
                    .hint("機關名稱請寫全銜；若確為服務對象，請在 authorities.toml 補上其主管機關"),
            );
            return;
        }
    }
    let outside = [declared, derived].into_iter().flatten().find(|authority| !is_served(authority));
    if let Some(authority) = outside {
        let message = format!(
            "「{agency}」屬「{}」（{}），不是行政院所屬或地方機關之人事機構，非本服務對象（要點一）",
            authority.name,
            authority.kind.name()
        );
        problems.push(Problem::error("not-eligible", message).at(place()));
    }
    check_office(form, words, problems);
    check_declared(form, declared, derived, problems);
}

/// 要點三: applications come from personnel offices.
fn check_office(form: &RawForm, words: &Vocabulary, problems: &Problems) {
    let agency = canonical_name(form.text(FormField::Agency));
    if has_any(&agency, &words.offices.personnel) {
        return;
    }
    let other = words.offices.other_units.iter().find(|unit| agency.ends_with(unit.as_str()));
    let message = |what: &str| {
        format!("申請人事機構寫「{}」，{what}；應由各級人事機構提出（要點三、五(一)）", form.text(FormField::Agency))
    };
    let problem = match other {
        Some(_) => {
            Problem::warning("not-personnel-office", message("不是人事機構")).hint("請該單位洽其機關之人事機構提出申請")
        }
        None => Problem::note("not-personnel-office", message("沒有寫出人事單位")),
    };
    problems.push(problem.at(form.place(FormField::Agency)));
}

fn check_declared(form: &RawForm, declared: Option<&Authority>, derived: Option<&Authority>, problems: &Problems) {
    let written = form.text(FormField::Authority);
    let Some(derived) = derived.filter(|_| !written.is_empty()) else { return };
    let message = match declared {
        Some(declared) if declared.name == derived.name => return,
        Some(declared) => format!(
            "填寫的主管機關是「{}」，但從申請人事機構名稱看是「{}」；暫以填寫者為準，請確認由何者核准（要點五(一)）",
            declared.name, derived.name
        ),
        None => {
            format!("主管機關清單中沒有「{written}」；暫以申請人事機構名稱所示之「{}」為準（要點五(一)）", derived.name)
        }
    };
    problems.push(Problem::warning("authority-mismatch", message).at(form.place(FormField::Authority)));
}

/// Whether the service is for it (要點一).
pub(super) fn is_served(authority: &Authority) -> bool {
    authority.eligible && authority.kind != AuthorityKind::Outside
}

fn declared<'a>(form: &RawForm, authorities: &'a Authorities) -> Option<&'a Authority> {
    let written = form.text(FormField::Authority);
    (!written.is_empty()).then(|| authorities.find(written)).flatten()
}

/// The authority whose own personnel office approved the form.
fn approver<'a>(form: &RawForm, authorities: &'a Authorities) -> Option<&'a Authority> {
    let text = approval(form.text(FormField::Approval))?;
    mentions(&text, authorities).into_iter().find(|mention| mention.unit.is_empty()).map(|mention| mention.authority)
}

/// The word that shows an agency to be none of the state's personnel offices.
fn private_word<'a>(agency: &str, words: &'a Vocabulary) -> Option<&'a str> {
    let agency = canonical_name(agency);
    let office = has_any(&agency, &words.offices.personnel);
    words.offices.private.iter().find(|word| !office && agency.contains(word.as_str())).map(String::as_str)
}

/// The authority that an agency's name shows.
pub(super) fn derived_of<'a>(agency: &str, authorities: &'a Authorities, words: &Vocabulary) -> Option<&'a Authority> {
    let named = derived(agency, authorities);
    let canonical = canonical_name(agency);
    let belongs = || {
        let rule = words
            .offices
            .belongs
            .iter()
            .find(|rule| canonical.starts_with(rule.starts.as_str()) && has_any(&canonical, &rule.contains))?;
        authorities.find(&rule.authority)
    };
    named.or_else(belongs)
}

/// 「行政院農業部…」 is written by habit; without the prefix the name says more.
fn derived<'a>(agency: &str, authorities: &'a Authorities) -> Option<&'a Authority> {
    let whole = authorities.of_agency(agency);
    let canonical = canonical_name(agency);
    let ministry = canonical.strip_prefix("行政院").and_then(|rest| authorities.of_agency(rest));
    match (whole, ministry) {
        (Some(cabinet), Some(ministry)) if cabinet.name == "行政院" => Some(ministry),
        (whole, ministry) => whole.or(ministry),
    }
}
