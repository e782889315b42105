//! Random choices, the same for the same seed on every machine.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A stream of choices.
pub(super) struct Choice(Pcg64Mcg);

impl Choice {
    /// The stream of `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// A number below `n`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let product = u128::from(self.0.next_u64()) * u128::try_from(n).unwrap_or(0);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// One of `items`, where there is one.
    pub(super) fn of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}
