//! The catalogue of what is published or what WebHR gives already, and whether it answers a query (要點四).
//!
//! `catalogue` holds, searches and looks over the entries. `proof` decides for one table and one cross, `coverage` chooses
//! and says it, `recipe` tells the applicant how to get it,
//! `reply` drafts the letter. The room opens no file and knows no clock.
//!
//! Covered is said only where it is shown. What cannot be decided counts as not covered, with the reason.

mod catalogue;
mod coverage;
#[cfg(test)]
mod coverage_cases;
#[cfg(test)]
mod coverage_property;
mod proof;
mod recipe;
mod reply;

pub use catalogue::{
    Catalogue, Channel, Entry, EntryMeasure, EntryScope, Every, Periods, SeriesBreak, lint, parse_catalogue, search,
};
pub use coverage::{
    Condition, Coverage, CoverageContext, CoverageReason, TableCoverage, Verdict, check_coverage, incomparable,
    undetermined,
};
pub use recipe::{MadeColumn, MadeHow, MeasureStep, Recipe, RecipeAnswer};
pub use reply::{coverage_reply, reply_reason};
