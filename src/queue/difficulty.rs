//! How hard a request is (難易度), from 1 to 5, and how it is estimated from its query.

use serde::{Deserialize, Serialize};

/// 1 is easy, 5 is hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Difficulty(u8);

/// A difficulty that is not from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("難易度要在 1 與 5 之間，這裡是 {0}")]
pub struct DifficultyError(u8);

impl Difficulty {
    /// Every difficulty, from easy to hard.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];
    /// In the middle: what is assumed where nothing is known.
    pub const MEDIUM: Self = Self(3);

    /// The difficulty of this number.
    ///
    /// # Errors
    /// When it is not from 1 to 5.
    pub fn new(number: u8) -> Result<Self, DifficultyError> {
        if (1..=5).contains(&number) { Ok(Self(number)) } else { Err(DifficultyError(number)) }
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The difficulty of a request, from what its query asks for.
    #[must_use]
    pub fn estimate(inputs: &DifficultyInputs) -> Estimate {
        inputs.estimate()
    }
}

impl TryFrom<u8> for Difficulty {
    type Error = DifficultyError;

    fn try_from(number: u8) -> Result<Self, DifficultyError> {
        Self::new(number)
    }
}

impl From<Difficulty> for u8 {
    fn from(difficulty: Difficulty) -> Self {
        difficulty.0
    }
}

/// What of a query makes work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DifficultyInputs {
    /// Statistical tables.
    pub tables: u32,
    /// Lists of persons, whose columns somebody has to review one by one.
    pub lists: u32,
    /// Derived fields.
    pub derived: u32,
    /// Child tables that are brought back to one value a person.
    pub child_tables: u32,
    /// Snapshots that are read.
    pub snapshots: u32,
    /// Whether there is a query at all; without one somebody has to write it.
    pub has_query: bool,
}

/// A difficulty and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The difficulty.
    pub difficulty: Difficulty,
    /// The reason, in words.
    pub why: String,
}

/// Points up to which a request has difficulty 1, 2, 3 and 4; more is 5.
const STEPS: [u32; 4] = [2, 5, 9, 14];

impl DifficultyInputs {
    fn estimate(&self) -> Estimate {
        if !self.has_query {
            let why = "尚無查詢檔，暫以中等難度計".to_owned();
            return Estimate { difficulty: Difficulty::MEDIUM, why };
        }
        // One snapshot is the rule; each one more is a second run and a comparison of codes.
        let parts = [
            (self.tables, 1, "張統計表"),
            (self.lists, 2, "份名冊"),
            (self.derived, 1, "個衍生欄位"),
            (self.child_tables, 2, "個子表彙整"),
            (self.snapshots.saturating_sub(1), 2, "個另加的資料快照"),
        ];
        let mut points = 0_u32;
        let mut words = Vec::new();
        for (count, each, noun) in parts.into_iter().filter(|(count, ..)| *count > 0) {
            let sum = count.saturating_mul(each);
            points = points.saturating_add(sum);
            words.push(format!("{count} {noun}（{sum} 點）"));
        }
        let above = STEPS.iter().filter(|step| points > **step).count();
        let difficulty = Difficulty::ALL.get(above).copied().unwrap_or(Difficulty::MEDIUM);
        let listed = if words.is_empty() { "查詢檔沒有要求任何輸出".to_owned() } else { words.join("、") };
        Estimate { difficulty, why: format!("{listed}，合計 {points} 點，難易度 {}", difficulty.number()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_follows_the_table() {
        let query = DifficultyInputs { snapshots: 1, has_query: true, ..DifficultyInputs::default() };
        let cases = [
            (DifficultyInputs::default(), 3),
            (query, 1),
            (DifficultyInputs { tables: 1, ..query }, 1),
            (DifficultyInputs { tables: 2, ..query }, 1),
            (DifficultyInputs { tables: 2, derived: 1, ..query }, 2),
            (DifficultyInputs { lists: 1, derived: 4, ..query }, 3),
            (DifficultyInputs { tables: 3, child_tables: 2, derived: 3, ..query }, 4),
            (DifficultyInputs { tables: 10, snapshots: 4, ..query }, 5),
            (DifficultyInputs { tables: u32::MAX, lists: u32::MAX, ..query }, 5),
        ];
        for (inputs, expected) in cases {
            assert_eq!(inputs.estimate().difficulty.number(), expected, "{inputs:?}");
        }
    }

    #[test]
    fn the_reason_adds_up() {
        let inputs =
            DifficultyInputs { tables: 2, lists: 1, derived: 1, child_tables: 1, snapshots: 2, has_query: true };
        assert_eq!(
            inputs.estimate().why,
            "2 張統計表（2 點）、1 份名冊（2 點）、1 個衍生欄位（1 點）、1 個子表彙整（2 點）、1 個另加的資料快照（2 點），\
             合計 9 點，難易度 3"
        );
    }

    #[test]
    fn only_one_to_five() {
        assert!(Difficulty::new(0).is_err() && Difficulty::new(6).is_err());
        assert!(serde_json::from_str::<Difficulty>("9").is_err());
        assert_eq!(serde_json::to_string(&Difficulty::MEDIUM).unwrap(), "3");
    }
}
