//! Takes one stream out of an OLE compound file ([MS-CFB]), which an old workbook is.
//!
//! Only what measuring needs; every chain ends after as many steps as the file has sectors.

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const HEADER: usize = 512;
const DIRECTORY_ENTRY: usize = 128;
/// Sector numbers from here on are marks.
const FIRST_MARK: u32 = 0xffff_fffa;
const DIFAT_IN_HEADER: usize = 109;

/// Whether `bytes` are a compound file.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The first of the streams `names` that is there.
pub(super) fn read_stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes)?;
    let directory = file.chain(u32_at(bytes, 48)?, &file.fat, file.sector);
    let entries: Vec<Entry> = directory.chunks_exact(DIRECTORY_ENTRY).filter_map(Entry::read).collect();
    let entry = names.iter().find_map(|name| entries.iter().find(|entry| entry.name == *name))?;
    let cutoff = u64::from(u32_at(bytes, 56)?);
    let mut stream = if entry.size < cutoff {
        let root = entries.first()?;
        let mini_stream = file.chain(root.start, &file.fat, file.sector);
        let mini_fat = numbers(&file.chain(u32_at(bytes, 60)?, &file.fat, file.sector));
        let mini = 1_usize.checked_shl(u32::from(u16_at(bytes, 32)?)).filter(|size| (16..=4_096).contains(size))?;
        chain(entry.start, &mini_fat, |number| sector_of(&mini_stream, number, mini))
    } else {
        file.chain(entry.start, &file.fat, file.sector)
    };
    stream.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
    Some(stream)
}

struct Compound<'a> {
    /// Everything behind the header.
    body: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        if !is_compound(bytes) {
            return None;
        }
        let sector = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|size| (128..=4_096).contains(size))?;
        // Sectors of 4,096 bytes have a header of that length.
        let body = bytes.get(HEADER.max(sector)..)?;
        let mut file = Self { body, sector, fat: Vec::new() };
        let mut sectors: Vec<u32> = (0..DIFAT_IN_HEADER).filter_map(|index| u32_at(bytes, 76 + 4 * index)).collect();
        let mut next = u32_at(bytes, 68)?;
        for _ in 0..=body.len() / sector {
            if next >= FIRST_MARK {
                break;
            }
            let mut listed = numbers(sector_of(body, next, sector)?);
            next = listed.pop()?;
            sectors.extend(listed);
        }
        let listed = sectors.into_iter().filter(|number| *number < FIRST_MARK).take(body.len() / sector + 1);
        file.fat = listed.filter_map(|number| sector_of(body, number, sector)).flat_map(numbers).collect();
        Some(file)
    }

    fn chain(&self, start: u32, fat: &[u32], sector: usize) -> Vec<u8> {
        chain(start, fat, |number| sector_of(self.body, number, sector))
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).min(64);
        let units: Vec<u16> =
            (0..length / 2).filter_map(|index| u16_at(bytes, 2 * index)).take_while(|unit| *unit != 0).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units),
            start: u32_at(bytes, 116)?,
            size: u64::from(u32_at(bytes, 120)?),
        })
    }
}

/// The sectors of a chain, one after the other; a chain that goes round is cut where it has been as long as the table.
fn chain<'a>(start: u32, fat: &[u32], sector: impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut next = start;
    for _ in 0..fat.len() {
        let Some(bytes) = sector(next) else { break };
        out.extend_from_slice(bytes);
        let Some(following) = fat.get(next as usize) else { break };
        next = *following;
    }
    out
}

fn sector_of(body: &[u8], number: u32, size: usize) -> Option<&[u8]> {
    let start = usize::try_from(number).ok()?.checked_mul(size)?;
    let end = start.checked_add(size)?.min(body.len());
    body.get(start..end).filter(|bytes| !bytes.is_empty())
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0)).collect()
}

/// Two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
