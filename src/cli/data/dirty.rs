//! Exports with known faults in them, so that an import can be asked whether it finds them all.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::dataset::{
    Dataset, FaultError, FileFault, NoProgress, SynthOptions, plant_faults, plant_file_fault, plant_logic_faults,
    synthesize, write_csv_folder,
};
use crate::domain::{Authorities, Dictionary};
use crate::settings::write_private;

/// Persons in the small exports of which a whole file is wrong: enough that a column without a value is no chance.
const SMALL: u64 = 1_200;

/// Writes three kinds of exports into `folder`: `rows` with rows that an import must leave out, `histories` with histories
/// that contradict themselves, `files/KIND` with a file that it must refuse. Says where, and how many faults there are.
pub(super) fn write_dirty(
    dataset: &Dataset,
    dictionary: &Dictionary,
    authorities: &Authorities,
    options: &SynthOptions,
    folder: &Path,
) -> Result<(PathBuf, usize), CommandError> {
    let rows = folder.join("rows");
    write_csv_folder(dataset, dictionary, &rows)?;
    let row_faults = plant_faults(dataset, dictionary, options.seed, &rows, folder)?;
    let (contradicting, logic_faults) = plant_logic_faults(dataset, dictionary, options.as_of, options.seed)?;
    write_csv_folder(&contradicting, dictionary, &folder.join("histories"))?;
    drop(contradicting);
    write_list(&folder.join("logic-faults.csv"), &logic_faults)?;
    let small = synthesize(dictionary, authorities, &SynthOptions { persons: SMALL, ..*options }, &NoProgress)?;
    let mut file_faults = Vec::new();
    for fault in FileFault::ALL {
        let export = folder.join("files").join(fault.name());
        write_csv_folder(&small, dictionary, &export)?;
        plant_file_fault(fault, dictionary, &export)?;
        file_faults.push(PlantedFile { folder: fault.name(), file: fault.file(), rule: fault.rule() });
    }
    write_list(&folder.join("file-faults.csv"), &file_faults)?;
    Ok((folder.to_owned(), row_faults.len() + logic_faults.len() + file_faults.len()))
}

#[derive(Serialize)]
struct PlantedFile {
    folder: &'static str,
    file: &'static str,
    rule: &'static str,
}

fn write_list<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), CommandError> {
    let io = |error: std::io::Error| CommandError::io(path, &error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| io(error.into()))?;
    }
    let bytes = writer.into_inner().map_err(|error| io(error.into_error()))?;
    write_private(path, &bytes).map_err(io)
}

impl From<FaultError> for CommandError {
    fn from(error: FaultError) -> Self {
        Self::new(Exit::Io, error.to_string())
    }
}
