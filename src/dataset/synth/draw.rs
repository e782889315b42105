//! Random choices that are the same on every machine.
//!
//! Only integer arithmetic and IEEE additions and multiplications: `ln` and `cos` differ between C libraries, and `rand`
//! may change how it makes a float. Each person has a stream of her own, so the number of threads changes nothing.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// 2⁻⁵³: makes a number in [0, 1) of the upper 53 bits.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of choices.
pub(super) struct Draw(Pcg64Mcg);

impl Draw {
    /// Stream number `stream` of `seed`.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        // The golden ratio spreads neighbouring streams; seed_from_u64 hashes the rest.
        Self(Pcg64Mcg::seed_from_u64(seed ^ stream.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let bits = (self.0.next_u64() >> 11) as f64;
        bits * UNIT
    }

    /// True with probability `p`.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A number below `n`; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let product = (self.0.next_u64() >> 32) * u64::from(n);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` where they are the wrong way round.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u32::try_from(high - low + 1).unwrap_or(0);
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// One of `items`, which holds at least one.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let index = self.below(u32::try_from(items.len()).unwrap_or(u32::MAX));
        items[usize::try_from(index).unwrap_or(0)]
    }

    /// One of `items` by its weight; `items` holds at least one.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, f64)]) -> T {
        let total: f64 = items.iter().map(|(_, weight)| weight).sum();
        let mut rest = self.unit() * total;
        for (item, weight) in items {
            rest -= weight;
            if rest < 0.0 {
                return *item;
            }
        }
        items[items.len() - 1].0
    }

    /// Nearly normal: the sum of twelve uniform numbers (Irwin–Hall), at most six deviations away.
    pub(super) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        mean + (sum - 6.0) * deviation
    }

    /// How many of up to `most` happen when `mean` are expected.
    pub(super) fn count(&mut self, mean: f64, most: u32) -> u32 {
        let p = mean / f64::from(most.max(1));
        (0..most).map(|_| u32::from(self.chance(p))).sum()
    }
}

/// Years to days.
pub(super) fn days(years: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "lives are far shorter than 2^31 days")]
    let days = (years * 365.2425) as i32;
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let first = |seed, stream| Draw::new(seed, stream).below(u32::MAX);
        assert_eq!(first(7, 1), first(7, 1));
        assert_ne!(first(7, 1), first(7, 2));
        assert_ne!(first(7, 1), first(8, 1));
    }

    #[test]
    fn weights_and_bounds_hold() {
        let mut draw = Draw::new(1, 1);
        let items = [("a", 3.0), ("b", 1.0), ("never", 0.0)];
        let a = (0..4000).filter(|_| draw.weighted(&items) == "a").count();
        assert!((2850..3150).contains(&a), "{a}");
        assert!((0..1000).all(|_| (3..=5).contains(&draw.between(3, 5))));
    }
}
