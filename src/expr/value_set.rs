//! Sets of values of one field: ranges and listed values; what two of them have in common, and which holds which.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::civil::Date;

use super::Literal;

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

/// From one bound to another.
type Range = (Bound<Key>, Bound<Key>);

/// The values that a condition lets a field have: ranges that lie apart, from least to greatest. A listed value is a range of
/// one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSet {
    ranges: Vec<Range>,
    pub(super) null: bool,
}

impl ValueSet {
    /// Every value and null: no condition.
    #[must_use]
    pub fn any() -> Self {
        Self { null: true, ..Self::within(Bound::Unbounded, Bound::Unbounded) }
    }

    pub(super) fn among(keys: BTreeSet<Key>) -> Self {
        let point = |key: Key| (Bound::Included(key.clone()), Bound::Included(key));
        Self { ranges: keys.into_iter().map(point).collect(), null: false }
    }

    pub(super) fn within(low: Bound<Key>, high: Bound<Key>) -> Self {
        Self { ranges: joined(vec![(low, high)]), null: false }
    }

    /// The numbers from the one, itself included, to the other, itself not included; without an end where there is none.
    #[must_use]
    pub fn from_to(from: Option<f64>, to: Option<f64>) -> Self {
        let key = |number| Key::Number(Number(number));
        let low = from.map_or(Bound::Unbounded, |from| Bound::Included(key(from)));
        Self::within(low, to.map_or(Bound::Unbounded, |to| Bound::Excluded(key(to))))
    }

    /// Null and nothing else.
    pub(super) fn only_null() -> Self {
        Self { ranges: Vec::new(), null: true }
    }

    /// Whether every value of it is in `other`; may say no where it is, never yes where it is not.
    #[must_use]
    pub fn is_subset_of(&self, other: &Self) -> bool {
        let holds = |(low, high): &Range, (least, greatest): &Range| {
            low_order(least, low).is_le() && high_order(high, greatest).is_le()
        };
        // Ranges lie apart: one of this set is in the other only as a whole.
        (!self.null || other.null)
            && self.ranges.iter().all(|range| other.ranges.iter().any(|wider| holds(range, wider)))
    }

    /// The values that are in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        for (low, high) in &self.ranges {
            for (other_low, other_high) in &other.ranges {
                let low = if low_order(low, other_low).is_ge() { low } else { other_low };
                let high = if high_order(high, other_high).is_le() { high } else { other_high };
                ranges.push((low.clone(), high.clone()));
            }
        }
        Self { ranges: joined(ranges), null: self.null && other.null }
    }

    /// The values that are in one of them.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { ranges: joined([self.ranges.as_slice(), &other.ranges].concat()), null: self.null || other.null }
    }

    /// Every value that is not in it. Null is neither in a set nor out of it.
    pub(super) fn complement(&self) -> Self {
        let mut ranges = Vec::new();
        let mut low = Bound::Unbounded;
        let mut open = true;
        for (from, to) in &self.ranges {
            if let Some(high) = across(from) {
                ranges.push((low, high));
            }
            let Some(next) = across(to) else {
                (low, open) = (Bound::Unbounded, false);
                break;
            };
            low = next;
        }
        if open {
            ranges.push((low, Bound::Unbounded));
        }
        Self { ranges: joined(ranges), null: false }
    }

    /// The same for a field of whole numbers: bounds between two of them are moved to the nearest, and ranges between which
    /// there is none are one.
    pub(super) fn whole(self) -> Self {
        let number = |key: &Key| if let Key::Number(number) = key { Some(number.0) } else { None };
        let at = |number: f64| Bound::Included(Key::Number(Number(number)));
        let low = |bound: Bound<Key>| match &bound {
            Bound::Included(key) => number(key).map_or(bound.clone(), |number| at(number.ceil())),
            Bound::Excluded(key) => number(key).map_or(bound.clone(), |number| at(number.floor() + 1.0)),
            Bound::Unbounded => Bound::Unbounded,
        };
        let high = |bound: Bound<Key>| match &bound {
            Bound::Included(key) => number(key).map_or(bound.clone(), |number| at(number.floor())),
            Bound::Excluded(key) => number(key).map_or(bound.clone(), |number| at(number.ceil() - 1.0)),
            Bound::Unbounded => Bound::Unbounded,
        };
        let moved = joined(self.ranges.into_iter().map(|(from, to)| (low(from), high(to))).collect());
        let mut ranges: Vec<Range> = Vec::new();
        for (from, to) in moved {
            match (ranges.last_mut(), &from) {
                (Some((_, Bound::Included(Key::Number(before)))), Bound::Included(Key::Number(after)))
                    if Number(before.0 + 1.0) == *after =>
                {
                    if let Some(last) = ranges.last_mut() {
                        last.1 = to;
                    }
                }
                _ => ranges.push((from, to)),
            }
        }
        Self { ranges, null: self.null }
    }

    /// The one value that a range holds.
    fn point((low, high): &Range) -> Option<&Key> {
        match (low, high) {
            (Bound::Included(low), Bound::Included(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether nothing is in it, null neither.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && !self.null
    }

    /// Whether it is one value and nothing else.
    #[must_use]
    pub fn is_single(&self) -> bool {
        !self.null && matches!(self.ranges.as_slice(), [range] if Self::point(range).is_some())
    }

    /// The one value that it is, where it is one and nothing else.
    #[must_use]
    pub fn single(&self) -> Option<Literal> {
        if !self.is_single() {
            return None;
        }
        Some(match Self::point(self.ranges.first()?)? {
            Key::Bool(flag) => Literal::Bool(*flag),
            #[expect(clippy::cast_possible_truncation, reason = "a whole number within what a float holds exactly")]
            Key::Number(number) if number.0.fract() == 0.0 => Literal::Integer(number.0 as i64),
            Key::Number(number) => Literal::Decimal(number.0),
            Key::Day(day) => Literal::Date(*day),
            Key::Text(text) => Literal::Text(text.clone()),
        })
    }

    /// Whether null is in it.
    #[must_use]
    pub fn has_null(&self) -> bool {
        self.null
    }

    /// Its texts, where it is a list of texts and nothing else.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<&str>> {
        let text = |range| if let Some(Key::Text(text)) = Self::point(range) { Some(text.as_str()) } else { None };
        if self.null { None } else { self.ranges.iter().map(text).collect() }
    }

    /// Whether it is a union of whole bands between `breaks`; `whole` says that the values are whole numbers.
    #[must_use]
    pub fn is_union_of_bands(&self, breaks: &[f64], whole: bool) -> bool {
        let is_break = |number: f64| breaks.iter().any(|edge| Number(*edge) == Number(number));
        let fits = |(low, high): &Range| {
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
        };
        let set = if whole { self.clone().whole() } else { self.clone() };
        !set.null && !set.ranges.is_empty() && set.ranges.iter().all(fits)
    }
}

/// Ranges that lie apart, from least to greatest, without the empty ones.
fn joined(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.retain(|(low, high)| match (low, high) {
        (Bound::Included(low), Bound::Included(high)) => low <= high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => low < high,
        _ => true,
    });
    ranges.sort_by(|a, b| low_order(&a.0, &b.0).then_with(|| high_order(&a.1, &b.1)));
    let mut apart: Vec<Range> = Vec::new();
    for (low, high) in ranges {
        match apart.last_mut() {
            Some((_, last)) if reaches(last, &low) => {
                if high_order(&high, last).is_gt() {
                    *last = high;
                }
            }
            _ => apart.push((low, high)),
        }
    }
    apart
}

/// Whether a range that ends so leaves nothing out before one that starts so.
fn reaches(high: &Bound<Key>, low: &Bound<Key>) -> bool {
    match (high, low) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
        (Bound::Excluded(end), Bound::Excluded(start)) => end > start,
        (Bound::Included(end) | Bound::Excluded(end), Bound::Included(start) | Bound::Excluded(start)) => end >= start,
    }
}

/// Which of two ranges starts first.
fn low_order(a: &Bound<Key>, b: &Bound<Key>) -> Ordering {
    match (a, b) {
        (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
        (Bound::Unbounded, _) => Ordering::Less,
        (_, Bound::Unbounded) => Ordering::Greater,
        (Bound::Included(a), Bound::Excluded(b)) => a.cmp(b).then(Ordering::Less),
        (Bound::Excluded(a), Bound::Included(b)) => a.cmp(b).then(Ordering::Greater),
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => a.cmp(b),
    }
}

/// Which of two ranges ends first.
fn high_order(a: &Bound<Key>, b: &Bound<Key>) -> Ordering {
    match (a, b) {
        (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
        (Bound::Unbounded, _) => Ordering::Greater,
        (_, Bound::Unbounded) => Ordering::Less,
        (Bound::Included(a), Bound::Excluded(b)) => a.cmp(b).then(Ordering::Greater),
        (Bound::Excluded(a), Bound::Included(b)) => a.cmp(b).then(Ordering::Less),
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => a.cmp(b),
    }
}

/// The other side of a bound; none beyond the last value.
fn across(bound: &Bound<Key>) -> Option<Bound<Key>> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(key) => Some(Bound::Excluded(key.clone())),
        Bound::Excluded(key) => Some(Bound::Included(key.clone())),
    }
}
