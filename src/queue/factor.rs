//! The factors of the order, each with its reason in words.

use jiff::civil::Date;
use serde::Serialize;

use super::policy::{MOST_DAYS, Shares, Staff};
use super::{Candidate, Exact, QueuePolicy};

/// Which factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorName {
    /// 申請順序.
    Arrival,
    /// 難易度.
    Difficulty,
    /// 已申請總量及人事人員數.
    FairShare,
}

impl std::fmt::Display for FactorName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Arrival => "申請順序",
            Self::Difficulty => "難易度",
            Self::FairShare => "已申請總量及人事人員數",
        })
    }
}

/// One factor of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Factor {
    /// Which.
    pub name: FactorName,
    /// From 0 to 1.
    pub value: Exact,
    /// How much it counts.
    pub weight: u32,
    /// Weight × value.
    pub points: Exact,
    /// The reason, in Traditional Chinese.
    pub why: String,
}

/// The three factors of a candidate on the day `today`.
pub(super) fn factors(candidate: &Candidate, policy: &QueuePolicy, shares: &Shares<'_>, today: Date) -> Vec<Factor> {
    let weights = policy.bounded_weights();
    let of = |name, weight: u32, (value, why): (Exact, String)| {
        let points = Exact::of(u64::from(weight), 1) * value;
        Factor { name, value, weight, points, why }
    };
    vec![
        of(FactorName::Arrival, weights.arrival, arrival(candidate, policy, today)),
        of(FactorName::Difficulty, weights.difficulty, difficulty(candidate)),
        of(FactorName::FairShare, weights.fair_share, fair_share(candidate, policy, shares)),
    ]
}

fn arrival(candidate: &Candidate, policy: &QueuePolicy, today: Date) -> (Exact, String) {
    let elapsed = today.duration_since(candidate.received_on()).as_hours() / 24;
    // A clock that was set back must not make a request negative.
    let days = u32::try_from(elapsed.max(0)).unwrap_or(MOST_DAYS).min(MOST_DAYS);
    let half = policy.arrival_half_days.clamp(1, MOST_DAYS);
    let value = Exact::of(u64::from(days), u64::from(days) + u64::from(half));
    (value, format!("已等候 {days} 天（滿 {half} 天得一半）"))
}

fn difficulty(candidate: &Candidate) -> (Exact, String) {
    let number = candidate.difficulty.number();
    (Exact::of(u64::from(6 - number), 5), format!("難易度 {number}（1 最易，5 最難），越易者越先"))
}

fn fair_share(candidate: &Candidate, policy: &QueuePolicy, shares: &Shares<'_>) -> (Exact, String) {
    let account = candidate.account();
    let share = shares.share(account);
    let asked = shares.asked(account);
    let usage = Exact::of(asked, 1) / shares.unit();
    let staff = match shares.staff(account) {
        _ if candidate.authority.is_none() => "申請機構不屬於名單上的主管機關，人事人員數以平均值計".to_owned(),
        Staff::Known(staff) => {
            format!(
                "人事人員 {staff} 人，為各主管機關平均（{} 人）的 {} 倍",
                rounded(shares.mean_staff()),
                tenths(share)
            )
        }
        Staff::Zero => "名單上的人事人員數為 0，以平均值計".to_owned(),
        Staff::Unknown => "人事人員數不詳，以平均值計".to_owned(),
    };
    let days = policy.usage_window_days;
    let used = if asked == 0 {
        format!("近 {days} 天沒有已處理的申請")
    } else {
        format!(
            "近 {days} 天已處理的申請難易度合計 {asked}，為基準用量（{}）的 {} 倍",
            rounded(shares.unit()),
            tenths(usage)
        )
    };
    (share / (share + usage), format!("{staff}；{used}"))
}

/// To one decimal, for the words only.
fn tenths(value: Exact) -> String {
    let tenths = (value.ratio() * 10).round().to_integer();
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// To the nearest whole number, for the words only.
fn rounded(value: Exact) -> String {
    value.ratio().round().to_integer().to_string()
}
