//! Sets of values of one field: listed ones, or a range; and which holds which.

use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::civil::Date;

/// A value in an order: numbers by size, days by time, texts by their characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Bool(bool),
    Number(Number),
    Day(Date),
    Text(String),
}

/// A finite number; whole and decimal compare alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number(pub(super) f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Adding zero makes -0 and 0 one number.
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// These and no others.
    Among(BTreeSet<Key>),
    /// Between the bounds, without a few.
    Within { low: Bound<Key>, high: Bound<Key>, without: BTreeSet<Key> },
}

/// The values that a condition lets a field have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSet {
    pub(super) values: Values,
    pub(super) null: bool,
}

impl ValueSet {
    /// Every value and null: no condition.
    #[must_use]
    pub fn any() -> Self {
        Self { null: true, ..Self::within(Bound::Unbounded, Bound::Unbounded) }
    }

    pub(super) fn among(keys: BTreeSet<Key>) -> Self {
        Self { values: Values::Among(keys), null: false }
    }

    pub(super) fn within(low: Bound<Key>, high: Bound<Key>) -> Self {
        Self { values: Values::Within { low, high, without: BTreeSet::new() }, null: false }
    }

    /// Whether every value of it is in `other`; may say no where it is, never yes where it is not.
    #[must_use]
    pub fn is_subset_of(&self, other: &Self) -> bool {
        if self.null && !other.null {
            return false;
        }
        match (&self.values, &other.values) {
            (Values::Among(keys), _) => keys.iter().all(|key| other.has(key)),
            (Values::Within { .. }, Values::Among(_)) => false,
            (Values::Within { low, high, .. }, Values::Within { low: least, high: greatest, without }) => {
                starts_after(low, least) && ends_before(high, greatest) && without.iter().all(|key| !self.has(key))
            }
        }
    }

    /// The values that are in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let null = self.null && other.null;
        let values = match (&self.values, &other.values) {
            (Values::Among(keys), _) => Values::Among(keys.iter().filter(|key| other.has(key)).cloned().collect()),
            (_, Values::Among(keys)) => Values::Among(keys.iter().filter(|key| self.has(key)).cloned().collect()),
            (
                Values::Within { low, high, without },
                Values::Within { low: other_low, high: other_high, without: others },
            ) => Values::Within {
                low: if starts_after(low, other_low) { low.clone() } else { other_low.clone() },
                high: if ends_before(high, other_high) { high.clone() } else { other_high.clone() },
                without: without.union(others).cloned().collect(),
            },
        };
        Self { values, null }
    }

    /// Whether nothing is in it, null neither; may say no where it is, never yes where it is not.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let nothing = match &self.values {
            Values::Among(keys) => keys.is_empty(),
            Values::Within { low: Bound::Included(low), high: Bound::Included(high), .. } => low > high,
            Values::Within {
                low: Bound::Included(low) | Bound::Excluded(low),
                high: Bound::Included(high) | Bound::Excluded(high),
                ..
            } => low >= high,
            Values::Within { .. } => false,
        };
        nothing && !self.null
    }

    /// Whether it is one value and nothing else.
    #[must_use]
    pub fn is_single(&self) -> bool {
        !self.null && matches!(&self.values, Values::Among(keys) if keys.len() == 1)
    }

    /// Whether null is in it.
    #[must_use]
    pub fn has_null(&self) -> bool {
        self.null
    }

    /// Its texts, where it is a list of texts and nothing else.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<&str>> {
        let Values::Among(keys) = &self.values else { return None };
        let texts = keys.iter().map(|key| if let Key::Text(text) = key { Some(text.as_str()) } else { None });
        if self.null { None } else { texts.collect() }
    }

    /// Whether it is a union of whole bands between `breaks`; `whole` says that the values are whole numbers.
    #[must_use]
    pub fn is_union_of_bands(&self, breaks: &[f64], whole: bool) -> bool {
        let is_break = |number: f64| breaks.iter().any(|edge| Number(*edge) == Number(number));
        let (low, high) = match &self.values {
            _ if self.null => return false,
            Values::Among(keys) => match keys.iter().next() {
                Some(key) if keys.len() == 1 => (Bound::Included(key.clone()), Bound::Included(key.clone())),
                _ => return false,
            },
            Values::Within { low, high, without } if without.is_empty() => (low.clone(), high.clone()),
            Values::Within { .. } => return false,
        };
        let starts = match low {
            Bound::Unbounded => true,
            Bound::Included(Key::Number(number)) => is_break(number.0),
            _ => false,
        };
        let ends = match high {
            Bound::Unbounded => true,
            // 60–64 ends with 64: the next whole number begins the next band.
            Bound::Included(Key::Number(number)) => whole && is_break(number.0 + 1.0),
            Bound::Excluded(Key::Number(number)) => is_break(number.0),
            _ => false,
        };
        starts && ends
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        match &self.values {
            Values::Among(keys) => keys.contains(key),
            Values::Within { low, high, without } => {
                let above = match low {
                    Bound::Unbounded => true,
                    Bound::Included(edge) => key >= edge,
                    Bound::Excluded(edge) => key > edge,
                };
                let below = match high {
                    Bound::Unbounded => true,
                    Bound::Included(edge) => key <= edge,
                    Bound::Excluded(edge) => key < edge,
                };
                above && below && !without.contains(key)
            }
        }
    }
}

/// Whether nothing from `low` on lies before `least`.
fn starts_after(low: &Bound<Key>, least: &Bound<Key>) -> bool {
    match (low, least) {
        (_, Bound::Unbounded) => true,
        (Bound::Unbounded, _) => false,
        (Bound::Included(a), Bound::Excluded(b)) => a > b,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a >= b,
    }
}

/// Whether nothing up to `high` lies behind `greatest`.
fn ends_before(high: &Bound<Key>, greatest: &Bound<Key>) -> bool {
    match (high, greatest) {
        (_, Bound::Unbounded) => true,
        (Bound::Unbounded, _) => false,
        (Bound::Included(a), Bound::Excluded(b)) => a < b,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a <= b,
    }
}
