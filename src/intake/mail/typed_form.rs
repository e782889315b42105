//! Finds forms that were typed into the text of a mail: 「申請人事機構：勞動部人事處」, line by line, in any order.

use super::letter::{is_ending, is_forward_head, is_signature};
use crate::intake::FormField;
use crate::intake::grid::{CellValue, Grid};
use crate::intake::label::{Label, parse_labels};

/// The name of the sheet that stands for the text.
pub(super) const BODY: &str = "郵件內文";
/// With fewer fields filled in, a text is a letter that has a signature.
const FEWEST: usize = 4;
/// Fields whose short names are labels in a letter too; 「說明：」 is used for much else.
const TELLING_WORDS: &[FormField] = &[FormField::Applicant, FormField::Authority, FormField::Phone, FormField::Email];
/// How the form itself calls its contact details.
const FORM_LABELS: &[&str] = &["聯絡電話", "連絡電話", "電子郵件", "電子信箱", "主管機關"];
/// Names and offices are shorter.
const SHORT_LINE: usize = 30;
/// Longer texts are no letters.
const MAX_LINES: usize = 50_000;
/// Longer lines are text, whatever they begin with.
const LONGEST_LINE: usize = 20_000;
/// What of a text is looked at, in bytes.
const LONGEST_TEXT: usize = 1024 * 1024;

/// A form in a text.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedForm {
    /// Each field, the number of its line counted from 0, and its value.
    fields: Vec<(FormField, u32, String)>,
}

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// Its forms.
    pub(super) forms: Vec<TypedForm>,
    /// Everything else: the covering letter.
    pub(super) letter: String,
}

impl TypedForm {
    /// As a sheet: each label with its value in the row of its line.
    pub(super) fn grid(&self) -> Grid {
        let mut grid = Grid { sheet: BODY.to_owned(), visible: true, ..Grid::default() };
        for (field, line, value) in &self.fields {
            let mut column = 0;
            while grid.cells.contains_key(&(*line, column)) {
                column += 2;
            }
            grid.cells.insert((*line, column), CellValue::Text(format!("{}：{value}", field.label())));
        }
        grid
    }

    /// As text: what is kept of it, and what tells it from another.
    pub(super) fn text(&self) -> String {
        self.fields.iter().flat_map(|(field, _, value)| [field.label(), "：", value.as_str(), "\n"]).collect()
    }

    fn filled(&self) -> usize {
        self.fields.iter().filter(|(_, _, value)| !value.is_empty()).count()
    }

    fn value(&self, field: FormField) -> Option<&str> {
        self.fields.iter().find(|(known, _, _)| *known == field).map(|(_, _, value)| value.as_str())
    }
}

/// Reads `text`.
pub(super) fn find_typed_forms(text: &str) -> Typed {
    let mut reader = Reader::default();
    let text = text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or(text);
    for (number, line) in (0..).zip(text.lines().take(MAX_LINES)) {
        let line = line.trim_start().trim_start_matches('>').trim_start_matches(' ');
        reader.line(number, line);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    typed: Typed,
    form: TypedForm,
    /// The index of the field that the next line goes on with.
    open: Option<usize>,
    /// The letter has ended; until a new form begins, labels are part of a signature.
    closed: bool,
    letter: Vec<String>,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        if is_forward_head(line) || is_ending(line) {
            self.open = None;
            self.closed = true;
            return;
        }
        for segment in line.split('\t') {
            let labels = if segment.len() > LONGEST_LINE { Vec::new() } else { labels_of(segment) };
            if !labels.first().is_some_and(|label| self.is_due(label)) {
                self.text(segment);
                continue;
            }
            if self.begins_signature(segment, &labels) {
                self.drop_last_paragraph();
                self.open = None;
                self.closed = true;
                return;
            }
            for label in labels {
                self.label(number, label.field, label.value);
            }
        }
    }

    /// Whether a label is the form's: behind its end only one that begins the next form is, and a word such as 「TEL:」 is none
    /// in the middle of a later paragraph, where the signature may have begun.
    fn is_due(&self, label: &Label) -> bool {
        let open = self.open.and_then(|open| self.form.fields.get(open)).filter(|(field, _, _)| field.is_long());
        let in_paragraph = open.is_some_and(|(_, _, value)| value.contains("\n\n") && !value.ends_with("\n\n"));
        let weak_and_here = label.weak && (in_paragraph || !TELLING_WORDS.contains(&label.field));
        (!self.closed || label.field.is_telling()) && !weak_and_here
    }

    fn label(&mut self, number: u32, field: FormField, value: String) {
        self.closed = false;
        if self.form.value(field).is_some_and(|known| !known.is_empty()) {
            if !field.is_telling() {
                // A telephone number for the second time: the signature has begun above it.
                self.drop_last_paragraph();
                self.open = None;
                self.closed = true;
                return;
            }
            self.close_form();
        }
        self.form.fields.retain(|(known, _, _)| *known != field);
        self.form.fields.push((field, number, value));
        self.open = Some(self.form.fields.len() - 1);
    }

    /// Whether this is the 「TEL:」 under a name: no label of the form, and in a paragraph of its own behind a passage.
    fn begins_signature(&self, segment: &str, labels: &[Label]) -> bool {
        let contact = labels.iter().all(|label| !label.field.is_telling());
        let official = FORM_LABELS.iter().any(|label| segment.trim().starts_with(label));
        let behind_passage = self.open.and_then(|open| self.form.fields.get(open)).is_some_and(|(field, _, value)| {
            let paragraph = value.rfind("\n\n").map_or("", |at| value[at..].trim());
            field.is_long() && !paragraph.is_empty() && paragraph.lines().all(|line| line.chars().count() <= SHORT_LINE)
        });
        contact && !official && behind_passage
    }

    fn text(&mut self, line: &str) {
        let Some((field, _, value)) = self.open.and_then(|open| self.form.fields.get_mut(open)) else {
            self.letter.push(line.to_owned());
            return;
        };
        let trimmed = line.trim_end();
        // An approval is a line or two; what follows a blank line is the letter's end.
        if trimmed.is_empty() && !value.is_empty() && (!field.is_long() || *field == FormField::Approval) {
            self.open = None;
        } else if !value.is_empty() || !trimmed.is_empty() {
            if !value.is_empty() {
                value.push('\n');
            }
            value.push_str(trimmed);
        }
    }

    /// Takes the last paragraph off the open field, where there is one before it.
    fn drop_last_paragraph(&mut self) {
        if let Some((_, _, value)) = self.open.and_then(|open| self.form.fields.get_mut(open))
            && let Some(at) = value.trim_end().rfind("\n\n")
        {
            value.truncate(at);
        }
    }

    fn close_form(&mut self) {
        if let Some((_, _, value)) = self.open.and_then(|open| self.form.fields.get_mut(open)) {
            drop_signature(value);
        }
        self.open = None;
        let mut form = std::mem::take(&mut self.form);
        for (_, _, value) in &mut form.fields {
            value.truncate(value.trim_end().len());
        }
        let core = form.fields.iter().filter(|(field, _, value)| field.is_telling() && !value.is_empty()).count();
        if form.filled() >= FEWEST && core >= 2 {
            self.typed.forms.push(form);
        } else {
            // Labels without a form are part of the letter.
            self.letter.push(form.text());
        }
    }

    fn finish(mut self) -> Typed {
        self.close_form();
        self.typed.letter = self.letter.join("\n");
        self.typed
    }
}

/// Takes a signature off that no mark announces: a last paragraph of short lines with a telephone number or an address.
fn drop_signature(value: &mut String) {
    while let Some(at) = value.trim_end().rfind("\n\n") {
        let last: Vec<&str> = value[at..].lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if !is_signature(&last) {
            break;
        }
        value.truncate(at);
    }
}

/// The labels of `segment`: 「一、申請人姓名：林○○　電話：…」, 「【申請人姓名】林○○」, 「申請人姓名」 alone.
fn labels_of(segment: &str) -> Vec<Label> {
    let trimmed = segment.trim();
    let bracketed = trimmed.strip_prefix(['【', '［', '[', '〔', '《', '<']);
    if let Some((inner, rest)) = bracketed.and_then(|rest| rest.split_once(['】', '］', ']', '〕', '》', '>']))
        && let [label] = &parse_labels(inner)[..]
        && label.value.is_empty()
    {
        let value = rest.trim_start_matches([':', '：', ' ']).trim().to_owned();
        return vec![Label { value, ..label.clone() }];
    }
    // Emphasis of plain text: `*申請人姓名*：林○○`.
    let emphasis = trimmed.strip_prefix('*').and_then(|rest| rest.split_once('*'));
    match emphasis {
        Some((inner, rest)) => parse_labels(&format!("{inner}{rest}")),
        None => parse_labels(trimmed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<Vec<(FormField, String)>> {
        let forms = find_typed_forms(text).forms;
        forms
            .into_iter()
            .map(|form| form.fields.into_iter().map(|(field, _, value)| (field, value)).collect())
            .collect()
    }

    /// Why: this is how people answer 「請用電子郵件申請」.
    #[test]
    fn a_form_is_read_out_of_a_letter() {
        let text = "您好：\n檢送本處申請如下，敬請惠辦。\n\n申請人事機構：勞動部人事處\n申請人姓名：林○○　申請日期：115.10.5\n\
                    聯絡電話\n(02)0000-0000\n需求描述及說明：\n一、各主管機關人數\n\n二、依性別區分\n申請理由：研議\n是否含個資：□是 ■否\n\n\
                    林○○\n勞動部人事處專員\n電話：(02)1111-1111\n";
        let found = fields(text);
        let wanted = [
            (FormField::Agency, "勞動部人事處"),
            (FormField::Applicant, "林○○"),
            (FormField::AppliedOn, "115.10.5"),
            (FormField::Phone, "(02)0000-0000"),
            (FormField::Description, "一、各主管機關人數\n\n二、依性別區分"),
            (FormField::Reason, "研議"),
            (FormField::PersonalData, "□是 ■否"),
        ];
        assert_eq!(found, [wanted.map(|(field, value)| (field, value.to_owned())).to_vec()]);
        assert!(find_typed_forms(text).letter.starts_with("您好：\n檢送本處申請如下，敬請惠辦。"));
    }

    #[test]
    fn the_last_field_ends_before_signature_and_disclaimer() {
        let head = "申請人事機構：甲\n申請人姓名：乙\n申請理由：丙\n需求描述及說明：請提供人數\n第二行";
        for tail in [
            "\n-- \n林○○\n電話：1",
            "\n\n林○○ 敬上",
            "\n\n勞動部人事處 林○○\nTEL: 02-0000\nabc@example.gov.tw",
            "\n\n順頌　時綏\n林○○",
            "\n\n本郵件可能含有機密資料",
            "\n\n-----原始郵件-----\n寄件者：丁\n主旨：戊",
        ] {
            let found = fields(&format!("{head}{tail}"));
            assert_eq!(found[0].last(), Some(&(FormField::Description, "請提供人數\n第二行".to_owned())), "{tail}");
        }
    }

    #[test]
    fn several_forms_and_quoted_ones_are_several() {
        let one = "【申請人事機構】甲\n【申請人姓名】乙\n*申請理由*：丙\n1. 需求描述及說明：丁\n";
        assert_eq!(fields(&format!("{one}\n{one}")).len(), 2);
        assert_eq!(fields(&format!("已收到。\n> {}", one.trim_end().replace('\n', "\n> "))).len(), 1);
        assert!(fields("請查收附件。\n林○○\n電話：02-0000\n電子郵件：a@b.tw\n").is_empty());
    }

    #[test]
    fn a_table_that_became_text_is_a_form() {
        let found = fields("申請人事機構\t甲\n申請人姓名\t乙\t申請日期\t115.10.5\n申請理由\t丙\n");
        assert_eq!(found[0].len(), 4, "{found:?}");
    }
}
