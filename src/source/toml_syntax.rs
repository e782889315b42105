//! What the TOML parser says, in words, with what to do about it.

/// The message and the remedy for what the parser calls `said`; `marked` is the text that it points at.
pub(super) fn in_words(said: &str, marked: &str) -> (String, &'static str) {
    // After the first comma stands what the parser would have taken instead.
    let kind = said.split(", expected").next().unwrap_or(said);
    let (message, hint) = match kind {
        "duplicate key" => ("這個鍵前面已經寫過", "同一個表格裡，一個鍵只能寫一次；請刪去其中一個"),
        "string values must be quoted" if marked.trim().is_empty() => {
            ("等號後面沒有值", "每一行是「鍵 = 值」，例如：limit = 100")
        }
        "string values must be quoted" if marked.contains(['“', '”', '「', '」', '＂']) => {
            ("文字用了全形的引號", "改用半形的雙引號，例如：title = \"年齡結構\"")
        }
        "string values must be quoted" => ("文字沒有加雙引號", "文字前後要加雙引號，例如：title = \"年齡結構\""),
        _ if kind.contains("basic string") || kind.contains("opening quote") => {
            ("文字少了雙引號", "文字前後都要有雙引號，例如：title = \"年齡結構\"；跨行的文字用三個雙引號")
        }
        _ if kind.contains("literal string") => {
            ("文字少了單引號", "文字前後要用同一種引號，例如：title = \"年齡結構\"")
        }
        _ if kind.contains("escape") || kind.contains("unicode value") => {
            ("文字裡的反斜線寫法不對", "反斜線本身寫成 \\\\，雙引號寫成 \\\"")
        }
        _ if kind.contains("inline table") => {
            ("大括號裡的寫法不對", "大括號裡是用逗號隔開的「鍵 = 值」，例如：{ name = \"平均年齡\", mean = \"年齡\" }")
        }
        _ if kind.contains("in array") || kind.contains("array elements") || kind == "unclosed array" => {
            ("陣列沒有寫完，或少了逗號", "陣列用方括號，各項用逗號隔開，例如：rows = [\"主管機關\", \"性別\"]")
        }
        _ if kind.contains("unclosed") || kind.contains("table open") || kind.contains("array opening") => {
            ("表頭的方括號不成對", "表頭單獨一行，例如：[[table]]")
        }
        "invalid unquoted key" | "unquoted keys cannot be empty" => {
            ("鍵的寫法不對", "鍵有中文或符號時要加雙引號，例如：{ \"簡任\" = \"高階\" }")
        }
        _ if kind.contains("value") && !kind.contains("key-value") => {
            ("等號後面沒有值，或值寫錯了", "每一行是「鍵 = 值」，例如：limit = 100")
        }
        _ if kind.contains("key") || kind.contains("assignment") || kind.contains('=') => {
            ("這一行不是「鍵 = 值」", "每一行是一個鍵、一個等號、一個值，例如：title = \"年齡結構\"")
        }
        _ if ["number", "integer", "digit", "radix", "zero", "sign"].iter().any(|word| kind.contains(word)) => {
            ("數字的寫法不對", "數字直接寫，前面不要補 0，例如：limit = 100")
        }
        _ => return (format!("TOML 語法錯誤：{said}"), "文字要用雙引號括起來，例如：title = \"年齡結構\""),
    };
    (format!("TOML 語法錯誤：{message}"), hint)
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use crate::source::{Problems, SourceText, parse_toml};

    /// The words stand on the English of the parser, which another version may change: then this fails.
    #[test]
    fn the_usual_slips_are_told_in_words() {
        for (text, words) in [
            ("title = 年齡結構", "文字沒有加雙引號"),
            ("title = “年齡結構”", "全形的引號"),
            ("title = \"年齡結構", "文字少了雙引號"),
            ("title = '年齡結構", "文字少了單引號"),
            ("title = \"a\\q\"", "反斜線"),
            ("title = \"a\"\ntitle = \"b\"", "前面已經寫過"),
            ("rows = [\"性別\" \"官等\"]", "陣列"),
            ("rows = [\"性別\"", "陣列"),
            ("[[table]\ntitle = \"a\"", "表頭"),
            ("through = { 簡任 = \"高階\" }", "鍵的寫法不對"),
            ("limit =", "等號後面沒有值"),
            ("limit", "等號後面沒有值"),
            ("limit = 007", "數字"),
            ("m = { name = \"a\" mean = \"b\" }", "大括號"),
        ] {
            let source = SourceText::new("t.toml", text);
            let problems = Problems::new();
            assert!(parse_toml(&source, &problems, |_| ()).is_none(), "{text}");
            let found = problems.into_sorted();
            assert!(found.iter().any(|problem| problem.message.contains(words)), "{text}: {found:#?}");
            assert!(found.iter().all(|problem| problem.hints.len() == 1), "{text}: {found:#?}");
        }
    }

    #[test]
    fn what_is_not_known_is_passed_on() {
        assert_eq!(in_words("whatever", "").0, "TOML 語法錯誤：whatever");
    }
}
