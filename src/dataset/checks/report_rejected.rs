//! The sheets of the rejected rows: how many by file and rule, and each of them, for the office that must correct it.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::report::ROWS_A_SHEET;
use super::report_sheet::{Cell, ReportSheet};
use crate::dataset::rejected::{Rejected, rule_in_words};

/// 退件: counts.
pub(super) fn rejected_by_rule(rejected: &[Rejected]) -> Result<Worksheet, XlsxError> {
    let mut counts: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
    for row in rejected {
        let (count, first) = counts.entry((&row.file, &row.rule)).or_insert((0, row.line));
        *count += 1;
        *first = row.line.min(*first);
    }
    let mut sheet = ReportSheet::new("退件")?;
    let rows = counts.into_iter().map(|((file, rule), (count, first))| {
        let words = Cell::Text(rule_in_words(rule));
        [Cell::Text(file), Cell::Text(rule), words, Cell::Count(count), Cell::Count(first)]
    });
    sheet.filtered_table(&["檔案", "規則", "說明", "列數", "第一列在第幾行"], rows, "沒有退件。")?;
    sheet.finish()
}

/// 退件明細: the rows, as many as a sheet holds.
pub(super) fn rejected_rows(rejected: &[Rejected]) -> Result<Worksheet, XlsxError> {
    let mut sheet = ReportSheet::new("退件明細")?;
    let rows = rejected.iter().take(ROWS_A_SHEET).map(|row| {
        [
            Cell::Text(&row.file),
            Cell::Count(row.line),
            Cell::Text(&row.field),
            Cell::Text(&row.value),
            Cell::Text(&row.rule),
            Cell::Text(rule_in_words(&row.rule)),
        ]
    });
    sheet.filtered_table(&["檔案", "行", "欄位", "內容", "規則", "說明"], rows, "沒有退件。")?;
    if let Some(words) = left_over(rejected.len()) {
        sheet.gap();
        sheet.line(&words)?;
    }
    sheet.finish()
}

/// That not every row is on the sheet, where it is so.
pub(super) fn left_over(rows: usize) -> Option<String> {
    (rows > ROWS_A_SHEET)
        .then(|| format!("「退件明細」只列前 {ROWS_A_SHEET} 列，全部 {rows} 列見快照內的 rejected.csv。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list that is cut without a word would pass for the whole.
    #[test]
    fn a_cut_list_says_so() {
        assert_eq!(left_over(ROWS_A_SHEET), None);
        let words = left_over(ROWS_A_SHEET + 1).unwrap();
        assert!(words.contains("前 1000000 列") && words.contains("1000001"), "{words}");
    }
}
