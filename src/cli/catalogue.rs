//! `hrstat catalogue list`, `search`, `lint`

use serde_json::{Value, json};

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::{load, screen};
use crate::screening::{Entry, lint, search, similar};
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
        Action::List => Ok(Outcome::done(Entries(catalogue.iter().cloned().collect()))),
        Action::Search { word } => {
            let found: Vec<Entry> = search(&catalogue, word).into_iter().cloned().collect();
            if found.is_empty() {
                let mut refused = CommandError::refused(format!("目錄裡找不到「{word}」"));
                for entry in similar(&catalogue, word) {
                    refused = refused.hint(format!("相近的項目：{}「{}」", entry.id, entry.title));
                }
                return Err(refused.hint("列出全部：hrstat catalogue list"));
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

/// An entry with everything that tells whether it answers a question.
struct Entries(Vec<Entry>);

impl Report for Entries {
    fn json(&self) -> Value {
        json!(self.0)
    }

    fn human(&self, page: &mut Page) {
        for entry in &self.0 {
            let state = if entry.verified { "已查證" } else { "未查證" };
            page.line(format!("{}  {}", page.strong(&entry.id), entry.title));
            let every = entry.periods.every.name();
            page.line(format!("  {}，{}，{every}，{state}", entry.publisher, entry.scope.name()));
            for cross in &entry.crosses {
                // A list has columns, not cells.
                let (label, between) = if entry.detail { ("欄位：", "、") } else { ("交叉：", "×") };
                lines(page, label, cross, between);
            }
            if !entry.other_fields.is_empty() {
                lines(page, "另有：", &entry.other_fields, "、");
            }
        }
        page.line(format!("共 {} 項。", self.0.len()));
    }
}

/// Words on as many lines as they need, whole: a cross of forty fields is a paragraph.
fn lines(page: &mut Page, label: &str, words: &[String], between: &str) {
    /// Characters of double width that stand in a line of 100 columns beside the label.
    const MOST: usize = 44;
    let mut line = String::new();
    let mut label = label;
    for (at, word) in words.iter().enumerate() {
        let joint = if at == 0 { "" } else { between };
        if line.chars().count() + joint.chars().count() + word.chars().count() > MOST {
            page.line(format!("  {label}{line}{joint}"));
            // As wide as the label.
            (label, line) = ("　　　", word.clone());
        } else {
            line.push_str(joint);
            line.push_str(word);
        }
    }
    page.line(format!("  {label}{line}"));
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

#[cfg(test)]
mod tests {
    use super::{Page, lines};

    /// A function of WebHR has forty fields, and a table of the terminal would give each a column of one character.
    #[test]
    fn many_fields_stand_whole_on_lines_of_a_hundred_columns() {
        let words: Vec<String> = (0..40).map(|_| "身分證統一編號".to_owned()).collect();
        let mut page = Page::new(100, false);
        lines(&mut page, "欄位：", &words, "、");
        let text = page.into_text();
        assert!(text.lines().all(|line| line.chars().count() * 2 <= 100), "{text}");
        assert_eq!(text.matches("身分證統一編號").count(), 40, "{text}");
        assert!(text.lines().count() > 5, "{text}");
    }
}
