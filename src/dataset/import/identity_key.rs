//! Identity numbers as whole numbers, and the persons of an export numbered in their order.

use std::collections::{HashMap, HashSet};

/// An identity number packed into a whole number; packed numbers are in the order of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct IdentityKey(u64);

impl IdentityKey {
    /// Of a text in the form of a 國民身分證統一編號, or of a new or old 統一證號; the checksum is another question.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [letter @ b'A'..=b'Z', second, digits @ ..] = text.as_bytes() else { return None };
        if digits.len() != 8 {
            return None;
        }
        let second = match second {
            b'1' | b'2' | b'8' | b'9' => second - b'0',
            b'A'..=b'D' => second - b'A' + 10,
            _ => return None,
        };
        let mut key = u64::from(letter - b'A') * 14 + u64::from(second);
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            key = key * 10 + u64::from(digit - b'0');
        }
        Some(Self(key))
    }
}

/// The persons of 人員, each with her place in the order of identity numbers.
#[derive(Debug, Default)]
pub(super) struct PersonIndex {
    numbers: HashMap<IdentityKey, u32>,
    /// Those whose rows were left out.
    lost: HashSet<IdentityKey>,
}

impl PersonIndex {
    /// Of the identity numbers that were loaded, in any order and each once, and of those that were left out.
    pub(super) fn new(mut keys: Vec<IdentityKey>, lost: Vec<IdentityKey>) -> Self {
        keys.sort_unstable();
        Self { numbers: keys.into_iter().zip(0..).collect(), lost: lost.into_iter().collect() }
    }

    /// Whether the row of this person was left out.
    pub(super) fn has_lost(&self, key: IdentityKey) -> bool {
        self.lost.contains(&key)
    }

    /// The number of a person, from 0.
    pub(super) fn number(&self, key: IdentityKey) -> Option<u32> {
        self.numbers.get(&key).copied()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Children are sorted by number and 人員 by text: the two orders must be one.
    #[test]
    fn keys_sort_as_the_texts_do() {
        let mut texts =
            ["B100000000", "A299999999", "A123456789", "A800000014", "AB12345670", "Z987654321", "A1234567A9"]
                .map(|text| (IdentityKey::parse(text), text));
        texts.sort_by_key(|(_, text)| *text);
        let (bad, good): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(key, _)| key.is_none());
        assert_eq!(bad.len(), 1);
        assert!(good.windows(2).all(|pair| pair[0].0 < pair[1].0), "{good:?}");
        for wrong in ["", "A12345678", "A1234567890", "a123456789", "A323456789", "１123456789", "王甲松甲松甲松甲"]
        {
            assert_eq!(IdentityKey::parse(wrong), None, "{wrong}");
        }
        let index = PersonIndex::new(good.iter().rev().filter_map(|(key, _)| *key).collect(), Vec::new());
        assert_eq!(index.number(good[0].0.unwrap()), Some(0));
        assert_eq!(index.len(), 6);
    }
}
