//! Writes the form as TOML with a comment for every key (`contract.md` §5).

use std::fmt::Write as _;

use toml::Value;

use super::FormField;
use super::query_text::embed_query;
use crate::domain::{Application, format_roc_short};

const HEAD: &str = "\
# 行政院人事行政總處受理人事資料統計服務申請表
# 紙本申請表請照原文繕打；開頭有 # 的行是說明，不會讀取。
";
const QUERY_HELP: &str = "
# 查詢語法：申請人已知精確條件時才填；其餘由承辦人依需求描述擬定。
# [query]
# title = \"…\"
";

/// The document.
pub(super) fn to_toml(application: Option<&Application>) -> String {
    let mut document = HEAD.to_owned();
    for field in FormField::ALL {
        if field == FormField::Query {
            continue;
        }
        let value = application.and_then(|filled| value_of(field, filled));
        let line = match (value, blank_of(field)) {
            (Some(value), _) => format!("{} = {value}", field.key()),
            (None, Blank::ToFill) => format!("{} = \"\"", field.key()),
            (None, Blank::Example(example)) => format!("# {} = {example}", field.key()),
        };
        // Writing to a String cannot fail.
        let _ = write!(document, "\n# {}\n{line}\n", comment(field));
    }
    match application.and_then(|filled| filled.query.as_deref()) {
        Some(query) => {
            document.push('\n');
            document.push_str(&embed_query(query));
        }
        None => document.push_str(QUERY_HELP),
    }
    document
}

enum Blank {
    ToFill,
    Example(&'static str),
}

fn blank_of(field: FormField) -> Blank {
    match field {
        FormField::Authority => Blank::Example("\"勞動部\""),
        FormField::PersonalData => Blank::Example("false"),
        FormField::CheckedSources => Blank::Example("[\"銓敘部統計年報\", \"WebHR 一般選員\"]"),
        FormField::Sample => Blank::Example("\"範例.xlsx\""),
        _ => Blank::ToFill,
    }
}

fn comment(field: FormField) -> &'static str {
    match field {
        FormField::Agency => "申請人事機構（必填；全銜，例如：勞動部人事處）",
        FormField::Authority => "主管機關（可不填；不填時由申請人事機構名稱判斷）",
        FormField::Applicant => "申請人姓名（必填）",
        FormField::AppliedOn => "申請日期（必填；例如 \"115.10.5\"）",
        FormField::Phone => "聯絡電話（與電子郵件至少填一項）",
        FormField::Email => "電子郵件",
        FormField::Reason => "申請理由（必填）",
        FormField::Description => "需求描述及說明（必填；請詳細說明需求欄位及條件等。多行文字用 \"\"\" 包起來）",
        FormField::PersonalData => "是否含個資（true 是，false 否；兩格都沒勾時不要寫這一行）",
        FormField::Approval => "主管機關人事機構審核（照審核欄文字；空白表示尚未核准）",
        FormField::CheckedSources => "已查詢之既有統計（要點四：提出申請前應先查詢）",
        FormField::Sample => "需求資料格式範例（檔名，放在本檔旁邊）",
        FormField::Query | FormField::Other => "",
    }
}

fn value_of(field: FormField, application: &Application) -> Option<Value> {
    let text = |text: &str| Some(Value::String(text.to_owned()));
    let optional = |value: Option<&String>| value.cloned().map(Value::String);
    match field {
        FormField::Agency => text(&application.agency),
        FormField::Authority => optional(application.authority.as_ref()),
        FormField::Applicant => text(&application.applicant),
        FormField::AppliedOn => text(&format_roc_short(application.applied_on)),
        FormField::Phone => text(&application.phone),
        FormField::Email => text(&application.email),
        FormField::Reason => text(&application.reason),
        FormField::Description => text(&application.description),
        FormField::PersonalData => application.personal_data.map(Value::Boolean),
        FormField::Approval => optional(application.authority_approval.as_ref()),
        FormField::CheckedSources => {
            let sources: Vec<Value> = application.checked_sources.iter().cloned().map(Value::String).collect();
            (!sources.is_empty()).then_some(Value::Array(sources))
        }
        FormField::Sample => optional(application.sample.as_ref()),
        FormField::Query | FormField::Other => None,
    }
}
