//! `hrstat queue [--explain]`

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::context::Context;
use super::desk::{registry, warn_of_killed_runs};
use super::error::CommandError;
use super::load;
use super::outcome::Outcome;
use crate::domain::{Authorities, RequestId, Stage, format_roc_short};
use crate::queue::{Candidate, Difficulty, Exact, QueuePolicy, Turn, Weights, order};
use crate::registry::Registry;
use crate::settings::QueueSettings;
use crate::ui::{Page, Report};

/// 依要點五(三)排定待處理申請案的順序
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat queue\n  hrstat queue --explain")]
pub(super) struct Args {
    /// 說明每件申請案的分數由來
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let workspace = context.workspace()?;
    let settings = load::settings(&workspace)?;
    let authorities = load::authorities(&workspace)?;
    let registry = registry(&workspace)?;
    warn_of_killed_runs(&registry, &workspace, context)?;
    let policy = policy(&settings.queue, &authorities, &registry, context)?;
    let waiting = registry.requests(&[Stage::Queued])?;
    let corrects = waiting.iter().filter_map(|request| Some((request.id, request.supersedes?))).collect();
    let candidates: Vec<Candidate> = waiting
        .into_iter()
        .map(|request| Candidate {
            request: request.id,
            difficulty: request.difficulty.in_force().map_or(Difficulty::MEDIUM, |(difficulty, _)| *difficulty),
            authority: request.authority,
            agency: request.agency,
            applied_on: request.applied_on,
            received_at: request.received_at,
        })
        .collect();
    let turns = order(&candidates, &policy, context.today());
    let others = registry.requests(&[Stage::Received, Stage::AwaitingApproval, Stage::Running])?;
    let others = others.into_iter().map(|request| (request.stage, request.id.to_string())).collect();
    Ok(Outcome::done(Order { turns, explain: args.explain, others, corrects }))
}

fn policy(
    settings: &QueueSettings,
    authorities: &Authorities,
    registry: &Registry,
    context: &Context,
) -> Result<QueuePolicy, CommandError> {
    let window = SignedDuration::from_hours(24 * i64::from(settings.usage_window_days));
    // A window longer than time itself begins with time.
    let since = context.now.checked_sub(window).unwrap_or(jiff::Timestamp::MIN);
    let mut usage: BTreeMap<String, u64> = BTreeMap::new();
    for entry in registry.usage(since)? {
        let difficulty = entry.difficulty.unwrap_or(Difficulty::MEDIUM).number();
        *usage.entry(entry.account().to_owned()).or_default() += u64::from(difficulty);
    }
    Ok(QueuePolicy {
        weights: Weights {
            arrival: settings.arrival,
            difficulty: settings.difficulty,
            fair_share: settings.fair_share,
        },
        arrival_half_days: settings.arrival_half_days,
        usage_window_days: settings.usage_window_days,
        staff: authorities
            .iter()
            .filter(|authority| authority.eligible)
            .map(|authority| (authority.name.clone(), authority.personnel_staff))
            .collect(),
        usage,
    })
}

struct Order {
    turns: Vec<Turn>,
    explain: bool,
    /// What waits for somebody else.
    others: Vec<(Stage, String)>,
    /// Which request corrects an earlier one, and which.
    corrects: BTreeMap<RequestId, RequestId>,
}

impl Report for Order {
    fn json(&self) -> Value {
        let turns = self.turns.iter().map(|turn| {
            json!({
                "rank": turn.rank, "request": turn.request, "authority": turn.authority, "agency": turn.agency,
                "applied_on": turn.applied_on, "received_at": turn.received_at, "stage": Stage::Queued,
                "difficulty": turn.difficulty, "score": turn.score, "factors": turn.factors, "held_by": turn.held_by, "supersedes": self.corrects.get(&turn.request),
            })
        });
        Value::Array(turns.collect())
    }

    fn human(&self, page: &mut Page) {
        if self.turns.is_empty() {
            page.line("目前沒有排序中的申請案。");
        } else if self.explain {
            for turn in &self.turns {
                explain(turn, page);
            }
        } else {
            let rows = self.turns.iter().map(|turn| {
                vec![
                    turn.rank.to_string(),
                    turn.request.to_string(),
                    turn.agency.clone(),
                    format_roc_short(turn.applied_on),
                    turn.difficulty.number().to_string(),
                    percent(turn),
                ]
            });
            page.table(&["順序", "申請案", "申請人事機構", "申請日期", "難易度", "分數"], rows.collect(), &[0, 4, 5]);
        }
        for (request, earlier) in &self.corrects {
            page.line(format!("{request} 是 {earlier} 的更正案。"));
        }
        for (stage, words) in
            [(Stage::Running, "處理中"), (Stage::AwaitingApproval, "待主管機關核准"), (Stage::Received, "待審查人決定")]
        {
            let requests: Vec<&str> =
                self.others.iter().filter(|(other, _)| *other == stage).map(|(_, request)| request.as_str()).collect();
            if !requests.is_empty() {
                page.line(format!("{words}：{}", requests.join("、")));
            }
        }
        match self.turns.first() {
            Some(first) if self.explain => page.hint(format!("處理第一件：hrstat run {}", first.request)),
            Some(_) => page.hint("分數由來：hrstat queue --explain"),
            None => page.hint("登記申請案：hrstat intake 申請表.xlsx"),
        }
    }
}

fn percent(turn: &Turn) -> String {
    let ratio = turn.score.ratio();
    // Two digits by rounding half up, in whole numbers.
    let hundredths = (ratio.numer() * 20_000 / ratio.denom() + 1) / 2;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A whole number as it is, anything else as a fraction.
fn plain(number: Exact) -> String {
    let ratio = number.ratio();
    if ratio.is_integer() { ratio.to_integer().to_string() } else { number.to_string() }
}

fn explain(turn: &Turn, page: &mut Page) {
    page.heading(&format!("{}. {}　{}", turn.rank, turn.request, turn.agency));
    page.entry("分數", format!("{}（滿分 100）＝ {}", percent(turn), turn.score));
    for factor in &turn.factors {
        page.entry(
            "",
            format!(
                "{}：{} × 權數 {} ＝ {} 點。{}",
                factor.name,
                plain(factor.value),
                factor.weight,
                plain(factor.points),
                factor.why
            ),
        );
    }
    if let Some(before) = turn.held_by {
        page.entry("", format!("同一主管機關先申請的 {before} 尚未處理，不得超前，分數以該案為上限。"));
    }
    page.gap();
}
