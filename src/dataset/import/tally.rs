//! What became of the rows of a file or of a piece of it.

use std::collections::BTreeSet;

use super::identity_key::IdentityKey;
use super::organ_notes::OrganNotes;
use crate::dataset::rejected::Rejected;

/// Counts and findings that are the same for a piece and for the whole, so that pieces add up.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows that were read, those left out included.
    pub(super) rows: u64,
    /// Those left out.
    pub(super) rejected: Vec<Rejected>,
    /// For each field, how many rows have a value.
    pub(super) filled: Vec<u64>,
    /// Of 人員, whose rows were left out, as far as one can tell.
    pub(super) lost: Vec<IdentityKey>,
    /// Of a child table, rows left out because their person's row was: one fault, not many.
    pub(super) followers: u64,
    /// For each field that is a date in a column of unknown notation, how many cells are 民國 and how many western.
    pub(super) notations: Vec<(u64, u64)>,
    /// For each field of names, how many values read like those of another column.
    pub(super) misfits: Vec<u64>,
    /// Rows taken although an identity number fails its checksum, and the line of the first.
    pub(super) bad_identities: Option<(u64, u64)>,
    /// User-defined characters that no 造字對照表 turns into Unicode.
    pub(super) unmapped: BTreeSet<char>,
    /// What became of names of organs.
    pub(super) organs: OrganNotes,
}

impl Tally {
    /// Nothing yet, of a table with so many fields.
    pub(super) fn new(fields: usize) -> Self {
        Self { filled: vec![0; fields], misfits: vec![0; fields], notations: vec![(0, 0); fields], ..Self::default() }
    }

    /// Rows left out.
    pub(super) fn left_out(&self) -> u64 {
        u64::try_from(self.rejected.len()).unwrap_or(u64::MAX)
    }

    /// Rows left out for a fault of their own.
    pub(super) fn at_fault(&self) -> u64 {
        self.left_out() - self.followers
    }

    /// Adds what comes behind it in the file.
    pub(super) fn append(&mut self, other: Self) {
        self.rows += other.rows;
        self.rejected.extend(other.rejected);
        for (filled, more) in self.filled.iter_mut().zip(other.filled) {
            *filled += more;
        }
        for (misfits, more) in self.misfits.iter_mut().zip(other.misfits) {
            *misfits += more;
        }
        self.lost.extend(other.lost);
        self.followers += other.followers;
        for (counts, more) in self.notations.iter_mut().zip(other.notations) {
            *counts = (counts.0 + more.0, counts.1 + more.1);
        }
        self.bad_identities = match (self.bad_identities, other.bad_identities) {
            (Some((count, first)), Some((more, _))) => Some((count + more, first)),
            (one, other) => one.or(other),
        };
        self.unmapped.extend(other.unmapped);
        self.organs.append(other.organs);
    }
}
