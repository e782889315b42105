//! Sealing: fourth link of the release chain. What is personal is encrypted; what is not passes.

use std::io::Write as _;
use std::time::SystemTime;

use sequoia_openpgp::serialize::stream::{Encryptor, LiteralWriter, Message, Recipient};
use sequoia_openpgp::types::{Features, SymmetricAlgorithm};

use super::{Certificate, CertificateError, Fingerprint, Workbook};
use crate::disclosure::PersonalVerdict;
use crate::domain::Digest;

/// Why there is no sealed reply.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// It is personal and there is nobody to encrypt it to.
    #[error("產製資料{verdict}，而申請機關沒有可用的憑證，不能釋出（要點五(三)）", verdict = .verdict.words())]
    NoRecipient {
        /// How personal it is.
        verdict: PersonalVerdict,
    },
    /// A certificate that was good when it was read is not any more.
    #[error("憑證 {fingerprint} 不能使用：{reason}")]
    Unusable {
        /// Which.
        fingerprint: Fingerprint,
        /// Why.
        reason: CertificateError,
    },
    /// The encryption failed.
    #[error("加密失敗：{0}")]
    Encryption(String),
}

/// A reply that may be written to disk: encrypted, or proven to hold nothing personal. Only [`seal`] makes one.
pub struct SealedReply {
    pub(super) bytes: Vec<u8>,
    recipients: Vec<Fingerprint>,
    verdict: PersonalVerdict,
}

impl SealedReply {
    /// Whether it is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.verdict != PersonalVerdict::None
    }

    /// To whom it is encrypted; nobody where it is not.
    #[must_use]
    pub fn recipients(&self) -> &[Fingerprint] {
        &self.recipients
    }

    /// Whether what is inside identifies persons.
    #[must_use]
    pub fn verdict(&self) -> PersonalVerdict {
        self.verdict
    }

    /// The digest of what will be written, known before it is: the audit entry comes first.
    #[must_use]
    pub fn sha256(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// How the name of its file ends.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        if self.is_encrypted() { "xlsx.pgp" } else { "xlsx" }
    }
}

/// A plain reply is harmless, and an encrypted one says nothing; still no bytes.
impl std::fmt::Debug for SealedReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealedReply")
            .field("verdict", &self.verdict)
            .field("recipients", &self.recipients)
            .finish_non_exhaustive()
    }
}

/// Encrypts `workbook` to every one of `recipients` where its verdict says that it is personal; else lets it pass as it is.
/// The plaintext is wiped in either case of encryption, also when it fails.
///
/// # Errors
/// When it is personal and there is no recipient, or one that cannot be used at `now`, or the encryption fails.
pub fn seal(workbook: Workbook, recipients: &[Certificate], now: SystemTime) -> Result<SealedReply, SealError> {
    let verdict = workbook.verdict;
    if verdict == PersonalVerdict::None {
        let mut workbook = workbook;
        return Ok(SealedReply { bytes: std::mem::take(&mut *workbook.bytes), recipients: Vec::new(), verdict });
    }
    if recipients.is_empty() {
        return Err(SealError::NoRecipient { verdict });
    }
    let mut keys = Vec::new();
    for certificate in recipients {
        let usable = certificate
            .encryption_keys(now)
            .map_err(|reason| SealError::Unusable { fingerprint: certificate.fingerprint().clone(), reason })?;
        keys.extend(usable);
    }
    // SEIPDv1 whatever the certificate announces: GnuPG 2.2, and with it most of Gpg4win, opens nothing newer.
    let features = Features::empty().set_seipdv1();
    let recipients_of_message = keys.iter().map(|key| Recipient::new(features.clone(), key.key_handle(), key));
    let bytes = encrypt(&workbook.bytes, recipients_of_message.collect())
        .map_err(|error| SealError::Encryption(error.to_string()))?;
    let recipients = recipients.iter().map(|certificate| certificate.fingerprint().clone()).collect();
    Ok(SealedReply { bytes, recipients, verdict })
}

/// AES-256, no compression (an .xlsx is compressed, and sizes of compressed secrets tell of them), an empty file name and
/// no date: the envelope says nothing. The session key comes from the operating system.
fn encrypt(plaintext: &[u8], recipients: Vec<Recipient<'_>>) -> sequoia_openpgp::Result<Vec<u8>> {
    let mut sink = Vec::with_capacity(plaintext.len() + 4096);
    let message = Message::new(&mut sink);
    let message = Encryptor::for_recipients(message, recipients).symmetric_algo(SymmetricAlgorithm::AES256).build()?;
    let mut message = LiteralWriter::new(message).build()?;
    message.write_all(plaintext)?;
    message.finalize()?;
    Ok(sink)
}
