//! `hrstat query check FILE...`: every mistake of query files, or that they can be run.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::cli::question::Question;
use crate::domain::Dictionary;
use crate::query::Arguments;
use crate::source::Problem;
use crate::ui::{Page, Report};

pub(super) fn run(files: &[PathBuf], arguments: &Arguments, context: &Context) -> Result<Outcome, CommandError> {
    let dictionary = load::dictionary_at_hand(context)?;
    let mut sound = Vec::new();
    let mut broken = Vec::new();
    for path in files {
        match check(path, &dictionary, arguments) {
            Ok(checked) => sound.push(checked),
            Err(error) => broken.push(error),
        }
    }
    match broken.len() {
        0 => Ok(Outcome::done(Checked(sound))),
        1 => Err(broken.remove(0)),
        count => {
            // A file that could not be read has a message and no problems.
            let problems = broken.into_iter().flat_map(|error| {
                let message = error.message().to_owned();
                let problems = error.into_problems();
                if problems.is_empty() { vec![Problem::error("unreadable-file", message)] } else { problems }
            });
            let problems = problems.collect();
            Err(CommandError::bad_input(format!("{} 個查詢檔中有 {count} 個有錯", files.len()), problems))
        }
    }
}

fn check(path: &Path, dictionary: &Dictionary, arguments: &Arguments) -> Result<Sound, CommandError> {
    let file = path.display().to_string();
    let is_query = path.extension().is_some_and(|extension| extension == "toml" || extension == "sql");
    if !is_query && path.is_file() {
        let error = CommandError::bad_input(format!("{file} 不是查詢檔"), Vec::new());
        return Err(error.hint("查詢檔的副檔名是 .toml 或 .sql；清單：hrstat query list"));
    }
    let source = load::read_text(path, &file)?;
    let (question, problems) = Question::read(&source, dictionary, arguments)?;
    let title = question.title().to_owned();
    Ok(Sound { file, title, is_detail: question.is_detail(), problems })
}

struct Sound {
    file: String,
    title: String,
    /// Whether it gives persons one by one, which is always encrypted.
    is_detail: bool,
    /// What is worth knowing, and no mistake.
    problems: Vec<Problem>,
}

struct Checked(Vec<Sound>);

impl Report for Checked {
    fn json(&self) -> Value {
        let of = |sound: &Sound| json!({ "file": sound.file, "title": sound.title, "detail": sound.is_detail, "problems": sound.problems });
        self.0.iter().map(of).collect()
    }

    fn human(&self, page: &mut Page) {
        for sound in &self.0 {
            for problem in &sound.problems {
                page.problem(problem);
            }
            let detail = if sound.is_detail { "；含逐筆明細，一律加密" } else { "" };
            page.line(format!("{}：可以執行（{}{detail}）", sound.file, sound.title));
        }
    }
}
