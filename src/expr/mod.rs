//! The little language of `where`, `expr` and `count`: parsed with places, checked against the fields that exist, put
//! into words, and turned into polars expressions.
//!
//! It is total: every expression that passes [`check`] has a value for every row. Comparison with null is unknown, as in
//! SQL. The room knows names and types only; what a field means stands in the dictionary.

mod ast;
mod check;
mod containment;
mod fault;
mod function;
mod mismatch;
mod parse;
mod scope;
mod syntax_fault;
mod to_polars;
mod value_set;
mod whole_months;
mod words;

pub use ast::{ArithmeticOp, CompareOp, Expr, Literal};
pub use check::{Checked, check, check_condition};
pub use containment::{Conditions, inline, values_where};
pub use fault::Fault;
pub use function::Function;
pub use parse::{Parameters, parse, parse_with};
pub use scope::{Scope, ScopeField};
pub(crate) use syntax_fault::FULL_WIDTH_SIGNS;
pub use to_polars::{band_to_polars, to_polars};
pub use value_set::ValueSet;
pub use words::in_words;
