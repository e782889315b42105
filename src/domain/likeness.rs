//! Whether two applications mean the same, whatever their files look like.
//!
//! An application comes again as another file: sent twice, typed anew from paper, forwarded by the authority, corrected.
//! Spacing, width, variant characters, the way a number is written and courtesies say nothing; what is left is compared,
//! as a whole (the same meaning) or by pairs of characters (similar). A single character may be the whole difference
//! (簡任, 薦任; 113年, 114年): similar is never taken for the same.

use std::collections::BTreeSet;

use super::chinese_number::chinese_numbers_to_digits;
use super::{Application, Digest, canonical_name, fold_width};

/// Characters that are written in two ways, each with the one that is compared.
const VARIANTS: &[(char, char)] = &[
    ('台', '臺'),
    ('恒', '恆'),
    ('峯', '峰'),
    ('衞', '衛'),
    ('羣', '群'),
    ('祕', '秘'),
    ('佔', '占'),
    ('佈', '布'),
    ('裏', '裡'),
    ('着', '著'),
    ('劃', '畫'),
    ('連', '聯'),
    ('盡', '儘'),
    ('○', '〇'),
];
/// Courtesies and the verbs of every request.
const COURTESIES: &[&str] = &[
    "敬請",
    "惠請",
    "煩請",
    "懇請",
    "擬請",
    "謹請",
    "惠予",
    "惠賜",
    "提供",
    "協助",
    "謝謝",
    "感謝",
    "您好",
    "鈞處諒達",
    "貴總處",
    "鈞總處",
    "鈞處",
    "貴處",
    "無任感荷",
    "至紉公誼",
    "俾憑辦理",
    "為荷",
    "順頌時綏",
    "請",
];
/// A remark with one of these is about the way that the application took.
const ABOUT_SENDING: &[&str] = &[
    "核轉",
    "函轉",
    "層轉",
    "轉送",
    "轉陳",
    "轉請",
    "寄送",
    "再次寄",
    "再次送",
    "再寄",
    "再送一次",
    "重寄",
    "重送",
    "重新寄",
    "重新送",
    "重新傳",
    "補寄",
    "補送",
    "查收",
    "未收到",
    "未獲回",
    "未獲系統",
    "未獲貴",
];
/// A sentence with one of these asks for something, whatever else it says.
const ASKED: &[&str] = &[
    "人數", "名冊", "名單", "清冊", "比率", "比例", "統計", "年資", "平均", "區分", "依", "按", "截至", "含", "列出",
    "職",
];
/// How a correction of an earlier application is announced.
const CORRECTIONS: &[&str] = &[
    "更正版",
    "修正版",
    "修訂版",
    "更新版",
    "更正後",
    "修正後申請",
    "更正申請",
    "修正申請",
    "更正本",
    "更正前",
    "更正如",
    "(更正)",
    "(修正)",
    "作廢",
    "以本次為準",
    "以此次為準",
    "以本表為準",
    "以本件為準",
    "以本案為準",
    "以此為準",
    "以本版為準",
    "取代前",
    "取代原",
    "取代本",
    "前次申請",
    "前次所送",
    "前送",
    "前寄",
    "原送",
    "原申請",
    "原寄",
    "重新申請",
    "重送",
    "補正",
    "補件",
    "撤換",
    "抽換",
    "更換前",
];
/// Shorter texts are not compared by pairs: one word more is half of them.
const LEAST_LENGTH: usize = 12;
/// Up to so many characters a sentence about sending is only that.
const LONGEST_REMARK: usize = 40;

/// What an application says, in one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    office: String,
    applicant: String,
    reason: String,
    description: String,
}

impl Likeness {
    /// Of one application.
    #[must_use]
    pub fn of(application: &Application) -> Self {
        Self {
            office: office_key(&application.agency),
            applicant: canonical_name(&application.applicant),
            reason: plain(&application.reason),
            description: plain(&application.description),
        }
    }

    /// The office that applies, in one spelling.
    #[must_use]
    pub fn office(&self) -> &str {
        &self.office
    }

    /// Whether one person has applied for both.
    #[must_use]
    pub fn is_of_the_same_applicant(&self, other: &Self) -> bool {
        self.office == other.office && self.applicant == other.applicant
    }

    /// The same for every application that means the same.
    #[must_use]
    pub fn meaning(&self) -> Digest {
        Digest::of([&*self.office, &self.applicant, &self.reason, &self.description].join("\n").as_bytes())
    }

    /// How much the descriptions have in common, in thousandths: the pairs of characters in both among those in either.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> usize {
        if [self, other].iter().any(|one| one.description.chars().count() < LEAST_LENGTH) {
            return if self.description == other.description { 1000 } else { 0 };
        }
        let (ours, theirs) = (pairs(&self.description), pairs(&other.description));
        let common = ours.intersection(&theirs).count();
        common * 1000 / (ours.len() + theirs.len() - common).max(1)
    }
}

/// Whether an application, or the name of its file, says that it corrects an earlier one.
#[must_use]
pub fn announces_correction(application: &Application, file_name: &str) -> bool {
    [&application.reason, &application.description, file_name].iter().any(|text| {
        let text: String = fold_width(text).chars().filter(|c| !c.is_whitespace()).collect();
        CORRECTIONS.iter().any(|word| text.contains(word))
    })
}

/// 「行政院主計總處人事處」 and 「主計總處人事處」, 「恒春」 and 「恆春」 are one office.
fn office_key(agency: &str) -> String {
    const SHORTEST: usize = 5;
    let name: String = canonical_name(agency).chars().map(in_one_way).filter(|c| c.is_alphanumeric()).collect();
    match name.strip_prefix("行政院").filter(|rest| rest.chars().count() >= SHORTEST) {
        Some(rest) => rest.to_owned(),
        None => name,
    }
}

fn in_one_way(c: char) -> char {
    VARIANTS.iter().find(|(variant, _)| *variant == c).map_or(c, |(_, usual)| *usual)
}

/// The text without spacing, punctuation, courtesies and remarks about sending, its numbers in digits.
fn plain(text: &str) -> String {
    let text = without_remarks(&fold_width(text));
    let text: String = chinese_numbers_to_digits(&text)
        .chars()
        .map(in_one_way)
        .filter(|c| c.is_alphanumeric() || matches!(c, '%' | '<' | '>' | '='))
        .flat_map(char::to_lowercase)
        .collect();
    COURTESIES.iter().fold(text, |text, courtesy| text.replace(courtesy, ""))
}

/// Drops 「（屏東縣政府人事處轉）」 and 「本案前已寄送，未獲回復，再寄一次。」
fn without_remarks(text: &str) -> String {
    let is_short = |part: &str| part.chars().count() <= LONGEST_REMARK;
    let is_remark = |part: &str| is_short(part) && ABOUT_SENDING.iter().any(|word| part.contains(word));
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, inside) = rest.split_at(open);
        let Some(close) = inside.find(')') else { break };
        kept.push_str(before);
        // 「調任(含轉任)人數」 is no remark: what goes on behind the bracket goes on with the sentence.
        let ends = inside[close + 1..].trim_start_matches(['。', '.', ' ']).chars().next().is_none_or(|c| c == '\n');
        let remark = &inside[1..close];
        if !(ends && (is_remark(remark) || is_short(remark) && remark.ends_with('轉'))) {
            kept.push_str(&inside[..=close]);
        }
        rest = &inside[close + 1..];
    }
    kept.push_str(rest);
    // Of several sentences one about sending says nothing of the request.
    let sentences: Vec<&str> = kept.split_inclusive(['。', '\n']).collect();
    let asks = |sentence: &str| ASKED.iter().any(|word| sentence.contains(word));
    let told: String = sentences.iter().filter(|sentence| !is_remark(sentence) || asks(sentence)).copied().collect();
    if told.trim().is_empty() { kept } else { told }
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    text.chars().zip(text.chars().skip(1)).collect()
}
