//! The number of a request, written `request-42`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One application in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u32);

impl RequestId {
    /// The request with this number; numbers begin at 1.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "request-{}", self.0)
    }
}

/// The text is not `request-N`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("「{0}」不是申請案編號；請寫成 request-42 或 42")]
pub struct ParseRequestIdError(String);

impl FromStr for RequestId {
    type Err = ParseRequestIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim().to_ascii_lowercase();
        let digits = digits.strip_prefix("request-").unwrap_or(&digits);
        digits.parse().ok().and_then(Self::new).ok_or_else(|| ParseRequestIdError(text.to_owned()))
    }
}

impl Serialize for RequestId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RequestId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::RequestId;

    #[test]
    fn both_spellings_are_read() {
        for text in ["request-42", "42", " REQUEST-42 "] {
            assert_eq!(text.parse::<RequestId>().unwrap().to_string(), "request-42");
        }
        for text in ["", "0", "request-", "request-0", "-1", "四十二", "request-42x"] {
            assert!(text.parse::<RequestId>().is_err(), "{text}");
        }
    }
}
