//! Releases in two halves: prepared before anything leaves the house, confirmed after it.

use rusqlite::{OptionalExtension as _, Row, Transaction};
use serde_json::{Value, json};

use super::audit_chain::append;
use super::decide::{put_back, stage_of, step};
use super::stored::{Columns, json as json_text, moment, number};
use super::{
    Actor, AuditHead, Destruction, Registry, RegistryError, ReleaseFilter, ReleaseId, ReleasePlan, ReleaseRecord,
    ReleaseState,
};
use crate::domain::{Digest, Event, IllegalStep, RequestId, Stage};

impl Registry {
    /// Records a release before it happens. The request must be running, without another release in preparation.
    ///
    /// # Errors
    /// When the request is not running, has one already, or it cannot be written: then nothing may leave the house.
    pub fn prepare_release(
        &mut self,
        actor: &Actor,
        request: RequestId,
        plan: &ReleasePlan,
    ) -> Result<ReleaseId, RegistryError> {
        self.prepare_release_as(actor, request, plan, |_, _| ())
    }

    /// As [`Registry::prepare_release`]; `number_outputs` writes into the outputs what depends on the number of the release,
    /// such as the paths that they will have.
    ///
    /// # Errors
    /// As [`Registry::prepare_release`].
    pub fn prepare_release_as(
        &mut self,
        actor: &Actor,
        request: RequestId,
        plan: &ReleasePlan,
        number_outputs: impl FnOnce(ReleaseId, &mut Value),
    ) -> Result<ReleaseId, RegistryError> {
        let snapshots = json_text("releases", "snapshots", &plan.snapshots)?;
        self.write(|transaction| {
            let from = stage_of(transaction, request)?;
            if from != Stage::Running {
                let step = IllegalStep { from, event: Event::Release };
                return Err(RegistryError::IllegalStep { request, step });
            }
            if let Some(release) = prepared(transaction, request)? {
                return Err(RegistryError::AlreadyPrepared { request, release });
            }
            let id = transaction.query_row(
                "INSERT INTO releases
                     (request, snapshots, query_sha256, parameters, policy, program, outputs, state, prepared_at, prepared_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'prepared', ?8, ?9) RETURNING id",
                (
                    number(request),
                    snapshots,
                    plan.query_sha256.as_str(),
                    plan.parameters.to_string(),
                    plan.policy.to_string(),
                    &plan.program,
                    plan.outputs.to_string(),
                    moment(actor.at),
                    &actor.operator,
                ),
                |row| Ok(read_id(&Columns::new("releases", row))),
            )??;
            let mut outputs = plan.outputs.clone();
            number_outputs(id, &mut outputs);
            transaction.execute("UPDATE releases SET outputs = ?2 WHERE id = ?1", (id.number(), outputs.to_string()))?;
            let detail = json!({
                "release": id, "snapshots": plan.snapshots, "query_sha256": plan.query_sha256,
                "parameters": plan.parameters, "policy": plan.policy, "program": plan.program, "outputs": outputs,
            });
            append(transaction, actor, "prepare-release", Some(request), &detail)?;
            Ok(id)
        })
    }

    /// Records that a prepared release has happened, with the outputs as they are now; the request is released. Gives the
    /// end of the audit log, to be printed with the release.
    ///
    /// # Errors
    /// When it is not prepared any more (somebody recovered it in between: then what was put into the outbox has to go), or
    /// it cannot be written.
    pub fn confirm_release(
        &mut self,
        actor: &Actor,
        release: ReleaseId,
        outputs: &Value,
    ) -> Result<AuditHead, RegistryError> {
        self.write(|transaction| {
            let request = prepared_request(transaction, release)?;
            step(transaction, actor, request, Event::Release, json!({ "release": release, "outputs": outputs }))?;
            transaction.execute(
                "UPDATE releases SET state = 'released', outputs = ?2, released_at = ?3, released_by = ?4 WHERE id = ?1",
                (release.number(), outputs.to_string(), moment(actor.at), &actor.operator),
            )?;
            super::audit_chain::read_head(transaction)
        })
    }

    /// Records that a prepared release does not happen; the request waits again.
    ///
    /// # Errors
    /// When it is not prepared, or it cannot be written.
    pub fn abandon_release(&mut self, actor: &Actor, release: ReleaseId, why: &str) -> Result<(), RegistryError> {
        self.write(|transaction| {
            let request = prepared_request(transaction, release)?;
            put_back(transaction, actor, request, why)
        })
    }

    /// Records that a copy of what was released is destroyed.
    ///
    /// # Errors
    /// When it was never released, or it cannot be written.
    pub fn record_destruction(
        &mut self,
        actor: &Actor,
        release: ReleaseId,
        whose: Destruction,
        note: &str,
    ) -> Result<(), RegistryError> {
        let (action, sql) = match whose {
            Destruction::OwnCopy => ("destroy", "UPDATE releases SET destroyed_at = ?2 WHERE id = ?1"),
            Destruction::ReportedByApplicant => {
                ("destruction-reported", "UPDATE releases SET destruction_reported_at = ?2 WHERE id = ?1")
            }
        };
        self.write(|transaction| {
            let request = request_in_state(transaction, release, ReleaseState::Released)?;
            append(transaction, actor, action, Some(request), &json!({ "release": release, "note": note }))?;
            transaction.execute(sql, (release.number(), moment(actor.at)))?;
            Ok(())
        })
    }

    /// Releases, by number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn releases(&self, filter: ReleaseFilter) -> Result<Vec<ReleaseRecord>, RegistryError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT * FROM releases WHERE (?1 IS NULL OR request = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY id",
        )?;
        let mut rows = statement.query((filter.request.map(number), filter.state.map(ReleaseState::code)))?;
        let mut releases = Vec::new();
        while let Some(row) = rows.next()? {
            releases.push(read_release(row)?);
        }
        Ok(releases)
    }

    /// One release.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn release(&self, release: ReleaseId) -> Result<ReleaseRecord, RegistryError> {
        let mut statement = self.connection().prepare_cached("SELECT * FROM releases WHERE id = ?1")?;
        let mut rows = statement.query([release.number()])?;
        read_release(rows.next()?.ok_or(RegistryError::UnknownRelease(release))?)
    }

    /// The outputs of one release.
    ///
    /// # Errors
    /// When there is none of this number, or it cannot be read.
    pub fn release_outputs(&self, release: ReleaseId) -> Result<Value, RegistryError> {
        self.release(release).map(|record| record.outputs)
    }
}

/// Abandons what a request has in preparation, if anything.
pub(super) fn abandon_prepared(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    why: &str,
) -> Result<(), RegistryError> {
    let Some(release) = prepared(transaction, request)? else { return Ok(()) };
    append(transaction, actor, "abandon-release", Some(request), &json!({ "release": release, "why": why }))?;
    transaction.execute("UPDATE releases SET state = 'abandoned' WHERE id = ?1", [release.number()])?;
    Ok(())
}

fn prepared(transaction: &Transaction<'_>, request: RequestId) -> Result<Option<ReleaseId>, RegistryError> {
    transaction
        .query_row("SELECT id FROM releases WHERE request = ?1 AND state = 'prepared'", [number(request)], |row| {
            Ok(read_id(&Columns::new("releases", row)))
        })
        .optional()?
        .transpose()
}

fn prepared_request(transaction: &Transaction<'_>, release: ReleaseId) -> Result<RequestId, RegistryError> {
    request_in_state(transaction, release, ReleaseState::Prepared)
}

fn request_in_state(
    transaction: &Transaction<'_>,
    release: ReleaseId,
    wanted: ReleaseState,
) -> Result<RequestId, RegistryError> {
    let mut statement = transaction.prepare_cached("SELECT id, request, state FROM releases WHERE id = ?1")?;
    let mut rows = statement.query([release.number()])?;
    let row = rows.next()?.ok_or(RegistryError::UnknownRelease(release))?;
    let columns = Columns::new("releases", row);
    let state = columns.parsed("state")?;
    if state == wanted { columns.request("request") } else { Err(RegistryError::ReleaseState { release, state }) }
}

fn read_id(columns: &Columns<'_>) -> Result<ReleaseId, RegistryError> {
    let number = columns.integer("id")?;
    u32::try_from(number).ok().and_then(ReleaseId::new).ok_or_else(|| columns.damaged("id", &number))
}

fn read_release(row: &Row<'_>) -> Result<ReleaseRecord, RegistryError> {
    let columns = Columns::new("releases", row);
    Ok(ReleaseRecord {
        id: read_id(&columns)?,
        request: columns.request("request")?,
        state: columns.parsed("state")?,
        snapshots: columns.json("snapshots")?,
        query_sha256: Digest::from_stored(columns.text("query_sha256")?),
        parameters: columns.json("parameters")?,
        policy: columns.json("policy")?,
        program: columns.text("program")?,
        outputs: columns.json("outputs")?,
        prepared_at: columns.parsed("prepared_at")?,
        prepared_by: columns.text("prepared_by")?,
        released_at: columns.optional_moment("released_at")?,
        released_by: columns.optional_text("released_by")?,
        destroyed_at: columns.optional_moment("destroyed_at")?,
        destruction_reported_at: columns.optional_moment("destruction_reported_at")?,
    })
}
