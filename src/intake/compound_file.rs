//! Whether the container of an .xls file can be walked: its reader follows chains of sectors and would follow a ring for
//! ever, filling the memory.

/// The first bytes of the container.
const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const HEADER: usize = 512;
/// Marks that are no numbers of sectors: free, end of a chain, parts of the table itself.
const LAST_SECTOR: u32 = 0xffff_fffb;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const MINI_SECTOR: usize = 64;
/// Streams shorter than this are kept in the small sectors.
const MINI_STREAM: u64 = 4_096;
const ENTRY: usize = 128;

/// The table of a container: which sector follows which.
struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
}

/// Whether every chain of `bytes` ends; true for what is no such container, which is another reader's matter.
pub(super) fn chains_end(bytes: &[u8]) -> bool {
    !bytes.starts_with(SIGNATURE) || Container::open(bytes).is_some_and(|container| container.is_sound())
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut container = Self { bytes, sector, next: Vec::new() };
        let mut tables: Vec<u32> = (76..HEADER).step_by(4).filter_map(|at| u32_at(bytes, at)).collect();
        let mut list = u32_at(bytes, 68)?;
        // More lists than sectors is a ring.
        for _ in 0..=container.sectors() {
            if list >= LAST_SECTOR {
                break;
            }
            let numbers = container.numbers(list)?;
            let (following, tables_here) = numbers.split_last()?;
            tables.extend(tables_here);
            list = *following;
        }
        if list < LAST_SECTOR {
            return None;
        }
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR) {
            let numbers = container.numbers(table)?;
            container.next.extend(numbers);
            if container.next.len() > container.sectors() + container.sector {
                // The table of a whole file is as long as the file has sectors; a longer one repeats itself.
                break;
            }
        }
        Some(container)
    }

    fn is_sound(&self) -> bool {
        let Some(directory) = u32_at(self.bytes, 48).and_then(|start| chain(start, &self.next, self.sectors())) else {
            return false;
        };
        let entries: Vec<&[u8]> = directory
            .iter()
            .filter_map(|sector| self.bytes_of(*sector))
            .flat_map(|sector| sector.chunks_exact(ENTRY))
            .collect();
        let Some(root) = entries.first().and_then(|root| self.stream(root)) else { return false };
        let has_small = u32_at(self.bytes, 64).is_some_and(|count| count > 0);
        let small = if has_small { self.small_sectors(root.0) } else { Some((Vec::new(), 0)) };
        let Some((small, count)) = small else { return false };
        entries.iter().skip(1).filter(|entry| matches!(entry.get(66), Some(1 | 2))).all(|entry| {
            self.stream(entry).is_some_and(|(start, length)| {
                length == 0
                    || if length < MINI_STREAM {
                        chain(start, &small, count).is_some()
                    } else {
                        chain(start, &self.next, self.sectors()).is_some()
                    }
            })
        })
    }

    /// The table of the small sectors, and how many of them there are.
    fn small_sectors(&self, stream: u32) -> Option<(Vec<u32>, usize)> {
        let holding = chain(stream, &self.next, self.sectors())?;
        let table = chain(u32_at(self.bytes, 60)?, &self.next, self.sectors())?;
        let numbers = table.iter().filter_map(|sector| self.numbers(*sector)).flatten().collect();
        Some((numbers, holding.len() * self.sector / MINI_SECTOR))
    }

    /// Where the stream of an entry of the directory begins, and how long it says it is.
    fn stream(&self, entry: &[u8]) -> Option<(u32, u64)> {
        let low = u64::from(u32_at(entry, 120)?);
        let high = if self.sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) };
        Some((u32_at(entry, 116)?, low | high << 32))
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn bytes_of(&self, sector: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(sector).ok()? + 1).checked_mul(self.sector)?;
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?))
    }

    fn numbers(&self, sector: u32) -> Option<Vec<u32>> {
        let bytes = self.bytes_of(sector)?;
        Some((0..bytes.len()).step_by(4).filter_map(|at| u32_at(bytes, at)).collect())
    }
}

/// The sectors from `start` to the end of their chain; none where there are more than `most` of them, or one has no
/// successor.
fn chain(start: u32, next: &[u32], most: usize) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    let mut sector = start;
    while sector != END_OF_CHAIN {
        if found.len() > most {
            return None;
        }
        found.push(sector);
        sector = *next.get(usize::try_from(sector).ok()?)?;
    }
    Some(found)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[u8] = include_bytes!("testdata/form.xls");

    #[test]
    fn a_sound_file_is_let_through_and_a_ring_is_not() {
        assert!(chains_end(FORM) && chains_end(b"PK\x03\x04") && chains_end(b""));
        // The directory follows itself.
        let table = u32_at(FORM, 76).unwrap();
        let directory = u32_at(FORM, 48).unwrap();
        let mut ring = FORM.to_vec();
        let at = (usize::try_from(table).unwrap() + 1) * 512 + 4 * usize::try_from(directory).unwrap();
        ring[at..at + 4].copy_from_slice(&directory.to_le_bytes());
        assert!(!chains_end(&ring));
        assert!(!chains_end(&FORM[..600]));
    }
}
