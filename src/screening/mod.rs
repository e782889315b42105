//! The catalogue of what is published or what WebHR gives already, and whether it answers a query (要點四).
//!
//! `catalogue` holds, searches and looks over the entries. `proof` decides for one table and one cross, `coverage` chooses
//! and says it, `recipe` tells the applicant how to get it and can be followed over the tables that are `published`, `witness`
//! shows why something cannot be had, `reply` drafts the letter, `debt` tells what the tables lack. The room opens no file and
//! knows no clock.
//!
//! Covered is said only where it is shown. What cannot be decided counts as not covered, with the reason.

mod catalogue;
mod coverage;
#[cfg(test)]
mod coverage_cases;
#[cfg(test)]
mod coverage_property;
mod debt;
mod proof;
mod published;
mod recipe;
mod reply;
mod witness;

pub use catalogue::{
    Catalogue, Channel, Entry, EntryMeasure, EntryScope, Every, Periods, SeriesBreak, lint, parse_catalogue, search,
    similar,
};
pub use coverage::{
    Condition, Coverage, CoverageContext, CoverageReason, TableCoverage, TablePart, Verdict, check_coverage,
    incomparable, undetermined,
};
pub use debt::{Debt, coverage_debt};
pub use published::{Published, materialise};
pub use recipe::{
    CellSteps, Difference, FollowError, Followed, MadeColumn, MadeHow, MeasureStep, Recipe, RecipeAnswer, TableOf,
    follow,
};
pub use reply::{coverage_reply, reply_reason};
pub use witness::{Finding, Witness, find_witness};
