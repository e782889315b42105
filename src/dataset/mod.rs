//! The résumé dataset.
mod dataset;
mod epoch_day;
mod progress;
mod synth;
mod table_builder;

pub use dataset::{Dataset, DatasetAt};
pub use progress::{NoProgress, Progress};
pub use synth::{SynthError, SynthOptions, synthesize};
