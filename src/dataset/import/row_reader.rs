//! Rows of one table: each becomes a row of its frame, or is left out by a named rule. One reader a thread and block.

use std::borrow::Cow;

use polars::prelude::{DataFrame, PolarsResult};

use super::cell::{Cell, CellReader};
use super::date_cell::{DateNotation, notation_of};
use super::encoding::Eudc;
use super::header::Header;
use super::identity_key::{IdentityKey, PersonIndex};
use super::tally::Tally;
use crate::dataset::rejected::Rejected;
use crate::dataset::table_builder::{TableBuilder, Value};
use crate::domain::{Dictionary, FieldType, IDENTITY, TableDef, TextFormat, checksum_holds};

/// Whose rows a file holds.
#[derive(Clone, Copy)]
pub(super) enum Persons<'a> {
    /// 人員 itself: the identity numbers are collected, and repeated ones left out when the blocks are put together.
    Collect,
    /// A child table: only rows of these persons.
    Known(&'a PersonIndex),
}

/// What all readers of one file share.
pub(super) struct FileRules<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) table: &'a TableDef,
    /// File name, without its folder.
    pub(super) file: &'a str,
    pub(super) header: &'a Header,
    pub(super) persons: Persons<'a>,
    pub(super) eudc: &'a Eudc,
    /// Whether a failing checksum rejects the row.
    pub(super) reject_bad_identity: bool,
}

/// The rows of one block.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) frame: DataFrame,
    /// Of 人員, the identity of each row of the frame; of a child table nothing.
    pub(super) identities: Vec<IdentityKey>,
    /// Of a child table, the person of each row of the frame; of 人員 nothing.
    pub(super) persons: Vec<u32>,
    /// Of 人員, the line of each row of the frame, for the repeated ones.
    pub(super) lines: Vec<u64>,
    pub(super) tally: Tally,
}

/// Reads rows into a [`Piece`].
pub(super) struct RowReader<'a> {
    rules: &'a FileRules<'a>,
    readers: Vec<CellReader<'a>>,
    /// The field that names the person of a row.
    identity: usize,
    /// Fields that hold identity numbers, with their checksums.
    identities: Vec<usize>,
    builder: TableBuilder,
    piece: Piece,
    /// The cells of the row before, emptied: its room is used again.
    spare: Vec<Cell<'static>>,
    /// Sorted exports bring the rows of a person together.
    last: Option<(IdentityKey, u32)>,
}

struct BrokenRule {
    field: String,
    value: String,
    rule: &'static str,
}

impl<'a> RowReader<'a> {
    /// With room for about `rows`.
    pub(super) fn new(rules: &'a FileRules<'a>, rows: usize) -> Self {
        let fields = &rules.table.fields;
        let readers = fields.iter().zip(&rules.header.columns).map(|(field, column)| {
            let notation = column.as_ref().and_then(|column| column.notation);
            CellReader::new(rules.dictionary, rules.table, field, notation)
        });
        let identities = (0..fields.len()).filter(|at| fields[*at].format == Some(TextFormat::Identity)).collect();
        Self {
            rules,
            readers: readers.collect(),
            identity: fields.iter().position(|field| field.name == IDENTITY).unwrap_or(0),
            identities,
            builder: TableBuilder::new(rules.table, rows),
            piece: Piece {
                frame: DataFrame::empty(),
                identities: Vec::new(),
                persons: Vec::new(),
                lines: Vec::new(),
                tally: Tally::new(fields.len()),
            },
            spare: Vec::with_capacity(fields.len()),
            last: None,
        }
    }

    /// Takes a row, or leaves it out.
    pub(super) fn read(&mut self, line: u64, texts: &[Cow<'_, str>]) {
        self.piece.tally.rows += 1;
        let mut cells: Vec<Cell<'_>> = std::mem::take(&mut self.spare);
        match self.read_cells(texts, &mut cells).and_then(|()| self.accept(line, &cells)) {
            Ok(()) => {
                self.note(texts, &cells);
                self.builder.push(|column| cells.get(column).map_or(Value::Null, Cell::as_value));
            }
            Err(BrokenRule { field, value, rule }) => {
                self.lose(texts.iter().map(AsRef::as_ref));
                self.reject(line, field, value, rule);
            }
        }
        cells.clear();
        // Collecting nothing in place keeps the room and forgets the lifetime of what was in it.
        self.spare = cells.into_iter().map(|_| Cell::Null).collect();
    }

    /// Leaves a row out that cannot even be cut into cells.
    pub(super) fn read_broken(&mut self, line: u64, text: &str, rule: &'static str) {
        self.piece.tally.rows += 1;
        self.lose(text.split(','));
        self.reject(line, String::new(), String::new(), rule);
    }

    /// Remembers whose row of 人員 is left out: the rows that hang on it are left out for no other reason.
    fn lose<'t>(&mut self, mut texts: impl Iterator<Item = &'t str>) {
        if matches!(self.rules.persons, Persons::Collect) {
            self.piece.tally.lost.extend(texts.find_map(|text| IdentityKey::parse(text.trim_matches(['"', ' ']))));
        }
    }

    /// Counts what is told of the file as a whole, for a row that was taken.
    fn note(&mut self, texts: &[Cow<'_, str>], cells: &[Cell<'_>]) {
        let columns = self.rules.header.columns.iter();
        for (at, ((cell, column), reader)) in cells.iter().zip(columns).zip(&self.readers).enumerate() {
            if *cell == Cell::Null {
                continue;
            }
            self.piece.tally.filled[at] += 1;
            self.piece.tally.misfits[at] += u64::from(reader.is_misfit(cell));
            let Some(column) = column else { continue };
            let text = texts.get(column.index).map_or("", AsRef::as_ref);
            reader.note_organ(text, cell, &mut self.piece.tally.organs);
            if let (Cell::Day(_), None) = (cell, column.notation) {
                match notation_of(text) {
                    Some(DateNotation::Roc) => self.piece.tally.notations[at].0 += 1,
                    Some(DateNotation::Western) => self.piece.tally.notations[at].1 += 1,
                    None => {}
                }
            }
        }
    }

    fn reject(&mut self, line: u64, field: String, value: String, rule: &'static str) {
        let file = self.rules.file.to_owned();
        self.piece.tally.rejected.push(Rejected { file, line, field, value, rule: rule.to_owned() });
    }

    fn read_cells<'t>(&mut self, texts: &'t [Cow<'_, str>], cells: &mut Vec<Cell<'t>>) -> Result<(), BrokenRule>
    where
        'a: 't,
    {
        let rules = self.rules;
        let whole = |value: String, rule| BrokenRule { field: String::new(), value, rule };
        if texts.len() != rules.header.width {
            let message = format!("標題 {} 欄，這一列 {} 欄", rules.header.width, texts.len());
            let repeated = rules.header.is_repeated_by(texts);
            return Err(whole(message, if repeated { "repeated-header" } else { "field-count" }));
        }
        for ((field, column), reader) in rules.table.fields.iter().zip(&rules.header.columns).zip(&self.readers) {
            let text: &'t str = column.as_ref().and_then(|column| texts.get(column.index)).map_or("", AsRef::as_ref);
            match reader.read(text) {
                Ok(cell) => cells.push(cell),
                Err(_) if rules.header.is_repeated_by(texts) => return Err(whole(String::new(), "repeated-header")),
                Err(rule) => {
                    return Err(BrokenRule { field: field.name.clone(), value: text.to_owned(), rule });
                }
            }
        }
        for (field, cell) in rules.table.fields.iter().zip(cells.iter_mut()) {
            if let (FieldType::Text, Cell::Text(text)) = (field.kind, cell)
                && has_private_use(text)
            {
                *text = rules.eudc.apply(std::mem::take(text));
                self.piece.tally.unmapped.extend(rules.eudc.unmapped(text));
            }
        }
        Ok(())
    }

    /// The rules that need the row as a whole.
    fn accept(&mut self, line: u64, cells: &[Cell<'_>]) -> Result<(), BrokenRule> {
        let fields = &self.rules.table.fields;
        let broken = |at: usize, rule| BrokenRule {
            field: fields[at].name.clone(),
            value: cells[at].as_text().unwrap_or_default().to_owned(),
            rule,
        };
        let key = cells[self.identity].as_text().and_then(IdentityKey::parse);
        let key = key.ok_or_else(|| broken(self.identity, "identity-format"))?;
        let person = match self.rules.persons {
            Persons::Collect => None,
            Persons::Known(index) => {
                let known = self.last.filter(|(last, _)| *last == key).map(|(_, number)| number);
                let Some(number) = known.or_else(|| index.number(key)) else {
                    self.piece.tally.followers += u64::from(index.has_lost(key));
                    return Err(broken(self.identity, "orphan"));
                };
                self.last = Some((key, number));
                Some(number)
            }
        };
        // A child's own identity number is that of a person whose checksum was looked at in 人員.
        let checked = self.identities.iter().filter(|at| person.is_none() || **at != self.identity);
        let failing = checked.copied().find(|at| cells[*at].as_text().is_some_and(|text| !checksum_holds(text)));
        if let Some(at) = failing {
            if self.rules.reject_bad_identity {
                return Err(broken(at, "identity-checksum"));
            }
            let (count, first) = self.piece.tally.bad_identities.unwrap_or((0, line));
            self.piece.tally.bad_identities = Some((count + 1, first));
        }
        if let Some(number) = person {
            self.piece.persons.push(number);
        } else {
            self.piece.identities.push(key);
            self.piece.lines.push(line);
        }
        Ok(())
    }

    /// What was read.
    pub(super) fn finish(self) -> PolarsResult<Piece> {
        Ok(Piece { frame: self.builder.finish()?, ..self.piece })
    }
}

/// U+E000–F8FF, which UTF-8 writes as EE 80 80 – EF A3 BF.
fn has_private_use(text: &str) -> bool {
    // Nearly no text has one of the two bytes at all.
    memchr::memchr2(0xee, 0xef, text.as_bytes()).is_some() && text.contains(|c| matches!(c, '\u{e000}'..='\u{f8ff}'))
}
