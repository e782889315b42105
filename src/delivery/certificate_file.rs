//! Reads the one certificate of a file: what is no certificate, a secret key, or more than one is told apart here.

use sequoia_openpgp::anyhow;
use sequoia_openpgp::cert::CertParser;
use sequoia_openpgp::packet::Tag;
use sequoia_openpgp::parse::{PacketParser, PacketParserResult, Parse as _};
use sequoia_openpgp::{Cert, Packet};

use super::CertificateError;
use super::plain_text::plain_text;

/// The one certificate in `bytes`.
pub(super) fn read_one(bytes: &[u8]) -> Result<Cert, CertificateError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CertificateError::Empty);
    }
    check_armor(bytes)?;
    check_packets(bytes)?;
    let damaged = |error: anyhow::Error| CertificateError::Damaged { detail: error.to_string() };
    let mut certs = Vec::new();
    for cert in CertParser::from_bytes(bytes).map_err(damaged)? {
        certs.push(cert.map_err(damaged)?);
    }
    if certs.len() > 1 {
        return Err(CertificateError::Several { count: certs.len() });
    }
    let cert = certs.pop().ok_or_else(|| CertificateError::NotACertificate { found: "沒有主金鑰".to_owned() })?;
    if cert.is_tsk() {
        return Err(CertificateError::SecretKey);
    }
    Ok(cert)
}

/// What the lines of the armor say. The packet reader stops after the first block, so that a second would go unseen.
fn check_armor(bytes: &[u8]) -> Result<(), CertificateError> {
    let text = String::from_utf8_lossy(bytes);
    let begins: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("-----BEGIN PGP ")).collect();
    if begins.iter().any(|kind| kind.starts_with("PRIVATE KEY")) {
        return Err(CertificateError::SecretKey);
    }
    if begins.len() > 1 {
        return Err(CertificateError::Several { count: begins.len() });
    }
    match begins.first() {
        Some(kind) if kind.starts_with("PUBLIC KEY") => {
            if text.lines().any(|line| line.trim().starts_with("-----END PGP PUBLIC KEY")) {
                return Ok(());
            }
            Err(CertificateError::Damaged { detail: "沒有結尾行 END PGP PUBLIC KEY BLOCK".to_owned() })
        }
        Some(kind) => Err(CertificateError::NotACertificate { found: plain_text(kind.trim_end_matches('-')) }),
        None => Ok(()),
    }
}

/// Walks all packets: a secret key anywhere, something that is not a certificate, an end before the end.
fn check_packets(bytes: &[u8]) -> Result<(), CertificateError> {
    let unreadable = |_| CertificateError::NotACertificate { found: "不是 OpenPGP 資料".to_owned() };
    let mut reader = PacketParser::from_bytes(bytes).map_err(unreadable)?;
    let mut first = true;
    while let PacketParserResult::Some(parser) = reader {
        match &parser.packet {
            Packet::SecretKey(_) | Packet::SecretSubkey(_) => return Err(CertificateError::SecretKey),
            Packet::PublicKey(_) => {}
            Packet::Unknown(unknown) if first && unknown.tag() != Tag::PublicKey => {
                return Err(CertificateError::NotACertificate { found: "不是 OpenPGP 資料".to_owned() });
            }
            packet if first && packet.tag() != Tag::PublicKey => {
                return Err(CertificateError::NotACertificate { found: packet.tag().to_string() });
            }
            _ => {}
        }
        first = false;
        reader = match parser.next() {
            Ok((_, rest)) => rest,
            Err(error) => return Err(CertificateError::Damaged { detail: error.to_string() }),
        };
    }
    Ok(())
}
