//! hrstat
pub mod dataset;
pub mod domain;
pub mod query;
pub mod settings;
pub mod source;
