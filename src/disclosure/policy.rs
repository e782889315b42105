//! The policy of one clearance; stored with the release.

use crate::query::SmallCells;

/// What counts as a small cell, and what is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DisclosurePolicy {
    /// A count from 1 to `threshold - 1` is a small cell.
    pub threshold: u32,
    /// What is done about small cells.
    pub small_cells: SmallCells,
}

impl DisclosurePolicy {
    /// The office's threshold, or the query's where that is stricter: a query can ask for more protection, never for less.
    #[must_use]
    pub fn new(office: u32, query: Option<u32>, small_cells: SmallCells) -> Self {
        Self { threshold: office.max(query.unwrap_or(0)), small_cells }
    }

    /// Whether a count of persons is small.
    #[must_use]
    pub fn is_small(self, persons: u64) -> bool {
        (1..u64::from(self.threshold)).contains(&persons)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_cannot_lower_the_threshold() {
        assert_eq!(DisclosurePolicy::new(3, Some(1), SmallCells::Encrypt).threshold, 3);
        assert_eq!(DisclosurePolicy::new(3, Some(5), SmallCells::Encrypt).threshold, 5);
        assert_eq!(DisclosurePolicy::new(3, None, SmallCells::Encrypt).threshold, 3);
    }

    #[test]
    fn small_is_fewer_than_the_threshold_and_not_zero() {
        let policy = DisclosurePolicy::new(3, None, SmallCells::Encrypt);
        assert_eq!([0, 1, 2, 3, 4].map(|count| policy.is_small(count)), [false, true, true, false, false]);
    }
}
