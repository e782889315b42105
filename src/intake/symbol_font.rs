//! What the characters of symbol fonts show, as far as forms tick boxes with them.
//!
//! A document names the font and a code; the code is the same in the private use area, where Word keeps it (F0FE), and
//! as a letter (þ), which is what is left where the font is lost.

/// Boxes and ticks of Wingdings.
const WINGDINGS: &[(u32, char)] = &[
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x70, '□'),
    (0x71, '□'),
    (0x72, '□'),
    (0xa1, '○'),
    (0xa4, '◉'),
    (0xa7, '■'),
    (0xa8, '□'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];
/// Boxes and ticks of Wingdings 2.
const WINGDINGS_2: &[(u32, char)] = &[
    (0x2a, '□'),
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x98, '●'),
    (0x99, '◉'),
    (0x9a, '○'),
    (0xa2, '■'),
    (0xa3, '□'),
];
/// Boxes and ticks of Webdings.
const WEBDINGS: &[(u32, char)] = &[(0x61, '✓'), (0x63, '□'), (0x67, '■'), (0x6e, '●'), (0x72, '☒')];

/// The table of a symbol font; none where `font` is an ordinary one.
fn table_of(font: &str) -> Option<&'static [(u32, char)]> {
    match font.to_lowercase().replace(' ', "").as_str() {
        "wingdings" => Some(WINGDINGS),
        "wingdings2" => Some(WINGDINGS_2),
        "webdings" => Some(WEBDINGS),
        // Others have no boxes; their letters are no letters all the same.
        "wingdings3" | "symbol" | "marlett" => Some(&[]),
        _ => None,
    }
}

/// What code `code` shows in `font`, where that is known.
pub(super) fn known_symbol(font: &str, code: u32) -> Option<char> {
    table_of(font)?.iter().find(|(known, _)| *known == code & 0xff).map(|(_, shown)| *shown)
}

/// What code `code` shows in `font`; a private character where that is not known.
pub(super) fn shown_symbol(font: &str, code: u32) -> Option<char> {
    known_symbol(font, code).or_else(|| char::from_u32(0xf000 | code & 0xff))
}

fn is_code(c: char) -> bool {
    (0x21..0x100).contains(&u32::from(c)) || (0xf021..0xf100).contains(&u32::from(c))
}

/// `text` as it shows in `font`, as far as that is known: for marks that may cover ordinary text as well.
pub(super) fn shown_where_known(font: &str, text: &str) -> String {
    text.chars().map(|c| known_symbol(font, u32::from(c)).filter(|_| is_code(c)).unwrap_or(c)).collect()
}

/// `text` as it shows in `font`, where that is a symbol font.
pub(super) fn shown_in_font(font: &str, text: &str) -> Option<String> {
    table_of(font)?;
    Some(text.chars().filter_map(|c| if is_code(c) { shown_symbol(font, u32::from(c)) } else { Some(c) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_show_what_the_font_draws() {
        assert_eq!(shown_symbol("Wingdings", 0xf0fe), Some('☑'));
        assert_eq!(shown_symbol("Wingdings 2", 0x52), Some('☑'));
        assert_eq!(shown_symbol("Wingdings", 0x52), Some('\u{f052}'));
        assert_eq!(shown_in_font("Wingdings", "þ是\u{f06f}"), Some("☑是□".to_owned()));
        assert_eq!(shown_in_font("標楷體", "o是"), None);
    }
}
