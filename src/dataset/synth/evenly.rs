//! Numbers that fill [0, 1) evenly, for shares that are to come out as given in small groups too.
//!
//! A hundred persons drawn one by one miss a share of 47 % by five points as often as not; spread evenly they miss it by
//! less than one. Persons come in random order, so who gets which number is as good as drawn.

use std::collections::BTreeMap;

/// What is spread: each has rows of numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect {
    Reason,
    Leaving,
    Central,
    Age,
    Rank,
    Sex,
    Education,
    Route,
}

impl Aspect {
    /// What is added from one number to the next: multiples of an irrational number lie evenly. Each aspect has a root of
    /// its own: with the same step, who leaves in a certain year would always be of a certain age.
    fn step(self) -> f64 {
        match self {
            Self::Education => 0.618_033_988_749_895, // (√5 − 1) / 2, the most even
            Self::Sex => 0.414_213_562_373_095,       // √2 − 1
            Self::Age => 0.732_050_807_568_877,       // √3 − 1
            Self::Route => 0.645_751_311_064_590,     // √7 − 2
            Self::Rank => 0.316_624_790_355_399,      // √11 − 3
            Self::Central => 0.605_551_275_463_989,   // √13 − 3
            Self::Reason => 0.123_105_625_617_660,    // √17 − 4
            Self::Leaving => 0.358_898_943_540_673,   // √19 − 4
        }
    }
}

/// A group in which one share holds: the aspect, the kind of service, and the number of the group.
pub(super) type Group = (Aspect, usize, usize);

/// One row of numbers a group.
#[derive(Default)]
pub(super) struct Evenly(BTreeMap<Group, f64>);

impl Evenly {
    /// The next number of `group`.
    pub(super) fn next(&mut self, group: Group) -> f64 {
        let number = self.0.entry(group).or_insert(0.5);
        *number += group.0.step();
        if *number >= 1.0 {
            *number -= 1.0;
        }
        *number
    }

    /// One of `items` by its weight; `items` holds at least one.
    pub(super) fn weighted<T: Copy>(&mut self, group: Group, items: &[(T, f64)]) -> T {
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
            let hits = (0..100).filter(|_| evenly.next((Aspect::Sex, 0, group)) < 0.47).count();
            assert!((46..=48).contains(&hits), "{hits}");
        }
        // Two aspects of the same persons have nothing to do with one another.
        let mut both = Evenly::default();
        let joint = (0..1000).filter(|_| {
            let (age, leaving) = (both.next((Aspect::Age, 3, 0)), both.next((Aspect::Leaving, 3, 0)));
            age < 0.3 && leaving < 0.4
        });
        assert!((110..=130).contains(&joint.count()));
        let first = (0..100).filter(|_| evenly.weighted((Aspect::Age, 0, 0), &[(true, 1.0), (false, 3.0)])).count();
        assert!((24..=26).contains(&first), "{first}");
    }
}
