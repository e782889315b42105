//! The commands: one file a verb, its arguments and `run` together. A command reads the world, calls the middle, writes,
//! reports; what it reports is a value that `ui` prints for people or programs.

mod audit;
mod catalogue;
mod check;
mod completions;
mod config;
mod context;
mod data;
mod decision;
mod demo;
mod desk;
mod draft;
mod error;
mod fields;
mod form;
mod init;
mod intake;
mod kept;
mod load;
mod man;
mod outcome;
mod parameters;
mod query;
mod question;
mod queue;
mod recipient;
mod release;
mod report;
mod root;
mod run;
mod screen;
mod show;
mod usage;

pub use root::main;
