//! Fills lines beside the labels of an entry. Terminals break a long line at column 1, under the labels; and Chinese may
//! break anywhere but before a closing mark.

use unicode_width::UnicodeWidthStr as _;

/// What is left of 80 columns beside the labels.
const COLUMNS: usize = 66;

/// Words with 、 between them.
pub(super) fn fill_words(words: &[String]) -> String {
    let last = words.len().saturating_sub(1);
    fill(words.iter().enumerate().map(|(index, word)| if index < last { format!("{word}、") } else { word.clone() }))
}

/// A text.
pub(super) fn fill_text(text: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let is_word = |c: char| c.is_ascii_graphic();
    for c in text.chars() {
        let joins = "、。；，：）」".contains(c);
        match pieces.last_mut() {
            Some(piece) if joins || is_word(c) && piece.ends_with(is_word) || piece.ends_with(['（', '「']) => {
                piece.push(c);
            }
            _ => pieces.push(c.to_string()),
        }
    }
    fill(pieces.into_iter())
}

fn fill(pieces: impl Iterator<Item = String>) -> String {
    let mut lines = vec![String::new()];
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.width() + piece.width() <= COLUMNS => line.push_str(&piece),
            _ => lines.push(piece),
        }
    }
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_full_and_none_begins_with_a_closing_mark() {
        let text = "資料來自 WebHR 個人子系統，".repeat(9);
        let filled = fill_text(&text);
        let lines: Vec<&str> = filled.lines().collect();
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        for line in &lines[..lines.len() - 1] {
            assert!((COLUMNS - 9..=COLUMNS).contains(&line.width()), "{line}");
        }
        assert!(lines.iter().all(|line| !line.starts_with('，') && !line.starts_with("ebHR")), "{filled}");
    }

    #[test]
    fn words_stay_whole() {
        let words: Vec<String> = (100..120).map(|number| format!("A{number} 職系")).collect();
        let filled = fill_words(&words);
        assert_eq!(filled.replace('\n', ""), words.join("、"));
        assert!(filled.lines().all(|line| line.starts_with('A') && line.width() <= COLUMNS), "{filled}");
    }
}
