//! Holds a snapshot against the published figures (`published`): how far each is off.
//!
//! Computed from the finished columns, so it can judge any snapshot, not only what was made here. The population of the
//! figures is 公務人員 in service on the as-of date; ages in bands are completed years, means of ages and seniority are
//! exact, for the published ones are (mean age less mean age at the first appointment gives the mean seniority).

use super::published::{Facts, Measure, PUBLISHED};
use crate::query::{FrameError, FrameSource};

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of a hundred.
    Percent,
    /// Years of age or of service.
    Years,
}

/// One published figure, and what the snapshot has for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it counts, for people.
    pub name: String,
    /// What was published, or suggested.
    pub target: f64,
    /// What the snapshot has; not a number where nobody belongs to the population.
    pub found: f64,
    /// The unit of both.
    pub unit: Unit,
    /// The source and the year it speaks for; 建議值 where there is none.
    pub source: &'static str,
    /// Whether the target is a published figure.
    pub sourced: bool,
}

impl Figure {
    /// How much more the snapshot has.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        self.found - self.target
    }

    /// How far off a figure of this unit may be: one percentage point, or 0.3 years.
    #[must_use]
    pub fn limit(&self) -> f64 {
        match self.unit {
            Unit::Percent => 1.0,
            Unit::Years => 0.3,
        }
    }

    /// Whether it is no further off.
    #[must_use]
    pub fn within(&self) -> bool {
        self.deviation().abs() <= self.limit()
    }
}

/// All figures of a snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// One for each published figure, in the order in which people read them.
    pub figures: Vec<Figure>,
}

impl Calibration {
    /// The figures that are further off than they may be.
    pub fn outside(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|figure| !figure.within())
    }
}

/// Holds the snapshot that `source` reads against the published figures.
///
/// # Errors
/// When 人員 or one of its columns cannot be read.
pub fn calibrate(source: &dyn FrameSource) -> Result<Calibration, FrameError> {
    let facts = Facts::read(source)?;
    let figures = PUBLISHED.iter().map(|published| {
        let (found, unit) = match published.measure {
            Measure::Share { of, among } => (facts.share(of, among), Unit::Percent),
            Measure::Mean(value) => (facts.mean(value), Unit::Years),
            Measure::Deviation(value) => (facts.deviation(value), Unit::Years),
            Measure::Resigned(among) => (facts.resigned(among), Unit::Percent),
        };
        Figure {
            name: published.name.to_owned(),
            target: published.target,
            found,
            unit,
            source: published.source,
            sourced: published.source != super::published::SUGGESTED,
        }
    });
    Ok(Calibration { figures: figures.collect() })
}
