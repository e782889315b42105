//! What a killed run has left, and how it is put back.

use jiff::Timestamp;
use rusqlite::Transaction;
use serde_json::json;

use super::audit_chain::append;
use super::decide::put_back;
use super::stored::{moment, number};
use super::{Actor, Registry, RegistryError, ReleaseFilter, ReleaseId, ReleaseState};
use crate::domain::{RequestId, Stage};

/// A run that has begun and not ended. It may still be going on: its operator and its beginning tell whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The request.
    pub request: RequestId,
    /// How far the run came.
    pub kind: UnfinishedKind,
    /// Who began it.
    pub operator: String,
    /// When this half began.
    pub since: Timestamp,
}

/// How far an unfinished run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfinishedKind {
    /// It was computing; nothing can have left.
    Running,
    /// A release was prepared and not confirmed; there may be a reply in the outbox, which nobody may send.
    Prepared(ReleaseId),
}

impl std::fmt::Display for Unfinished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { request, operator, since, .. } = self;
        match self.kind {
            UnfinishedKind::Running => write!(f, "{request} 由 {operator} 於 {since} 開始處理，尚未結束"),
            UnfinishedKind::Prepared(release) => {
                write!(f, "{request} 的第 {release} 號釋出由 {operator} 於 {since} 備妥，尚未確認")
            }
        }
    }
}

impl Registry {
    /// Every run that has begun and not ended, by number of the request.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, RegistryError> {
        // One transaction, lest a run ends between the two readings.
        let reading = self.connection().unchecked_transaction()?;
        let releases = self.releases(ReleaseFilter { request: None, state: Some(ReleaseState::Prepared) })?;
        let found = self.requests(&[Stage::Running])?.into_iter().map(|request| {
            match releases.iter().find(|release| release.request == request.id) {
                Some(release) => Unfinished {
                    request: request.id,
                    kind: UnfinishedKind::Prepared(release.id),
                    operator: release.prepared_by.clone(),
                    since: release.prepared_at,
                },
                None => Unfinished {
                    request: request.id,
                    kind: UnfinishedKind::Running,
                    operator: request.stage_operator,
                    since: request.stage_since,
                },
            }
        });
        let found = found.collect();
        reading.finish()?;
        Ok(found)
    }

    /// Puts these requests back into the queue and abandons what they had in preparation, all or none. Only for runs that
    /// are known to be dead; the caller takes the replies that were not confirmed out of the outbox first.
    ///
    /// # Errors
    /// When one of them has ended or gone on since it was found, or it cannot be written.
    pub fn recover(&mut self, actor: &Actor, dead: &[Unfinished]) -> Result<(), RegistryError> {
        self.write(|transaction| {
            for run in dead {
                if !still_unfinished(transaction, run)? {
                    return Err(RegistryError::RunWentOn(run.request));
                }
                let detail = json!({ "operator": run.operator, "since": run.since });
                append(transaction, actor, "recover", Some(run.request), &detail)?;
                put_back(transaction, actor, run.request, "前次處理中斷")?;
            }
            Ok(())
        })
    }
}

/// Whether the run stands exactly where it was found: one that has moved is not dead.
fn still_unfinished(transaction: &Transaction<'_>, run: &Unfinished) -> Result<bool, RegistryError> {
    let stands = match run.kind {
        UnfinishedKind::Running => transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM requests WHERE number = ?1 AND stage = 'running' AND stage_since = ?2)
                AND NOT EXISTS (SELECT 1 FROM releases WHERE request = ?1 AND state = 'prepared')",
            (number(run.request), moment(run.since)),
            |row| row.get(0),
        ),
        UnfinishedKind::Prepared(release) => transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM releases WHERE request = ?1 AND id = ?2 AND state = 'prepared')",
            (number(run.request), release.number()),
            |row| row.get(0),
        ),
    };
    Ok(stands?)
}
