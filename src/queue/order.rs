//! Puts the waiting requests in order.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::factor::factors;
use super::{Candidate, Difficulty, Exact, Factor, QueuePolicy};
use crate::domain::RequestId;

/// The place of one request, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// From 1.
    pub rank: usize,
    /// Which request.
    pub request: RequestId,
    /// 主管機關.
    pub authority: Option<String>,
    /// 申請人事機構.
    pub agency: String,
    /// 申請日期.
    pub applied_on: Date,
    /// When it was received.
    pub received_at: Timestamp,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// What it is ordered by, from 0 to 1: the points over the sum of the weights, held down to the score of `held_by`.
    pub score: Exact,
    /// The factors; their points over the sum of the weights are the score before it was held down.
    pub factors: Vec<Factor>,
    /// The earlier request of the same authority whose score holds this one's down; none where it keeps its own.
    pub held_by: Option<RequestId>,
}

/// The order in which `candidates` are done on the day `today`.
///
/// Depends on nothing but its arguments, not even on the order of `candidates`. Each request may stand in it once.
#[must_use]
pub fn order(candidates: &[Candidate], policy: &QueuePolicy, today: Date) -> Vec<Turn> {
    let shares = policy.shares();
    let total = Exact::of(policy.total_weight(), 1);
    let mut by_arrival: Vec<&Candidate> = candidates.iter().collect();
    by_arrival.sort_by_key(|candidate| candidate.arrival());

    // The lowest score so far of each account, and whose it is: what comes later in the same account may not pass it.
    let mut ceilings: HashMap<&str, (Exact, RequestId)> = HashMap::new();
    let mut turns = Vec::with_capacity(by_arrival.len());
    for candidate in by_arrival {
        let factors = factors(candidate, policy, &shares, today);
        let own = factors.iter().fold(Exact::ZERO, |sum, factor| sum + factor.points) / total;
        let held = ceilings.get(candidate.account()).filter(|(ceiling, _)| *ceiling < own).copied();
        let score = held.map_or(own, |(ceiling, _)| ceiling);
        if held.is_none() {
            ceilings.insert(candidate.account(), (own, candidate.request));
        }
        turns.push(Turn {
            rank: 0,
            request: candidate.request,
            authority: candidate.authority.clone(),
            agency: candidate.agency.clone(),
            applied_on: candidate.applied_on,
            received_at: candidate.received_at,
            difficulty: candidate.difficulty,
            score,
            factors,
            held_by: held.map(|(_, request)| request),
        });
    }
    // Stable is not needed: the key is unique.
    turns.sort_unstable_by_key(|turn| (Reverse(turn.score), turn.received_at, turn.request));
    for (place, turn) in turns.iter_mut().enumerate() {
        turn.rank = place + 1;
    }
    turns
}

#[cfg(test)]
mod tests;
