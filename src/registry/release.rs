//! What a release is: its number, its state, what is recorded before and after it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{AsOf, Digest, RequestId};

/// The number of a release; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseId(u32);

impl ReleaseId {
    /// The release with this number, from 1.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a release has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReleaseState {
    /// Recorded, and not yet known to have happened.
    Prepared,
    /// It happened.
    Released,
    /// It did not happen.
    Abandoned,
}

impl ReleaseState {
    const CODES: [(&'static str, Self); 3] =
        [("prepared", Self::Prepared), ("released", Self::Released), ("abandoned", Self::Abandoned)];

    /// Its code, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        Self::CODES.iter().find(|(_, state)| *state == self).map_or("", |(code, _)| code)
    }
}

impl FromStr for ReleaseState {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        Self::CODES.iter().find(|(known, _)| *known == code).map(|(_, state)| *state).ok_or_else(|| code.to_owned())
    }
}

impl fmt::Display for ReleaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Prepared => "準備中",
            Self::Released => "已釋出",
            Self::Abandoned => "已放棄",
        })
    }
}

/// What is about to be released.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleasePlan {
    /// The snapshots that were read.
    pub snapshots: Vec<AsOf>,
    /// The SHA-256 of the query.
    pub query_sha256: Digest,
    /// What the parameters of the query were set to, by name.
    pub parameters: Value,
    /// The policy that ran: threshold, small cells, whatever decided what is personal.
    pub policy: Value,
    /// Name and version of the program.
    pub program: String,
    /// The outputs as `run` shows them: path, digest, recipients' fingerprints, verdicts; no figure and no person.
    pub outputs: Value,
}

/// One release.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseRecord {
    /// Its number.
    pub id: ReleaseId,
    /// Whose request it answers.
    pub request: RequestId,
    /// How far it has come.
    pub state: ReleaseState,
    /// The snapshots that were read.
    pub snapshots: Vec<AsOf>,
    /// The SHA-256 of the query.
    pub query_sha256: Digest,
    /// What the parameters of the query were set to, by name.
    pub parameters: Value,
    /// The policy that ran.
    pub policy: Value,
    /// Name and version of the program.
    pub program: String,
    /// The outputs.
    pub outputs: Value,
    /// When it was prepared.
    pub prepared_at: Timestamp,
    /// By whom.
    pub prepared_by: String,
    /// When it was handed out.
    pub released_at: Option<Timestamp>,
    /// By whom.
    pub released_by: Option<String>,
    /// When the office destroyed its own copy.
    pub destroyed_at: Option<Timestamp>,
    /// When the applicant reported the destruction (要點六).
    pub destruction_reported_at: Option<Timestamp>,
}

/// Which releases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReleaseFilter {
    /// Only those of this request.
    pub request: Option<RequestId>,
    /// Only those in this state.
    pub state: Option<ReleaseState>,
}

/// Whose copy was destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destruction {
    /// The office's own, in the outbox.
    OwnCopy,
    /// The applicant's, as the applicant reports it (要點六).
    ReportedByApplicant,
}
