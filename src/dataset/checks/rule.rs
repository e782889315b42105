//! The rules, in one table: what the report explains and the manuals print is made of it.

use std::fmt::Write as _;

use crate::source::Severity;

/// One rule that histories or two snapshots must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// For programs.
    pub name: &'static str,
    /// For readers.
    pub title: &'static str,
    /// What a finding means and what it does not.
    pub meaning: &'static str,
    /// Error: cannot be true. Warning: must be looked at. Note: for information.
    pub severity: Severity,
    /// What it is held against.
    pub scope: Scope,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The histories of one snapshot.
    Histories,
    /// Two snapshots.
    Flow,
}

const fn history(name: &'static str, severity: Severity, title: &'static str, meaning: &'static str) -> Rule {
    Rule { name, title, meaning, severity, scope: Scope::Histories }
}

const fn flow(name: &'static str, severity: Severity, title: &'static str, meaning: &'static str) -> Rule {
    Rule { name, title, meaning, severity, scope: Scope::Flow }
}

/// Every rule, in the order of the report.
pub const RULES: &[Rule] = &[
    history(
        "overlapping-posts",
        Severity::Warning,
        "任職期間重疊",
        "同一人兩段「經歷」的期間重疊；前一段離職日與後一段到職日同日者不算，兼職另有資料表。都還在任的兩段另列「現職不只一筆」。",
    ),
    history("leave-before-arrival", Severity::Error, "離職早於到職", "「經歷」或「人員」的離職日早於同一列的到職日。"),
    history(
        "service-before-birth",
        Severity::Error,
        "到職早於出生或未滿十六歲",
        "到職日或初任公職日早於出生日期，或當時未滿十六歲；多半是出生日期或民國年登錄錯誤。",
    ),
    history(
        "promotion-before-appointment",
        Severity::Warning,
        "升遷早於初任",
        "銓審生效、升官等或升資考試及格、任有官等的職務，早於初任公職日。",
    ),
    history(
        "exam-after-appointment",
        Severity::Warning,
        "考試及格晚於初任",
        "進用考試的及格日期晚於初任公職日，而且沒有更早及格的考試可以憑以任用；升官等、升資考試不在此限。",
    ),
    history(
        "current-post-missing",
        Severity::Warning,
        "在職但經歷沒有現職",
        "「人員」為在職，「經歷」卻沒有一筆尚未離職的職務。",
    ),
    history(
        "current-post-mismatch",
        Severity::Warning,
        "現職與經歷不符",
        "「人員」所載現職的服務機關、職稱或到職日，與「經歷」尚未離職的那一筆不同；或「人員」已離職，「經歷」仍有未離職的職務。",
    ),
    history(
        "current-post-against-review",
        Severity::Warning,
        "現職與銓審不符",
        "「人員」的官等或職等，與「銓審」生效日期最近的一筆不同；不予銓敘審定者不計。銓審可能落後數日至一個月。",
    ),
    history(
        "several-current-posts",
        Severity::Warning,
        "現職不只一筆",
        "「經歷」有兩筆以上已到職而尚未離職的職務；兼職應登在「兼職」。",
    ),
    history(
        "future-date",
        Severity::Warning,
        "日期晚於資料截止日",
        "已發生的事卻記在資料截止日之後。已核定的離職日與各種迄日可以在後，不算。",
    ),
    history("leave-reason-missing", Severity::Note, "離職沒有原因", "「人員」有離職日而沒有離職原因。"),
    history(
        "lost-character",
        Severity::Warning,
        "姓名有缺字",
        "姓名含有「?」「〓」「□」、替代字元或沒有對照的造字，原字已經遺失或無法顯示。",
    ),
    flow(
        "person-vanished",
        Severity::Error,
        "人員消失",
        "前一份快照在職的人，在後一份快照連一列也沒有；離職者應保留資料並登離職日。",
    ),
    flow(
        "left-without-record",
        Severity::Warning,
        "離職不在期間內",
        "前一份快照在職、後一份已離職，但所登的離職日不在兩份快照之間。",
    ),
    flow(
        "entered-without-record",
        Severity::Warning,
        "到職不在期間內",
        "後一份快照在職、前一份不在職，但期間內沒有到職的紀錄。",
    ),
    flow(
        "moved-without-record",
        Severity::Note,
        "換主管機關沒有紀錄",
        "兩份快照都在職而主管機關不同，但期間內沒有到任新職的紀錄；機關改隸或更名時也會出現。",
    ),
    flow(
        "facts-changed",
        Severity::Error,
        "不變的事實變了",
        "同一身分證統一編號的性別、出生日期或初任公職日，在兩份快照不同。",
    ),
    flow(
        "flow-imbalance",
        Severity::Error,
        "存量與流量不平",
        "某主管機關期初在職人數，加上依到職日計的進用、復職與調入，減去依離職日計的離職與調出，不等於期末在職人數。",
    ),
];

impl Rule {
    /// The rule of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.name == name)
    }

    /// Its place in [`RULES`]; behind all of them where there is none.
    pub(super) fn order(name: &str) -> usize {
        RULES.iter().position(|rule| rule.name == name).unwrap_or(RULES.len())
    }
}

/// How grave a finding is, in words.
#[must_use]
pub fn severity_in_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "錯誤",
        Severity::Warning => "待查",
        Severity::Note => "提醒",
    }
}

/// The rules as a Markdown table, for manuals.
#[must_use]
pub fn rules_as_markdown() -> String {
    let mut out = String::from("| 規則 | 名稱 | 程度 | 意義 |\n| --- | --- | --- | --- |\n");
    for rule in RULES {
        let severity = severity_in_words(rule.severity);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {} | {severity} | {} |", rule.name, rule.title, rule.meaning);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Reports and audit rows name rules; two of one name would be counted as one.
    #[test]
    fn names_and_titles_are_told_apart() {
        assert_eq!(RULES.iter().map(|rule| rule.name).collect::<BTreeSet<_>>().len(), RULES.len());
        assert_eq!(RULES.iter().map(|rule| rule.title).collect::<BTreeSet<_>>().len(), RULES.len());
        assert_eq!(rules_as_markdown().lines().count(), RULES.len() + 2);
        assert!(RULES.iter().all(|rule| !rule.meaning.contains('|')), "a bar would break the table");
    }
}
