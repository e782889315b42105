//! Texts as offices write them, folded to one spelling for comparison. The original is kept by whoever calls.

/// Full-width digits, letters and punctuation to half-width; the ideographic space to a space.
#[must_use]
pub fn fold_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            // U+FF01–FF5E mirror U+0021–007E.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Half-width and without any white space.
#[must_use]
pub fn squeeze(text: &str) -> String {
    fold_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .collect()
}

/// The spelling in which names of organs are compared: squeezed, and 台 written 臺.
#[must_use]
pub fn canonical_name(text: &str) -> String {
    squeeze(text).replace('台', "臺")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_together() {
        assert_eq!(canonical_name(" 台北市　政府\n人事處 "), "臺北市政府人事處");
        assert_eq!(squeeze("需求描述\n及說明（請詳細說 明）："), "需求描述及說明(請詳細說明):");
        assert_eq!(fold_width("１１５／０５／０１"), "115/05/01");
    }
}
