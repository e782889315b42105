//! Synthetic persons: invented, calibrated to published shares, the same for the same seed on every machine.
//!
//! Identity numbers fail their checksum on purpose, so that none of them belongs to anybody.
//!
//! ```text
//! place_persons ─▶ Placement ─▶ make_person ─▶ Person (a whole life) ─▶ Standing (on the day of a View) ─▶ rows
//! ```
//!
//! A life is made for the last day; a snapshot of an earlier year-end is the same life seen on that day, without what came
//! later. So snapshots of several years belong together, person by person, and the last of them is the one that
//! [`synthesize`] makes alone.

mod abilities;
mod agencies;
mod agency_names;
mod appraisal;
mod calibration;
mod career;
mod career_row;
mod document;
mod draw;
mod evenly;
mod events;
mod exam;
mod facts;
mod family;
mod military;
mod names;
mod person;
mod person_row;
mod pieces;
mod placement;
mod posts;
mod published;
mod salary;
mod schooling;
mod shares;
mod sideline;
mod sink;
mod staff;
mod standing;
mod status;
#[cfg(test)]
pub(super) mod tests;
mod world;

use polars::prelude::PolarsError;

pub use self::calibration::{Calibration, Figure, Unit, calibrate};

use self::agencies::Agencies;
use self::pieces::make_dataset;
use self::placement::place_persons;
use self::world::{View, World};
use super::dataset::Dataset;
use super::progress::Progress;
use crate::domain::date_of;
use crate::domain::{AsOf, Authorities, Dictionary};

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SynthOptions {
    /// Rows of 人員 in the snapshot of `as_of`, those who have left included.
    pub persons: u64,
    /// The same seed gives the same dataset.
    pub seed: u64,
    /// The day for which the dataset speaks; of several years, the last.
    pub as_of: AsOf,
}

/// Why no dataset was made.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// Nobody to work for.
    #[error("authorities.toml 沒有任何主管機關，無法產生合成資料")]
    NoAuthority,
    /// The columns do not make a table.
    #[error("合成資料無法組成資料表：{0}")]
    Frame(#[from] PolarsError),
}

/// Makes a dataset of invented persons.
///
/// # Errors
/// When there is no authority, or the dictionary's fields make no table.
pub fn synthesize(
    dictionary: &Dictionary,
    authorities: &Authorities,
    options: &SynthOptions,
    progress: &dyn Progress,
) -> Result<Dataset, SynthError> {
    let mut last = Dataset::default();
    synthesize_years(dictionary, authorities, options, 1, progress, &mut |_, dataset| {
        last = dataset;
        Ok::<_, SynthError>(())
    })?;
    Ok(last)
}

/// Makes the snapshots of `years` successive year-ends, the last of them `options.as_of`, and hands each to `each`, the
/// oldest first. Who is in service in one and not in the next has left in it, with day and reason; who is in service in
/// the next and not in the one before came, or came back, in between.
///
/// # Errors
/// When there is no authority, the dictionary's fields make no table, or `each` fails, after which no more are made.
pub fn synthesize_years<E: From<SynthError>>(
    dictionary: &Dictionary,
    authorities: &Authorities,
    options: &SynthOptions,
    years: u32,
    progress: &dyn Progress,
    each: &mut dyn FnMut(AsOf, Dataset) -> Result<(), E>,
) -> Result<(), E> {
    let agencies = Agencies::new(authorities);
    if agencies.is_empty() {
        return Err(SynthError::NoAuthority.into());
    }
    let world = World::new(dictionary, &agencies, options.as_of.date(), options.seed);
    let years = usize::try_from(years).unwrap_or(1).max(1);
    let placements = place_persons(&world, options.persons, years, progress);
    for back in (0..years).rev() {
        let view = View::new(&world, back);
        let as_of = AsOf::new(date_of(view.day));
        progress.begin(&format!("產生 {as_of} 的合成人員"), u64::try_from(placements.len()).ok());
        let dataset = make_dataset(dictionary, &world, &placements, view, progress).map_err(SynthError::Frame)?;
        progress.finish();
        each(as_of, dataset)?;
    }
    Ok(())
}
