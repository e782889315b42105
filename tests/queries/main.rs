//! Queries: figures that can be counted by hand, and the standard queries that offices start from.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop, and says aloud what it skips"
)]

mod applications;
mod figures;
mod flows;
mod language;

mod manual;
mod small_world;
mod sql;
mod sql_disclosure;
mod standard;
