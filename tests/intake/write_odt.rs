//! Writes a form as .odt by hand, in the ways in which Writer says the same.

use super::dice::Dice;
use super::page::{Page, Slot};
use super::write_docx::archive;

const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\"";
const STYLES: &str = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>\
    <style:style style:name=\"T2\" style:family=\"text\"><style:text-properties style:font-name=\"標楷體\" style:text-line-through-style=\"none\"/></style:style>\
    <style:style style:name=\"T3\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>";

/// An .odt whose text is `text`.
pub(crate) fn odt_of(text: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>\
         <office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
        <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/></manifest:manifest>";
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", manifest),
    ])
}

pub(crate) fn to_odt(dice: &mut Dice, pages: &[Page]) -> Vec<u8> {
    let mut text = String::from(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>申請人姓名：刪去</text:p></text:deletion></text:changed-region></text:tracked-changes>",
    );
    let mut body = String::new();
    let mut forms = String::new();
    for page in pages {
        if page.is_letter {
            for block in &page.blocks {
                paragraph(dice, &block.value.text(), &mut body, &mut forms);
            }
        } else {
            table(dice, page, &mut body, &mut forms);
            body.push_str("<text:p/>");
        }
    }
    text.push_str(&format!("<office:forms><form:form>{forms}</form:form></office:forms>{body}"));
    odt_of(&text)
}

fn table(dice: &mut Dice, page: &Page, out: &mut String, forms: &mut String) {
    out.push_str("<table:table table:name=\"表格1\"><table:table-column table:number-columns-repeated=\"9\"/>");
    for row in page.slots() {
        out.push_str("<table:table-row>");
        let mut column = 0;
        while column < row.len() {
            match row[column] {
                Slot::Empty => {
                    let run = row[column..].iter().take_while(|slot| **slot == Slot::Empty).count();
                    if dice.chance(50) {
                        out.push_str(&format!("<table:table-cell table:number-columns-repeated=\"{run}\"/>"));
                    } else {
                        out.push_str(&"<table:table-cell><text:p/></table:table-cell>".repeat(run));
                    }
                    column += run;
                    continue;
                }
                Slot::First(index) => {
                    let block = &page.blocks[index];
                    out.push_str(&format!(
                        "<table:table-cell table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\">",
                        block.columns, block.rows
                    ));
                    for line in block.value.text().split('\n') {
                        paragraph(dice, line, out, forms);
                    }
                    out.push_str("</table:table-cell>");
                }
                Slot::Under(_) | Slot::Covered => out.push_str("<table:covered-table-cell/>"),
            }
            column += 1;
        }
        out.push_str("</table:table-row>");
    }
    out.push_str("</table:table>");
}

fn paragraph(dice: &mut Dice, text: &str, out: &mut String, forms: &mut String) {
    out.push_str("<text:p text:style-name=\"P1\">");
    let mut before = '\n';
    for c in text.chars() {
        let written = match c {
            '\t' => "<text:tab/>".to_owned(),
            '\n' => "<text:line-break/>".to_owned(),
            // A space at the beginning or after another is written as an element, else it would be lost.
            ' ' if matches!(before, ' ' | '\n' | '\t') => "<text:s/>".to_owned(),
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '☑' | '☐' if dice.chance(60) => control(dice, c == '☑', forms),
            other if dice.chance(10) => format!("<text:span text:style-name=\"T2\">{other}</text:span>"),
            other => other.to_string(),
        };
        out.push_str(&written);
        if dice.chance(2) {
            out.push_str(
                "<text:span text:style-name=\"T1\">劃掉</text:span><text:span text:style-name=\"T3\">隱藏</text:span>",
            );
        }
        if dice.chance(1) {
            out.push_str(
                "<office:annotation><text:p>批註</text:p></office:annotation><text:bookmark text:name=\"a\"/>",
            );
        }
        before = c;
    }
    out.push_str("</text:p>");
}

fn control(dice: &mut Dice, ticked: bool, forms: &mut String) -> String {
    if dice.chance(50) {
        let glyph = if ticked { "☒" } else { "☐" };
        return format!(
            "<loext:content-control loext:checkbox=\"true\" loext:checked=\"{ticked}\">{glyph}</loext:content-control>"
        );
    }
    let id = format!("control{}", forms.len());
    let state = if ticked { "checked" } else { "unchecked" };
    forms.push_str(&format!("<form:checkbox form:id=\"{id}\" form:label=\"\" form:current-state=\"{state}\"/>"));
    format!("<draw:control draw:control=\"{id}\"/>")
}
