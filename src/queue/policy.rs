//! What the order depends on besides the requests: weights, staff, and what was asked before.

use std::collections::BTreeMap;

use super::Exact;

/// Beyond any real office, and small enough that every sum of fractions stays inside `i128`: the largest denominator is
/// days (2²³) × 5 × fair share (2⁸¹) × weights (2¹⁵).
const MOST_WEIGHT: u32 = 1 << 13;
const MOST_STAFF: u32 = 1 << 24;
const MOST_USAGE: u64 = 1 << 24;
const MOST_ACCOUNTS: usize = 1 << 16;
pub(super) const MOST_DAYS: u32 = 1 << 22;

/// The least unit of usage: one request of medium difficulty. Without it, the first request of a quiet year would weigh
/// like a year's work.
const LEAST_UNIT: u64 = 3;

/// How much each factor counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// 申請順序.
    pub arrival: u32,
    /// 難易度.
    pub difficulty: u32,
    /// 已申請總量 against 人事人員數.
    pub fair_share: u32,
}

/// The policy of the queue; today's date is given to [`order`](super::order()) beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePolicy {
    /// Weights.
    pub weights: Weights,
    /// Days after which half of the points for waiting are reached.
    pub arrival_half_days: u32,
    /// How many days back requests count as asked. Whoever fills `usage` applies it; it is here to be shown.
    pub usage_window_days: u32,
    /// Personnel staff of every known authority; none where nobody knows.
    pub staff: BTreeMap<String, Option<u32>>,
    /// The sum of the difficulties that an authority asked for in the window and that were computed.
    pub usage: BTreeMap<String, u64>,
}

impl QueuePolicy {
    /// The sum of the weights, the most points there are.
    #[must_use]
    pub fn total_weight(&self) -> u64 {
        let weights = self.bounded_weights();
        u64::from(weights.arrival) + u64::from(weights.difficulty) + u64::from(weights.fair_share)
    }

    pub(super) fn bounded_weights(&self) -> Weights {
        let Weights { arrival, difficulty, fair_share } = self.weights;
        Weights {
            arrival: arrival.min(MOST_WEIGHT),
            difficulty: difficulty.min(MOST_WEIGHT),
            fair_share: fair_share.min(MOST_WEIGHT),
        }
    }

    pub(super) fn shares(&self) -> Shares<'_> {
        let known = self.known_staff();
        let (sum, count) = known.fold((0, 0), |(sum, count), staff| (sum + u64::from(staff), count + 1));
        let asked: u64 = self.usage.values().take(MOST_ACCOUNTS).map(|usage| (*usage).min(MOST_USAGE)).sum();
        let accounts = self.staff.len().clamp(1, MOST_ACCOUNTS) as u64;
        Shares { policy: self, mean_staff: Exact::of(sum, count), mean_usage: Exact::of(asked, accounts) }
    }

    fn known_staff(&self) -> impl Iterator<Item = u32> {
        self.staff
            .values()
            .take(MOST_ACCOUNTS)
            .filter_map(|staff| staff.filter(|staff| *staff > 0))
            .map(|staff| staff.min(MOST_STAFF))
    }
}

/// Staff and usage against the mean of all authorities.
pub(super) struct Shares<'a> {
    policy: &'a QueuePolicy,
    mean_staff: Exact,
    mean_usage: Exact,
}

/// What is known about the staff of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Staff {
    /// So many.
    Known(u32),
    /// The list says 0, which cannot be: somebody wrote the application.
    Zero,
    /// The list does not say, or does not hold the authority.
    Unknown,
}

impl Shares<'_> {
    pub(super) fn staff(&self, account: &str) -> Staff {
        match self.policy.staff.get(account) {
            Some(Some(0)) => Staff::Zero,
            Some(Some(staff)) => Staff::Known((*staff).min(MOST_STAFF)),
            Some(None) | None => Staff::Unknown,
        }
    }

    /// Staff of the account ÷ mean staff; an unknown or zero number counts as the mean, neither a gift nor a punishment.
    pub(super) fn share(&self, account: &str) -> Exact {
        match self.staff(account) {
            Staff::Known(staff) => Exact::of(u64::from(staff), 1) / self.mean_staff,
            Staff::Zero | Staff::Unknown => Exact::ONE,
        }
    }

    pub(super) fn mean_staff(&self) -> Exact {
        self.mean_staff
    }

    /// The sum of the difficulties that the account asked for.
    pub(super) fn asked(&self, account: &str) -> u64 {
        self.policy.usage.get(account).map_or(0, |usage| (*usage).min(MOST_USAGE))
    }

    /// The mean usage of all authorities, at least [`LEAST_UNIT`].
    ///
    /// A request more of the account raises the mean as well, but by a smaller part than its own usage, so that its usage in
    /// this unit only grows.
    pub(super) fn unit(&self) -> Exact {
        self.mean_usage.max(Exact::of(LEAST_UNIT, 1))
    }
}
