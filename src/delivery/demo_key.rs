//! A key pair for `demo` and for tests. Never for a real recipient: whoever encrypts must not hold the secret key.

use std::time::SystemTime;

use sequoia_openpgp::cert::{CertBuilder, CipherSuite};
use sequoia_openpgp::serialize::SerializeInto as _;
use sequoia_openpgp::types::KeyFlags;
use zeroize::Zeroizing;

/// A key pair of nobody.
pub struct DemoKey {
    /// The certificate, in ASCII armor.
    pub certificate: Vec<u8>,
    /// The secret key without a password, in ASCII armor.
    pub secret_key: Zeroizing<Vec<u8>>,
}

/// The key could not be made.
#[derive(Debug, thiserror::Error)]
#[error("無法產生示範用金鑰：{0}")]
pub struct DemoKeyError(String);

/// Makes a Curve25519 key pair with a key for encryption, valid from `now` on, for `demo` and tests only.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate_certificate(user_id: &str, now: SystemTime) -> Result<DemoKey, DemoKeyError> {
    let failed = |error: sequoia_openpgp::anyhow::Error| DemoKeyError(error.to_string());
    let encryption = KeyFlags::empty().set_transport_encryption().set_storage_encryption();
    let (cert, _revocation) = CertBuilder::new()
        .set_cipher_suite(CipherSuite::Cv25519)
        .set_creation_time(now)
        .add_userid(user_id)
        .add_subkey(encryption, None, None)
        .generate()
        .map_err(failed)?;
    Ok(DemoKey {
        certificate: cert.armored().to_vec().map_err(failed)?,
        secret_key: Zeroizing::new(cert.as_tsk().armored().to_vec().map_err(failed)?),
    })
}
