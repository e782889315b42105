//! The same application in the layouts in which offices return it.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::{findings, read};
use crate::source::Severity;

type Cells<'a> = &'a [(u32, u16, &'a str)];

fn sheet_with<'a>(book: &'a mut Workbook, cells: Cells<'_>) -> &'a mut Worksheet {
    let sheet = book.add_worksheet();
    for (row, column, text) in cells {
        sheet.write_string(*row, *column, *text).unwrap();
    }
    sheet
}

fn xlsx(cells: Cells<'_>) -> Vec<u8> {
    let mut book = Workbook::new();
    sheet_with(&mut book, cells);
    book.save_to_buffer().unwrap()
}

#[test]
fn labels_may_stand_anywhere() {
    let beside: Cells<'_> = &[
        (0, 0, "行政院人事行政總處受理人事資料統計服務申請單"),
        (2, 1, "申請人事機構"),
        (2, 2, "勞動部人事處"),
        (3, 1, "申請人姓名"),
        (3, 2, "林○○"),
        (3, 4, "申請日期"),
        (3, 5, "115.10.5"),
        (4, 1, "聯絡電話"),
        (4, 2, "(02)8590-0000#1234"),
        (5, 1, "電子郵件"),
        (5, 4, "hr01@example.gov.tw"),
        (6, 1, "申請理由"),
        (6, 2, "研議留任措施"),
        (7, 1, "需求描述及說明(請詳細說明需求欄位及條件等)"),
        (7, 2, "請提供各主管機關人數。"),
        (8, 1, "是否含個資"),
        (8, 2, "□是"),
        (8, 3, "■否"),
        (9, 1, "主管機關人事機構審核"),
        (9, 2, "勞動部人事處 核准"),
    ];
    let same_cell: Cells<'_> = &[
        (20, 7, "需求描述及說明（請詳細說 明需求欄位及條件等）：請提供各主管機關人數。"),
        (3, 3, "申請人事機構：勞動部人事處"),
        (4, 3, "申請人姓名 : 林○○"),
        (5, 3, "申請日期︰民國115年10月5日"),
        (6, 3, "聯絡電話：(02)8590-0000#1234"),
        (7, 3, "電子郵件：hr01@example.gov.tw"),
        (8, 3, "申請理由\n研議留任措施"),
        (9, 3, "是否含個資　□是　☑否"),
        (10, 3, "主管機關人事機構審核\n勞動部人事處 核准"),
    ];
    let below: Cells<'_> = &[
        (0, 0, "申 請 人 事 機 構"),
        (1, 0, "勞動部人事處"),
        (0, 1, "申請人姓名"),
        (1, 1, "林○○"),
        (0, 2, "申請日期"),
        (1, 2, "１１５／１０／０５"),
        (0, 3, "聯絡電話"),
        (1, 3, "(02)8590-0000#1234"),
        (0, 4, "Ｅ－ｍａｉｌ"),
        (1, 4, "hr01@example.gov.tw"),
        (0, 5, "申請理由"),
        (1, 5, "研議留任措施"),
        (0, 6, "需求描述"),
        (1, 6, "請提供各主管機關人數。"),
        (0, 7, "是否含個資"),
        (1, 7, "□是 V否"),
        (0, 8, "主管機關人事機構審核"),
        (1, 8, "勞動部人事處 核准"),
    ];
    for (layout, cells) in [("beside", beside), ("same cell", same_cell), ("below", below)] {
        let reading = read("申請表.xlsx", &xlsx(cells));
        assert_eq!(findings(&reading), Vec::<String>::new(), "{layout}");
        let found = reading.application.unwrap();
        assert_eq!(found.agency, "勞動部人事處", "{layout}");
        assert_eq!(found.authority.as_deref(), Some("勞動部"), "{layout}");
        assert_eq!(found.applied_on.to_string(), "2026-10-05", "{layout}");
        assert_eq!(
            (found.phone.as_str(), found.email.as_str()),
            ("(02)8590-0000#1234", "hr01@example.gov.tw"),
            "{layout}"
        );
        assert_eq!(found.reason, "研議留任措施", "{layout}");
        assert_eq!(found.description, "請提供各主管機關人數。", "{layout}");
        assert_eq!(found.personal_data, Some(false), "{layout}");
        assert_eq!(found.authority_approval.as_deref(), Some("勞動部人事處 核准"), "{layout}");
    }
}

const REST: Cells<'static> = &[
    (1, 0, "申請人事機構"),
    (1, 2, "勞動部人事處"),
    (2, 0, "申請人姓名"),
    (2, 2, "林○○"),
    (4, 0, "聯絡電話"),
    (5, 0, "申請理由"),
    (5, 2, "研議留任措施"),
    (6, 0, "需求描述及說明"),
    (6, 2, "請提供各主管機關人數。急件，請於9月20日前提供。"),
    (7, 0, "是否含個資"),
    (7, 2, "□是 ■否"),
    (8, 0, "主管機關人事機構審核"),
    (8, 1, "申請人事機構單位戳章"),
    (8, 2, "申請人簽名或蓋章"),
    (10, 0, "註、請儘量檢附需求資料格式範例，以加速處理時效。"),
];

#[test]
fn merged_cells_count_as_one_and_other_sheets_do_not_disturb() {
    let mut book = Workbook::new();
    sheet_with(&mut book, &[(0, 0, "代碼表"), (1, 0, "電話"), (1, 1, "02-0000-0000")]).set_name("代碼").unwrap();
    let example: Vec<_> =
        REST.iter().map(|(row, column, _)| (*row, *column, "範例內容")).chain(REST.iter().copied()).collect();
    sheet_with(&mut book, &example).set_name("填寫範例").unwrap();
    let sheet = sheet_with(&mut book, REST);
    sheet.set_name("申請單").unwrap();
    let plain = Format::new();
    // A section label merged downwards at the far left, a label merged over two columns, a value over two.
    sheet.merge_range(1, 5, 4, 5, "申請\n人事機構\n填寫", &plain).unwrap();
    sheet.merge_range(3, 0, 3, 1, "申請日期", &plain).unwrap();
    sheet.merge_range(3, 2, 3, 4, "115年10月5日", &plain).unwrap();
    sheet.write_number(4, 2, 285_900_000).unwrap();
    let reading = read("申請.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(
        findings(&reading),
        ["deadline 申請.xlsx［申請單］C7", "deadline 申請.xlsx［申請單］C7", "approval-missing 申請.xlsx［申請單］B9",]
    );
    let found = reading.application.unwrap();
    assert_eq!(found.agency, "勞動部人事處");
    assert_eq!((found.phone.as_str(), found.original.phone.as_str()), ("(02)8590-0000", "285900000"));
    assert_eq!(found.applied_on.to_string(), "2026-10-05");
}

#[test]
fn date_cells_are_dates_unless_the_year_is_in_doubt() {
    let date_format = Format::new().set_num_format("yyyy/mm/dd");
    let with_date = |write: &dyn Fn(&mut Worksheet)| {
        let mut book = Workbook::new();
        let sheet = sheet_with(&mut book, REST);
        sheet.write_string(3, 0, "申請日期").unwrap();
        sheet.write_string(4, 2, "02-0000-0000").unwrap();
        write(sheet);
        read("申請.xlsx", &book.save_to_buffer().unwrap())
    };
    let dated = |year: u16| {
        let date_format = date_format.clone();
        move |sheet: &mut Worksheet| {
            let date = ExcelDateTime::from_ymd(year, 5, 1).unwrap();
            sheet.write_datetime_with_format(3, 2, &date, &date_format).unwrap();
        }
    };
    let on = |reading: crate::intake::Reading| reading.application.map(|found| found.applied_on.to_string());
    assert_eq!(on(with_date(&dated(2026))).as_deref(), Some("2026-05-01"));
    let number = |number: f64| {
        move |sheet: &mut Worksheet| {
            sheet.write_number(3, 2, number).unwrap();
        }
    };
    assert_eq!(on(with_date(&number(1_150_501.0))).as_deref(), Some("2026-05-01"));
    assert_eq!(on(with_date(&number(46_143.0))).as_deref(), Some("2026-05-01"));
    for year in [1915, 2015] {
        let reading = with_date(&dated(year));
        assert_eq!(reading.application, None);
        let problem = reading.problems.iter().find(|problem| problem.rule == "bad-date").unwrap();
        assert!(
            problem.message.contains(&format!("{year}-05-01")) && problem.hints[0].contains("115.5.1"),
            "{problem:?}"
        );
        assert_eq!(problem.location.as_ref().unwrap().to_string(), "申請.xlsx［Sheet1］C4");
    }
    assert_eq!(on(with_date(&number(115.5))), None);
}

#[test]
fn two_forms_in_one_workbook_are_reported() {
    let mut book = Workbook::new();
    for name in ["甲", "乙"] {
        let sheet = sheet_with(&mut book, REST);
        sheet.set_name(name).unwrap();
        sheet.write_string(3, 0, "申請日期：115.10.5").unwrap();
        sheet.write_string(4, 2, "02-0000-0000").unwrap();
    }
    let reading = read("申請.xlsx", &book.save_to_buffer().unwrap());
    assert!(reading.application.is_some());
    let found = reading.problems.iter().find(|problem| problem.rule == "second-form").unwrap();
    assert_eq!(
        (found.severity, found.location.as_ref().unwrap().to_string()),
        (Severity::Warning, "申請.xlsx［乙］A1".into())
    );
}
