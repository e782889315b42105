//! The agencies in which synthetic persons work: each authority itself, and subordinates with plausible invented names.
//!
//! Every name begins as its authority's does, so that `Authorities::of_agency` finds the way back. Sizes fall steeply
//! within an authority: the last offices have one or two people, so that small cells occur.

use std::collections::BTreeMap;

use super::agency_names::{Branch, Template, central_templates, local_templates};
use super::draw::Draw;
use super::staff::Staff;
use crate::domain::{Authorities, Authority, AuthorityKind};

/// The most subordinates that a central authority gets.
const MOST_SUBORDINATES: u32 = 40;
/// Registered sub-units (`units`) to one subordinate here.
const UNITS_A_SUBORDINATE: u32 = 8;

/// One agency.
#[derive(Clone, Debug)]
pub(super) struct Agency {
    pub(super) authority: usize,
    pub(super) authority_name: String,
    pub(super) authority_code: Option<String>,
    pub(super) code: Option<String>,
    pub(super) name: String,
    pub(super) central: bool,
    pub(super) level: &'static str,
    pub(super) branch: Branch,
    pub(super) county: String,
    /// Whether it is the authority itself.
    pub(super) organ: bool,
    weight: f64,
}

/// All agencies, and who works where.
pub(super) struct Agencies {
    all: Vec<Agency>,
    /// For each kind of staff and (local, central): agencies with cumulated weights.
    hosts: Vec<[Vec<(usize, f64)>; 2]>,
    by_authority: BTreeMap<usize, Vec<usize>>,
}

impl Agencies {
    /// The agencies of the authorities that the service is for; of all of them where it is for none.
    pub(super) fn new(authorities: &Authorities) -> Self {
        let counties = counties(authorities);
        let served: Vec<&Authority> = authorities.iter().filter(|authority| authority.eligible).collect();
        let served = if served.is_empty() { authorities.iter().collect() } else { served };
        let mut all = Vec::new();
        for (index, authority) in served.iter().enumerate() {
            all.extend(agencies_of(index, authority, &counties));
        }
        let units: Vec<u32> = served.iter().map(|authority| authority.units).collect();
        let hosts = Staff::ALL
            .iter()
            .map(|staff| [false, true].map(|central| hosting(&all, &units, *staff, central)))
            .collect();
        let mut by_authority: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, agency) in all.iter().enumerate() {
            by_authority.entry(agency.authority).or_default().push(index);
        }
        Self { all, hosts, by_authority }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, index: usize) -> &Agency {
        &self.all[index]
    }

    /// An agency for a person of this kind; elsewhere where that part of the state has none that takes such people.
    pub(super) fn pick(&self, draw: &mut Draw, staff: Staff, central: bool) -> usize {
        let kind = Staff::ALL.iter().position(|kind| *kind == staff).unwrap_or(0);
        let [local, national] = &self.hosts[kind];
        let (wanted, other) = if central { (national, local) } else { (local, national) };
        let table = if wanted.is_empty() { other } else { wanted };
        let Some((_, total)) = table.last() else {
            // A dataset of few authorities may have no place for police or doctors: then they work anywhere.
            return usize::try_from(draw.below(u32::try_from(self.all.len()).unwrap_or(u32::MAX))).unwrap_or(0);
        };
        let wanted = draw.unit() * total;
        let at = table.partition_point(|(_, cumulated)| *cumulated <= wanted);
        table[at.min(table.len() - 1)].0
    }

    /// Another agency of the same authority that takes such people, or the same.
    pub(super) fn neighbour(&self, draw: &mut Draw, agency: usize, staff: Staff) -> usize {
        let siblings = &self.by_authority[&self.all[agency].authority];
        let other = draw.pick(siblings);
        if taking(self.all[other].branch, self.all[other].organ, staff) > 0.0 { other } else { agency }
    }
}

fn counties(authorities: &Authorities) -> Vec<String> {
    let mut counties: Vec<String> = Vec::new();
    for authority in authorities.iter().filter(|authority| authority.kind != AuthorityKind::Outside) {
        if !authority.county.is_empty() && !counties.contains(&authority.county) {
            counties.push(authority.county.clone());
        }
    }
    counties
}

fn agencies_of(index: usize, authority: &Authority, counties: &[String]) -> Vec<Agency> {
    let central = matches!(authority.kind, AuthorityKind::Central | AuthorityKind::Outside);
    let council = authority.name.ends_with("議會");
    let local = authority.name.strip_suffix("政府").unwrap_or(&authority.name);
    let level = match authority.kind {
        AuthorityKind::Municipality => "直轄市",
        AuthorityKind::County => "縣市",
        AuthorityKind::Central | AuthorityKind::Outside => "中央",
    };
    let make = |position: usize, name: String, branch: Branch, county: String, weight: f64| Agency {
        authority: index,
        authority_name: authority.name.clone(),
        authority_code: authority.code.clone(),
        code: agency_code(authority, index, position),
        name,
        central,
        level,
        branch,
        county,
        organ: position == 0,
        weight,
    };
    let mut agencies = vec![make(0, authority.name.clone(), Branch::General, authority.county.clone(), 1.5)];
    let templates: &[Template] = match (central, council) {
        (_, true) => &[],
        (true, _) => central_templates(&authority.name),
        (false, _) => local_templates(authority.kind == AuthorityKind::Municipality),
    };
    let count = if central {
        (authority.units / UNITS_A_SUBORDINATE).min(MOST_SUBORDINATES)
    } else {
        u32::try_from(templates.len()).unwrap_or(0)
    };
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, template) in templates.iter().cycle().take(usize::try_from(count).unwrap_or(0)).enumerate() {
        let seen = uses.entry(template.name).or_insert(0);
        if *seen > 0 && !template.repeats() {
            continue;
        }
        *seen += 1;
        let county = match (central, counties.is_empty()) {
            (true, false) if template.repeats() => counties[(position * 7 + index) % counties.len()].clone(),
            _ => authority.county.clone(),
        };
        let prefix = if template.below_government { authority.name.as_str() } else { local };
        let name = template.fill(prefix, *seen, &county);
        if agencies.iter().any(|agency| agency.name == name) {
            continue;
        }
        // The fall of a power law: a few large agencies and many tiny ones.
        let fall = 1.0 / f64::from(u32::try_from(position).unwrap_or(0) + 1).sqrt();
        let number = agencies.len();
        agencies.push(make(number, name, template.branch, county, template.size * fall));
    }
    agencies
}

/// An invented code in the shape of the real ones; none where the authority's own is not known.
fn agency_code(authority: &Authority, index: usize, position: usize) -> Option<String> {
    let code = authority.code.as_deref()?;
    if position == 0 {
        return Some(code.to_owned());
    }
    let (head, tail) = (code.get(..3)?, code.get(9..)?);
    // A 9 in the fourth place keeps clear of the codes seen in public sources; counties share the first three, so the
    // number of the authority follows.
    Some(format!("{head}9{:02}{:03}{tail}", index % 100, position % 1000))
}

/// The agencies that take `staff`, each with the sum of the weights up to it; authorities weigh as their units.
fn hosting(all: &[Agency], units: &[u32], staff: Staff, central: bool) -> Vec<(usize, f64)> {
    let weight = |agency: &Agency| {
        if agency.central == central { agency.weight * taking(agency.branch, agency.organ, staff) } else { 0.0 }
    };
    let mut totals = vec![0.0; units.len()];
    for agency in all {
        totals[agency.authority] += weight(agency);
    }
    let mut cumulated = 0.0;
    let mut table = Vec::new();
    for (index, agency) in all.iter().enumerate() {
        let own = weight(agency);
        if own > 0.0 {
            cumulated += own / totals[agency.authority] * f64::from(units[agency.authority]);
            table.push((index, cumulated));
        }
    }
    table
}

#[expect(clippy::match_same_arms, reason = "read by kind of staff, not by number")]
/// How readily an agency takes people of this kind, for its size.
fn taking(branch: Branch, organ: bool, staff: Staff) -> f64 {
    match (staff, branch) {
        (Staff::Political, _) => f64::from(u8::from(organ)),
        (Staff::Ranked, Branch::Police | Branch::Fire) => 0.12,
        (Staff::Ranked, Branch::Enterprise | Branch::Customs) => 0.25,
        (Staff::Ranked, Branch::Health | Branch::School) => 0.6,
        (Staff::Ranked, _) => 1.0,
        (Staff::Police, Branch::Police) => 1.0,
        (Staff::Police, Branch::Fire) => 0.6,
        (Staff::Medical, Branch::Health) => 1.0,
        (Staff::Medical, Branch::School) => 0.04,
        (Staff::Transport, Branch::Enterprise) => 1.0,
        (Staff::Customs, Branch::Customs) => 1.0,
        (Staff::Judicial, Branch::Prosecution) => 1.0,
        (Staff::Police | Staff::Medical | Staff::Transport | Staff::Customs | Staff::Judicial, _) => 0.0,
        (Staff::Clerk | Staff::Contract | Staff::Hired | Staff::Worker, Branch::Police | Branch::Fire) => 0.2,
        (Staff::Clerk | Staff::Contract | Staff::Hired | Staff::Worker, _) => 1.0,
        (Staff::Guard, Branch::General | Branch::Enterprise | Branch::School) => 1.0,
        (Staff::Guard, _) => 0.1,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::authorities;
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back_to_their_authority() {
        let authorities = authorities();
        let agencies = Agencies::new(&authorities);
        let names: BTreeSet<&str> = agencies.all.iter().map(|agency| agency.name.as_str()).collect();
        assert_eq!(names.len(), agencies.len());
        let codes: Vec<&String> = agencies.all.iter().filter_map(|agency| agency.code.as_ref()).collect();
        assert!(codes.iter().all(|code| code.len() == 10));
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for agency in &agencies.all {
            let found = authorities.of_agency(&agency.name).map(|authority| authority.name.as_str());
            assert_eq!(found, Some(agency.authority_name.as_str()), "{}", agency.name);
        }
        assert!(agencies.len() > 500, "{}", agencies.len());
    }

    /// A workspace may list a single ministry: nobody may be left without a place.
    #[test]
    fn every_kind_of_staff_finds_a_place() {
        let agencies = Agencies::new(&authorities());
        let mut draw = Draw::new(1, 1);
        for staff in Staff::ALL {
            for central in [true, false] {
                let agency = agencies.get(agencies.pick(&mut draw, staff, central));
                assert!(!agency.name.is_empty());
            }
        }
    }
}
