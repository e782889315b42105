//! Which keys of a certificate can be encrypted to at a moment, and why the others cannot.

use std::time::SystemTime;

use jiff::civil::Date;
use sequoia_openpgp::Cert;
use sequoia_openpgp::cert::amalgamation::{ValidAmalgamation as _, ValidateAmalgamation as _};
use sequoia_openpgp::crypto::mpi::PublicKey;
use sequoia_openpgp::packet::Key;
use sequoia_openpgp::packet::key::{PublicParts, UnspecifiedRole};
use sequoia_openpgp::policy::{AsymmetricAlgorithm, StandardPolicy};
use sequoia_openpgp::types::{Curve, HashAlgorithm, KeyFlags, PublicKeyAlgorithm, RevocationStatus};

use super::plain_text::plain_text;
use super::{CertificateError, CertificatePolicy};

/// A key that a message is encrypted to.
pub(super) type EncryptionKey = Key<PublicParts, UnspecifiedRole>;

/// Every key to which can be encrypted at `policy.now`, with its end; the reason where there is none.
pub(super) fn usable_keys(
    cert: &Cert,
    policy: &CertificatePolicy,
) -> Result<Vec<(EncryptionKey, Option<SystemTime>)>, CertificateError> {
    let now = policy.now;
    let lenient = lenient_policy(now);
    // The whole certificate first: asking the keys alone misses a revoked one. Signed with SHA-1 or not: unknown is unsafe.
    if let RevocationStatus::Revoked(signatures) | RevocationStatus::CouldBe(signatures) =
        cert.revocation_status(&lenient, now)
    {
        let reason = signatures.iter().find_map(|signature| signature.reason_for_revocation());
        let reason = reason.map_or_else(|| "未說明理由".to_owned(), |(code, _)| code.to_string());
        return Err(CertificateError::Revoked { reason });
    }
    let primary = cert.primary_key().key().parts_as_public().role_as_unspecified();
    check_algorithm(primary, policy.min_rsa_bits)?;

    let standard = StandardPolicy::at(now);
    let valid = match cert.with_policy(&standard, now) {
        Ok(valid) => valid,
        Err(error) => {
            if cert.primary_key().key().creation_time() > now {
                return Err(CertificateError::NotYetValid {
                    from: day_in_taiwan(cert.primary_key().key().creation_time()),
                });
            }
            let sha1 = cert.with_policy(&lenient, now).is_ok();
            return Err(if sha1 {
                CertificateError::Sha1
            } else {
                CertificateError::BadSelfSignature { detail: error.to_string() }
            });
        }
    };
    if let Some(end) = valid.primary_key().key_expiration_time().filter(|end| *end <= now) {
        return Err(CertificateError::Expired { on: day_in_taiwan(end) });
    }
    if valid.alive().is_err() {
        return Err(CertificateError::NotYetValid { from: day_in_taiwan(cert.primary_key().key().creation_time()) });
    }
    let (mut usable, mut reasons) = (Vec::new(), Vec::new());
    for key in cert.keys().with_policy(&lenient, now).key_flags(encryption()) {
        let end = key.key_expiration_time();
        let algorithm = check_algorithm(key.key(), policy.min_rsa_bits);
        if !matches!(key.revocation_status(), RevocationStatus::NotAsFarAsWeKnow) {
            reasons.push(CertificateError::EncryptionKeyRevoked);
        } else if let Some(end) = end.filter(|end| *end <= now) {
            reasons.push(CertificateError::EncryptionKeyExpired { on: day_in_taiwan(end) });
        } else if let Err(reason) = algorithm {
            reasons.push(reason);
        } else if key.clone().with_policy(&standard, now).is_err() {
            reasons.push(CertificateError::Sha1);
        } else if key.alive().is_err() {
            reasons.push(CertificateError::NotYetValid { from: day_in_taiwan(key.key().creation_time()) });
        } else {
            usable.push((key.key().clone(), end));
        }
    }
    if usable.is_empty() { Err(gravest(reasons)) } else { Ok(usable) }
}

/// Of several keys that cannot be used, the one that is nearest to usable explains best; expiry the latest.
fn gravest(reasons: Vec<CertificateError>) -> CertificateError {
    let rank = |reason: &CertificateError| match reason {
        CertificateError::EncryptionKeyExpired { .. } => 0,
        CertificateError::EncryptionKeyRevoked => 2,
        _ => 1,
    };
    reasons
        .into_iter()
        .min_by(|a, b| {
            rank(a).cmp(&rank(b)).then_with(|| match (a, b) {
                (
                    CertificateError::EncryptionKeyExpired { on: left },
                    CertificateError::EncryptionKeyExpired { on: right },
                ) => right.cmp(left),
                _ => std::cmp::Ordering::Equal,
            })
        })
        .unwrap_or(CertificateError::NoEncryptionKey)
}

/// Sees what the standard policy hides, in order to say why it is refused. Nothing is ever accepted by it alone.
fn lenient_policy(now: SystemTime) -> StandardPolicy<'static> {
    let mut policy = StandardPolicy::at(now);
    policy.accept_hash(HashAlgorithm::SHA1);
    for algorithm in [
        AsymmetricAlgorithm::RSA1024,
        AsymmetricAlgorithm::ElGamal1024,
        AsymmetricAlgorithm::ElGamal2048,
        AsymmetricAlgorithm::ElGamal3072,
        AsymmetricAlgorithm::ElGamal4096,
        AsymmetricAlgorithm::DSA1024,
        AsymmetricAlgorithm::BrainpoolP256,
        AsymmetricAlgorithm::BrainpoolP384,
        AsymmetricAlgorithm::BrainpoolP512,
        AsymmetricAlgorithm::Unknown,
    ] {
        policy.accept_asymmetric_algo(algorithm);
    }
    policy
}

fn encryption() -> KeyFlags {
    KeyFlags::empty().set_transport_encryption().set_storage_encryption()
}

fn check_algorithm(key: &EncryptionKey, min_rsa_bits: u32) -> Result<(), CertificateError> {
    let unsupported = || CertificateError::UnsupportedAlgorithm { algorithm: algorithm_of(key) };
    if !key.pk_algo().is_supported() || curve_of(key).is_some_and(|curve| !curve.is_supported()) {
        return Err(unsupported());
    }
    if let PublicKey::RSA { n, .. } = key.mpis()
        && n.bits() < min_rsa_bits as usize
    {
        return Err(CertificateError::WeakRsa { bits: n.bits(), least: min_rsa_bits });
    }
    Ok(())
}

fn curve_of(key: &EncryptionKey) -> Option<&Curve> {
    match key.mpis() {
        PublicKey::ECDH { curve, .. } | PublicKey::ECDSA { curve, .. } | PublicKey::EdDSA { curve, .. } => Some(curve),
        _ => None,
    }
}

/// The name of its algorithm.
pub(super) fn algorithm_of(key: &EncryptionKey) -> String {
    match (key.mpis(), curve_of(key)) {
        (PublicKey::RSA { n, .. }, _) => format!("RSA {}", n.bits()),
        (_, Some(Curve::Cv25519 | Curve::Ed25519)) if key.pk_algo() == PublicKeyAlgorithm::ECDH => {
            "Curve25519".to_owned()
        }
        (_, Some(Curve::Ed25519)) => "Ed25519".to_owned(),
        (_, Some(curve)) => plain_text(&curve.to_string()),
        _ => plain_text(&key.pk_algo().to_string()),
    }
}

/// The earlier of the certificate's end and the last of its encryption keys' ends.
pub(super) fn expiry(cert: &Cert, keys: &[(EncryptionKey, Option<SystemTime>)], now: SystemTime) -> Option<SystemTime> {
    let policy = StandardPolicy::at(now);
    let whole = cert.with_policy(&policy, now).ok().and_then(|valid| valid.primary_key().key_expiration_time());
    // A key without an end outlives every other.
    let last = keys.iter().map(|(_, end)| *end).reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten();
    [whole, last].into_iter().flatten().min()
}

/// Certificates count seconds in UTC; people here count days in Taiwan.
pub(super) fn day_in_taiwan(moment: SystemTime) -> Date {
    let timestamp = jiff::Timestamp::try_from(moment).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    jiff::tz::offset(8).to_datetime(timestamp).date()
}
