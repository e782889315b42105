//! The nearest of the names that exist, for 「您是不是要找…？」.

/// The candidate that reads most like `wanted`, if one is near enough to be worth showing.
///
/// Measured by edit distance over characters; a name that contains the other counts as near.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.chars().count();
            let contained = length >= 2 && other >= 2 && (candidate.contains(wanted) || wanted.contains(candidate));
            let distance = strsim::damerau_levenshtein(wanted, candidate);
            let limit = (length.max(other) / 2).max(1);
            (contained || distance <= limit && distance < length.max(other))
                .then_some(((!contained, distance, other), candidate))
        })
        .min_by(|a, b| a.0.cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The hint for a name that does not exist.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("您是不是要找「{name}」？"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let fields = ["職等", "職系", "官等", "性別", "服務機關", "threshold"];
        assert_eq!(nearest("職等級", fields), Some("職等"));
        assert_eq!(nearest("treshold", fields), Some("threshold"));
        assert_eq!(nearest("機關", fields), Some("服務機關"));
        assert_eq!(nearest("血型", fields), None);
    }
}
