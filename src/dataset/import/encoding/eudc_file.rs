//! Reads a 造字對照表: a CSV file `code,character,note`, one user-defined character a line.
//!
//! ```text
//! code,character,note
//! FA40,堃,戶政系統第 1 字
//! U+E001,U+20547,
//! ```

use std::collections::HashMap;

use super::Eudc;
use crate::domain::fold_width;
use crate::source::{At, Problem, Problems, SourceText, Span, is_private_use, user_defined};

const HEADER: [&str; 2] = ["code", "character"];
/// With the note.
const COLUMNS: usize = 3;
const CODE_HINT: &str =
    "內碼請寫成 Big5 造字區的 FA40–FEFE、8E40–A0FE、8140–8DFE、C6A1–C8FE，或 U+E000 這樣的私用區碼位";
const CHARACTER_HINT: &str = "請填一個 Unicode 字，或它的碼位，例如 U+5803";

/// The table in `source`; every line that cannot be used is a problem at its place.
pub fn parse_eudc(source: &SourceText, problems: &Problems) -> Eudc {
    let mut table = Eudc::default();
    let rows = split_rows(source.text());
    let mut rows = rows.iter().filter(|row| row.iter().any(|field| !field.value.is_empty()));
    let header = rows.next();
    let names = header.map(|row| row.iter().map(|field| field.value.to_ascii_lowercase()).collect::<Vec<_>>());
    if names.as_ref().is_none_or(|names| !names.iter().map(String::as_str).take(HEADER.len()).eq(HEADER)) {
        let span = header.and_then(|row| row.first()).map_or(Span::default(), |field| field.span);
        let message = "造字對照表的第一列不是標題列 code,character,note";
        problems.push(source.error("eudc-header", span, message).hint("第一列請寫 code,character,note"));
        return table;
    }
    let mut seen: HashMap<char, Span> = HashMap::new();
    for row in rows {
        let Some((private, unicode)) = parse_row(row, source, problems) else { continue };
        if let Some(earlier) = seen.insert(private, row[0].span) {
            let line = source.text()[..earlier.start].matches('\n').count() + 1;
            let message = format!("造字「{}」與第 {line} 行重複", row[0].value);
            problems.push(source.error("eudc-duplicate", row[0].span, message).hint("同一個造字只留一列"));
            continue;
        }
        table.insert(private, &unicode);
    }
    table
}

fn parse_row(row: &[At<&str>], source: &SourceText, problems: &Problems) -> Option<(char, String)> {
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return None };
    let fault = if last.value.replace("\"\"", "").contains('"') {
        Some("這一列的英文雙引號沒有成對".to_owned())
    } else if !(HEADER.len()..=COLUMNS).contains(&row.len()) {
        Some(format!("這一列有 {} 欄，應為 code,character,note 三欄", row.len()))
    } else {
        None
    };
    if let Some(message) = fault {
        let problem = source.error("eudc-columns", first.span.to(last.span), message);
        problems.push(problem.hint("備註裡有逗號時，請用英文雙引號把備註括起來"));
        return None;
    }
    let code = report(parse_code(row[0].value), "eudc-code", &row[0], source, problems);
    let character = report(parse_character(row[1].value), "eudc-character", &row[1], source, problems);
    Some((code?, character?))
}

/// What is wrong, and what to do.
type Fault = (String, &'static str);

fn report<T>(
    parsed: Result<T, Fault>,
    rule: &str,
    field: &At<&str>,
    source: &SourceText,
    problems: &Problems,
) -> Option<T> {
    let failed = |(message, hint): Fault| -> Problem { source.error(rule, field.span, message).hint(hint) };
    parsed.map_err(|fault| problems.push(failed(fault))).ok()
}

/// `FA40` or `U+E000`.
fn parse_code(text: &str) -> Result<char, Fault> {
    let folded = fold_width(text).to_ascii_uppercase();
    if let Some(digits) = folded.strip_prefix("U+") {
        let character = code_point(digits);
        return character
            .filter(|c| is_private_use(*c))
            .ok_or_else(|| (format!("「{text}」不是私用區的碼位，不會是造字"), CODE_HINT));
    }
    let digits = folded.strip_prefix("0X").unwrap_or(&folded);
    let code = (digits.len() == 4).then(|| u16::from_str_radix(digits, 16).ok()).flatten();
    let [lead, trail] = code.unwrap_or_default().to_be_bytes();
    user_defined(lead, trail).ok_or_else(|| (format!("「{text}」不是 Big5 造字區的內碼"), CODE_HINT))
}

/// The character itself, with its variation selector where it has one, or `U+4E00`.
fn parse_character(text: &str) -> Result<String, Fault> {
    let folded = fold_width(text).to_ascii_uppercase();
    let characters: Vec<char> = match folded.strip_prefix("U+") {
        Some(digits) => code_point(digits).into_iter().collect(),
        None => text.chars().collect(),
    };
    let character = match characters.as_slice() {
        [] if text.is_empty() => return Err(("沒有填造字對應的字".to_owned(), CHARACTER_HINT)),
        [character] | [character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'] => *character,
        _ => return Err((format!("「{text}」不是一個字"), CHARACTER_HINT)),
    };
    if is_private_use(character) {
        return Err((format!("「{text}」也在私用區，換了還是造字"), CHARACTER_HINT));
    }
    if character.is_ascii() || character.is_whitespace() || character.is_control() || character == '\u{fffd}' {
        return Err((format!("「{text}」不能代替造字"), CHARACTER_HINT));
    }
    Ok(characters.into_iter().collect())
}

fn code_point(digits: &str) -> Option<char> {
    let plain = (4..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten()
}

/// The fields of each line, trimmed and without their quotation marks, with their places.
fn split_rows(text: &str) -> Vec<Vec<At<&str>>> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in text.bytes().chain([b'\n']).enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                row.push(field(text, start, at));
                start = at + 1;
            }
            // A quotation mark that is never closed ends with the text; its row shows the mark and is refused.
            b'\n' if !quoted || at == text.len() => {
                row.push(field(text, start, at));
                rows.push(std::mem::take(&mut row));
                start = at + 1;
            }
            _ => {}
        }
    }
    rows
}

fn field(text: &str, start: usize, end: usize) -> At<&str> {
    let idle = |c: char| c.is_whitespace() || c == '\u{feff}';
    let raw = &text[start..end];
    let trimmed = raw.trim_matches(idle);
    let start = start + (raw.len() - raw.trim_start_matches(idle).len());
    let inner = trimmed.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    At::new(inner.map_or(trimmed, str::trim), Span::new(start, start + trimmed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Eudc, Vec<String>) {
        let problems = Problems::new();
        let table = parse_eudc(&SourceText::new("造字對照表.csv", text), &problems);
        let shown = |problem: Problem| {
            assert!(!problem.hints.is_empty(), "{problem:?}");
            format!("{} {} {}", problem.location.unwrap(), problem.rule, problem.message)
        };
        (table, problems.into_sorted().into_iter().map(shown).collect())
    }

    #[test]
    fn a_table_as_an_agency_writes_it() {
        let text = "\u{feff}code,character,note\r\nFA40,堃,\"戶政系統，第 1 字\n（二版）\"\r\n\r\nu+e001, U+20547 ,\r\n0x8742,\"㐱\"\r\nＦＡ４３,葛\u{e0100},\n";
        let (table, problems) = read(text);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(table.len(), 4);
        for (private, wanted) in
            [('\u{e000}', "堃"), ('\u{e001}', "\u{20547}"), ('\u{f268}', "㐱"), ('\u{e003}', "葛\u{e0100}")]
        {
            assert_eq!(table.unicode(private), Some(wanted), "{private:?}");
        }
    }

    /// A wrong line changes names without a word, so each is named with its place, and all at once.
    #[test]
    fn every_wrong_line_is_named() {
        let text = "code,character,note\n\
            A440,一,不是造字區\n\
            FA40,堃,\n\
            U+E000,坤,與上列同一字\n\
            U+4E00,一,\n\
            FA41,,\n\
            FA42,堃堃,\n\
            FA43,U+E005,\n\
            FA4,4E00,\n\
            FA44,?,\n\
            FA45,堃,備,註\n\
            FA46\n\
            FA47,堃,\"沒有關\n";
        let (table, problems) = read(text);
        assert_eq!(table.len(), 1);
        let places: Vec<String> =
            problems.iter().map(|problem| problem.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            places,
            [
                "造字對照表.csv:2:1 eudc-code",
                "造字對照表.csv:4:1 eudc-duplicate",
                "造字對照表.csv:5:1 eudc-code",
                "造字對照表.csv:6:6 eudc-character",
                "造字對照表.csv:7:6 eudc-character",
                "造字對照表.csv:8:6 eudc-character",
                "造字對照表.csv:9:1 eudc-code",
                "造字對照表.csv:9:5 eudc-character",
                "造字對照表.csv:10:6 eudc-character",
                "造字對照表.csv:11:1 eudc-columns",
                "造字對照表.csv:12:1 eudc-columns",
                "造字對照表.csv:13:1 eudc-columns",
            ]
        );
        assert!(problems[1].contains("第 3 行"), "{problems:?}");
    }

    /// Without its header a table's first character would be lost.
    #[test]
    fn a_table_begins_with_its_header() {
        for text in ["", "FA40,堃,\n", "內碼,字,備註\nFA40,堃,\n"] {
            let (table, problems) = read(text);
            assert_eq!(table.len(), 0);
            assert!(problems[0].starts_with("造字對照表.csv:1:1 eudc-header"), "{problems:?}");
        }
    }
}
