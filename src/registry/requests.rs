//! Reads requests back.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use serde_json::Value;

use super::stored::{Columns, number};
use super::{Registry, RegistryError};
use crate::domain::{Application, Digest, RequestId, Stage};
use crate::queue::Difficulty;
use crate::source::Problem;

/// A request without its form: what the queue and lists need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSummary {
    /// Its number.
    pub id: RequestId,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// Who put it there.
    pub stage_operator: String,
    /// 申請人事機構.
    pub agency: String,
    /// 主管機關.
    pub authority: Option<String>,
    /// 申請日期.
    pub applied_on: Date,
    /// When it was registered.
    pub received_at: Timestamp,
    /// The name of the file that it came in.
    pub file_name: String,
    /// The SHA-256 of that file.
    pub digest: Digest,
    /// How hard it is, as far as it was recorded.
    pub difficulty: DifficultyRecord,
    /// The closed request that this one corrects.
    pub supersedes: Option<RequestId>,
}

/// How hard a request is, and who says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DifficultyRecord {
    /// By the estimate of its query, with the reason.
    pub estimate: Option<(Difficulty, String)>,
    /// By a person, with the reason.
    pub overridden: Option<(Difficulty, String)>,
}

impl DifficultyRecord {
    /// What counts: the person's word before the estimate.
    #[must_use]
    pub fn in_force(&self) -> Option<&(Difficulty, String)> {
        self.overridden.as_ref().or(self.estimate.as_ref())
    }
}

/// A request with everything that is kept about it.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRecord {
    /// What lists show.
    pub summary: RequestSummary,
    /// The form.
    pub application: Application,
    /// What was found in it.
    pub problems: Vec<Problem>,
    /// Whether the catalogue answers it, as `check` says it.
    pub coverage: Option<Value>,
    /// When the version that counts came; the receipt of the first counts for the queue.
    pub version_received_at: Timestamp,
    /// The request that corrects this one, where one does.
    pub superseded_by: Option<RequestId>,
}

const SUMMARY: &str = "number, stage, stage_since, stage_operator, agency, authority, applied_on, received_at, file_name, \
                       sha256, difficulty_estimate, estimate_reason, difficulty_override, override_reason, supersedes";

impl Registry {
    /// One request.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn request(&self, id: RequestId) -> Result<RequestRecord, RegistryError> {
        let sql = format!(
            "SELECT {SUMMARY}, application, problems, coverage,
                    coalesce(version_received_at, received_at) AS version_received_at,
                    (SELECT max(later.number) FROM requests later WHERE later.supersedes = requests.number) AS superseded_by
             FROM requests WHERE number = ?1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([number(id)])?;
        let row = rows.next()?.ok_or(RegistryError::UnknownRequest(id))?;
        let columns = Columns::new("requests", row);
        Ok(RequestRecord {
            summary: read_summary(row)?,
            application: columns.json("application")?,
            problems: columns.json("problems")?,
            coverage: columns.optional_json("coverage")?,
            version_received_at: columns.parsed("version_received_at")?,
            superseded_by: columns.optional_request("superseded_by")?,
        })
    }

    /// One request without its form.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn summary(&self, id: RequestId) -> Result<RequestSummary, RegistryError> {
        let sql = format!("SELECT {SUMMARY} FROM requests WHERE number = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([number(id)])?;
        read_summary(rows.next()?.ok_or(RegistryError::UnknownRequest(id))?)
    }

    /// The requests in one of `stages`, or all where `stages` is empty, by number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn requests(&self, stages: &[Stage]) -> Result<Vec<RequestSummary>, RegistryError> {
        // Codes of an enum, no text from outside: they can stand in the statement.
        let codes: Vec<String> = stages.iter().map(|stage| format!("'{}'", stage.code())).collect();
        let filter = if codes.is_empty() { String::new() } else { format!("WHERE stage IN ({})", codes.join(", ")) };
        let mut statement =
            self.connection().prepare(&format!("SELECT {SUMMARY} FROM requests {filter} ORDER BY number"))?;
        let mut rows = statement.query([])?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(read_summary(row)?);
        }
        Ok(requests)
    }
}

fn read_summary(row: &Row<'_>) -> Result<RequestSummary, RegistryError> {
    let columns = Columns::new("requests", row);
    let rated = |number: &'static str, reason: &'static str| -> Result<Option<(Difficulty, String)>, RegistryError> {
        let Some(found) = columns.optional_integer(number)? else { return Ok(None) };
        let difficulty = read_difficulty(found).ok_or_else(|| columns.damaged(number, &found))?;
        Ok(Some((difficulty, columns.optional_text(reason)?.unwrap_or_default())))
    };
    Ok(RequestSummary {
        id: columns.request("number")?,
        stage: columns.parsed("stage")?,
        stage_since: columns.parsed("stage_since")?,
        stage_operator: columns.text("stage_operator")?,
        agency: columns.text("agency")?,
        authority: columns.optional_text("authority")?,
        applied_on: columns.parsed("applied_on")?,
        received_at: columns.parsed("received_at")?,
        file_name: columns.text("file_name")?,
        digest: Digest::from_stored(columns.text("sha256")?),
        difficulty: DifficultyRecord {
            estimate: rated("difficulty_estimate", "estimate_reason")?,
            overridden: rated("difficulty_override", "override_reason")?,
        },
        supersedes: columns.optional_request("supersedes")?,
    })
}

pub(super) fn read_difficulty(number: i64) -> Option<Difficulty> {
    u8::try_from(number).ok().and_then(|number| Difficulty::new(number).ok())
}
