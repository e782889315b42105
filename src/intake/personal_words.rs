//! Whether a description asks for what identifies a person, although the box says it does not.

use super::clause::{clause_after, clause_before};
use super::vocabulary::Vocabulary;
use crate::domain::fold_width;

/// A word that asks for single persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalWord {
    /// The word, half-width.
    pub words: String,
    /// Whether it names a person; a row or a date a person identifies indirectly.
    pub direct: bool,
}

/// How words of a list show persons.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Identifier,
    Row,
    /// Unless it lists something else.
    List,
    /// Where it is one column among others.
    Column,
}

/// The words in `text` that ask for single persons and are not denied (「無須個人明細」), each once, in the order of the text.
#[must_use]
pub fn asked_personal_words(text: &str, vocabulary: &Vocabulary) -> Vec<PersonalWord> {
    let words = &vocabulary.personal;
    let folded = fold_width(text);
    let mut found: Vec<(usize, usize, &str, bool)> = Vec::new();
    let lists = [
        (&words.identifiers, Sort::Identifier),
        (&words.rows, Sort::Row),
        (&words.lists, Sort::List),
        (&words.columns, Sort::Column),
    ];
    for (list, sort) in lists {
        for word in list {
            for (at, _) in folded.match_indices(word.as_str()) {
                let (before, after) = (clause_before(&folded, at), clause_after(&folded, at + word.len()));
                let asks = match sort {
                    Sort::Identifier | Sort::Row => true,
                    Sort::List => !lists_things(before, &words.things),
                    Sort::Column => is_column(before, after),
                };
                if asks && !vocabulary.denials.deny(before, after) {
                    found.push((at, at + word.len(), word, sort == Sort::Identifier));
                }
            }
        }
    }
    // The longest at a place, and none inside another.
    found.sort_by_key(|(start, end, ..)| (*start, std::cmp::Reverse(*end)));
    let mut asked: Vec<PersonalWord> = Vec::new();
    let mut behind = 0;
    for (start, end, word, direct) in found {
        if start >= behind && !asked.iter().any(|known| known.words.contains(word)) {
            asked.push(PersonalWord { words: word.to_owned(), direct });
        }
        behind = behind.max(end);
    }
    asked
}

/// 「機關名單」.
fn lists_things(before: &str, things: &[String]) -> bool {
    let before = before.trim_end_matches(['之', '的', ' ', '別']);
    things.iter().any(|thing| before.ends_with(thing.as_str()))
}

/// A date among what is listed: 「姓名、到職日期及年資」, 「列出到職日」; but not 「到職日期在110年以後」, 「依到職日排列」.
fn is_column(before: &str, after: &str) -> bool {
    let begins = before.trim_end().is_empty()
        || before.trim_end().ends_with([
            '、', '之', '的', '及', '與', '和', '或', ':', '(', '附', '列', '含', '供', '出', '示', '註', '暨', '+',
            '/',
        ]);
    let ends = after.trim_start().chars().next().is_none_or(|c| "、及與和或)」等暨+/".contains(c));
    // 「按性別、到職日期區分」 groups by it.
    let groups = before.contains(['依', '按'])
        && ["區分", "分組", "交叉", "統計", "排序", "排列"].iter().any(|word| after.contains(word));
    begins && ends && !groups
}

#[cfg(test)]
mod tests {
    use super::super::tests::vocabulary;
    use super::*;

    fn asked(text: &str) -> Vec<String> {
        asked_personal_words(text, &vocabulary()).into_iter().map(|word| word.words).collect()
    }

    #[test]
    fn what_names_persons_is_seen() {
        for (text, words) in [
            ("請列出簡任以上者之服務機關、姓名、職稱及族別", vec!["姓名"]),
            ("名冊(機關、姓名、身分證號、配偶姓名及國籍)", vec!["名冊", "姓名", "身分證"]),
            ("近3年請病假超過30日之同仁名單及診斷病名", vec!["同仁名單"]),
            ("並列出每位人員之考試年度、類科、到職日", vec!["每位人員", "到職日"]),
            ("不含學校，請列姓名", vec!["姓名"]),
            ("不含約聘人員，並提供清冊", vec!["清冊"]),
            ("請逐筆提供服務機關、職稱", vec!["逐筆"]),
            ("本縣各公所新進人員之服務機關、職稱、到職日期", vec!["到職日期"]),
            ("各該單位主管一覽表", vec!["一覽表"]),
        ] {
            assert_eq!(asked(text), words, "{text}");
        }
    }

    #[test]
    fn what_names_nobody_identifies_indirectly() {
        let direct = |text: &str| asked_personal_words(text, &vocabulary()).iter().any(|word| word.direct);
        assert!(direct("列出姓名"));
        assert!(!direct("並列出每位人員之考試年度、類科、到職日、離職日、調任機關"));
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
            "到職日期在110年1月1日以後者人數",
            "依官等、到職日期及性別區分之人數",
            "自初任公職日起算滿30年者人數",
            "到職後1年內離職人數",
            "各機關人數明細表",
            "每人平均訓練時數",
        ] {
            assert_eq!(asked(text), Vec::<String>::new(), "{text}");
        }
    }
}
