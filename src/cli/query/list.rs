//! `hrstat query list`: the queries at hand, each with the question that it answers and its parameters.

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::load::{self, read_text};
use crate::cli::outcome::Outcome;
use crate::domain::Dictionary;
use crate::query::{ParameterSpec, parse_query, parse_sql_query};
use crate::settings::{STANDARD_QUERIES, STANDARD_SQL_QUERIES, Workspace};
use crate::source::{Problems, SourceText};
use crate::ui::{Page, Report};

pub(super) fn run(context: &Context) -> Result<Outcome, CommandError> {
    // The standard queries are worth reading before there is a workspace.
    let sources = match context.workspace() {
        Ok(workspace) => in_workspace(&workspace)?,
        Err(error) if context.workspace.is_some() => return Err(error),
        Err(_) => {
            let standard = STANDARD_QUERIES.iter().chain(STANDARD_SQL_QUERIES);
            standard.map(|(name, text)| SourceText::new(format!("queries/{name}"), *text)).collect()
        }
    };
    let dictionary = load::dictionary_at_hand(context)?;
    Ok(Outcome::done(Queries(sources.iter().map(|source| Listed::of(source, &dictionary)).collect())))
}

/// The query files of the workspace, by name.
fn in_workspace(workspace: &Workspace) -> Result<Vec<SourceText>, CommandError> {
    let folder = workspace.queries_dir();
    let io = |error: std::io::Error| CommandError::io(&folder, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "toml" || extension == "sql") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read_text(path, &workspace.shown(path))).collect()
}

struct Listed {
    file: String,
    title: String,
    /// What it answers: the first line of its comment, by custom 「# 問題：…」.
    question: Option<String>,
    parameters: Vec<ParameterSpec>,
    /// Whether it can be read; what it means is not looked at.
    readable: bool,
}

impl Listed {
    fn of(source: &SourceText, dictionary: &Dictionary) -> Self {
        let problems = Problems::new();
        let marks = ["# 問題：", "-- 問題："];
        let question = source.text().lines().find_map(|line| marks.iter().find_map(|mark| line.strip_prefix(mark)));
        let question = question.map(|text| text.trim().to_owned());
        let file = source.name().to_owned();
        if file.to_lowercase().ends_with(".sql") {
            let select = parse_sql_query(source, dictionary, &problems);
            let title = select.map(|select| select.title().to_owned()).unwrap_or_default();
            return Self { file, title, question, parameters: Vec::new(), readable: !problems.has_errors() };
        }
        let spec = parse_query(source, &problems);
        Self {
            file,
            title: spec.as_ref().map(|spec| spec.title.value.clone()).unwrap_or_default(),
            question,
            parameters: spec.map(|spec| spec.parameters).unwrap_or_default(),
            readable: !problems.has_errors(),
        }
    }

    fn words(&self) -> &str {
        if self.readable {
            self.question.as_deref().unwrap_or(&self.title)
        } else {
            "（有錯；用 hrstat query check 檢查）"
        }
    }
}

struct Queries(Vec<Listed>);

impl Report for Queries {
    fn json(&self) -> Value {
        let parameter = |parameter: &ParameterSpec| {
            json!({
                "name": parameter.name.value, "type": parameter.kind,
                "default": parameter.default.as_ref().map(|at| &at.value), "definition": parameter.definition,
            })
        };
        let listed = self.0.iter().map(|query| {
            json!({
                "file": query.file, "title": query.title, "question": query.question, "valid": query.readable,
                "parameters": query.parameters.iter().map(parameter).collect::<Vec<_>>(),
            })
        });
        listed.collect()
    }

    fn human(&self, page: &mut Page) {
        for query in &self.0 {
            page.line(&query.file);
            page.line(format!("    {}", query.words()));
            for parameter in &query.parameters {
                let name = &parameter.name.value;
                let value = match &parameter.default {
                    Some(default) => format!("--set {name}={}", default.value),
                    None => format!("--set {name}=…（要指定）"),
                };
                let meaning = parameter.definition.trim_end_matches('。');
                page.line(format!("    {value}　{meaning}").trim_end());
            }
        }
        page.gap();
        page.hint("執行，例如：hrstat run request-1 --query queries/離職率.toml --set 年度=113");
    }
}
