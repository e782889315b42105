//! How large a zip archive says it is unpacked: a small file may unpack to what no memory holds.

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;

/// What stands in a field of 32 bits whose number is kept in the directory of zip64.
const IN_ZIP64: u64 = 0xffff_ffff;

/// The sum of the unpacked sizes in the archive's directory; 0 where `bytes` are no zip archive.
///
/// Sizes beyond 32 bits are written as `0xFFFF_FFFF` and so count as 4 GiB, which is above any limit. A directory that
/// only zip64 can find counts as without end: no workbook below a limit needs one.
#[must_use]
pub fn declared_size(bytes: &[u8]) -> u64 {
    let Some(end) = bytes.windows(END_OF_DIRECTORY.len()).rposition(|window| window == END_OF_DIRECTORY) else {
        return 0;
    };
    let start = number(bytes, end + 16, 4);
    if start == Some(IN_ZIP64) {
        return u64::MAX;
    }
    let mut at = start.and_then(|start| usize::try_from(start).ok()).unwrap_or(end);
    let mut total = 0_u64;
    while bytes.get(at..at + ENTRY.len()) == Some(ENTRY) {
        let Some(size) = number(bytes, at + 24, 4) else { break };
        total = total.saturating_add(size);
        let tail: u64 = [28, 30, 32].into_iter().filter_map(|offset| number(bytes, at + offset, 2)).sum();
        at += ENTRY_LENGTH + usize::try_from(tail).unwrap_or(usize::from(u16::MAX));
    }
    total
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(length)?)?;
    Some(field.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::declared_size;

    #[test]
    fn the_sizes_of_a_workbook_are_added_up() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "申請人事機構").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let size = declared_size(&bytes);
        assert!(size > bytes.len() as u64 && size < 1_000_000, "{size}");
        assert_eq!(declared_size(b"no archive"), 0);
        assert_eq!(declared_size(b"PK\x05\x06PK\x01\x02"), 0);
    }

    /// An archive whose directory lies elsewhere must not pass as empty.
    #[test]
    fn a_directory_in_zip64_is_above_any_limit() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet();
        let mut bytes = book.save_to_buffer().unwrap();
        let end = bytes.windows(4).rposition(|window| window == super::END_OF_DIRECTORY).unwrap();
        bytes[end + 16..end + 20].fill(0xff);
        assert_eq!(declared_size(&bytes), u64::MAX);
    }
}
