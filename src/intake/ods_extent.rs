//! How many cells an ODF spreadsheet has when its repeated rows and columns are written out.
//!
//! A few bytes of XML may stand for billions of cells; the reader would make them all.

use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// What the reader would make of the largest sheet, and of the texts of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OdsExtent {
    /// Cells, empty ones between filled ones included.
    pub(super) cells: u64,
    /// Bytes of text, repetitions included.
    pub(super) text: u64,
}

/// The sheet that is being measured.
#[derive(Default)]
struct Sheet {
    /// Rows up to the last filled one, from the first filled one on.
    rows: u64,
    empty_rows: u64,
    width: u64,
    /// Cells of the rows as they are written down.
    written: u64,
    row: Row,
}

#[derive(Default)]
struct Row {
    repeated: u64,
    /// Columns so far, and up to the last filled cell.
    columns: u64,
    filled: u64,
    text: u64,
    /// How often the open cell is repeated, where it is filled.
    open: u64,
}

/// Measures the content of an ODF spreadsheet; none where there is no such content.
///
/// # Errors
/// When the content is no XML: what cannot be measured is not handed on.
pub(super) fn ods_extent(bytes: &[u8]) -> Result<Option<OdsExtent>, quick_xml::Error> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(None) };
    let Ok(part) = archive.by_name("content.xml") else { return Ok(None) };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let (mut total, mut sheet) = (OdsExtent::default(), Sheet::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => sheet.start(&tag),
            Event::Empty(tag) => {
                sheet.start(&tag);
                sheet.end(tag.name().as_ref(), &mut total);
            }
            Event::Text(text) => sheet.row.text += sheet.row.open.saturating_mul(text.len() as u64),
            Event::End(tag) => sheet.end(tag.name().as_ref(), &mut total),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(Some(total))
}

impl Sheet {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "table:table" => *self = Self::default(),
            "table:table-row" => {
                self.row = Row { repeated: number(tag, "table:number-rows-repeated"), ..Row::default() };
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeated = number(tag, "table:number-columns-repeated");
                self.row.columns = self.row.columns.saturating_add(repeated);
                // A formula makes a cell as a value does.
                let filled = attribute(tag, "office:value-type").is_some() || attribute(tag, "table:formula").is_some();
                if filled {
                    self.row.filled = self.row.columns;
                    self.row.open = repeated;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, total: &mut OdsExtent) {
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.row.open = 0,
            "table:table-row" => {
                let row = std::mem::take(&mut self.row);
                self.written = self.written.saturating_add(row.filled);
                if row.filled == 0 {
                    self.empty_rows = self.empty_rows.saturating_add(row.repeated);
                } else {
                    let gap = if self.rows == 0 { 0 } else { self.empty_rows };
                    self.rows = self.rows.saturating_add(gap).saturating_add(row.repeated);
                    self.empty_rows = 0;
                    self.width = self.width.max(row.filled);
                    total.text = total.text.saturating_add(row.text.saturating_mul(row.repeated));
                }
            }
            "table:table" => {
                let cells = self.rows.saturating_mul(self.width).max(self.written);
                total.cells = total.cells.saturating_add(cells);
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.find(|attribute| attribute.key.as_ref() == name).map(|attribute| attribute.value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> u64 {
    attribute(tag, name).map_or(1, |digits| digits.trim().parse().unwrap_or(u64::MAX)).max(1)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn ods(rows: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .start_file(
                "content.xml",
                zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated),
            )
            .unwrap();
        write!(writer, "<office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet>")
            .unwrap();
        writer.finish().unwrap().into_inner()
    }

    /// Why: LibreOffice repeats the empty rest of every sheet a million times, which is no reason to refuse it; a filled
    /// cell behind it is.
    #[test]
    fn repeated_cells_count_where_they_would_be_made() {
        let cell = "<table:table-cell office:value-type=\"string\"><text:p>甲</text:p></table:table-cell>";
        let empty = "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        let one = format!(
            "<table:table-row>{cell}<table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>"
        );
        assert_eq!(ods_extent(&ods(&format!("{one}{empty}"))).unwrap(), Some(OdsExtent { cells: 1, text: 3 }));
        assert_eq!(ods_extent(&ods(&format!("{one}{empty}{one}"))).unwrap().unwrap().cells, 1_048_002);
        let wide = format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/>{cell}</table:table-row>"
        );
        assert_eq!(ods_extent(&ods(&wide)).unwrap().unwrap().cells, 16_384);
        let many = cell.replace("office:", "table:number-columns-repeated=\"1000\" office:");
        let many = format!("<table:table-row table:number-rows-repeated=\"1000\">{many}</table:table-row>");
        assert_eq!(ods_extent(&ods(&many)).unwrap(), Some(OdsExtent { cells: 1_000_000, text: 3_000_000 }));
        assert_eq!(ods_extent(b"PK").unwrap(), None);
        assert!(ods_extent(&ods("</a>")).is_err());
    }
}
