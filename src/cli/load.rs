//! Reads the files of a workspace into types; what is wrong with them is reported with place and remedy.

use std::cell::RefCell;
use std::path::Path;

use super::context::Context;
use super::error::CommandError;
use super::outcome::Exit;
use crate::dataset::{Eudc, parse_eudc};
use crate::domain::{Authorities, Dictionary, built_in_code_file, parse_authorities, parse_dictionary_with};
use crate::intake::{Vocabulary, parse_vocabulary};
use crate::query::{Arguments, Query, QuerySpec, check_dictionary, check_query, parse_query};
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY, DEFAULT_INTAKE, Settings, Workspace, parse_settings};
use crate::source::{Problem, Problems, SourceText};

/// Reads a text file.
pub(super) fn read_text(path: &Path, shown: &str) -> Result<SourceText, CommandError> {
    let bytes = std::fs::read(path).map_err(|error| CommandError::io(path, &error))?;
    if let Ok(text) = String::from_utf8(bytes) {
        Ok(SourceText::new(shown, text.trim_start_matches('\u{feff}')))
    } else {
        let problem = Problem::error("encoding", format!("{shown} 不是 UTF-8 文字檔"));
        Err(CommandError::bad_input(format!("讀不懂 {shown}"), vec![problem]).hint("請另存為 UTF-8 編碼"))
    }
}

/// `hrstat.toml` over the defaults.
pub(super) fn settings(workspace: &Workspace) -> Result<Settings, CommandError> {
    let path = workspace.settings();
    let source = read_text(&path, "hrstat.toml")?;
    configured("設定檔 hrstat.toml 有錯", |problems| parse_settings(Some(&source), problems))
}

/// The workspace's dictionary, or the one built in; its own code files (`codes/職系.csv`) go before those built in.
pub(super) fn dictionary(workspace: &Workspace) -> Result<Dictionary, CommandError> {
    let path = workspace.dictionary();
    let source = if path.is_file() { read_text(&path, "dictionary.toml")? } else { built_in_source() };
    let unreadable = RefCell::new(None);
    let code_file = |name: &str| {
        let path = path.parent()?.join(name);
        if !path.is_file() {
            return built_in_code_file(name);
        }
        read_text(&path, name).map_err(|error| unreadable.replace(Some(error))).ok()
    };
    let dictionary = parse_checked_dictionary(&source, &code_file);
    unreadable.into_inner().map_or(dictionary, Err)
}

/// The workspace's own words for the checks of intake, or those built in.
pub(super) fn vocabulary(workspace: &Workspace) -> Result<Vocabulary, CommandError> {
    let path = workspace.intake_words();
    let source = if path.is_file() {
        read_text(&path, "intake.toml")?
    } else {
        SourceText::new("內建收件檢查用語", DEFAULT_INTAKE)
    };
    configured("收件檢查用語 intake.toml 有錯", |problems| parse_vocabulary(&source, problems))
}

/// The dictionary of the workspace, where there is one; else the one built in: fields and queries are worth reading before
/// there is a workspace.
pub(super) fn dictionary_at_hand(context: &Context) -> Result<Dictionary, CommandError> {
    match context.workspace() {
        Ok(workspace) => dictionary(&workspace),
        Err(error) if context.workspace.is_some() => Err(error),
        Err(_) => built_in_dictionary(),
    }
}

/// The dictionary that is built in.
fn built_in_dictionary() -> Result<Dictionary, CommandError> {
    parse_checked_dictionary(&built_in_source(), &built_in_code_file)
}

fn built_in_source() -> SourceText {
    SourceText::new("內建資料字典", DEFAULT_DICTIONARY)
}

fn parse_checked_dictionary(
    source: &SourceText,
    code_file: &dyn Fn(&str) -> Option<SourceText>,
) -> Result<Dictionary, CommandError> {
    configured("資料字典有錯", |problems| {
        let dictionary = parse_dictionary_with(source, code_file, problems)?;
        check_dictionary(&dictionary, source, problems);
        Some(dictionary)
    })
}

/// The workspace's 造字對照表; an empty one where there is no such file.
pub(super) fn eudc(workspace: &Workspace) -> Result<Eudc, CommandError> {
    let path = workspace.eudc();
    if !path.is_file() {
        return Ok(Eudc::default());
    }
    let source = read_text(&path, "造字對照表.csv")?;
    configured("造字對照表有錯", |problems| Some(parse_eudc(&source, problems)))
}

/// The workspace's authorities.
pub(super) fn authorities(workspace: &Workspace) -> Result<Authorities, CommandError> {
    let source = read_text(&workspace.authorities(), "authorities.toml")?;
    configured("主管機關清單 authorities.toml 有錯", |problems| parse_authorities(&source, problems))
}

/// The authorities of the workspace, where there is one; else those built in.
pub(super) fn authorities_at_hand(context: &Context) -> Result<Authorities, CommandError> {
    match context.workspace() {
        Ok(workspace) => authorities(&workspace),
        Err(error) if context.workspace.is_some() => Err(error),
        Err(_) => {
            let source = SourceText::new("內建主管機關清單", DEFAULT_AUTHORITIES);
            configured("內建主管機關清單有錯", |problems| parse_authorities(&source, problems))
        }
    }
}

/// A query file: its text, what it says, and what it means. Problems that are no errors come with it.
pub(super) fn query(
    source: &SourceText,
    dictionary: &Dictionary,
    arguments: &Arguments,
) -> Result<(QuerySpec, Query), CommandError> {
    let problems = Problems::new();
    let spec = parse_query(source, &problems);
    let query = spec.as_ref().and_then(|spec| check_query(spec, dictionary, source, arguments, &problems));
    match (spec, query) {
        (Some(spec), Some(query)) if !problems.has_errors() => Ok((spec, query)),
        _ => {
            let problems = problems.into_sorted();
            let mut errors = problems.iter().filter(|problem| problem.is_error());
            // What was typed behind --set stands in no file.
            let by_setting = |problem: &Problem| problem.location.is_none() || problem.rule == "missing-parameter";
            let what = if errors.all(by_setting) { "的參數設定不對" } else { "有錯" };
            Err(CommandError::bad_input(format!("查詢檔 {} {what}", source.name()), problems))
        }
    }
}

fn configured<T>(message: &str, read: impl FnOnce(&Problems) -> Option<T>) -> Result<T, CommandError> {
    let problems = Problems::new();
    let value = read(&problems);
    match value {
        Some(value) if !problems.has_errors() => Ok(value),
        _ => Err(CommandError::new(Exit::Config, message).problems(problems.into_sorted())),
    }
}
