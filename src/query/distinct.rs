//! How many distinct persons there are.

use std::panic::resume_unwind;
use std::thread;

use polars::prelude::{Column, DataType, PolarsResult};
use polars_utils::aliases::{InitHashMaps, PlHashSet};

/// How many distinct values `keys` holds; no value is one of them.
pub(super) fn distinct(keys: &Column) -> PolarsResult<u64> {
    let missing = u64::from(keys.null_count() > 0);
    Ok(match keys.dtype() {
        DataType::UInt32 => missing + of_rows(keys.u32()?.iter().flatten()),
        DataType::Int64 => missing + of_numbers(keys.i64()?.iter().flatten()),
        _ => keys.as_materialized_series().n_unique()? as u64,
    })
}

/// Of rows of a table: each has its place.
fn of_rows(rows: impl Iterator<Item = u32>) -> u64 {
    let mut seen: Vec<bool> = Vec::new();
    let mut count = 0;
    for row in rows {
        let row = row as usize;
        if row >= seen.len() {
            seen.resize((row + 1).next_power_of_two(), false);
        }
        count += u64::from(!seen[row]);
        seen[row] = true;
    }
    count
}

/// Of numbers: first laid into heaps, each so small that what is known of it stays close to the core that works on it.
fn of_numbers(numbers: impl Iterator<Item = i64>) -> u64 {
    const HEAPS: usize = 64;
    let mut heaps: Vec<Vec<i64>> = vec![Vec::new(); HEAPS];
    for number in numbers {
        // The golden ratio in 64 bits spreads numbers that differ in their last digits only; six bits for 64 heaps.
        let heap = number.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58;
        heaps[usize::try_from(heap).unwrap_or(0)].push(number);
    }
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of_heaps = |heaps: &[Vec<i64>]| {
        let mut seen = PlHashSet::new();
        let of_heap = |heap: &Vec<i64>| {
            seen.clear();
            seen.extend(heap.iter().copied());
            seen.len() as u64
        };
        heaps.iter().map(of_heap).sum::<u64>()
    };
    thread::scope(|scope| {
        let of_heaps = &of_heaps;
        let mut shares = heaps.chunks(HEAPS.div_ceil(cores));
        let own = shares.next().unwrap_or_default();
        let others: Vec<_> = shares.map(|share| scope.spawn(move || of_heaps(share))).collect();
        let own = of_heaps(own);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        own + others.sum::<u64>()
    })
}

#[cfg(test)]
mod tests {
    use polars::prelude::{IntoColumn, NamedFrom, Series};

    use super::*;

    /// The same answer as polars gives, whatever stands for a person and however many there are.
    #[test]
    fn distinct_values_are_counted_once() {
        for length in [0, 1, 5, 50_000] {
            let values: Vec<i64> = (0..length).map(|at| at * 7919 % 1009 - 500).collect();
            let numbers = Series::new("n".into(), &values);
            let rows =
                Series::new("n".into(), values.iter().map(|n| u32::try_from(n.abs()).unwrap()).collect::<Vec<_>>());
            for series in [numbers, rows] {
                assert_eq!(distinct(&series.clone().into_column()).unwrap(), series.n_unique().unwrap() as u64);
            }
        }
        let series = Series::new("n".into(), [Some(3_i64), None, Some(3)]);
        assert_eq!(distinct(&series.into_column()).unwrap(), 2);
    }
}
