//! Everything that a person or a program reads from a command: one printer for results, tables in CJK width, problems with
//! carets, progress, and text from outside made safe to show.
//!
//! Results go to stdout, everything else to stderr. No other room prints.

mod diagnostic;
mod page;
mod printer;
mod progress;
mod safe_text;

pub use diagnostic::render_problem;
pub use page::{Page, Report};
pub use printer::{ColorChoice, Format, Printer, PrinterOptions};
pub use progress::ProgressBars;
pub use safe_text::safe_text;
