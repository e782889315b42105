//! How large a zip archive says it is unpacked: a small file may unpack to what no memory holds.

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;

/// The sum of the unpacked sizes in the archive's directory; 0 where `bytes` are no zip archive.
///
/// Sizes beyond 32 bits are written as `0xFFFF_FFFF` and so count as 4 GiB, which is above any limit.
pub(super) fn declared_size(bytes: &[u8]) -> u64 {
    let Some(end) = bytes.windows(END_OF_DIRECTORY.len()).rposition(|window| window == END_OF_DIRECTORY) else {
        return 0;
    };
    let mut at = number(bytes, end + 16, 4).and_then(|start| usize::try_from(start).ok()).unwrap_or(end);
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
}
