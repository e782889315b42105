//! What a zipped file really holds, found before any reader of its format is let near it: how much it unpacks to, macros,
//! entity declarations, links to other files.
//!
//! Sizes that an archive declares are not believed: every part is unpacked here once, within a budget, and forgotten.

use std::io::{Cursor, Read as _};

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::source::Problem;

/// A workbook has some dozen parts and one for each sheet and picture.
const MAX_PARTS: usize = 4_000;
/// How a zip archive begins.
const SIGNATURE: &[u8] = b"PK";
const CHUNK: usize = 64 * 1024;
/// A mark that lies across two chunks is shorter than this.
const OVERLAP: usize = 4 * 1024;
/// Where the declaration of entities stands, if there is one.
const PROLOGUE: usize = 64 * 1024;

/// Why an archive is not handed on.
#[derive(Debug, thiserror::Error)]
pub(super) enum PackageError {
    /// It unpacks to more than the budget.
    #[error("解壓縮後超過上限 {0} MiB，不像申請表")]
    TooLarge(u64),
    /// Too many parts.
    #[error("壓縮檔內有 {0} 個部分，超過上限 {MAX_PARTS} 個，不像申請表")]
    TooManyParts(usize),
    /// Encrypted.
    #[error("檔案設有密碼，無法讀取")]
    Encrypted,
    /// Cut off or damaged.
    #[error("壓縮內容損毀或不完整")]
    Damaged(String),
    /// XML that declares entities: documents never do, bombs always.
    #[error("檔案的 XML 宣告了實體（ENTITY），一般軟體存的檔案不會有，為安全起見不讀取")]
    Entities,
}

/// Where a file reaches out of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum External {
    /// Somewhere in it.
    Somewhere,
    /// In the formula of this cell.
    Cell(String),
}

/// What somebody should know of an archive that can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Package {
    /// It holds macros.
    pub(super) macros: bool,
    /// It has links to other files or programs.
    pub(super) external: Option<External>,
}

impl Package {
    /// As remarks.
    pub(super) fn remarks(&self) -> Vec<Problem> {
        let macros = self.macros.then(|| {
            Problem::note("macros", "檔案含有巨集；程式不執行巨集，只讀儲存格的內容").hint("開啟原檔時請勿啟用巨集")
        });
        let external = self.external.as_ref().map(|external| {
            let place = match external {
                External::Somewhere => String::new(),
                External::Cell(cell) => format!("（例如 {cell}）"),
            };
            Problem::note(
                "external-link",
                format!("檔案有連到其他檔案或程式的公式或連結{place}；程式不計算公式，採用存檔時的值"),
            )
            .hint("開啟原檔時請勿更新連結")
        });
        macros.into_iter().chain(external).collect()
    }
}

/// Whether `bytes` begin as an archive does.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// Unpacks every part of the archive, and forgets it.
pub(super) fn inspect_package(bytes: &[u8], budget: u64) -> Result<Package, PackageError> {
    let damaged = |error: &dyn std::fmt::Display| PackageError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(PackageError::TooManyParts(archive.len()));
    }
    let mut package = Package::default();
    let mut left = budget;
    let mut buffer = vec![0; OVERLAP + CHUNK];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => PackageError::Encrypted,
            other => damaged(&other),
        })?;
        let name = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
        package.macros |=
            name.ends_with("vbaproject.bin") || name.starts_with("basic/") || name.contains("macrosheets/");
        if name.contains("externallinks/") {
            package.external.get_or_insert(External::Somewhere);
        }
        // The name is in lower case already.
        let xml = ["xml", "rels"].iter().any(|end| name.rsplit('.').next() == Some(end));
        let (mut kept, mut seen) = (0, 0_usize);
        loop {
            let read = match part.read(&mut buffer[kept..kept + CHUNK]) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => return Err(damaged(&error)),
            };
            left = left.checked_sub(read as u64).ok_or(PackageError::TooLarge(budget / (1024 * 1024)))?;
            let window = &buffer[..kept + read];
            if xml {
                if seen < PROLOGUE && has_entities(window) {
                    return Err(PackageError::Entities);
                }
                if !matches!(package.external, Some(External::Cell(_)))
                    && let Some(found) = external_formula(window)
                {
                    package.external = Some(found);
                }
            }
            seen = seen.saturating_add(read);
            // What may go on in the next chunk stays in front of it.
            let end = kept + read;
            let keep = end.min(OVERLAP);
            buffer.copy_within(end - keep..end, 0);
            kept = keep;
        }
    }
    Ok(package)
}

/// `<!ENTITY`, also in UTF-16.
fn has_entities(window: &[u8]) -> bool {
    memmem::find(window, b"<!ENTITY").is_some()
        || memmem::find(window, b"<\0!\0E\0N\0T\0I\0T\0Y").is_some()
        || memmem::find(window, b"\0<\0!\0E\0N\0T\0I\0T\0Y").is_some()
}

/// Whether a formula in `window` reaches out of the file; with the cell, where that is said.
///
/// `[1]Sheet1!A1`, `DDE(…)`, `cmd|'/c …'!A0`, `WEBSERVICE(…)` in OOXML; `of:=DDE(…)`, `'file:///…'#` in ODF.
fn external_formula(window: &[u8]) -> Option<External> {
    for start in memmem::find_iter(window, b"<f") {
        let Some(open) = window[start..].iter().take(400).position(|byte| *byte == b'>') else { continue };
        if !matches!(window.get(start + 2), Some(b'>' | b' ')) {
            continue;
        }
        let text = &window[start + open + 1..];
        let text = &text[..text.iter().take(2_000).position(|byte| *byte == b'<').unwrap_or(0)];
        if reaches_out(text) {
            return Some(cell_before(&window[..start]).map_or(External::Somewhere, External::Cell));
        }
    }
    for start in memmem::find_iter(window, b"table:formula=\"") {
        let text = &window[start + 15..];
        let text = &text[..text.iter().take(2_000).position(|byte| *byte == b'"').unwrap_or(0)];
        if reaches_out(text) {
            return Some(External::Somewhere);
        }
    }
    None
}

fn reaches_out(formula: &[u8]) -> bool {
    let upper = formula.to_ascii_uppercase();
    let has = |mark: &[u8]| memmem::find(&upper, mark).is_some();
    let other_book = upper.first() == Some(&b'[') && upper.get(1).is_some_and(u8::is_ascii_digit)
        || memmem::find_iter(&upper, b"[").any(|at| {
            upper.get(at + 1).is_some_and(u8::is_ascii_digit)
                && upper[at + 1..].iter().find(|byte| !byte.is_ascii_digit()) == Some(&b']')
                && (at == 0 || matches!(upper[at - 1], b'\'' | b'(' | b',' | b'+' | b'-' | b'*' | b'/' | b'=' | b'&'))
        });
    has(b"DDE(") || has(b"|'") || has(b"WEBSERVICE(") || has(b"FILE:") || has(b"HTTP:") || has(b"HTTPS:") || other_book
}

/// The reference of the cell that the end of `before` lies in: `<c r="B3" …>`.
fn cell_before(before: &[u8]) -> Option<String> {
    let start = memmem::rfind(before, b"<c ")?;
    let cell = &before[start..];
    let at = memmem::find(cell, b" r=\"")? + 4;
    let name: Vec<u8> = cell[at..].iter().copied().take(12).take_while(u8::is_ascii_alphanumeric).collect();
    String::from_utf8(name).ok().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in parts {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const MIB: u64 = 1024 * 1024;

    /// Why: what a form must not do to who opens it has to be told, and the saved values still count.
    #[test]
    fn macros_and_links_are_seen() {
        let sheet =
            |formula: &str| format!("<sheetData><c r=\"A1\"/><c r=\"B3\" t=\"str\"><f>{formula}</f><v>1</v></c>");
        for (formula, external) in [
            ("SUM(A1:A2)", None),
            ("Table1[2024]", None),
            ("[1]Sheet1!A1", Some(External::Cell("B3".to_owned()))),
            ("'[2]表'!A1", Some(External::Cell("B3".to_owned()))),
            ("cmd|'/c calc'!A0", Some(External::Cell("B3".to_owned()))),
            ("WEBSERVICE(\"x\")", Some(External::Cell("B3".to_owned()))),
        ] {
            let found =
                inspect_package(&package(&[("xl/worksheets/sheet1.xml", sheet(formula).as_bytes())]), MIB).unwrap();
            assert_eq!(found, Package { macros: false, external }, "{formula}");
        }
        let found = inspect_package(&package(&[("xl/vbaProject.bin", b"x"), ("xl/externalLinks/a.xml", b"<a/>")]), MIB);
        assert_eq!(found.unwrap(), Package { macros: true, external: Some(External::Somewhere) });
        let ods = b"<table:table-cell table:formula=\"of:=DDE(&quot;soffice&quot;)\"/>";
        assert_eq!(
            inspect_package(&package(&[("content.xml", ods)]), MIB).unwrap().external,
            Some(External::Somewhere)
        );
    }

    #[test]
    fn a_formula_across_two_chunks_is_seen() {
        let mut sheet = vec![b' '; CHUNK - 20];
        sheet.extend_from_slice(b"<c r=\"C7\"><f>[1]Sheet1!A1</f></c>");
        let found = inspect_package(&package(&[("sheet.xml", &sheet)]), MIB).unwrap();
        assert_eq!(found.external, Some(External::Cell("C7".to_owned())));
    }

    #[test]
    fn what_unpacks_to_too_much_or_declares_entities_is_refused() {
        let zeros = vec![0_u8; 2 * 1024 * 1024];
        assert!(matches!(inspect_package(&package(&[("a.xml", &zeros)]), MIB), Err(PackageError::TooLarge(1))));
        let bomb = b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbb\">]><a>&b;</a>";
        assert!(matches!(inspect_package(&package(&[("a.xml", bomb)]), MIB), Err(PackageError::Entities)));
        let wide: Vec<u8> = String::from_utf8_lossy(bomb).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(inspect_package(&package(&[("a.xml", &wide)]), MIB), Err(PackageError::Entities)));
        assert!(matches!(inspect_package(b"PK\x03\x04", MIB), Err(PackageError::Damaged(_))));
    }

    /// Why: the directory of an archive may say 1 byte for a part that unpacks to gigabytes.
    #[test]
    fn declared_sizes_are_not_believed() {
        let mut bytes = package(&[("a.xml", &vec![0_u8; 2 * 1024 * 1024])]);
        let size = (2_u32 * 1024 * 1024).to_le_bytes();
        while let Some(at) = memmem::find(&bytes, &size) {
            bytes[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
        }
        assert!(inspect_package(&bytes, MIB).is_err());
    }
}
