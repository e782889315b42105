//! What a row of 人員 says by itself: its days, and the characters of names.

use jiff::ToSpan as _;

use super::finding_list::{FindingList, place, written};
use super::history_table::{HistoryTable, text_at};
use super::persons::Persons;
use crate::domain::{Dictionary, IDENTITY, PERSON};
use crate::domain::{date_of, epoch_day};
use crate::query::{FrameError, FrameSource};

/// The youngest age at which somebody can have been employed.
const YOUNGEST: i32 = 16;
/// More days than any sixteen years have.
const YOUNGEST_IN_DAYS: i32 = YOUNGEST * 366;
/// The field that holds a name, in every table that has one.
const NAME: &str = "姓名";

/// Why somebody born on `birth` cannot have begun on `start`.
pub(super) fn too_young(birth: i32, start: i32, field: &str) -> Option<String> {
    // Nearly everybody: without a look at the calendar.
    if start - birth >= YOUNGEST_IN_DAYS {
        return None;
    }
    if start < birth {
        return Some(format!("{field} {} 早於出生日期 {}", written(start), written(birth)));
    }
    let grown = date_of(birth).saturating_add(YOUNGEST.years());
    (start < epoch_day(grown))
        .then(|| format!("{field} {} 時未滿 {YOUNGEST} 歲（出生日期 {}）", written(start), written(birth)))
}

/// Why the row of `person` cannot be true of somebody born on that day. Both days may be too early: one is told, for the
/// mistake is one.
pub(super) fn begins_too_young(persons: &Persons, person: usize) -> Option<String> {
    let birth = persons.birth[person]?;
    let days = [(persons.first[person], "初任公職日"), (persons.arrival[person], "到職日")];
    days.into_iter().find_map(|(day, field)| too_young(birth, day?, field))
}

/// Checks the days of everybody.
pub(super) fn check_persons(persons: &Persons, findings: &mut FindingList) {
    let reasons = persons.table().texts("離職原因");
    let organs = persons.table().texts("服務機關");
    for person in 0..persons.len() {
        let arrival = persons.arrival[person];
        let at = |day| place("到職日", day, text_at(organs, person));
        let mut push = |rule, message| findings.push(rule, PERSON, persons.identity(person), at(arrival), message);
        if let Some(message) = begins_too_young(persons, person) {
            push("service-before-birth", message);
        }
        let Some(leave) = persons.leave[person] else { continue };
        if let Some(arrival) = arrival.filter(|arrival| leave < *arrival) {
            let message = format!("離職日 {} 早於到職日 {}", written(leave), written(arrival));
            push("leave-before-arrival", message);
        }
        if reasons.is_some_and(|reasons| reasons.get(person).is_none()) {
            push("leave-reason-missing", format!("離職日 {}，離職原因空白", written(leave)));
        }
    }
}

/// Looks for characters that stand for a lost one, in the names of every table.
///
/// # Errors
/// When a table cannot be read.
pub(super) fn check_names(
    source: &dyn FrameSource,
    dictionary: &Dictionary,
    findings: &mut FindingList,
) -> Result<(), FrameError> {
    for table in dictionary.tables.iter().filter(|table| table.fields.iter().any(|field| field.name == NAME)) {
        let Some(read) = HistoryTable::read(source, dictionary, &table.name, &[IDENTITY, NAME])? else { continue };
        let Some(names) = read.texts(NAME) else { continue };
        for (row, name) in names.iter().enumerate() {
            let Some((name, lost)) = name.and_then(|name| Some((name, lost_character(name)?))) else { continue };
            let identity = text_at(read.texts(IDENTITY), row).unwrap_or_default();
            let code = u32::from(lost);
            let message = format!("姓名「{name}」含有缺字 U+{code:04X}");
            findings.push("lost-character", &table.name, identity, NAME.to_owned(), message);
        }
    }
    Ok(())
}

/// The first character of `name` that stands for one that was lost.
fn lost_character(name: &str) -> Option<char> {
    name.chars().find(|c| {
        matches!(c, '?' | '？' | '〓' | '□' | '\u{fffd}')
            // The private use area: 造字 that no table has turned into a character.
            || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn sixteen_years_are_counted_on_the_calendar() {
        let day = |year, month, at| epoch_day(date(year, month, at));
        let birth = day(1990, 5, 20);
        assert_eq!(too_young(birth, day(2006, 5, 20), "到職日"), None);
        assert!(too_young(birth, day(2006, 5, 19), "到職日").unwrap().contains("未滿 16 歲"));
        assert!(too_young(birth, day(1990, 5, 19), "到職日").unwrap().contains("早於出生日期"));
        // Born on 29 February: sixteen years later there is one again.
        assert_eq!(too_young(day(1992, 2, 29), day(2008, 2, 29), "到職日"), None);
    }

    #[test]
    fn a_rare_character_is_not_a_lost_one() {
        for name in ["陳?甲", "林〓", "王\u{fffd}", "吳□", "黃\u{e000}", "李\u{f0000}", "周？"] {
            assert!(lost_character(name).is_some(), "{name}");
        }
        for name in ["陳甲松", "𠮷田", "游錫堃", "瓦歷斯．諾幹", "Ａ"] {
            assert_eq!(lost_character(name), None, "{name}");
        }
    }
}
