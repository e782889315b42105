//! What was read block by block, put together in the order of the file: repeated persons left out, rows counted, their order found.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use num_rational::Ratio;
use polars::prelude::{BooleanChunked, DataFrame, IdxSize, NewChunkedArray, PolarsResult};

use super::ImportError;
use super::identity_key::IdentityKey;
use super::organ_notes::OrganNotes;
use super::row_reader::Piece;
use crate::dataset::rejected::Rejected;
use crate::domain::{IDENTITY, PERSON};
use crate::source::Problem;

/// Rejected rows below which an import is read to its end, so that its report names them all.
const FEW: u64 = 10_000;

/// The pieces of one file.
pub(super) struct Pieces {
    in_order: BTreeMap<usize, Piece>,
    limit: Ratio<i64>,
    /// The least number of bytes of a row that could be loaded.
    least_row: u64,
    rows: u64,
    rejected: u64,
    hopeless: bool,
}

/// A whole table, and what became of the rows of its file.
#[derive(Debug)]
pub(super) struct TableRows {
    pub(super) frame: DataFrame,
    /// The order in which a snapshot holds the rows; none where they stand in it.
    pub(super) order: Option<Vec<IdxSize>>,
    /// Of 人員, the identities that were loaded.
    pub(super) identities: Vec<IdentityKey>,
    pub(super) rows: u64,
    pub(super) rejected: Vec<Rejected>,
    /// For each field, how many loaded rows have a value.
    pub(super) filled: Vec<u64>,
    /// See [`Piece`].
    pub(super) lost: Vec<IdentityKey>,
    /// See [`Piece`].
    pub(super) followers: u64,
    /// See [`Piece`].
    pub(super) notations: Vec<(u64, u64)>,
    pub(super) bad_identities: Option<(u64, u64)>,
    pub(super) unmapped: BTreeSet<char>,
    pub(super) organs: OrganNotes,
    /// What was seen of the file as a whole.
    pub(super) notes: Vec<Problem>,
}

impl Pieces {
    /// For a file whose rejected rows may be `limit` of all, and whose loadable rows have at least `least_row` bytes.
    pub(super) fn new(limit: Ratio<i64>, least_row: u64) -> Self {
        Self { in_order: BTreeMap::new(), limit, least_row: least_row.max(1), rows: 0, rejected: 0, hopeless: false }
    }

    /// Adds piece `number` of the file, of which `left` bytes have not been read.
    ///
    /// # Errors
    /// [`ImportError::Hopeless`] as soon as the share of rejected rows is over the limit whatever comes: a wrong file of eight
    /// million rows is not read to its end.
    pub(super) fn add(&mut self, number: usize, piece: Piece, left: u64) -> Result<(), ImportError> {
        self.rows += piece.rows;
        self.rejected += u64::try_from(piece.rejected.len()).unwrap_or(u64::MAX) - piece.followers;
        self.in_order.insert(number, piece);
        self.hopeless =
            self.rejected > FEW && over(self.limit, self.rejected, self.rows.saturating_add(left / self.least_row));
        if self.hopeless { Err(ImportError::Hopeless) } else { Ok(()) }
    }

    /// Puts the pieces together; `persons` is how many there are, for a child table.
    pub(super) fn finish(self, table: &str, file: &str, persons: usize) -> PolarsResult<TableRows> {
        let mut whole: Option<TableRows> = None;
        let mut seen = HashSet::new();
        let mut numbers: Vec<u32> = Vec::new();
        for (_, mut piece) in self.in_order {
            if table == PERSON {
                leave_out_repeated(&mut piece, file, &mut seen)?;
            }
            numbers.extend_from_slice(&piece.persons);
            match &mut whole {
                None => whole = Some(piece.into()),
                Some(whole) => whole.append(piece)?,
            }
        }
        let mut whole = whole.unwrap_or_else(TableRows::none);
        whole.order = order(&numbers, persons);
        Ok(whole)
    }
}

/// Whether `part` of `whole` is more than `limit`.
pub(super) fn over(limit: Ratio<i64>, part: u64, whole: u64) -> bool {
    i128::from(part) * i128::from(*limit.denom()) > i128::from(*limit.numer()) * i128::from(whole)
}

impl TableRows {
    fn none() -> Self {
        Self {
            frame: DataFrame::empty(),
            order: None,
            identities: Vec::new(),
            rows: 0,
            rejected: Vec::new(),
            filled: Vec::new(),
            lost: Vec::new(),
            followers: 0,
            notations: Vec::new(),
            bad_identities: None,
            unmapped: BTreeSet::new(),
            organs: OrganNotes::default(),
            notes: Vec::new(),
        }
    }

    /// Rows in the frame.
    pub(super) fn loaded(&self) -> u64 {
        u64::try_from(self.frame.height()).unwrap_or(u64::MAX)
    }

    /// Rows left out.
    pub(super) fn left_out(&self) -> u64 {
        u64::try_from(self.rejected.len()).unwrap_or(u64::MAX)
    }

    /// Whether each row of the file is there or left out: the promise of an import, counted from three sides.
    pub(super) fn adds_up(&self) -> bool {
        self.rows == self.loaded() + self.left_out()
    }

    fn append(&mut self, piece: Piece) -> PolarsResult<()> {
        self.frame.vstack_mut(&piece.frame)?;
        self.identities.extend(piece.identities);
        self.rows += piece.rows;
        self.rejected.extend(piece.rejected);
        for (filled, more) in self.filled.iter_mut().zip(piece.filled) {
            *filled += more;
        }
        self.lost.extend(piece.lost);
        self.followers += piece.followers;
        for (counts, more) in self.notations.iter_mut().zip(piece.notations) {
            *counts = (counts.0 + more.0, counts.1 + more.1);
        }
        self.bad_identities = match (self.bad_identities, piece.bad_identities) {
            (Some((count, first)), Some((more, _))) => Some((count + more, first)),
            (one, other) => one.or(other),
        };
        self.unmapped.extend(piece.unmapped);
        self.organs.append(piece.organs);
        Ok(())
    }
}

impl From<Piece> for TableRows {
    fn from(piece: Piece) -> Self {
        Self {
            frame: piece.frame,
            order: None,
            identities: piece.identities,
            rows: piece.rows,
            rejected: piece.rejected,
            filled: piece.filled,
            lost: piece.lost,
            followers: piece.followers,
            notations: piece.notations,
            bad_identities: piece.bad_identities,
            unmapped: piece.unmapped,
            organs: piece.organs,
            notes: Vec::new(),
        }
    }
}

/// Whoever stands in 人員 a second time is left out there, and told: the first row is the one that other rows hang on.
fn leave_out_repeated(piece: &mut Piece, file: &str, seen: &mut HashSet<IdentityKey>) -> PolarsResult<()> {
    let fresh: Vec<bool> = piece.identities.iter().map(|key| seen.insert(*key)).collect();
    if fresh.iter().all(|fresh| *fresh) {
        return Ok(());
    }
    let texts = piece.frame.column(IDENTITY)?.str()?;
    for (row, _) in fresh.iter().enumerate().filter(|(_, fresh)| !**fresh) {
        piece.rejected.push(Rejected {
            file: file.to_owned(),
            line: piece.lines[row],
            field: IDENTITY.to_owned(),
            value: texts.get(row).unwrap_or_default().to_owned(),
            rule: "duplicate-identity".to_owned(),
        });
    }
    piece.rejected.sort_by_key(|row| row.line);
    piece.frame = piece.frame.filter(&BooleanChunked::from_slice("fresh".into(), &fresh))?;
    let mut kept = fresh.iter();
    piece.identities.retain(|_| kept.next() == Some(&true));
    Ok(())
}

/// The rows in the order of their persons, each person's in the order of the file; none where they are so already.
///
/// Counting, not comparing: a national 訓練 has eight million rows.
fn order(numbers: &[u32], persons: usize) -> Option<Vec<IdxSize>> {
    if numbers.is_sorted() {
        return None;
    }
    let mut starts = vec![0_u32; persons + 1];
    for number in numbers {
        starts[*number as usize + 1] += 1;
    }
    for person in 1..starts.len() {
        starts[person] += starts[person - 1];
    }
    let mut order: Vec<IdxSize> = vec![0; numbers.len()];
    for (row, number) in (0..).zip(numbers) {
        let place = &mut starts[*number as usize];
        order[*place as usize] = row;
        *place += 1;
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_ordered_by_person_and_stay_in_order_within_one() {
        assert_eq!(order(&[2, 0, 2, 1, 0], 3), Some(vec![1, 4, 3, 0, 2]));
        assert_eq!(order(&[0, 0, 2], 3), None);
        assert_eq!(order(&[], 0), None);
    }

    #[test]
    fn the_limit_is_exact() {
        assert!(!over(Ratio::new(1, 100), 1, 100));
        assert!(over(Ratio::new(1, 100), 2, 199));
        assert!(!over(Ratio::new(1, 1), 5, 5));
        assert!(over(Ratio::new(0, 1), 1, 5));
    }
}
