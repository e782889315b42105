//! The as-of date of a snapshot (資料截止日).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::format_roc;

/// The day for which a snapshot speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AsOf(Date);

impl AsOf {
    /// A snapshot of this day.
    #[must_use]
    pub fn new(date: Date) -> Self {
        Self(date)
    }

    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    /// `114年12月31日`.
    #[must_use]
    pub fn roc(self) -> String {
        format_roc(self.0)
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
