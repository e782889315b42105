//! Big5 as Windows has it: code page 950, 13,503 pairs of bytes, and the user-defined areas by formula.
//!
//! The table comes out of `encoding_rs`, which has the WHATWG's Big5. In the standard areas the two differ in 34 codes
//! only, see [`BOX_CORNER`] and [`CONTROL_PICTURES`]; in the user-defined areas, in A3E2–A3FE and above F9FE, WHATWG is
//! never asked.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::user_defined::{TRAILS, trail_index, user_defined};

/// F9FE: ▓ in code page 950, U+FFED in WHATWG. Compared with two other tables of code page 950 (CPython's `cp950`, ICU's
/// `windows-950-2000`), which agree in all 13,503 pairs.
const BOX_CORNER: (u16, u16) = (0xf9fe, 0x2593);
/// A3C0–A3E0: pictures of control characters in WHATWG, nothing in code page 950.
const CONTROL_PICTURES: RangeInclusive<u16> = 0xa3c0..=0xa3e0;

const FIRST_LEAD: u8 = 0x81;
const LAST_LEAD: u8 = 0xfe;

/// The code point of each pair, by lead and number of the trail byte; 0 where there is none. All lie in the first plane.
static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let trails = || (0x40..=0x7e).chain(0xa1..=0xfe);
    (FIRST_LEAD..=LAST_LEAD).flat_map(|lead| trails().map(move |trail| code_point(lead, trail))).collect()
});

fn code_point(lead: u8, trail: u8) -> u16 {
    if let Some(private) = user_defined(lead, trail) {
        return u16::try_from(u32::from(private)).expect("the area of the formula ends at U+F848");
    }
    let code = u16::from_be_bytes([lead, trail]);
    if code == BOX_CORNER.0 {
        return BOX_CORNER.1;
    }
    if CONTROL_PICTURES.contains(&code) {
        return 0;
    }
    let pair = [lead, trail];
    let decoded = encoding_rs::BIG5.decode_without_bom_handling_and_without_replacement(&pair);
    let character = decoded.and_then(|text| text.chars().next());
    character.and_then(|character| u16::try_from(u32::from(character)).ok()).unwrap_or(0)
}

/// The pairs of bytes of code page 950.
#[derive(Clone, Copy, Debug)]
pub struct Big5(&'static [u16]);

impl Big5 {
    /// The table; made when it is first asked for.
    #[must_use]
    pub fn table() -> Self {
        Self(TABLE.as_slice())
    }

    /// The character of a pair; none where code page 950 has none. A user-defined one is its private-use code point.
    #[must_use]
    #[inline]
    pub fn character(self, lead: u8, trail: u8) -> Option<char> {
        let row = usize::from(lead.checked_sub(FIRST_LEAD)?);
        let code_point = *self.0.get(row * usize::from(TRAILS) + usize::from(trail_index(trail)?))?;
        (code_point != 0).then(|| char::from_u32(u32::from(code_point))).flatten()
    }
}
