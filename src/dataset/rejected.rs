//! Rows that were left out of an import, and how they are shown without showing whom they are about.

use serde::{Deserialize, Serialize};

use crate::domain::{Disclosure, Field, fold_width};
use crate::source::{Location, Problem};

/// One row that was left out. Holds what stood in the cell: it goes into the private snapshot folder, not to a terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// File name, without its folder.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Field of the dictionary; empty where the row as a whole is wrong.
    pub field: String,
    /// What stood there.
    pub value: String,
    /// The name of what it broke, `unknown-code` for example; the table below has them in words.
    pub rule: String,
}

/// `rejected` as a CSV file that spreadsheets open. It names persons: only for files that their owner alone can read.
///
/// # Errors
/// When the writer fails, which from memory it does not.
pub fn rejected_csv(rejected: &[Rejected]) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rejected {
        writer.serialize(row).map_err(std::io::Error::from)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// What each rule asks for, in words.
const RULES: [(&str, &str); 26] = [
    ("required", "必填欄位空白"),
    ("unknown-code", "不在代碼表內"),
    ("date", "不是日期"),
    ("date-notation", "紀年與這一欄其他日期不同，可能是試算表把民國年改成了西元年"),
    ("excel-date", "是試算表換算出來的日期"),
    ("lost-leading-zero", "少了開頭的 0，可能是試算表去掉的"),
    ("scientific-notation", "被試算表改成科學記號"),
    ("empty-date", "是系統代替空白的日期，沒有日期請匯出為空白"),
    ("spreadsheet-error", "是試算表的錯誤值，或公式沒有計算結果"),
    ("out-of-range", "超出資料字典所定的範圍"),
    ("organ-code", "不是 10 碼的機關代碼"),
    ("too-long", "文字太長"),
    ("integer", "不是整數"),
    ("decimal", "不是數字"),
    ("bool", "不是「是」或「否」"),
    ("field-count", "欄數與標題列不同"),
    ("quote", "引號不成對，或位置不對"),
    ("line-break", "儲存格內有換行"),
    ("repeated-header", "標題列重複出現"),
    ("encoding", "有無法解讀的位元組或字元"),
    ("control-character", "有控制字元"),
    ("orphan", "人員檔沒有這個人，或該列已退件"),
    ("duplicate-identity", "身分證統一編號重複"),
    ("identity-format", "不是身分證統一編號或統一證號的格式"),
    ("identity-checksum", "檢查碼不符"),
    ("misplaced-identity", "身分證統一編號出現在別的欄位，可能錯欄"),
];

/// What `rule` asks for.
pub(in crate::dataset) fn rule_in_words(rule: &str) -> &'static str {
    RULES.iter().find(|(name, _)| *name == rule).map_or("不符規則", |(_, words)| words)
}

/// The longest value whose length is shown character by character.
const SHOWN: usize = 20;
/// The longest code or number that is shown whole.
const WHOLE: usize = 5;

impl Rejected {
    /// The same for a terminal: identity numbers and personal values are masked.
    #[must_use]
    pub fn as_problem(&self, field: Option<&Field>) -> Problem {
        let what = rule_in_words(&self.rule);
        // Of a row as a whole there are hrstat's own words, or an identity number.
        let own = self.rule == "field-count";
        let shown = if own { self.value.clone() } else { masked(&self.value, field) };
        let message = match (self.field.is_empty(), shown.is_empty()) {
            (true, true) => what.to_owned(),
            (true, false) => format!("{what}（{shown}）"),
            (false, true) => format!("{}：{what}", self.field),
            (false, false) => format!("{}：「{shown}」{what}", self.field),
        };
        let line = usize::try_from(self.line).unwrap_or(usize::MAX);
        // The line itself is not shown: it is full of personal data.
        let excerpt = String::new();
        Problem::error(&self.rule, message).at(Location::Text {
            file: self.file.clone(),
            line,
            column: 1,
            width: 1,
            excerpt,
        })
    }
}

/// `value` as it may be shown. A shifted row puts a name, a number or an address into any column, so the form of the value
/// counts as much as the field: whole only what is short and no more than a code or a small number.
fn masked(value: &str, field: Option<&Field>) -> String {
    let characters: Vec<char> = fold_width(value).chars().collect();
    let length = characters.len();
    let digits = characters.iter().filter(|c| c.is_ascii_digit()).count();
    let part = |from: usize, to: usize| characters[from..to].iter().collect::<String>();
    let identity = length == 10 && digits >= 8 && characters[0].is_ascii_alphabetic();
    let harmless = field.is_none_or(|field| field.disclosure == Disclosure::None);
    if identity {
        return format!("{}{}{}", part(0, 3), "*".repeat(length - 5), part(length - 2, length));
    }
    if harmless && length <= WHOLE && digits <= WHOLE && characters.iter().all(char::is_ascii) {
        return value.to_owned();
    }
    match length {
        0 => String::new(),
        1 => "○".to_owned(),
        2..=SHOWN => format!("{}{}", part(0, 1), "○".repeat(length - 1)),
        _ => format!("{}○…（{length} 個字）", part(0, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth::tests::dictionary;
    use super::*;

    /// What a terminal shows may be photographed; the file beside the snapshot holds the whole value.
    #[test]
    fn persons_are_masked() {
        let dictionary = dictionary();
        let person = dictionary.table("人員").unwrap();
        assert_eq!(masked("A123456789", person.field("身分證統一編號")), "A12*****89");
        assert_eq!(masked("陳甲松", person.field("姓名")), "陳○○");
        assert_eq!(masked("A123456789", person.field("職等")), "A12*****89");
        assert_eq!(masked("Ａ１２３４５６７８９", person.field("職等")), "A12*****89");
        assert_eq!(masked("第九", person.field("職等")), "第○", "a name may stand there");
        assert_eq!(masked("15x", person.field("職等")), "15x");
        assert_eq!(masked("0620527", person.field("性別")), "0○○○○○○", "a date of birth in the wrong column");
        assert_eq!(masked("陳大明A223456789", person.field("職等")), "陳○○○○○○○○○○○○");
        assert_eq!(masked(&"9".repeat(200), person.field("職等")), "9○…（200 個字）");
        assert_eq!(masked("七十年五月", person.field("出生日期")), "七○○○○");
        // What a whole row is told by hrstat itself, not by the file.
    }
}
