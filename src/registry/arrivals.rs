//! Files that arrived in a watched folder: each is taken once, whatever becomes of it.

use rusqlite::OptionalExtension as _;
use serde_json::json;

use super::audit_chain::append;
use super::stored::moment;
use super::{Actor, Registry, RegistryError};
use crate::domain::{Digest, RequestId};

impl Registry {
    /// Whether a file with these bytes has been taken, from a watched folder or as a form of its own.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub fn has_arrived(&self, digest: &Digest) -> Result<bool, RegistryError> {
        let sql = "SELECT 1 FROM arrivals WHERE sha256 = ?1 UNION ALL SELECT 1 FROM requests WHERE sha256 = ?1
                   UNION ALL SELECT 1 FROM versions WHERE sha256 = ?1 LIMIT 1";
        let found = self.connection().prepare_cached(sql)?.query_row([digest.as_str()], |_| Ok(())).optional()?;
        Ok(found.is_some())
    }

    /// Records that a file was taken, with the requests that it holds; none where nothing in it could be registered.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record_arrival(
        &mut self,
        actor: &Actor,
        digest: &Digest,
        file_name: &str,
        requests: &[RequestId],
    ) -> Result<(), RegistryError> {
        let detail = json!({ "sha256": digest, "file_name": file_name, "requests": requests });
        self.write(|transaction| {
            let new = transaction
                .prepare_cached("INSERT OR IGNORE INTO arrivals (sha256, file_name, arrived_at) VALUES (?1, ?2, ?3)")?
                .execute((digest.as_str(), file_name, moment(actor.at)))?;
            if new > 0 {
                append(transaction, actor, "arrival", None, &detail)?;
            }
            Ok(())
        })
    }
}
