//! 考試 and 銓審 against 人員.

use std::collections::HashMap;

use super::finding_list::{FindingList, place, written};
use super::history_table::{HistoryTable, text_at};
use super::persons::{Persons, RowsByPerson};

const EXAMS: &str = "考試";
const REVIEWS: &str = "銓審";

/// Whether somebody must be in service to sit this examination.
fn is_promotion(kind: &str) -> bool {
    kind.contains("升官等") || kind.contains("升資")
}

/// The entry examination, and promotions by examination.
pub(super) fn check_exams(
    persons: &Persons,
    index: &HashMap<&str, u32>,
    table: &HistoryTable,
    findings: &mut FindingList,
) {
    let (Some(days), Some(kinds)) = (table.days("及格日期"), table.texts("考試種類")) else { return };
    let years = table.numbers("年度");
    let entry_years = persons.table().numbers("進用考試年度");
    let entry_kinds = persons.table().texts("進用考試種類");
    let rows = RowsByPerson::gather(index, persons.len(), Some(table));
    for person in 0..persons.len() {
        let Some(first) = persons.first[person] else { continue };
        let exams = || rows.of(person).filter_map(|row| Some((row, days[row]?, kinds.get(row)?)));
        let mut push = |rule, day, kind, message| {
            findings.push(rule, EXAMS, persons.identity(person), place("及格日期", Some(day), Some(kind)), message);
        };
        for (_, day, kind) in exams().filter(|(_, day, kind)| is_promotion(kind) && *day < first) {
            let message = format!("{kind}及格日期 {} 早於初任公職日 {}", written(day), written(first));
            push("promotion-before-appointment", day, kind, message);
        }
        // Somebody may pass a higher examination in service and be appointed by it anew.
        let earlier = exams().any(|(_, day, kind)| !is_promotion(kind) && day <= first);
        let entry = text_at(entry_kinds, person);
        let year = entry_years.as_ref().and_then(|years| years[person]);
        let (Some(entry), Some(year), false) = (entry, year, earlier) else { continue };
        let is_entry = |row: usize, kind: &str| {
            kind == entry && !is_promotion(kind) && years.as_ref().is_some_and(|years| years[row] == Some(year))
        };
        if let Some((_, day, kind)) = exams().find(|(row, day, kind)| *day > first && is_entry(*row, kind)) {
            let message = format!("進用考試（{kind}）及格日期 {} 晚於初任公職日 {}", written(day), written(first));
            push("exam-after-appointment", day, kind, message);
        }
    }
}

/// The reviews: when they take effect, and what the newest says of rank and grade.
pub(super) fn check_reviews(
    persons: &Persons,
    index: &HashMap<&str, u32>,
    table: &HistoryTable,
    as_of: i32,
    findings: &mut FindingList,
) {
    let Some(effective) = table.days("生效日期") else { return };
    let approved = table.days_or_none("核定日期");
    let results = table.texts("審查結果");
    let (ranks, grades) = (table.texts("官等"), table.numbers("職等"));
    let present_ranks = persons.table().texts("官等");
    let present_grades = persons.table().numbers("職等");
    let rows = RowsByPerson::gather(index, persons.len(), Some(table));
    for person in 0..persons.len() {
        let mut newest: Option<(i32, Option<i32>, usize)> = None;
        for (row, day) in rows.of(person).filter_map(|row| Some((row, effective[row]?))) {
            if let Some(first) = persons.first[person].filter(|first| day < *first) {
                let message = format!("銓審生效日期 {} 早於初任公職日 {}", written(day), written(first));
                let at = place("生效日期", Some(day), text_at(results, row));
                findings.push("promotion-before-appointment", REVIEWS, persons.identity(person), at, message);
            }
            // What is not in force yet, or was refused, gives nobody a rank.
            let refused = text_at(results, row).is_some_and(|result| result.starts_with('不'));
            let candidate = (day, approved[row], row);
            if day <= as_of && !refused && newest.is_none_or(|known| known < candidate) {
                newest = Some(candidate);
            }
        }
        let Some((day, _, row)) = newest else { continue };
        let mut differences = Vec::new();
        let present_rank = text_at(present_ranks, person);
        if let Some(rank) = text_at(ranks, row).filter(|rank| Some(*rank) != present_rank) {
            let present = present_rank.unwrap_or("空白");
            differences.push(format!("官等：「人員」為{present}，「銓審」為{rank}"));
        }
        let present_grade = present_grades.as_ref().and_then(|grades| grades[person]);
        if let Some(grade) =
            grades.as_ref().and_then(|grades| grades[row]).filter(|grade| Some(*grade) != present_grade)
        {
            let present = present_grade.map_or_else(|| "空白".to_owned(), |grade| grade.to_string());
            differences.push(format!("職等：「人員」為 {present}，「銓審」為 {grade}"));
        }
        if !differences.is_empty() {
            let at = place("生效日期", Some(day), text_at(results, row));
            let identity = persons.identity(person);
            findings.push("current-post-against-review", REVIEWS, identity, at, differences.join("；"));
        }
    }
}
