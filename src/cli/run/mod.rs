//! `hrstat run request-42`: compute, clear, write, encrypt, record, put into the outbox.
//!
//! The order of effects is the promise of the service: the audit log says that a request is being computed before any
//! record is read, and that a reply is prepared before it is in the outbox; both are confirmed after. Whatever stops the
//! command in between, the request is back in the queue and nothing unconfirmed is in the outbox.

mod dry_run;
mod expected_size;
mod interrupted;
mod released;
mod reply;
mod stopped;

use std::path::{Path, PathBuf};

use serde_json::json;

use self::interrupted::{clear_unfinished, file_stem, lock, recover, remove_if_there};
use self::released::{Released, output, tables};
use self::reply::{Reply, compute};
use self::stopped::{Stopped, put_back, unless_it_panics};
use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::kept::{is_overruled, kept, kept_parameters, recorded_coverage};
use super::outcome::{Exit, Outcome};
use super::parameters::Set;
use super::question::Question;
use super::{load, screen};
use crate::dataset::snapshot_days;
use crate::delivery::deposit;
use crate::disclosure::Cleared;
use crate::domain::{AsOf, Digest, RequestId, Stage};
use crate::query::{Arguments, Snapshots};
use crate::registry::{ReleasePlan, RequestRecord};
use crate::screening::{Coverage, Verdict};

/// The program and its version, as releases and workbooks record it.
const PROGRAM: &str = concat!("hrstat ", env!("CARGO_PKG_VERSION"));

/// 計算、判定個人資料、製作活頁簿、必要時加密，並留存釋出紀錄
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat run request-1\n  hrstat run request-1 --dry-run\n  \
                  hrstat run request-1 --query queries/年齡結構.toml --yes\n  \
                  hrstat run request-1 --query queries/離職率.toml --set 年度=114")]
pub(super) struct Args {
    /// 申請案編號
    #[arg(value_name = "REQUEST")]
    request: RequestId,
    /// 查詢檔；未指定時用 queries/request-N.toml
    #[arg(long, value_name = "FILE")]
    query: Option<PathBuf>,
    #[command(flatten)]
    set: Set,
    /// 只說明會讀哪些資料、產製哪些表，不執行，也不留紀錄
    #[arg(long)]
    dry_run: bool,
    /// 不詢問就釋出
    #[arg(long, short, conflicts_with = "dry_run")]
    yes: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let arguments = args.set.arguments()?;
    let asked = Asked { request: args.request, query: args.query.as_deref(), arguments: &arguments };
    if args.dry_run {
        return dry_run::preview(&asked, context).map(Outcome::done);
    }
    let mut desk = Desk::open_to_run(context)?;
    Ok(Outcome::done(release(&asked, args.yes, &mut desk, context)?))
}

/// What the operator asks for.
pub(super) struct Asked<'a> {
    /// The request.
    pub(super) request: RequestId,
    /// Another file than the request's own.
    pub(super) query: Option<&'a Path>,
    /// What its parameters are set to.
    pub(super) arguments: &'a Arguments,
}

/// Runs one request and releases its reply.
pub(super) fn release(
    asked: &Asked<'_>,
    yes: bool,
    desk: &mut Desk,
    context: &Context,
) -> Result<Released, CommandError> {
    let request = asked.request;
    let _lock = lock(desk)?;
    recover(desk, context)?;
    clear_unfinished(desk, context);
    let record = desk.registry.request(request)?;
    if record.summary.stage != Stage::Queued {
        return Err(not_queued(&record));
    }
    let task = prepare(asked, record, desk)?;
    refuse_covered(&task, desk, context)?;

    desk.registry.start(&context.actor(), request)?;
    let computed = unless_it_panics(|| compute(&task, desk, context));
    let released = computed.and_then(|reply| hand_over(&task, reply, yes, desk, context));
    released.map_err(|stopped| put_back(stopped, request, desk, context))
}

/// What is to be computed.
struct Task {
    request: RequestId,
    record: RequestRecord,
    question: Question,
    /// Its file, as people see it.
    file: String,
    query_sha256: Digest,
    /// What the file says.
    text: String,
    snapshots: Vec<AsOf>,
}

fn not_queued(record: &RequestRecord) -> CommandError {
    let (request, stage) = (record.summary.id, record.summary.stage);
    let error = CommandError::refused(format!("{request} 的階段是「{stage}」，還不能產製"));
    match stage {
        Stage::AwaitingApproval => {
            error.hint(format!("主管機關核准後：hrstat accept {request} --reason \"主管機關 …… 核准\""))
        }
        Stage::Released => {
            error.hint(format!("要重新產製：hrstat accept {request} --reason \"……\"，再執行 hrstat run {request}"))
        }
        _ => error.hint(format!("查看：hrstat show {request}")),
    }
}

fn prepare(asked: &Asked<'_>, record: RequestRecord, desk: &Desk) -> Result<Task, CommandError> {
    let request = asked.request;
    let path = asked.query.map_or_else(|| Question::path(&desk.workspace, request), Path::to_path_buf);
    if asked.query.is_none() && !path.is_file() {
        return Err(CommandError::new(Exit::Io, format!("還沒有查詢檔 {}", desk.workspace.shown(&path)))
            .hint(format!("由申請人的需求描述擬一份：hrstat draft {request}，核對後 hrstat draft {request} --accept"))
            .hint(format!(
                "或自己寫查詢檔；可以從標準查詢開始，例如：hrstat run {request} --query queries/年齡結構.toml"
            ))
            .hint("欄位說明：hrstat fields"));
    }
    let missing = !path.exists();
    let source = load::read_text(&path, &desk.workspace.shown(&path))
        .map_err(|error| if missing { error.hint("可用的查詢檔：hrstat query list") } else { error })?;
    let (question, _) = Question::read(&source, &desk.dictionary, asked.arguments)?;
    let snapshots = snapshots(&question, desk)?;
    let query_sha256 = Digest::of(source.text().as_bytes());
    let (file, text) = (source.name().to_owned(), source.text().to_owned());
    Ok(Task { request, record, question, file, query_sha256, text, snapshots })
}

fn snapshots(question: &Question, desk: &Desk) -> Result<Vec<AsOf>, CommandError> {
    let known = snapshot_days(&desk.workspace.snapshots_dir())?;
    let import = "匯入：hrstat data import 匯出資料夾 --as-of 2025-12-31";
    match question.snapshots() {
        Snapshots::Latest => match known.last() {
            Some(latest) => Ok(vec![*latest]),
            None => Err(CommandError::bad_input("工作區還沒有資料快照", Vec::new()).hint(import)),
        },
        Snapshots::Dates(dates) => match dates.iter().find(|date| !known.contains(date)) {
            None => Ok(dates.clone()),
            Some(missing) => {
                let known: Vec<String> = known.iter().map(AsOf::to_string).collect();
                let known = if known.is_empty() { "（沒有）".to_owned() } else { known.join("、") };
                Err(CommandError::bad_input(format!("沒有資料截止日 {missing} 的快照"), Vec::new())
                    .hint(format!("現有的快照：{known}"))
                    .hint(import))
            }
        },
    }
}

/// 要點四: what is published, or what WebHR gives, is not computed again unless a reviewer who saw this very question overruled
/// it with a reason.
fn refuse_covered(task: &Task, desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let authority = task.record.summary.authority.as_deref();
    let coverage = screen::coverage_of(&task.question, authority, &catalogue, desk, context)?;
    let overruled = is_overruled(&desk.registry.overruled(task.request)?, &task.question, &task.text);
    let recorded = recorded_coverage(&coverage, &task.question, &task.text);
    desk.registry.set_coverage(&context.actor(), task.request, &recorded)?;
    if coverage.verdict != Verdict::Covered || overruled {
        return Ok(());
    }
    let request = task.request;
    let refused = CommandError::refused(format!("{request} 已有既有統計可以答覆（要點四），不再產製"));
    Err(recipes(&coverage)
        .fold(refused, CommandError::hint)
        .hint(format!("告知申請機構（一併擬回復稿）：hrstat return {request}"))
        .hint(format!("仍要產製，須說明理由：hrstat accept {request} --reason \"……\"")))
}

/// Where each table can be had.
fn recipes(coverage: &Coverage) -> impl Iterator<Item = String> {
    coverage.tables.iter().filter_map(|table| {
        let (source, recipe) = (table.source.as_deref()?, table.recipe.as_deref()?);
        Some(format!("「{}」（{source}）{recipe}", table.title))
    })
}

fn hand_over(task: &Task, reply: Reply, yes: bool, desk: &mut Desk, context: &Context) -> Result<Released, Stopped> {
    let Reply { sealed, cleared, notes } = reply;
    if !yes && context.printer.can_ask() {
        describe(&cleared, &notes, context);
        let question = format!("把回復放進 {}？", desk.workspace.shown(&desk.workspace.outbox(task.request)));
        let agreed = context.printer.ask(&question).map_err(|error| CommandError::io(Path::new("標準輸入"), &error))?;
        if !agreed {
            let error = CommandError::refused("承辦人沒有同意釋出，沒有留下任何檔案");
            return Err(Stopped::new("承辦人沒有同意釋出", error));
        }
    }
    // The path is known with the number of the release; what will lie there is known now.
    let planned = json!([{
        "path": null, "sha256": sealed.sha256(), "encrypted": sealed.is_encrypted(),
        "recipients": sealed.recipients(), "personal": { "verdict": cleared.verdict(), "reasons": cleared.reasons() },
        "tables": tables(&cleared),
    }]);
    let planned = kept(planned, &task.question);
    let plan = ReleasePlan {
        snapshots: task.snapshots.clone(),
        query_sha256: task.query_sha256.clone(),
        parameters: kept_parameters(&task.question),
        policy: json!(cleared.policy()),
        program: PROGRAM.to_owned(),
        outputs: planned,
    };
    let folder = desk.workspace.outbox(task.request);
    let (shown, extension) = (desk.workspace.shown(&folder), sealed.extension());
    let release = desk.registry.prepare_release_as(&context.actor(), task.request, &plan, |release, outputs| {
        outputs[0]["path"] = json!(format!("{shown}/{}.{extension}", file_stem(task.request, release)));
    })?;
    let receipt = deposit(sealed, &folder, &file_stem(task.request, release))?;
    let outputs = json!([output(&receipt, &cleared, desk)]);
    let confirmed = kept(outputs.clone(), &task.question);
    let head = match desk.registry.confirm_release(&context.actor(), release, &confirmed) {
        Ok(head) => head,
        Err(error) => {
            // What is not confirmed must not lie in the outbox, even where somebody else has ended the release.
            let Stopped { error, why } = error.into();
            return Err(Stopped::new(
                why,
                match remove_if_there(receipt.path()) {
                    Ok(()) => error,
                    Err(second) => error.hint(format!("請移除沒有確認釋出的檔案：{}", second.message())),
                },
            ));
        }
    };
    Ok(Released {
        request: task.request,
        release,
        snapshots: task.snapshots.clone(),
        query_sha256: task.query_sha256.clone(),
        parameters: task.question.parameters_json(),
        outputs,
        head,
        agency: task.record.summary.agency.clone(),
        notes,
        verdict: cleared.verdict(),
        reasons: cleared.reasons(),
    })
}

fn describe(cleared: &Cleared, notes: &[String], context: &Context) {
    context.printer.say(&format!("判定：{}", cleared.verdict().words()));
    for reason in cleared.reasons() {
        context.printer.say(&format!("  {reason}"));
    }
    for note in notes {
        context.printer.say(&format!("注意：{note}"));
    }
}
