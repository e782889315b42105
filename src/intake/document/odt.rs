//! The text of an .odt: paragraphs, cells, form controls and content controls as the document shows them.
//!
//! Text deleted under tracked changes is kept apart in the file and passed over; struck-out and hidden text does not
//! count, as in Word's files.

use std::collections::HashMap;

use super::DocumentError;
use super::builder::DocumentBuilder;
use super::xml::{Tag, Walk, XmlVisitor, walk_xml};
use crate::intake::grid::Grid;
use crate::intake::symbol_font::shown_in_font;

/// Deleted text, notes, comments, descriptions of pictures, prompts, hidden text, reading aids.
const SILENT: &[&str] = &[
    "tracked-changes",
    "note",
    "annotation",
    "title",
    "desc",
    "placeholder",
    "hidden-text",
    "ruby-text",
    "font-face-decls",
];

/// Reads content.xml.
pub(super) fn read_odt(xml: &str) -> Result<Vec<Grid>, DocumentError> {
    let mut reader = Odt::default();
    walk_xml(xml, &mut reader)?;
    if !reader.has_text {
        return Err(DocumentError::NoText);
    }
    Ok(reader.out.finish())
}

#[derive(Default)]
struct Odt {
    out: DocumentBuilder,
    has_text: bool,
    styles: HashMap<String, Look>,
    style: String,
    /// The looks of the paragraph and the spans that are open.
    looks: Vec<Look>,
    /// What the form controls show, by their name in the file.
    controls: HashMap<String, String>,
    control: Option<(String, String)>,
    sections: Vec<bool>,
    boxes: Vec<ContentControl>,
    after_space: bool,
}

#[derive(Clone, Default)]
struct Look {
    hidden: bool,
    font: String,
}

#[derive(Default)]
struct ContentControl {
    ticked: Option<bool>,
    prompts: bool,
    written: bool,
}

fn box_of(ticked: bool) -> &'static str {
    if ticked { "☑" } else { "☐" }
}

fn is_true(tag: &Tag<'_>, name: &str) -> bool {
    tag.attribute(name).as_deref() == Some("true")
}

impl Odt {
    fn write(&mut self, text: &str) {
        let hidden = self.looks.iter().any(|look| look.hidden) || self.sections.contains(&true);
        if hidden || self.looks.is_empty() || self.boxes.iter().any(|control| control.prompts) {
            return;
        }
        match self.boxes.iter_mut().find(|control| control.ticked.is_some()) {
            Some(control) => {
                if !control.written {
                    control.written = true;
                    self.out.push(box_of(control.ticked == Some(true)));
                }
            }
            None => self.out.push(text),
        }
    }

    fn open_look(&mut self, tag: &Tag<'_>) {
        let look = tag.attribute("style-name").and_then(|name| self.styles.get(&name)).cloned();
        self.looks.push(look.unwrap_or_default());
    }

    fn open_text_properties(&mut self, tag: &Tag<'_>) {
        let struck = ["text-line-through-style", "text-line-through-type"]
            .iter()
            .any(|name| tag.attribute(name).is_some_and(|value| value != "none"));
        let hidden = tag.attribute("display").as_deref() == Some("none");
        let font = tag.attribute("font-name").or_else(|| tag.attribute("font-family")).unwrap_or_default();
        self.styles.insert(self.style.clone(), Look { hidden: struck || hidden, font });
    }

    fn open_form_control(&mut self, name: &str, tag: &Tag<'_>) {
        let label = tag.attribute("label").unwrap_or_default();
        let value = match name {
            "checkbox" => {
                let state = tag.attribute("current-state").or_else(|| tag.attribute("state"));
                format!("{}{label}", box_of(state.as_deref() == Some("checked")))
            }
            "radio" => {
                let ticked = tag.attribute("current-selected").or_else(|| tag.attribute("selected"));
                format!("{}{label}", box_of(ticked.as_deref() == Some("true")))
            }
            "listbox" => String::new(),
            _ => tag.attribute("current-value").or_else(|| tag.attribute("value")).unwrap_or_default(),
        };
        if let Some(id) = tag.attribute("id") {
            self.control = Some((id, value));
        }
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        self.out.start_cell();
        if let Some(span) = self.out.span() {
            span.columns = tag.count("number-columns-spanned").unwrap_or(1);
            span.rows = tag.count("number-rows-spanned").unwrap_or(1);
            span.repeated = tag.count("number-columns-repeated").unwrap_or(1);
        }
    }
}

impl XmlVisitor for Odt {
    fn open(&mut self, name: &str, tag: &Tag<'_>) -> Walk {
        match name {
            name if SILENT.contains(&name) => return Walk::Skip,
            "style" => self.style = tag.attribute("name").unwrap_or_default(),
            "text-properties" => self.open_text_properties(tag),
            "text" => self.has_text = true,
            "section" => self.sections.push(tag.attribute("display").as_deref() == Some("none")),
            "p" | "h" => {
                self.open_look(tag);
                self.after_space = true;
            }
            "span" => self.open_look(tag),
            "s" => {
                let spaces = tag.count("c").unwrap_or(1).min(1_000) as usize;
                self.write(&" ".repeat(spaces));
            }
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "text-box" => self.out.start_box(),
            "table" => self.out.start_table(),
            "table-row" => {
                self.out.start_row();
                let more = tag.count("number-rows-repeated").unwrap_or(1).saturating_sub(1);
                self.out.repeat_row(more);
            }
            "table-cell" => {
                self.open_cell(tag);
                return Walk::Into;
            }
            "covered-table-cell" => {
                self.out.skip_columns(tag.count("number-columns-repeated").unwrap_or(1));
                return Walk::Skip;
            }
            "checkbox" | "radio" | "listbox" | "textarea" | "formatted-text" | "date" | "combobox" | "number" => {
                self.open_form_control(name, tag);
            }
            "option" if is_true(tag, "current-selected") || is_true(tag, "selected") => {
                if let Some((_, value)) = &mut self.control {
                    *value = tag.attribute("label").unwrap_or_default();
                }
            }
            "control" => {
                let shown = tag.attribute("control").and_then(|id| self.controls.get(&id)).cloned();
                self.write(&shown.unwrap_or_default());
            }
            "content-control" => self.boxes.push(ContentControl {
                ticked: is_true(tag, "checkbox").then(|| is_true(tag, "checked")),
                prompts: is_true(tag, "showing-place-holder"),
                written: false,
            }),
            _ => {}
        }
        Walk::Into
    }

    fn text(&mut self, text: &str) {
        if self.looks.is_empty() {
            return;
        }
        // White space of the file counts as one space, as in the format's definition.
        let mut collapsed = String::with_capacity(text.len());
        for c in text.chars() {
            let space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !(space && self.after_space) {
                collapsed.push(if space { ' ' } else { c });
            }
            self.after_space = space;
        }
        let font = self.looks.iter().rev().find(|look| !look.font.is_empty()).map(|look| look.font.clone());
        match font.and_then(|font| shown_in_font(&font, &collapsed)) {
            Some(shown) => self.write(&shown),
            None => self.write(&collapsed),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.looks.pop();
                self.out.end_paragraph();
            }
            "span" => drop(self.looks.pop()),
            "s" | "tab" | "line-break" => self.after_space = false,
            "section" => drop(self.sections.pop()),
            "text-box" => self.out.end_box(),
            "table" => self.out.end_table(),
            "table-cell" => self.out.end_cell(),
            "checkbox" | "radio" | "listbox" | "textarea" | "formatted-text" | "date" | "combobox" | "number" => {
                self.controls.extend(self.control.take());
            }
            "content-control" => drop(self.boxes.pop()),
            _ => {}
        }
    }

    fn is_full(&self) -> bool {
        self.out.is_full()
    }
}
