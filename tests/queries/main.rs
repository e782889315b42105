//! Queries: figures that can be counted by hand, and the standard queries that offices start from.

mod figures;
mod standard;
