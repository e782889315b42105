//! Numbers of documents that nobody issued: 範 in the place of the office.

/// `head`, at least six digits of `number`, 號; written into `buffer` to spare an allocation a row.
pub(super) fn numbered<'a>(buffer: &'a mut String, head: &str, number: u32) -> &'a str {
    buffer.clear();
    buffer.push_str(head);
    push_digits(buffer, number, 6);
    buffer.push('號');
    buffer
}

/// The same with the year (民國) before it: (113)範試字第000123號.
pub(super) fn numbered_in<'a>(buffer: &'a mut String, year: i32, head: &str, number: u32) -> &'a str {
    buffer.clear();
    buffer.push('(');
    push_digits(buffer, u32::try_from(year).unwrap_or(0), 1);
    buffer.push(')');
    buffer.push_str(head);
    push_digits(buffer, number, 6);
    buffer.push('號');
    buffer
}

/// Writes `number` with at least `width` digits.
pub(super) fn push_digits(buffer: &mut String, number: u32, width: usize) {
    let mut digits = [b'0'; 10];
    let (mut rest, mut at) = (number, digits.len());
    while rest > 0 || digits.len() - at < width {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    digits[at..].iter().for_each(|digit| buffer.push(char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_digits() {
        let mut buffer = String::new();
        assert_eq!(numbered(&mut buffer, "範訓字第", 123), "範訓字第000123號");
        assert_eq!(numbered(&mut buffer, "範訓字第", 1_234_567), "範訓字第1234567號");
        assert_eq!(numbered_in(&mut buffer, 99, "範試字第", 0), "(99)範試字第000000號");
    }
}
