//! The root command: global options, the list of verbs, and the way from a command's end to an exit code.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use jiff::Timestamp;

use super::context::Context;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::{
    audit, catalogue, check, completions, config, data, decision, demo, draft, fields, form, init, intake, man, query,
    queue, recipient, release, report, run, show, usage,
};
use crate::ui::{ColorChoice, Format, Printer, PrinterOptions};

/// 人事資料統計服務：從申請表到加密的統計表。
///
/// 三個日常指令：`hrstat intake 申請表.xlsx`、`hrstat queue`、`hrstat run request-1`。
/// 第一次使用：`hrstat demo` 示範整個流程，`hrstat init office` 建立自己的工作區。
#[derive(Debug, Parser)]
#[command(
    name = "hrstat",
    version,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "結束代碼：0 完成；1 依規定不可行；2 用法錯誤；65 輸入有誤；70 程式錯誤；74 檔案讀寫失敗；78 設定錯誤"
)]
pub(super) struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
struct Globals {
    /// 工作區資料夾；未指定時用環境變數 HRSTAT_WORKSPACE，再由目前資料夾往上找 hrstat.toml
    #[arg(long, global = true, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// 輸出格式：human 給人看，json 給程式讀
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// 不顯示進度與說明，只輸出結果與錯誤
    #[arg(long, short, global = true)]
    quiet: bool,
    /// 顏色：auto（終端機才用）、always、never；也遵守 NO_COLOR
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
    /// 顯示版本
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// 承辦人，記入稽核紀錄；預設為系統使用者
    #[arg(long, global = true, value_name = "NAME")]
    operator: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Demo(demo::Args),
    Form(form::Args),
    Intake(intake::Args),
    Queue(queue::Args),
    Show(show::Args),
    Draft(draft::Args),
    Check(check::Args),
    Run(run::Args),
    Accept(decision::AcceptArgs),
    Return(decision::ReturnArgs),
    Decline(decision::DeclineArgs),
    Withdraw(decision::WithdrawArgs),
    Data(data::Args),
    Fields(fields::Args),
    Query(query::Args),
    Catalogue(catalogue::Args),
    Recipient(recipient::Args),
    Release(release::Args),
    Audit(audit::Args),
    Report(report::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(self, context: &Context) -> Result<Outcome, CommandError> {
        match self {
            Self::Init(args) => init::run(&args, context),
            Self::Demo(args) => demo::run(&args, context),
            Self::Form(args) => form::run(&args, context),
            Self::Intake(args) => intake::run(&args, context),
            Self::Queue(args) => queue::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Draft(args) => draft::run(&args, context),
            Self::Check(args) => check::run(&args, context),
            Self::Run(args) => run::run(&args, context),
            Self::Accept(args) => decision::accept(&args, context),
            Self::Return(args) => decision::send_back(&args, context),
            Self::Decline(args) => decision::decline(&args, context),
            Self::Withdraw(args) => decision::withdraw(&args, context),
            Self::Data(args) => data::run(&args, context),
            Self::Fields(args) => fields::run(&args, context),
            Self::Query(args) => query::run(&args, context),
            Self::Catalogue(args) => catalogue::run(&args, context),
            Self::Recipient(args) => recipient::run(&args, context),
            Self::Release(args) => release::run(&args, context),
            Self::Audit(args) => audit::run(&args, context),
            Self::Report(args) => report::run(&args, context),
            Self::Config(args) => config::run(&args, context),
            Self::Completions(args) => Ok(completions::run(&args, context)),
            Self::Man(args) => man::run(&args, context),
        }
    }
}

/// The command tree, for parsing, completions and manual pages.
pub(super) fn command() -> clap::Command {
    in_chinese(Cli::command())
}

/// The headings that clap writes in English by itself.
fn in_chinese(command: clap::Command) -> clap::Command {
    command
        .help_template("{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("指令")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("顯示說明")
                .help_heading("選項"),
        )
        .mut_args(|argument| {
            let heading = if argument.is_positional() { "引數" } else { "選項" };
            argument.help_heading(heading)
        })
        .mut_subcommands(in_chinese)
}

/// Runs hrstat with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = command().try_get_matches_from(&arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match cli {
        Ok(cli) => cli,
        Err(error) => return misused(&error, &arguments),
    };
    let options = PrinterOptions { format: cli.globals.format, quiet: cli.globals.quiet, color: cli.globals.color };
    let operator = cli.globals.operator.clone().unwrap_or_else(system_user);
    // Set to nothing, the variable is not set.
    let named = || std::env::var_os("HRSTAT_WORKSPACE").filter(|name| !name.is_empty()).map(PathBuf::from);
    let workspace = cli.globals.workspace.or_else(named);
    let context = Context { workspace, operator, printer: Printer::new(options), now: Timestamp::now() };
    let printer = &context.printer;
    let ended = match cli.command.run(&context) {
        Ok(outcome) => {
            let shown = outcome.report.map_or(Ok(()), |report| printer.result(report.as_ref()));
            shown.map(|()| outcome.exit)
        }
        Err(error) => fail(printer, &error),
    };
    ExitCode::from(ended.unwrap_or(Exit::Io).code())
}

fn system_user() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}

/// Help and version go to stdout and end well; wrong usage goes where errors go.
fn misused(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // clap writes to the right stream and knows about broken pipes.
        let _ = error.print();
        return ExitCode::from(Exit::Done.code());
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return ExitCode::from(Exit::Usage.code());
    }
    // The arguments could not be parsed, so the format is looked for by hand.
    let json = arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || arguments.iter().any(|argument| argument == "--format=json");
    let format = if json { Format::Json } else { Format::Human };
    let printer = Printer::new(PrinterOptions { format, ..PrinterOptions::default() });
    let failure = usage::in_words(error);
    ExitCode::from(fail(&printer, &failure).unwrap_or(Exit::Io).code())
}

/// Says what went wrong: a JSON document on stdout, or words on stderr.
fn fail(printer: &Printer, error: &CommandError) -> std::io::Result<Exit> {
    match printer.format() {
        Format::Json => printer.json(&error.json()).map(|()| error.exit()),
        Format::Human => {
            printer.complain(|page| error.human(page));
            Ok(error.exit())
        }
    }
}
