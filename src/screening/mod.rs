//! The catalogue of what is published or what WebHR gives already, and whether it answers a query (要點四).
//!
//! `entry` and `entry_file` are the catalogue's entries and their reading, `catalogue` holds, searches and checks them.
//! `demand` is the query as the catalogue must meet it, `reach` finds its fields in a cross, `population_match` and
//! `measure_match` decide the conditions, `assessment` puts them together for one table and one cross, `coverage` chooses
//! and says it, `recipe` tells the applicant how to get it. The room opens no file and knows no clock.
//!
//! Covered is said only where it is shown. What cannot be decided counts as not covered, with the reason.

mod assessment;
mod catalogue;
mod coverage;
#[cfg(test)]
mod coverage_cases;
#[cfg(test)]
mod coverage_property;
mod demand;
mod entry;
mod entry_file;
mod measure_match;
mod periods;
mod population_match;
mod reach;
mod recipe;

pub use catalogue::{Catalogue, lint, parse_catalogue, search};
pub use coverage::{
    Condition, Coverage, CoverageContext, CoverageReason, TableCoverage, Verdict, check_coverage, incomparable,
    undetermined,
};
pub use entry::{Channel, Entry, EntryMeasure, EntryScope};
pub use periods::{Every, Periods};
