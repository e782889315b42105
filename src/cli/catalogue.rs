//! `hrstat catalogue list`, `search`, `lint`

use serde_json::{Value, json};

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::{load, screen};
use crate::screening::{Entry, lint, search};
use crate::source::Problem;
use crate::ui::{Page, Report};

/// 既有統計目錄：已公布的統計與 WebHR 已提供的功能
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat catalogue list\n  hrstat catalogue search 年齡")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 列出所有項目
    #[command(after_help = "範例：\n  hrstat catalogue list --format json")]
    List,
    /// 以字詞尋找項目
    #[command(after_help = "範例：\n  hrstat catalogue search 職系")]
    Search {
        /// 編號、標題、發布機關、欄位或量數裡的字
        #[arg(value_name = "WORD")]
        word: String,
    },
    /// 檢查目錄有沒有矛盾
    #[command(after_help = "範例：\n  hrstat catalogue lint")]
    Lint,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let dictionary = load::dictionary(&workspace)?;
    let (catalogue, mut problems) = screen::catalogue(&workspace, &dictionary)?;
    match &args.action {
        Action::List => Ok(Outcome::done(Entries(catalogue.iter().map(Shown::of).collect()))),
        Action::Search { word } => {
            let found: Vec<Shown> = search(&catalogue, word).into_iter().map(Shown::of).collect();
            if found.is_empty() {
                return Err(
                    CommandError::refused(format!("目錄裡找不到「{word}」")).hint("列出全部：hrstat catalogue list")
                );
            }
            Ok(Outcome::done(Entries(found)))
        }
        Action::Lint => {
            problems.extend(lint(&catalogue, &dictionary));
            let exit = if problems.iter().any(Problem::is_error) { Exit::BadInput } else { Exit::Done };
            Ok(Outcome::with_exit(Findings(problems), exit))
        }
    }
}

struct Shown {
    id: String,
    publisher: String,
    title: String,
    crosses: Vec<Vec<String>>,
    verified: bool,
}

impl Shown {
    fn of(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            publisher: entry.publisher.clone(),
            title: entry.title.clone(),
            crosses: entry.crosses.clone(),
            verified: entry.verified,
        }
    }
}

struct Entries(Vec<Shown>);

impl Report for Entries {
    fn json(&self) -> Value {
        let entries = self.0.iter().map(|entry| {
            json!({ "id": entry.id, "publisher": entry.publisher, "title": entry.title, "crosses": entry.crosses,
                "verified": entry.verified })
        });
        Value::Array(entries.collect())
    }

    fn human(&self, page: &mut Page) {
        let rows = self.0.iter().map(|entry| {
            let crosses: Vec<String> = entry.crosses.iter().map(|cross| cross.join("×")).collect();
            vec![
                entry.id.clone(),
                entry.publisher.clone(),
                entry.title.clone(),
                crosses.join("；"),
                if entry.verified { "已查證" } else { "未查證" }.to_owned(),
            ]
        });
        page.table(&["編號", "發布機關", "標題", "交叉", "查證"], rows.collect(), &[]);
    }
}

struct Findings(Vec<Problem>);

impl Report for Findings {
    fn json(&self) -> Value {
        json!(self.0)
    }

    fn human(&self, page: &mut Page) {
        for problem in &self.0 {
            page.problem(problem);
        }
        let errors = self.0.iter().filter(|problem| problem.is_error()).count();
        page.line(format!("錯誤 {errors} 項，其他 {} 項。", self.0.len() - errors));
    }
}
