//! User-defined characters of Big5 (造字) and the private-use code points that Windows gives them.
//!
//! | codes | private use | characters |
//! | --- | --- | --- |
//! | FA40–FEFE | U+E000–E310 | 785 |
//! | 8E40–A0FE | U+E311–EEB7 | 2,983 |
//! | 8140–8DFE | U+EEB8–F6B0 | 2,041 |
//! | C6A1–C8FE | U+F6B1–F848 | 408 |
//!
//! Each lead byte has 157 trail bytes, 40–7E and A1–FE, numbered through. The WHATWG table of Big5, which browsers and
//! `encoding_rs` use, has Hong Kong's characters at these codes: a silently wrong name. So they never get there.

/// Trail bytes a lead byte has.
pub(super) const TRAILS: u16 = 157;

/// The private-use code point of a user-defined code; None for every other pair of bytes.
#[must_use]
pub fn user_defined(lead: u8, trail: u8) -> Option<char> {
    let trail = trail_index(trail)?;
    let (first_lead, first) = match lead {
        0xfa..=0xfe => (0xfa, 0xe000),
        0x8e..=0xa0 => (0x8e, 0xe311),
        0x81..=0x8d => (0x81, 0xeeb8),
        // C640–C67E are the last of the frequent hanzi; the area begins behind them, at trail byte A1.
        0xc6 if trail < HIGH_TRAILS => return None,
        0xc6..=0xc8 => (0xc6, 0xf6b1 - HIGH_TRAILS),
        _ => return None,
    };
    char::from_u32(u32::from(first + u16::from(lead - first_lead) * TRAILS + trail))
}

/// The Big5 code of a private-use code point, as the character tool of Windows shows it; None where Big5 has none.
#[must_use]
pub fn big5_code(private: char) -> Option<u16> {
    let place = u16::try_from(u32::from(private)).ok()?;
    let (first_lead, first) = match place {
        0xe000..=0xe310 => (0xfa, 0xe000),
        0xe311..=0xeeb7 => (0x8e, 0xe311),
        0xeeb8..=0xf6b0 => (0x81, 0xeeb8),
        0xf6b1..=0xf848 => (0xc6, 0xf6b1 - HIGH_TRAILS),
        _ => return None,
    };
    let (lead, trail) = ((place - first) / TRAILS + first_lead, (place - first) % TRAILS);
    let trail = if trail < HIGH_TRAILS { 0x40 + trail } else { 0xa1 + trail - HIGH_TRAILS };
    Some(lead << 8 | trail)
}

/// The number of the trail byte A1 among the trail bytes.
const HIGH_TRAILS: u16 = 63;

/// The number of a trail byte, from 0; None where it is none.
pub(super) fn trail_index(trail: u8) -> Option<u16> {
    match trail {
        0x40..=0x7e => Some(u16::from(trail - 0x40)),
        0xa1..=0xfe => Some(u16::from(trail - 0xa1) + HIGH_TRAILS),
        _ => None,
    }
}

/// Whether Unicode leaves the meaning of `c` to those who use it.
#[must_use]
pub fn is_private_use(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// First and last of each range, and the code that a Taiwanese writer on the subject works through.
    #[test]
    fn the_ranges_are_those_of_windows() {
        for (code, wanted) in [
            (0xfa40, '\u{e000}'),
            (0xfafe, '\u{e09c}'),
            (0xfb40, '\u{e09d}'),
            (0xfefe, '\u{e310}'),
            (0x8e40, '\u{e311}'),
            (0xa0fe, '\u{eeb7}'),
            (0x8140, '\u{eeb8}'),
            (0x8742, '\u{f268}'),
            (0x8dfe, '\u{f6b0}'),
            (0xc6a1, '\u{f6b1}'),
            (0xc6fe, '\u{f70e}'),
            (0xc740, '\u{f70f}'),
            (0xc8fe, '\u{f848}'),
        ] {
            let [lead, trail] = u16::to_be_bytes(code);
            assert_eq!(user_defined(lead, trail), Some(wanted), "{code:04X}");
        }
        for code in [0xc67e_u16, 0xc940, 0xa140, 0xf9fe, 0xfa7f, 0xfaa0, 0xfaff, 0x8039, 0xff40] {
            let [lead, trail] = code.to_be_bytes();
            assert_eq!(user_defined(lead, trail), None, "{code:04X}");
        }
    }

    /// The code in a message is where people look the character up: it must be the one that the file has.
    #[test]
    fn a_private_place_leads_back_to_its_code() {
        let mut codes = 0;
        for code in 0x8100..=0xfeff_u16 {
            let [lead, trail] = code.to_be_bytes();
            if let Some(private) = user_defined(lead, trail) {
                assert_eq!(big5_code(private), Some(code), "{code:04X}");
                codes += 1;
            }
        }
        assert_eq!(codes, 785 + 2_983 + 2_041 + 408);
        for other in ['\u{f849}', '\u{f8ff}', '\u{fe000}', '\u{10fffd}', '陳'] {
            assert_eq!(big5_code(other), None, "{other:?}");
        }
    }

    /// Two codes at one place would make two names one; a hole in the area would leave a character behind.
    #[test]
    fn every_user_defined_code_has_a_place_of_its_own() {
        let all: Vec<char> =
            (0x81..=0xfe).flat_map(|lead| (0x40..=0xfe).filter_map(move |trail| user_defined(lead, trail))).collect();
        let places: BTreeSet<char> = all.iter().copied().collect();
        assert_eq!((all.len(), places.len()), (785 + 2_983 + 2_041 + 408, 785 + 2_983 + 2_041 + 408));
        assert_eq!((places.first(), places.last()), (Some(&'\u{e000}'), Some(&'\u{f848}')));
        assert!(places.iter().all(|place| is_private_use(*place)));
    }
}
