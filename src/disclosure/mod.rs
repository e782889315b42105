//! Decides whether what a query gave may leave in plain text, and says why.
//!
//! `clearance` is the only maker of a [`ClearedTable`], the second link of the release chain; the workbook writer takes
//! nothing else. A list is personal whatever its columns; a crosstab is judged cell by cell, in persons. What cannot be
//! classified is personal. Each table is judged by itself: what two tables of a query, or a table and an earlier release, give
//! away together is not looked at yet. Suppression is not here yet either: a query that asks for it is refused, it is never
//! quietly released.

mod clearance;
mod policy;
mod small_cells;
mod verdict;

pub use clearance::{Cleared, ClearedTable, Refusal, clear};
pub use policy::DisclosurePolicy;
pub use small_cells::SmallCell;
pub use verdict::PersonalVerdict;
