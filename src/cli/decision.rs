//! `hrstat accept`, `return`, `decline`, `withdraw`: the reviewer's decisions. One reason, one step, one line in the log.

use serde_json::json;

use super::context::Context;
use super::desk::registry;
use super::error::CommandError;
use super::outcome::{Outcome, Plain};
use crate::domain::{Event, RequestId, Stage};
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
    /// 理由，記入稽核紀錄
    #[arg(long, value_name = "TEXT")]
    reason: String,
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
    let mut registry = registry(&context.workspace()?)?;
    let record = registry.request(decision.request)?;
    let overruled =
        if event == Event::Accept { open_findings(&record.problems, record.coverage.as_ref()) } else { Vec::new() };
    let stage = registry.decide(&context.actor(), decision.request, event, &decision.reason, &overruled)?;
    let mut lines = vec![format!("{}：{event}，現在的階段是「{stage}」。", decision.request)];
    if !overruled.is_empty() {
        lines.push(format!("不採的問題：{}", overruled.join("、")));
    }
    if stage == Stage::Queued {
        lines.push("提示：查看順序：hrstat queue".to_owned());
    }
    let json = json!({ "request": decision.request, "decision": event.code(), "stage": stage, "overruled": overruled });
    Ok(Outcome::done(Plain::new(json, lines)))
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
        rules.push("coverage".to_owned());
    }
    rules
}
