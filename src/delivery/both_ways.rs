//! Why: the rows of a list do not pass through the writer. What readers find must be what it would have written.
//!
//! The same list is written both ways, and compared cell by cell: place, look, kind and value; and the parts around the
//! cells byte by byte.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Data, Range, Reader as _, Xlsx};
use jiff::civil::{Date, date};
use polars::prelude::{Column, DataFrame, DataType, NamedFrom as _, Series};
use rust_xlsxwriter::{DocProperties, ExcelDateTime};
use zeroize::Zeroizing;

use super::DeliveryError;
use super::cores::Cores;
use super::list_body::{ListBody, fill};
use super::list_column::look;
use super::package::Package;
use super::sheet::{COLUMN_PIXELS, ROW_PIXELS, Sheet};
use super::styles::Styles;
use crate::query::{Value, value_at};

const SHEET: &str = "名冊";
const PART: &str = "xl/worksheets/sheet2.xml";
/// The first row of the list.
const BODY: usize = 2;

/// Texts that act, texts that XML or Excel would read otherwise, and ordinary ones.
const TEXTS: [Option<&str>; 30] = [
    Some("=1+1"),
    Some("+1"),
    Some("-1"),
    Some("@SUM(A1)"),
    Some("=cmd|' /C calc'!A0"),
    Some("{=A1}"),
    Some("http://example.com/"),
    Some("_x0041_"),
    Some("_x000D__x0041_x0042_"),
    Some("_x00"),
    Some(" 前有空白"),
    Some("後有空白 "),
    Some("　全形空白　"),
    Some(" "),
    Some("\t"),
    Some("一\n二"),
    Some("一\r\n二"),
    Some("\u{1}\u{8}\u{b}\u{1f}"),
    Some("<b>&amp;\"'</b>"),
    Some("]]>"),
    Some("<r> 不是格式"),
    Some(""),
    None,
    Some("𠮷野家\u{E000}"),
    Some("\u{FFFE}\u{FFFF}"),
    Some("0012"),
    Some("1e5"),
    Some("TRUE"),
    Some("115.10.1"),
    Some("勞動部"),
];

/// Every kind of column, over several pieces.
fn frame(rows: usize) -> DataFrame {
    let pick = |at: usize| TEXTS[at % TEXTS.len()];
    let days = [-40_000, -25_508, -25_509, -25_567, 0, 20_453, 2_932_896, 2_932_897, i32::MAX, i32::MIN];
    let numbers = [0.0, -0.0, 0.1, -2.5, 1e300, 5e-324, 9_007_199_254_740_993.0, f64::NAN, f64::INFINITY, 1.0 / 3.0];
    let every = |of: usize, at: usize| (at % 7 != 3).then_some(at % of);
    let columns = [
        Series::new("題目".into(), (0..rows).map(pick).collect::<Vec<_>>()),
        Series::new("編號".into(), (0..rows).map(|at| format!("A1{at:08}")).collect::<Vec<_>>()),
        // Long enough for a second piece of texts.
        Series::new("說明".into(), (0..rows).map(|at| format!("第{at}號 & 其說明").repeat(8)).collect::<Vec<_>>()),
        Series::new(
            "整數".into(),
            (0..rows)
                .map(|at| every(20_000, at).and_then(|it| i64::try_from(it).ok()).map(|it| it - 9))
                .collect::<Vec<_>>(),
        ),
        Series::new("大數".into(), vec![i64::MAX; rows]),
        Series::new("小數".into(), (0..rows).map(|at| every(10, at).map(|it| numbers[it])).collect::<Vec<_>>()),
        Series::new("日期".into(), (0..rows).map(|at| every(10, at).map(|it| days[it])).collect::<Vec<_>>())
            .cast(&DataType::Date)
            .unwrap(),
        Series::new("是否".into(), (0..rows).map(|at| every(2, at).map(|it| it == 1)).collect::<Vec<_>>()),
        Series::new("無".into(), vec![None::<&str>; rows]),
    ];
    DataFrame::new(rows, columns.into_iter().map(Column::from).collect()).unwrap()
}

fn workbook(list: Sheet, styles: &Styles) -> Zeroizing<Vec<u8>> {
    let mut cover = Sheet::new("封面".into(), styles).unwrap();
    cover.text(0, 0, "勞動部", &styles.title).unwrap();
    cover.number(1, 0, 7.0, &styles.value_number).unwrap();
    let mut file = rust_xlsxwriter::Workbook::new();
    file.set_default_format(&styles.default, ROW_PIXELS, COLUMN_PIXELS).unwrap();
    let created = ExcelDateTime::from_ymd(2026, 10, 8).unwrap();
    file.set_properties(&DocProperties::new().set_creation_datetime(&created));
    file.push_worksheet(cover.into_inner());
    file.push_worksheet(list.into_inner());
    Zeroizing::new(file.save_to_buffer().unwrap())
}

/// Head and foot of the list.
fn around(frame: &DataFrame, styles: &Styles) -> Sheet {
    let mut sheet = Sheet::new(SHEET.into(), styles).unwrap();
    sheet.block((0, 0), (0, 5), "名冊", &styles.title).unwrap();
    for (at, column) in frame.columns().iter().enumerate() {
        sheet.text(BODY - 1, at, column.name(), &styles.header).unwrap();
    }
    sheet.text(BODY + frame.height() + 1, 0, "註：無。", &styles.note).unwrap();
    sheet
}

/// Past the writer, as replies are.
fn past_the_writer(frame: &DataFrame, cores: Cores) -> Result<Zeroizing<Vec<u8>>, DeliveryError> {
    let styles = Styles::new();
    let mut sheet = around(frame, &styles);
    for (at, column) in frame.columns().iter().enumerate() {
        sheet.blank(BODY, at, look(&styles, column.dtype()))?;
    }
    let body = ListBody::new(frame, "名冊", SHEET, BODY, cores)?;
    let mut package = Package::open(workbook(sheet, &styles))?;
    fill(&mut package, &[(2, body)], cores)?;
    package.into_bytes()
}

/// Through the writer, cell by cell.
fn through_the_writer(frame: &DataFrame) -> Zeroizing<Vec<u8>> {
    let styles = Styles::new();
    let mut sheet = around(frame, &styles);
    for (at, column) in frame.columns().iter().enumerate() {
        let look = look(&styles, column.dtype());
        for row in 0..frame.height() {
            let place = BODY + row;
            let days = column.date().ok().map(|days| days.physical().get(row));
            match days.map_or_else(|| value_at(column, row).unwrap(), |days| days.and_then(day).into()) {
                Value::Null => sheet.blank(place, at, look).unwrap(),
                #[expect(clippy::cast_precision_loss, reason = "Excel knows no other numbers")]
                Value::Integer(number) => sheet.number(place, at, number as f64, look).unwrap(),
                Value::Decimal(number) => sheet.number(place, at, number, look).unwrap(),
                Value::Date(day) => sheet.day(place, at, day, look).unwrap(),
                value => sheet.text(place, at, &value.label(), look).unwrap(),
            }
        }
    }
    workbook(sheet, &styles)
}

fn day(days: i32) -> Option<Date> {
    date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Null, Self::Date)
    }
}

/// What stands in a cell: look, kind, and the text or the bits of the number.
type Found = (String, String, String);

/// The part without its rows, and the cells by place.
fn cells(package: &Package) -> (String, BTreeMap<String, Found>) {
    let texts = package.read("xl/sharedStrings.xml").unwrap();
    let texts: Vec<&str> =
        texts.split("<si>").skip(1).map(|text| text.split_once("</si>").expect("it is closed").0).collect();
    let part = package.read(PART).unwrap();
    let (before, rest) = part.split_once("<sheetData>").unwrap();
    let (rows, after) = rest.split_once("</sheetData>").unwrap();
    let mut found = BTreeMap::new();
    for cell in rows.split("<c ").skip(1) {
        let attribute = |name: &str| {
            let tag = cell.split('>').next().unwrap();
            tag.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest.split('"').next().unwrap()).to_owned()
        };
        let value = cell.split_once("<v>").map_or("", |(_, rest)| rest.split_once("</v>").expect("it is closed").0);
        let value = match attribute("t").as_str() {
            "s" => texts[value.parse::<usize>().unwrap()].to_owned(),
            _ if value.is_empty() => String::new(),
            // Minus nothing is nothing.
            _ => (value.parse::<f64>().unwrap() + 0.0).to_bits().to_string(),
        };
        let known = found.insert(attribute("r"), (attribute("s"), attribute("t"), value));
        assert!(known.is_none(), "a cell is there once");
    }
    (format!("{before}…{after}"), found)
}

fn read_by_calamine(bytes: &[u8]) -> Range<Data> {
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheet_range(SHEET).unwrap()
}

#[test]
fn a_list_past_the_writer_is_the_one_that_it_would_have_written() {
    // None, one piece, several pieces.
    for rows in [0, 1, 40, 9_000] {
        let frame = frame(rows);
        let (past, through) = (past_the_writer(&frame, Cores::of(3)).unwrap(), through_the_writer(&frame));
        assert!(read_by_calamine(&past) == read_by_calamine(&through), "{rows} rows");
        let (past, through) = (Package::open(past).unwrap(), Package::open(through).unwrap());
        for part in ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"] {
            if part == "xl/styles.xml" && rows == 0 {
                // The looks of the sample are there, and nobody has them.
                continue;
            }
            assert_eq!(past.read(part).unwrap(), through.read(part).unwrap(), "{part}, {rows} rows");
        }
        let ((around_past, past), (around_through, through)) = (cells(&past), cells(&through));
        assert_eq!(around_past, around_through, "{rows} rows");
        for ((place, past), (_, through)) in past.iter().zip(&through) {
            assert_eq!(past, through, "{place} of {rows} rows");
        }
        assert!(past.keys().eq(through.keys()), "{rows} rows");
        assert!(past.len() > rows * frame.width());
    }
}

#[test]
fn the_same_list_gives_the_same_bytes_whatever_the_number_of_cores() {
    let frame = frame(9_000);
    let bytes = |cores| past_the_writer(&frame, Cores::of(cores)).unwrap();
    assert!(bytes(1) == bytes(2) && bytes(1) == bytes(5));
}

#[test]
fn every_text_is_counted_and_kept_once() {
    let frame = frame(9_000);
    let package = Package::open(past_the_writer(&frame, Cores::of(2)).unwrap()).unwrap();
    let texts = package.read("xl/sharedStrings.xml").unwrap();
    let kept = texts.matches("<si>").count();
    let used = cells(&package).1.values().filter(|(_, kind, _)| kind == "s").count();
    // The cover has a text of its own.
    assert!(texts.contains(&format!(" count=\"{}\" uniqueCount=\"{kept}\"", used + 1)), "{}", &texts[..300]);
    assert!(kept < 2 * 9_000 + 60 && used > 9_000 * 3, "{kept} {used}");
}

/// The writer takes such a text for its own markup.
#[test]
fn a_text_that_looks_like_markup_stays_a_text() {
    let text = "<r><t>粗體</t></r>";
    let column = Column::new("題目".into(), [text]);
    let bytes = past_the_writer(&DataFrame::new(1, vec![column]).unwrap(), Cores::of(1)).unwrap();
    assert_eq!(read_by_calamine(&bytes).get_value((2, 0)), Some(&Data::String(text.into())));
}

#[test]
fn a_text_that_no_cell_holds_is_refused_with_its_place() {
    let texts = ["短".to_owned(), "長".repeat(32_768)];
    let frame = DataFrame::new(2, vec![Column::new("編號".into(), [1, 2]), Column::new("題目".into(), texts)]).unwrap();
    let refused = past_the_writer(&frame, Cores::of(2)).unwrap_err();
    assert!(matches!(&refused, DeliveryError::CellTooLong { cell, .. } if cell == "B4"), "{refused}");
}

/// Applicants open replies with other programs than the one that these tests read with.
#[test]
fn other_programs_find_the_same_texts() {
    let frame = frame(200);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.xlsx");
    std::fs::write(&path, past_the_writer(&frame, Cores::of(2)).unwrap()).unwrap();
    let expected = |row: usize| {
        let text = TEXTS[row % TEXTS.len()].unwrap_or("");
        // How a program shows what no text should hold is its own affair.
        let plain = !text.contains("_x") && !text.contains(|c: char| c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
        plain.then(|| text.to_owned())
    };
    let check = |program: &str, rows: Vec<(String, String)>| {
        assert_eq!(rows.len(), 200, "{program}");
        for (row, (text, number)) in rows.into_iter().enumerate() {
            assert_eq!(number, format!("A1{row:08}"), "{program}");
            assert!(expected(row).is_none_or(|expected| expected == text), "{program}, row {row}: {text:?}");
        }
    };

    match by_openpyxl(&path) {
        Some(rows) => check("openpyxl", rows),
        None => println!("skipped: openpyxl is not installed"),
    }
    match by_libreoffice(&path, folder.path()) {
        Some(rows) => check("LibreOffice", rows),
        None => println!("skipped: LibreOffice is not installed"),
    }
}

/// The first two columns of the list.
fn by_openpyxl(path: &Path) -> Option<Vec<(String, String)>> {
    let script = "import json, sys, openpyxl\nsheet = openpyxl.load_workbook(sys.argv[1])['名冊']\n\
        rows = [[row[0] or '', row[1]] for row in sheet.iter_rows(min_row=3, max_row=202, values_only=True)]\n\
        print(json.dumps(rows))";
    let python = ["python3", "python"].into_iter().find(|python| {
        let asked = Command::new(python).args(["-c", "import openpyxl"]).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    })?;
    let read = Command::new(python).args(["-c", script]).arg(path).output().unwrap();
    Some(serde_json::from_slice(&read.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&read.stderr))))
}

fn by_libreoffice(path: &Path, folder: &Path) -> Option<Vec<(String, String)>> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    // Commas, double quotes, UTF-8, from row 1, texts as they are; the second sheet.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2";
    let mut convert = Command::new("soffice");
    convert.args([&profile, "--headless", "--convert-to", filter, "--outdir"]).arg(folder).arg(path);
    let output = convert.output().ok()?;
    let text = std::fs::read(folder.join("list-名冊.csv"));
    let text = text.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
    let rows = reader.records().skip(BODY).take(200).map(|record| {
        let record = record.unwrap();
        (record[0].to_owned(), record[1].to_owned())
    });
    Some(rows.collect())
}
