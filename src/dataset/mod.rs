//! The résumé dataset.
mod dataset;
mod epoch_day;
mod export;
mod import;
mod progress;
mod rejected;
mod synth;
mod table_builder;

pub use dataset::{Dataset, DatasetAt};
pub use export::{ExportError, write_csv_folder};
pub use import::{FileCount, Import, ImportError, read_csv_folder};
pub use progress::{NoProgress, Progress};
pub use rejected::Rejected;
pub use synth::{SynthError, SynthOptions, synthesize};
