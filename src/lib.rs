//! hrstat
pub mod domain;
pub mod intake;
pub mod query;
pub mod settings;
pub mod source;
