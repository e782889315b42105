//! Stock and flow between two snapshots: what the figures are and when they are sound.

use serde::Serialize;

use super::finding::Finding;
use crate::domain::AsOf;

/// The movements of one authority, or of all.
///
/// The stocks are counted in the two snapshots, the flows from the days that the later one records. They come from
/// different columns of different files, so `start + in − out = end` can fail, and says something where it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FlowCounts {
    /// In service in the earlier snapshot.
    pub start: u64,
    /// Entered service for the first time.
    pub joined: u64,
    /// Came back after a time out of service.
    pub returned: u64,
    /// Came from another authority.
    pub moved_in: u64,
    /// Left service.
    pub left: u64,
    /// Went to another authority.
    pub moved_out: u64,
    /// In service in the later snapshot.
    pub end: u64,
}

impl FlowCounts {
    /// `start + in − out − end`: 0 where the equation holds.
    #[must_use]
    pub fn imbalance(&self) -> i64 {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        signed(self.start) + signed(self.joined) + signed(self.returned) + signed(self.moved_in)
            - signed(self.left)
            - signed(self.moved_out)
            - signed(self.end)
    }

    /// Whether nobody was there and nobody came.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.start += other.start;
        self.joined += other.joined;
        self.returned += other.returned;
        self.moved_in += other.moved_in;
        self.left += other.left;
        self.moved_out += other.moved_out;
        self.end += other.end;
    }
}

/// One authority's movements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// 主管機關.
    pub authority: String,
    /// Its figures.
    #[serde(flatten)]
    pub counts: FlowCounts,
}

/// Stock and flow between two snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// The earlier snapshot.
    pub from: AsOf,
    /// The later snapshot.
    pub to: AsOf,
    /// All authorities; moves between them cancel out.
    pub total: FlowCounts,
    /// Each authority, by name.
    pub by_authority: Vec<FlowRow>,
    /// Who left, by 離職原因, most first.
    pub reasons: Vec<(String, u64)>,
    /// What does not fit.
    pub findings: Vec<Finding>,
}
