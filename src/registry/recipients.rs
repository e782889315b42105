//! Which certificate belongs to which agency.
//!
//! Whether a certificate is usable is for `delivery` to say; here stands who confirmed, out of band, whose it is.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row};
use serde::Serialize;
use serde_json::json;

use super::audit_chain::append;
use super::stored::{Columns, moment};
use super::{Actor, Registry, RegistryError};
use crate::domain::canonical_name;

/// A certificate and its agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// The full fingerprint; spaces and lower case are accepted when it is added.
    pub fingerprint: String,
    /// The agency that it belongs to.
    pub agency: String,
    /// 主管機關.
    pub authority: Option<String>,
    /// The file name of the certificate in `recipients/`.
    pub file: String,
    /// How it was confirmed that it belongs to the agency.
    pub confirmed: String,
}

/// A recipient with who added it and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecipientRecord {
    /// The recipient.
    #[serde(flatten)]
    pub recipient: Recipient,
    /// When it was added or last renewed.
    pub added_at: Timestamp,
    /// By whom.
    pub added_by: String,
}

/// What adding a recipient did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It is new.
    New,
    /// The agency had it already (a certificate keeps its fingerprint when it is prolonged); file and confirmation are new.
    Renewed,
}

impl Registry {
    /// Binds a certificate to an agency.
    ///
    /// # Errors
    /// When the fingerprint is not a full one, there is no confirmation, it belongs to another agency, or it cannot be
    /// written.
    pub fn add_recipient(&mut self, actor: &Actor, recipient: &Recipient) -> Result<Binding, RegistryError> {
        let fingerprint = full_fingerprint(&recipient.fingerprint)?;
        if recipient.confirmed.trim().is_empty() {
            return Err(RegistryError::MissingReason);
        }
        self.write(|transaction| {
            let agency: Option<String> = transaction
                .query_row("SELECT agency FROM recipients WHERE fingerprint = ?1", [&fingerprint], |row| row.get(0))
                .optional()?;
            let binding = match agency {
                Some(agency) if canonical_name(&agency) != canonical_name(&recipient.agency) => {
                    return Err(RegistryError::BoundElsewhere { fingerprint: fingerprint.clone(), agency });
                }
                Some(_) => Binding::Renewed,
                None => Binding::New,
            };
            let action = if binding == Binding::New { "add-recipient" } else { "renew-recipient" };
            let detail = json!({
                "fingerprint": fingerprint, "agency": recipient.agency, "authority": recipient.authority,
                "file": recipient.file, "confirmed": recipient.confirmed,
            });
            append(transaction, actor, action, None, &detail)?;
            transaction.execute(
                "INSERT INTO recipients (fingerprint, agency, authority, file, confirmed, added_at, added_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (fingerprint) DO UPDATE SET agency = ?2, authority = ?3, file = ?4, confirmed = ?5,
                     added_at = ?6, added_by = ?7",
                (
                    &fingerprint,
                    &recipient.agency,
                    &recipient.authority,
                    &recipient.file,
                    &recipient.confirmed,
                    moment(actor.at),
                    &actor.operator,
                ),
            )?;
            Ok(binding)
        })
    }

    /// Every recipient, by agency and fingerprint.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn recipients(&self) -> Result<Vec<RecipientRecord>, RegistryError> {
        let mut statement =
            self.connection().prepare_cached("SELECT * FROM recipients ORDER BY agency, fingerprint")?;
        let mut rows = statement.query([])?;
        let mut recipients = Vec::new();
        while let Some(row) = rows.next()? {
            recipients.push(read_recipient(row)?);
        }
        Ok(recipients)
    }

    /// The recipients of one agency; 台 and 臺, full and half width are the same name.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn recipients_of(&self, agency: &str) -> Result<Vec<RecipientRecord>, RegistryError> {
        let wanted = canonical_name(agency);
        let mut recipients = self.recipients()?;
        recipients.retain(|record| canonical_name(&record.recipient.agency) == wanted);
        Ok(recipients)
    }
}

/// Upper case without spaces; a short key id is refused, for it can be forged.
fn full_fingerprint(text: &str) -> Result<String, RegistryError> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if matches!(digits.len(), 40 | 64) && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(digits)
    } else {
        Err(RegistryError::BadFingerprint(text.to_owned()))
    }
}

fn read_recipient(row: &Row<'_>) -> Result<RecipientRecord, RegistryError> {
    let columns = Columns::new("recipients", row);
    Ok(RecipientRecord {
        recipient: Recipient {
            fingerprint: columns.text("fingerprint")?,
            agency: columns.text("agency")?,
            authority: columns.optional_text("authority")?,
            file: columns.text("file")?,
            confirmed: columns.text("confirmed")?,
        },
        added_at: columns.parsed("added_at")?,
        added_by: columns.text("added_by")?,
    })
}
