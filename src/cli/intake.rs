//! `hrstat intake FILE...`

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::kept::recorded_coverage;
use super::outcome::{Exit, Outcome};
use super::question::Question;
use super::{load, screen};
use crate::domain::{Application, Digest, RequestId, Stage};
use crate::intake::{Reading, read_application};
use crate::query::{Arguments, ColumnHow, Query};
use crate::queue::{Difficulty, DifficultyInputs, Estimate};
use crate::registry::{NewRequest, Registration};
use crate::screening::{Catalogue, Coverage, Verdict, undetermined};
use crate::settings::write_private_new;
use crate::source::{Location, Problem, Severity, SourceText};
use crate::ui::{Page, Report, safe_text};

/// 登記申請案：讀申請表、檢查要點規定、比對既有統計
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat intake 申請表.xlsx\n  hrstat intake 收件/*.xlsx 紙本.toml --format json")]
pub(super) struct Args {
    /// 申請表檔案（.xlsx、.xls、.xlsb、.ods、.toml）
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let results: Vec<Intake> =
        args.files.iter().map(|path| register_file(path, &mut desk, &catalogue, context)).collect();
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

/// What became of one file.
pub(super) struct Intake {
    file: String,
    /// The request that was made of it.
    pub(super) request: Option<RequestId>,
    duplicate_of: Option<RequestId>,
    stage: Option<Stage>,
    problems: Vec<Problem>,
    application: Option<Application>,
    coverage: Option<Coverage>,
    exit: Exit,
}

/// Registers one file, or says why not. Nothing is changed where it cannot be an application.
pub(super) fn register_file(path: &Path, desk: &mut Desk, catalogue: &Catalogue, context: &Context) -> Intake {
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let refused = |problems: Vec<Problem>, exit: Exit| Intake {
        file: file.clone(),
        request: None,
        duplicate_of: None,
        stage: None,
        problems,
        application: None,
        coverage: None,
        exit,
    };
    let failed = |error: &CommandError| {
        let problem = Problem::error("io", error.message()).at(Location::File { file: file.clone() });
        refused(vec![problem], error.exit())
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return failed(&CommandError::io(path, &error)),
    };
    let rules = match desk.intake_rules(context) {
        Ok(rules) => rules,
        Err(error) => return failed(&error),
    };
    let Reading { application, problems } = read_application(&file, &bytes, &desk.authorities, &rules);
    let Some(application) = application else { return refused(problems, Exit::BadInput) };
    match register(&file, &bytes, &application, problems, desk, catalogue, context) {
        Ok(intake) => intake,
        Err(error) => failed(&error),
    }
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
    let digest = Digest::of(bytes);
    // The original first: what is in the registry is always in the inbox.
    let original = desk.workspace.inbox_dir().join(digest.as_str());
    if !original.exists() {
        write_private_new(&original, bytes).map_err(|error| CommandError::io(&original, &error))?;
    }
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
        request: None,
        duplicate_of: None,
        stage: Some(stage),
        problems,
        application: Some(application.clone()),
        coverage: Some(coverage),
        exit: Exit::Done,
    };
    let completed = match registration {
        Registration::New(request) => {
            intake.request = Some(request);
            write_own_query(request, application, desk).map(|written| match written {
                OwnQuery::Kept(path) => Some(Problem::warning(
                    "query-exists",
                    format!("{path} 已經存在，沒有改成申請人附上的查詢；請確認內容"),
                )),
                OwnQuery::None | OwnQuery::Written(_) => None,
            })
        }
        Registration::Duplicate(known) => {
            intake.duplicate_of = Some(known);
            complete_known(known, application, &estimate, &mut intake, desk, context)
        }
    };
    match completed {
        Ok(found) => intake.problems.extend(found),
        Err(error) => {
            let request = registration.request();
            let message = format!("{request} 已登記，但後續沒有做完：{}", error.message());
            let problem = Problem::error("io", message).at(Location::File { file: file.to_owned() });
            intake.problems.push(problem.hint("排除後，再登記同一個檔案一次即可補上，不會重複登記"));
            intake.exit = error.exit();
        }
    }
    Ok(intake)
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

/// What became of the query that the applicant brought.
enum OwnQuery {
    /// There is none.
    None,
    /// It is in this file.
    Written(String),
    /// This file was there before, and stays as it is: somebody may have worked on it.
    Kept(String),
}

fn write_own_query(request: RequestId, application: &Application, desk: &Desk) -> Result<OwnQuery, CommandError> {
    let Some(text) = &application.query else { return Ok(OwnQuery::None) };
    let path = desk.workspace.query(request);
    let shown = desk.workspace.shown(&path);
    let text = format!("# {request}：申請人隨申請表附上的查詢\n{text}");
    match write_private_new(&path, text.as_bytes()) {
        Ok(()) => Ok(OwnQuery::Written(shown)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(OwnQuery::Kept(shown)),
        Err(error) => Err(CommandError::io(&path, &error)),
    }
}

/// The query that the applicant brought, where it can be understood; its mistakes are problems of the application.
fn own_query(file: &str, application: &Application, desk: &Desk, problems: &mut Vec<Problem>) -> Option<Query> {
    let text = application.query.as_ref()?;
    let source = SourceText::new(format!("{file}［query］"), text.clone());
    match load::query(&source, &desk.dictionary, &Arguments::none()) {
        Ok((_, query)) => Some(query),
        // Parameters are set when it is run; until then nothing is known of its coverage.
        Err(error) if error.is_only("missing-parameter") => {
            let open = error.into_problems().into_iter();
            problems.extend(open.map(|problem| Problem { severity: Severity::Note, ..problem }));
            None
        }
        Err(error) => {
            problems.extend(error.into_problems());
            None
        }
    }
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

/// What of a query makes work; of an application without one nothing is known.
pub(super) fn difficulty_inputs(query: Option<&Query>) -> DifficultyInputs {
    let Some(query) = query else { return DifficultyInputs::default() };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let own = || query.derived().iter().filter(|column| column.own);
    let children = own().filter(|column| matches!(column.how, ColumnHow::Child(_))).count();
    DifficultyInputs {
        tables: count(query.tables().len()),
        lists: count(query.lists().len()),
        derived: count(own().count() - children),
        child_tables: count(children),
        snapshots: match query.snapshots() {
            crate::query::Snapshots::Latest => 1,
            crate::query::Snapshots::Dates(dates) => count(dates.len()),
        },
        has_query: true,
    }
}

struct Results(Vec<Intake>);

impl Report for Results {
    fn json(&self) -> Value {
        self.0.iter().map(Intake::json).collect()
    }

    fn human(&self, page: &mut Page) {
        for (index, intake) in self.0.iter().enumerate() {
            if index > 0 {
                page.gap();
            }
            intake.human(page);
        }
    }
}

impl Intake {
    fn json(&self) -> Value {
        json!({
            "file": self.file, "request": self.request, "duplicate_of": self.duplicate_of, "stage": self.stage,
            "problems": self.problems,
            "personal_declared": self.application.as_ref().and_then(|application| application.personal_data),
            "application": self.application, "coverage": self.coverage,
        })
    }

    /// For people.
    pub(super) fn human(&self, page: &mut Page) {
        let file = safe_text(&self.file);
        match (self.request, self.duplicate_of, self.stage) {
            (Some(request), _, Some(stage)) => page.heading(&format!("{file}　→　{request}（{stage}）")),
            (_, Some(known), Some(stage)) => {
                page.heading(&format!("{file}　同一個檔案已登記為 {known}（{stage}），不重複登記"));
            }
            _ => page.heading(&format!("{file}　沒有登記")),
        }
        if let Some(application) = &self.application {
            page.entry("申請機構", safe_text(&application.agency));
        }
        for problem in &self.problems {
            page.problem(problem);
        }
        if let Some(coverage) = &self.coverage
            && coverage.verdict != Verdict::Undetermined
        {
            page.entry("既有統計", coverage.verdict.name());
        }
        if let Some(hint) = self.hint() {
            page.hint(hint);
        }
    }

    fn hint(&self) -> Option<String> {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let Some(request) = self.request else {
            return (errors > 0).then(|| "請申請機構依上列各點補正後重新送件；原有資料沒有更動。".to_owned());
        };
        Some(match self.stage? {
            Stage::Queued if self.application.as_ref().is_some_and(|application| application.query.is_none()) => {
                format!("把需求寫成查詢檔 queries/{request}.toml，再執行 hrstat run {request}")
            }
            Stage::Queued => format!("產製前確認：hrstat check {request}"),
            Stage::AwaitingApproval => format!("主管機關核准後：hrstat accept {request} --reason \"主管機關 …… 核准\""),
            _ => format!(
                "退回補正：hrstat return {request} --reason \"……\"；仍要受理：hrstat accept {request} --reason \"……\""
            ),
        })
    }
}
