//! 檢核報告.xlsx: what was found in an import, for the offices that keep the data. Built in memory.
//!
//! It names persons, so it belongs beside the snapshot, readable by its owner only. The same contents give the same bytes.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use zeroize::Zeroizing;

use super::finding::{Finding, SkippedRule};
use super::flow::{Flow, FlowCounts};
use super::report_rejected::{left_over, rejected_by_rule, rejected_rows};
use super::report_sheet::{Cell, ReportSheet};
use super::rule::{RULES, Rule, Scope, severity_in_words};
use crate::dataset::import::FileCount;
use crate::dataset::rejected::Rejected;
use crate::domain::AsOf;

/// Rows of findings on one sheet; a sheet has 1,048,576.
pub(super) const ROWS_A_SHEET: usize = 1_000_000;

/// What a report tells.
#[derive(Clone, Copy, Debug)]
pub struct ReportContents<'a> {
    /// The snapshot.
    pub as_of: AsOf,
    /// The day on which the report is made; it becomes the creation date of the file.
    pub made_on: Date,
    /// Every file's rows: in, loaded, rejected.
    pub files: &'a [FileCount],
    /// The rejected rows.
    pub rejected: &'a [Rejected],
    /// The findings in the histories.
    pub findings: &'a [Finding],
    /// What was not looked for.
    pub skipped: &'a [SkippedRule],
    /// The comparison with an earlier snapshot; brings findings of its own.
    pub flow: Option<&'a Flow>,
}

/// Writes the report.
///
/// # Errors
/// When a sheet cannot be written.
pub fn report_workbook(contents: &ReportContents<'_>) -> Result<Zeroizing<Vec<u8>>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(contents)?);
    book.push_worksheet(summary(contents)?);
    let findings: Vec<&Finding> = all_findings(contents).collect();
    // Without a finding there is one empty sheet: that nothing was found is an answer too.
    let count = findings.len().div_ceil(ROWS_A_SHEET).max(1);
    for number in 0..count {
        let part = &findings[number * ROWS_A_SHEET..((number + 1) * ROWS_A_SHEET).min(findings.len())];
        let name = if number == 0 { "明細".to_owned() } else { format!("明細{}", number + 1) };
        book.push_worksheet(details(&name, part)?);
    }
    if let Some(flow) = contents.flow {
        book.push_worksheet(stock_and_flow(flow)?);
    }
    book.push_worksheet(rejected_by_rule(contents.rejected)?);
    book.push_worksheet(rejected_rows(contents.rejected)?);
    Ok(Zeroizing::new(book.save_to_buffer()?))
}

fn all_findings<'a>(contents: &ReportContents<'a>) -> impl Iterator<Item = &'a Finding> {
    contents.findings.iter().chain(contents.flow.map(|flow| flow.findings.as_slice()).unwrap_or_default())
}

/// The creation date is passed in and not the moment of writing: same input, same bytes.
fn properties(contents: &ReportContents<'_>) -> Result<DocProperties, XlsxError> {
    let day = contents.made_on;
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let created = ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))?;
    Ok(DocProperties::new()
        .set_title("人事資料檢核報告")
        .set_subject(format!("資料截止日 {}", contents.as_of.roc()))
        .set_creation_datetime(&created))
}

fn summary(contents: &ReportContents<'_>) -> Result<rust_xlsxwriter::Worksheet, XlsxError> {
    let mut sheet = ReportSheet::new("摘要")?;
    sheet.title("人事資料檢核報告")?;
    sheet.line(&format!(
        "資料截止日 {}；製表日 {}",
        contents.as_of.roc(),
        crate::domain::format_roc(contents.made_on)
    ))?;
    sheet.warning("含個人資料（身分證統一編號），僅供人事資料更正之用，請依法善盡保管責任，不需要時銷毀。")?;
    sheet.line("列入本報告的資料仍留在快照內，未經刪除或更正；退件則未載入，見「退件」。")?;
    sheet.gap();
    sheet.heading("匯入")?;
    let mut rows = Vec::new();
    for file in contents.files {
        let counts = [file.rows, file.loaded, file.rejected].map(Cell::Count);
        rows.push([vec![Cell::Text(&file.file)], counts.to_vec()].concat());
    }
    sheet.table(&["檔案", "列數", "載入", "退件"], &rows)?;
    if let Some(words) = left_over(contents.rejected.len()) {
        sheet.line(&words)?;
    }
    sheet.gap();
    sheet.heading("檢核規則與件數")?;
    let mut rows = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.scope == Scope::Histories || contents.flow.is_some()) {
        let count = all_findings(contents).filter(|finding| finding.rule == rule.name).count();
        rows.push(vec![
            Cell::Text(rule.name),
            Cell::Text(rule.title),
            Cell::Text(severity_in_words(rule.severity)),
            Cell::Count(u64::try_from(count).unwrap_or(u64::MAX)),
            Cell::Text(rule.meaning),
        ]);
    }
    sheet.table(&["規則", "名稱", "程度", "件數", "意義"], &rows)?;
    if !contents.skipped.is_empty() {
        sheet.gap();
        sheet.heading("未執行的規則")?;
        let row = |skipped: &SkippedRule| {
            let title = Rule::find(skipped.rule).map_or(skipped.rule, |rule| rule.title);
            (title, skipped.reason.clone())
        };
        let rows: Vec<(&str, String)> = contents.skipped.iter().map(row).collect();
        let rows: Vec<_> = rows.iter().map(|(title, reason)| vec![Cell::Text(title), Cell::Text(reason)]).collect();
        sheet.table(&["名稱", "原因"], &rows)?;
    }
    sheet.finish()
}

fn details(name: &str, findings: &[&Finding]) -> Result<rust_xlsxwriter::Worksheet, XlsxError> {
    let mut sheet = ReportSheet::new(name)?;
    let head = ["規則", "名稱", "程度", "資料表", "身分證統一編號", "何處", "說明"];
    let rows = findings.iter().map(|finding| {
        let rule = Rule::find(finding.rule);
        [
            Cell::Text(finding.rule),
            Cell::Text(rule.map_or("", |rule| rule.title)),
            Cell::Text(rule.map_or("", |rule| severity_in_words(rule.severity))),
            Cell::Text(&finding.table),
            Cell::Text(&finding.identity),
            Cell::Text(&finding.place),
            Cell::Text(&finding.message),
        ]
    });
    sheet.filtered_table(&head, rows, "沒有發現不合理之處。")?;
    sheet.finish()
}

fn stock_and_flow(flow: &Flow) -> Result<rust_xlsxwriter::Worksheet, XlsxError> {
    let mut sheet = ReportSheet::new("存量與流量")?;
    sheet.title(&format!("{} 至 {} 在職人數增減", flow.from.roc(), flow.to.roc()))?;
    sheet.line("期初、期末依兩份快照的在職人數；增減依後一份快照的到職日與離職日。差額＝期初＋初任＋復職＋調入－離職－調出－期末，應為 0。")?;
    sheet.gap();
    let head = ["主管機關", "期初", "初任", "復職", "調入", "離職", "調出", "期末", "差額"];
    let row = |name, counts: &FlowCounts| {
        let FlowCounts { start, joined, returned, moved_in, left, moved_out, end } = *counts;
        let counts_in_order = [start, joined, returned, moved_in, left, moved_out, end].map(Cell::Count);
        [vec![Cell::Text(name)], counts_in_order.to_vec(), vec![Cell::Difference(counts.imbalance())]].concat()
    };
    let mut rows: Vec<_> = flow.by_authority.iter().map(|line| row(line.authority.as_str(), &line.counts)).collect();
    rows.push(row("合計", &flow.total));
    sheet.table(&head, &rows)?;
    sheet.gap();
    sheet.heading("離職原因")?;
    let rows: Vec<_> =
        flow.reasons.iter().map(|(reason, count)| vec![Cell::Text(reason), Cell::Count(*count)]).collect();
    sheet.table(&["離職原因", "人次"], &rows)?;
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};
    use jiff::civil::date;

    use super::super::fixture::as_of;
    use super::*;

    fn finding(identity: &str, message: &str) -> Finding {
        Finding {
            rule: "future-date",
            table: "獎懲".into(),
            identity: identity.into(),
            place: "日期 1150101".into(),
            message: message.into(),
        }
    }

    fn build(findings: &[Finding], flow: Option<&Flow>) -> Vec<u8> {
        let files =
            [FileCount { table: "獎懲".into(), file: "獎懲.csv".into(), rows: 12, loaded: 10, rejected: 2 }];
        let rejected = [(7, "114/13/01"), (9, "=1+1")].map(|(line, value)| Rejected {
            file: "獎懲.csv".into(),
            line,
            field: "日期".into(),
            value: value.into(),
            rule: "date".into(),
        });
        let skipped = [SkippedRule { rule: "overlapping-posts", reason: "沒有資料表".into() }];
        let contents = ReportContents {
            as_of: as_of(),
            made_on: date(2026, 1, 5),
            files: &files,
            rejected: &rejected,
            findings,
            skipped: &skipped,
            flow,
        };
        report_workbook(&contents).unwrap().to_vec()
    }

    fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(book.worksheet_formula(sheet).unwrap().used_cells().count(), 0, "no formula in {sheet}");
        book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn findings_read_back_as_text_and_figures_as_numbers() {
        let bytes = build(&[finding("A100000001", "=1+1"), finding("A100000002", "@甲")], None);
        let details = cells(&bytes, "明細");
        assert_eq!(details.len(), 3);
        assert_eq!(details[0][4], text("身分證統一編號"));
        assert_eq!((&details[1][6], &details[2][6]), (&text("=1+1"), &text("@甲")));
        let summary = cells(&bytes, "摘要");
        let row = summary.iter().find(|row| row[0] == text("future-date")).unwrap();
        assert_eq!(row[3], Data::Float(2.0));
        let all: Vec<String> = summary.iter().flatten().map(ToString::to_string).collect();
        assert!(all.iter().any(|cell| cell.contains("含個人資料")), "{all:?}");
        assert!(all.iter().any(|cell| cell == "沒有資料表") && all.iter().any(|cell| cell == "獎懲.csv"), "{all:?}");
        assert!(!all.iter().any(|cell| cell == "person-vanished"), "rules of flows without a flow");
        let by_rule = [text("獎懲.csv"), text("date"), text("不是日期"), Data::Float(2.0), Data::Float(7.0)];
        assert_eq!(cells(&bytes, "退件")[1], by_rule);
        let last = ["獎懲.csv", "9", "日期", "=1+1", "date", "不是日期"];
        let rows = cells(&bytes, "退件明細");
        assert_eq!(rows[2].iter().map(ToString::to_string).collect::<Vec<_>>(), last, "what an office must correct");
    }

    #[test]
    fn the_same_contents_give_the_same_bytes_and_nothing_found_is_said() {
        let first = build(&[], None);
        assert_eq!(first, build(&[], None));
        assert!(cells(&first, "明細").iter().flatten().any(|cell| cell.to_string().contains("沒有發現")));
    }

    #[test]
    fn a_flow_has_its_equation_and_brings_its_findings() {
        let counts = FlowCounts { start: 10, joined: 2, left: 1, end: 10, ..FlowCounts::default() };
        let mut vanished = finding("A100000009", "不見了");
        vanished.rule = "person-vanished";
        let flow = Flow {
            from: AsOf::new(date(2025, 11, 30)),
            to: as_of(),
            total: counts,
            by_authority: vec![super::super::FlowRow { authority: "勞動部".into(), counts }],
            reasons: vec![("退休".into(), 1)],
            findings: vec![vanished],
        };
        let bytes = build(&[finding("A100000001", "甲")], Some(&flow));
        let sheet = cells(&bytes, "存量與流量");
        let total = sheet.iter().find(|row| row[0] == text("合計")).unwrap();
        assert_eq!(total[8], Data::Float(1.0), "10 + 2 − 1 is not 10");
        assert_eq!(cells(&bytes, "明細")[2][4], text("A100000009"));
    }
}
