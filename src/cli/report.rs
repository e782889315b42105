//! `hrstat report coverage-debt`: the service's own statistics.

use serde_json::{Value, json};

use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::outcome::Outcome;
use super::question::Question;
use super::{load, screen};
use crate::query::Arguments;
use crate::screening::{Debt, coverage_debt};
use crate::ui::{Page, Report};

/// 本服務自己的統計
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat report coverage-debt")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 哪一張公布的統計表，只要多按一個欄位分，就能讓最多申請案自行查得
    #[command(after_help = "範例：\n  hrstat report coverage-debt --format json")]
    CoverageDebt,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let Action::CoverageDebt = args.action;
    let desk = Desk::open(context)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let (mut asked, mut left_out) = (Vec::new(), Vec::new());
    for summary in desk.registry.requests(&[])? {
        let path = Question::path(&desk.workspace, summary.id);
        if !path.is_file() {
            continue;
        }
        let source = load::read_text(&path, &desk.workspace.shown(&path))?;
        let question = Question::read(&source, &desk.dictionary, &Arguments::none());
        match question.as_ref().ok().and_then(|(question, _)| question.as_query()) {
            Some(query) => {
                let surroundings = screen::surroundings(summary.authority.as_deref(), &desk, context)?;
                asked.push((summary.id, query.clone(), surroundings));
            }
            None => left_out.push(summary.id.to_string()),
        }
    }
    let debts = coverage_debt(&asked, &catalogue, &desk.dictionary);
    Ok(Outcome::done(Found { debts, looked_at: asked.len(), left_out }))
}

struct Found {
    debts: Vec<Debt>,
    looked_at: usize,
    /// Requests whose query cannot be compared: it has a mistake, lacks a parameter, or is a SELECT.
    left_out: Vec<String>,
}

impl Report for Found {
    fn json(&self) -> Value {
        json!({ "debts": self.debts, "requests": self.looked_at, "left_out": self.left_out })
    }

    fn human(&self, page: &mut Page) {
        let rows = self.debts.iter().map(|debt| {
            let requests: Vec<String> = debt.requests.iter().map(ToString::to_string).collect();
            let cross = debt.cross.join("×");
            vec![debt.entry.clone(), cross, debt.field.clone(), requests.len().to_string(), requests.join("、")]
        });
        if self.debts.is_empty() {
            page.line("沒有一張公布的表，多一個欄位就能回答未涵蓋的申請案。");
        } else {
            page.table(&["項目", "現有交叉", "加上欄位", "件數", "申請案"], rows.collect(), &[3]);
        }
        page.line(format!("有查詢檔的申請案 {} 件已比對。", self.looked_at));
        if !self.left_out.is_empty() {
            page.line(format!("查詢檔無法比對，未計入：{}。", self.left_out.join("、")));
        }
    }
}
