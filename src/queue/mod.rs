//! The order in which waiting requests are done (要點五(三)): 申請順序, 難易度, 已申請總量 and 人事人員數, weighed together.
//!
//! Pure: candidates, policy and today's date come in, [`Turn`]s go out, and each turn carries the factors that made it.
//! Every number is an exact fraction, so that the order is the same on every machine and can be checked by hand.
//!
//! # The formula
//!
//! | factor | value, from 0 to 1 |
//! | --- | --- |
//! | arrival | `d / (d + h)`: `d` days since it was received, `h` the half-way days of the settings |
//! | difficulty | `(6 − k) / 5` for difficulty `k` |
//! | fair share | `s / (s + u)`: `s` staff of the authority ÷ mean staff, `u` what it asked in the window ÷ the unit of usage |
//!
//! The score is the sum of weight × value, divided by the sum of the weights.
//!
//! # What holds
//!
//! - The order is total: the score, then the time of receipt, then the number.
//! - Within one authority a later request never precedes an earlier one. Its score is held down to that of its
//!   predecessor (see [`Turn::held_by`]); the earlier request is never lifted instead, so a later request cannot delay an
//!   earlier one of its own authority, nor help it past somebody else's.
//! - What counts as asked is what was computed or is being computed, never what still waits: a second application does not
//!   cost the first one its place.
//! - One past request more lowers the authority's own fair share and never raises it.
//! - Only the ratio of staff numbers matters; doubling all of them changes nothing.
//!
//! # What this room does not promise yet
//!
//! The classic fair share `2^(−usage/share)` in exact arithmetic, a decay of usage by half-life, and a proven bound on how
//! many others can be done before a request are a later step; the present factor is a rational function with the same
//! fixed points at no usage. Points for waiting grow for ever towards their weight, but this alone is no bound.

mod candidate;
mod difficulty;
mod exact;
mod factor;
mod order;
mod policy;

pub use candidate::Candidate;
pub use difficulty::{Difficulty, DifficultyError, DifficultyInputs, Estimate};
pub use exact::Exact;
pub use factor::{Factor, FactorName};
pub use order::{Turn, order};
pub use policy::{QueuePolicy, Weights};
