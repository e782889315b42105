//! Synthetic persons: invented, calibrated to published shares, the same for the same seed on every machine.
//!
//! Identity numbers fail their checksum on purpose, so that none of them belongs to anybody.

mod agencies;
mod agency_names;
mod calibration;
mod career;
mod draw;
mod exam;
mod family;
mod history;
mod names;
mod person;
mod placement;
mod posts;
mod schooling;
mod sink;
mod staff;
#[cfg(test)]
pub(super) mod tests;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use polars::prelude::{DataFrame, PolarsError, PolarsResult};

use self::agencies::Agencies;
use self::draw::Draw;
use self::person::World;
use self::placement::{Placement, place_persons};
use self::sink::Sink;
use super::dataset::Dataset;
use super::progress::Progress;
use crate::domain::{AsOf, Authorities, Dictionary};

/// Persons made in one piece of work.
const CHUNK: usize = 2048;

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SynthOptions {
    /// Rows of 人員, those who have left included.
    pub persons: u64,
    /// The same seed gives the same dataset.
    pub seed: u64,
    /// The day for which the dataset speaks.
    pub as_of: AsOf,
}

/// Why no dataset was made.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// Nobody to work for.
    #[error("authorities.toml 沒有任何主管機關，無法產生合成資料")]
    NoAuthority,
    /// The columns do not make a table.
    #[error("合成資料無法組成資料表：{0}")]
    Frame(#[from] PolarsError),
}

/// Makes a dataset of invented persons.
///
/// # Errors
/// When there is no authority, or the dictionary's fields make no table.
pub fn synthesize(
    dictionary: &Dictionary,
    authorities: &Authorities,
    options: &SynthOptions,
    progress: &dyn Progress,
) -> Result<Dataset, SynthError> {
    let agencies = Agencies::new(authorities);
    if agencies.is_empty() {
        return Err(SynthError::NoAuthority);
    }
    let placements = place_persons(&agencies, options.persons, options.seed, progress);
    let world = World {
        agencies: &agencies,
        as_of: options.as_of.date(),
        seed: options.seed,
        groups: series_groups(dictionary),
    };
    progress.begin("產生合成人員", Some(options.persons));
    let pieces = make_pieces(dictionary, &world, &placements, progress)?;
    progress.finish();
    Ok(join(dictionary, pieces)?)
}

/// Makes the pieces on all cores; each person has a random stream of her own, so their number changes nothing.
fn make_pieces(
    dictionary: &Dictionary,
    world: &World<'_>,
    placements: &[Placement],
    progress: &dyn Progress,
) -> PolarsResult<Vec<Vec<DataFrame>>> {
    let chunks: Vec<&[Placement]> = placements.chunks(CHUNK).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(chunks.len());
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next, chunks) = (send.clone(), &next, &chunks);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(chunk) = chunks.get(number) else { break };
                    let piece = make_piece(dictionary, world, number, chunk);
                    if send.send((number, piece)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut pieces: Vec<Vec<DataFrame>> = vec![Vec::new(); chunks.len()];
        for (number, piece) in receive {
            pieces[number] = piece?;
            progress.advance(u64::try_from(chunks[number].len()).unwrap_or(0));
        }
        Ok(pieces)
    })
}

/// The tables of one piece, in the order of the dictionary; a table that is not known here stays empty.
fn make_piece(
    dictionary: &Dictionary,
    world: &World<'_>,
    number: usize,
    chunk: &[Placement],
) -> PolarsResult<Vec<DataFrame>> {
    let mut sinks: Vec<(&str, Sink)> = dictionary
        .tables
        .iter()
        .map(|table| {
            let (columns, rows) = shape(&table.name);
            (table.name.as_str(), Sink::new(table, columns, rows * chunk.len()))
        })
        .collect();
    for (offset, place) in chunk.iter().enumerate() {
        let index = u64::try_from(number * CHUNK + offset).unwrap_or(0);
        // Stream 0 placed the persons.
        let mut draw = Draw::new(world.seed, index + 1);
        let person = person::make_person(world, &mut draw, index, place);
        for (table, sink) in &mut sinks {
            let draw = &mut draw;
            match *table {
                "人員" => person::write_person(sink, draw, world, &person),
                "學歷" => schooling::write_schooling(sink, draw, &person),
                "考試" => history::write_exams(sink, draw, &person),
                "經歷" => career::write_career(sink, world.agencies, &person),
                "考績" => history::write_appraisals(sink, draw, &person, world.as_of),
                "獎懲" => history::write_rewards(sink, draw, world.agencies, &person),
                "訓練" => history::write_training(sink, draw, &person),
                "語文" => history::write_languages(sink, draw, &person),
                "專長" => history::write_skills(sink, draw, &person),
                "兵役" => history::write_military(sink, draw, &person),
                "家屬" => family::write_family(sink, draw, &person),
                _ => {}
            }
        }
    }
    sinks.into_iter().map(|(_, sink)| sink.finish()).collect()
}

/// The columns that a table gets here, and about how many rows a person.
fn shape(table: &str) -> (&'static [&'static str], usize) {
    match table {
        "人員" => (&person::COLUMNS, 1),
        "學歷" => (&schooling::COLUMNS, 3),
        "考試" => (&history::EXAM_COLUMNS, 1),
        "經歷" => (&career::COLUMNS, 4),
        "考績" => (&history::APPRAISAL_COLUMNS, 11),
        "獎懲" => (&history::REWARD_COLUMNS, 4),
        "訓練" => (&history::TRAINING_COLUMNS, 5),
        "語文" => (&history::LANGUAGE_COLUMNS, 1),
        "專長" => (&history::SKILL_COLUMNS, 1),
        "兵役" => (&history::MILITARY_COLUMNS, 1),
        "家屬" => (&family::COLUMNS, 3),
        _ => (&[], 0),
    }
}

/// 職系 → 職組: the group's code is the first two characters of the series' code.
fn series_groups(dictionary: &Dictionary) -> HashMap<String, String> {
    let (Some(series), Some(groups)) = (dictionary.code_list("職系"), dictionary.code_list("職組")) else {
        return HashMap::new();
    };
    let group_of = |code: &str| groups.values.iter().find(|group| Some(group.code.as_str()) == code.get(..2));
    series.values.iter().filter_map(|value| Some((value.label.clone(), group_of(&value.code)?.label.clone()))).collect()
}

fn join(dictionary: &Dictionary, pieces: Vec<Vec<DataFrame>>) -> PolarsResult<Dataset> {
    let mut whole: Vec<DataFrame> = Dataset::empty(dictionary)?.tables().map(|(_, frame)| frame.clone()).collect();
    for piece in pieces {
        for (frame, part) in whole.iter_mut().zip(piece) {
            frame.vstack_mut(&part)?;
        }
    }
    let names = dictionary.tables.iter().map(|table| table.name.clone());
    Ok(Dataset::new(
        names
            .zip(whole)
            .map(|(name, mut frame)| {
                frame.rechunk_mut_par();
                (name, frame)
            })
            .collect(),
    ))
}
