//! A request as the queue sees it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Difficulty;
use crate::domain::{RequestId, taiwan_time};

/// A request that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which one.
    pub request: RequestId,
    /// 主管機關; none where the agency belongs to no known authority.
    pub authority: Option<String>,
    /// 申請人事機構.
    pub agency: String,
    /// 申請日期, as the applicant wrote it. Shown, never weighed: an applicant could write any day.
    pub applied_on: Date,
    /// When it was received.
    pub received_at: Timestamp,
    /// How hard it is.
    pub difficulty: Difficulty,
}

impl Candidate {
    /// Under whose name usage and order are kept: the authority, or the agency alone where there is none.
    #[must_use]
    pub fn account(&self) -> &str {
        self.authority.as_deref().unwrap_or(&self.agency)
    }

    /// The day it was received, in Taiwan.
    pub(super) fn received_on(&self) -> Date {
        taiwan_time(self.received_at).date()
    }

    /// The place in the order of arrival, which no two requests share.
    pub(super) fn arrival(&self) -> (Timestamp, RequestId) {
        (self.received_at, self.request)
    }
}
