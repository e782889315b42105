//! Registers the applications of a file.

use std::path::Path;

use serde_json::json;

use super::bounded::{Bytes, read_bytes, read_within};
use super::intake_report::Intake;
use super::own_query::{OwnQuery, difficulty_inputs, own_query, write_own_query};
use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::kept::recorded_coverage;
use crate::cli::outcome::Exit;
use crate::cli::question::Question;
use crate::cli::screen;
use crate::domain::{Application, Digest, RequestId, Stage};
use crate::intake::{IntakeRules, Reading, Received, ReceivedForm};
use crate::queue::{Difficulty, Estimate};
use crate::registry::{NewRequest, Registration};
use crate::screening::{Catalogue, undetermined};
use crate::settings::write_private_new;
use crate::source::{Location, Problem};

/// Registers every application in one file, or says why not. Nothing is changed where it holds none.
pub(in crate::cli) fn register_file(
    path: &Path,
    desk: &mut Desk,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Intake> {
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let rules = match desk.intake_rules(context) {
        Ok(rules) => rules,
        Err(error) => return vec![Intake::failed(&file, &error)],
    };
    match read_bytes(path, &file, rules.limits.file_bytes) {
        Ok(Bytes::Read(bytes)) => register_bytes(&file, bytes, &rules, desk, catalogue, context),
        Ok(Bytes::Refused(problem)) => vec![Intake::refused(&file, vec![problem], Exit::BadInput)],
        Err(error) => vec![Intake::failed(&file, &error)],
    }
}

/// Registers every application in the bytes of a file of that name.
pub(super) fn register_bytes(
    file: &str,
    bytes: Vec<u8>,
    rules: &IntakeRules,
    desk: &mut Desk,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Intake> {
    let seconds = desk.settings.intake.max_seconds;
    let (Received { forms }, bytes) = read_within(file, bytes, &desk.authorities, rules, seconds);
    // The mail before the forms in it: of what is in the registry, all that it came from is in the inbox.
    if forms.iter().any(|form| form.part.is_some() && form.reading.application.is_some())
        && let Err(error) = keep_original(&bytes, desk)
    {
        return vec![Intake::failed(file, &error)];
    }
    let is_mail = forms.iter().any(|form| form.part.is_some());
    let mut taken: Vec<Intake> =
        forms.into_iter().map(|form| register_form(form, &bytes, desk, catalogue, context)).collect();
    let requests: Vec<RequestId> = taken.iter().filter_map(|intake| intake.request).collect();
    // Which mail a request came in is told by nothing else.
    if is_mail
        && !requests.is_empty()
        && let Err(error) = desk.registry.record_arrival(&context.actor(), &Digest::of(&bytes), file, &requests)
        && let Some(first) = taken.first_mut()
    {
        let message = format!("沒有記下這些申請案來自哪封郵件：{}", CommandError::from(error).message());
        first.problems.push(Problem::warning("io", message));
    }
    taken
}

fn register_form(
    form: ReceivedForm,
    whole: &[u8],
    desk: &mut Desk,
    catalogue: &Catalogue,
    context: &Context,
) -> Intake {
    let ReceivedForm { name, part, attachments, reading } = form;
    let Reading { application, problems, .. } = reading;
    let bytes = part.as_deref().unwrap_or(whole);
    let intake = match application {
        None => Intake::refused(&name, problems, Exit::BadInput),
        Some(application) => register(&name, bytes, &application, problems, desk, catalogue, context)
            .unwrap_or_else(|error| Intake::failed(&name, &error)),
    };
    Intake { attachments, ..intake }
}

/// Puts bytes into the inbox under their digest, unless they are there.
fn keep_original(bytes: &[u8], desk: &Desk) -> Result<Digest, CommandError> {
    let digest = Digest::of(bytes);
    let original = desk.workspace.inbox_dir().join(digest.as_str());
    if !original.exists() {
        write_private_new(&original, bytes).map_err(|error| CommandError::io(&original, &error))?;
    }
    Ok(digest)
}

fn register(
    file: &str,
    bytes: &[u8],
    application: &Application,
    mut problems: Vec<Problem>,
    desk: &mut Desk,
    catalogue: &Catalogue,
    context: &Context,
) -> Result<Intake, CommandError> {
    let query = own_query(file, application, desk, &mut problems);
    let coverage = match &query {
        Some(query) => screen::coverage(query, application.authority.as_deref(), catalogue, desk, context)?,
        None => undetermined("申請案還沒有查詢檔，無法比對既有統計"),
    };
    let estimate = Difficulty::estimate(&difficulty_inputs(query.as_ref()));
    let recorded = match (query, &application.query) {
        (Some(query), Some(text)) => recorded_coverage(&coverage, &Question::Query(Box::new(query)), text),
        _ => json!(coverage),
    };
    let stage = initial_stage(application, &problems);
    // The original first: what is in the registry is always in the inbox.
    let digest = keep_original(bytes, desk)?;
    let new = NewRequest {
        application: application.clone(),
        problems: problems.clone(),
        stage,
        file_name: file.to_owned(),
        digest,
        coverage: Some(recorded),
        estimate: Some((estimate.difficulty, estimate.why.clone())),
    };
    let registration = desk.registry.register(&context.actor(), &new)?;
    // From here on the request is in the registry: whatever goes wrong is told with its number.
    let mut intake = Intake {
        file: file.to_owned(),
        attachments: Vec::new(),
        request: None,
        duplicate_of: None,
        supersedes: None,
        stage: Some(stage),
        problems,
        application: Some(application.clone()),
        coverage: Some(coverage),
        exit: Exit::Done,
    };
    let request = registration.request();
    let completed = match registration {
        Registration::New(request) => {
            intake.request = Some(request);
            write_first_query(request, application, desk)
        }
        Registration::Related { request, supersedes, remark } => {
            intake.request = Some(request);
            intake.supersedes = supersedes;
            intake.problems.push(remark);
            write_first_query(request, application, desk)
        }
        Registration::Replaced { request, stage, corrected, remark } => {
            intake.request = Some(request);
            intake.supersedes = Some(request);
            intake.stage = Some(stage);
            intake.problems.push(remark);
            let outdated = corrected.then(|| outdated_query(request, desk)).flatten();
            write_first_query(request, application, desk).map(|found| outdated.or(found))
        }
        Registration::Duplicate(known) => {
            intake.duplicate_of = Some(known);
            complete_known(known, application, &estimate, &mut intake, desk, context)
        }
        Registration::Resent { request: known, remark } => {
            intake.duplicate_of = Some(known);
            intake.problems.push(remark);
            complete_known(known, application, &estimate, &mut intake, desk, context)
        }
    };
    match completed {
        Ok(found) => intake.problems.extend(found),
        Err(error) => {
            let message = format!("{request} 已登記，但後續沒有做完：{}", error.message());
            let problem = Problem::error("io", message).at(Location::File { file: file.to_owned() });
            intake.problems.push(problem.hint("排除後，再登記同一個檔案一次即可補上，不會重複登記"));
            intake.exit = error.exit();
        }
    }
    Ok(intake)
}

/// The applicant's query beside a request that is new, or has a new version.
fn write_first_query(
    request: RequestId,
    application: &Application,
    desk: &Desk,
) -> Result<Option<Problem>, CommandError> {
    write_own_query(request, application, desk).map(|written| match written {
        OwnQuery::Kept(path) => {
            Some(Problem::warning("query-exists", format!("{path} 已經存在，沒有改成申請人附上的查詢；請確認內容")))
        }
        OwnQuery::None | OwnQuery::Written(_) => None,
    })
}

/// The query that was written for the earlier version of a request.
fn outdated_query(request: RequestId, desk: &Desk) -> Option<Problem> {
    let path = Question::path(&desk.workspace, request);
    path.is_file().then(|| {
        let shown = desk.workspace.shown(&path);
        Problem::warning("query-outdated", format!("{shown} 是依前一版需求寫的，沒有更動；請依更正後的需求核對"))
    })
}

/// The file is registered already: what a killed or failed intake did not come to is done now.
fn complete_known(
    known: RequestId,
    application: &Application,
    estimate: &Estimate,
    intake: &mut Intake,
    desk: &mut Desk,
    context: &Context,
) -> Result<Option<Problem>, CommandError> {
    let summary = desk.registry.summary(known)?;
    intake.stage = Some(summary.stage);
    if summary.difficulty.estimate.is_none() {
        desk.registry.estimate_difficulty(&context.actor(), known, estimate.difficulty, &estimate.why)?;
    }
    Ok(match write_own_query(known, application, desk)? {
        OwnQuery::Written(path) => Some(Problem::note("query-written", format!("補寫了 {path}"))),
        OwnQuery::None | OwnQuery::Kept(_) => None,
    })
}

/// Clean and approved applications go straight into the queue.
fn initial_stage(application: &Application, problems: &[Problem]) -> Stage {
    if problems.iter().any(Problem::is_error) {
        Stage::Received
    } else if application.authority_approval.is_none() {
        Stage::AwaitingApproval
    } else {
        Stage::Queued
    }
}
