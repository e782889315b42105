//! hrstat
pub mod domain;
pub mod query;
pub mod queue;
pub mod registry;
pub mod settings;
pub mod source;
