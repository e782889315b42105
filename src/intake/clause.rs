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
    /// What can be asked for: 「人數」, 「名冊」.
    pub(super) objects: Vec<String>,
    /// What makes a clause tell of a state of affairs: 「造成」, 「日益」.
    pub(super) states: Vec<String>,
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
    /// Whether the clause around the byte `at` of `text` says why something is asked, and not what.
    ///
    /// Either it begins like that (「為研議差勤制度」), or it tells of a state of affairs before the demand comes:
    /// 「加班頻繁致人員流失，請提供離職人數」. Without a word for a state it tells of whom the demand is:
    /// 「近3年請病假之同仁，請提供人數」.
    pub(super) fn holds(&self, text: &str, at: usize) -> bool {
        let (before, after) = (clause_before(text, at), clause_after(text, at));
        let whole = format!("{before}{after}");
        if has_any(&whole, &self.demands) {
            return false;
        }
        let start =
            whole.trim_start_matches(|c: char| c.is_whitespace() || ".、()0123456789一二三四五六七八九十".contains(c));
        if self.starts.iter().any(|word| start.starts_with(word.as_str())) {
            return true;
        }
        let (told, rest) = (&text[..at - before.len()], &text[at + after.len()..]);
        let demand = self.demands.iter().filter_map(|word| rest.find(word.as_str())).min();
        !has_any(told, &self.demands)
            && has_any(&whole, &self.states)
            && !has_any(&whole, &self.objects)
            && demand.is_some_and(|demand| has_any(&rest[demand..], &self.objects))
    }
}
