//! The text and the tables of a mail in HTML.
//!
//! Tolerant, as mail programs are, and bounded: nothing is expanded but single characters, and tables have the size that a
//! form can have.

use super::html_table::{Tables, number_attribute};
use crate::intake::grid::Grid;
use crate::intake::symbol_font::shown_where_known;

/// What of a page is looked at, in bytes; pictures lie in parts of their own.
const LONGEST_PAGE: usize = 2 * 1024 * 1024;

/// Tags that stand on lines of their own.
const BLOCKS: &[&str] = &["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol"];

/// A page as text, line by line, and its tables as grids.
#[derive(Debug, Default)]
pub(super) struct HtmlText {
    /// Every text, cells of a row apart by tabs.
    pub(super) text: String,
    /// Its tables, inner ones before those around them.
    pub(super) tables: Vec<Grid>,
}

/// The name of the character set that a page gives itself.
pub(super) fn html_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset=")?;
    let name: String = behind
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// Reads `html`.
pub(super) fn parse_html(html: &str) -> HtmlText {
    let mut page = Page::default();
    let mut rest = html.get(..html.floor_char_boundary(LONGEST_PAGE)).unwrap_or(html);
    while let Some(at) = rest.find('<') {
        page.text(&rest[..at]);
        let tag = &rest[at..];
        rest = if let Some(comment) = tag.strip_prefix("<!--") {
            comment.find("-->").map_or("", |end| &comment[end + 3..])
        } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            let end = tag_end(tag);
            page.tag(&tag[1..end]);
            let behind = tag.get(end + 1..).unwrap_or("");
            match hidden(&tag[1..end]) {
                // Nothing is shown up to the closing tag.
                Some(name) => skip_to_close(behind, name),
                None => behind,
            }
        } else {
            page.text("<");
            &tag[1..]
        };
    }
    page.text(rest);
    page.finish()
}

/// The end of a tag; a `>` in quotes is none.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    // A quote that is never closed must not swallow the page.
    for (at, byte) in tag.bytes().enumerate().take(8_192) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.find('>').unwrap_or(tag.len())
}

fn hidden(tag: &str) -> Option<&'static str> {
    let name = tag_name(tag);
    ["script", "style", "title", "xml"].into_iter().find(|hidden| name == *hidden)
}

fn skip_to_close<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let behind = &rest[at + 2..];
        if behind.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return behind.find('>').map_or("", |end| &behind[end + 1..]);
        }
        rest = behind;
    }
    ""
}

fn tag_name(tag: &str) -> String {
    tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

#[derive(Default)]
struct Page {
    text: String,
    tables: Tables,
    /// The symbol font that the text stands in: its letters are pictures.
    symbols: Option<&'static str>,
    preformatted: bool,
}

impl Page {
    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let decoded = decode_entities(raw);
        let shown: String = match self.symbols {
            Some(font) => shown_where_known(font, &decoded),
            None => decoded,
        };
        let shown = if self.preformatted { shown } else { collapse(&shown) };
        self.push(&shown);
    }

    fn push(&mut self, text: &str) {
        let blank_start = self.text.is_empty() || self.text.ends_with(['\n', '\t', ' ']);
        let text = if blank_start && !self.preformatted { text.trim_start_matches(' ') } else { text };
        self.text.push_str(text);
        self.tables.push_text(text);
    }

    fn line_end(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
        self.tables.push_text("\n");
    }

    fn tag(&mut self, tag: &str) {
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag_name(tag);
        match (name.as_str(), closing) {
            ("br" | "hr", _) => self.line_end(),
            // A block begins a line, and ends the one it has begun; two blocks are not a blank line.
            (block, _) if BLOCKS.contains(&block) => {
                let fresh = self.text.is_empty() || self.text.ends_with(['\n', '\t']);
                if !fresh {
                    self.line_end();
                }
            }
            ("pre", _) => self.preformatted = !closing,
            ("table", false) => {
                self.line_end();
                self.tables.open();
            }
            ("table", true) => {
                self.tables.close();
                self.line_end();
            }
            ("tr", false) => self.tables.open_row(),
            ("tr", true) => {
                self.tables.close_cell();
                self.line_end();
            }
            ("td" | "th", false) => {
                self.tables.open_cell(number_attribute(tag, "colspan"), number_attribute(tag, "rowspan"));
            }
            ("td" | "th", true) => {
                self.tables.close_cell();
                self.text.truncate(self.text.trim_end().len());
                self.text.push('\t');
            }
            ("input", false) => self.push(tick_box(tag)),
            _ => {}
        }
        self.symbols = if closing { None } else { symbol_font(tag).or(self.symbols) };
    }

    fn finish(mut self) -> HtmlText {
        HtmlText { text: std::mem::take(&mut self.text), tables: self.tables.finish() }
    }
}

fn tick_box(tag: &str) -> &'static str {
    let tag = tag.to_ascii_lowercase();
    match (tag.contains("checkbox") || tag.contains("radio"), tag.contains("checked")) {
        (true, true) => "☑",
        (true, false) => "□",
        _ => "",
    }
}

fn symbol_font(tag: &str) -> Option<&'static str> {
    let tag = tag.get(..tag.len().min(2_000)).unwrap_or_default().to_ascii_lowercase();
    ["Wingdings 2", "Wingdings"].into_iter().find(|font| tag.contains(&font.to_ascii_lowercase()))
}

/// White space as a page shows it: one blank. The blank of full width is a character.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_whitespace() || c == '\u{a0}' {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn decode_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let end = behind.bytes().take(12).position(|byte| byte == b';');
        if let Some((character, end)) = end.and_then(|end| Some((entity(&behind[..end])?, end))) {
            out.push(character);
            rest = &behind[end + 1..];
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "middot" => '·',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "times" => '×',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "uml" => '¨',
        "thorn" => 'þ',
        "yacute" => 'ý',
        "uuml" => 'ü',
        "pound" => '£',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why: what Outlook, Thunderbird and webmail make of a paragraph must come out as the lines that a person sees.
    #[test]
    fn paragraphs_become_lines() {
        let page = parse_html(
            "<html><head><style>p{a:b}</style><title>x</title></head><body><!-- no --><p>申請人姓名：\n 林○○&nbsp;</p>\
             <div>電話：02&#45;0000<br>A &lt; B &amp;c &bogus;</div><SCRIPT>alert('<p>')</SCRIPT>\
             是否含個資：<span style='font-family:\"Wingdings 2\"'>R</span>否 <input type=checkbox checked>是</body>",
        );
        assert_eq!(page.text, "申請人姓名： 林○○\n電話：02-0000\nA < B &c &bogus;\n是否含個資：☑否 ☑是");
    }

    #[test]
    fn a_page_names_its_characters() {
        assert_eq!(html_charset(b"<meta charset='Big5'>").as_deref(), Some("big5"));
        assert_eq!(html_charset(b"<meta content=\"text/html; charset=utf-8\">").as_deref(), Some("utf-8"));
        assert_eq!(html_charset(b"<p>"), None);
    }

    #[test]
    fn what_is_never_closed_ends_with_the_page() {
        for html in [
            "<",
            "<a",
            "<a href=\"x",
            "<!--",
            "<script>",
            "</",
            "&",
            "&#x110000;",
            "<td><td></table></table>",
            "<p>\u{e9}<",
        ] {
            let _ = parse_html(html);
        }
        assert_eq!(parse_html("a <1 b").text, "a <1 b");
        assert_eq!(parse_html("<a title=\"x>y\">甲</a>").text, "甲");
    }
}
