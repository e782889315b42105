//! What a check of the audit log says, and in which words.

use std::fmt;

use serde::Serialize;

use super::AuditHead;
use crate::domain::Digest;

/// What the log proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditVerdict {
    /// How many rows were read.
    pub rows: u64,
    /// The end of the log as it was found.
    pub head: AuditHead,
    /// What does not fit, in the order of the log; none where the log is whole.
    pub findings: Vec<AuditFinding>,
}

impl AuditVerdict {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AuditFinding {
    /// A row does not have the content that it was written with.
    Changed {
        /// Which row.
        seq: i64,
    },
    /// A row is whole by itself, but does not follow from the one before it: one of the two was written anew.
    Unlinked {
        /// The later of the two.
        seq: i64,
    },
    /// Rows are missing between others.
    Missing {
        /// The first.
        from: i64,
        /// The last.
        to: i64,
    },
    /// A row stands where none can be.
    Unexpected {
        /// Its number.
        seq: i64,
    },
    /// Two rows stand in each other's place.
    Swapped {
        /// One.
        first: i64,
        /// The other.
        second: i64,
    },
    /// Rows are missing at the end.
    Truncated {
        /// The last that is there.
        last: i64,
        /// How many there must have been at least.
        rows: u64,
    },
    /// The end of the log is another than was recorded.
    OtherHead {
        /// The row whose hash was recorded.
        seq: u64,
        /// What was recorded.
        recorded: Digest,
    },
}

impl AuditFinding {
    /// The first row that it names.
    #[must_use]
    pub fn seq(&self) -> i64 {
        match self {
            Self::Changed { seq } | Self::Unlinked { seq } | Self::Unexpected { seq } => *seq,
            Self::Missing { from, .. } => *from,
            Self::Swapped { first, .. } => *first,
            Self::Truncated { last, .. } => last.saturating_add(1),
            Self::OtherHead { seq, .. } => i64::try_from(*seq).unwrap_or(i64::MAX),
        }
    }
}

impl fmt::Display for AuditFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq } => write!(f, "第 {seq} 列的內容遭更動"),
            Self::Unlinked { seq } => write!(f, "第 {seq} 列與前一列不相連，兩列之一遭改寫"),
            Self::Missing { from, to } if from == to => write!(f, "缺第 {from} 列"),
            Self::Missing { from, to } => write!(f, "缺第 {from} 列至第 {to} 列"),
            Self::Unexpected { seq } => write!(f, "第 {seq} 列不應存在"),
            Self::Swapped { first, second } => write!(f, "第 {first} 列與第 {second} 列遭對調"),
            Self::Truncated { last, rows } => write!(f, "尾端遭截去：應有 {rows} 列，只到第 {last} 列"),
            Self::OtherHead { seq, recorded } => {
                write!(f, "第 {seq} 列的雜湊值與先前記下的（{}…）不同", recorded.short())
            }
        }
    }
}
