//! Runs every rule over the histories of one snapshot.

use super::exam_checks::{check_exams, check_reviews};
use super::finding::{Finding, SkippedRule};
use super::finding_list::FindingList;
use super::future_checks::check_future;
use super::history_table::HistoryTable;
use super::person_checks::{check_names, check_persons};
use super::persons::{Persons, RowsByPerson};
use super::post_checks::{RULES_OF_POSTS, check_posts};
use super::post_table::PostTable;
use crate::domain::epoch_day;
use crate::domain::{Dictionary, IDENTITY};
use crate::query::{FrameError, FrameSource};

/// What a check of one snapshot gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryCheck {
    /// The contradictions, in the order of [`RULES`](super::RULES).
    pub findings: Vec<Finding>,
    /// The rules, or parts of them, that could not be run: the snapshot lacks a table or a column.
    pub skipped: Vec<SkippedRule>,
}

/// Columns of 人員 besides its key and days.
const OF_PERSONS: [&str; 7] = ["服務機關", "職稱", "官等", "職等", "離職原因", "進用考試種類", "進用考試年度"];

/// Checks the histories in `source`. Reads only the columns that it needs; what the snapshot does not have is skipped.
///
/// # Errors
/// When a table is there and cannot be read, or there is no 人員.
pub fn check_histories(source: &dyn FrameSource, dictionary: &Dictionary) -> Result<HistoryCheck, FrameError> {
    let as_of = epoch_day(source.as_of().date());
    let mut findings = FindingList::default();
    let persons = Persons::read(source, Some(dictionary), &OF_PERSONS)?;
    check_persons(&persons, &mut findings);
    for (column, rule) in [("離職原因", "leave-reason-missing"), ("出生日期", "service-before-birth")] {
        if persons.table().column_is_missing(column) {
            findings.skip(rule, &format!("「人員」沒有欄位「{column}」"));
        }
    }
    let index = persons.index();
    let read = |table: &str, columns: &[&str]| HistoryTable::read(source, dictionary, table, columns);

    let columns = [IDENTITY, "服務機關", "職稱", "官等", "到職日", "離職日"];
    let posts = read("經歷", &columns)?.and_then(|table| {
        let rows = RowsByPerson::gather(&index, persons.len(), Some(&table));
        PostTable::new(&table, rows)
    });
    match posts {
        Some(posts) if !posts.is_empty() => check_posts(&persons, &posts, as_of, &mut findings),
        _ => RULES_OF_POSTS.iter().for_each(|rule| findings.skip(rule, "沒有資料表「經歷」，或其中沒有任何一列")),
    }
    match read("考試", &[IDENTITY, "年度", "考試種類", "及格日期"])? {
        Some(exams) if exams.rows() > 0 => check_exams(&persons, &index, &exams, &mut findings),
        _ => findings.skip("exam-after-appointment", "沒有資料表「考試」，或其中沒有任何一列"),
    }
    match read("銓審", &[IDENTITY, "核定日期", "審查結果", "官等", "職等", "生效日期"])? {
        Some(reviews) if reviews.rows() > 0 => check_reviews(&persons, &index, &reviews, as_of, &mut findings),
        _ => findings.skip("current-post-against-review", "沒有資料表「銓審」，或其中沒有任何一列"),
    }
    check_names(source, dictionary, &mut findings)?;
    check_future(source, dictionary, as_of, &mut findings)?;
    let (findings, skipped) = findings.finish();
    Ok(HistoryCheck { findings, skipped })
}
