//! Names of attachments, as they may be shown. They come from outside and are never a path.

/// The longest name that is shown whole.
const LONGEST: usize = 80;

/// `name` as it is shown: its last component, without control and direction characters, shortened in the middle.
pub(super) fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let clean: Vec<char> = last.chars().filter(visible).collect();
    let clean = if clean.len() > LONGEST {
        let half = LONGEST / 2;
        [&clean[..half], &['…'], &clean[clean.len() - half + 1..]].concat()
    } else {
        clean
    };
    let shown: String = clean.into_iter().collect();
    match shown.trim() {
        "" | "." | ".." => "（未命名）".to_owned(),
        shown => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    /// Why: a name may try to leave its folder, to hide its extension, or to fill the screen.
    #[test]
    fn names_are_made_harmless() {
        for (name, wanted) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\申請表.xlsx", "申請表.xlsx"),
            ("申請\u{202e}xslx.exe", "申請xslx.exe"),
            ("a\u{0}b\r\n.xlsx", "ab.xlsx"),
            ("..", "（未命名）"),
            ("/", "（未命名）"),
            ("", "（未命名）"),
        ] {
            assert_eq!(shown_name(name), wanted);
        }
        let long = shown_name(&format!("{}.xlsx", "甲".repeat(300)));
        assert_eq!(long.chars().count(), 80, "{long}");
        assert_eq!(
            long.rsplit_once('.').map(|(stem, extension)| (stem.contains('…'), extension)),
            Some((true, "xlsx"))
        );
    }
}
