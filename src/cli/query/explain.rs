//! `hrstat query explain FILE`: which tables and columns a query reads, and the plan that the engine makes of it.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Outcome;
use crate::cli::question::Question;
use crate::query::{Arguments, SqlQuery, TableRead, explain_query};
use crate::ui::{Page, Report};

pub(super) fn run(file: &Path, arguments: &Arguments, context: &Context) -> Result<Outcome, CommandError> {
    let dictionary = load::dictionary_at_hand(context)?;
    let source = load::read_text(file, &file.display().to_string())?;
    let (question, _) = Question::read(&source, &dictionary, arguments)?;
    let reads = question.reads(&dictionary)?;
    let plan = question.as_query().map(|query| explain_query(query, &dictionary)).transpose()?;
    Ok(Outcome::done(Explained { file: source.name().to_owned(), question, reads, plan }))
}

struct Explained {
    file: String,
    question: Question,
    reads: Vec<TableRead>,
    /// None where it is computed row by row.
    plan: Option<String>,
}

impl Report for Explained {
    fn json(&self) -> Value {
        let select = self.question.select();
        json!({
            "file": self.file, "title": self.question.title(), "parameters": self.question.parameters_json(),
            "reads": self.reads, "select": select.map(SqlQuery::select),
            "equivalent": select.and_then(SqlQuery::equivalent_text), "plan": self.plan,
        })
    }

    fn human(&self, page: &mut Page) {
        page.heading(self.question.title());
        for bound in self.question.parameters() {
            page.entry("參數", format!("{}＝{}", bound.name, bound.shown));
        }
        for (index, read) in self.reads.iter().enumerate() {
            let line = format!("{}：{}", read.table, read.columns.join("、"));
            page.entry(if index == 0 { "讀取" } else { "" }, line);
        }
        if let Some(select) = self.question.select() {
            page.gap();
            match select.equivalent_text() {
                Some(text) => {
                    page.line("這個 SELECT 和下面的查詢相同，就照它計算，並依細格判定個資：");
                    page.line(text.trim_end());
                }
                None => page.line("這個 SELECT 在記憶體內逐列計算；結果是逐筆明細，一律當作個人資料加密。"),
            }
        }
        if let Some(plan) = &self.plan {
            page.gap();
            page.line(plan.trim_end());
        }
    }
}
