//! The forms and the checksum of identity numbers: 國民身分證統一編號, and the 統一證號 of residents, old and new.
//!
//! Letter → two digits, weights 1 9 8 7 6 5 4 3 2 1 1 over the eleven digits, sum ≡ 0 (mod 10). In an old 統一證號 the
//! second letter counts by the second of its two digits.

/// Values of the letters A…Z.
const LETTERS: [u32; 26] =
    [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];
const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];

/// What a number is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// 國民身分證統一編號: letter, 1 or 2, eight digits.
    National,
    /// 統一證號 since 2021: letter, 8 or 9, eight digits.
    Resident,
    /// 統一證號 before: letter, A to D, eight digits.
    OldResident,
}

/// What `id` is by its form; None where it is no identity number. Says nothing about the checksum.
#[must_use]
pub fn identity_kind(id: &str) -> Option<IdentityKind> {
    let [letter, second, digits @ ..] = ten(id)?;
    if !letter.is_ascii_uppercase() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    match second {
        b'1' | b'2' => Some(IdentityKind::National),
        b'8' | b'9' => Some(IdentityKind::Resident),
        b'A'..=b'D' => Some(IdentityKind::OldResident),
        _ => None,
    }
}

/// Whether `id` has the form of an identity number and a checksum that holds.
#[must_use]
pub fn checksum_holds(id: &str) -> bool {
    identity_kind(id).and_then(|_| ten(id)).is_some_and(|id| weighted_sum(id).is_multiple_of(10))
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

fn ten(id: &str) -> Option<&[u8; 10]> {
    id.as_bytes().try_into().ok()
}

/// Of a number whose form is one of [`IdentityKind`].
fn weighted_sum(id: &[u8; 10]) -> u32 {
    let letter = value(id[0]);
    let second = value(id[1]) % 10;
    let digits = id[2..].iter().zip(&WEIGHTS[3..]).map(|(digit, weight)| value(*digit) * weight);
    letter / 10 * WEIGHTS[0] + letter % 10 * WEIGHTS[1] + second * WEIGHTS[2] + digits.sum::<u32>()
}

fn value(byte: u8) -> u32 {
    if byte.is_ascii_uppercase() { LETTERS[usize::from(byte - b'A')] } else { u32::from(byte & 0x0f) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_examples_check() {
        // Textbook examples, not persons; see `domain.md` §7.
        for id in ["A123456789", "A800000014", "A845120013"] {
            assert!(checksum_holds(id), "{id}");
        }
        for id in ["A123456780", "A12345678", "a123456789", "A1234567890", "Ａ123456789", ""] {
            assert!(!checksum_holds(id), "{id}");
        }
    }

    #[test]
    fn a_number_is_known_by_its_form() {
        for (id, wanted) in [
            ("A123456789", Some(IdentityKind::National)),
            ("Z200000000", Some(IdentityKind::National)),
            ("A845120013", Some(IdentityKind::Resident)),
            ("B900000000", Some(IdentityKind::Resident)),
            ("AA00000000", Some(IdentityKind::OldResident)),
            ("ZD00000000", Some(IdentityKind::OldResident)),
            ("AE00000000", None),
            ("A323456789", None),
            ("A1234S6789", None),
            ("1123456789", None),
            ("A12345678", None),
            ("陳A12345678", None),
        ] {
            assert_eq!(identity_kind(id), wanted, "{id}");
        }
    }

    proptest! {
        /// One digit in ten holds, whatever stands before it; else a typing error in the last digit could pass.
        #[test]
        fn exactly_one_final_digit_holds(head in "[A-Z][1289A-D][0-9]{7}") {
            let holding = (0..10).filter(|digit| checksum_holds(&format!("{head}{digit}"))).count();
            prop_assert_eq!(holding, 1);
        }

        /// An old number checks like the digits that its letters stand for, written out and added up one by one.
        #[test]
        fn an_old_number_checks_by_the_digits_of_its_letters(id in "[A-Z][A-D][0-9]{8}") {
            let letters = id[..2].bytes().map(|letter| value(letter).to_string()).collect::<Vec<_>>();
            let digits = format!("{}{}{}", letters[0], &letters[1][1..], &id[2..]);
            let products = digits.bytes().zip([1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]);
            let sum: u32 = products.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            prop_assert_eq!(checksum_holds(&id), sum.is_multiple_of(10));
        }
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
