//! Why: a spreadsheet that was exported must give the same rows as the CSV file of the same system.

use rust_xlsxwriter::{ExcelDateTime as Written, Format, Formula, Workbook, Worksheet};

use super::*;

fn rows(file: &str, bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    parse_sheet(bytes, file).unwrap().into_iter().map(|row| (row.number, row.cells)).collect()
}

fn problem(file: &str, bytes: &[u8]) -> Problem {
    let problem = parse_sheet(bytes, file).unwrap_err().problem(file);
    assert!(!problem.hints.is_empty() && problem.location.as_ref().unwrap().file() == file, "{problem:?}");
    problem
}

fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// Every type of cell that a spreadsheet has, in one row each.
#[test]
fn cells_of_xlsx_are_text() {
    let date = Format::new().set_num_format("yyyy/m/d");
    let hours = Format::new().set_num_format("[h]:mm");
    let day = |year, month, day| Written::from_ymd(year, month, day).unwrap();
    let bytes = xlsx(|sheet| {
        sheet.write_string(0, 0, "欄").unwrap();
        sheet.write_string(1, 0, "　0990301 ").unwrap();
        sheet.write_number(2, 0, 1_150_526).unwrap();
        sheet.write_number(3, 0, 0.1).unwrap();
        sheet.write_number(4, 0, 1e15).unwrap();
        sheet.write_boolean(5, 0, true).unwrap();
        sheet.write_boolean(6, 0, false).unwrap();
        sheet.write_datetime_with_format(7, 0, day(2025, 12, 31), &date).unwrap();
        let morning = day(2025, 12, 31).and_hms(10, 9, 0).unwrap();
        sheet.write_datetime_with_format(8, 0, morning, &date).unwrap();
        sheet.write_datetime_with_format(9, 0, day(1901, 5, 26), &date).unwrap();
        sheet.write_number_with_format(10, 0, 1.5, &hours).unwrap();
        sheet.write_formula(11, 0, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_formula(12, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_string(13, 0, "陳\r\n甲松").unwrap();
    });
    let texts: Vec<String> = rows("人員.xlsx", &bytes).into_iter().map(|(_, cells)| cells.concat()).collect();
    assert_eq!(
        texts,
        [
            "欄",
            "　0990301 ",
            "1150526",
            "0.1",
            "1000000000000000",
            "是",
            "否",
            "2025-12-31",
            "2025-12-31 10:09:00",
            "1901-05-26",
            "1.5",
            "2",
            "#N/A",
            "陳\r\n甲松"
        ]
    );
}

/// Rows keep the numbers that people see; what is empty adds neither rows nor columns, and takes none away.
#[test]
fn empty_cells_rows_and_columns_are_trimmed() {
    let bytes = xlsx(|sheet| {
        let touched = Format::new().set_bold();
        for (column, name) in (0..).zip(["甲", "乙", "丙"]) {
            sheet.write_string(1, column, name).unwrap();
        }
        sheet.write_string(2, 0, "1").unwrap();
        sheet.write_string(4, 2, "3").unwrap();
        sheet.write_string(5, 4, "多").unwrap();
        sheet.write_string(5, 9, "　").unwrap();
        sheet.write_blank(6, 0, &touched).unwrap();
        sheet.write_string(7, 1, " ").unwrap();
    });
    assert_eq!(
        rows("人員.xlsx", &bytes),
        [row(2, &["甲", "乙", "丙"]), row(3, &["1", "", ""]), row(5, &["", "", "3"]), row(6, &["", "", "", "", "多"])]
    );
}

/// A workbook may hold notes beside the data; guessing among sheets would load the wrong one.
#[test]
fn the_sheet_is_the_one_of_the_table_or_the_only_one() {
    let book = |sheets: &[(&str, &str)]| {
        let mut book = Workbook::new();
        for (name, text) in sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(*name).unwrap();
            if !text.is_empty() {
                sheet.write_string(0, 0, *text).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    };
    let named = book(&[("說明", "x"), ("人員", "y")]);
    assert_eq!(rows("人員.xlsx", &named), [row(1, &["y"])]);
    assert_eq!(rows("考績.xlsx", &book(&[("Sheet1", ""), ("匯出", "z"), ("Sheet3", "")])), [row(1, &["z"])]);
    let unclear = problem("考績.xlsx", &named);
    assert_eq!(unclear.rule, "which-sheet");
    assert!(unclear.message.contains("說明、人員") && unclear.hints[0].contains("「考績」"), "{unclear:?}");
    assert_eq!(problem("考績.xlsx", &book(&[("Sheet1", "")])).rule, "no-rows");
    // An empty sheet of the right name is no reason to take another.
    assert_eq!(problem("考績.xlsx", &book(&[("考績", ""), ("舊檔", "x")])).rule, "no-rows");
}

/// The limit of a sheet makes people split a table; reading the first part only would lose the rest.
#[test]
fn a_second_sheet_of_the_table_refuses_the_file() {
    let book = |other: &str, rows: &[&[&str]]| {
        let mut book = Workbook::new();
        let header: &[&str] = &["身分證統一編號", "語文別", "檢定等級"];
        for (name, rows) in [("語文", &[header, &["A1", "英文", "男"]][..]), (other, rows)] {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(*cells) {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
        book.save_to_buffer().unwrap()
    };
    let header: &[&str] = &["語文別 ", "身分證統一編號"];
    for (other, rows) in
        [("工作表2", &[header][..]), ("續", &[&["語文資料（續）"], header]), ("語文 (2)", &[&["B2", "日文", "N1"]])]
    {
        let split = problem("語文.xlsx", &book(other, rows));
        assert_eq!(split.rule, "which-sheet");
        assert!(split.message.contains(other) && split.hints[0].contains("語文.csv"), "{split:?}");
    }
    // One name is in every table, values are no names, and an empty sheet holds nothing back.
    for (other, rows) in
        [("人員", &[&["身分證統一編號", "姓名"][..]][..]), ("說明", &[&["A1", "英文", "男"]]), ("語文 (2)", &[])]
    {
        assert_eq!(self::rows("語文.xlsx", &book(other, rows)).len(), 2, "{other}");
    }
}

/// What people see in every row of a merged cell is saved in the first one only.
#[test]
fn merged_cells_among_the_rows_refuse_the_file() {
    let merged = |first: (u32, u16), last: (u32, u16)| {
        xlsx(|sheet| {
            for row in 1..6 {
                sheet.write_string(row, 0, "甲").unwrap();
                sheet.write_string(row, 1, "乙").unwrap();
            }
            sheet.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).unwrap();
        })
    };
    for (first, last, cell) in [((2, 0), (3, 0), "A3"), ((4, 0), (4, 1), "A5"), ((1, 1), (2, 1), "B2")] {
        let problem = problem("人員.xlsx", &merged(first, last));
        assert_eq!(problem.rule, "merged-cells");
        assert!(problem.message.contains(cell) && problem.message.contains("Sheet1"), "{problem:?}");
        assert!(matches!(&problem.location, Some(Location::Cell { cell: at, .. }) if at == cell), "{problem:?}");
    }
    // Within the header, and under the last row, nothing is lost.
    for (first, last) in [((1, 0), (1, 1)), ((6, 0), (8, 1))] {
        assert!(!rows("人員.xlsx", &merged(first, last)).is_empty());
    }
}

/// Programs that write spreadsheets leave computing to the office suite; such a cell looks empty and is not.
#[test]
fn a_formula_without_a_value_is_not_empty() {
    let cells = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>
        <row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v></v></c><c r="C2"><f>1+1</f><v/></c>
        <c r="D2"><f>1+1</f><v>2</v></c><c r="E2" t="str"><f>""</f><v></v></c><c r="F2" s="0"/></row>"#;
    assert_eq!(rows("人員.xlsx", &raw_xlsx(cells))[1], row(2, &[NO_VALUE, NO_VALUE, NO_VALUE, "2"]));
    let content = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1"/></table:table-row>
        <table:table-row><table:table-cell table:formula="of:=1+1"/>
        <table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>
        </table:table-row>
        <table:table-row><table:table-cell/><table:table-cell/><table:table-cell/><table:table-cell table:formula="of:=1+1"/>
        </table:table-row>"#;
    let content: String = content.lines().map(str::trim).collect();
    assert_eq!(
        rows("人員.ods", &ods(&content, "")),
        [row(1, &["甲", NO_VALUE]), row(2, &[NO_VALUE, "乙", "2"]), row(3, &["", "", "", NO_VALUE])]
    );
}

#[test]
fn cells_of_ods_are_text() {
    let content = r#"<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>職等</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>到職日</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>身障</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="16380"/></table:table-row>
        <table:table-row table:number-rows-repeated="2">
        <table:table-cell office:value-type="string"><text:p>陳</text:p><text:p>甲松</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="9"><text:p>9.00</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2025-12-31"><text:p>x</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
        </table:table-row>
        <table:table-row><table:table-cell/><table:table-cell/>
        <table:table-cell office:value-type="date" office:date-value="0115-05-26T00:00:00"/></table:table-row>
        <table:table-row><table:table-cell/><table:table-cell/>
        <table:table-cell office:value-type="date" office:date-value="2025-12-31T10:09:00"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>"#;
    // White space between elements is no content in the files of office suites, so it must not be in ours.
    let content: String = content.lines().map(str::trim).collect();
    assert_eq!(
        rows("人員.ods", &ods(&content, "")),
        [
            row(3, &["姓名", "職等", "到職日", "身障"]),
            row(4, &["陳\n甲松", "9", "2025-12-31", "是"]),
            row(5, &["陳\n甲松", "9", "2025-12-31", "是"]),
            row(6, &["", "", "0115-05-26", ""]),
            row(7, &["", "", "2025-12-31 10:09:00", ""])
        ]
    );
    // The ending lies, the content does not.
    assert_eq!(rows("人員.xlsx", &ods(&content, "")).len(), 5);
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let whole = xlsx(|sheet| _ = sheet.write_string(0, 0, "姓名").unwrap());
    let encryption = r"<manifest:encryption-data/>";
    let far = xlsx(|sheet| _ = sheet.write_string(3, 16_383, "x").unwrap());
    for (file, bytes, rule, word) in [
        ("人員.xlsx", b"no workbook".to_vec(), "unreadable-file", "不是 .xlsx"),
        ("人員.ods", whole[..whole.len() / 2].to_vec(), "unreadable-file", "不完整"),
        ("人員.xlsx", encrypted_package(), "unreadable-file", "密碼"),
        ("人員.ods", ods("", encryption), "unreadable-file", "密碼"),
        ("人員.xlsx", claiming(&whole, 3 << 30), "too-large", "3072 MiB"),
        ("人員.xlsx", far, "too-large", "XFD4"),
    ] {
        let problem = problem(file, &bytes);
        assert_eq!(problem.rule, rule, "{problem:?}");
        assert!(problem.message.starts_with(file) && problem.message.contains(word), "{problem:?}");
    }
    let missing = read_sheet(Path::new("no such folder/人員.xlsx"), "人員.xlsx").unwrap_err();
    assert_eq!(missing.rule, "unreadable-file");
}

/// An OLE file with the one stream in which office suites put a workbook with a password.
fn encrypted_package() -> Vec<u8> {
    const END: [u8; 4] = [0xfe, 0xff, 0xff, 0xff];
    let mut bytes = vec![0_u8; 3 * 512];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[26..34].copy_from_slice(&[3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    bytes[44] = 1;
    bytes[48] = 1;
    bytes[60..64].copy_from_slice(&END);
    bytes[68..72].copy_from_slice(&END);
    bytes[80..512].fill(0xff);
    // The allocation table in sector 0, the directory in sector 1.
    bytes[512..1024].fill(0xff);
    bytes[512] = 0xfd;
    bytes[516..520].copy_from_slice(&END);
    for (entry, name) in [(1024, "Root Entry"), (1152, "EncryptedPackage")] {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[entry..entry + name.len()].copy_from_slice(&name);
        bytes[entry + 64] = u8::try_from(name.len() + 2).unwrap();
        bytes[entry + 116..entry + 120].copy_from_slice(&END);
    }
    bytes
}

/// `archive`, whose first entry claims to unpack to `size`.
fn claiming(archive: &[u8], size: u32) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    let entry = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

/// A workbook of one sheet with these rows, as bare as programs write it.
fn raw_xlsx(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rows: String = rows.lines().map(str::trim).collect();
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
             Id=\"rId1\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    stored_zip(&[
        ("_rels/.rels", &relations("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn ods(rows: &str, encryption: &str) -> Vec<u8> {
    let spaces = ["office", "table", "text"]
        .map(|name| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""))
        .join(" ");
    let content = format!(
        "<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name=\"匯出\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"content.xml\">{encryption}</manifest:file-entry></manifest:manifest>"
    );
    stored_zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", &manifest),
    ])
}

/// A zip archive without compression.
fn stored_zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let start = u32::try_from(archive.len()).unwrap();
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let mut entry = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        entry.extend(crc32(text.as_bytes()).to_le_bytes());
        entry.extend([size, size].concat());
        entry.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        entry.extend([0, 0]);
        archive.extend([b"PK\x03\x04", &entry[..], name.as_bytes(), text.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &entry[..], &[0; 10], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let (start, size) = (u32::try_from(archive.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    archive.extend(directory);
    archive.extend(
        [b"PK\x05\x06\0\0\0\0", &count[..], &count, &size.to_le_bytes(), &start.to_le_bytes(), &[0; 2]].concat(),
    );
    archive
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    };
    !bytes.iter().fold(u32::MAX, step)
}
