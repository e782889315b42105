//! The checksum of national identity numbers (國民身分證統一編號) and of the new 統一證號.
//!
//! Letter → two digits, weights 1 9 8 7 6 5 4 3 2 1 1 over the eleven digits, sum ≡ 0 (mod 10).

/// Values of the letters A…Z.
const LETTERS: [u32; 26] =
    [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];
const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];

/// Whether `id` has the form of an identity number and a checksum that holds.
#[must_use]
pub fn checksum_holds(id: &str) -> bool {
    weighted_sum(id).is_some_and(|sum| sum % 10 == 0)
}

/// A number that looks like an identity number and whose checksum fails, so that it can belong to nobody.
///
/// `county` is a letter, `male` gives the sex digit, `serial` the next seven digits; the last digit is the right one plus one.
#[must_use]
pub fn failing_checksum(county: u8, male: bool, serial: u32) -> String {
    let letter = char::from(b'A' + county % 26);
    let head = format!("{letter}{}{:07}", if male { 1 } else { 2 }, serial % 10_000_000);
    let right = (0..10).find(|digit| checksum_holds(&format!("{head}{digit}"))).unwrap_or(0);
    format!("{head}{}", (right + 1) % 10)
}

fn weighted_sum(id: &str) -> Option<u32> {
    let bytes = id.as_bytes();
    if bytes.len() != 10 || !bytes[0].is_ascii_uppercase() || !matches!(bytes[1], b'1' | b'2' | b'8' | b'9') {
        return None;
    }
    let letter = LETTERS[usize::from(bytes[0] - b'A')];
    let mut sum = letter / 10 * WEIGHTS[0] + letter % 10 * WEIGHTS[1];
    for (byte, weight) in bytes[1..].iter().zip(&WEIGHTS[2..]) {
        sum += char::from(*byte).to_digit(10)? * weight;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_check() {
        // Textbook examples, not persons; see `domain.md` §7.
        assert!(checksum_holds("A123456789"));
        assert!(checksum_holds("A800000014"));
        assert!(!checksum_holds("A123456780"));
        assert!(!checksum_holds("A12345678"));
        assert!(!checksum_holds("a123456789"));
    }

    #[test]
    fn synthetic_numbers_never_check() {
        for serial in (0..10_000_000).step_by(99_991) {
            for county in [0, 8, 14, 25] {
                assert!(!checksum_holds(&failing_checksum(county, serial % 2 == 0, serial)));
            }
        }
    }
}
