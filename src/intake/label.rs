//! Recognises the labels of the form in the text of a cell, and the value that may follow in the same cell.

use super::FormField;
use super::box_mark::holds_mark;
use crate::domain::fold_width;

/// A label found in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Which field.
    pub(super) field: FormField,
    /// What follows it in the same cell, trimmed; empty where nothing does.
    pub(super) value: String,
}

/// The label that `text` is, if it is one.
///
/// White space, width, a leading number or asterisk and a note in brackets do not matter. The whole cell must be the
/// label (and its value): 「申請人事機構填寫」 is not 「申請人事機構」.
pub(super) fn parse_label(text: &str) -> Option<Label> {
    let body = strip_numbering(text);
    if is_footnote(body) {
        return Some(Label { field: FormField::Other, value: String::new() });
    }
    let mut best: Option<(usize, Label)> = None;
    for field in FormField::ALL.into_iter().chain([FormField::Other]) {
        for spelling in field.spellings() {
            let Some(rest) = strip_spelling(body, spelling) else { continue };
            let length = spelling.chars().count();
            if best.as_ref().is_some_and(|(longest, _)| *longest >= length) {
                continue;
            }
            if let Some(value) = value_after(field, rest) {
                best = Some((length, Label { field, value }));
            }
        }
    }
    best.map(|(_, label)| label)
}

/// 「一、」, 「1.」, 「(二)」, 「＊」 before a label.
fn strip_numbering(text: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "*＊※◎•‧".contains(c);
    let body = text.trim_start_matches(marks);
    let numbers = |c: char| c.is_ascii_digit() || "（()）一二三四五六七八九十０１２３４５６７８９".contains(c);
    let behind = body.trim_start_matches(numbers);
    let numbered = behind.len() < body.len();
    let behind = behind.trim_start_matches(['、', '.', '．', ' ', '\u{3000}']);
    if numbered { behind } else { body }
}

fn is_footnote(body: &str) -> bool {
    ["註、", "註：", "註:", "備註", "附註"].iter().any(|start| body.starts_with(start))
}

/// What stands behind `spelling` at the start of `text`, where the two differ in width and white space only.
fn strip_spelling<'a>(text: &'a str, spelling: &str) -> Option<&'a str> {
    let mut wanted = spelling.chars().peekable();
    for (at, c) in text.char_indices() {
        let Some(next) = wanted.peek() else { return Some(&text[at..]) };
        if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            continue;
        }
        if fold_width(c.encode_utf8(&mut [0; 4])) != next.to_string() {
            return None;
        }
        wanted.next();
    }
    wanted.peek().is_none().then_some("")
}

/// The value behind a label; none where what follows shows that it was not this label.
fn value_after(field: FormField, rest: &str) -> Option<String> {
    let rest = if field == FormField::Description { strip_instruction(rest) } else { rest };
    let rest = strip_brackets(field, rest);
    let trimmed = rest.trim_start();
    let clean = |text: &str| text.trim().to_owned();
    if trimmed.is_empty() {
        return Some(String::new());
    }
    if let Some(value) = trimmed.strip_prefix([':', '：', '︰', '﹕']) {
        return Some(clean(value));
    }
    let on_new_line = rest.trim_start_matches([' ', '\u{3000}', '\t', '\r']).starts_with('\n');
    let taken = match field {
        // Text in the cell of the label is the approval (contract §4), whatever separates the two.
        FormField::Approval => on_new_line || rest.starts_with(char::is_whitespace),
        FormField::PersonalData => holds_mark(trimmed),
        FormField::Reason | FormField::Description => on_new_line,
        _ => false,
    };
    taken.then(|| clean(trimmed))
}

/// The instruction of the official label, where it was typed without brackets.
fn strip_instruction(rest: &str) -> &str {
    const INSTRUCTION: &str = "請詳細說明需求欄位及條件等";
    strip_spelling(rest.trim_start(), INSTRUCTION).unwrap_or(rest)
}

/// Notes in brackets: 「(請詳細說明…)」, 「（必填）」. A ticked box in brackets is a value and stays.
fn strip_brackets(field: FormField, rest: &str) -> &str {
    let mut left = rest;
    loop {
        let trimmed = left.trim_start();
        let Some(inner) = trimmed.strip_prefix(['(', '（', '〔', '[']) else { return left };
        let Some(end) = inner.find([')', '）', '〕', ']']) else { return left };
        let note = &inner[..end];
        if field == FormField::PersonalData && (note.trim().is_empty() || holds_mark(note)) {
            return left;
        }
        left = &inner[end..];
        left = left.get(left.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(FormField, String)> {
        parse_label(text).map(|label| (label.field, label.value))
    }

    #[test]
    fn labels_are_recognised_however_they_are_set() {
        for (text, field, value) in [
            ("申請\n人事機構", FormField::Agency, ""),
            ("申請人事機構：勞動部人事處", FormField::Agency, "勞動部人事處"),
            ("　申 請 人 姓 名　", FormField::Applicant, ""),
            ("二、申請日期", FormField::AppliedOn, ""),
            ("(三) 聯絡電話", FormField::Phone, ""),
            ("＊電子郵件（必填）", FormField::Email, ""),
            ("Ｅ－ｍａｉｌ: a@b.tw", FormField::Email, "a@b.tw"),
            ("需求描述\n及說明\n(請詳細說\n明需求欄位\n及條件等)", FormField::Description, ""),
            ("需求描述及說明（請詳細說明需求欄位及條件等）：請提供人數", FormField::Description, "請提供人數"),
            ("需求描述及說明\n請提供人數", FormField::Description, "請提供人數"),
            ("需求描述及說明請詳細說明需求欄位及條件等", FormField::Description, ""),
            ("是否含個資 □是 ■否", FormField::PersonalData, "□是 ■否"),
            ("是否含個資（□是 ■否）", FormField::PersonalData, "（□是 ■否）"),
            ("主管機關人事機構審核", FormField::Approval, ""),
            ("主管機關人事機構審核\n勞動部人事處 核准", FormField::Approval, "勞動部人事處 核准"),
            ("申請人事機構單位戳章", FormField::Other, ""),
            ("申請\n人事機構\n填寫", FormField::Other, ""),
            ("註、請儘量檢附需求資料格式範例，以加速處理時效。", FormField::Other, ""),
        ] {
            assert_eq!(read(text), Some((field, value.to_owned())), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_labels() {
        for text in [
            "申請人事機構之需求",
            "勞動部人事處",
            "行政院人事行政總處受理人事資料統計服務申請表",
            "",
            "電話中說明",
            "115.10.5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
