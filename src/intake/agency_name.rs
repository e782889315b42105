//! The name of an agency in the spelling of today: one width, 臺, and the present name of its authority.

use crate::domain::{Authorities, Authority, AuthorityKind, canonical_name, squeeze};

/// Places that are written 臺 in the names of organs; companies (台灣電力) keep their 台.
const PLACES: &[(&str, &str)] = &[
    ("台北", "臺北"),
    ("台中", "臺中"),
    ("台南", "臺南"),
    ("台東", "臺東"),
    ("國立台灣", "國立臺灣"),
    ("台灣省", "臺灣省"),
];
const CABINET: &str = "行政院";

/// `written` as it would be written today: 「行政院農業委員會人事室」 → 「農業部人事室」.
///
/// Only the name at the beginning changes, and only by the list of authorities.
pub(super) fn present_name(written: &str, authorities: &Authorities) -> String {
    let mut name = squeeze(written);
    for (old, new) in PLACES {
        name = name.replace(old, new);
    }
    if let Some((matched, authority)) = longest_name(&name, authorities) {
        // 「行政院農業部」 is written by habit; 「行政院主計總處」 is a name.
        if authority.name == CABINET
            && let Some(rest) = name.strip_prefix(CABINET)
            && longest_name(rest, authorities).is_some_and(|(_, authority)| authority.kind == AuthorityKind::Central)
        {
            return present_name(rest, authorities);
        }
        // A county's old name also begins the names of its towns, where its government has no place.
        let whole = authority.kind == AuthorityKind::Central || matched.ends_with('府');
        if whole && canonical_name(&authority.name) != matched {
            let rest: String = name.chars().skip(matched.chars().count()).collect();
            return format!("{}{rest}", authority.name);
        }
    }
    name
}

/// The longest name or alias that begins `name`, and whose it is.
fn longest_name<'a>(name: &str, authorities: &'a Authorities) -> Option<(String, &'a Authority)> {
    let wanted = canonical_name(name);
    let names = authorities.iter().flat_map(|authority| {
        let names = std::iter::once(&authority.name).chain(&authority.aliases);
        names.map(move |name| (canonical_name(name), authority))
    });
    names.filter(|(known, _)| wanted.starts_with(known.as_str())).max_by_key(|(known, _)| known.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tests::authorities;

    #[test]
    fn old_names_and_spellings_become_those_of_today() {
        let authorities = authorities();
        for (written, expected) in [
            ("行政院農業委員會人事室", "農業部人事室"),
            ("農委會人事室", "農業部人事室"),
            ("科技部人事處", "國家科學及技術委員會人事處"),
            ("行政院農業部人事處", "農業部人事處"),
            ("行政院主計總處人事處", "行政院主計總處人事處"),
            ("行政院人事行政總處人事室", "行政院人事行政總處人事室"),
            ("台北市政府　人事處", "臺北市政府人事處"),
            ("台北市政府衛生局人事室", "臺北市政府衛生局人事室"),
            ("台東縣政府人事處", "臺東縣政府人事處"),
            ("雲林縣斗六市公所人事室", "雲林縣斗六市公所人事室"),
            ("桃園縣政府人事處", "桃園市政府人事處"),
            ("台灣電力股份有限公司人力資源處", "台灣電力股份有限公司人力資源處"),
            ("勞動部 人事處", "勞動部人事處"),
            ("勞動部勞工保險局人事室", "勞動部勞工保險局人事室"),
            ("某某學校", "某某學校"),
        ] {
            assert_eq!(present_name(written, &authorities), expected, "{written}");
        }
    }
}
