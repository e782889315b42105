//! The commands: one file a verb, its arguments and `run` together. A command reads the world, calls the middle, writes,
//! reports; what it reports is a value that `ui` prints for people or programs.

mod context;
mod error;
mod load;
mod outcome;
mod root;

pub use root::main;
