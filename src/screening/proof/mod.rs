//! The proof: whether one table or list of a query can be had from one cross of one entry.
//!
//! `demand` is the query as the catalogue must meet it, `reach` finds its fields in a cross, `population_match` and
//! `measure_match` decide the conditions, `assessment` puts them together; `part` seeks what of a table is
//! had where it is not had as a whole, and `concession` says what of the question may be given up for it.

mod assessment;
mod concession;
mod demand;
mod measure_match;
mod part;
mod population_match;
mod reach;

pub(super) use assessment::{Answer, Assessment, Wanted, assess};
pub(super) use demand::{Axis, Demand};
pub(super) use measure_match::MeasureMatch;
pub(super) use part::{Part, largest_part};
pub(super) use population_match::match_scope;
pub(super) use reach::{Cross, Reach, band_of};
