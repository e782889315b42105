//! The fingerprint of a certificate.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A full OpenPGP fingerprint: 40 or 64 hexadecimal digits in upper case. Short key ids are never used: they can be forged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(String);

/// The text is not a full fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("「{0}」不是完整的憑證指紋（40 或 64 個十六進位數字）")]
pub struct ParseFingerprintError(String);

impl Fingerprint {
    /// Reads a fingerprint as people write it: any case, with spaces between groups.
    ///
    /// # Errors
    /// When it is not 40 or 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, ParseFingerprintError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let whole = matches!(digits.len(), 40 | 64) && digits.chars().all(|c| c.is_ascii_hexdigit());
        if whole { Ok(Self(digits)) } else { Err(ParseFingerprintError(text.to_owned())) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, to be read out on the telephone.
    #[must_use]
    pub fn spaced(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = ParseFingerprintError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn only_full_fingerprints_are_read() {
        let text = "39d1 00ab 67d5 bd8c 0401 0205 fb37 51f1 587d aef1";
        let fingerprint = Fingerprint::parse(text).unwrap();
        assert_eq!(fingerprint.as_str(), "39D100AB67D5BD8C04010205FB3751F1587DAEF1");
        assert_eq!(fingerprint.spaced().to_lowercase(), text);
        for text in ["", "FB3751F1587DAEF1", "0x587DAEF1", &"G".repeat(40)] {
            assert!(Fingerprint::parse(text).is_err(), "{text}");
        }
    }
}
