//! An exact fraction, shown as `17/24`.

use std::fmt;
use std::ops::{Add, Div, Mul};

use num_rational::Ratio;
use serde::Serialize;

/// An exact, non-negative fraction in lowest terms. Whole numbers keep their denominator: `1/1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Ratio<i128>);

impl Exact {
    /// 0.
    pub const ZERO: Self = Self(Ratio::ZERO);
    /// 1.
    pub const ONE: Self = Self(Ratio::ONE);

    /// `numerator / denominator`; 0 where the denominator is 0, which is what nothing out of nothing weighs.
    pub(super) fn of(numerator: u64, denominator: u64) -> Self {
        if denominator == 0 {
            return Self::ZERO;
        }
        Self(Ratio::new(i128::from(numerator), i128::from(denominator)))
    }

    /// The fraction itself.
    #[must_use]
    pub fn ratio(self) -> Ratio<i128> {
        self.0
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Mul for Exact {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Div for Exact {
    type Output = Self;

    /// 0 where `other` is 0: nothing out of nothing weighs nothing.
    fn div(self, other: Self) -> Self {
        if other == Self::ZERO {
            return Self::ZERO;
        }
        Self(self.0 / other.0)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.0.numer(), self.0.denom()))
    }
}

impl Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Exact;

    #[test]
    fn shown_in_lowest_terms() {
        for (numerator, denominator, shown) in
            [(34, 48, "17/24"), (0, 5, "0/1"), (5, 5, "1/1"), (7, 0, "0/1"), (6, 4, "3/2")]
        {
            assert_eq!(Exact::of(numerator, denominator).to_string(), shown);
        }
    }
}
