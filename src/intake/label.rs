//! Recognises the labels of the form in the text of a cell or line, and the value that may follow in the same place.

use super::FormField;
use super::box_mark::{BoxMark, holds_mark, parse_box};
use super::label_spellings::{strong_spellings, weak_spellings};
use crate::domain::fold_width;

/// A label found in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Which field.
    pub(super) field: FormField,
    /// What follows it in the same cell, trimmed; empty where nothing does.
    pub(super) value: String,
    /// A short word that is a label only among better ones: 「姓名」.
    pub(super) weak: bool,
}

const COLONS: [char; 6] = [':', '：', '︰', '﹕', '∶', '꞉'];
/// What may stand between two labels of one line.
const PARTING: &str = "\t；;，,、|｜/／";

/// The labels in `text`: none, one that begins it, or several, each with its value.
///
/// White space, width, a leading number or asterisk and a note in brackets do not matter. The text must begin with the
/// label: 「申請人事機構填寫」 is not 「申請人事機構」. A line may hold several (「申請人姓名：林○○　電話：…」), a cell a
/// whole form, line by line.
pub(super) fn parse_labels(text: &str) -> Vec<Label> {
    if let Some(first) = first_label(strip_numbering(text), false) {
        return split_value(first);
    }
    let starts: Vec<(usize, Label)> = line_starts(text)
        .filter_map(|at| {
            first_label(strip_numbering(&text[at..]), true).filter(|label| !label.weak).map(|label| (at, label))
        })
        .collect();
    match &starts[..] {
        [(_, first), _, ..] => split_value(first.clone()),
        _ => Vec::new(),
    }
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('\n').map(|(at, _)| at + 1)
}

/// Cuts the value of a label where the next label with its colon begins.
fn split_value(first: Label) -> Vec<Label> {
    let mut labels = vec![first];
    while let Some(last) = labels.last_mut()
        && let Some((at, next)) = next_label(last)
    {
        last.value.truncate(at);
        last.value.truncate(last.value.trim_end_matches(|c: char| c.is_whitespace() || PARTING.contains(c)).len());
        labels.push(next);
    }
    labels
}

/// In a passage only a line of its own begins the next field; in a short value any gap does.
fn next_label(label: &Label) -> Option<(usize, Label)> {
    let text = label.value.as_str();
    let passage = matches!(label.field, FormField::Reason | FormField::Description | FormField::Query);
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        let new_line = before == '\n';
        let gap = new_line || !passage && (before.is_whitespace() || PARTING.contains(before));
        before = c;
        if !gap || c.is_whitespace() {
            continue;
        }
        // A number begins a line, not a field within one: 「分機 1234　電子郵件：」.
        let rest = if new_line { strip_numbering(&text[at..]) } else { &text[at..] };
        // Passages have notes of their own; the form's note is about the sample.
        if passage && is_footnote(rest) && !rest.contains("範例") {
            continue;
        }
        if let Some(next) = first_label(rest, true)
            && next.field != label.field
            && !(passage && next.weak)
        {
            return Some((at, next));
        }
    }
    None
}

/// The label that begins `text`, its number stripped; with `colon_only`, one that a colon parts from its value.
fn first_label(text: &str, colon_only: bool) -> Option<Label> {
    if is_footnote(text) {
        return Some(Label { field: FormField::Other, value: String::new(), weak: false });
    }
    let mut best: Option<(usize, Label)> = None;
    for field in FormField::ALL.into_iter().chain([FormField::Other]) {
        let strong = strong_spellings(field).iter().map(|spelling| (spelling, false));
        for (spelling, weak) in strong.chain(weak_spellings(field).iter().map(|spelling| (spelling, true))) {
            let Some(rest) = strip_spelling(text, spelling) else { continue };
            let length = spelling.chars().count();
            if best.as_ref().is_some_and(|(longest, _)| *longest >= length) {
                continue;
            }
            if let Some(value) = value_after(field, rest, colon_only || weak) {
                best = Some((length, Label { field, value, weak }));
            }
        }
    }
    best.map(|(_, label)| label).filter(|label| !colon_only || has_colon(text, label))
}

/// Whether a colon stands right before the value, or at the end where there is none.
fn has_colon(text: &str, label: &Label) -> bool {
    let before = text.trim_end().strip_suffix(label.value.trim_end()).unwrap_or(text);
    before.trim_end().ends_with(COLONS)
}

/// 「（十二）」, 「12.」; more digits are a value: 0495000000.
const LONGEST_NUMBER: usize = 2;

/// 「一、」, 「1.」, 「(二)」, 「＊」 before a label.
fn strip_numbering(text: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "*＊※◎•‧◆■●▪★☆-－".contains(c);
    let body = text.trim_start_matches(marks);
    let behind = body.trim_start_matches(|c| is_numeral(c) || "（()）".contains(c));
    let digits = body[..body.len() - behind.len()].chars().filter(|c| is_numeral(*c)).count();
    let numbered = (1..=LONGEST_NUMBER).contains(&digits);
    let behind = behind.trim_start_matches(['、', '.', '．', ' ', '\u{3000}', '\t', ')', '）']);
    if numbered { behind } else { body }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩".contains(c)
}

fn is_footnote(body: &str) -> bool {
    ["註、", "註：", "註:", "備註：", "備註:", "備註、", "附註"].iter().any(|start| body.starts_with(start))
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
}

/// What stands behind `spelling` at the start of `text`, where the two differ in width, case, white space and brackets.
fn strip_spelling<'a>(text: &'a str, spelling: &str) -> Option<&'a str> {
    let mut wanted = spelling.chars().peekable();
    let mut begun = false;
    for (at, c) in text.char_indices() {
        let Some(next) = wanted.peek() else { return Some(&text[at..]) };
        if is_invisible(c) {
            continue;
        }
        let folded = fold_width(c.encode_utf8(&mut [0; 4])).to_lowercase();
        if folded == next.to_string() {
            wanted.next();
            begun = true;
        } else if !(begun && matches!(c, '(' | ')' | '（' | '）' | '〔' | '〕' | '‧' | '‐' | '–')) {
            return None;
        }
    }
    wanted.peek().is_none().then_some("")
}

/// The value behind a label; none where what follows shows that it was not this label.
fn value_after(field: FormField, rest: &str, colon_only: bool) -> Option<String> {
    let rest = rest.trim_start_matches(is_invisible_mark);
    let rest = if field == FormField::Description { strip_instruction(rest) } else { rest };
    let rest = strip_brackets(field, rest).trim_start_matches(is_invisible_mark);
    let trimmed = rest.trim_start();
    if trimmed.trim_matches(is_line).is_empty() {
        return Some(String::new());
    }
    if let Some(value) = trimmed.strip_prefix(COLONS) {
        return Some(clean(field, value));
    }
    if let Some(value) = after_addition(trimmed) {
        return Some(clean(field, value));
    }
    let gap = rest.len() > trimmed.len();
    let on_new_line = rest[..rest.len() - trimmed.len()].contains('\n');
    let taken = !colon_only && (gap || touches(field, trimmed)) && is_plausible(field, trimmed, on_new_line);
    taken.then(|| clean(field, trimmed))
}

/// 「及分機」, 「/傳真」: an addition to the label, and what follows its colon.
fn after_addition(rest: &str) -> Option<&str> {
    const LONGEST: usize = 8;
    let inside = rest.strip_prefix(['及', '與', '或', '、', '/', '／'])?;
    let (addition, value) = inside.split_once(COLONS).unwrap_or((inside, ""));
    let short = addition.chars().count() <= LONGEST && !addition.chars().any(|c| c.is_ascii_digit());
    (short && !addition.trim().is_empty()).then_some(value)
}

/// Marks of a field that must be filled in, after its label.
fn is_invisible_mark(c: char) -> bool {
    matches!(c, '*' | '＊' | '※' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// A line to write on is no value.
fn clean(field: FormField, text: &str) -> String {
    let text = text.trim();
    if field.is_long() { text.to_owned() } else { text.trim_matches(is_line).to_owned() }
}

fn is_line(c: char) -> bool {
    c.is_whitespace() || matches!(c, '_' | '＿' | '﹍')
}

/// Values that may follow their label without any gap.
fn touches(field: FormField, value: &str) -> bool {
    let first = fold_width(value).chars().next().unwrap_or(' ');
    match field {
        FormField::AppliedOn => first.is_ascii_digit() || value.starts_with("民國") || value.starts_with("中華民國"),
        FormField::Phone => first.is_ascii_digit() || first == '(',
        FormField::PersonalData => holds_mark(value),
        _ => false,
    }
}

/// Whether what follows a label after a gap can be its value, and is not the rest of a longer label.
fn is_plausible(field: FormField, value: &str, on_new_line: bool) -> bool {
    let folded = fold_width(value);
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let length = value.chars().filter(|c| !c.is_whitespace()).count();
    let has = |words: &[&str]| words.iter().any(|word| value.contains(word));
    let no_label = || first_label(value, false).is_none();
    let is_organ = || has(&["人事", "府", "部", "會", "局", "署", "院", "處", "所", "校", "學", "館", "團"]);
    let is_form_word = || has(&["填寫", "戳章", "蓋章", "簽章", "簽名", "全銜", "基本資料", "職稱", "必填", "請填"]);
    match field {
        FormField::AppliedOn => digits > 0 || value.contains('年'),
        FormField::Phone => digits >= 5,
        FormField::Email => folded.contains('@'),
        FormField::Applicant => length <= 12 && !is_form_word() && no_label(),
        FormField::Agency | FormField::Authority => is_organ() && !is_form_word() && no_label(),
        // Text in the cell of the label is the approval (contract §4), whatever separates the two.
        FormField::Approval => no_label(),
        FormField::PersonalData => {
            holds_mark(value) || matches!(parse_box(value), BoxMark::Yes | BoxMark::No) && length <= 3
        }
        FormField::Reason | FormField::Description => on_new_line || length >= 4 && no_label(),
        FormField::CheckedSources | FormField::Sample | FormField::Query => on_new_line,
        FormField::Other => false,
    }
}

/// The instruction of the official label, where it was typed without brackets.
fn strip_instruction(rest: &str) -> &str {
    const INSTRUCTION: &str = "請詳細說明需求欄位及條件等";
    strip_spelling(rest.trim_start(), INSTRUCTION).unwrap_or(rest)
}

/// Notes in brackets: 「(請詳細說明…)」, 「（必填）」. A ticked box or an area code in brackets is a value and stays.
fn strip_brackets(field: FormField, rest: &str) -> &str {
    let mut left = rest;
    loop {
        let trimmed = left.trim_start();
        let Some(inner) = trimmed.strip_prefix(['(', '（', '〔', '[', '【']) else { return left };
        let Some(end) = inner.find([')', '）', '〕', ']', '】']) else { return left };
        let note = &inner[..end];
        let is_value = match field {
            FormField::PersonalData => note.trim().is_empty() || holds_mark(note) || note.trim().chars().count() == 1,
            FormField::Phone | FormField::AppliedOn => {
                !note.is_empty() && fold_width(note).chars().all(|c| c.is_ascii_digit() || c == ' ')
            }
            // 「(一)離職人數」 begins a passage.
            _ => !note.is_empty() && note.chars().all(is_numeral),
        };
        if is_value {
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
        parse_labels(text).into_iter().next().map(|label| (label.field, label.value))
    }

    #[test]
    fn labels_are_recognised_however_they_are_set() {
        for (text, field, value) in [
            ("申請\n人事機構", FormField::Agency, ""),
            ("申請人事機構：勞動部人事處", FormField::Agency, "勞動部人事處"),
            ("申請機關\n勞動部人事處", FormField::Agency, "勞動部人事處"),
            ("申請（人事）機構", FormField::Agency, ""),
            ("　申 請 人 姓 名　", FormField::Applicant, ""),
            ("申請人姓名\n林○○", FormField::Applicant, "林○○"),
            ("申請人姓名＿＿＿＿", FormField::Applicant, ""),
            ("二、申請日期", FormField::AppliedOn, ""),
            ("申　請　日　期", FormField::AppliedOn, ""),
            ("申請日期115.10.5", FormField::AppliedOn, "115.10.5"),
            ("申請日期(民國)：115.10.5", FormField::AppliedOn, "115.10.5"),
            ("(三) 聯絡電話", FormField::Phone, ""),
            ("聯絡電話 (02)8590-0000", FormField::Phone, "(02)8590-0000"),
            ("＊電子郵件（必填）", FormField::Email, ""),
            ("電子郵件＊", FormField::Email, ""),
            ("聯絡電話\n及傳真", FormField::Phone, ""),
            ("聯絡電話/分機：02-85900000", FormField::Phone, "02-85900000"),
            ("Ｅ－ｍａｉｌ: a@b.tw", FormField::Email, "a@b.tw"),
            ("E-MAIL", FormField::Email, ""),
            ("需求描述\n及說明\n(請詳細說\n明需求欄位\n及條件等)", FormField::Description, ""),
            ("需求描述及說明（請詳細說明需求欄位及條件等）：請提供人數", FormField::Description, "請提供人數"),
            ("需求描述及說明\n請提供人數", FormField::Description, "請提供人數"),
            ("需求說明\n(一)人數\n(二)比率", FormField::Description, "(一)人數\n(二)比率"),
            ("需求描述及說明請詳細說明需求欄位及條件等", FormField::Description, ""),
            ("是否含個資 □是 ■否", FormField::PersonalData, "□是 ■否"),
            ("是否含個資（□是 ■否）", FormField::PersonalData, "（□是 ■否）"),
            ("含個資否：是（V） 否（ ）", FormField::PersonalData, "是（V） 否（ ）"),
            ("主管機關人事機構審核", FormField::Approval, ""),
            ("主管機關（人事機構）審核", FormField::Approval, ""),
            ("主管機關人事機構審核\n勞動部人事處 核准", FormField::Approval, "勞動部人事處 核准"),
            ("主管機關（人事機構）", FormField::Authority, ""),
            ("申請人事機構單位戳章", FormField::Other, ""),
            ("申請人\n簽名或蓋章", FormField::Other, ""),
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
            "電話 中說明",
            "115.10.5",
            "說明二、請提供人數",
            "單位 人數",
            "申請人職稱",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    fn all(text: &str) -> Vec<(FormField, String)> {
        parse_labels(text).into_iter().map(|label| (label.field, label.value)).collect()
    }

    /// Letters have several labels in a line; in a passage the word 電話 with a colon is no label.
    #[test]
    fn several_labels_may_share_a_cell() {
        use FormField::{Agency, Applicant, AppliedOn, Description, PersonalData, Phone, Reason};
        let pair = |field, text: &str| (field, text.to_owned());
        assert_eq!(
            all("申請人姓名：林○○　　申請日期：115年10月5日；電話：02-85900000"),
            [pair(Applicant, "林○○"), pair(AppliedOn, "115年10月5日"), pair(Phone, "02-85900000")]
        );
        assert_eq!(
            all(
                "行政院人事行政總處申請單\n申請機關：勞動部人事處\n申請事由：研議，電話：無\n電話：另洽\n需求說明：\n人數\n是否含個資：■否"
            ),
            [
                pair(Agency, "勞動部人事處"),
                pair(Reason, "研議，電話：無\n電話：另洽"),
                pair(Description, "人數"),
                pair(PersonalData, "■否")
            ]
        );
        assert_eq!(all("電話：0495000023　申請日期：115.10.5").len(), 2);
        assert_eq!(all("電話：0495000023　申請日期：115.10.5")[0].1, "0495000023");
        assert_eq!(all("請提供：\n申請日期：不拘"), []);
    }
}
