//! hrstat
pub mod delivery;
pub mod disclosure;
pub mod domain;
pub mod expr;
pub mod query;
pub mod settings;
pub mod source;
