//! Black-box tests over the binary, as people and programs use it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop, and says aloud what it skips"
)]

mod again;
mod data;
mod drafts;
mod fields;
mod help_texts;
mod invalid_inputs;
mod mails;
mod office;
mod queries;
mod replies;
mod road;
mod slips;
