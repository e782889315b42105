//! Opens a word-processor document, .docx or .odt, and takes its tables and lines as grids.
//!
//! A table of the document becomes a grid of its own; paragraphs outside tables become one more, of one column, so that a
//! form that was typed as lines is read like one that was drawn. Headers, footers, notes and comments are not read.

mod builder;
mod docx;
mod odt;
mod part;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::docx::read_docx;
use self::odt::read_odt;
use self::part::Parts;
use super::compound_file::is_compound;
use super::grid::Grid;
use crate::source::Problem;

/// The extensions of the documents that are read.
pub(super) const DOCUMENTS: &[&str] = &["docx", "docm", "dotx", "odt", "ott"];

const DOCX_BODY: &str = "word/document.xml";
const DOCX_RELATIONS: &str = "_rels/.rels";
const ODT_BODY: &str = "content.xml";
const ODT_MANIFEST: &str = "META-INF/manifest.xml";

/// Why a document cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum DocumentError {
    /// Truncated or damaged.
    #[error("無法開啟：不是文書檔，或檔案不完整")]
    Damaged(String),
    /// A .doc under another name.
    #[error("檔案是舊式 .doc，副檔名不符，無法讀取")]
    OldWord,
    /// Encrypted.
    #[error("文書檔設有開啟密碼，無法讀取")]
    Encrypted,
    /// A spreadsheet or drawing in the same kind of archive.
    #[error("檔案裡沒有文書內容（word/document.xml 或 content.xml）")]
    NoText,
    /// Unpacks to too much, or has too many cells.
    #[error("解開後的內容超過上限，不像申請表")]
    TooLarge,
}

impl DocumentError {
    /// As a problem for the person who handed in the file.
    pub(super) fn problem(&self) -> Problem {
        let problem = match self {
            Self::TooLarge => Problem::error("too-large", self.to_string()),
            _ => Problem::error("unreadable-file", self.to_string()),
        };
        match self {
            Self::Damaged(cause) => {
                problem.hint("請用文書軟體開啟後另存為 .docx 或 .odt，再送一次").hint(format!("技術訊息：{cause}"))
            }
            Self::OldWord => problem.hint("請用文書軟體開啟後另存為 .docx 或 .odt，再送一次"),
            Self::Encrypted => problem.hint("請申請人取消開啟密碼後另存，再送一次"),
            Self::NoText => problem.hint("請確認附件是申請表，副檔名與內容相符"),
            Self::TooLarge => problem.hint("申請表請單獨成檔，資料範例另附"),
        }
    }
}

/// Every table and the lines of the document in `bytes`, of which at most `budget` bytes are unpacked.
pub(super) fn parse_document(bytes: &[u8], budget: u64) -> Result<Vec<Grid>, DocumentError> {
    if is_compound(bytes) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = memchr::memmem::find(bytes, &name).is_some();
        return Err(if encrypted { DocumentError::Encrypted } else { DocumentError::OldWord });
    }
    // The reader of archives is not ours; a panic there is a damaged file.
    let mut parts = catch_unwind(AssertUnwindSafe(|| Parts::open(bytes, budget))).unwrap_or_else(|_| Err(unsound()))?;
    let (body, is_docx) = find_body(&mut parts)?;
    let xml = catch_unwind(AssertUnwindSafe(|| parts.text(&body))).unwrap_or_else(|_| Err(unsound()))?;
    if is_docx { read_docx(&xml) } else { read_odt(&xml) }
}

fn unsound() -> DocumentError {
    DocumentError::Damaged("檔案結構損毀".to_owned())
}

/// The name of the part with the text, and whether it is Word's; by what is there, not by the extension.
fn find_body(parts: &mut Parts<'_>) -> Result<(String, bool), DocumentError> {
    if parts.has(DOCX_BODY) {
        return Ok((DOCX_BODY.to_owned(), true));
    }
    if parts.has(ODT_BODY) {
        let manifest = if parts.has(ODT_MANIFEST) { parts.text(ODT_MANIFEST)? } else { String::new() };
        let encrypted = manifest.contains("encryption-data");
        return if encrypted { Err(DocumentError::Encrypted) } else { Ok((ODT_BODY.to_owned(), false)) };
    }
    // Some writers call the main part otherwise; the relations of the package name it.
    if parts.has(DOCX_RELATIONS) {
        let relations = parts.text(DOCX_RELATIONS)?;
        let line = relations.split('<').find(|tag| tag.contains("/officeDocument\""));
        let target = line.and_then(|tag| tag.split_once("Target=\"")).and_then(|(_, rest)| rest.split('"').next());
        if let Some(name) = target.map(|name| name.trim_start_matches('/'))
            && name.contains("word")
            && parts.has(name)
        {
            return Ok((name.to_owned(), true));
        }
    }
    Err(DocumentError::NoText)
}
