//! Clauses of a Chinese sentence, and whether a word in one is denied or only part of the background.

/// Where a clause ends.
const CLAUSE_ENDS: &str = "，,。;；\n\r!?！？";

/// Words that turn a demand into its opposite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Denials {
    /// Before the word: 「無須姓名」.
    pub(super) before: Vec<String>,
    /// Behind it: 「姓名以代號呈現」.
    pub(super) behind: Vec<String>,
    /// Between a denial and a word these start a new demand: 「不含學校，請列姓名」.
    pub(super) new_demands: Vec<String>,
}

/// How a clause begins that says why something is asked, and not what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Background {
    /// 「為研議差勤制度」.
    pub(super) starts: Vec<String>,
    /// A clause with one of these asks, whatever it begins with.
    pub(super) demands: Vec<String>,
}

/// The part of the clause that stands before the byte `at`.
pub(super) fn clause_before(text: &str, at: usize) -> &str {
    let start = text[..at].char_indices().rev().find(|(_, c)| CLAUSE_ENDS.contains(*c));
    &text[start.map_or(0, |(index, c)| index + c.len_utf8())..at]
}

/// The part of the clause that stands from the byte `at` on.
pub(super) fn clause_after(text: &str, at: usize) -> &str {
    let end = text[at..].find(|c| CLAUSE_ENDS.contains(c)).map_or(text.len(), |index| at + index);
    &text[at..end]
}

/// Whether one of `words` stands in `text`.
pub(super) fn has_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

impl Denials {
    /// Whether a word is denied that stands between `before` and `after` of its clause.
    pub(super) fn deny(&self, before: &str, after: &str) -> bool {
        let denied_before = self
            .before
            .iter()
            .filter_map(|denial| before.rfind(denial.as_str()).map(|at| &before[at + denial.len()..]))
            .any(|between| !has_any(between, &self.new_demands));
        let near: String = after.chars().take(10).collect();
        denied_before || has_any(&near, &self.behind)
    }
}

impl Background {
    /// Whether the clause around a word says why something is asked.
    pub(super) fn holds(&self, before: &str, after: &str) -> bool {
        let whole = format!("{before}{after}");
        let start =
            whole.trim_start_matches(|c: char| c.is_whitespace() || ".、()0123456789一二三四五六七八九十".contains(c));
        self.starts.iter().any(|word| start.starts_with(word.as_str())) && !has_any(&whole, &self.demands)
    }
}
