//! The tables of one snapshot, made in pieces on all cores and joined.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use polars::prelude::{DataFrame, PolarsResult};

use super::draw::Draw;
use super::person::{Person, make_person};
use super::placement::Placement;
use super::sink::Sink;
use super::standing::Standing;
use super::world::{View, World};
use super::{abilities, appraisal, career_row, events, exam, family, military, person_row, schooling, sideline};
use crate::dataset::dataset::Dataset;
use crate::dataset::progress::Progress;
use crate::domain::Dictionary;

/// Persons made in one piece of work.
const CHUNK: usize = 4096;

/// The snapshot of `view`.
pub(super) fn make_dataset(
    dictionary: &Dictionary,
    world: &World<'_>,
    placements: &[Placement],
    view: View,
    progress: &dyn Progress,
) -> PolarsResult<Dataset> {
    join(dictionary, make_pieces(dictionary, world, placements, view, progress)?)
}

/// Makes the pieces on all cores; each person has a random stream of her own, so their number changes nothing.
fn make_pieces(
    dictionary: &Dictionary,
    world: &World<'_>,
    placements: &[Placement],
    view: View,
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
                    let piece = make_piece(dictionary, world, number, chunk, view);
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
    view: View,
) -> PolarsResult<Vec<DataFrame>> {
    let mut sinks: Vec<(&str, Sink)> = dictionary
        .tables
        .iter()
        .map(|table| {
            let (columns, tenths) = shape(&table.name);
            (table.name.as_str(), Sink::new(table, columns, tenths * chunk.len() / 10))
        })
        .collect();
    let mut buffer = String::new();
    for (offset, place) in chunk.iter().enumerate() {
        let index = u64::try_from(number * CHUNK + offset).unwrap_or(0);
        // Stream 0 placed the persons.
        let mut draw = Draw::new(world.seed, index + 1);
        let person = make_person(world, &mut draw, index, place);
        let Some(standing) = Standing::of(&person, view) else { continue };
        for (table, sink) in &mut sinks {
            write_table(table, sink, &mut draw, &mut buffer, &Subject { world, person: &person, standing, view });
        }
    }
    sinks.into_iter().map(|(_, sink)| sink.finish()).collect()
}

/// One person as a table is told about her.
struct Subject<'a> {
    world: &'a World<'a>,
    person: &'a Person<'a>,
    standing: Standing<'a>,
    view: View,
}

/// Writes the rows that one person has in `table`.
///
/// What is drawn does not depend on the view: else the same person would have another past in another year.
fn write_table(table: &str, sink: &mut Sink, draw: &mut Draw, buffer: &mut String, subject: &Subject<'_>) {
    let Subject { world, person, standing, view } = subject;
    let (agencies, view) = (world.agencies, *view);
    match table {
        "人員" => person_row::write_person(sink, draw, world, person, standing, view),
        "學歷" => schooling::write_schooling(sink, draw, person, view),
        "考試" => exam::write_exams(sink, draw, buffer, person, view),
        "經歷" => career_row::write_career(sink, draw, agencies, person, view),
        "考績" => appraisal::write_appraisals(sink, draw, person, view),
        "獎懲" => events::write_rewards(sink, draw, agencies, person, view),
        "訓練" => events::write_training(sink, draw, person, view),
        "語文" => abilities::write_languages(sink, draw, person, view),
        "專長" => abilities::write_skills(sink, draw, person, view),
        "兵役" => military::write_military(sink, draw, person),
        "家屬" => family::write_family(sink, draw, person, view),
        "緊急通知人" => {
            let county = &agencies.get(person.place.agency).county;
            family::write_contact(sink, draw, county, person, view);
        }
        "專技考試" => abilities::write_licences(sink, draw, person, view),
        "檢覈" => abilities::write_screening(sink, draw, person, view),
        "銓審" => career_row::write_reviews(sink, draw, world, person, view),
        "教師資格" => abilities::write_teaching(sink, draw, person, view),
        "兼職" => sideline::write_sideline(sink, draw, person, view),
        "自述" => sideline::write_statement(sink, draw, person),
        _ => {}
    }
}

/// The columns that a table gets here, and about how many rows ten persons have.
fn shape(table: &str) -> (&'static [&'static str], usize) {
    match table {
        "人員" => (&person_row::COLUMNS, 10),
        "學歷" => (&schooling::COLUMNS, 26),
        "考試" => (&exam::COLUMNS, 11),
        "經歷" => (&career_row::COLUMNS, 65),
        "考績" => (&appraisal::COLUMNS, 150),
        "獎懲" => (&events::REWARD_COLUMNS, 13),
        "訓練" => (&events::TRAINING_COLUMNS, 205),
        "語文" => (&abilities::LANGUAGE_COLUMNS, 6),
        "專長" => (&abilities::SKILL_COLUMNS, 6),
        "兵役" => (&military::COLUMNS, 6),
        "家屬" => (&family::COLUMNS, 25),
        "緊急通知人" => (&family::CONTACT_COLUMNS, 10),
        "專技考試" => (&abilities::LICENCE_COLUMNS, 1),
        "檢覈" => (&abilities::SCREENING_COLUMNS, 1),
        "銓審" => (&career_row::REVIEW_COLUMNS, 65),
        "教師資格" => (&abilities::TEACHER_COLUMNS, 1),
        "兼職" => (&sideline::COLUMNS, 1),
        "自述" => (&sideline::STATEMENT_COLUMNS, 1),
        _ => (&[], 0),
    }
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
