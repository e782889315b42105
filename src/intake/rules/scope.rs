//! Whether single persons outside the applicant's own authority are asked for (要點三).

use super::super::agency_rules::authority_of;
use super::super::clause::{clause_after, clause_before, has_any};
use super::super::raw_form::RawForm;
use super::super::word_finding::original_offset;
use super::super::{FormField, Vocabulary, asked_personal_words};
use crate::domain::{Authorities, canonical_name};
use crate::source::{Problem, Problems, Span};

/// The two that look after all civil servants of the 行政院 and local government.
const FOR_ALL: [&str; 2] = ["行政院", "行政院人事行政總處"];

/// Finding `beyond-authority`, for a form that asks for single persons.
pub(super) fn check_scope(form: &RawForm, authorities: &Authorities, vocabulary: &Vocabulary, problems: &Problems) {
    let own = authority_of(form, authorities, vocabulary);
    if own.is_some_and(|authority| FOR_ALL.contains(&authority.name.as_str())) {
        return;
    }
    let own = own.map(|authority| authority.name.as_str());
    let text = form.text(FormField::Description);
    let plain = canonical_width(text);
    let mut inherited = None;
    for (start, segment) in segments(&plain) {
        let wide = wide_word(segment, vocabulary).or_else(|| other_authority(segment, own, authorities, vocabulary));
        let of_own = has_any(segment, &vocabulary.scope.own);
        let wide = wide.map(|(at, word)| (start + at, word));
        let personal = !asked_personal_words(segment, vocabulary).is_empty();
        // A list without a scope of its own is of the persons of whom was spoken before.
        let found = if of_own { wide } else { wide.or_else(|| inherited.clone()) };
        if let Some((at, word)) = found.clone().filter(|_| personal) {
            let message = format!(
                "要求「{word}」之個人資料，超出{}及所屬人員之範圍（要點三：執行法定職務之必要範圍內）",
                own.unwrap_or("申請機構之主管機關")
            );
            let span = Span::new(original_offset(text, &plain, at), original_offset(text, &plain, at + word.len()));
            problems.push(
                Problem::warning("beyond-authority", message)
                    .at(form.place_inside(FormField::Description, span))
                    .hint("請申請人敘明法定職務依據，或將名冊限於本機關及所屬、其餘改為彙總統計"),
            );
            return;
        }
        if found.is_some() {
            inherited = found;
        }
    }
}

/// Half-width, 台 as 臺, and as many characters as before.
fn canonical_width(text: &str) -> String {
    crate::domain::fold_width(text).replace('台', "臺")
}

fn segments(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(['。', ';', '；', '\n', '?', '!']).scan(0, |start, segment| {
        let here = *start;
        *start += segment.len();
        Some((here, segment))
    })
}

/// A word for more than one authority that is not the applicant's own circle: 「各縣市」, but not 「本府及所屬各機關」, nor
/// what is only compared with: 「占全體公務人員比率」.
fn wide_word(segment: &str, vocabulary: &Vocabulary) -> Option<(usize, String)> {
    let scope = &vocabulary.scope;
    let mut found: Vec<(usize, &String)> = Vec::new();
    for word in &scope.wide {
        for (at, _) in segment.match_indices(word.as_str()) {
            let before = tail(&segment[..at], 6);
            let clause = format!("{}{}", clause_before(segment, at), clause_after(segment, at));
            let compared = has_any(&clause, &scope.compared) && asked_personal_words(&clause, vocabulary).is_empty();
            if !compared && !has_any(&before, &scope.own) && !ends_with_any(&before, &scope.destinations) {
                found.push((at, word));
            }
        }
    }
    found.into_iter().min().map(|(at, word)| (at, word.clone()))
}

/// The persons of an authority that is not `own`: 「臺北市政府現職人員」, but not 「調任臺北市政府之人員」.
fn other_authority(
    segment: &str,
    own: Option<&str>,
    authorities: &Authorities,
    vocabulary: &Vocabulary,
) -> Option<(usize, String)> {
    let others = authorities
        .iter()
        // 「行政院」 stands before the old names of many; its own circle is a word for more than one authority.
        .filter(|authority| Some(authority.name.as_str()) != own && authority.name != FOR_ALL[0]);
    let segment = &without_own_names(segment, own, authorities);
    for authority in others {
        for name in std::iter::once(&authority.name).chain(&authority.aliases) {
            let name = canonical_name(name);
            if name.chars().count() < 3 {
                continue;
            }
            for (at, _) in segment.match_indices(&name) {
                let before = tail(&segment[..at], 4);
                let behind: String = segment[at + name.len()..].chars().take(8).collect();
                if has_any(&behind, &vocabulary.scope.persons)
                    && !ends_with_any(&before, &vocabulary.scope.destinations)
                {
                    return Some((at, name));
                }
            }
        }
    }
    None
}

/// The names of the applicant's authority, new and old, say nothing of others: 「原行政院環境保護署」 is 環境部.
fn without_own_names(segment: &str, own: Option<&str>, authorities: &Authorities) -> String {
    let Some(own) = own.and_then(|name| authorities.find(name)) else { return segment.to_owned() };
    let names = std::iter::once(&own.name).chain(&own.aliases).map(|name| canonical_name(name));
    names.fold(segment.to_owned(), |text, name| {
        // As many bytes as before, lest places move.
        let blank: String =
            name.chars().map(|c| if c.is_ascii() { "_".to_owned() } else { "＿".repeat(c.len_utf8() / 3) }).collect();
        if blank.len() == name.len() { text.replace(&name, &blank) } else { text }
    })
}

fn tail(text: &str, characters: usize) -> String {
    let all: Vec<char> = text.chars().collect();
    all[all.len().saturating_sub(characters)..].iter().collect()
}

fn ends_with_any(text: &str, words: &[String]) -> bool {
    let text = text.trim_end();
    words.iter().any(|word| text.ends_with(word.as_str()))
}
