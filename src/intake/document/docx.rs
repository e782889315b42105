//! The text of a .docx: runs, fields, content controls and tracked changes as the document shows them.
//!
//! Inserted text counts, deleted and struck-out text does not: an option that is struck out is not chosen. A box is what
//! its control says, whatever glyph stands in it; a control that still shows its prompt is empty.

use super::DocumentError;
use super::builder::{DocumentBuilder, Down};
use super::xml::{Tag, Walk, XmlVisitor, walk_xml};
use crate::intake::grid::Grid;
use crate::intake::symbol_font::{shown_in_font, shown_symbol};

/// Properties and instructions; deleted text; the second copy of a shape; the reading aid above a character.
const SILENT: &[&str] =
    &["pPr", "tblPr", "tblPrEx", "tblGrid", "sectPr", "instrText", "delText", "delInstrText", "moveFrom", "rt"];

/// Reads the main part.
pub(super) fn read_docx(xml: &str) -> Result<Vec<Grid>, DocumentError> {
    let mut reader = Docx::default();
    walk_xml(xml, &mut reader)?;
    Ok(reader.out.finish())
}

#[derive(Default)]
struct Docx {
    out: DocumentBuilder,
    /// The text of an element `t` is text; white space between elements is not.
    in_text: bool,
    in_row_properties: bool,
    run: Run,
    controls: Vec<Control>,
    alternatives: Vec<bool>,
    field_box: Option<FieldBox>,
    field_list: Option<FieldList>,
}

/// How the open run looks.
#[derive(Default)]
struct Run {
    hidden: bool,
    font: String,
}

/// A content control (`w:sdt`).
#[derive(Default)]
struct Control {
    /// A box, and whether it is ticked.
    ticked: Option<bool>,
    /// It shows its prompt.
    prompts: bool,
    /// Its box has been written.
    written: bool,
}

/// A check box among the older form fields.
#[derive(Default)]
struct FieldBox {
    ticked: Option<bool>,
    by_default: bool,
}

/// A list among the older form fields.
#[derive(Default)]
struct FieldList {
    entries: Vec<String>,
    chosen: usize,
}

fn box_of(ticked: bool) -> &'static str {
    if ticked { "☑" } else { "☐" }
}

/// `<w:strike/>` is on, `<w:strike w:val="0"/>` is off.
fn is_on(tag: &Tag<'_>) -> bool {
    !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
}

impl Docx {
    fn write(&mut self, text: &str) {
        if self.run.hidden || self.controls.iter().any(|control| control.prompts) {
            return;
        }
        match self.controls.iter_mut().find(|control| control.ticked.is_some()) {
            Some(control) => {
                if !control.written {
                    control.written = true;
                    self.out.push(box_of(control.ticked == Some(true)));
                }
            }
            None => self.out.push(text),
        }
    }

    fn open_cell_property(&mut self, name: &str, tag: &Tag<'_>) {
        let Some(span) = self.out.span() else { return };
        match name {
            "gridSpan" => span.columns = tag.count("val").unwrap_or(1),
            "vMerge" if tag.attribute("val").as_deref() == Some("restart") => span.down = Down::First,
            "vMerge" => span.down = Down::Under,
            "hMerge" if tag.attribute("val").as_deref() != Some("restart") => span.down = Down::Beside,
            _ => {}
        }
    }

    fn open_control(&mut self, name: &str, tag: &Tag<'_>) {
        match (name, self.controls.last_mut()) {
            ("checkbox", Some(control)) => control.ticked = Some(false),
            ("checked", Some(control)) if control.ticked.is_some() => control.ticked = Some(is_on(tag)),
            ("showingPlcHdr", Some(control)) => control.prompts = is_on(tag),
            _ => {}
        }
    }

    fn open_field(&mut self, name: &str, tag: &Tag<'_>) {
        if let Some(field) = &mut self.field_box {
            match name {
                "checked" => field.ticked = Some(is_on(tag)),
                "default" => field.by_default = is_on(tag),
                _ => {}
            }
        }
        if let Some(list) = &mut self.field_list {
            match name {
                "listEntry" => list.entries.extend(tag.attribute("val")),
                "default" | "result" => list.chosen = tag.count("val").map_or(0, |chosen| chosen as usize),
                _ => {}
            }
        }
    }
}

impl XmlVisitor for Docx {
    fn open(&mut self, name: &str, tag: &Tag<'_>) -> Walk {
        match name {
            name if SILENT.contains(&name) => return Walk::Skip,
            "del" => {
                if self.in_row_properties {
                    self.out.delete_row();
                }
                return Walk::Skip;
            }
            "AlternateContent" => self.alternatives.push(false),
            "Choice" | "Fallback" => {
                if let Some(taken) = self.alternatives.last_mut()
                    && std::mem::replace(taken, true)
                {
                    return Walk::Skip;
                }
            }
            "tbl" => self.out.start_table(),
            "tr" => self.out.start_row(),
            "trPr" => self.in_row_properties = true,
            "gridBefore" => self.out.skip_columns(tag.count("val").unwrap_or(0)),
            "tc" => self.out.start_cell(),
            "gridSpan" | "vMerge" | "hMerge" => self.open_cell_property(name, tag),
            "txbxContent" => self.out.start_box(),
            "r" => self.run = Run::default(),
            "strike" | "dstrike" | "vanish" => self.run.hidden |= is_on(tag),
            "rFonts" => self.run.font = tag.attribute("ascii").or_else(|| tag.attribute("hAnsi")).unwrap_or_default(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "sym" => {
                let code = tag.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let shown = code.and_then(|code| shown_symbol(&tag.attribute("font").unwrap_or_default(), code));
                self.write(&shown.map(String::from).unwrap_or_default());
            }
            "sdt" => self.controls.push(Control::default()),
            "checkbox" | "showingPlcHdr" => self.open_control(name, tag),
            "checkBox" => self.field_box = Some(FieldBox::default()),
            "ddList" => self.field_list = Some(FieldList::default()),
            "checked" | "default" | "listEntry" | "result" => {
                if self.field_box.is_some() || self.field_list.is_some() {
                    self.open_field(name, tag);
                } else {
                    self.open_control(name, tag);
                }
            }
            _ => {}
        }
        Walk::Into
    }

    fn text(&mut self, text: &str) {
        if !self.in_text {
            return;
        }
        match shown_in_font(&self.run.font, text) {
            Some(shown) => self.write(&shown),
            None => self.write(text),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.out.end_paragraph(),
            "t" => self.in_text = false,
            "tbl" => self.out.end_table(),
            "trPr" => self.in_row_properties = false,
            "tc" => self.out.end_cell(),
            "txbxContent" => self.out.end_box(),
            "r" => self.run = Run::default(),
            "AlternateContent" => drop(self.alternatives.pop()),
            "sdt" => drop(self.controls.pop()),
            "checkBox" => {
                if let Some(field) = self.field_box.take() {
                    self.write(box_of(field.ticked.unwrap_or(field.by_default)));
                }
            }
            "ddList" => {
                if let Some(list) = self.field_list.take() {
                    self.write(&list.entries.get(list.chosen).cloned().unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn is_full(&self) -> bool {
        self.out.is_full()
    }
}
