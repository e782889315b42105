//! What has happened cannot have happened after the day for which the snapshot speaks.

use super::finding_list::{FindingList, place, written};
use super::history_table::{HistoryTable, text_at};
use crate::domain::{Dictionary, FieldType, IDENTITY, TableDef};
use crate::query::{FrameError, FrameSource};

/// A day of leaving is known before it comes.
const LEAVE: &str = "離職日";
/// So is the end of whatever has a beginning of its own to be held against: a course, an office beside the post.
const END: &str = "迄日";

/// Checks the dates of every table.
///
/// # Errors
/// When a table cannot be read.
pub(super) fn check_future(
    source: &dyn FrameSource,
    dictionary: &Dictionary,
    as_of: i32,
    findings: &mut FindingList,
) -> Result<(), FrameError> {
    for table in &dictionary.tables {
        let fields = dates_of(table);
        let Some(read) = HistoryTable::read(source, dictionary, &table.name, &fields)? else { continue };
        // The national tables have millions of rows and hardly a day to come: whose they are is read where there is one.
        let late: Vec<&str> =
            fields.into_iter().filter(|field| read.latest_day(field).is_some_and(|latest| latest > as_of)).collect();
        if late.is_empty() {
            continue;
        }
        let mut columns = vec![IDENTITY];
        columns.extend(&late);
        let Some(read) = HistoryTable::read(source, dictionary, &table.name, &columns)? else { continue };
        for field in late {
            for (row, day) in read.days_or_none(field).into_iter().enumerate() {
                let Some(day) = day.filter(|day| *day > as_of) else { continue };
                let identity = text_at(read.texts(IDENTITY), row).unwrap_or_default();
                let message = format!("{field} {} 晚於資料截止日 {}", written(day), written(as_of));
                findings.push("future-date", &table.name, identity, place(field, Some(day), None), message);
            }
        }
    }
    Ok(())
}

fn dates_of(table: &TableDef) -> Vec<&str> {
    let dates = table.fields.iter().filter(|field| field.kind == FieldType::Date);
    dates.map(|field| field.name.as_str()).filter(|name| *name != LEAVE && !name.ends_with(END)).collect()
}
