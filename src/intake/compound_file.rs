//! The container of an .xls file ([MS-CFB]): whether it can be walked, and one stream out of it.
//!
//! The reader of spreadsheets follows chains of sectors and would follow a ring for ever, filling the memory.

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
    !is_compound(bytes) || Container::open(bytes).is_some_and(|container| container.is_sound())
}

/// Whether `bytes` are such a container.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The first of the streams `names` that is there.
pub(super) fn read_stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let container = Container::open(bytes).filter(|_| is_compound(bytes))?;
    let entries = container.entries()?;
    let entry = names.iter().find_map(|name| entries.iter().find(|entry| name_of(entry) == *name))?;
    let (start, length) = container.stream(entry)?;
    let mut stream = if length < MINI_STREAM {
        let (holder, _) = container.stream(entries.first()?)?;
        let (small, count) = container.small_sectors(holder)?;
        let holding = container.content(holder)?;
        let place = |sector: &u32| usize::try_from(*sector).ok()?.checked_mul(MINI_SECTOR);
        let sectors = chain(start, &small, count)?;
        let pieces =
            sectors.iter().filter_map(place).filter_map(|at| holding.get(at..holding.len().min(at + MINI_SECTOR)));
        pieces.flatten().copied().collect()
    } else {
        container.content(start)?
    };
    stream.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    Some(stream)
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
        let Some(entries) = self.entries() else { return false };
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

    /// The entries of the directory; the first holds the small sectors.
    fn entries(&self) -> Option<Vec<&'a [u8]>> {
        let directory = chain(u32_at(self.bytes, 48)?, &self.next, self.sectors())?;
        let sectors = directory.iter().filter_map(|sector| self.bytes_of(*sector));
        Some(sectors.flat_map(|sector| sector.chunks_exact(ENTRY)).collect())
    }

    /// The sectors from `start` on, one behind the other.
    fn content(&self, start: u32) -> Option<Vec<u8>> {
        let sectors = chain(start, &self.next, self.sectors())?;
        Some(sectors.iter().filter_map(|sector| self.bytes_of(*sector)).flatten().copied().collect())
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

/// The name of an entry of the directory.
fn name_of(entry: &[u8]) -> String {
    let length = u16_at(entry, 64).map_or(0, |length| usize::from(length).min(64));
    let units = (0..length / 2).filter_map(|index| u16_at(entry, 2 * index)).take_while(|unit| *unit != 0);
    String::from_utf16_lossy(&units.collect::<Vec<u16>>())
}

/// Two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
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
