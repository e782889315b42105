//! `hrstat form [-o FILE]`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome, Plain};
use crate::intake::{FormFormat, blank_form};
use crate::settings::write_private_new;
use crate::ui::{Page, Report};

/// 產生空白申請表（.xlsx、.ods 或 .toml）
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat form -o 申請表.xlsx\n  hrstat form > 申請案.toml")]
pub(super) struct Args {
    /// 要寫的檔案，副檔名決定格式；未指定時把 .toml 格式寫到標準輸出
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let Some(path) = &args.output else {
        let text = String::from_utf8_lossy(&make(FormFormat::Toml)?).into_owned();
        if std::io::stdout().is_terminal() {
            context.printer.say("# 要寫成檔案，請用 -o，例如：hrstat form -o 申請表.xlsx");
        }
        return Ok(Outcome::done(Plain::new(json!({ "format": "toml", "form": text }), [text.trim_end().to_owned()])));
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(format) = FormFormat::of_file_name(&name) else {
        return Err(CommandError::new(Exit::Usage, format!("看不出「{name}」要哪一種格式"))
            .hint("副檔名請用 .xlsx、.ods 或 .toml，例如：hrstat form -o 申請表.xlsx"));
    };
    let bytes = make(format)?;
    write_private_new(path, &bytes).map_err(|error| {
        let hint = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "不覆寫既有檔案；請換一個檔名"
        } else {
            "請確認資料夾存在而且可以寫入"
        };
        CommandError::io(path, &error).hint(hint)
    })?;
    Ok(Outcome::done(Written(path.clone())))
}

fn make(format: FormFormat) -> Result<Vec<u8>, CommandError> {
    Ok(blank_form(format)?)
}

struct Written(PathBuf);

impl Report for Written {
    fn json(&self) -> Value {
        json!({ "path": self.0 })
    }

    fn human(&self, page: &mut Page) {
        let path = self.0.display();
        page.line(format!("已產生空白申請表 {path}"));
        page.hint(format!("填好後登記：hrstat intake {path}"));
    }
}
