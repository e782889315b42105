//! hrstat
pub mod disclosure;
pub mod domain;
pub mod expr;
pub mod query;
pub mod screening;
pub mod settings;
pub mod source;
