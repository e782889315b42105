//! Why: an engine that reckons wrongly gives a figure that looks like any other. Every query of `queries/` and `examples/`
//! and a thousand invented ones are computed a second time, by SQLite, and every cell is compared.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod answer;
mod both;
mod coverage;
mod dice;
mod difference;
mod generated;
mod generator;
mod invented;
mod sensitivity;
mod snapshot;
mod sql;
mod standing;
mod vocabulary;
