//! Wrong usage, in words: clap knows what was wrong, people here read Chinese.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::error::CommandError;
use super::outcome::Exit;

/// What clap found, as an error of hrstat.
pub(super) fn in_words(error: &Error) -> CommandError {
    let of = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("沒有指令「{}」", of(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("沒有選項「{argument}」"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "缺少指令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 缺少值"),
        ErrorKind::InvalidValue => format!("{argument} 不能是「{value}」"),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| reason_in_words(&source.to_string()));
            format!("{argument} 不能是「{value}」{}", reason.map(|reason| format!("：{reason}")).unwrap_or_default())
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{argument} 的值個數不對")
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能和 {} 一起用", of(ContextKind::PriorArg)),
        ErrorKind::NoEquals => format!("{argument} 要寫成 {argument}=值"),
        ErrorKind::InvalidUtf8 => "引數不是 UTF-8 文字".to_owned(),
        _ => first_line(error),
    };
    let mut failure = CommandError::new(Exit::Usage, message);
    for suggestion in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let suggested = of(suggestion);
        if !suggested.is_empty() {
            failure = failure.hint(format!("您是不是要用「{suggested}」？"));
        }
    }
    let choices = of(ContextKind::ValidValue);
    if !choices.is_empty() {
        failure = failure.hint(format!("可用：{choices}"));
    }
    let usage = of(ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    if !usage.is_empty() {
        failure = failure.hint(format!("用法：{usage}"));
    }
    failure.hint("說明：加上 --help，例如 hrstat run --help")
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Bool(_) | ContextValue::None => String::new(),
        other => other.to_string(),
    }
}

/// What clap and the standard library say of numbers; our own parsers speak Chinese already.
fn reason_in_words(reason: &str) -> String {
    if let Some((_, range)) = reason.split_once(" is not in ")
        && let Some((from, to)) = range.split_once("..=")
    {
        return format!("要在 {from} 到 {to} 之間");
    }
    match reason {
        "invalid digit found in string" | "cannot parse integer from empty string" => "要是整數".to_owned(),
        "number too large to fit in target type" => "數字太大".to_owned(),
        other => other.to_owned(),
    }
}

/// The first line of clap's own message, without its label.
fn first_line(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
