//! The part of the state that is asked about, as conditions and divisions.

use super::conditions::{literal, texts_expr};
use crate::domain::canonical_name;
use crate::drafting::Brief;
use crate::drafting::proposal::Part;
use crate::drafting::reading::{Reading, Said};
use crate::drafting::vocabulary::{ScopeKind, ScopeWords};

/// What a scope adds to the query.
#[derive(Clone, Debug, Default)]
pub(super) struct Scoped {
    pub(super) conditions: Vec<Part>,
    /// Whether each authority is shown by itself.
    pub(super) by_authority: Option<String>,
    /// Whether each county is shown by itself.
    pub(super) by_county: Option<String>,
    /// Whether each office is shown by itself.
    pub(super) by_office: Option<String>,
}

/// The scopes of the text together.
pub(super) fn scoped(reading: &mut Reading, brief: &Brief<'_>) -> Scoped {
    let scopes = reading.scopes.clone();
    let mut out = Scoped::default();
    let mut authorities: Vec<String> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let has = |kind: ScopeKind| scopes.iter().any(|scope| scope.what.kind == kind);
    // 「本縣及各縣市」: the larger holds the smaller.
    let wide = has(ScopeKind::Local);
    let counties = has(ScopeKind::Counties);
    for scope in &scopes {
        match scope.what.kind {
            ScopeKind::Authorities if !wide => add(&mut authorities, &mut words, &scope.what.list, &scope.words),
            ScopeKind::OwnAuthority if !wide && !counties => match brief.authority {
                Some(authority) => add(&mut authorities, &mut words, &[authority.to_owned()], &scope.words),
                None => reading.ask(format!("「{}」指哪一個主管機關？申請表看不出來。", scope.words)),
            },
            ScopeKind::Everyone | ScopeKind::EachAuthority | ScopeKind::Authorities | ScopeKind::OwnAuthority => {}
            ScopeKind::OwnAuthorityItself => itself(scope, brief, &mut out, reading),
            ScopeKind::OwnAgency | ScopeKind::OwnAgencyTree if has(ScopeKind::Offices) && brief.authority.is_some() => {
                let authority = brief.authority.unwrap_or_default().to_owned();
                add(&mut authorities, &mut words, &[authority], &scope.words);
            }
            ScopeKind::OwnAgency => own_agency(scope, brief, &mut out, reading),
            ScopeKind::OwnAgencyTree => tree(scope, brief, &mut out, reading),
            ScopeKind::Local => {
                out.conditions.push(Part::new("機關層級 IN ('直轄市', '縣市')", &scope.words));
                out.by_authority = Some(scope.words.clone());
            }
            ScopeKind::Counties => out.by_county = Some(scope.words.clone()).filter(|_| !wide),
            ScopeKind::Councils => {
                out.conditions.push(Part::new("主管機關 LIKE '%議會'", &scope.words));
                out.by_authority = Some(scope.words.clone());
            }
            ScopeKind::Offices => offices(&scope.what, &scope.words, brief, &mut out),
        }
    }
    let mut seen: Vec<String> = Vec::new();
    out.conditions.retain(|part| {
        let new = !seen.contains(&part.text);
        seen.push(part.text.clone());
        new
    });
    if !authorities.is_empty() {
        out.conditions.push(Part::new(texts_expr("主管機關", &authorities, false), words.join("」「")));
        if authorities.len() > 1 {
            out.by_authority = Some(words.join("」「"));
        }
    }
    out
}

fn add(authorities: &mut Vec<String>, words: &mut Vec<String>, list: &[String], said: &str) {
    for name in list {
        if !authorities.contains(name) {
            authorities.push(name.clone());
        }
    }
    if !words.iter().any(|known| known == said) {
        words.push(said.to_owned());
    }
}

/// 「雲林縣斗六市公所人事室」 is 雲林縣斗六市公所.
fn agency_name(agency: &str) -> String {
    let agency = canonical_name(agency).replace('恒', "恆");
    let unit = ["人事室", "人事處", "人事科", "人事管理員"].into_iter().find(|unit| agency.ends_with(unit));
    unit.and_then(|unit| agency.strip_suffix(unit)).unwrap_or(&agency).to_owned()
}

fn own_agency(scope: &Said<ScopeWords>, brief: &Brief<'_>, out: &mut Scoped, reading: &mut Reading) {
    let agency = agency_name(brief.agency);
    if agency.is_empty() {
        reading.ask(format!("「{}」指哪一個機關？", scope.words));
        return;
    }
    let condition = format!("服務機關 = {}", literal(&agency));
    if !out.conditions.iter().any(|known| known.text == condition) {
        out.conditions.push(Part::new(condition, &scope.words));
    }
}

/// 「本府」 without 所屬.
fn itself(scope: &Said<ScopeWords>, brief: &Brief<'_>, out: &mut Scoped, reading: &mut Reading) {
    let Some(authority) = brief.authority else {
        reading.ask(format!("「{}」指哪一個機關？申請表看不出來。", scope.words));
        return;
    };
    reading.ask(format!("「{}」是否含所屬機關？擬案暫不含。", scope.words));
    let condition = format!("服務機關 = {}", literal(authority));
    if !out.conditions.iter().any(|known| known.text == condition) {
        out.conditions.push(Part::new(condition, &scope.words));
    }
}

/// The offices under an agency that is no authority are not in the data; their names mostly begin with its own.
fn tree(scope: &Said<ScopeWords>, brief: &Brief<'_>, out: &mut Scoped, reading: &mut Reading) {
    let agency = agency_name(brief.agency);
    if agency.is_empty() {
        reading.ask(format!("「{}」指哪些機關？", scope.words));
        return;
    }
    out.conditions.push(Part::new(format!("服務機關 LIKE {}", literal(&format!("{agency}%"))), &scope.words));
    reading.ask(format!("「{}」包括哪些機關？擬案暫以名稱開頭為「{agency}」者計。", scope.words));
}

fn offices(scope: &ScopeWords, words: &str, brief: &Brief<'_>, out: &mut Scoped) {
    // Offices of one's own county carry its name: 彰化縣…公所.
    let county = brief.authority.and_then(|authority| authority.strip_suffix("政府"));
    let own = scope.pattern == "公所";
    let prefix = county.filter(|_| own).unwrap_or_default();
    out.conditions.push(Part::new(format!("服務機關 LIKE {}", literal(&format!("{prefix}%{}", scope.pattern))), words));
    if words.starts_with('各') {
        out.by_office = Some(words.to_owned());
    }
}
