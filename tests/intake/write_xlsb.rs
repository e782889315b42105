//! Writes a form as .xlsb, of which no library at hand is a writer: the few records that a sheet of texts needs.

use super::page::Page;
use super::write_docx::archive_of_bytes;

const BUNDLE_SHEET: u16 = 0x9c;
const ROW: u16 = 0x00;
const CELL_TEXT: u16 = 0x06;

fn record(kind: u16, data: &[u8], out: &mut Vec<u8>) {
    let [low, high] = (kind & 0x7f | (kind >> 7) << 8).to_le_bytes();
    if kind < 0x80 {
        out.push(low);
    } else {
        out.extend([low | 0x80, high]);
    }
    let mut length = data.len();
    while length >= 0x80 {
        out.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap());
    out.extend_from_slice(data);
}

fn number(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap().to_le_bytes()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = number(units.len()).to_vec();
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

pub(crate) fn to_xlsb(pages: &[Page]) -> Vec<u8> {
    let mut book = Vec::new();
    record(0x83, &[], &mut book);
    record(0x8f, &[], &mut book);
    for (index, page) in pages.iter().enumerate() {
        let id = format!("rId{}", index + 1);
        let data = [&number(0)[..], &number(index + 1), &wide(&id), &wide(&page.name)].concat();
        record(BUNDLE_SHEET, &data, &mut book);
    }
    record(0x90, &[], &mut book);
    record(0x84, &[], &mut book);
    let relation = |index: usize| {
        format!(
            "<Relationship Id=\"rId{0}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{0}.bin\"/>",
            index + 1
        )
    };
    let relations = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        (0..pages.len()).map(relation).collect::<String>()
    );
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>";
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types.as_bytes().to_vec()),
        ("xl/workbook.bin".to_owned(), book),
        ("xl/_rels/workbook.bin.rels".to_owned(), relations.into_bytes()),
    ];
    for (index, page) in pages.iter().enumerate() {
        parts.push((format!("xl/worksheets/sheet{}.bin", index + 1), sheet(page)));
    }
    archive_of_bytes(&parts)
}

fn sheet(page: &Page) -> Vec<u8> {
    let mut out = Vec::new();
    record(0x81, &[], &mut out);
    record(0x94, &[0; 16], &mut out);
    record(0x91, &[], &mut out);
    let rows = page.blocks.iter().map(|block| block.row).max().map_or(0, |row| row + 1);
    for row in 0..rows {
        record(ROW, &[&number(row)[..], &[0; 21]].concat(), &mut out);
        let mut blocks: Vec<_> = page.blocks.iter().filter(|block| block.row == row).collect();
        blocks.sort_by_key(|block| block.column);
        for block in blocks {
            let data = [&number(block.column)[..], &[0; 4], &wide(&block.value.text())].concat();
            record(CELL_TEXT, &data, &mut out);
        }
    }
    record(0x92, &[], &mut out);
    record(0x82, &[], &mut out);
    out
}
