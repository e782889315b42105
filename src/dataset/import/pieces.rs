//! What was read block by block, put together in the order of the file: repeated persons left out, rows counted, their order found.

use std::collections::{BTreeMap, HashSet};

use num_rational::Ratio;
use polars::prelude::{BooleanChunked, DataFrame, IdxSize, NewChunkedArray, PolarsResult};

use super::ImportError;
use super::identity_key::IdentityKey;
use super::row_reader::Piece;
use super::tally::Tally;
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
    pub(super) tally: Tally,
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
        self.rows += piece.tally.rows;
        self.rejected += piece.tally.at_fault();
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
        let (frame, tally) = (DataFrame::empty(), Tally::default());
        Self { frame, order: None, identities: Vec::new(), tally, notes: Vec::new() }
    }

    /// Rows in the frame.
    pub(super) fn loaded(&self) -> u64 {
        u64::try_from(self.frame.height()).unwrap_or(u64::MAX)
    }

    /// Whether each row of the file is there or left out: the promise of an import, counted from three sides.
    pub(super) fn adds_up(&self) -> bool {
        self.tally.rows == self.loaded() + self.tally.left_out()
    }

    fn append(&mut self, piece: Piece) -> PolarsResult<()> {
        self.frame.vstack_mut(&piece.frame)?;
        self.identities.extend(piece.identities);
        self.tally.append(piece.tally);
        Ok(())
    }
}

impl From<Piece> for TableRows {
    fn from(piece: Piece) -> Self {
        let Piece { frame, identities, tally, .. } = piece;
        Self { frame, order: None, identities, tally, notes: Vec::new() }
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
        piece.tally.rejected.push(Rejected {
            file: file.to_owned(),
            line: piece.lines[row],
            field: IDENTITY.to_owned(),
            value: texts.get(row).unwrap_or_default().to_owned(),
            rule: "duplicate-identity".to_owned(),
        });
    }
    piece.tally.rejected.sort_by_key(|row| row.line);
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
