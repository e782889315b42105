//! `registry.sqlite`: requests and their stages, decisions, releases, recipients, and the audit log that chains them.
//!
//! What is office data is kept here; nothing of the résumé dataset ever is.
//!
//! # What holds
//!
//! - Every change and its audit row are one transaction; there is never one without the other.
//! - A release has two halves: [`Registry::prepare_release`] is on the disk before anything leaves the house,
//!   [`Registry::confirm_release`] comes after it. What a killed run left between them is named by
//!   [`Registry::unfinished`] and put back by [`Registry::recover`].
//! - Audit rows are never changed or removed (triggers refuse it); each holds the hash of the one before it, and
//!   [`Registry::verify_audit`] finds and names what somebody changed in spite of the triggers.
//! - Numbers of requests are never used twice. The same file (SHA-256) is registered once, and so is the same application
//!   in another file; a corrected one takes the place of what still waits, and every version is kept.
//! - Writers wait for one another for five seconds (`busy_timeout`), then say so.
//!
//! The clock and the operator come in with every write, as an [`Actor`].

mod actor;
mod arrivals;
mod audit_chain;
mod audit_log;
mod audit_verdict;
mod decide;
mod error;
mod open;
mod recipients;
mod recover;
mod register;
mod relation;
mod release;
mod releases;
mod requests;
mod schema;
mod stored;
mod usage;
mod verify_audit;
mod versions;

pub use actor::Actor;
pub use audit_chain::AuditHead;
pub use audit_log::{AuditEntry, AuditFilter};
pub use audit_verdict::{AuditFinding, AuditVerdict};
pub use error::RegistryError;
pub use open::Registry;
pub use recipients::{Binding, Recipient, RecipientRecord};
pub use recover::{Unfinished, UnfinishedKind};
pub use register::{NewRequest, Registration};
pub use release::{Destruction, ReleaseFilter, ReleaseId, ReleasePlan, ReleaseRecord, ReleaseState};
pub use requests::{DifficultyRecord, RequestRecord, RequestSummary};
pub use usage::UsageEntry;
pub use versions::{VersionKind, VersionRecord};

#[cfg(test)]
mod tests;
