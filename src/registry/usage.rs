//! What authorities have asked for before, for the fair share of the queue.

use jiff::Timestamp;

use super::requests::read_difficulty;
use super::stored::{Columns, moment};
use super::{Registry, RegistryError};
use crate::domain::RequestId;
use crate::queue::Difficulty;

/// One request that counts as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageEntry {
    /// Which.
    pub request: RequestId,
    /// 主管機關.
    pub authority: Option<String>,
    /// 申請人事機構.
    pub agency: String,
    /// How hard it is; none where nobody has recorded it.
    pub difficulty: Option<Difficulty>,
    /// When it was received.
    pub received_at: Timestamp,
}

impl UsageEntry {
    /// Under whose name the queue counts it, as in [`Candidate::account`](crate::queue::Candidate::account).
    #[must_use]
    pub fn account(&self) -> &str {
        self.authority.as_deref().unwrap_or(&self.agency)
    }
}

impl Registry {
    /// The requests received at `since` or later that were computed or are being computed. What still waits, or was
    /// returned, declined or withdrawn, has cost the service nothing and does not count.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn usage(&self, since: Timestamp) -> Result<Vec<UsageEntry>, RegistryError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, authority, agency, coalesce(difficulty_override, difficulty_estimate) AS difficulty, received_at
             FROM requests WHERE received_at >= ?1 AND stage IN ('running', 'released') ORDER BY number",
        )?;
        let mut rows = statement.query([moment(since)])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let columns = Columns::new("requests", row);
            entries.push(UsageEntry {
                request: columns.request("number")?,
                authority: columns.optional_text("authority")?,
                agency: columns.text("agency")?,
                difficulty: columns.optional_integer("difficulty")?.and_then(read_difficulty),
                received_at: columns.parsed("received_at")?,
            });
        }
        Ok(entries)
    }
}
