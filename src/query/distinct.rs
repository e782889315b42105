//! How many distinct persons there are.

use std::thread;

use polars::prelude::{Column, DataType, PolarsResult};
use polars_utils::aliases::{InitHashMaps, PlHashSet};

/// How many distinct values `keys` holds; no value is one of them.
pub(super) fn distinct(keys: &Column) -> PolarsResult<u64> {
    let missing = u64::from(keys.null_count() > 0);
    Ok(match keys.dtype() {
        DataType::UInt32 => missing + of_rows(keys.u32()?.iter().flatten()),
        DataType::Int64 => missing + of_numbers(&keys.i64()?.iter().flatten().collect::<Vec<_>>()),
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

/// Of numbers: each core takes those of one remainder.
fn of_numbers(numbers: &[i64]) -> u64 {
    /// With fewer a thread costs more than it saves.
    const MANY: usize = 1 << 14;
    let cores =
        if numbers.len() < MANY { 1 } else { thread::available_parallelism().map_or(1, std::num::NonZero::get) };
    let modulus = i64::try_from(cores).unwrap_or(1);
    let of_core = |core: i64| {
        let own = numbers.iter().filter(|number| number.rem_euclid(modulus) == core);
        let mut seen = PlHashSet::with_capacity(numbers.len() / cores);
        seen.extend(own.copied());
        seen.len() as u64
    };
    thread::scope(|scope| {
        let of_core = &of_core;
        let others: Vec<_> = (1..modulus).map(|core| scope.spawn(move || of_core(core))).collect();
        let own = of_core(0);
        let others =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
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
            let rows = Series::new("n".into(), values.iter().map(|n| n.unsigned_abs() as u32).collect::<Vec<_>>());
            for series in [numbers, rows] {
                assert_eq!(distinct(&series.clone().into_column()).unwrap(), series.n_unique().unwrap() as u64);
            }
        }
        let series = Series::new("n".into(), [Some(3_i64), None, Some(3)]);
        assert_eq!(distinct(&series.into_column()).unwrap(), 2);
    }
}
