//! Writes the audit log: append-only rows, each with the hash of the one before it.
//!
//! The hash of a row is the SHA-256 of its columns seq, at, operator, action, request, detail and `prev_hash`, each written
//! as one byte for its kind, its length as eight bytes (big end first), and its bytes. No two rows share a serialisation,
//! whatever a column holds.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Transaction};
use serde_json::Value;

use super::stored::{moment, number};
use super::{Actor, RegistryError};
use crate::domain::{Digest, RequestId};

/// What stands before the first row.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of the log: how many rows, and the hash of the last. Printed with a release, it lets anybody show later that
/// nothing was cut off before it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditHead {
    /// How many rows.
    pub rows: u64,
    /// The hash of the last row; 64 zeros for an empty log.
    pub hash: Digest,
}

/// Appends one row. The head moves in the same transaction.
pub(super) fn append(
    transaction: &Transaction<'_>,
    actor: &Actor,
    action: &str,
    request: Option<RequestId>,
    detail: &Value,
) -> Result<AuditHead, RegistryError> {
    let head = read_head(transaction)?;
    let seq = i64::try_from(head.rows + 1).unwrap_or(i64::MAX);
    let (at, detail, request) = (moment(actor.at), detail.to_string(), request.map(number));
    let hash = chain_hash(&[
        ValueRef::Integer(seq),
        ValueRef::Text(at.as_bytes()),
        ValueRef::Text(actor.operator.as_bytes()),
        ValueRef::Text(action.as_bytes()),
        request.map_or(ValueRef::Null, ValueRef::Integer),
        ValueRef::Text(detail.as_bytes()),
        ValueRef::Text(head.hash.as_str().as_bytes()),
    ]);
    transaction
        .prepare_cached(
            "INSERT INTO audit (seq, at, operator, action, request, detail, prev_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((seq, at, &actor.operator, action, request, detail, head.hash.as_str(), hash.as_str()))?;
    transaction
        .prepare_cached("UPDATE audit_head SET rows = ?1, hash = ?2 WHERE one = 1")?
        .execute((seq, hash.as_str()))?;
    Ok(AuditHead { rows: head.rows + 1, hash })
}

/// The head as the registry keeps it.
pub(super) fn read_head(connection: &Connection) -> Result<AuditHead, RegistryError> {
    let (rows, hash): (i64, String) = connection
        .prepare_cached("SELECT rows, hash FROM audit_head WHERE one = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(AuditHead { rows: u64::try_from(rows).unwrap_or(0), hash: Digest::from_stored(hash) })
}

/// The hash of the columns before `hash`, in their order.
pub(super) fn chain_hash(columns: &[ValueRef<'_>]) -> Digest {
    let mut bytes = Vec::with_capacity(512);
    for column in columns {
        let (kind, number);
        let content: &[u8] = match column {
            ValueRef::Null => {
                kind = 0;
                &[]
            }
            ValueRef::Integer(value) => {
                kind = 1;
                number = value.to_be_bytes();
                &number
            }
            ValueRef::Real(value) => {
                kind = 2;
                number = value.to_be_bytes();
                &number
            }
            ValueRef::Text(text) => {
                kind = 3;
                text
            }
            ValueRef::Blob(blob) => {
                kind = 4;
                blob
            }
        };
        bytes.push(kind);
        bytes.extend_from_slice(&(content.len() as u64).to_be_bytes());
        bytes.extend_from_slice(content);
    }
    Digest::of(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column that ends where another begins must not hash like it, nor a number like its text.
    #[test]
    fn the_framing_is_unambiguous() {
        let text = |text: &'static str| ValueRef::Text(text.as_bytes());
        let rows = [
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![text("abc")],
            vec![text("abc"), text("")],
            vec![text("abc"), ValueRef::Null],
            vec![ValueRef::Integer(0x6162_6364_6566_6768)],
            vec![text("abcdefgh")],
            vec![ValueRef::Blob(b"abc")],
        ];
        for (place, row) in rows.iter().enumerate() {
            assert!(rows[place + 1..].iter().all(|other| chain_hash(row) != chain_hash(other)), "{row:?}");
        }
    }
}
