//! Why: an applicant who is sent to a published table with a recipe that gives other figures has been told something untrue.
//! Random queries are held against the embedded catalogue; every recipe is followed over the tables that the entries would
//! publish of a synthetic snapshot, and every cell is compared with what the query gives by itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../second_engine/dice.rs"]
mod dice;
mod generator;
mod lists;
mod office;
mod parts;
mod recipes;
mod witnesses;
