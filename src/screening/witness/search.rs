//! Finds two groups of persons that add the same to every published figure and not the same to what is asked.
//!
//! What a person adds is hashed so that sums of hashes are hashes of sums: two groups that add the same have equal sums. The
//! engine has the last word on what is found; the hash only tells where to look.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::figures::Figures;
use crate::query::Value;

/// Two groups of persons, by their places.
pub(super) type Groups = (Vec<usize>, Vec<usize>);

/// The hash of what one person adds.
pub(super) fn sum_of(salt: &str, figures: &Figures) -> u64 {
    let one = |(place, value): (&super::figures::Place, &Value)| {
        let mut hasher = DefaultHasher::new();
        (salt, place).hash(&mut hasher);
        let times = match value {
            Value::Integer(number) => number.cast_unsigned(),
            Value::Decimal(number) => number.to_bits(),
            other => {
                other.label().hash(&mut hasher);
                1
            }
        };
        // A mean of one person is a number of whole years: what adds up is the number itself.
        let times = match value {
            #[expect(clippy::cast_possible_truncation, reason = "years, points of pay: small whole numbers")]
            Value::Decimal(number) if number.fract() == 0.0 => (*number as i64).cast_unsigned(),
            _ => times,
        };
        hasher.finish().wrapping_mul(times)
    };
    figures.iter().map(one).fold(0, u64::wrapping_add)
}

/// Groups with equal sums of `seen` and different sums of `asked`, the smallest first.
pub(super) fn candidates(seen: &[u64], asked: &[u64], corners: &[Vec<usize>]) -> Vec<Groups> {
    /// Each kind gives so many at most: the engine looks at every one.
    const FEW: usize = 6;
    let mut found: Vec<Groups> = Vec::new();
    let all = 0..seen.len();
    found.extend(all.clone().filter(|x| seen[*x] == 0 && asked[*x] != 0).map(|x| (vec![x], Vec::new())).take(FEW));
    let total = |of: &[u64], group: &[usize]| group.iter().map(|x| of[*x]).fold(0, u64::wrapping_add);
    let mut pair_up = |groups: Vec<Vec<usize>>| {
        let mut first: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut taken = 0;
        for group in groups {
            let known = first.entry(total(seen, &group)).or_insert_with(|| group.clone());
            if total(asked, known) != total(asked, &group) && taken < FEW {
                taken += 1;
                found.push((known.clone(), group));
            }
        }
    };
    pair_up(all.clone().map(|x| vec![x]).collect());
    pair_up(all.clone().flat_map(|x| (x..seen.len()).map(move |y| vec![x, y])).collect());
    let cubes = corners.iter().map(|corner| {
        let side = |odd: u32| (0..8_usize).filter(move |bits| bits.count_ones() % 2 == odd).map(|bits| corner[bits]);
        (side(0).collect::<Vec<usize>>(), side(1).collect::<Vec<usize>>())
    });
    let differ =
        |(left, right): &Groups| total(seen, left) == total(seen, right) && total(asked, left) != total(asked, right);
    found.extend(cubes.filter(differ).take(FEW));
    found
}
