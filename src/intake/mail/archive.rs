//! A zip attachment, opened one level deep, within bounds.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::charset::decode_text;
use super::mime::MailFile;
use crate::source::Problem;

/// More files than this nobody sends with an application.
const MAX_FILES: usize = 100;

/// The files in an archive; `unpacked` is what may still be unpacked, whatever the archive says of itself.
pub(super) fn open_archive(bytes: &[u8], unpacked: &mut u64) -> Result<Vec<MailFile>, Box<Problem>> {
    let unpack = "請先解壓縮，再對其中的申請表執行 `hrstat intake`";
    let warning = |message: &str| Box::new(Problem::warning("unreadable-attachment", message).hint(unpack));
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| warning("壓縮檔無法開啟，可能不完整，沒有讀取"))?;
    if archive.len() > MAX_FILES {
        return Err(warning(&format!("壓縮檔有 {} 個檔案，超過上限 {MAX_FILES} 個，沒有讀取", archive.len())));
    }
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| warning("壓縮檔設有密碼或不完整，沒有讀取"))?;
        if entry.is_dir() {
            continue;
        }
        // Without the mark of UTF-8, programs here write Big5.
        let name = decode_text(entry.name_raw(), None);
        if name.to_lowercase().ends_with(".zip") {
            return Err(warning("壓縮檔裡還有壓縮檔，沒有讀取"));
        }
        let mut content = Vec::new();
        entry
            .take(unpacked.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(|_| warning("壓縮檔內容損毀，沒有讀取"))?;
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        *unpacked = unpacked.checked_sub(size).ok_or_else(|| warning("壓縮檔解開後太大，沒有讀取"))?;
        files.push(MailFile { name, media_type: String::new(), inline: false, bytes: content });
    }
    Ok(files)
}
