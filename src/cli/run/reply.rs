//! From the snapshots to a sealed reply: compute, clear, write, encrypt. Nothing of it reaches the disk.

use super::stopped::Stopped;
use super::{PROGRAM, Task};
use crate::cli::context::Context;
use crate::cli::data::manifest_sha256;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::recipient;
use crate::dataset::SnapshotReader;
use crate::delivery::{Certificate, Cover, SealedReply, Workbook, seal};
use crate::disclosure::{Cleared, DisclosurePolicy, PersonalVerdict, clear};
use crate::domain::{AUTHORITY, Digest};
use crate::query::{Bound, FrameSource, Orders, Query};

/// A reply that is ready to leave.
pub(super) struct Reply {
    pub(super) sealed: SealedReply,
    pub(super) cleared: Cleared,
    /// What the operator should look at before sending it.
    pub(super) notes: Vec<String>,
}

pub(super) fn compute(task: &Task, desk: &Desk, context: &Context) -> Result<Reply, Stopped> {
    let folder = desk.workspace.snapshots_dir();
    let mut readers = Vec::new();
    for as_of in &task.snapshots {
        readers.push(SnapshotReader::open(&folder, *as_of)?);
    }
    let snapshot_sha256 = readers.iter().map(|reader| manifest_sha256(reader.manifest())).collect();
    let sources: Vec<&dyn FrameSource> = readers.iter().map(|reader| reader as &dyn FrameSource).collect();
    let result = task.question.run(&desk.dictionary, &sources, &orders(desk))?;
    let (population_size, population_rows) = (result.population_size(), result.population_rows());

    let office = desk.settings.disclosure.threshold;
    let policy = policy(task, office);
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
    let notes = notes(task, &cleared, population_rows, office);
    Ok(Reply { sealed, cleared, notes })
}

/// What the query asks for, within what the office asks for.
fn policy(task: &Task, office: u32) -> DisclosurePolicy {
    let query = task.question.as_query();
    DisclosurePolicy::new(office, query.and_then(Query::threshold), query.map(Query::small_cells).unwrap_or_default())
}

/// What the operator should look at before sending the reply.
fn notes(task: &Task, cleared: &Cleared, population_rows: u64, office: u32) -> Vec<String> {
    let mut notes = Vec::new();
    if population_rows == 0 {
        notes.push("範圍內沒有任何人，請確認查詢條件。".to_owned());
    }
    if task.question.as_query().and_then(Query::threshold).is_some_and(|asked| asked < office) {
        notes.push(format!("查詢的 threshold 低於工作區門檻，已採 {office}。"));
    }
    if task.record.application.personal_data == Some(false) && cleared.verdict() != PersonalVerdict::None {
        notes.push("申請表勾選不含個資，但結果足以識別個人，已當作個人資料處理。".to_owned());
    }
    notes
}

/// Authorities stand in their official order, not in that of their characters.
pub(super) fn orders(desk: &Desk) -> Orders {
    let names = desk.authorities.iter().map(|authority| authority.name.clone()).collect();
    Orders::from([(AUTHORITY.to_owned(), names)])
}

/// The usable certificates of the applicant; without one, personal data does not leave.
pub(super) fn certificates(task: &Task, desk: &Desk, context: &Context) -> Result<Vec<Certificate>, Stopped> {
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

fn parameters(task: &Task) -> Vec<(String, String, String)> {
    let of = |bound: &Bound| (bound.name.clone(), bound.shown.clone(), bound.definition.clone());
    task.question.parameters().iter().map(of).collect()
}

pub(super) fn cover(
    task: &Task,
    desk: &Desk,
    context: &Context,
    cleared: &Cleared,
    population_size: Option<u64>,
    snapshot_sha256: Vec<Digest>,
) -> Cover {
    let summary = &task.record.summary;
    let personal = cleared.verdict() != PersonalVerdict::None;
    let keep = jiff::Span::new().days(i64::from(desk.settings.retention.days));
    Cover {
        request: task.request,
        title: task.question.title().to_owned(),
        agency: summary.agency.clone(),
        authority: summary.authority.clone().unwrap_or_default(),
        office: desk.settings.office.clone(),
        as_of: task.snapshots.clone(),
        parameters: parameters(task),
        unit: task.question.unit().to_owned(),
        population_words: task.question.population_words(),
        population_size,
        uses: task.question.uses().to_vec(),
        notes: Vec::new(),
        prepared_on: context.today(),
        program: PROGRAM.to_owned(),
        query_sha256: task.query_sha256.clone(),
        snapshot_sha256,
        destroy_by: personal.then(|| context.today().checked_add(keep).ok()).flatten(),
    }
}
