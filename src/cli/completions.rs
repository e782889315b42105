//! `hrstat completions SHELL`

use clap_complete::Shell;
use serde_json::json;

use super::context::Context;
use super::outcome::{Outcome, Plain};
use super::root;

/// 輸出指令自動完成的設定（bash、zsh、fish、powershell、elvish）
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat completions bash > ~/.local/share/bash-completion/completions/hrstat")]
pub(super) struct Args {
    /// 命令列環境
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &Args, _context: &Context) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut root::command(), "hrstat", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let json = json!({ "shell": args.shell.to_string(), "script": script });
    Outcome::done(Plain::new(json, [script.trim_end().to_owned()]))
}
