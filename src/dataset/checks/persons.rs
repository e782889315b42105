//! The persons of a snapshot, found by identity number, and which rows of a child table are whose.

use std::collections::HashMap;

use polars::prelude::StringChunked;

use super::history_table::{Days, HistoryTable};
use crate::domain::{Dictionary, IDENTITY, PERSON};
use crate::query::{FrameError, FrameSource};

/// Nobody: the row is of a person that 人員 does not have.
const NOBODY: u32 = u32::MAX;

/// The rows of 人員.
pub(in crate::dataset) struct Persons {
    table: HistoryTable,
    identities: StringChunked,
    /// Days of birth.
    pub(in crate::dataset) birth: Days,
    /// 初任公職日.
    pub(in crate::dataset) first: Days,
    /// 到職日.
    pub(in crate::dataset) arrival: Days,
    /// 離職日.
    pub(in crate::dataset) leave: Days,
}

impl Persons {
    /// Reads 人員: the days, and `texts` besides.
    ///
    /// # Errors
    /// When there is no table 人員, or it cannot be read.
    pub(in crate::dataset) fn read(
        source: &dyn FrameSource,
        dictionary: Option<&Dictionary>,
        others: &[&str],
    ) -> Result<Self, FrameError> {
        let mut columns = vec![IDENTITY, "出生日期", "初任公職日", "到職日", "離職日"];
        columns.extend(others);
        let table = match dictionary {
            Some(dictionary) => HistoryTable::read(source, dictionary, PERSON, &columns)?,
            None => HistoryTable::read_columns(source, PERSON, &columns)?,
        };
        let missing = || FrameError::MissingTable { as_of: source.as_of(), table: PERSON.to_owned() };
        let table = table.ok_or_else(missing)?;
        let identities = table.texts(IDENTITY).cloned().ok_or_else(missing)?;
        Ok(Self {
            birth: table.days_or_none("出生日期"),
            first: table.days_or_none("初任公職日"),
            arrival: table.days_or_none("到職日"),
            leave: table.days_or_none("離職日"),
            table,
            identities,
        })
    }

    /// How many.
    pub(in crate::dataset) fn len(&self) -> usize {
        self.table.rows()
    }

    /// The identity numbers.
    pub(in crate::dataset) fn identities(&self) -> &StringChunked {
        &self.identities
    }

    /// The identity number of `person`.
    pub(in crate::dataset) fn identity(&self, person: usize) -> &str {
        self.identities.get(person).unwrap_or_default()
    }

    /// The columns that were asked for besides.
    pub(in crate::dataset) fn table(&self) -> &HistoryTable {
        &self.table
    }

    /// Whether `person` is in service on `day`: the field 在職 of the dictionary.
    pub(in crate::dataset) fn serves(&self, person: usize, day: i32) -> bool {
        self.leave[person].is_none_or(|leave| leave > day)
    }

    /// Row by identity number.
    pub(in crate::dataset) fn index(&self) -> HashMap<&str, u32> {
        let mut index = HashMap::with_capacity(self.len());
        for (row, identity) in self.identities().iter().enumerate() {
            if let (Some(identity), Ok(row)) = (identity, u32::try_from(row)) {
                index.insert(identity, row);
            }
        }
        index
    }
}

/// The rows of a child table, gathered by person. Rows of one person keep their order.
pub(in crate::dataset) struct RowsByPerson {
    /// Where each person's rows begin in `rows`; one entry more than there are persons.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl RowsByPerson {
    /// Of `table`; rows of nobody are left out. Without a table nobody has a row.
    pub(in crate::dataset) fn gather(index: &HashMap<&str, u32>, persons: usize, table: Option<&HistoryTable>) -> Self {
        let mut owners = Vec::with_capacity(table.map_or(0, HistoryTable::rows));
        if let Some(identities) = table.and_then(|table| table.texts(IDENTITY)) {
            // Snapshots keep a person's rows together: the one before is asked first.
            let (mut before, mut owner) = (None, NOBODY);
            for identity in identities.iter() {
                if identity != before {
                    owner = identity.and_then(|identity| index.get(identity)).copied().unwrap_or(NOBODY);
                    before = identity;
                }
                owners.push(owner);
            }
        }
        let mut starts = vec![0_u32; persons + 1];
        for owner in owners.iter().filter(|owner| **owner != NOBODY) {
            starts[*owner as usize + 1] += 1;
        }
        for person in 0..persons {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; starts[persons] as usize];
        for (row, owner) in (0_u32..).zip(&owners) {
            if *owner != NOBODY {
                let at = &mut next[*owner as usize];
                rows[*at as usize] = row;
                *at += 1;
            }
        }
        Self { starts, rows }
    }

    /// The rows of `person`.
    pub(in crate::dataset) fn of(&self, person: usize) -> impl Iterator<Item = usize> + '_ {
        let range = self.starts[person] as usize..self.starts[person + 1] as usize;
        self.rows[range].iter().map(|row| *row as usize)
    }
}
