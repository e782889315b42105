//! Who does something, and when.

use jiff::Timestamp;

/// The operator and the moment of a change; both are recorded with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub operator: String,
    /// When.
    pub at: Timestamp,
}
