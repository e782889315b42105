//! Registers applications.

use rusqlite::{OptionalExtension as _, Transaction};
use serde_json::{Value, json};

use super::audit_chain::append;
use super::relation::{Relation, completed, relate};
use super::stored::{Columns, json as json_text, moment, number};
use super::versions::{Replacement, keep_resent, known_of, replace};
use super::{Actor, Registry, RegistryError};
use crate::domain::{Application, Digest, Likeness, RequestId, Stage};
use crate::queue::Difficulty;
use crate::source::Problem;

/// An application that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRequest {
    /// The form.
    pub application: Application,
    /// What was found in it.
    pub problems: Vec<Problem>,
    /// Where it begins: received, awaiting approval or queued.
    pub stage: Stage,
    /// The name of the file that it came in.
    pub file_name: String,
    /// The SHA-256 of that file.
    pub digest: Digest,
    /// Whether the catalogue answers it already, as `check` says it; none where that was not looked at.
    pub coverage: Option<Value>,
    /// How hard it is by the estimate of its query, with the reason; none where that was not estimated.
    pub estimate: Option<(Difficulty, String)>,
}

/// What became of an application.
#[derive(Clone, Debug, PartialEq)]
pub enum Registration {
    /// It has this number now.
    New(RequestId),
    /// The same file was registered before, under this number; nothing was changed.
    Duplicate(RequestId),
    /// Another file said the same before; this one is kept beside it.
    Resent {
        /// The number of the other.
        request: RequestId,
        /// What a person should know of it.
        remark: Problem,
    },
    /// It has taken the place of an earlier version, with its number and its place in the queue.
    Replaced {
        /// The number of both.
        request: RequestId,
        /// Where the request stands now.
        stage: Stage,
        /// Whether it asks for something else than the earlier version.
        corrected: bool,
        /// What a person should know of it.
        remark: Problem,
    },
    /// It has this number now, and is or may be another version of an earlier request.
    Related {
        /// Its own number.
        request: RequestId,
        /// The request that it corrects; none where it is only similar to one.
        supersedes: Option<RequestId>,
        /// What a person should know of it.
        remark: Problem,
    },
}

impl Registration {
    /// The number, new or old.
    #[must_use]
    pub fn request(&self) -> RequestId {
        match self {
            Self::New(request)
            | Self::Duplicate(request)
            | Self::Resent { request, .. }
            | Self::Replaced { request, .. }
            | Self::Related { request, .. } => *request,
        }
    }
}

impl Registry {
    /// Registers an application with the estimate of its difficulty, unless its file is registered already, or the same
    /// application in another file. A corrected one takes the place of what still waits.
    ///
    /// # Errors
    /// When it cannot be written, or the stage is none to begin with.
    pub fn register(&mut self, actor: &Actor, new: &NewRequest) -> Result<Registration, RegistryError> {
        if !matches!(new.stage, Stage::Received | Stage::AwaitingApproval | Stage::Queued) {
            return Err(RegistryError::InitialStage(new.stage));
        }
        self.write(|transaction| {
            if let Some(request) = registered_file(transaction, &new.digest)? {
                return Ok(Registration::Duplicate(request));
            }
            let relation = relate(new, &known_of(transaction, &Likeness::of(&new.application))?);
            let Some(remark) = relation.remark() else {
                return insert(transaction, actor, new, None).map(Registration::New);
            };
            // Kept with what was found in the form: whoever looks at the request later should know it too.
            let problems = new.problems.iter().cloned().chain([remark.clone()]).collect();
            let told = NewRequest { problems, ..new.clone() };
            match relation {
                Relation::Unrelated => insert(transaction, actor, new, None).map(Registration::New),
                Relation::Resent(request) => {
                    keep_resent(transaction, actor, request, new)?;
                    Ok(Registration::Resent { request, remark })
                }
                Relation::Completes(request, _) => {
                    let old = application_of(transaction, request)?;
                    let whole = NewRequest { application: completed(&old, &new.application), ..told };
                    let stage = replace(transaction, actor, request, &Replacement { new: &whole, corrected: false })?;
                    Ok(Registration::Replaced { request, stage, corrected: false, remark })
                }
                Relation::Corrects(request) => {
                    let stage = replace(transaction, actor, request, &Replacement { new: &told, corrected: true })?;
                    Ok(Registration::Replaced { request, stage, corrected: true, remark })
                }
                Relation::Follows(earlier) => {
                    let request = insert(transaction, actor, &told, Some(earlier))?;
                    Ok(Registration::Related { request, supersedes: Some(earlier), remark })
                }
                Relation::Resembles(_) => {
                    let request = insert(transaction, actor, &told, None)?;
                    Ok(Registration::Related { request, supersedes: None, remark })
                }
            }
        })
    }

    /// Records whether the catalogue answers a request, as `check` says it.
    ///
    /// # Errors
    /// When there is no such request or it cannot be written.
    pub fn set_coverage(&mut self, actor: &Actor, request: RequestId, coverage: &Value) -> Result<(), RegistryError> {
        let sql = "UPDATE requests SET coverage = ?2 WHERE number = ?1";
        self.write(|transaction| {
            one_row(request, transaction.execute(sql, (number(request), coverage.to_string()))?)?;
            append(transaction, actor, "coverage", Some(request), coverage)?;
            Ok(())
        })
    }

    /// Records how hard a request is by the estimate of its query.
    ///
    /// # Errors
    /// When there is no such request or it cannot be written.
    pub fn estimate_difficulty(
        &mut self,
        actor: &Actor,
        request: RequestId,
        difficulty: Difficulty,
        why: &str,
    ) -> Result<(), RegistryError> {
        self.write(|transaction| write_estimate(transaction, actor, request, difficulty, why))
    }

    /// Sets how hard a request is against its estimate, with a reason.
    ///
    /// # Errors
    /// When there is no such request, no reason, or it cannot be written.
    pub fn override_difficulty(
        &mut self,
        actor: &Actor,
        request: RequestId,
        difficulty: Difficulty,
        reason: &str,
    ) -> Result<(), RegistryError> {
        if reason.trim().is_empty() {
            return Err(RegistryError::MissingReason);
        }
        let detail = json!({ "difficulty": difficulty, "reason": reason });
        let sql = "UPDATE requests SET difficulty_override = ?2, override_reason = ?3 WHERE number = ?1";
        self.write(|transaction| {
            one_row(request, transaction.execute(sql, (number(request), difficulty.number(), reason))?)?;
            append(transaction, actor, "override-difficulty", Some(request), &detail)?;
            Ok(())
        })
    }
}

/// The request that this very file was registered for.
fn registered_file(transaction: &Transaction<'_>, digest: &Digest) -> Result<Option<RequestId>, RegistryError> {
    transaction
        .prepare_cached(
            "SELECT number FROM requests WHERE sha256 = ?1
             UNION ALL SELECT request AS number FROM versions WHERE sha256 = ?1 LIMIT 1",
        )?
        .query_row([digest.as_str()], |row| Ok(Columns::new("requests", row).request("number")))
        .optional()?
        .transpose()
}

fn application_of(transaction: &Transaction<'_>, request: RequestId) -> Result<Application, RegistryError> {
    transaction
        .prepare_cached("SELECT number, application FROM requests WHERE number = ?1")?
        .query_row([number(request)], |row| Ok(Columns::new("requests", row).json("application")))?
}

/// A request of its own, with its audit row and its estimate.
fn insert(
    transaction: &Transaction<'_>,
    actor: &Actor,
    new: &NewRequest,
    supersedes: Option<RequestId>,
) -> Result<RequestId, RegistryError> {
    let form = &new.application;
    let likeness = Likeness::of(form);
    let request = transaction
        .prepare_cached(
            "INSERT INTO requests (sha256, file_name, received_at, agency, authority, applied_on, stage, stage_since,
                                   stage_operator, application, problems, coverage, office, meaning, supersedes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?3, ?8, ?9, ?10, ?11, ?12, ?13, ?14) RETURNING number",
        )?
        .query_row(
            (
                new.digest.as_str(),
                &new.file_name,
                moment(actor.at),
                &form.agency,
                &form.authority,
                form.applied_on.to_string(),
                new.stage.code(),
                &actor.operator,
                json_text("requests", "application", form)?,
                json_text("requests", "problems", &new.problems)?,
                new.coverage.as_ref().map(Value::to_string),
                likeness.office(),
                likeness.meaning().as_str(),
                supersedes.map(number),
            ),
            |row| Ok(Columns::new("requests", row).request("number")),
        )??;
    let rules: Vec<&str> = new.problems.iter().map(|problem| problem.rule.as_str()).collect();
    let mut detail = json!({
        "stage": new.stage, "file_name": new.file_name, "sha256": new.digest, "agency": form.agency,
        "authority": form.authority, "applied_on": form.applied_on, "problems": rules,
    });
    if let Some(earlier) = supersedes {
        detail["supersedes"] = json!(earlier);
    }
    append(transaction, actor, "register", Some(request), &detail)?;
    // In the same transaction: no request is in the queue without it.
    if let Some((difficulty, why)) = &new.estimate {
        write_estimate(transaction, actor, request, *difficulty, why)?;
    }
    Ok(request)
}

fn write_estimate(
    transaction: &Transaction<'_>,
    actor: &Actor,
    request: RequestId,
    difficulty: Difficulty,
    why: &str,
) -> Result<(), RegistryError> {
    let sql = "UPDATE requests SET difficulty_estimate = ?2, estimate_reason = ?3 WHERE number = ?1";
    one_row(request, transaction.execute(sql, (number(request), difficulty.number(), why))?)?;
    let detail = json!({ "difficulty": difficulty, "why": why });
    append(transaction, actor, "estimate-difficulty", Some(request), &detail)?;
    Ok(())
}

fn one_row(request: RequestId, changed: usize) -> Result<(), RegistryError> {
    if changed == 1 { Ok(()) } else { Err(RegistryError::UnknownRequest(request)) }
}
