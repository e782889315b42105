//! Reads the audit log.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::audit_chain::{append, read_head};
use super::stored::{Columns, number};
use super::{Actor, AuditHead, Registry, RegistryError};
use crate::domain::{Digest, RequestId};

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditEntry {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub operator: String,
    /// What: `register`, `accept`, `prepare-release`, `release`, `import-snapshot`, ….
    pub action: String,
    /// Which request it is about.
    pub request: Option<RequestId>,
    /// Everything else.
    pub detail: Value,
    /// Its hash.
    pub hash: Digest,
}

/// Which rows of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those about this request.
    pub request: Option<RequestId>,
    /// Only so many, the newest.
    pub limit: Option<u32>,
}

impl Registry {
    /// Appends a row about something that happens outside the registry, such as the import of a snapshot. `detail` must hold
    /// no value of a person: rows are kept for good.
    ///
    /// # Errors
    /// When it cannot be written: then what it announces must not happen.
    pub fn record(
        &mut self,
        actor: &Actor,
        action: &str,
        request: Option<RequestId>,
        detail: &Value,
    ) -> Result<AuditHead, RegistryError> {
        self.write(|transaction| append(transaction, actor, action, request, detail))
    }

    /// The log, oldest row first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn audit_log(&self, filter: AuditFilter) -> Result<Vec<AuditEntry>, RegistryError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT seq, at, operator, action, request, detail, hash FROM audit
             WHERE ?1 IS NULL OR request = ?1 ORDER BY seq DESC LIMIT ?2",
        )?;
        let mut rows = statement.query((filter.request.map(number), filter.limit.map_or(-1, i64::from)))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let columns = Columns::new("audit", row);
            let seq = columns.integer("seq")?;
            entries.push(AuditEntry {
                seq: u64::try_from(seq).map_err(|error| columns.damaged("seq", &error))?,
                at: columns.parsed("at")?,
                operator: columns.text("operator")?,
                action: columns.text("action")?,
                request: columns.optional_request("request")?,
                detail: columns.json("detail")?,
                hash: Digest::from_stored(columns.text("hash")?),
            });
        }
        entries.reverse();
        Ok(entries)
    }

    /// What happened to one request, oldest first.
    ///
    /// # Errors
    /// When it cannot be read or there is no such request.
    pub fn history(&self, request: RequestId) -> Result<Vec<AuditEntry>, RegistryError> {
        self.summary(request)?;
        self.audit_log(AuditFilter { request: Some(request), limit: None })
    }

    /// The end of the log, to be printed with a release and given to [`Registry::verify_audit`] later.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn audit_head(&self) -> Result<AuditHead, RegistryError> {
        read_head(self.connection())
    }
}
