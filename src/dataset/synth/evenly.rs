//! Numbers that fill [0, 1) evenly, for shares that are to come out as given in small groups too.
//!
//! A hundred persons drawn one by one miss a share of 47 % by five points as often as not; spread evenly they miss it by
//! less than one. Persons come in random order, so who gets which number is as good as drawn.

use std::collections::BTreeMap;

/// The golden ratio less one: its multiples are as far from one another as can be, however many there are.
const STEP: f64 = 0.618_033_988_749_895;

/// One row of numbers a group.
#[derive(Default)]
pub(super) struct Evenly(BTreeMap<(usize, usize), f64>);

impl Evenly {
    /// The next number of `group`.
    pub(super) fn next(&mut self, group: (usize, usize)) -> f64 {
        let number = self.0.entry(group).or_insert(0.5);
        *number += STEP;
        if *number >= 1.0 {
            *number -= 1.0;
        }
        *number
    }

    /// One of `items` by its weight; `items` holds at least one.
    pub(super) fn weighted<T: Copy>(&mut self, group: (usize, usize), items: &[(T, f64)]) -> T {
        let total: f64 = items.iter().map(|(_, weight)| weight).sum();
        let mut rest = self.next(group) * total;
        for (item, weight) in items {
            rest -= weight;
            if rest < 0.0 {
                return *item;
            }
        }
        items[items.len() - 1].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_comes_out_in_a_small_group() {
        let mut evenly = Evenly::default();
        for group in 0..5 {
            let hits = (0..100).filter(|_| evenly.next((group, 0)) < 0.47).count();
            assert!((46..=48).contains(&hits), "{hits}");
        }
        let first = (0..100).filter(|_| evenly.weighted((9, 9), &[(true, 1.0), (false, 3.0)])).count();
        assert!((24..=26).contains(&first), "{first}");
    }
}
