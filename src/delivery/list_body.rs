//! The rows of a list, put into the package that the writer made.
//!
//! The writer makes everything but them: heads, widths, filters, looks, the page. It would hold each of millions of cells
//! in trees of its own, in memory that nobody can wipe. In the place of the rows it is given one row of empty cells, which
//! names the looks; that row is taken out, and those of the list are written in its place, on every core.

use std::borrow::Cow;

use polars::prelude::DataFrame;

use super::DeliveryError;
use super::cores::Cores;
use super::deflated::{Deflated, Pieces};
use super::list_column::{Cells, Coded, ListColumn, Place};
use super::package::{Package, unexpected};
use super::shared_texts::{PART, SharedTexts};
use super::sheet::letters;
use super::xml_text::{push_number, push_whole};

/// Cells of a piece; a row is not divided.
const PIECE: usize = 1 << 15;
/// A cell takes no more bytes: its place, its look, a number with every digit.
const CELL: usize = r#"<c r="XFD1048576" s="65535" t="s"><v>-2.2250738585072014e-308</v></c>"#.len();
/// Nor does a row around its cells.
const ROW: usize = r#"<row r="1048576"></row>"#.len();

/// What stands under the head of a list.
pub(super) struct ListBody<'a> {
    first_row: usize,
    rows: usize,
    columns: Vec<ListColumn<'a>>,
}

impl<'a> ListBody<'a> {
    /// Reads the frame; its first row will be row `first_row` of `sheet`.
    pub(super) fn new(
        frame: &'a DataFrame,
        table: &str,
        sheet: &str,
        first_row: usize,
        cores: Cores,
    ) -> Result<Self, DeliveryError> {
        let columns = frame.columns();
        let read =
            |(): &mut (), column: usize| ListColumn::new(&columns[column], Place { sheet, table, first_row, column });
        let columns = cores.each(columns.len(), || (), read).into_iter().collect::<Result<_, _>>()?;
        Ok(Self { first_row, rows: frame.height(), columns })
    }
}

/// Puts each body into the sheet of its number (the first sheet is 1).
pub(super) fn fill(package: &mut Package, bodies: &[(usize, ListBody<'_>)], cores: Cores) -> Result<(), DeliveryError> {
    let mut texts = SharedTexts::after(&package.read(PART)?)?;
    // Texts that many cells hold get the short numbers.
    let columns: Vec<&ListColumn<'_>> = bodies.iter().flat_map(|(_, body)| &body.columns).collect();
    // Texts that many cells hold get the short numbers.
    let mut by_texts: Vec<usize> = (0..columns.len()).collect();
    by_texts.sort_by_key(|at| columns[*at].texts.len());
    let mut first_texts = vec![0; columns.len()];
    for at in by_texts {
        first_texts[at] = texts.add(columns[at].texts.iter().map(Cow::as_ref), columns[at].uses());
    }
    package.replace(PART, Deflated::new(&texts.finish(), cores));
    let mut first_texts = first_texts.into_iter();
    for (sheet, body) in bodies {
        let name = format!("xl/worksheets/sheet{sheet}.xml");
        let part = package.read(&name)?;
        let rows = Rows::new(&part, body, &mut first_texts).ok_or_else(|| unexpected(&name))?;
        package.replace(&name, Deflated::new(&rows, cores));
    }
    Ok(())
}

/// A sheet, its rows in the place of the sample.
struct Rows<'a> {
    before: &'a str,
    after: &'a str,
    body: &'a ListBody<'a>,
    columns: Vec<RowColumn<'a>>,
}

/// How the cells of a column begin and go on after the number of the row.
struct RowColumn<'a> {
    cells: &'a Cells,
    first_text: u32,
    begin: String,
    blank: String,
    text: String,
    number: String,
}

impl<'a> Rows<'a> {
    /// Finds the sample row in the writer's `part`, and takes the number of each column's first text.
    fn new(part: &'a str, body: &'a ListBody<'a>, first_texts: impl Iterator<Item = u32>) -> Option<Self> {
        let (before, rest) = part.split_at(part.find(&format!("<row r=\"{}\"", body.first_row + 1))?);
        let (sample, after) = rest.split_once("</row>")?;
        let looks: Vec<&str> = sample.split(" s=\"").skip(1).map_while(|rest| rest.split('"').next()).collect();
        if looks.len() != body.columns.len() {
            return None;
        }
        let columns = body.columns.iter().zip(first_texts).zip(looks).enumerate();
        let columns = columns.map(|(at, ((column, first_text), look))| RowColumn {
            cells: &column.cells,
            first_text,
            begin: format!("<c r=\"{}", letters(at)),
            blank: format!("\" s=\"{look}\"/>"),
            text: format!("\" s=\"{look}\" t=\"s\"><v>"),
            number: format!("\" s=\"{look}\"><v>"),
        });
        Some(Self { before, after, body, columns: columns.collect() })
    }
}

impl Pieces for Rows<'_> {
    fn count(&self) -> usize {
        self.body.rows.div_ceil(self.piece_rows()).max(1)
    }

    fn room(&self, _: usize) -> usize {
        self.piece_rows().min(self.body.rows) * (ROW + CELL * self.columns.len()) + self.before.len() + self.after.len()
    }

    fn write(&self, piece: usize, out: &mut Vec<u8>) {
        if piece == 0 {
            out.extend_from_slice(self.before.as_bytes());
        }
        let rows = self.piece_rows();
        for row in piece * rows..self.body.rows.min((piece + 1) * rows) {
            self.write_row(row, out);
        }
        if piece + 1 == self.count() {
            out.extend_from_slice(self.after.as_bytes());
        }
    }
}

impl Rows<'_> {
    fn piece_rows(&self) -> usize {
        (PIECE / self.columns.len().max(1)).max(1)
    }

    fn write_row(&self, row: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(b"<row r=\"");
        let from = out.len();
        push_whole(out, (self.body.first_row + row + 1) as u64);
        let place = from..out.len();
        out.extend_from_slice(b"\">");
        for column in &self.columns {
            out.extend_from_slice(column.begin.as_bytes());
            out.extend_from_within(place.clone());
            column.write_cell(row, out);
        }
        out.extend_from_slice(b"</row>");
    }
}

impl RowColumn<'_> {
    fn write_cell(&self, row: usize, out: &mut Vec<u8>) {
        match self.cells {
            Cells::Coded(cells) => match cells[row] {
                Coded::Blank => return out.extend_from_slice(self.blank.as_bytes()),
                Coded::Text(text) => {
                    out.extend_from_slice(self.text.as_bytes());
                    push_whole(out, u64::from(self.first_text) + u64::from(text));
                }
                Coded::Day(day) => {
                    out.extend_from_slice(self.number.as_bytes());
                    push_whole(out, day.into());
                }
            },
            // Excel has no other numbers.
            Cells::Numbers(numbers) if !numbers[row].is_finite() => {
                return out.extend_from_slice(self.blank.as_bytes());
            }
            Cells::Numbers(numbers) => {
                out.extend_from_slice(self.number.as_bytes());
                push_number(out, numbers[row]);
            }
        }
        out.extend_from_slice(b"</v></c>");
    }
}
