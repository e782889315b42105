//! Parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    hrstat::cli::main()
}
