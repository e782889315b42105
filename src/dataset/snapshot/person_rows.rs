//! To which row of 人員 a row of another table belongs, and the number of a person.
//!
//! Both stand in the files of a snapshot beside the fields of the dictionary, for the queries: an identity is compared some
//! millions of times, and a number is compared in less time than a text. Nothing else shows them.

use polars::prelude::{
    Column, DataFrame, Int64Chunked, IntoColumn, NewChunkedArray, PolarsResult, StringChunked, UInt32Chunked,
};

use crate::domain::IDENTITY;
use crate::query::{PERSON_NUMBER, PERSON_ROW};

/// The persons of a snapshot, to be found by their identity.
#[derive(Debug)]
pub(super) struct PersonRows {
    /// In the order of 人員.
    identities: StringChunked,
    /// The rows of 人員 by identity.
    by_identity: Vec<u32>,
}

impl PersonRows {
    /// Of the identities in the order of 人員; none where one is missing, has no number, or stands there twice.
    pub(super) fn new(identities: &Column) -> Option<Self> {
        let identities = identities.str().ok()?.rechunk().into_owned();
        let rows = u32::try_from(identities.len()).ok()?;
        let texts: Vec<&str> = identities.iter().collect::<Option<_>>()?;
        if texts.iter().any(|text| number_of(text).is_none()) {
            return None;
        }
        let mut by_identity: Vec<u32> = (0..rows).collect();
        by_identity.sort_unstable_by_key(|row| texts[*row as usize]);
        let twice = by_identity.windows(2).any(|pair| texts[pair[0] as usize] == texts[pair[1] as usize]);
        drop(texts);
        (!twice).then_some(Self { identities, by_identity })
    }

    /// The row of 人員 for each row of a part of another table; null where there is none.
    pub(super) fn of(&self, part: &DataFrame) -> PolarsResult<Column> {
        let identities = part.column(IDENTITY)?.str()?;
        let mut place = 0;
        let mut last: Option<(&str, Option<u32>)> = None;
        let rows = identities.iter().map(|identity| {
            let identity = identity?;
            match last {
                Some((same, row)) if same == identity => row,
                _ => {
                    let found = self.place_of(identity, place);
                    place = found.map_or(place, |found| found + 1);
                    let row = found.map(|found| self.by_identity[found]);
                    last = Some((identity, row));
                    row
                }
            }
        });
        Ok(UInt32Chunked::from_iter_options(PERSON_ROW.into(), rows).into_column())
    }

    /// Where `identity` stands; most often a few places from `near`, for the tables are in the order of identities.
    fn place_of(&self, identity: &str, near: usize) -> Option<usize> {
        const FEW: usize = 4;
        let text = |place: usize| self.identities.get(self.by_identity[place] as usize).unwrap_or_default();
        let end = self.by_identity.len().min(near + FEW);
        if let Some(place) = (near..end).find(|place| text(*place) == identity) {
            return Some(place);
        }
        let row_text = |row: &u32| self.identities.get(*row as usize).unwrap_or_default();
        self.by_identity.binary_search_by(|row| row_text(row).cmp(identity)).ok()
    }
}

/// The numbers of the persons in a part of 人員; null for an identity that cannot be told from others by a number.
pub(super) fn numbers_of(part: &DataFrame) -> PolarsResult<Column> {
    let identities = part.column(IDENTITY)?.str()?;
    let numbers = identities.iter().map(|identity| number_of(identity?));
    Ok(Int64Chunked::from_iter_options(PERSON_NUMBER.into(), numbers).into_column())
}

/// An identity of capital letters and digits read as a number to the base 37. No digit is zero, so that two identities of
/// whatever length never give the same; twelve places are as many as 63 bits hold.
fn number_of(identity: &str) -> Option<i64> {
    const PLACES: usize = 12;
    if identity.is_empty() || identity.len() > PLACES {
        return None;
    }
    identity.bytes().try_fold(0_i64, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'A'..=b'Z' => byte - b'A' + 11,
            _ => return None,
        };
        Some(number * 37 + i64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    /// Rows are found whether the part is in order or not, and an orphan has none.
    #[test]
    fn every_row_finds_its_person() {
        let persons = df!(IDENTITY => ["C", "A", "D", "B", "Z", "Y", "X"]).unwrap();
        let rows = PersonRows::new(persons.column(IDENTITY).unwrap()).unwrap();
        let part = df!(IDENTITY => [Some("A"), Some("A"), Some("Z"), None, Some("E"), Some("B"), Some("D")]).unwrap();
        let found: Vec<Option<u32>> = rows.of(&part).unwrap().u32().unwrap().iter().collect();
        assert_eq!(found, [Some(1), Some(1), Some(4), None, None, Some(3), Some(2)]);
    }

    /// A person who stands twice has no row of her own.
    #[test]
    fn who_stands_twice_or_has_no_identity_has_no_row() {
        for identities in [[Some("A"), Some("A")], [Some("A"), None], [Some("A"), Some("a")]] {
            let persons = df!(IDENTITY => identities).unwrap();
            assert!(PersonRows::new(persons.column(IDENTITY).unwrap()).is_none());
        }
    }

    /// Two persons with one number would be counted once.
    #[test]
    fn no_two_identities_have_one_number() {
        let identities = ["0", "00", "A", "A0", "0A", "A123456789", "A123456780", "ZZZZZZZZZZZZ", "ZZZZZZZZZZZ"];
        let mut numbers: Vec<i64> = identities.iter().map(|identity| number_of(identity).unwrap()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), identities.len());
        for none in ["", "a123456789", "A12345678９", "AAAAAAAAAAAAA"] {
            assert_eq!(number_of(none), None);
        }
    }
}
