//! `hrstat man`

use serde_json::json;

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome, Plain};
use super::root;

/// 輸出使用手冊頁（roff 格式）
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat man > hrstat.1\n  hrstat man run > hrstat-run.1")]
pub(super) struct Args {
    /// 指令名稱；未指定時為整個程式
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &Args, _context: &Context) -> Result<Outcome, CommandError> {
    let root = root::command();
    let command = match &args.command {
        None => root,
        Some(name) => {
            let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
            let found = root.get_subcommands().find(|command| command.get_name() == name).cloned();
            let hint = crate::source::did_you_mean(name, names.iter().map(String::as_str));
            found.ok_or_else(|| {
                let error = CommandError::new(Exit::Usage, format!("沒有指令「{name}」"));
                error.hint(hint.unwrap_or_else(|| format!("可用：{}", names.join("、"))))
            })?
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| CommandError::io(std::path::Path::new("man"), &error))?;
    let page = String::from_utf8_lossy(&page).into_owned();
    Ok(Outcome::done(Plain::new(json!({ "page": page }), [page.trim_end().to_owned()])))
}
