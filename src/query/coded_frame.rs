//! Rows of which some columns hold numbers in the place of texts.
//!
//! A text of a code list stands in a million rows and is one of a dozen. Numbers are compared in less time, and a condition on
//! such a column is asked of a dozen values and not of a million rows.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Expr as Polars, IdxCa, Int64Chunked, IntoColumn, IntoLazy, IntoSeries,
    NewChunkedArray, PlSmallStr, PolarsResult, Series, StringChunked, UInt32Chunked,
};
use polars_utils::aliases::PlHashMap;

use super::crosstab::Groups;

/// Rows; the columns named in `values` hold, as `UInt32`, places in a list of texts.
#[derive(Clone, Debug, Default)]
pub struct CodedFrame {
    /// The rows.
    pub frame: DataFrame,
    /// The texts of each coded column. The first is none: no value has a place too.
    pub values: BTreeMap<String, Series>,
}

impl CodedFrame {
    /// Rows without a coded column.
    #[must_use]
    pub fn plain(frame: DataFrame) -> Self {
        Self { frame, values: BTreeMap::new() }
    }

    /// The column as it is: texts, where it is coded.
    pub(super) fn column(&self, name: &str) -> PolarsResult<Column> {
        let column = self.frame.column(name)?;
        match self.values.get(name) {
            Some(values) => looked_up(values, column.u32()?, name),
            None => Ok(column.clone()),
        }
    }

    /// The rows with the columns `fields` as they are.
    pub(crate) fn decoded<'a>(&self, fields: impl IntoIterator<Item = &'a String>) -> PolarsResult<DataFrame> {
        let mut frame = self.frame.clone();
        for name in fields {
            if self.values.contains_key(name) {
                frame.with_column(self.column(name)?)?;
            }
        }
        Ok(frame)
    }

    /// For each row whether a condition over `fields` holds.
    pub(super) fn holds(&self, condition: &Polars, fields: &[String]) -> PolarsResult<Vec<Known>> {
        if let [name] = fields
            && let Some(values) = self.values.get(name)
        {
            let of_values: Vec<Known> = asked_of(values, condition)?.bool()?.iter().map(Known::of).collect();
            let codes = self.frame.column(name)?.u32()?;
            let mut holds = Vec::with_capacity(codes.len());
            for piece in codes.downcast_iter() {
                holds.extend(piece.values().iter().map(|code| of_values[*code as usize]));
            }
            return Ok(holds);
        }
        let frame = self.decoded(fields)?;
        let fields: BTreeSet<&String> = fields.iter().collect();
        let fields: Vec<String> = fields.into_iter().cloned().collect();
        if fields.is_empty() {
            return Ok(asked_rows(frame, condition)?.bool()?.iter().map(Known::of).collect());
        }
        // Days that are years apart are found once for each pair of values and not for each row.
        let groups = Groups::by(&frame, &fields)?;
        if groups.sample.len() * 2 < frame.height() {
            let samples = frame.select(&fields)?.take(&IdxCa::from_vec(PlSmallStr::EMPTY, groups.sample_rows()))?;
            let of_groups = asked_rows(samples, condition)?;
            let of_groups: Vec<Known> = of_groups.bool()?.iter().map(Known::of).collect();
            return Ok(groups.of_row.iter().map(|group| of_groups[*group as usize]).collect());
        }
        Ok(asked_rows(frame, condition)?.bool()?.iter().map(Known::of).collect())
    }

    /// The rows for which `mask` holds.
    pub(super) fn filter(&self, mask: &BooleanChunked) -> PolarsResult<Self> {
        Ok(Self { frame: self.frame.filter(mask)?, values: self.values.clone() })
    }

    /// These rows and then the next, as they lie: to bring them together would copy them.
    pub(super) fn stack(&mut self, mut next: Self) -> PolarsResult<()> {
        let names: BTreeSet<String> = self.values.keys().chain(next.values.keys()).cloned().collect();
        for name in names {
            match (self.values.get(&name), next.values.get(&name)) {
                (Some(values), Some(others)) => {
                    let (all, places) = united(values, others)?;
                    let codes = next.frame.column(&name)?.u32()?;
                    if (0..).zip(&places).any(|(from, to)| from != *to) {
                        let codes = codes.iter().flatten().map(|code| places[code as usize]).collect();
                        next.frame.with_column(UInt32Chunked::from_vec(name.as_str().into(), codes).into_column())?;
                    }
                    self.values.insert(name, all);
                }
                // What only one of them has coded stands as it is.
                (Some(_), None) => {
                    self.frame.with_column(self.column(&name)?)?;
                    self.values.remove(&name);
                }
                (None, Some(_)) => {
                    next.frame.with_column(next.column(&name)?)?;
                    next.values.remove(&name);
                }
                (None, None) => {}
            }
        }
        self.frame.vstack_mut(&next.frame)?;
        Ok(())
    }
}

/// What is known of a condition on a row. The least of several is what is known of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// It does not hold.
    Fails,
    /// A value is missing.
    Unknown,
    /// It holds.
    Holds,
}

impl Known {
    /// As polars says it.
    pub(crate) fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(false) => Self::Fails,
            None => Self::Unknown,
            Some(true) => Self::Holds,
        }
    }

    /// The rows of which `known` is known, as a mask.
    pub(super) fn mask(self, known: &[Self]) -> BooleanChunked {
        BooleanChunked::from_iter_values(PlSmallStr::EMPTY, known.iter().map(|row| *row == self))
    }
}

/// Whether a condition over one column holds for each of its values.
pub(crate) fn asked_of(values: &Series, condition: &Polars) -> PolarsResult<Series> {
    asked_rows(DataFrame::new(values.len(), vec![values.clone().into_column()])?, condition)
}

/// Whether a condition holds for each row.
fn asked_rows(frame: DataFrame, condition: &Polars) -> PolarsResult<Series> {
    let rows = frame.height();
    let holds = frame.lazy().select([condition.clone().cast(DataType::Boolean).alias("#holds")]).collect()?;
    let holds = holds.column("#holds")?.as_materialized_series().clone();
    // A constant holds for all rows, said once.
    Ok(if holds.len() == rows || holds.is_empty() { holds } else { holds.new_from_index(0, rows) })
}

/// The values of both lists, those of the first as they are; and the place of each value of the second among them.
pub(crate) fn united(values: &Series, others: &Series) -> PolarsResult<(Series, Vec<u32>)> {
    let name = values.name().clone();
    if values.dtype() == &DataType::String {
        let (texts, places) = all_of(values.str()?.iter(), others.str()?.iter());
        return Ok((StringChunked::from_iter_options(name, texts.into_iter()).into_series(), places));
    }
    // Days and whole numbers.
    let wide = |series: &Series| series.to_physical_repr().cast(&DataType::Int64);
    let (one, two) = (wide(values)?, wide(others)?);
    let (numbers, places) = all_of(one.i64()?.iter(), two.i64()?.iter());
    let numbers = Int64Chunked::from_iter_options(name, numbers.into_iter()).into_series();
    Ok((numbers.cast(&values.to_physical_repr().dtype().clone())?.cast(values.dtype())?, places))
}

fn all_of<T: Copy + Eq + Hash>(
    values: impl Iterator<Item = Option<T>>,
    others: impl Iterator<Item = Option<T>>,
) -> (Vec<Option<T>>, Vec<u32>) {
    let mut all: Vec<Option<T>> = values.collect();
    let mut known: PlHashMap<Option<T>, u32> = all.iter().copied().zip(0..).collect();
    let places = others.map(|value| {
        *known.entry(value).or_insert_with(|| {
            all.push(value);
            // There are no more values than rows, and polars counts those in 32 bits.
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    });
    let places = places.collect();
    (all, places)
}

fn looked_up(values: &Series, codes: &UInt32Chunked, name: &str) -> PolarsResult<Column> {
    let places = codes.iter().flatten().collect();
    let texts = values.take(&IdxCa::from_vec(PlSmallStr::EMPTY, places))?;
    Ok(texts.with_name(PlSmallStr::from_str(name)).into_column())
}
