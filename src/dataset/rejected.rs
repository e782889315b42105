//! Rows that were left out of an import, and how they are shown without showing whom they are about.

use serde::{Deserialize, Serialize};

use crate::domain::{Disclosure, Field};
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
    /// `required`, `unknown-code`, `date`, `integer`, `decimal`, `bool`, `field-count`, `line-break`, `orphan`,
    /// `duplicate-identity` or `identity-checksum`.
    pub rule: String,
}

/// The longest value that is shown.
const SHOWN: usize = 20;

impl Rejected {
    /// The same for a terminal: identity numbers and personal values are masked.
    #[must_use]
    pub fn as_problem(&self, field: Option<&Field>) -> Problem {
        let what = match self.rule.as_str() {
            "required" => "必填欄位空白",
            "unknown-code" => "不在代碼表內",
            "date" => "不是日期",
            "integer" => "不是整數",
            "decimal" => "不是數字",
            "bool" => "不是「是」或「否」",
            "field-count" => "欄數與標題列不同",
            "line-break" => "儲存格內有換行，可能少了一個引號",
            "orphan" => "人員.csv 沒有這個人，或該列已退件",
            "duplicate-identity" => "身分證統一編號重複",
            "identity-checksum" => "身分證統一編號的檢查碼不符",
            _ => "不符規則",
        };
        let shown = masked(&self.value, field);
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

/// `value` as it may be shown: what identifies a person only in part, what is harmless up to twenty characters.
fn masked(value: &str, field: Option<&Field>) -> String {
    let characters: Vec<char> = value.chars().collect();
    // A shifted row puts an identity number into any column, so its form counts and not only the field.
    let digits = characters.iter().filter(|c| c.is_ascii_digit()).count();
    let identity = digits >= 8 && characters.iter().any(char::is_ascii_alphabetic);
    let personal = field.is_some_and(|field| field.disclosure != Disclosure::None);
    let part = |from: usize, to: usize| characters[from..to].iter().collect::<String>();
    let length = characters.len();
    match (identity, personal) {
        (true, _) if length >= 6 => format!("{}{}{}", part(0, 3), "*".repeat(length - 5), part(length - 2, length)),
        (true, _) => "*".repeat(length),
        (false, true) if length > 1 => format!("{}{}", part(0, 1), "○".repeat((length - 1).min(SHOWN))),
        (false, true) => "○".repeat(length),
        (false, false) if length > SHOWN => format!("{}…", part(0, SHOWN)),
        (false, false) => value.to_owned(),
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
        assert_eq!(masked("第九", person.field("職等")), "第九");
        assert_eq!(masked("七十年五月", person.field("出生日期")), "七○○○○");
    }
}
