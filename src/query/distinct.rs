//! How many distinct persons there are.

use std::panic::resume_unwind;
use std::thread;

use polars::prelude::{Column, DataType, Int64Chunked, PolarsResult};

/// How many distinct values `keys` holds; no value is one of them.
pub(super) fn distinct(keys: &Column) -> PolarsResult<u64> {
    let missing = u64::from(keys.null_count() > 0);
    Ok(match keys.dtype() {
        DataType::UInt32 => missing + of_rows(keys.u32()?.iter().flatten()),
        DataType::Int64 => missing + of_numbers(keys.i64()?),
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
fn of_numbers(numbers: &Int64Chunked) -> u64 {
    const HEAPS: usize = 256;
    let room = numbers.len() / HEAPS;
    let mut heaps: Vec<Vec<i64>> = (0..HEAPS).map(|_| Vec::with_capacity(room + room / 4)).collect();
    for number in numbers.iter().flatten() {
        heaps[spread(number, HEAPS.ilog2())].push(number);
    }
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let of_heaps = |heaps: &[Vec<i64>]| {
        let mut table = Vec::new();
        heaps.iter().map(|heap| of_heap(heap, &mut table)).sum::<u64>()
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

/// Of one heap: each number stands in a table at the place that its digits say, or at the next that is free.
fn of_heap(heap: &[i64], table: &mut Vec<i64>) -> u64 {
    /// Stands for no number; it is counted apart.
    const FREE: i64 = i64::MIN;
    let bits = (heap.len() * 2).next_power_of_two().ilog2().max(1);
    table.clear();
    table.resize(1 << bits, FREE);
    let mut count = 0;
    let mut has_free = false;
    for number in heap {
        if *number == FREE {
            has_free = true;
            continue;
        }
        // The digits above said which heap it is in; those below say where.
        let mut place = spread(number.rotate_left(32), bits);
        while table[place] != FREE && table[place] != *number {
            place = (place + 1) & (table.len() - 1);
        }
        count += u64::from(table[place] == FREE);
        table[place] = *number;
    }
    count + u64::from(has_free)
}

/// A number of so many bits: the golden ratio in 64 bits spreads numbers that differ in their last digits only.
fn spread(number: i64, bits: u32) -> usize {
    let spread = number.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits);
    usize::try_from(spread).unwrap_or(0)
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
        let extremes = Series::new("n".into(), [i64::MIN, i64::MAX, 0, i64::MIN, -1, 0]);
        assert_eq!(distinct(&extremes.into_column()).unwrap(), 4);
        let series = Series::new("n".into(), [Some(3_i64), None, Some(3)]);
        assert_eq!(distinct(&series.into_column()).unwrap(), 2);
    }
}
