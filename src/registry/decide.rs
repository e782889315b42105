//! Moves requests from stage to stage: the reviewer's decisions, and the beginning and end of a run.

use rusqlite::{OptionalExtension as _, Transaction};
use serde_json::{Value, json};

use super::audit_chain::append;
use super::releases::abandon_prepared;
use super::stored::{json as json_text, moment, number};
use super::{Actor, Registry, RegistryError};
use crate::domain::{Event, RequestId, Stage};

impl Registry {
    /// Records a reviewer's decision: accept, return, decline or withdraw. `overruled` names the rules of the findings that
    /// an acceptance goes against.
    ///
    /// # Errors
    /// When there is no such request, the step does not exist, the reason is empty, or it cannot be written.
    pub fn decide(
        &mut self,
        actor: &Actor,
        request: RequestId,
        event: Event,
        reason: &str,
        overruled: &[String],
    ) -> Result<Stage, RegistryError> {
        if !matches!(event, Event::Accept | Event::Return | Event::Decline | Event::Withdraw) {
            return Err(RegistryError::NotADecision(event));
        }
        if reason.trim().is_empty() {
            return Err(RegistryError::MissingReason);
        }
        let rules = json_text("decisions", "overruled", &overruled)?;
        self.write(|transaction| {
            let detail = json!({ "reason": reason, "overruled": overruled });
            let (from, to) = step(transaction, actor, request, event, detail)?;
            transaction.execute(
                "INSERT INTO decisions (request, event, from_stage, to_stage, reason, overruled, decided_at, operator)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    number(request),
                    event.code(),
                    from.code(),
                    to.code(),
                    reason,
                    rules,
                    moment(actor.at),
                    &actor.operator,
                ),
            )?;
            Ok(to)
        })
    }

    /// The rules of the findings that were overruled when a request was last accepted; none where a corrected version has
    /// taken its place since.
    ///
    /// # Errors
    /// When there is no such request or it cannot be read.
    pub fn overruled(&self, request: RequestId) -> Result<Vec<String>, RegistryError> {
        self.summary(request)?;
        let found: Option<String> = self
            .connection()
            .query_row(
                "SELECT overruled FROM decisions WHERE request = ?1 AND event = 'accept'
                     AND id > (SELECT coalesce(max(last_decision), 0) FROM versions WHERE request = ?1)
                 ORDER BY id DESC LIMIT 1",
                [number(request)],
                |row| row.get(0),
            )
            .optional()?;
        found.map_or(Ok(Vec::new()), |text| {
            serde_json::from_str(&text).map_err(|error| RegistryError::Damaged {
                table: "decisions",
                row: request.to_string(),
                column: "overruled",
                reason: error.to_string(),
            })
        })
    }

    /// The computation of a queued request begins. Of two who begin at once, one gets
    /// [`RegistryError::IllegalStep`].
    ///
    /// # Errors
    /// When there is no such request, it is not queued, or it cannot be written.
    pub fn start(&mut self, actor: &Actor, request: RequestId) -> Result<(), RegistryError> {
        self.write(|transaction| step(transaction, actor, request, Event::Start, json!({})).map(|_| ()))
    }

    /// The computation ended without a release; a release that was prepared is abandoned, and the request waits again.
    ///
    /// # Errors
    /// When there is no such request, it is not running, or it cannot be written.
    pub fn abort(&mut self, actor: &Actor, request: RequestId, why: &str) -> Result<(), RegistryError> {
        self.write(|transaction| put_back(transaction, actor, request, why))
    }
}

/// One step, with its audit row.
pub(super) fn step(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    event: Event,
    mut detail: Value,
) -> Result<(Stage, Stage), RegistryError> {
    let from = stage_of(transaction, request)?;
    let to = from.next(event).map_err(|step| RegistryError::IllegalStep { request, step })?;
    detail["from"] = json!(from);
    detail["to"] = json!(to);
    append(transaction, actor, event.code(), Some(request), &detail)?;
    transaction
        .prepare_cached("UPDATE requests SET stage = ?2, stage_since = ?3, stage_operator = ?4 WHERE number = ?1")?
        .execute((number(request), to.code(), moment(actor.at), &actor.operator))?;
    Ok((from, to))
}

/// Ends a run without a release.
pub(super) fn put_back(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    why: &str,
) -> Result<(), RegistryError> {
    // First the step: it refuses what is not running.
    step(transaction, actor, request, Event::Abort, json!({ "why": why }))?;
    abandon_prepared(transaction, actor, request, why)
}

pub(super) fn stage_of(transaction: &Transaction<'_>, request: RequestId) -> Result<Stage, RegistryError> {
    let code: String = transaction
        .prepare_cached("SELECT stage FROM requests WHERE number = ?1")?
        .query_row([number(request)], |row| row.get(0))
        .optional()?
        .ok_or(RegistryError::UnknownRequest(request))?;
    code.parse().map_err(|_| RegistryError::Damaged {
        table: "requests",
        row: request.number().to_string(),
        column: "stage",
        reason: code.clone(),
    })
}
