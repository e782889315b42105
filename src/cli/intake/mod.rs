//! `hrstat intake FILE...`, `hrstat intake --watch DIR`

mod bounded;
mod intake_report;
mod own_query;
mod register;
mod watch;

use std::path::PathBuf;

use self::intake_report::{Intake, Results};
pub(super) use self::register::register_file;
use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::screen;

/// 登記申請案：讀申請表、檢查要點規定、比對既有統計
///
/// 郵件（.eml）裡的每一份申請表（附件、壓縮檔內、打在內文、轉寄的郵件裡）各登記一案。
/// 檔案大小、解壓縮後的總量與讀取時間都有上限，見 hrstat.toml 的 [intake]。
///
/// --watch 監看一個資料夾：新到的檔案寫完後登記一次，以內容判斷是否取過，重新啟動也不會重取；不搬動、不刪除檔案。
/// 登記不成的檔案只說一次。--format json 時，--once 給一份文件（陣列）；持續監看時，每取一個檔案給一份。
/// 按 Ctrl-C 會做完手上的檔案再結束，結束代碼 0；再按一次立即結束，代碼 130。
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat intake 申請表.xlsx\n  hrstat intake 來信.eml\n  hrstat intake 收件/*.xlsx 紙本.toml --format json\n  hrstat intake --watch 收件 --once"
)]
pub(super) struct Args {
    /// 申請表檔案（.xlsx、.xls、.xlsb、.ods、.docx、.odt、.toml），或郵件（.eml）
    #[arg(value_name = "FILE", required_unless_present = "watch", conflicts_with = "watch")]
    files: Vec<PathBuf>,
    /// 監看資料夾，登記新到的檔案（不含子資料夾、隱藏檔與暫存檔）
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
    /// 幾秒看一次資料夾
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=3600), requires = "watch")]
    interval: u32,
    /// 只取資料夾裡現有的檔案，取完就結束
    #[arg(long, requires = "watch", conflicts_with = "interval")]
    once: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    if let Some(folder) = &args.watch {
        return watch::watch(folder, args, &mut desk, &catalogue, context);
    }
    let results: Vec<Intake> =
        args.files.iter().flat_map(|path| register_file(path, &mut desk, &catalogue, context)).collect();
    let exit = exit_of(results.iter().map(|result| result.exit));
    Ok(Outcome::with_exit(Results(results), exit))
}

/// An error of one file does not stop the others. The contract says 65 if any failed; only where nothing but reading and
/// writing failed, nobody has to correct a form, and the command says so.
fn exit_of(ended: impl Iterator<Item = Exit>) -> Exit {
    let failed: Vec<Exit> = ended.filter(|exit| *exit != Exit::Done).collect();
    if failed.is_empty() {
        Exit::Done
    } else if failed.iter().all(|exit| *exit == Exit::Io) {
        Exit::Io
    } else {
        Exit::BadInput
    }
}
