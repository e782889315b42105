//! What a comparison of two snapshots reads of them.

use std::collections::HashMap;
use std::ops::Deref;

use polars::prelude::StringChunked;

use super::history_table::{Days, HistoryTable, text_at};
use super::persons::{Persons, RowsByPerson};
use super::service_line::Recorded;
use crate::domain::IDENTITY;
use crate::query::{FrameError, FrameSource};

/// Columns of 人員 besides its key and days.
pub(super) const OF_SIDE: [&str; 3] = [AUTHORITY, SEX, REASON];
const AUTHORITY: &str = "主管機關";
const REASON: &str = "離職原因";
const SEX: &str = "性別";

/// 人員 of one snapshot; its columns are looked up once.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    persons: &'a Persons,
    authority: Option<&'a StringChunked>,
    /// 性別.
    pub(super) sex: Option<&'a StringChunked>,
    /// 離職原因.
    pub(super) reason: Option<&'a StringChunked>,
}

impl<'a> Side<'a> {
    pub(super) fn new(persons: &'a Persons) -> Self {
        let texts = |name| persons.table().texts(name);
        Self { persons, authority: texts(AUTHORITY), sex: texts(SEX), reason: texts(REASON) }
    }

    /// 主管機關, or words for none.
    pub(super) fn authority_of(self, person: usize) -> &'a str {
        text_at(self.authority, person).unwrap_or("（未載明）")
    }
}

impl Deref for Side<'_> {
    type Target = Persons;

    fn deref(&self) -> &Persons {
        self.persons
    }
}

/// What flows need of 經歷.
pub(super) struct PostDays {
    authority: Option<StringChunked>,
    rows: RowsByPerson,
    arrival: Days,
    leave: Days,
}

impl PostDays {
    /// Of the persons in `index`.
    pub(super) fn read(
        source: &dyn FrameSource,
        index: &HashMap<&str, u32>,
        persons: usize,
    ) -> Result<Self, FrameError> {
        let table = HistoryTable::read_columns(source, "經歷", &[IDENTITY, AUTHORITY, "到職日", "離職日"])?;
        let days = |name| table.as_ref().map_or_else(Vec::new, |table| table.days_or_none(name));
        let rows = RowsByPerson::gather(index, persons, table.as_ref());
        let authority = table.as_ref().and_then(|table| table.texts(AUTHORITY)).cloned();
        Ok(Self { arrival: days("到職日"), leave: days("離職日"), rows, authority })
    }

    /// The days of the posts of `person`.
    pub(super) fn days(&self, person: usize) -> impl Iterator<Item = i32> {
        self.rows.of(person).flat_map(|row| [self.arrival[row], self.leave[row]]).flatten()
    }

    /// The posts of `person` that have a beginning; `number` gives each authority its number.
    pub(super) fn posts(&self, person: usize, mut number: impl FnMut(&str) -> u32) -> impl Iterator<Item = Recorded> {
        self.rows.of(person).filter_map(move |row| {
            let authority = text_at(self.authority.as_ref(), row).map(&mut number);
            Some(Recorded { start: self.arrival[row]?, end: self.leave[row], authority })
        })
    }
}
