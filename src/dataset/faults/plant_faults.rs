//! Rewrites an export with faults in it, line by line, and writes down which.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::broken_row::Row;
use super::choice::Choice;
use super::error::FaultError;
use super::planted_fault::{PlantedFault, write_faults};
use super::row_fault::RowFault;
use crate::dataset::dataset::Dataset;
use crate::dataset::export::file_name;
use crate::domain::{Dictionary, IDENTITY, PERSON, TableDef};

/// In how many child tables each kind is planted.
const CHILDREN: usize = 2;
/// Fewer rows than these hold no faults: they would be the greater part of the file.
const LEAST_ROWS: usize = 20;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Plants faults of every kind that `dictionary` allows into the CSV files of `dir`, which `write_csv_folder` has written of
/// `dataset`; says which, and writes them down as `faults.csv` in `report`, a folder of its own.
///
/// Each row has at most one fault. Where a row of 人員 must be rejected, the rows of that person in the other files must be
/// too, as `orphan`, and are on the list. The files are read and written line by line; the same seed gives the same bytes.
///
/// # Errors
/// When a file cannot be read or written, or is not what `write_csv_folder` writes.
pub fn plant_faults(
    dataset: &Dataset,
    dictionary: &Dictionary,
    seed: u64,
    dir: &Path,
    report: &Path,
) -> Result<Vec<PlantedFault>, FaultError> {
    let mut choice = Choice::new(seed);
    let plans = plan_faults(dataset, dictionary, &mut choice);
    let mut lost = HashSet::new();
    let mut faults = Vec::new();
    // 人員 first: its faults make orphans of the rows in the others.
    let (person, children): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.table.name == PERSON);
    for plan in person.into_iter().chain(children) {
        if dir.join(file_name(plan.table)).exists() {
            faults.extend(rewrite(dictionary, plan, dir, &mut lost, &mut choice)?);
        }
    }
    faults.sort();
    write_faults(&faults, report)?;
    Ok(faults)
}

/// What one file is to get: from which row on, and what.
struct FilePlan<'a> {
    table: &'a TableDef,
    pending: Vec<(usize, RowFault)>,
}

/// Each kind once in 人員 and in some of the child tables that can have it.
fn plan_faults<'a>(dataset: &Dataset, dictionary: &'a Dictionary, choice: &mut Choice) -> Vec<FilePlan<'a>> {
    let tables = dictionary.tables.iter();
    let mut plans: Vec<FilePlan<'a>> = tables.map(|table| FilePlan { table, pending: Vec::new() }).collect();
    for fault in RowFault::ALL {
        let suits =
            |plan: &FilePlan<'_>| dataset.rows(&plan.table.name) >= LEAST_ROWS && fault.suits(plan.table, dictionary);
        let (mut chosen, mut others): (Vec<usize>, Vec<usize>) =
            (0..plans.len()).filter(|at| suits(&plans[*at])).partition(|at| plans[*at].table.name == PERSON);
        for _ in 0..CHILDREN.min(others.len()) {
            chosen.push(others.swap_remove(choice.below(others.len())));
        }
        for at in chosen {
            // The first half: behind it there is room for a row that suits.
            let row = choice.below(dataset.rows(&plans[at].table.name) / 2);
            plans[at].pending.push((row, fault));
        }
    }
    for plan in &mut plans {
        plan.pending.sort_unstable();
    }
    plans
}

/// Rewrites one file. Identity numbers of persons that must be rejected come into `lost`.
fn rewrite(
    dictionary: &Dictionary,
    mut plan: FilePlan<'_>,
    dir: &Path,
    lost: &mut HashSet<Vec<u8>>,
    choice: &mut Choice,
) -> Result<Vec<PlantedFault>, FaultError> {
    let file = file_name(plan.table);
    let path = dir.join(&file);
    let io = |source| FaultError::Io { path: path.clone(), source };
    let no_export = || FaultError::NotAnExport { path: path.clone() };
    let mut reader = BufReader::new(File::open(&path).map_err(io)?);
    let mut new = tempfile::Builder::new().prefix(".hrstat-").tempfile_in(dir).map_err(io)?;
    let mut writer = BufWriter::new(&mut new);
    let mut header = Vec::new();
    reader.read_until(b'\n', &mut header).map_err(io)?;
    writer.write_all(&header).map_err(io)?;
    let header = header.strip_prefix(MARK).unwrap_or(&header).to_vec();
    // `write_csv_folder` writes the key first, and never quotes it.
    if !header.starts_with(IDENTITY.as_bytes()) {
        return Err(no_export());
    }
    let is_person = plan.table.name == PERSON;
    let (mut faults, mut line, mut number) = (Vec::new(), Vec::new(), 1_u64);
    for row in 0_usize.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(io)? == 0 {
            break;
        }
        number += 1;
        let identity = line.split(|byte| *byte == b',').next().unwrap_or_default();
        let mut planted = |at: u64, field: &str, rule: &str, kind: &str| {
            let (file, field, rule, kind) = (file.clone(), field.to_owned(), rule.to_owned(), kind.to_owned());
            faults.push(PlantedFault { file, line: at, field, rule, kind });
        };
        if !is_person && lost.contains(identity) {
            planted(number, IDENTITY, "orphan", "orphan-of-rejected");
            writer.write_all(&line).map_err(io)?;
            continue;
        }
        let due = plan.pending.iter().take_while(|(from, _)| *from <= row).count();
        let broken = if due == 0 {
            None
        } else {
            let cells = cells_of(&line).filter(|cells| cells.len() == plan.table.fields.len()).ok_or_else(no_export)?;
            let row = Row { table: plan.table, dictionary, header: &header, line: &line, cells: &cells };
            (0..due).find_map(|at| Some((at, row.broken(plan.pending[at].1, choice)?)))
        };
        let Some((at, broken)) = broken else {
            writer.write_all(&line).map_err(io)?;
            continue;
        };
        let (_, fault) = plan.pending.remove(at);
        if is_person && !fault.keeps_the_row() {
            lost.insert(identity.to_vec());
        }
        for rejected in &broken.rejected {
            planted(number + rejected, &broken.field, fault.rule(), fault.name());
        }
        number += broken.lines - 1;
        writer.write_all(&broken.bytes).map_err(io)?;
    }
    writer.flush().map_err(io)?;
    drop(writer);
    new.as_file().sync_all().map_err(io)?;
    new.persist(&path).map_err(|failed| io(failed.error))?;
    Ok(faults)
}

/// The cells of a line; none where it is no row.
fn cells_of(line: &[u8]) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line);
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).ok()?.then(|| record.iter().map(ToOwned::to_owned).collect())
}
