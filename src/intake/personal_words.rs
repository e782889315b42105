//! Whether a description asks for what identifies a person, although the box says it does not.

use crate::domain::fold_width;

/// What names a person or is kept of one person.
const IDENTIFIERS: &[&str] = &[
    "姓名",
    "身分證",
    "身份證",
    "國民身分證統一編號",
    "出生日期",
    "出生年月日",
    "生日",
    "戶籍地址",
    "住址",
    "通訊地址",
    "聯絡地址",
    "手機號碼",
    "行動電話",
    "護照號碼",
    "個人明細",
    "人員明細",
    "個人資料明細",
    "名冊",
    "每位人員",
    "每位同仁",
    "每一人員",
    "各別人員",
    "個別人員",
    "逐人",
    "逐筆",
    "人員清單",
    "同仁清單",
    "人員名單",
    "同仁名單",
];
/// Lists that are personal unless they list something else.
const LISTS: &[&str] = &["名單", "清冊", "清單"];
/// What a list may list without naming persons.
const THINGS: &[&str] =
    &["機關", "學校", "單位", "職系", "職稱", "公所", "欄位", "項目", "類科", "代碼", "局處", "法規"];
const DENIALS: &[&str] = &[
    "無須",
    "無需",
    "毋須",
    "毋需",
    "不須",
    "不需",
    "不必",
    "不含",
    "不包括",
    "不包含",
    "不要",
    "不列",
    "不提供",
    "免列",
    "免附",
    "免提供",
    "勿列",
    "勿提供",
    "去除",
    "刪除",
    "排除",
    "扣除",
    "隱去",
];
const DENIALS_BEHIND: &[&str] = &[
    "免列",
    "免附",
    "免提供",
    "不需",
    "無須",
    "無需",
    "不必",
    "隱匿",
    "遮蔽",
    "遮罩",
    "去識別",
    "以代號",
    "以代碼",
    "除外",
];
/// Between a denial and a word these start a new demand.
const NEW_DEMANDS: &[&str] = &["請", "列出", "提供", "列冊", "但"];
const CLAUSE_ENDS: &str = "，,。;；\n\r!?！？";

/// The words in `text` that ask for single persons and are not denied (「無須個人明細」), each once, as written.
#[must_use]
pub fn asked_personal_words(text: &str) -> Vec<&'static str> {
    let folded = fold_width(text);
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    for (words, may_list_things) in [(IDENTIFIERS, false), (LISTS, true)] {
        for word in words {
            for (at, _) in folded.match_indices(word) {
                let before = clause_before(&folded, at);
                let of_things = (may_list_things || *word == "名冊") && lists_things(before);
                if !of_things && !is_denied(before, clause_after(&folded, at + word.len())) {
                    found.push((at, word));
                }
            }
        }
    }
    found.sort_unstable();
    let mut words: Vec<&'static str> = Vec::new();
    for (_, word) in found {
        if !words.iter().any(|known| known.contains(word)) {
            words.push(word);
        }
    }
    words
}

fn clause_before(text: &str, at: usize) -> &str {
    let start = text[..at].char_indices().rev().find(|(_, c)| CLAUSE_ENDS.contains(*c));
    &text[start.map_or(0, |(index, c)| index + c.len_utf8())..at]
}

fn clause_after(text: &str, at: usize) -> &str {
    let end = text[at..].find(|c| CLAUSE_ENDS.contains(c)).map_or(text.len(), |index| at + index);
    &text[at..end]
}

fn lists_things(before: &str) -> bool {
    let before = before.trim_end_matches(['之', '的', ' ']);
    THINGS.iter().any(|thing| before.ends_with(thing))
}

fn is_denied(before: &str, after: &str) -> bool {
    let denied_before = DENIALS
        .iter()
        .filter_map(|denial| before.rfind(denial).map(|at| &before[at + denial.len()..]))
        .any(|between| !NEW_DEMANDS.iter().any(|demand| between.contains(demand)));
    let near: String = after.chars().take(10).collect();
    denied_before || DENIALS_BEHIND.iter().any(|denial| near.contains(denial))
}

#[cfg(test)]
mod tests {
    use super::asked_personal_words;

    #[test]
    fn what_names_persons_is_seen() {
        for (text, words) in [
            ("請列出簡任以上者之服務機關、姓名、職稱及族別", vec!["姓名"]),
            ("名冊(機關、姓名、身分證號、配偶姓名及國籍)", vec!["名冊", "姓名", "身分證"]),
            ("近3年請病假超過30日之同仁名單及診斷病名", vec!["同仁名單"]),
            ("並列出每位人員之考試年度、類科、到職日", vec!["每位人員"]),
            ("不含學校，請列姓名", vec!["姓名"]),
            ("不含約聘人員，並提供清冊", vec!["清冊"]),
        ] {
            assert_eq!(asked_personal_words(text), words, "{text}");
        }
    }

    #[test]
    fn what_is_denied_or_lists_things_is_not() {
        for text in [
            "請提供人數，無須個人明細。",
            "不含姓名、身分證字號等個人資料",
            "姓名請以代號呈現",
            "請附機關名單",
            "按職稱清單統計",
            "離島三縣公務人員之戶籍地與服務地不同者人數",
            "依官等及年資",
        ] {
            assert_eq!(asked_personal_words(text), Vec::<&str>::new(), "{text}");
        }
    }
}
