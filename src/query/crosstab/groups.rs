//! Which group each row of the population belongs to, as a number: the values of a field are compared once, and every
//! combination of fields is then one of small numbers.

use std::panic::resume_unwind;
use std::thread;

use polars::prelude::{Column, DataFrame, DataType, IdxSize, PolarsResult};
use polars_utils::aliases::{InitHashMaps, PlHashMap};

use crate::query::raw_table::Value;
use crate::query::value::value_at;

/// The rows of a frame in groups.
#[derive(Clone)]
pub(in crate::query) struct Groups {
    /// The group of each row.
    pub(in crate::query) of_row: Vec<u32>,
    /// A row of each group.
    pub(in crate::query) sample: Vec<usize>,
}

impl Groups {
    /// All rows in one group; none where there are no rows.
    pub(super) fn whole(rows: usize) -> Self {
        Self { of_row: vec![0; rows], sample: (rows > 0).then_some(0).into_iter().collect() }
    }

    /// By the values of the fields `by`.
    pub(in crate::query) fn by(frame: &DataFrame, by: &[String]) -> PolarsResult<Self> {
        let mut groups: Option<Self> = None;
        let columns = by.iter().map(|name| frame.column(name)).collect::<PolarsResult<Vec<_>>>()?;
        if let Some(groups) = Self::of_places(&columns) {
            return Ok(groups);
        }
        for next in Self::of_columns(&columns) {
            let next = next?;
            groups = Some(match groups {
                None => next,
                Some(groups) => groups.crossed(&next),
            });
        }
        Ok(groups.unwrap_or_else(|| Self::whole(frame.height())))
    }

    /// Each column by itself; of many rows the columns side by side.
    fn of_columns(columns: &[&Column]) -> Vec<PolarsResult<Self>> {
        /// With fewer a thread costs more than it saves.
        const MANY: usize = 1 << 14;
        let Some(((first, others), rows)) = columns.split_first().zip(columns.first().map(|column| column.len()))
        else {
            return Vec::new();
        };
        if rows < MANY {
            return columns.iter().map(|column| Self::of_column(column)).collect();
        }
        thread::scope(|scope| {
            let others: Vec<_> = others.iter().map(|column| scope.spawn(|| Self::of_column(column))).collect();
            let first = Self::of_column(first);
            let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            std::iter::once(first).chain(others).collect()
        })
    }

    fn of_column(column: &Column) -> PolarsResult<Self> {
        Ok(match column.dtype() {
            DataType::UInt32 => Self::numbered(column.u32()?.iter()),
            DataType::String => Self::numbered(column.str()?.iter()),
            DataType::Float64 => {
                // Nothing is lost by it: what is equal has the same bits afterwards.
                let bits = |number: f64| if number.is_nan() { f64::NAN.to_bits() } else { (number + 0.0).to_bits() };
                Self::numbered(column.f64()?.iter().map(|number| number.map(bits)))
            }
            DataType::Int32 | DataType::Date => Self::numbered(column.to_physical_repr().i32()?.iter()),
            _ => {
                let whole = column.to_physical_repr().cast(&DataType::Int64)?;
                Self::numbered(whole.i64()?.iter())
            }
        })
    }

    /// Of columns of small numbers: they are one number together, and a table of all of these is filled in less time than a map.
    fn of_places(columns: &[&Column]) -> Option<Self> {
        const SMALL: usize = 1 << 20;
        /// Not a group: there are no more of them than rows.
        const NONE: u32 = u32::MAX;
        let (first, _) = columns.split_first()?;
        let mut of_row = vec![0_u32; first.len()];
        let mut room = 1_usize;
        for column in columns {
            let places = column.u32().ok().filter(|places| places.null_count() == 0)?;
            let most =
                places.downcast_iter().filter_map(|piece| piece.values().iter().max()).max().copied().unwrap_or(0);
            let width = (most as usize).checked_add(1).filter(|width| room.saturating_mul(*width) <= SMALL)?;
            room *= width;
            let width = most + 1;
            let mut rest = of_row.as_mut_slice();
            for piece in places.downcast_iter() {
                let (own, others) = rest.split_at_mut(piece.values().len());
                for (number, place) in own.iter_mut().zip(piece.values().iter()) {
                    *number = *number * width + place;
                }
                rest = others;
            }
        }
        let mut table = vec![NONE; room];
        let mut sample = Vec::new();
        for (row, number) in of_row.iter_mut().enumerate() {
            let group = &mut table[*number as usize];
            if *group == NONE {
                *group = u32::try_from(sample.len()).unwrap_or(NONE);
                sample.push(row);
            }
            *number = *group;
        }
        Some(Self { of_row, sample })
    }

    /// A row of each group, as polars counts rows.
    pub(in crate::query) fn sample_rows(&self) -> Vec<IdxSize> {
        self.sample.iter().map(|row| IdxSize::try_from(*row).unwrap_or(IdxSize::MAX)).collect()
    }

    /// Numbers values in the order of their first appearance.
    fn numbered<T: Copy + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> Self {
        let mut known: PlHashMap<T, u32> = PlHashMap::new();
        let (mut of_row, mut sample) = (Vec::with_capacity(values.size_hint().0), Vec::new());
        // Rows that lie together are most often alike, or one of two.
        let (mut last, mut other) = (None::<(T, u32)>, None);
        for (row, value) in values.enumerate() {
            let group = match (last, other) {
                (Some((same, group)), _) if same == value => {
                    of_row.push(group);
                    continue;
                }
                (_, Some((same, group))) if same == value => group,
                _ => *known.entry(value).or_insert_with(|| {
                    sample.push(row);
                    // There are no more groups than rows, and polars counts those in 32 bits.
                    u32::try_from(sample.len() - 1).unwrap_or(u32::MAX)
                }),
            };
            (last, other) = (Some((value, group)), last);
            of_row.push(group);
        }
        Self { of_row, sample }
    }

    /// Each group divided as `other` divides the rows.
    fn crossed(&self, other: &Self) -> Self {
        /// A table of all pairs is filled in less time than a map, as long as it is not large.
        const SMALL: usize = 1 << 20;
        /// Not a group: there are no more of them than rows.
        const NONE: u32 = u32::MAX;
        let pairs = self.of_row.iter().zip(&other.of_row);
        let width = other.sample.len();
        if self.sample.len().saturating_mul(width) > SMALL {
            return Self::numbered(pairs.map(|(one, two)| (*one, *two)));
        }
        let mut table = vec![NONE; self.sample.len() * width];
        let mut sample = Vec::new();
        let of_row = pairs.enumerate().map(|(row, (one, two))| {
            let group = &mut table[*one as usize * width + *two as usize];
            if *group == NONE {
                *group = u32::try_from(sample.len()).unwrap_or(NONE);
                sample.push(row);
            }
            *group
        });
        let of_row = of_row.collect();
        Self { of_row, sample }
    }

    /// The values of the fields `by` in each group.
    pub(super) fn keys(&self, frame: &DataFrame, by: &[String]) -> PolarsResult<Vec<Vec<Value>>> {
        let columns = by.iter().map(|name| frame.column(name)).collect::<PolarsResult<Vec<_>>>()?;
        let key = |row: &usize| columns.iter().map(|column| value_at(column, *row)).collect::<PolarsResult<Vec<_>>>();
        self.sample.iter().map(key).collect()
    }
}
