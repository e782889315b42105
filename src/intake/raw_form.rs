//! The cells of a form as they arrived, and the step from there to a complete [`Application`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::agency_name::present_name;
use super::{BoxMark, FormField, IntakeRules, agency_rules, parse_box};
use crate::domain::{Application, Authorities, Original, PhoneError, fold_width, parse_date, parse_phone, squeeze};
use crate::source::{Location, Problem, Problems, SourceText, Span};

/// One field as it arrived.
#[derive(Clone, Debug)]
pub(super) struct RawField {
    /// Its text, tidied by [`tidy`].
    pub(super) text: String,
    /// Its place.
    pub(super) place: Location,
    /// Its place in the text of the file, where the file is one.
    pub(super) span: Option<Span>,
    /// The date of a date cell: a spreadsheet does not say whether 民國 or western was meant.
    pub(super) date_cell: Option<Date>,
}

/// A form as it arrived.
#[derive(Clone, Debug)]
pub(super) struct RawForm {
    /// Name of the file.
    pub(super) file: String,
    /// The text of the file, where it is one.
    pub(super) source: Option<SourceText>,
    /// What was found.
    pub(super) fields: BTreeMap<FormField, RawField>,
    /// Fields that are there and have already been reported as unusable.
    pub(super) reported: BTreeSet<FormField>,
}

impl RawForm {
    /// The text of `field`, empty where there is none.
    pub(super) fn text(&self, field: FormField) -> &str {
        self.fields.get(&field).map_or("", |found| found.text.as_str())
    }

    /// Where `field` stands; the file where it does not.
    pub(super) fn place(&self, field: FormField) -> Location {
        self.fields.get(&field).map_or_else(|| Location::File { file: self.file.clone() }, |found| found.place.clone())
    }

    /// The place of the bytes `inner` of the text of `field`: the cell, or line and column.
    pub(super) fn place_inside(&self, field: FormField, inner: Span) -> Location {
        if let (Some(source), Some(found)) = (&self.source, self.fields.get(&field))
            && let Some(span) = found.span
        {
            return source.location(source.inside(span, &found.text, inner));
        }
        self.place(field)
    }

    /// 「申請人姓名」, with its key where the form is TOML.
    pub(super) fn name(&self, field: FormField) -> String {
        match self.source {
            Some(_) => format!("「{}」（{}）", field.label(), field.key()),
            None => format!("「{}」", field.label()),
        }
    }
}

/// Text from outside without control characters, in one spelling of line ends; one line where the field has one.
pub(super) fn tidy(field: FormField, text: &str) -> String {
    let text = text.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n");
    let clean: String =
        text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control() && !is_unseen(*c)).collect();
    if field.is_long() {
        return clean.trim().to_owned();
    }
    let lines: Vec<&str> = clean.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(if matches!(field, FormField::Agency | FormField::Authority | FormField::Email) { "" } else { " " })
}

/// Marks without a width: byte order, direction of writing, places to break a line.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{ad}')
}

/// The application, where everything is there that must be; every gap is reported.
pub(super) fn complete(
    form: &RawForm,
    authorities: &Authorities,
    rules: &IntakeRules,
    problems: &Problems,
) -> Option<Application> {
    let required = |field: FormField| {
        let text = form.text(field);
        if text.is_empty() && !form.reported.contains(&field) {
            problems.push(missing(form, field));
        }
        text.to_owned()
    };
    let agency = required(FormField::Agency);
    let applicant = required(FormField::Applicant);
    let applied_on = read_applied_on(form, rules.today, problems);
    let (reason, description) = (required(FormField::Reason), required(FormField::Description));
    let (phone, email) = read_contact(form, problems);
    if problems.has_errors() {
        return None;
    }
    Some(Application {
        authority: agency_rules::authority_of(form, authorities, &rules.vocabulary)
            .map(|authority| authority.name.clone()),
        agency: present_name(&agency, authorities),
        applicant,
        applied_on: applied_on?,
        phone,
        email,
        reason,
        description,
        personal_data: parse_box(form.text(FormField::PersonalData)).declared(),
        authority_approval: approval(form.text(FormField::Approval)),
        checked_sources: form
            .text(FormField::CheckedSources)
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        sample: Some(form.text(FormField::Sample).to_owned()).filter(|text| !text.is_empty()),
        sample_columns: Vec::new(),
        query: Some(form.text(FormField::Query).trim()).filter(|text| !text.is_empty()).map(|text| format!("{text}\n")),
        original: Original {
            agency,
            authority: form.text(FormField::Authority).to_owned(),
            applied_on: form.text(FormField::AppliedOn).to_owned(),
            phone: form.text(FormField::Phone).to_owned(),
            email: form.text(FormField::Email).to_owned(),
            personal_data: form.text(FormField::PersonalData).to_owned(),
        },
    })
}

/// The approval, unless the text only offers the choice or says no: 「□核准 □不核准」, 「不同意」.
pub(super) fn approval(text: &str) -> Option<String> {
    const REFUSALS: &[&str] = &["不予核准", "不予同意", "不核准", "不同意", "未核准", "不准", "退回", "駁回", "尚未"];
    const CONSENTS: &[&str] = &["核准", "同意", "准予", "通過"];
    let folded = fold_width(text);
    let refused = REFUSALS.iter().any(|word| folded.contains(word));
    // A circle stands in names (林○○) and is no box here.
    let boxed = folded.contains(|c: char| "□☐▢■▓☑☒✓✔▣".contains(c) || ('\u{f000}'..'\u{f100}').contains(&c));
    let approved = if boxed {
        let mut choice = folded.replace(['○', '●'], "");
        for (words, option) in [(REFUSALS, "否"), (CONSENTS, "是")] {
            for word in words {
                choice = choice.replace(word, option);
            }
        }
        parse_box(&choice) == BoxMark::Yes
    } else {
        !refused
    };
    (approved && !folded.trim().is_empty()).then(|| text.to_owned())
}

fn missing(form: &RawForm, field: FormField) -> Problem {
    let state = if form.fields.contains_key(&field) { "空白" } else { "沒有填" };
    Problem::error(
        "missing-field",
        format!("{}{state}（要點五(一)：應敘明申請人聯絡資訊、申請理由、需求描述及說明等事項）", form.name(field)),
    )
    .at(form.place(field))
    .hint("請申請機構填好這一欄後重新送件")
}

fn read_applied_on(form: &RawForm, today: Date, problems: &Problems) -> Option<Date> {
    let field = FormField::AppliedOn;
    let Some(found) = form.fields.get(&field) else {
        if !form.reported.contains(&field) {
            problems.push(missing(form, field));
        }
        return None;
    };
    if let Some(date) = found.date_cell {
        let Some(meant) = mistyped_roc_year(date, today) else { return Some(date) };
        let message = format!(
            "申請日期的儲存格是 {date}（民國 {} 年），可能是輸入民國 {meant} 年時被試算表改成西元年，無法確定",
            date.year() - 1911
        );
        let hint = format!("請把儲存格改為文字格式，寫成 {meant}.{}.{}", date.month(), date.day());
        problems.push(Problem::error("bad-date", message).at(found.place.clone()).hint(hint));
        return None;
    }
    // The printed form has 「年 月 日」 to be filled in.
    let blank = found.text.chars().all(|c| c.is_whitespace() || "年月日中華民國_＿/.．-".contains(c));
    if blank {
        problems.push(missing(form, field));
        return None;
    }
    match parse_date(&found.text) {
        Ok(date) => Some(date),
        Err(error) => {
            let problem = Problem::error("bad-date", format!("申請日期無法判讀：{error}"));
            problems.push(problem.at(found.place.clone()).hint("民國日期可寫成 115.10.5、1151005 或 115年10月5日"));
            None
        }
    }
}

/// The 民國 year that was probably typed, where a date cell shows a year into which spreadsheets turn it.
///
/// 115 becomes 1915 or 2015, both from its last two digits; so only years that end like a recent 民國 year are in doubt.
fn mistyped_roc_year(date: Date, today: Date) -> Option<i16> {
    let this_year = today.year() - 1911;
    let near = this_year - 3..=this_year + 1;
    let year = date.year();
    ((1900..today.year() - 3).contains(&year)).then(|| near.rev().find(|roc| roc % 100 == year % 100)).flatten()
}

/// Telephone and e-mail address, both in one spelling.
fn read_contact(form: &RawForm, problems: &Problems) -> (String, String) {
    let (written, email) = (form.text(FormField::Phone), read_email(form.text(FormField::Email)));
    let reported = [FormField::Phone, FormField::Email].iter().any(|field| form.reported.contains(field));
    if written.is_empty() && email.is_empty() && !reported {
        let message = format!(
            "{}與{}都空白，至少要填一項（要點五(一)：應敘明申請人聯絡資訊）",
            form.name(FormField::Phone),
            form.name(FormField::Email)
        );
        problems.push(Problem::error("missing-contact", message).at(form.place(FormField::Phone)));
    }
    let plausible =
        email.split_once('@').is_some_and(|(name, host)| !name.trim().is_empty() && !host.trim().is_empty());
    if !email.is_empty() && !plausible {
        let problem = Problem::error("bad-email", format!("電子郵件「{email}」不是完整的郵件地址"));
        problems.push(problem.at(form.place(FormField::Email)).hint("請寫成 name@example.gov.tw"));
    }
    let phone = match parse_phone(written) {
        Ok(phone) => phone.to_string(),
        Err(PhoneError::Empty) => String::new(),
        Err(error) => {
            // With an address the applicant can still be reached, and asked.
            let message = format!("聯絡電話無法判讀：{error}（要點五(一)：應敘明申請人聯絡資訊）");
            let problem =
                if plausible { Problem::warning("bad-phone", message) } else { Problem::error("bad-phone", message) };
            problems.push(problem.at(form.place(FormField::Phone)).hint("請寫成 (02)8590-0000#1234"));
            written.to_owned()
        }
    };
    (phone, email)
}

/// Half-width, without spaces, brackets and `mailto:`.
fn read_email(text: &str) -> String {
    let address = squeeze(text);
    let address = address.trim_matches(['<', '>', '(', ')', ',', ';']);
    address.strip_prefix("mailto:").unwrap_or(address).to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_year_that_a_spreadsheet_may_have_made_up_is_in_doubt() {
        let today = date(2026, 11, 23);
        for (year, meant) in [
            (2015, Some(115)),
            (1915, Some(115)),
            (2014, Some(114)),
            (2026, None),
            (2025, None),
            (2020, None),
            (2003, None),
        ] {
            assert_eq!(mistyped_roc_year(date(year, 5, 1), today), meant, "{year}");
        }
    }

    #[test]
    fn an_open_choice_or_a_refusal_is_no_approval() {
        for text in
            ["", "  ", "□核准 □不核准", "□核准 ■不核准", "核准□ 不核准■", "不同意", "尚未核准", "□同意 □不同意 林○○"]
        {
            assert_eq!(approval(text), None, "{text}");
        }
        for text in
            ["核章", "是", "■核准 □不核准", "核准■ 不核准□", "V同意 □不同意", "林○○ 核章", "勞動部人事處 115.10.7 核准"]
        {
            assert_eq!(approval(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn text_from_outside_is_tidied() {
        assert_eq!(tidy(FormField::Agency, " 勞動部\r\n 人事處\u{7} "), "勞動部人事處");
        assert_eq!(tidy(FormField::Reason, "甲_x000D_\n乙\n"), "甲\n乙");
        assert_eq!(tidy(FormField::Applicant, "\u{202e}林\u{200b}○○\u{202c}"), "林○○");
        assert_eq!(read_email(" ＜hr01＠example.gov.tw＞ "), "hr01@example.gov.tw");
    }
}
