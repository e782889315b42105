//! Writes a form as .docx by hand, in the many ways in which Word says the same.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::dice::Dice;
use super::page::{Page, Slot};

const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

/// The parts of an archive, in their order.
pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(String, Vec<u8>)> =
        parts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    archive_of_bytes(&parts)
}

pub(crate) fn archive_of_bytes(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method = if name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A .docx whose body is `body`.
pub(crate) fn docx_of(body: &str) -> Vec<u8> {
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    archive(&[("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", &document)])
}

pub(crate) fn to_docx(dice: &mut Dice, pages: &[Page]) -> Vec<u8> {
    let mut body = String::new();
    for page in pages {
        if page.is_letter {
            for block in &page.blocks {
                paragraph(dice, &block.value.text(), &mut body);
            }
            continue;
        }
        let framed = dice.chance(15);
        if framed {
            body.push_str("<w:tbl><w:tr><w:tc><w:tcPr/>");
        }
        table(dice, page, &mut body);
        if framed {
            body.push_str("<w:p/></w:tc></w:tr></w:tbl>");
        }
        body.push_str("<w:p/>");
    }
    docx_of(&body)
}

fn table(dice: &mut Dice, page: &Page, out: &mut String) {
    out.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid/>");
    for row in page.slots() {
        let before = row.iter().take_while(|slot| **slot == Slot::Empty).count();
        let skipped = if dice.chance(50) { before.min(row.len() - 1) } else { 0 };
        out.push_str("<w:tr><w:trPr>");
        if skipped > 0 {
            out.push_str(&format!("<w:gridBefore w:val=\"{skipped}\"/>"));
        }
        out.push_str("</w:trPr>");
        for slot in &row[skipped..] {
            let (block, merge) = match slot {
                Slot::Covered => continue,
                Slot::Empty => (None, ""),
                Slot::First(index) => {
                    let block = &page.blocks[*index];
                    (Some(block), if block.rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" })
                }
                Slot::Under(index) => {
                    (Some(&page.blocks[*index]), *dice.pick(&["<w:vMerge/>", "<w:vMerge w:val=\"continue\"/>"]))
                }
            };
            let columns = block.map_or(1, |block| block.columns);
            let span = if columns > 1 { format!("<w:gridSpan w:val=\"{columns}\"/>") } else { String::new() };
            out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"0\"/>{span}{merge}</w:tcPr>"));
            match (slot, block) {
                (Slot::First(_), Some(block)) => paragraphs(dice, &block.value.text(), out),
                _ => out.push_str("<w:p/>"),
            }
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// Lines as paragraphs, or as breaks within one.
fn paragraphs(dice: &mut Dice, text: &str, out: &mut String) {
    if dice.chance(40) {
        paragraph(dice, text, out);
    } else {
        text.split('\n').for_each(|line| paragraph(dice, line, out));
    }
}

fn paragraph(dice: &mut Dice, text: &str, out: &mut String) {
    out.push_str(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"480\"/></w:tabs><w:rPr><w:strike/></w:rPr></w:pPr>",
    );
    let chars: Vec<char> = text.chars().collect();
    let mut rest = &chars[..];
    while !rest.is_empty() {
        let length = dice.between(1, 12).min(rest.len());
        let (piece, left) = rest.split_at(length);
        rest = left;
        run(dice, piece, out);
        if dice.chance(5) {
            out.push_str("<w:del w:id=\"1\"><w:r><w:delText>刪去的字</w:delText></w:r></w:del>");
        }
        if dice.chance(3) {
            out.push_str("<w:r><w:rPr><w:strike/></w:rPr><w:t>劃掉</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隱藏</w:t></w:r>");
        }
        if dice.chance(3) {
            out.push_str("<w:proofErr w:type=\"spellStart\"/><w:bookmarkStart w:id=\"0\" w:name=\"a\"/>\n<w:bookmarkEnd w:id=\"0\"/>");
        }
    }
    out.push_str("</w:p>");
}

fn run(dice: &mut Dice, piece: &[char], out: &mut String) {
    let inserted = dice.chance(8);
    if inserted {
        out.push_str("<w:ins w:id=\"2\" w:author=\"x\">");
    }
    let mut text = String::new();
    for c in piece {
        let special = match *c {
            '\n' => "<w:br/>".to_owned(),
            '\t' => "<w:tab/>".to_owned(),
            '☑' | '☐' if dice.chance(80) => {
                close_run(&mut text, out);
                out.push_str(&control(dice, *c == '☑'));
                continue;
            }
            '\u{f0fe}' | '\u{f0a8}' | '\u{f06e}' | '\u{f06f}' => symbol("Wingdings", *c, dice),
            '\u{f052}' | '\u{f0a3}' => symbol("Wingdings 2", *c, dice),
            other => {
                text.push(other);
                continue;
            }
        };
        close_run(&mut text, out);
        out.push_str(&format!("<w:r>{special}</w:r>"));
    }
    close_run(&mut text, out);
    if inserted {
        out.push_str("</w:ins>");
    }
}

fn close_run(text: &mut String, out: &mut String) {
    if !text.is_empty() {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        out.push_str(&format!("<w:r><w:rPr><w:rFonts w:ascii=\"標楷體\"/><w:b/><w:strike w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\">{escaped}</w:t></w:r>"));
        text.clear();
    }
}

/// A symbol by its code, or as a letter of the font.
fn symbol(font: &str, c: char, dice: &mut Dice) -> String {
    let code = u32::from(c);
    if dice.chance(50) {
        return format!("<w:sym w:font=\"{font}\" w:char=\"{code:04X}\"/>");
    }
    let letter = if dice.chance(50) { c } else { char::from_u32(code & 0xff).unwrap() };
    format!("<w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/></w:rPr><w:t>{letter}</w:t>")
}

/// A check box as a content control, or as one of the older form fields.
fn control(dice: &mut Dice, ticked: bool) -> String {
    let flag = u8::from(ticked);
    if dice.chance(50) {
        let glyph = if ticked { "☒" } else { "☐" };
        return format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{flag}\"/><w14:checkedState w14:val=\"2612\"/></w14:checkbox></w:sdtPr>\
             <w:sdtContent><w:r><w:t>{glyph}</w:t></w:r></w:sdtContent></w:sdt>"
        );
    }
    let state = match dice.below(3) {
        0 => format!("<w:default w:val=\"{flag}\"/>"),
        1 if ticked => "<w:default w:val=\"0\"/><w:checked/>".to_owned(),
        _ => format!("<w:default w:val=\"{}\"/><w:checked w:val=\"{flag}\"/>", 1 - flag),
    };
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:name w:val=\"c\"/><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData></w:fldChar></w:r>\
         <w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}
