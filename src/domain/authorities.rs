//! The authorities (主管機關), their aliases, and which of them may apply.

use serde::Serialize;

use super::canonical_name;
use crate::source::{Problems, SourceText, Table, did_you_mean, parse_toml};

/// Where an authority stands in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum AuthorityKind {
    /// 行政院 and what is under it.
    #[serde(rename = "中央")]
    Central,
    /// A special municipality.
    #[serde(rename = "直轄市")]
    Municipality,
    /// A county or city.
    #[serde(rename = "縣市")]
    County,
    /// An organ outside 行政院 and local government: not served (要點一).
    #[serde(rename = "院外")]
    Outside,
}

impl AuthorityKind {
    const NAMES: [(&'static str, Self); 4] =
        [("中央", Self::Central), ("直轄市", Self::Municipality), ("縣市", Self::County), ("院外", Self::Outside)];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }
}

/// One authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Ten-character organ code, where it is known.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Old and short names.
    pub aliases: Vec<String>,
    /// Where it stands.
    pub kind: AuthorityKind,
    /// Whether the service is for it.
    pub eligible: bool,
    /// Personnel staff, where it is known; see `staff_verified`.
    pub personnel_staff: Option<u32>,
    /// Whether somebody has checked the number of personnel staff.
    pub staff_verified: bool,
    /// Registered sub-units, the weight of the authority in synthetic data.
    pub units: u32,
    /// Where it is.
    pub county: String,
    /// Codes it had before.
    pub old_codes: Vec<String>,
    /// Whether its existence and name are confirmed by a source.
    pub verified: bool,
    /// What one should know about it.
    pub note: Option<String>,
}

/// All authorities.
#[derive(Clone, Debug, Default)]
pub struct Authorities(Vec<Authority>);

impl Authorities {
    /// In the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Authority> {
        self.0.iter()
    }

    /// The authority of this name, alias or code.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Authority> {
        let wanted = canonical_name(name);
        self.0.iter().find(|authority| {
            authority.names().any(|known| canonical_name(known) == wanted)
                || authority.code.as_deref() == Some(name)
                || authority.old_codes.iter().any(|code| code == name)
        })
    }

    /// The authority to which an agency belongs by its name: the one with the longest name that begins the agency's name.
    ///
    /// 「雲林縣斗六市公所人事室」 belongs to 雲林縣政府: a local agency begins with the county, not with its government.
    #[must_use]
    pub fn of_agency(&self, agency: &str) -> Option<&Authority> {
        let wanted = canonical_name(agency);
        let mut best: Option<(usize, &Authority)> = None;
        for authority in &self.0 {
            for known in authority.names() {
                let known = canonical_name(known);
                let local = known.strip_suffix("政府").unwrap_or(&known);
                let matched = [known.as_str(), local]
                    .into_iter()
                    .find(|name| name.chars().count() >= 3 && wanted.starts_with(name));
                // At equal length the county government comes before its council, which has a name of its own.
                if let Some(name) = matched
                    && best.is_none_or(|(length, _)| name.len() > length)
                {
                    best = Some((name.len(), authority));
                }
            }
        }
        best.map(|(_, authority)| authority)
    }

    /// The hint for an authority that does not exist.
    #[must_use]
    pub fn hint(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.0.iter().flat_map(Authority::names))
    }
}

impl Authority {
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// Reads `authorities.toml`.
pub fn parse_authorities(source: &SourceText, problems: &Problems) -> Option<Authorities> {
    let authorities: Vec<Authority> =
        parse_toml(source, problems, |root| root.tables("authority", read_authority))?.into_iter().flatten().collect();
    (!problems.has_errors()).then_some(Authorities(authorities))
}

fn read_authority(table: &Table<'_>) -> Option<Authority> {
    let name = table.required_string("name");
    let kind = table.required_string("kind").and_then(|text| {
        let kind = AuthorityKind::parse(&text.value);
        if kind.is_none() {
            table.error("unknown-kind", text.span, format!("類別「{}」不是 中央、直轄市、縣市、院外 之一", text.value));
        }
        kind
    });
    let count = |key: &str| {
        let number = table.integer(key)?;
        let count = u32::try_from(number.value).ok();
        if count.is_none() {
            table.error("negative", number.span, format!("「{key}」不可為負數"));
        }
        count
    };
    let strings = |key: &str| table.strings(key).into_iter().map(|text| text.value).collect::<Vec<_>>();
    let flag = |key: &str, default: bool| table.boolean(key).map_or(default, |flag| flag.value);
    let text = |key: &str| table.string(key).map(|text| text.value);
    let (code, aliases, personnel_staff, units) =
        (text("code"), strings("aliases"), count("personnel_staff"), count("units"));
    let (county, old_codes, note) = (text("county"), strings("old_codes"), text("note"));
    let (staff_verified, verified, eligible) =
        (flag("staff_verified", true), flag("verified", true), table.boolean("eligible"));
    let (name, kind) = (name?.value, kind?);
    Some(Authority {
        code,
        name,
        aliases,
        kind,
        eligible: eligible.map_or(kind != AuthorityKind::Outside, |flag| flag.value),
        personnel_staff,
        staff_verified,
        units: units.unwrap_or(1).max(1),
        county: county.unwrap_or_default(),
        old_codes,
        verified,
        note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorities() -> Authorities {
        let source = SourceText::new(
            "authorities.toml",
            r#"
            [[authority]]
            name = "勞動部"
            aliases = ["行政院勞工委員會"]
            kind = "中央"
            [[authority]]
            name = "雲林縣政府"
            kind = "縣市"
            [[authority]]
            name = "臺北市政府"
            kind = "直轄市"
            [[authority]]
            name = "臺北市議會"
            kind = "直轄市"
            [[authority]]
            name = "立法院"
            kind = "院外"
            "#,
        );
        let problems = Problems::new();
        let read = parse_authorities(&source, &problems);
        assert_eq!(problems.into_sorted(), []);
        read.unwrap()
    }

    #[test]
    fn an_agency_belongs_to_the_authority_that_begins_its_name() {
        let all = authorities();
        let of = |agency: &str| all.of_agency(agency).map(|authority| authority.name.clone());
        assert_eq!(of("勞動部勞工保險局人事室").as_deref(), Some("勞動部"));
        assert_eq!(of("雲林縣斗六市公所人事室").as_deref(), Some("雲林縣政府"));
        assert_eq!(of("台北市政府人事處").as_deref(), Some("臺北市政府"));
        assert_eq!(of("臺北市議會人事室").as_deref(), Some("臺北市議會"));
        assert_eq!(of("行政院勞工委員會").as_deref(), Some("勞動部"));
        assert_eq!(of("某某股份有限公司"), None);
        assert!(!all.find("立法院").unwrap().eligible);
    }
}
