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
    sha256: Digest,
    recipients: Vec<Fingerprint>,
    verdict: PersonalVerdict,
}

impl SealedReply {
    fn new(bytes: Vec<u8>, recipients: Vec<Fingerprint>, verdict: PersonalVerdict) -> Self {
        Self { sha256: Digest::of(&bytes), bytes, recipients, verdict }
    }

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
    pub fn sha256(&self) -> &Digest {
        &self.sha256
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
/// The plaintext of what is encrypted is wiped, also when
/// the encryption fails.
///
/// # Errors
/// When it is personal and there is no recipient, or one that cannot be used at `now`, or the encryption fails.
pub fn seal(workbook: Workbook, recipients: &[Certificate], now: SystemTime) -> Result<SealedReply, SealError> {
    let verdict = workbook.verdict;
    if verdict == PersonalVerdict::None {
        let mut workbook = workbook;
        return Ok(SealedReply::new(std::mem::take(&mut *workbook.bytes), Vec::new(), verdict));
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
    Ok(SealedReply::new(bytes, recipients, verdict))
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use pgp::composed::{Deserializable as _, Message, SignedSecretKey};

    use super::super::fixture::{LARGE, NAMES, SMALL, cleared, cover};
    use super::*;
    use crate::delivery::{CertificatePolicy, DemoKey, generate_certificate};

    fn workbook(query: &str) -> Workbook {
        let (cleared, query) = cleared(query, 120);
        Workbook::build(&cleared, &cover(&query)).unwrap()
    }

    fn recipient(now: SystemTime) -> (DemoKey, Certificate) {
        let key = generate_certificate("勞動部人事處 <hr@example.gov.tw>", now).unwrap();
        let certificate = Certificate::parse(&key.certificate, &CertificatePolicy { min_rsa_bits: 2048, now }).unwrap();
        (key, certificate)
    }

    fn decrypted_by_rpgp(bytes: &[u8], key: &DemoKey) -> Vec<u8> {
        let (secret, _) = SignedSecretKey::from_armor_single(&key.secret_key[..]).unwrap();
        let message = Message::from_bytes(bytes).unwrap();
        message.decrypt(&pgp::types::Password::empty(), &secret).unwrap().as_data_vec().unwrap()
    }

    #[test]
    fn what_is_not_personal_passes_as_it_is() {
        let workbook = workbook(LARGE);
        let digest = workbook.digest();
        let reply = seal(workbook, &[], SystemTime::now()).unwrap();
        assert!(!reply.is_encrypted() && reply.recipients().is_empty());
        assert_eq!(*reply.sha256(), digest);
        assert_eq!(reply.extension(), "xlsx");
    }

    #[test]
    fn what_is_personal_needs_a_recipient() {
        for query in [SMALL, NAMES] {
            assert!(matches!(seal(workbook(query), &[], SystemTime::now()), Err(SealError::NoRecipient { .. })));
        }
    }

    #[test]
    fn every_recipient_can_open_it_with_another_implementation() {
        let now = SystemTime::now();
        let ((key_a, a), (key_b, b), (key_c, _)) = (recipient(now), recipient(now), recipient(now));
        let plain = workbook(NAMES).bytes.to_vec();
        let reply = seal(workbook(NAMES), &[a.clone(), b.clone()], now).unwrap();
        assert!(reply.is_encrypted());
        assert_eq!(reply.recipients(), [a.fingerprint().clone(), b.fingerprint().clone()]);
        assert_eq!(reply.extension(), "xlsx.pgp");
        assert!(!reply.bytes.windows(4).any(|window| window == b"PK\x03\x04"), "no plain zip inside");
        for key in [key_a, key_b] {
            assert!(decrypted_by_rpgp(&reply.bytes, &key) == plain);
        }
        let (secret, _) = SignedSecretKey::from_armor_single(&key_c.secret_key[..]).unwrap();
        let message = Message::from_bytes(&reply.bytes[..]).unwrap();
        assert!(message.decrypt(&pgp::types::Password::empty(), &secret).is_err(), "nobody else can");
    }

    #[test]
    fn a_certificate_that_has_ended_since_is_refused() {
        let now = SystemTime::now();
        let (_, certificate) = recipient(now);
        let before = now - Duration::from_hours(24);
        assert!(matches!(seal(workbook(NAMES), &[certificate], before), Err(SealError::Unusable { .. })));
    }

    /// Applicants open replies with Gpg4win, which is GnuPG.
    #[test]
    fn gnupg_opens_it() {
        if Command::new("gpg").arg("--version").stdout(Stdio::null()).status().is_err() {
            println!("skipped: gpg is not installed");
            return;
        }
        let home = tempfile::Builder::new().prefix("g").tempdir().unwrap();
        let gpg = |arguments: &[&str], input: &[u8]| {
            let mut child = Command::new("gpg")
                .args(["--batch", "--quiet", "--no-tty", "--homedir"])
                .arg(home.path())
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut pipe = child.stdin.take().unwrap();
            let input = input.to_vec();
            let writer = std::thread::spawn(move || pipe.write_all(&input));
            let output = child.wait_with_output().unwrap();
            writer.join().unwrap().unwrap();
            output
        };
        let now = SystemTime::now();
        let (key, certificate) = recipient(now);
        let imported = gpg(&["--import"], &key.secret_key);
        let plain = workbook(NAMES).bytes.to_vec();
        let reply = seal(workbook(NAMES), &[certificate], now).unwrap();
        let opened = gpg(&["--decrypt"], &reply.bytes);
        let listed = gpg(&["--list-packets"], &reply.bytes);
        // The agent was started for this folder alone.
        let _ = Command::new("gpgconf").arg("--homedir").arg(home.path()).args(["--kill", "gpg-agent"]).status();
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        assert!(opened.stdout == plain);
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert!(listed.contains("mdc_method: 2"), "SEIPDv1: {listed}");
        assert!(listed.contains("mode b") && listed.contains("created 0") && listed.contains("name=\"\""), "{listed}");
        assert!(!listed.contains("compressed packet"), "{listed}");
    }
}
