//! Which office a text of approval names: 「原民會人事室主任 核章」, 「雲林縣斗六市公所人事室」.

use crate::domain::{Authorities, Authority, canonical_name};

/// What is said of the approval itself.
const APPROVED: &[&str] = &["核", "同意", "已", "准", "簽", "審", "業", "轉", "代為", "如"];
/// Who speaks for the authority itself.
const HEADS: &[&str] =
    &["首長", "部長", "縣長", "市長", "主任", "主委", "處長", "秘書長", "局長", "署長", "院長", "議長", "次長", "機關"];

/// An authority's name inside a text.
#[derive(Clone, Debug)]
pub(super) struct Mention<'a> {
    /// The authority.
    pub(super) authority: &'a Authority,
    /// What stands between its name and 人事: empty where it is its own personnel office, or where no office is named.
    pub(super) unit: String,
}

/// Every authority that `text` names, in the order of the text.
pub(super) fn mentions<'a>(text: &str, authorities: &'a Authorities) -> Vec<Mention<'a>> {
    let text = canonical_name(text);
    let names: Vec<(String, &Authority)> = authorities
        .iter()
        .flat_map(|authority| {
            let names = std::iter::once(&authority.name).chain(&authority.aliases).map(|name| canonical_name(name));
            names.map(move |name| (name, authority))
        })
        .collect();
    let mut found: Vec<Mention<'a>> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.chars().next() else { break };
        // The longest name at a place: 「新北市府」 is not 「北市府」, 「雲林縣政府」 not 「雲林縣」.
        let longest =
            names.iter().filter(|(name, _)| rest.starts_with(name.as_str())).max_by_key(|(name, _)| name.len());
        match longest {
            Some((name, authority)) => {
                let behind = &rest[name.len()..];
                let cabinet = authority.name == "行政院";
                // 「行政院農業部」 is written by habit: the name behind says more.
                let prefix = cabinet && names.iter().any(|(name, _)| behind.starts_with(name.as_str()));
                if !prefix {
                    found.push(Mention { authority, unit: unit_between(behind) });
                }
                at += name.len();
            }
            None => at += next.len_utf8(),
        }
    }
    found
}

/// The unit behind an authority's name, up to its 人事…; empty where the authority's own office or head is meant.
fn unit_between(behind: &str) -> String {
    let word: String = behind.chars().take_while(|c| c.is_alphabetic()).collect();
    let word = APPROVED.iter().filter_map(|said| word.find(said)).min().map_or(word.as_str(), |end| &word[..end]);
    if word.starts_with("人事") || HEADS.iter().any(|head| word.starts_with(head)) {
        return String::new();
    }
    word.split("人事").next().unwrap_or_default().to_owned()
}

/// Whether the agency is the personnel office of the authority itself, by its name.
pub(super) fn is_own_office(agency: &str, authority: &Authority) -> bool {
    let agency = canonical_name(agency);
    let agency = agency.strip_prefix("行政院").filter(|_| !authority.name.starts_with("行政院")).unwrap_or(&agency);
    std::iter::once(&authority.name).chain(&authority.aliases).any(|name| {
        let name = canonical_name(name);
        let rest = agency.strip_prefix(name.as_str());
        rest.is_some_and(|rest| {
            let rest = rest.strip_prefix("政府").unwrap_or(rest);
            rest.is_empty() || rest.starts_with("人事") && !rest.contains("所屬")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::authorities;
    use super::*;

    #[test]
    fn offices_are_told_by_the_longest_name_and_the_unit_behind_it() {
        let all = authorities();
        let named = |text: &str| {
            let found = mentions(text, &all).into_iter();
            found.map(|mention| format!("{}/{}", mention.authority.name, mention.unit)).collect::<Vec<_>>()
        };
        assert_eq!(named("原民會人事室主任 核章"), ["原住民族委員會/"]);
        assert_eq!(named("台北市政府　人事處 115.3.5 核准"), ["臺北市政府/"]);
        assert_eq!(named("新北市府人事處"), ["新北市政府/"]);
        assert_eq!(named("雲林縣斗六市公所人事室核章"), ["雲林縣政府/斗六市公所"]);
        assert_eq!(named("行政院農業部人事處"), ["農業部/"]);
        assert_eq!(named("行政院人事處"), ["行政院/"]);
        assert_eq!(named("教育部 115.3.5 核准，人事處"), ["教育部/"]);
        assert_eq!(named("屏東縣公務人員協會理事長 核准"), ["屏東縣政府/公務人員協會理事長"]);
        assert_eq!(named("苗栗縣政府已核准"), ["苗栗縣政府/"]);
        assert_eq!(named("交通部人事處科長代為決行"), ["交通部/"]);
        assert_eq!(named("核章"), Vec::<String>::new());
    }

    #[test]
    fn the_authority_s_own_office_is_known_by_name() {
        let all = authorities();
        let own = |agency: &str| is_own_office(agency, all.of_agency(agency).unwrap());
        assert!(own("勞動部人事處") && own("臺北市政府人事處") && own("行政院主計總處人事處"));
        assert!(!own("雲林縣斗六市公所人事室") && !own("法務部調查局人事室") && !own("高雄市政府衛生局人事室"));
    }
}
