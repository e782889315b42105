//! Names of sheets: what Excel allows, each once.

use super::plain_text::plain_text;

/// Excel's limit, in UTF-16 units.
const LONGEST: usize = 31;

/// Gives out names that Excel accepts and that no other sheet has.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    taken: Vec<String>,
}

impl SheetNames {
    /// `wanted` as it can be used; `fallback` where nothing of it is left.
    pub(super) fn take(&mut self, wanted: &str, fallback: &str) -> String {
        let allowed: String = plain_text(wanted).chars().map(allowed).collect();
        let base = match allowed.trim() {
            // Excel keeps this name for itself.
            name if name.is_empty() || name.eq_ignore_ascii_case("history") => fallback.to_owned(),
            name => name.to_owned(),
        };
        let mut name = shorten(&base, LONGEST);
        let mut number = 2;
        while self.taken.contains(&name.to_lowercase()) {
            let tail = format!("({number})");
            name = format!("{}{tail}", shorten(&base, LONGEST - tail.len()));
            number += 1;
        }
        self.taken.push(name.to_lowercase());
        name
    }
}

/// The characters that Excel forbids, in their full width; a straight quotation mark would end the name in a link.
fn allowed(c: char) -> char {
    match c {
        '[' => '［',
        ']' => '］',
        ':' => '：',
        '*' => '＊',
        '?' => '？',
        '/' => '／',
        '\\' => '＼',
        '\'' => '’',
        c => c,
    }
}

fn shorten(name: &str, limit: usize) -> String {
    let mut units = 0;
    let kept: String = name
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= limit
        })
        .collect();
    kept.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_short_and_unique() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("封面", "封面"), "封面");
        assert_eq!(names.take("封面", "表1"), "封面(2)");
        assert_eq!(names.take("a/b:[c]?*\\'", "表1"), "a／b：［c］？＊＼’");
        assert_eq!(names.take(" \u{7} ", "表3"), "表3");
        assert_eq!(names.take("History", "表4"), "表4");
        let long = "各主管機關".repeat(10);
        let (first, second) = (names.take(&long, "x"), names.take(&long, "x"));
        assert_eq!(first.encode_utf16().count(), 31);
        assert_eq!(second.encode_utf16().count(), 31);
        assert!(second.ends_with("(2)") && first != second);
        assert_eq!(names.take("Table", "x"), "Table");
        assert_eq!(names.take("TABLE", "x"), "TABLE(2)", "Excel compares without case");
        assert!(names.take(&"𠮷".repeat(20), "x").encode_utf16().count() <= 31);
    }
}
