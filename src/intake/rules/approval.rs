//! 主管機關人事機構審核: whether it is there, and by whom (要點五(一)).

use super::super::agency_rules::{authority_of, derived_of, is_served};
use super::super::approving::{is_own_office, mentions};
use super::super::raw_form::{RawForm, approval};
use super::super::{FormField, Vocabulary};
use crate::domain::{Authorities, canonical_name};
use crate::source::{Problem, Problems};

/// Findings `approval-missing`, `approval-authority`, `approval-unnamed`.
pub(super) fn check_approval(form: &RawForm, authorities: &Authorities, words: &Vocabulary, problems: &Problems) {
    let written = form.text(FormField::Approval);
    let place = || form.place(FormField::Approval);
    if approval(written).is_none() {
        let message = match written {
            "" => "主管機關人事機構審核空白，尚未經主管機關人事機構核准（要點五(一)）".to_owned(),
            text => format!("主管機關人事機構審核欄寫「{text}」，看不出已核准（要點五(一)）"),
        };
        problems.push(
            Problem::warning("approval-missing", message)
                .at(place())
                .hint("請申請人送主管機關人事機構核准後再送；補件前不排入處理"),
        );
        return;
    }
    let agency = form.text(FormField::Agency);
    // Whom the service is not for, nobody need approve.
    let right = authority_of(form, authorities, words).filter(|authority| is_served(authority));
    let Some(right) = right else { return };
    let named = mentions(written, authorities);
    // Where the form and the name of the agency say different things, that is told elsewhere; either may approve.
    let other_right = derived_of(agency, authorities, words).map(|authority| authority.name.as_str());
    let is_right = |name: &str| name == right.name || Some(name) == other_right;
    if named.iter().any(|mention| is_right(&mention.authority.name) && mention.unit.is_empty()) {
        return;
    }
    let expected = format!("應由「{}」之人事機構核准", right.name);
    let hint = "請申請人送主管機關人事機構核准後再送";
    if names_applicant(written, agency, &right.name) && !is_own_office(agency, right) {
        let message = format!(
            "主管機關人事機構審核欄寫「{written}」，是申請人事機構自己，不是主管機關；{expected}（要點五(一)）"
        );
        problems.push(Problem::error("approval-authority", message).at(place()).hint(hint));
    } else if let Some(mention) = named.iter().find(|mention| is_right(&mention.authority.name)) {
        let message = format!(
            "主管機關人事機構審核欄寫「{written}」，是「{}」所屬之{}，不是主管機關之人事機構；{expected}（要點五(一)）",
            right.name, mention.unit
        );
        problems.push(Problem::warning("approval-authority", message).at(place()).hint(hint));
    } else if let Some(mention) = named.first() {
        let message = format!(
            "主管機關人事機構審核欄寫「{written}」，「{}」不是「{agency}」之主管機關；{expected}（要點五(一)）",
            mention.authority.name
        );
        problems.push(Problem::error("approval-authority", message).at(place()).hint(hint));
    } else if written.contains("人事室") && agency.ends_with("人事室") && has_department(&right.name) {
        let message = format!(
            "主管機關人事機構審核欄寫「{written}」，「{}」之人事機構是人事處，看來是申請人事機構自己核章；{expected}（要點五(一)）",
            right.name
        );
        problems.push(Problem::warning("approval-authority", message).at(place()).hint(hint));
    } else {
        let message =
            format!("主管機關人事機構審核欄寫「{written}」，看不出由何機關核准；{expected}，請核對印章（要點五(一)）");
        problems.push(Problem::note("approval-unnamed", message).at(place()));
    }
}

/// Ministries and local governments have a 人事處; smaller authorities have a 人事室, as the agencies under them.
fn has_department(authority: &str) -> bool {
    authority.ends_with("政府") || authority.ends_with('部')
}

/// Whether the approval names the applicant's own office, in full or without the authority's name: 「斗六市公所人事室」.
fn names_applicant(approval: &str, agency: &str, authority: &str) -> bool {
    let (approval, agency) = (canonical_name(approval), canonical_name(agency));
    let authority = canonical_name(authority);
    let local = authority.strip_suffix("政府").unwrap_or(&authority);
    let short = agency.strip_prefix(authority.as_str()).or_else(|| agency.strip_prefix(local)).unwrap_or(&agency);
    let says = |name: &str| name.chars().count() >= 4 && approval.contains(name);
    says(&agency) || says(short)
}
