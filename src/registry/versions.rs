//! The versions of a request: what came for it before the one that counts, and what came again.

use jiff::Timestamp;
use rusqlite::Transaction;
use serde_json::json;

use super::audit_chain::append;
use super::relation::Known;
use super::stored::{Columns, json as json_text, moment, number};
use super::{Actor, NewRequest, Registry, RegistryError};
use crate::domain::{Application, Digest, Likeness, RequestId, Stage};
use crate::source::Problem;

/// How many of an office's requests, the latest first, are looked at for one that is only similar.
const MOST_COMPARED: i64 = 50;

/// Whether a version was replaced or never counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionKind {
    /// It counted until another took its place.
    Earlier,
    /// It said nothing new.
    Resent,
}

/// A version of a request that does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionRecord {
    /// What became of it.
    pub kind: VersionKind,
    /// The name of its file.
    pub file_name: String,
    /// The SHA-256 of its file, under which it lies in the inbox.
    pub digest: Digest,
    /// When it came.
    pub received_at: Timestamp,
    /// Where the request stood when it was replaced, or came again.
    pub stage: Stage,
    /// The form.
    pub application: Application,
    /// What was found in it.
    pub problems: Vec<Problem>,
}

impl Registry {
    /// The versions of a request that do not count, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn versions(&self, request: RequestId) -> Result<Vec<VersionRecord>, RegistryError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, kind, file_name, sha256, received_at, stage, application, problems
             FROM versions WHERE request = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([number(request)])?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            let columns = Columns::new("versions", row);
            let kind = match columns.text("kind")?.as_str() {
                "earlier" => VersionKind::Earlier,
                "resent" => VersionKind::Resent,
                other => return Err(columns.damaged("kind", &other)),
            };
            versions.push(VersionRecord {
                kind,
                file_name: columns.text("file_name")?,
                digest: Digest::from_stored(columns.text("sha256")?),
                received_at: columns.parsed("received_at")?,
                stage: columns.parsed("stage")?,
                application: columns.json("application")?,
                problems: columns.json("problems")?,
            });
        }
        Ok(versions)
    }
}

/// The requests with which a new one of the same office is compared: those that mean the same, and the latest.
pub(super) fn known_of(transaction: &Transaction<'_>, likeness: &Likeness) -> Result<Vec<Known>, RegistryError> {
    let mut statement = transaction.prepare_cached(
        "SELECT number, stage, application FROM requests WHERE office = ?1
         ORDER BY meaning = ?2 DESC, number DESC LIMIT ?3",
    )?;
    let mut rows = statement.query((likeness.office(), likeness.meaning().as_str(), MOST_COMPARED))?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let columns = Columns::new("requests", row);
        let application: Application = columns.json("application")?;
        known.push(Known {
            request: columns.request("number")?,
            stage: columns.parsed("stage")?,
            likeness: Likeness::of(&application),
            application,
        });
    }
    Ok(known)
}

/// Keeps a file that says nothing new beside its request.
pub(super) fn keep_resent(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    new: &NewRequest,
) -> Result<(), RegistryError> {
    transaction
        .prepare_cached(
            "INSERT INTO versions (request, kind, sha256, file_name, received_at, stage, application, problems)
             SELECT number, 'resent', ?2, ?3, ?4, stage, ?5, ?6 FROM requests WHERE number = ?1",
        )?
        .execute((
            number(request),
            new.digest.as_str(),
            &new.file_name,
            moment(actor.at),
            json_text("versions", "application", &new.application)?,
            json_text("versions", "problems", &new.problems)?,
        ))?;
    let detail = json!({ "file_name": new.file_name, "sha256": new.digest });
    append(transaction, actor, "resend", Some(request), &detail)?;
    Ok(())
}

/// A version that takes the place of the one that counts.
pub(super) struct Replacement<'a> {
    /// The version, as it is to be kept.
    pub(super) new: &'a NewRequest,
    /// Whether it asks for something else than the old one: then no decision on that one holds any more.
    pub(super) corrected: bool,
}

/// Puts a new version in the place of the one that counts; number, receipt and date of application stay. Gives the stage.
pub(super) fn replace(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    replacement: &Replacement<'_>,
) -> Result<Stage, RegistryError> {
    let Replacement { new, corrected } = replacement;
    let (from, earlier): (String, String) = transaction
        .prepare_cached("SELECT stage, sha256 FROM requests WHERE number = ?1")?
        .query_row([number(request)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let from: Stage = from.parse().map_err(|_| RegistryError::UnknownRequest(request))?;
    let to = from.replaced_by(new.stage).ok_or(RegistryError::NotReplaceable { request, stage: from })?;
    transaction
        .prepare_cached(
            "INSERT INTO versions (request, kind, sha256, file_name, received_at, stage, application, problems, coverage,
                                   last_decision)
             SELECT number, 'earlier', sha256, file_name, coalesce(version_received_at, received_at), stage, application,
                    problems, coverage,
                    CASE WHEN ?2 THEN (SELECT coalesce(max(id), 0) FROM decisions WHERE request = ?1) ELSE 0 END
             FROM requests WHERE number = ?1",
        )?
        .execute((number(request), corrected))?;
    let likeness = Likeness::of(&new.application);
    transaction
        .prepare_cached(
            "UPDATE requests SET sha256 = ?2, file_name = ?3, version_received_at = ?4, agency = ?5, authority = ?6,
                                 application = ?7, problems = ?8, office = ?9, meaning = ?10, stage = ?11,
                                 stage_since = CASE WHEN stage = ?11 THEN stage_since ELSE ?4 END,
                                 stage_operator = CASE WHEN stage = ?11 THEN stage_operator ELSE ?12 END
             WHERE number = ?1",
        )?
        .execute((
            number(request),
            new.digest.as_str(),
            &new.file_name,
            moment(actor.at),
            &new.application.agency,
            &new.application.authority,
            json_text("requests", "application", &new.application)?,
            json_text("requests", "problems", &new.problems)?,
            likeness.office(),
            likeness.meaning().as_str(),
            to.code(),
            &actor.operator,
        ))?;
    // What the catalogue said of another question holds no more.
    if *corrected || new.application.query.is_some() {
        let coverage = new.coverage.as_ref().map(ToString::to_string);
        transaction.execute("UPDATE requests SET coverage = ?2 WHERE number = ?1", (number(request), coverage))?;
    }
    let rules: Vec<&str> = new.problems.iter().map(|problem| problem.rule.as_str()).collect();
    let detail = json!({
        "from": from, "to": to, "file_name": new.file_name, "sha256": new.digest, "earlier_sha256": earlier,
        "corrected": corrected, "problems": rules,
    });
    append(transaction, actor, "supersede", Some(request), &detail)?;
    Ok(to)
}
