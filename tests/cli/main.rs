//! Black-box tests over the binary, as people and programs use it.

mod help_texts;
mod invalid_inputs;
mod office;
mod road;
