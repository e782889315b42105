//! Figures of flows by authority, while they are counted.

use std::collections::{BTreeMap, HashMap};

use super::flow::{FlowCounts, FlowRow};

/// Figures by authority. Authorities have numbers, for there are millions of posts.
#[derive(Default)]
pub(super) struct Tally {
    numbers: HashMap<String, u32>,
    counts: Vec<FlowCounts>,
    reasons: HashMap<String, u64>,
}

impl Tally {
    /// The number of an authority; a new one where it has none yet.
    pub(super) fn number(&mut self, authority: &str) -> u32 {
        if let Some(number) = self.numbers.get(authority) {
            return *number;
        }
        let number = u32::try_from(self.counts.len()).expect("there are some seventy authorities");
        self.numbers.insert(authority.to_owned(), number);
        self.counts.push(FlowCounts::default());
        number
    }

    /// The figures of authority `number`.
    pub(super) fn of(&mut self, number: u32) -> &mut FlowCounts {
        &mut self.counts[number as usize]
    }

    /// Somebody left for this reason.
    pub(super) fn leave(&mut self, reason: &str) {
        *self.reasons.entry(reason.to_owned()).or_default() += 1;
    }

    /// The authorities by name, without those where nobody was and nobody came; the reasons, most first.
    pub(super) fn finish(self) -> (Vec<FlowRow>, Vec<(String, u64)>) {
        let names: BTreeMap<String, u32> = self.numbers.into_iter().collect();
        let row = |(authority, number): (String, u32)| FlowRow { authority, counts: self.counts[number as usize] };
        let rows = names.into_iter().map(row).filter(|row| !row.counts.is_empty()).collect();
        let mut reasons: Vec<(String, u64)> = self.reasons.into_iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        (rows, reasons)
    }
}
