//! `hrstat query explain FILE`: which tables and columns a query reads, and the plan that the engine makes of it.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::query::{Arguments, Query, TableRead, explain_query, reads};
use crate::ui::{Page, Report};

pub(super) fn run(file: &Path, arguments: &Arguments, context: &Context) -> Result<Outcome, CommandError> {
    let dictionary = load::dictionary_at_hand(context)?;
    let source = load::read_text(file, &file.display().to_string())?;
    let (_, query) = load::query(&source, &dictionary, arguments)?;
    let reads = reads(&query, &dictionary)?;
    let plan = explain_query(&query, &dictionary)?;
    Ok(Outcome::done(Explained { file: source.name().to_owned(), query, reads, plan }))
}

struct Explained {
    file: String,
    query: Query,
    reads: Vec<TableRead>,
    plan: String,
}

impl Report for Explained {
    fn json(&self) -> Value {
        let bound = self.query.parameters().iter();
        let parameters: Map<String, Value> = bound.map(|bound| (bound.name.clone(), json!(bound.shown))).collect();
        json!({
            "file": self.file, "title": self.query.title(), "parameters": parameters, "reads": self.reads,
            "plan": self.plan,
        })
    }

    fn human(&self, page: &mut Page) {
        page.heading(self.query.title());
        for bound in self.query.parameters() {
            page.entry("參數", format!("{}＝{}", bound.name, bound.shown));
        }
        for (index, read) in self.reads.iter().enumerate() {
            let line = format!("{}：{}", read.table, read.columns.join("、"));
            page.entry(if index == 0 { "讀取" } else { "" }, line);
        }
        page.gap();
        page.line(self.plan.trim_end());
    }
}
