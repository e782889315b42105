//! `hrstat query check FILE...`: every mistake of query files, or that they can be run.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::query::Arguments;
use crate::ui::{Page, Report};

pub(super) fn run(files: &[PathBuf], arguments: &Arguments, context: &Context) -> Result<Outcome, CommandError> {
    let dictionary = load::dictionary_at_hand(context)?;
    let mut sound = Vec::new();
    let mut broken = Vec::new();
    for path in files {
        let source = load::read_text(path, &path.display().to_string())?;
        match load::query(&source, &dictionary, arguments) {
            Ok((_, query)) => sound.push(Sound { file: source.name().to_owned(), title: query.title().to_owned() }),
            Err(error) => broken.push(error),
        }
    }
    match broken.len() {
        0 => Ok(Outcome::done(Checked(sound))),
        1 => Err(broken.remove(0)),
        count => {
            let problems = broken.into_iter().flat_map(CommandError::into_problems).collect();
            Err(CommandError::bad_input(format!("{} 個查詢檔中有 {count} 個有錯", files.len()), problems))
        }
    }
}

struct Sound {
    file: String,
    title: String,
}

struct Checked(Vec<Sound>);

impl Report for Checked {
    fn json(&self) -> Value {
        self.0.iter().map(|sound| json!({ "file": sound.file, "title": sound.title })).collect()
    }

    fn human(&self, page: &mut Page) {
        for sound in &self.0 {
            page.line(format!("{}：可以執行（{}）", sound.file, sound.title));
        }
    }
}
