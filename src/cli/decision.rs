//! `hrstat accept`, `return`, `decline`, `withdraw`: the reviewer's decisions. One reason, one step, one line in the log.

use std::path::PathBuf;

use serde_json::json;

use super::context::Context;
use super::desk::registry;
use super::error::CommandError;
use super::kept::overruled_coverage;
use super::outcome::{Outcome, Plain};
use super::{load, screen};
use crate::domain::{Event, RequestId, Stage};
use crate::registry::{RegistryError, RequestRecord};
use crate::screening::{Coverage, coverage_reply, reply_reason};
use crate::settings::{PreparedFile, Workspace, create_private_dir, prepare_private};
use crate::source::Problem;

/// 受理申請案；--reason 說明為何不採已發現的問題（涵蓋、範圍、勾選），逐項留存
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat accept request-3 --reason \"已電話確認主管機關核准，公文後補\"")]
pub(super) struct AcceptArgs {
    #[command(flatten)]
    decision: Decision,
}

/// 退回補正
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat return request-3 --reason \"請補主管機關人事機構核准\"")]
pub(super) struct ReturnArgs {
    #[command(flatten)]
    decision: Decision,
}

/// 不予受理
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat decline request-3 --reason \"非行政院所屬或地方機關（要點一）\"")]
pub(super) struct DeclineArgs {
    #[command(flatten)]
    decision: Decision,
}

/// 申請人撤回
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat withdraw request-3 --reason \"申請人 115.11.2 來電撤回\"")]
pub(super) struct WithdrawArgs {
    #[command(flatten)]
    decision: Decision,
}

#[derive(Debug, clap::Args)]
struct Decision {
    /// 申請案編號
    #[arg(value_name = "REQUEST")]
    request: RequestId,
    /// 理由，記入稽核紀錄；退回或不予受理已有（或部分已有）既有統計的申請案時可以不寫，並擬回復稿
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn accept(args: &AcceptArgs, context: &Context) -> Result<Outcome, CommandError> {
    decide(&args.decision, Event::Accept, context)
}

pub(super) fn send_back(args: &ReturnArgs, context: &Context) -> Result<Outcome, CommandError> {
    decide(&args.decision, Event::Return, context)
}

pub(super) fn decline(args: &DeclineArgs, context: &Context) -> Result<Outcome, CommandError> {
    decide(&args.decision, Event::Decline, context)
}

pub(super) fn withdraw(args: &WithdrawArgs, context: &Context) -> Result<Outcome, CommandError> {
    decide(&args.decision, Event::Withdraw, context)
}

fn decide(decision: &Decision, event: Event, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let mut registry = registry(&workspace)?;
    let request = decision.request;
    let record = registry.request(request)?;
    let mut overruled =
        if event == Event::Accept { open_findings(&record.problems, record.coverage.as_ref()) } else { Vec::new() };
    let draft = if matches!(event, Event::Return | Event::Decline) { draft_reply(&record, &workspace)? } else { None };
    let said = decision.reason.as_deref().or(draft.as_ref().map(|draft| draft.reason));
    let reason = said.ok_or(RegistryError::MissingReason)?;
    // Written before the decision and named after it: a step that is refused leaves no letter, and no step lacks its letter.
    let prepared = draft.map(|draft| draft.prepare(request, &workspace)).transpose()?;
    let stage = registry.decide(&context.actor(), request, event, reason, &overruled)?;
    let mut lines = vec![format!("{request}：{event}，現在的階段是「{stage}」。")];
    // The question for which the catalogue is overruled is recorded too, but is no rule.
    overruled.retain(|rule| !rule.contains(':'));
    if !overruled.is_empty() {
        lines.push(format!("不採的問題：{}", overruled.join("、")));
    }
    let draft = match prepared {
        Some((file, path)) => {
            file.commit().map_err(|error| CommandError::io(&path, &error))?;
            Some(workspace.shown(&path))
        }
        None => None,
    };
    if let Some(path) = &draft {
        lines.push(format!("回復稿：{path}（請核對後再發出）"));
    }
    if stage == Stage::Queued {
        lines.push("提示：查看順序：hrstat queue".to_owned());
    }
    let json =
        json!({ "request": request, "decision": event.code(), "stage": stage, "overruled": overruled, "draft": draft });
    Ok(Outcome::done(Plain::new(json, lines)))
}

/// A reply that is not written yet.
struct Draft {
    reason: &'static str,
    text: String,
}

impl Draft {
    fn prepare(&self, request: RequestId, workspace: &Workspace) -> Result<(PreparedFile, PathBuf), CommandError> {
        let folder = workspace.root().join("drafts");
        create_private_dir(&folder).map_err(|error| CommandError::io(&folder, &error))?;
        let path = folder.join(format!("{request}-回復.txt"));
        let file = prepare_private(&path, self.text.as_bytes()).map_err(|error| CommandError::io(&path, &error))?;
        Ok((file, path))
    }
}

/// The reply by the coverage on record; none where the catalogue does not answer.
fn draft_reply(record: &RequestRecord, workspace: &Workspace) -> Result<Option<Draft>, CommandError> {
    let Some(coverage) = record.coverage.clone().and_then(|kept| serde_json::from_value::<Coverage>(kept).ok()) else {
        return Ok(None);
    };
    let Some(reason) = reply_reason(&coverage) else { return Ok(None) };
    let dictionary = load::dictionary(workspace)?;
    let (catalogue, _) = screen::catalogue(workspace, &dictionary)?;
    let summary = &record.summary;
    let text = coverage_reply(&summary.id.to_string(), &summary.agency, &coverage, &catalogue);
    Ok(text.map(|text| Draft { reason, text }))
}

/// The rules that an acceptance overrules: everything found that is more than a note, and the catalogue's answer.
fn open_findings(problems: &[Problem], coverage: Option<&serde_json::Value>) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for problem in problems.iter().filter(|problem| problem.severity != crate::source::Severity::Note) {
        if !rules.contains(&problem.rule) {
            rules.push(problem.rule.clone());
        }
    }
    let covered =
        coverage.and_then(|coverage| coverage["verdict"].as_str()).is_some_and(|verdict| verdict == "covered");
    if covered {
        rules.extend(coverage.into_iter().flat_map(overruled_coverage));
    }
    rules
}
