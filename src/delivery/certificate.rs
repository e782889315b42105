//! A recipient's OpenPGP certificate: read, judged, and kept as the public part only.
//!
//! What is refused and why stands in [`CertificateError`]. A certificate that passes here is technically sound; whose it is,
//! only an out-of-band confirmation can say.

use std::time::SystemTime;

use jiff::civil::Date;
use sequoia_openpgp::Cert;
use sequoia_openpgp::anyhow;
use sequoia_openpgp::serialize::SerializeInto as _;

use super::certificate_file::read_one;
use super::encryption_keys::{EncryptionKey, algorithm_of, day_in_taiwan, expiry, usable_keys};
use super::plain_text::plain_text;
use super::{CertificateError, Fingerprint};

/// What certificates are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificatePolicy {
    /// The least size of an RSA key.
    pub min_rsa_bits: u32,
    /// The moment at which it is to be good.
    pub now: SystemTime,
}

/// A certificate that can be encrypted to.
#[derive(Clone, Debug)]
pub struct Certificate {
    cert: Cert,
    min_rsa_bits: u32,
    fingerprint: Fingerprint,
    user_ids: Vec<String>,
    algorithms: Vec<String>,
    expires_at: Option<SystemTime>,
    armored: Vec<u8>,
}

impl Certificate {
    /// Reads one certificate, armored or binary.
    ///
    /// # Errors
    /// [`CertificateError`], the gravest reason first: a secret key is reported as one even where it is also expired.
    pub fn parse(bytes: &[u8], policy: &CertificatePolicy) -> Result<Self, CertificateError> {
        let cert = read_one(bytes)?;
        let keys = usable_keys(&cert, policy)?;
        let fingerprint = Fingerprint::parse(&cert.fingerprint().to_hex())
            .map_err(|_| CertificateError::UnsupportedAlgorithm { algorithm: "OpenPGP v3".to_owned() })?;
        let user_ids = cert.userids().map(|id| shown(id.userid().value())).collect();
        let primary = cert.primary_key().key().parts_as_public().role_as_unspecified();
        let mut algorithms = vec![format!("{}（主金鑰）", algorithm_of(primary))];
        algorithms.extend(keys.iter().map(|(key, _)| format!("{}（加密）", algorithm_of(key))));
        let expires_at = expiry(&cert, &keys, policy.now);
        let damaged = |error: anyhow::Error| CertificateError::Damaged { detail: error.to_string() };
        let armored = cert.armored().to_vec().map_err(damaged)?;
        Ok(Self { cert, min_rsa_bits: policy.min_rsa_bits, fingerprint, user_ids, algorithms, expires_at, armored })
    }

    /// Its full fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Whom it claims to belong to; safe to show.
    #[must_use]
    pub fn user_ids(&self) -> &[String] {
        &self.user_ids
    }

    /// The algorithms of the primary key and of the encryption keys.
    #[must_use]
    pub fn algorithms(&self) -> &[String] {
        &self.algorithms
    }

    /// When it can no longer be encrypted to: the certificate's end, or the last of its encryption keys' where earlier.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The day of [`Self::expires_at`] in Taiwan.
    #[must_use]
    pub fn expires_on(&self) -> Option<Date> {
        self.expires_at.map(day_in_taiwan)
    }

    /// The public part in ASCII armor, to be stored.
    #[must_use]
    pub fn armored(&self) -> &[u8] {
        &self.armored
    }

    /// The keys to encrypt to at `now`.
    pub(super) fn encryption_keys(&self, now: SystemTime) -> Result<Vec<EncryptionKey>, CertificateError> {
        let policy = CertificatePolicy { min_rsa_bits: self.min_rsa_bits, now };
        Ok(usable_keys(&self.cert, &policy)?.into_iter().map(|(key, _)| key).collect())
    }
}

/// A name that somebody else wrote into a certificate.
fn shown(value: &[u8]) -> String {
    const LONGEST: usize = 200;
    plain_text(&String::from_utf8_lossy(value)).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sequoia_openpgp::Packet;
    use sequoia_openpgp::cert::{CertBuilder, CertRevocationBuilder, CipherSuite, SubkeyRevocationBuilder};
    use sequoia_openpgp::packet::signature::SignatureBuilder;
    use sequoia_openpgp::parse::Parse as _;
    use sequoia_openpgp::types::{HashAlgorithm, KeyFlags, ReasonForRevocation, SignatureType};

    use super::*;
    use crate::delivery::generate_certificate;

    const YEAR: Duration = Duration::from_hours(365 * 24);

    /// 2026-10-08 in Taiwan.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_791_400_000)
    }

    fn parse(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        Certificate::parse(bytes, &CertificatePolicy { min_rsa_bits: 2048, now: now() })
    }

    fn builder() -> CertBuilder<'static> {
        let made = now() - 2 * YEAR;
        CertBuilder::new().set_creation_time(made).add_userid("勞動部人事處 <hr@example.gov.tw>")
    }

    fn encryption() -> KeyFlags {
        KeyFlags::empty().set_transport_encryption().set_storage_encryption()
    }

    fn public(cert: &Cert) -> Vec<u8> {
        cert.armored().to_vec().unwrap()
    }

    #[test]
    fn a_good_certificate_is_read_armored_and_binary() {
        let key = generate_certificate("勞動部人事處 <hr@example.gov.tw>", now()).unwrap();
        let certificate = parse(&key.certificate).unwrap();
        assert_eq!(certificate.fingerprint().as_str().len(), 40);
        assert_eq!(certificate.user_ids(), ["勞動部人事處 <hr@example.gov.tw>"]);
        assert_eq!(certificate.algorithms(), ["Ed25519（主金鑰）", "Curve25519（加密）"]);
        assert_eq!(parse(certificate.armored()).unwrap().fingerprint(), certificate.fingerprint());
        let binary = Cert::from_bytes(&key.certificate).unwrap().to_vec().unwrap();
        assert_eq!(parse(&binary).unwrap().fingerprint(), certificate.fingerprint());
        let mailed = [b"Dear sir,\r\nhere it is:\r\n\r\n", &key.certificate[..], b"\r\nregards\r\n"].concat();
        assert_eq!(parse(&mailed).unwrap().fingerprint(), certificate.fingerprint());
    }

    #[test]
    fn names_in_a_certificate_cannot_steer_a_terminal() {
        let key = generate_certificate("\u{1b}[2J勞動部\u{202E}部", now()).unwrap();
        assert_eq!(parse(&key.certificate).unwrap().user_ids(), ["[2J勞動部部"]);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let key = generate_certificate("a", now()).unwrap();
        assert_eq!(parse(b"").unwrap_err(), CertificateError::Empty);
        assert_eq!(parse(b" \r\n ").unwrap_err(), CertificateError::Empty);
        for garbage in [&b"not a key at all"[..], b"\x00\x01\x02\x03", "申請人：王○○".as_bytes(), &[0xff; 40]]
        {
            let error = parse(garbage).unwrap_err();
            assert!(
                matches!(error, CertificateError::NotACertificate { .. } | CertificateError::Damaged { .. }),
                "{garbage:?}: {error:?}"
            );
        }
        let message = b"-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n";
        assert_eq!(parse(message).unwrap_err(), CertificateError::NotACertificate { found: "MESSAGE".into() });
        assert_eq!(parse(&key.secret_key).unwrap_err(), CertificateError::SecretKey);
        let binary_secret = Cert::from_bytes(&key.secret_key[..]).unwrap().as_tsk().to_vec().unwrap();
        assert_eq!(parse(&binary_secret).unwrap_err(), CertificateError::SecretKey);
    }

    #[test]
    fn a_certificate_cut_short_is_refused_wherever_it_is_cut() {
        let key = generate_certificate("勞動部人事處", now()).unwrap();
        let binary = Cert::from_bytes(&key.certificate).unwrap().to_vec().unwrap();
        for end in 1..binary.len() {
            // A cut between two packets leaves a shorter certificate, which must still not pass.
            assert!(parse(&binary[..end]).is_err(), "cut at {end} of {}", binary.len());
        }
        for end in (1..key.certificate.len() - 40).step_by(7) {
            assert!(parse(&key.certificate[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn two_in_one_file_are_refused_armored_and_binary() {
        let [a, b] = ["a", "b"].map(|name| generate_certificate(name, now()).unwrap().certificate);
        assert_eq!(parse(&[a.clone(), b.clone()].concat()).unwrap_err(), CertificateError::Several { count: 2 });
        let binary = [a, b].map(|bytes| Cert::from_bytes(&bytes).unwrap().to_vec().unwrap()).concat();
        assert_eq!(parse(&binary).unwrap_err(), CertificateError::Several { count: 2 });
    }

    #[test]
    fn an_expired_certificate_and_an_expired_encryption_key_are_told_apart() {
        let (cert, _) = builder().set_validity_period(YEAR).add_subkey(encryption(), None, None).generate().unwrap();
        let on = day_in_taiwan(now() - YEAR);
        assert_eq!(parse(&public(&cert)).unwrap_err(), CertificateError::Expired { on });
        let (cert, _) = builder().add_subkey(encryption(), YEAR, None).generate().unwrap();
        assert_eq!(parse(&public(&cert)).unwrap_err(), CertificateError::EncryptionKeyExpired { on });
        let (cert, _) =
            builder().add_subkey(encryption(), YEAR, None).add_subkey(encryption(), 3 * YEAR, None).generate().unwrap();
        let certificate = parse(&public(&cert)).unwrap();
        assert_eq!(certificate.expires_on(), Some(day_in_taiwan(now() + YEAR)));
        assert_eq!(certificate.encryption_keys(now()).unwrap().len(), 1, "only the living key");
        let later = certificate.encryption_keys(now() + 2 * YEAR).unwrap_err();
        assert!(matches!(later, CertificateError::EncryptionKeyExpired { .. }), "asked again at the moment of use");
    }

    #[test]
    fn a_certificate_of_tomorrow_is_refused() {
        let (cert, _) =
            builder().set_creation_time(now() + YEAR).add_subkey(encryption(), None, None).generate().unwrap();
        let from = day_in_taiwan(now() + YEAR);
        assert_eq!(parse(&public(&cert)).unwrap_err(), CertificateError::NotYetValid { from });
    }

    #[test]
    fn a_revoked_certificate_and_a_revoked_encryption_key_are_refused() {
        let (cert, _) = builder().add_subkey(encryption(), None, None).generate().unwrap();
        let mut signer = cert.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
        let revocation = CertRevocationBuilder::new()
            .set_reason_for_revocation(ReasonForRevocation::KeyCompromised, b"lost")
            .unwrap()
            .set_signature_creation_time(now() - YEAR)
            .unwrap()
            .build(&mut signer, &cert, None)
            .unwrap();
        let revoked = cert.clone().insert_packets(revocation).unwrap().0;
        assert!(matches!(parse(&public(&revoked)).unwrap_err(), CertificateError::Revoked { .. }));

        let subkey = cert.keys().subkeys().next().unwrap().key().clone();
        let revocation = SubkeyRevocationBuilder::new()
            .set_reason_for_revocation(ReasonForRevocation::KeyRetired, b"")
            .unwrap()
            .set_signature_creation_time(now() - YEAR)
            .unwrap()
            .build(&mut signer, &cert, subkey.parts_as_public(), None)
            .unwrap();
        let revoked = cert.insert_packets(revocation).unwrap().0;
        assert_eq!(parse(&public(&revoked)).unwrap_err(), CertificateError::EncryptionKeyRevoked);
    }

    #[test]
    fn a_certificate_that_only_signs_is_refused() {
        let (cert, _) = builder().add_signing_subkey().generate().unwrap();
        assert_eq!(parse(&public(&cert)).unwrap_err(), CertificateError::NoEncryptionKey);
    }

    #[test]
    fn a_short_rsa_key_is_refused_by_its_size() {
        let (cert, _) =
            builder().set_cipher_suite(CipherSuite::RSA2k).add_subkey(encryption(), None, None).generate().unwrap();
        assert!(parse(&public(&cert)).is_ok());
        let strict = CertificatePolicy { min_rsa_bits: 3072, now: now() };
        let error = Certificate::parse(&public(&cert), &strict).unwrap_err();
        assert_eq!(error, CertificateError::WeakRsa { bits: 2048, least: 3072 });
    }

    #[test]
    fn self_signatures_with_sha1_are_refused_by_name() {
        let (cert, _) = builder().generate().unwrap();
        let primary = cert.primary_key().key().clone().parts_into_secret().unwrap();
        let mut signer = primary.clone().into_keypair().unwrap();
        let id = cert.userids().next().unwrap().userid().clone();
        let sha1 = SignatureBuilder::new(SignatureType::PositiveCertification)
            .set_hash_algo(HashAlgorithm::SHA1)
            .set_signature_creation_time(now() - YEAR)
            .unwrap()
            .set_key_flags(encryption())
            .unwrap()
            .sign_userid_binding(&mut signer, None, &id)
            .unwrap();
        let weak = Cert::from_packets([Packet::from(primary.parts_into_public()), id.into(), sha1.into()].into_iter())
            .unwrap();
        assert_eq!(parse(&public(&weak)).unwrap_err(), CertificateError::Sha1);
    }

    /// Made with `gpg --quick-gen-key … brainpoolP256r1`; a public key of nobody.
    #[test]
    fn an_unknown_curve_is_refused_by_name() {
        let error = parse(include_bytes!("brainpool.asc")).unwrap_err();
        let CertificateError::UnsupportedAlgorithm { algorithm } = &error else { panic!("{error:?}") };
        assert!(algorithm.to_lowercase().contains("brainpool"), "{algorithm}");
    }

    #[test]
    fn every_refusal_has_a_remedy() {
        for error in [CertificateError::Empty, CertificateError::SecretKey, CertificateError::Sha1] {
            assert!(error.remedy().starts_with('請'), "{error}");
        }
    }
}
