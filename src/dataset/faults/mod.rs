//! Faults on purpose: an export or a dataset with known flaws, and the list of them.
//!
//! Whether import and checks find what is wrong can only be asked where somebody knows what is wrong. Three kinds:
//!
//! - [`plant_faults`]: rows that an import must reject, all in one export, with file, line, field and rule ([`RowFault`]);
//! - [`plant_file_fault`]: files that an import must refuse as a whole ([`FileFault`]);
//! - [`plant_logic_faults`]: rows that can be read and contradict each other, for [`check_histories`](super::check_histories)
//!   and [`check_flow`](super::check_flow).
//!
//! Nobody is harmed: the persons are invented, and a file is rewritten only where the caller says.

mod broken_row;
mod choice;
mod error;
mod file_fault;
pub(super) mod frame_edits;
mod logic_fault;
mod logic_plants;
mod plant_faults;
mod planted_career;
mod planted_fault;
mod row_fault;
#[cfg(test)]
mod tests;

pub use self::error::FaultError;
pub use self::file_fault::{FileFault, plant_file_fault};
pub use self::logic_fault::{LogicFault, plant_logic_faults};
pub use self::plant_faults::plant_faults;
pub use self::planted_fault::{ANY_RULE, FAULTS_FILE, PlantedFault, read_faults};
pub use self::row_fault::RowFault;
