//! One line of CSV into its cells, strictly: what does not follow RFC 4180 is an error, never a guess.
//!
//! The csv crate takes `"陳"甲` for 陳甲 and a lost quotation mark for the beginning of a cell that lasts to the next one;
//! here both reject the line. It also lets a line without quotation marks be cut without copying a byte.

use std::borrow::Cow;

/// A quotation mark stands where none may stand, or is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StrayQuote;

/// Cuts `line` at `delimiter` into `cells`, which is emptied first.
pub(super) fn split_line<'a>(line: &'a str, delimiter: u8, cells: &mut Vec<Cow<'a, str>>) -> Result<(), StrayQuote> {
    cells.clear();
    if memchr::memchr(b'"', line.as_bytes()).is_none() {
        let mut start = 0;
        for end in memchr::memchr_iter(delimiter, line.as_bytes()) {
            cells.push(Cow::Borrowed(&line[start..end]));
            start = end + 1;
        }
        cells.push(Cow::Borrowed(&line[start..]));
        return Ok(());
    }
    let mut rest = line;
    loop {
        let (cell, after) =
            if let Some(quoted) = rest.strip_prefix('"') { closed(quoted)? } else { open(rest, delimiter)? };
        cells.push(cell);
        match after.as_bytes().first() {
            None => return Ok(()),
            Some(byte) if *byte == delimiter => rest = &after[1..],
            Some(_) => return Err(StrayQuote),
        }
    }
}

/// A cell without quotation marks, and what follows it.
fn open(text: &str, delimiter: u8) -> Result<(Cow<'_, str>, &str), StrayQuote> {
    let end = memchr::memchr(delimiter, text.as_bytes()).unwrap_or(text.len());
    let (cell, after) = text.split_at(end);
    if cell.contains('"') { Err(StrayQuote) } else { Ok((Cow::Borrowed(cell), after)) }
}

/// A cell after its opening quotation mark, and what follows the closing one; two marks in a row mean one.
fn closed(text: &str) -> Result<(Cow<'_, str>, &str), StrayQuote> {
    let mut cell = Cow::Borrowed("");
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"').ok_or(StrayQuote)?;
        match (&mut cell, after.strip_prefix('"')) {
            (Cow::Borrowed(""), None) => return Ok((Cow::Borrowed(before), after)),
            (cell, None) => {
                cell.to_mut().push_str(before);
                return Ok((std::mem::take(cell), after));
            }
            (cell, Some(more)) => {
                cell.to_mut().push_str(before);
                cell.to_mut().push('"');
                rest = more;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str) -> Result<Vec<String>, StrayQuote> {
        let mut cells = Vec::new();
        split_line(line, b',', &mut cells).map(|()| cells.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn lines_are_cut_as_rfc_4180_says() {
        let good: &[(&str, &[&str])] = &[
            ("", &[""]),
            ("a,,陳", &["a", "", "陳"]),
            ("a,", &["a", ""]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"\",\"\"\"\",\"x\"\"y\"\"\"", &["", "\"", "x\"y\""]),
            ("a,\"b\"", &["a", "b"]),
        ];
        for (line, wanted) in good {
            assert_eq!(cells(line).unwrap(), *wanted, "{line}");
        }
    }

    /// Each of these is read as something by a lenient reader.
    #[test]
    fn a_stray_quotation_mark_is_an_error() {
        for line in ["\"a", "a,\"b,c", "a\"b,c", "\"a\"b,c", "\"a\" ,b", "a,b\""] {
            assert_eq!(cells(line), Err(StrayQuote), "{line}");
        }
    }

    /// What a CSV writer of another hand writes comes back.
    #[test]
    fn what_the_csv_crate_writes_comes_back() {
        let rows = [["a\"b", "x,y", ""], ["\"", "\"\"", ",\","], ["陳", " 甲 ", "'"]];
        for row in rows {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(row).unwrap();
            let line = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            assert_eq!(cells(line.trim_end()).unwrap(), row);
        }
    }
}
