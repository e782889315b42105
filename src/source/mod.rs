//! What people wrote: source texts with places, the problems found in them, and a reader for TOML that finds every one and
//! says it in words.
//!
//! The lowest room. It opens no file and prints nothing: a text comes in with its name, values and [`Problem`]s go out.
//! The characters of Big5 are here, for exports and mails alike. Spreadsheets are read higher up; whether one is too large to be unpacked is said here, for all who read them.

mod archive_size;
mod big5;
mod location;
mod nearest;
mod problem;
mod text;
mod toml_kind;
mod toml_reader;
mod toml_syntax;
mod user_defined;

pub use archive_size::declared_size;
pub use big5::Big5;
pub use location::{Location, cell_name};
pub use nearest::{did_you_mean, nearest};
pub use problem::{Problem, Problems, Severity};
pub use text::{At, SourceText, Span};
pub use toml_reader::{Array, Item, Table, parse_toml};
pub use user_defined::{big5_code, is_private_use, user_defined};
