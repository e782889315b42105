//! A fault that was planted into an export, and the list of them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::FaultError;
use crate::settings::{create_private_dir, write_private};

/// The rule of a fault that breaks another rule in every row.
pub const ANY_RULE: &str = "*";
/// The name of the list.
pub const FAULTS_FILE: &str = "faults.csv";

/// A row that an import must reject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlantedFault {
    /// File name, without its folder.
    pub file: String,
    /// Line, from 1; the header is line 1.
    pub line: u64,
    /// Field of the dictionary; empty where the line as a whole is wrong, or any field may be named.
    pub field: String,
    /// The rule that must reject it; [`ANY_RULE`] where it depends on the row.
    pub rule: String,
    /// What was done.
    pub kind: String,
}

/// Writes `faults` as `faults.csv` into `folder`, which must not be that of the export.
pub(super) fn write_faults(faults: &[PlantedFault], folder: &Path) -> Result<(), FaultError> {
    let path = folder.join(FAULTS_FILE);
    let failed = |source| FaultError::Csv { path: path.clone(), source };
    let io = |source| FaultError::Io { path: path.clone(), source };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for fault in faults {
        writer.serialize(fault).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| io(error.into_error()))?;
    create_private_dir(folder).map_err(io)?;
    write_private(&path, &bytes).map_err(io)
}

/// Reads `faults.csv` in `folder`.
///
/// # Errors
/// When it is not there or is no such list.
pub fn read_faults(folder: &Path) -> Result<Vec<PlantedFault>, FaultError> {
    let path = folder.join(FAULTS_FILE);
    let failed = |source| FaultError::Csv { path: path.clone(), source };
    let mut reader = csv::Reader::from_path(&path).map_err(failed)?;
    reader.deserialize().collect::<Result<_, _>>().map_err(failed)
}
