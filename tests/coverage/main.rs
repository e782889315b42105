//! Why: an applicant who is sent to a published table with a recipe that gives other figures has been told something untrue.
//! Random queries are held against the embedded catalogue; every recipe is followed over the tables that the entries would
//! publish of a synthetic snapshot, and every cell is compared with what the query gives by itself. And an applicant who is
//! told that no table answers must not find one by himself: all tables are tried over possible persons.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod brute_force;
mod completeness;
#[path = "../second_engine/dice.rs"]
mod dice;
mod followed;
mod generator;
mod judge;
mod lists;
mod office;
mod parts;
mod possible;
mod recipes;
mod witnesses;
mod world;
