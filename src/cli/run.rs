//! `hrstat run request-42`: compute, clear, write, encrypt, record, put into the outbox.
//!
//! The order of effects is the promise of the service: the audit log says that a request is being computed before any
//! record is read, and that a reply is prepared before it is in the outbox; both are confirmed after. Whatever stops the
//! command in between, the request is back in the queue and nothing unconfirmed is in the outbox.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::context::Context;
use super::data::manifest_sha256;
use super::desk::Desk;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use super::{load, recipient, screen};
use crate::dataset::{SnapshotReader, list_snapshots};
use crate::delivery::{Certificate, Cover, Receipt, SealedReply, Workbook, deposit, seal};
use crate::disclosure::{Cleared, DisclosurePolicy, PersonalVerdict, clear};
use crate::domain::{AsOf, Digest, RequestId, Stage};
use crate::expr::in_words;
use crate::query::{FrameSource, Orders, Query, Snapshots, run_query};
use crate::registry::{AuditHead, ReleaseId, ReleasePlan, RequestRecord, Unfinished, UnfinishedKind};
use crate::screening::{Coverage, Verdict};
use crate::settings::open_lock;
use crate::ui::{Page, Report, safe_text};

/// The program and its version, as releases and workbooks record it.
const PROGRAM: &str = concat!("hrstat ", env!("CARGO_PKG_VERSION"));

/// 計算、判定個人資料、製作活頁簿、必要時加密，並留存釋出紀錄
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat run request-1\n  hrstat run request-1 --query queries/年齡結構.toml --yes")]
pub(super) struct Args {
    /// 申請案編號
    #[arg(value_name = "REQUEST")]
    request: RequestId,
    /// 查詢檔；未指定時用 queries/request-N.toml
    #[arg(long, value_name = "FILE")]
    query: Option<PathBuf>,
    /// 不詢問就釋出
    #[arg(long, short)]
    yes: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open_to_run(context)?;
    let released = release(args.request, args.query.as_deref(), args.yes, &mut desk, context)?;
    Ok(Outcome::done(released))
}

/// Runs one request and releases its reply.
pub(super) fn release(
    request: RequestId,
    query: Option<&Path>,
    yes: bool,
    desk: &mut Desk,
    context: &Context,
) -> Result<Released, CommandError> {
    let _lock = lock(desk)?;
    recover(desk, context)?;
    clear_unfinished(desk, context);
    let record = desk.registry.request(request)?;
    if record.summary.stage != Stage::Queued {
        return Err(not_queued(&record));
    }
    let task = prepare(request, query, record, desk)?;
    refuse_covered(&task, desk, context)?;

    desk.registry.start(&context.actor(), request)?;
    let computed = unless_it_panics(|| compute(&task, desk, context));
    let released = computed.and_then(|reply| hand_over(&task, reply, yes, desk, context));
    released.map_err(|stopped| put_back(stopped, request, desk, context))
}

/// Why a run ends without a release.
struct Stopped {
    /// For the operator.
    error: CommandError,
    /// For the audit log, which keeps it for good: fixed words, for messages may quote what was computed.
    why: &'static str,
}

impl Stopped {
    fn new(why: &'static str, error: CommandError) -> Self {
        Self { error, why }
    }
}

impl<E> From<E> for Stopped
where
    CommandError: From<E>,
{
    fn from(error: E) -> Self {
        let error = CommandError::from(error);
        let why = match error.exit() {
            Exit::No => "依規定不可行",
            Exit::BadInput | Exit::Usage => "輸入有誤",
            Exit::Config => "設定錯誤",
            Exit::Io => "檔案讀寫失敗",
            Exit::Bug | Exit::Done => "計算失敗",
        };
        Self { error, why }
    }
}

/// Puts a request that stopped back into the queue. An unconfirmed reply goes first: while it lies in the outbox, its
/// release stays in preparation, and the next run finds and removes it.
fn put_back(stopped: Stopped, request: RequestId, desk: &mut Desk, context: &Context) -> CommandError {
    let Stopped { error, why } = stopped;
    match try_to_put_back(why, request, desk, context) {
        Ok(()) => error,
        Err(second) => error
            .hint(format!("另外，{request} 沒能放回排序：{}", second.message()))
            .hint("排除後，下一次執行 hrstat run 會先清理並放回排序"),
    }
}

fn try_to_put_back(why: &str, request: RequestId, desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    for run in desk.registry.unfinished()?.iter().filter(|run| run.request == request) {
        remove_unconfirmed(run, desk)?;
        desk.registry.abort(&context.actor(), request, why)?;
    }
    Ok(())
}

/// A panic of the computation is a bug like any other: the request goes back into the queue, and what the panic says, which
/// may quote the data, goes nowhere.
fn unless_it_panics<T>(compute: impl FnOnce() -> Result<T, Stopped>) -> Result<T, Stopped> {
    let place = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&place);
    let hook = take_hook();
    set_hook(Box::new(move |panic| {
        // Where in the source: that is no data.
        let at = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
        if let Ok(mut place) = seen.lock() {
            *place = place.take().or(at);
        }
    }));
    // What `compute` borrows is dropped or only read after a panic.
    let computed = catch_unwind(AssertUnwindSafe(compute));
    set_hook(hook);
    computed.unwrap_or_else(|payload| {
        drop(payload);
        let error = CommandError::new(Exit::Bug, "計算時發生程式錯誤，沒有釋出任何檔案");
        let error = error.hint("這是 hrstat 的錯誤，請連同查詢檔回報");
        let place = place.lock().ok().and_then(|mut place| place.take());
        Err(Stopped::from(match place {
            Some(place) => error.hint(format!("發生錯誤的位置：{place}")),
            None => error,
        }))
    })
}

/// What is to be computed.
struct Task {
    request: RequestId,
    record: RequestRecord,
    query: Query,
    query_sha256: Digest,
    snapshots: Vec<AsOf>,
}

/// A reply that is ready to leave.
struct Reply {
    sealed: SealedReply,
    cleared: Cleared,
}

/// One run at a time: whoever holds the lock knows that every other run that began is dead.
fn lock(desk: &Desk) -> Result<File, CommandError> {
    // Commands that ask whether a run is dead hold the lock for a moment.
    const MOMENT: Duration = Duration::from_millis(20);
    let path = desk.workspace.run_lock();
    let io = |error: std::io::Error| CommandError::io(&path, &error);
    let file = open_lock(&path).map_err(io)?;
    let mut tries = 10;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(MOMENT),
            Err(TryLockError::WouldBlock) => {
                let busy = CommandError::new(Exit::Io, "另一個 hrstat run 正在這個工作區執行");
                return Err(busy.hint("等它結束後再執行一次"));
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        tries -= 1;
    }
}

/// Removes what killed writes left in the inbox and the outbox. Where that fails the run goes on: such files are private.
fn clear_unfinished(desk: &Desk, context: &Context) {
    let yesterday = context.system_time().checked_sub(Duration::from_hours(24));
    if let Some(Err(error)) = yesterday.map(|before| desk.workspace.remove_unfinished(before)) {
        context.printer.say(&format!("沒能清除中斷時留下的暫存檔：{error}"));
    }
}

/// Says what a killed run left, takes unconfirmed replies out of the outbox, and puts its requests back into the queue.
fn recover(desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    let unfinished = desk.registry.unfinished()?;
    if unfinished.is_empty() {
        return Ok(());
    }
    for run in &unfinished {
        remove_unconfirmed(run, desk)?;
    }
    desk.registry.recover(&context.actor(), &unfinished)?;
    for run in &unfinished {
        let words = format!("上次沒有做完：{run}。沒有釋出任何檔案，已放回排序。");
        context.printer.say(&safe_text(&words));
    }
    Ok(())
}

/// Takes the reply of an unconfirmed release out of the outbox, if it is there.
fn remove_unconfirmed(run: &Unfinished, desk: &Desk) -> Result<(), CommandError> {
    let UnfinishedKind::Prepared(release) = run.kind else { return Ok(()) };
    let folder = desk.workspace.outbox(run.request);
    let io = |error: std::io::Error| CommandError::io(&folder, &error);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(io)?,
    };
    let stem = file_stem(run.request, release);
    for entry in entries {
        let entry = entry.map_err(io)?;
        if is_named_after(&stem, &entry.file_name().to_string_lossy()) {
            remove_if_there(&entry.path())?;
        }
    }
    // The folder stays where earlier replies are in it.
    let _ = std::fs::remove_dir(&folder);
    Ok(())
}

/// Whether a file belongs to the release of this stem, and not to one whose number begins alike.
fn is_named_after(stem: &str, name: &str) -> bool {
    name.strip_prefix(stem).is_some_and(|rest| rest.starts_with(['.', '-']))
}

fn remove_if_there(path: &Path) -> Result<(), CommandError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(CommandError::io(path, &error)),
        _ => Ok(()),
    }
}

/// `request-7-r3`: no two releases share it, and nothing in it says what is inside.
fn file_stem(request: RequestId, release: ReleaseId) -> String {
    format!("{request}-r{}", release.number())
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

fn prepare(request: RequestId, query: Option<&Path>, record: RequestRecord, desk: &Desk) -> Result<Task, CommandError> {
    let path = query.map_or_else(|| desk.workspace.query(request), Path::to_path_buf);
    if query.is_none() && !path.is_file() {
        return Err(CommandError::new(Exit::Io, format!("還沒有查詢檔 {}", desk.workspace.shown(&path)))
            .hint(format!(
                "把需求寫成查詢檔；可以從標準查詢開始，例如：hrstat run {request} --query queries/年齡結構.toml"
            ))
            .hint("欄位說明：hrstat fields"));
    }
    let source = load::read_text(&path, &desk.workspace.shown(&path))?;
    let (_, query) = load::query(&source, &desk.dictionary)?;
    let snapshots = snapshots(&query, desk)?;
    Ok(Task { request, record, query, query_sha256: Digest::of(source.text().as_bytes()), snapshots })
}

fn snapshots(query: &Query, desk: &Desk) -> Result<Vec<AsOf>, CommandError> {
    let known: Vec<AsOf> =
        list_snapshots(&desk.workspace.snapshots_dir())?.into_iter().map(|manifest| manifest.as_of).collect();
    let import = "匯入：hrstat data import 匯出資料夾 --as-of 2025-12-31";
    match query.snapshots() {
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

/// 要點四: what is published, or what WebHR gives, is not computed again unless a reviewer overruled it with a reason.
fn refuse_covered(task: &Task, desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let authority = task.record.summary.authority.as_deref();
    let coverage = screen::coverage(&task.query, authority, &catalogue, desk, context)?;
    desk.registry.set_coverage(&context.actor(), task.request, &json!(coverage))?;
    let overruled = desk.registry.overruled(task.request)?.iter().any(|rule| rule == "coverage");
    if coverage.verdict != Verdict::Covered || overruled {
        return Ok(());
    }
    let request = task.request;
    let refused = CommandError::refused(format!("{request} 已有既有統計可以答覆（要點四），不再產製"));
    Err(recipes(&coverage)
        .fold(refused, CommandError::hint)
        .hint(format!("告知申請機構：hrstat return {request} --reason \"請依 hrstat check {request} 的出處取得\""))
        .hint(format!("仍要產製，須說明理由：hrstat accept {request} --reason \"……\"")))
}

/// Where each table can be had.
fn recipes(coverage: &Coverage) -> impl Iterator<Item = String> {
    coverage.tables.iter().filter_map(|table| {
        let (source, recipe) = (table.source.as_deref()?, table.recipe.as_deref()?);
        Some(format!("「{}」（{source}）{recipe}", table.title))
    })
}

fn compute(task: &Task, desk: &Desk, context: &Context) -> Result<Reply, Stopped> {
    let folder = desk.workspace.snapshots_dir();
    let mut readers = Vec::new();
    for as_of in &task.snapshots {
        readers.push(SnapshotReader::open(&folder, *as_of)?);
    }
    let snapshot_sha256 = readers.iter().map(|reader| manifest_sha256(reader.manifest())).collect();
    let sources: Vec<&dyn FrameSource> = readers.iter().map(|reader| reader as &dyn FrameSource).collect();
    let result = run_query(&task.query, &desk.dictionary, &sources, &orders(desk))?;
    let population_size = result.population_size();

    let office = desk.settings.disclosure.threshold;
    let policy = DisclosurePolicy::new(office, task.query.threshold(), task.query.small_cells());
    let cleared = clear(result.into_tables(), policy).map_err(|refusal| {
        let error = CommandError::refused(refusal.to_string())
            .hint("可改用較粗的分組、減少分類欄位，或在查詢寫 [disclosure] small_cells = \"encrypt\"");
        // Which cells those are is for the operator alone.
        Stopped::new("結果有小細格，而查詢不許", error)
    })?;
    let certificates =
        if cleared.verdict() == PersonalVerdict::None { Vec::new() } else { certificates(task, desk, context)? };
    let cover = cover(task, desk, context, &cleared, population_size, snapshot_sha256);
    let workbook = Workbook::build(&cleared, &cover)?;
    let sealed = seal(workbook, &certificates, context.system_time())?;
    Ok(Reply { sealed, cleared })
}

/// Authorities stand in their official order, not in that of their characters.
fn orders(desk: &Desk) -> Orders {
    let names = desk.authorities.iter().map(|authority| authority.name.clone()).collect();
    Orders::from([("主管機關".to_owned(), names)])
}

/// The usable certificates of the applicant; without one, personal data does not leave.
fn certificates(task: &Task, desk: &Desk, context: &Context) -> Result<Vec<Certificate>, Stopped> {
    let agency = &task.record.summary.agency;
    let policy = recipient::policy(desk, context);
    let mut usable = Vec::new();
    let mut reasons = Vec::new();
    for record in desk.registry.recipients_of(agency)? {
        let path = recipient::path_of(desk, &record.recipient.fingerprint);
        match std::fs::read(&path) {
            Ok(bytes) => match Certificate::parse(&bytes, &policy) {
                Ok(certificate) if certificate.fingerprint().as_str() == record.recipient.fingerprint => {
                    usable.push(certificate);
                }
                Ok(_) => reasons.push(format!("{} 的內容不是登錄的憑證", desk.workspace.shown(&path))),
                Err(error) => reasons.push(format!("{}：{error}", desk.workspace.shown(&path))),
            },
            Err(error) => reasons.push(CommandError::io(&path, &error).message().to_owned()),
        }
    }
    if !usable.is_empty() {
        return Ok(usable);
    }
    let mut error =
        CommandError::refused(format!("結果含個人資料，而「{agency}」沒有可用的憑證，不能加密，所以不釋出"));
    for reason in reasons {
        error = error.hint(reason);
    }
    let error = error.hint(format!(
        "請申請機構提供公開憑證並核對指紋：hrstat recipient add hr.asc --agency {agency} --confirmed \"核對方式\""
    ));
    Err(Stopped::new("結果含個人資料，而申請機構沒有可用的憑證", error))
}

fn cover(
    task: &Task,
    desk: &Desk,
    context: &Context,
    cleared: &Cleared,
    population_size: u64,
    snapshot_sha256: Vec<Digest>,
) -> Cover {
    let summary = &task.record.summary;
    let personal = cleared.verdict() != PersonalVerdict::None;
    let keep = jiff::Span::new().days(i64::from(desk.settings.retention.days));
    Cover {
        request: task.request,
        title: task.query.title().to_owned(),
        agency: summary.agency.clone(),
        authority: summary.authority.clone().unwrap_or_default(),
        office: desk.settings.office.clone(),
        as_of: task.snapshots.clone(),
        unit: task.query.unit().to_owned(),
        population_words: task.query.population().map(in_words).unwrap_or_default(),
        population_size: Some(population_size),
        uses: task.query.uses().to_vec(),
        notes: Vec::new(),
        prepared_on: context.today(),
        program: PROGRAM.to_owned(),
        query_sha256: task.query_sha256.clone(),
        snapshot_sha256,
        destroy_by: personal.then(|| context.today().checked_add(keep).ok()).flatten(),
    }
}

fn hand_over(task: &Task, reply: Reply, yes: bool, desk: &mut Desk, context: &Context) -> Result<Released, Stopped> {
    let Reply { sealed, cleared } = reply;
    if !yes && context.printer.can_ask() {
        describe(&cleared, context);
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
    let plan = ReleasePlan {
        snapshots: task.snapshots.clone(),
        query_sha256: task.query_sha256.clone(),
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
    let head = match desk.registry.confirm_release(&context.actor(), release, &outputs) {
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
        outputs,
        head,
        agency: task.record.summary.agency.clone(),
        declared: task.record.application.personal_data,
        verdict: cleared.verdict(),
        reasons: cleared.reasons(),
    })
}

fn describe(cleared: &Cleared, context: &Context) {
    context.printer.say(&format!("判定：{}", cleared.verdict().words()));
    for reason in cleared.reasons() {
        context.printer.say(&format!("  {reason}"));
    }
}

fn tables(cleared: &Cleared) -> Vec<Value> {
    let of = |table: &crate::disclosure::ClearedTable| {
        let (rows, columns) = table.size();
        json!({ "title": table.title(), "rows": rows, "columns": columns, "small_cells": table.small_cells().len(), "suppressed": 0 })
    };
    cleared.tables().iter().map(of).collect()
}

fn output(receipt: &Receipt, cleared: &Cleared, desk: &Desk) -> Value {
    json!({
        "path": desk.workspace.shown(receipt.path()), "sha256": receipt.sha256(), "encrypted": receipt.is_encrypted(),
        "recipients": receipt.recipients(), "personal": { "verdict": cleared.verdict(), "reasons": cleared.reasons() },
        "tables": tables(cleared),
    })
}

/// What was released.
pub(super) struct Released {
    request: RequestId,
    release: ReleaseId,
    snapshots: Vec<AsOf>,
    query_sha256: Digest,
    outputs: Value,
    head: AuditHead,
    agency: String,
    declared: Option<bool>,
    verdict: PersonalVerdict,
    reasons: Vec<String>,
}

impl Report for Released {
    fn json(&self) -> Value {
        // One date where there is one snapshot, as `contract.md` shows it; several where the query asks several.
        let snapshot = match self.snapshots.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        json!({
            "request": self.request, "snapshot": snapshot, "query_sha256": self.query_sha256, "outputs": self.outputs,
            "release": self.release.number(), "audit_head": { "rows": self.head.rows, "hash": self.head.hash },
        })
    }

    fn human(&self, page: &mut Page) {
        page.heading(&format!("{}　已釋出（第 {} 號）", self.request, self.release));
        page.entry("判定", self.verdict.words());
        for reason in &self.reasons {
            page.entry("", reason);
        }
        if self.declared == Some(false) && self.verdict != PersonalVerdict::None {
            page.entry("注意", "申請表勾選不含個資，但結果足以識別個人，已當作個人資料處理。");
        }
        for output in self.outputs.as_array().into_iter().flatten() {
            page.entry("檔案", output["path"].as_str().unwrap_or_default());
            let recipients = output["recipients"].as_array().map_or(0, Vec::len);
            let sealed = if output["encrypted"] == Value::Bool(true) {
                format!("已加密給「{}」的 {recipients} 份憑證", self.agency)
            } else {
                "未加密".to_owned()
            };
            page.entry("加密", sealed);
        }
        page.entry("稽核鏈首", format!("{}:{}", self.head.rows, self.head.hash));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_has_the_files_of_its_own_number_only() {
        let of = |name| is_named_after("request-7-r3", name);
        assert!(of("request-7-r3.xlsx") && of("request-7-r3.xlsx.pgp") && of("request-7-r3-2.xlsx"));
        assert!(!of("request-7-r30.xlsx") && !of("request-7-r3") && !of("request-77-r3.xlsx"));
    }

    #[test]
    fn a_panic_is_a_bug_whose_words_go_nowhere() {
        let name = "陳大文";
        let panicked = unless_it_panics(|| -> Result<(), Stopped> { panic!("bad value {name}") });
        let Err(Stopped { error, why }) = panicked else { panic!("it did not stop") };
        assert_eq!((error.exit(), why), (Exit::Bug, "計算失敗"));
        let shown = error.json().to_string();
        assert!(!shown.contains(name) && shown.contains("run.rs:"), "{shown}");
    }

    #[test]
    fn the_audit_log_keeps_no_message() {
        let stopped = Stopped::from(CommandError::new(Exit::Io, "無法存取 陳大文"));
        assert_eq!(stopped.why, "檔案讀寫失敗");
        assert_eq!(stopped.error.message(), "無法存取 陳大文");
    }
}
