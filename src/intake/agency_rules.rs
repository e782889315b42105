//! Whose authority an agency is under, and whether the service is for it (要點一).

use super::FormField;
use super::raw_form::RawForm;
use crate::domain::{Authorities, Authority, AuthorityKind, canonical_name};
use crate::source::{Problem, Problems};

/// The authority of the application: the declared one where it is known, else the one that the agency's name shows.
pub(super) fn authority_of<'a>(form: &RawForm, authorities: &'a Authorities) -> Option<&'a Authority> {
    declared(form, authorities).or_else(|| derived(form.text(FormField::Agency), authorities))
}

/// Findings `unknown-agency`, `not-eligible`, `authority-mismatch`.
pub(super) fn check_agency(form: &RawForm, authorities: &Authorities, problems: &Problems) {
    let agency = form.text(FormField::Agency);
    let written = form.text(FormField::Authority);
    if agency.is_empty() {
        // Reported as missing already.
        return;
    }
    let (declared, derived) = (declared(form, authorities), derived(agency, authorities));
    if declared.is_none() && derived.is_none() {
        let hint = authorities.hint(agency).or_else(|| authorities.hint(written));
        let message = format!("從「{agency}」看不出主管機關；本服務以行政院所屬及地方機關各級人事機構為對象（要點一）");
        problems.push(
            Problem::error("unknown-agency", message)
                .at(form.place(FormField::Agency))
                .hint_if(hint)
                .hint("機關名稱請寫全銜；若確為服務對象，請在 authorities.toml 補上其主管機關"),
        );
        return;
    }
    let outside = [declared, derived].into_iter().flatten().find(|authority| !is_served(authority));
    if let Some(authority) = outside {
        let message = format!(
            "「{agency}」屬「{}」（{}），不是行政院所屬或地方機關之人事機構，非本服務對象（要點一）",
            authority.name,
            authority.kind.name()
        );
        problems.push(Problem::error("not-eligible", message).at(form.place(FormField::Agency)));
    }
    check_declared(form, declared, derived, problems);
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

fn is_served(authority: &Authority) -> bool {
    authority.eligible && authority.kind != AuthorityKind::Outside
}

fn declared<'a>(form: &RawForm, authorities: &'a Authorities) -> Option<&'a Authority> {
    let written = form.text(FormField::Authority);
    (!written.is_empty()).then(|| authorities.find(written)).flatten()
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
